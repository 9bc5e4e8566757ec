"""Beyond global parameters: long memories, active and much-aimed-at actors, and third parties.

To the terms of the reciprocal process come

    kernels of a year and of five years   a dyad's own level, as it was lately and as it has long been
    out_i · in_j                          a baseline for who acts and who is aimed at, from the training part
    turn continuation                     i → k  calls forth  i → j
    allied continuation                   k → j  calls forth  i → j
    generalised reciprocity               k → i  calls forth  i → j
    allied reciprocity                    j → k  calls forth  i → j   (answers an act against k)

the last four for every third actor k; their offspring fall on i or j by how much they act or are aimed at.
A covariate of dyads (alliance, contiguity, trade) adds to the baseline of each dyad what is had from a unit
of it.

Source: the four are those of Soliman et al. (2022, MULCH), there by blocks of actors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from demarche.analysis.hawkes.excitation import PairLayout, decayed_at
from demarche.analysis.hawkes.fit import CONVENTIONS, WINDOW, Convention, Window
from demarche.analysis.hawkes.likelihood import Maximum, maximise
from demarche.analysis.table import Bools, EventTable, Floats, Ints
from demarche.errors import UsageError

# Mean lives in days: those of the plain process and three days, a year and five years.
LIVES = (0.5, 3.0, 14.0, 60.0, 365.0, 1825.0)
# Third parties are not asked about at half a day: news needs longer to call forth a third party's act.
LEAST_THIRD = 3.0
THIRD = ("turn continuation", "allied continuation", "generalised reciprocity", "allied reciprocity")
# Added to every actor's count, so that an actor without acts in training can still act or be aimed at.
UNSEEN = 0.5
NO_COVARIATES: Mapping[str, Floats] = {}


@dataclass(frozen=True, slots=True)
class CovariateTest:
    """Acts a dyad and day that a unit of a covariate brings, and the likelihood-ratio test that it brings
    none.

    A weight cannot fall below 0, so the p-value halves that of χ² with one degree of freedom.
    """

    weight: float
    ratio: float
    p_value: float

    def to_dict(self) -> dict[str, float]:
        return {"weight": self.weight, "likelihood_ratio": self.ratio, "p_value": self.p_value}


@dataclass(frozen=True, slots=True, eq=False)
class RicherFit:
    """What `fit_richer` found: `weights` by term, `shares` of the training events that each term explains.

    `log_likelihoods`: by convention, (training, test per event or None).  `covariates`: as they were given;
    `tests`: what each is worth beside all other terms.
    """

    weights: Mapping[str, float]
    shares: Mapping[str, float]
    log_likelihoods: Mapping[Convention, tuple[float, float | None]]
    activity: Activity
    covariates: Mapping[str, Floats] = field(default_factory=dict)
    tests: Mapping[str, CovariateTest] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return {
            "conventions": {
                name: {"train_log_likelihood": train, "test_log_likelihood_per_event": test}
                for name, (train, test) in self.log_likelihoods.items()
            },
            "train_log_likelihood": self.log_likelihoods["training_nodes"][0],
            "test_log_likelihood_per_event": self.log_likelihoods["training_nodes"][1],
            "shares": dict(self.shares),
            "weights": dict(self.weights),
            "covariates": {name: test.to_dict() for name, test in self.tests.items()},
        }


@dataclass(frozen=True, slots=True, eq=False)
class Activity:
    """Each actor's share of the acts in training: as who acts and as who is acted upon; `product` sums to 1
    over dyads.
    """

    acting: Floats
    aimed_at: Floats
    outward: Floats
    inward: Floats

    @classmethod
    def of(cls, table: EventTable, train: Bools) -> Activity:
        size = len(table.names)
        outward = np.bincount(table.actor[train], minlength=size).astype(float)
        inward = np.bincount(table.recipient[train], minlength=size).astype(float)
        acting, aimed_at = outward + UNSEEN, inward + UNSEEN
        return cls(acting / acting.sum(), aimed_at / aimed_at.sum(), outward, inward)

    def product(self, actor: Any, recipient: Any) -> Floats:
        """out_i · in_j over its sum over all dyads."""
        total = self.outward.sum() * self.inward.sum() - self.outward @ self.inward
        product: Floats = self.outward[actor] * self.inward[recipient] / max(total, 1.0)
        return product


def fit_richer(
    table: EventTable, *, train_until: float | None = None, covariates: Mapping[str, Floats] = NO_COVARIATES
) -> RicherFit:
    """The richer process, fitted on the acts up to `train_until` (days) and tested on the rest, under both
    conventions.

    The weights are those of the first convention, training_nodes.  covariates: by name, a value of 0 or more
    of each directed dyad, shape (actors, actors) in the order of `table.names`.

    Raises:
        InputError, UsageError: see `Window.of`; UsageError also for a covariate that has another shape or a
        value below 0.
    """
    _check(covariates, len(table.names))
    found: dict[Convention, tuple[float, float | None]] = {}
    windows = {name: Window.of(table, train_until, name) for name in CONVENTIONS[:2]}
    train = windows["training_nodes"].train
    activity = Activity.of(table, train)
    names, terms = _terms(table, activity)
    given = [value[table.actor, table.recipient] for value in covariates.values()]
    terms = np.column_stack([terms, *given])
    everyone = _acting(table, np.ones_like(train))
    kept = None
    for convention, window in windows.items():
        seen = _acting(table, train) if convention == "training_nodes" else everyone
        learned = np.append(
            _compensator(
                table, names, train, table.first + window.train_days, window.train_days, window.dyads_train
            ),
            window.train_days * _sums(covariates, seen),
        )
        whole = np.append(
            _compensator(table, names, np.ones_like(train), table.last, window.days, window.dyads_test),
            window.days * _sums(covariates, everyone),
        )
        best = maximise(terms[train], learned)
        unit = float(np.log(window.days / WINDOW))
        test = None
        if not train.all():
            intensity = np.maximum(terms[~train] @ best.weights, 1e-300)
            test = float(np.log(intensity).mean() - (whole - learned) @ best.weights / len(intensity) + unit)
        found[convention] = best.log_likelihood + train.sum() * unit, test
        kept = kept or (best, best.weights * learned / train.sum(), learned)
    assert kept is not None
    first, explained, learned = kept
    tests = {
        name: _test(terms[train], learned, len(names) + place, first) for place, name in enumerate(covariates)
    }
    labels = [*names, *(_covariate(name) for name in covariates)]
    weights, shares = (
        dict(zip(labels, values.tolist(), strict=True)) for values in (first.weights, explained)
    )
    return RicherFit(weights, shares, found, activity, covariates, tests)


def _check(covariates: Mapping[str, Floats], size: int) -> None:
    for name, value in covariates.items():
        if value.shape != (size, size):
            raise UsageError(f"Covariate {name!r} has shape {value.shape}; it must be ({size}, {size}).")
        if not (np.isfinite(value).all() and (value >= 0).all()):
            raise UsageError(
                f"Covariate {name!r} has values below 0 or that are no numbers; a dyad's baseline cannot "
                "fall below 0. Turn it round (far: 1 - near), or give 0 where nothing is known."
            )


def _acting(table: EventTable, rows: Bools) -> Ints:
    """Who acts or is acted upon in some of the rows."""
    return np.unique(np.concatenate([table.actor[rows], table.recipient[rows]]))


def _sums(covariates: Mapping[str, Floats], actors: Ints) -> Floats:
    """Each covariate summed over the directed dyads of some actors."""
    parts = [value[np.ix_(actors, actors)] for value in covariates.values()]
    return np.array([part.sum() - np.trace(part) for part in parts], dtype=float)


def _test(terms: Floats, compensator: Floats, place: int, full: Maximum) -> CovariateTest:
    from scipy.stats import chi2

    without = maximise(np.delete(terms, place, axis=1), np.delete(compensator, place))
    ratio = max(2 * (full.log_likelihood - without.log_likelihood), 0.0)
    return CovariateTest(float(full.weights[place]), ratio, float(chi2.sf(ratio, 1)) / 2)


def _covariate(name: str) -> str:
    return f"covariate {name}"


def intensity_sums(table: EventTable, fit: RicherFit, now: float, days: float) -> Floats:
    """Acts expected of each directed dyad in the `days` after `now`, from the acts up to then: shape (actors,
    actors).
    """
    size = len(table.names)
    past = table.time <= now
    dyad = table.actor[past] * size + table.recipient[past]
    everyone = np.arange(size)
    weights, activity = fit.weights, fit.activity
    expected = np.full((size, size), weights["everybody"] * days)
    expected += weights["active and aimed at"] * days * activity.product(everyone[:, None], everyone[None, :])
    for name, value in fit.covariates.items():
        expected += weights[_covariate(name)] * days * value
    for life in LIVES:
        counted = np.bincount(dyad, np.exp((table.time[past] - now) / life), size * size)
        decayed = counted.reshape(size, size) * -np.expm1(-days / life)
        expected += weights[_named("own", life)] * decayed + weights[_named("other", life)] * decayed.T
        if life >= LEAST_THIRD:
            for name, part in zip(THIRD, _third(decayed, activity), strict=True):
                expected += weights[_named(name, life)] * part
    np.fill_diagonal(expected, 0.0)
    return expected


def _third(decayed: Floats, activity: Activity) -> tuple[Floats, Floats, Floats, Floats]:
    """Each of the third-party terms for every directed dyad."""
    outward, inward = decayed.sum(axis=1), decayed.sum(axis=0)
    aimed_at, acting = activity.aimed_at[None, :], activity.acting[:, None]
    return (
        (outward[:, None] - decayed) * aimed_at,
        (inward[None, :] - decayed) * acting,
        (inward[:, None] - decayed.T) * aimed_at,
        (outward[None, :] - decayed.T) * acting,
    )


def _named(term: str, life: float) -> str:
    return f"{term}, {life:g} days"


def _terms(table: EventTable, activity: Activity) -> tuple[list[str], Floats]:
    """The terms' names and their values at the events, shape (events, terms)."""
    actor, recipient, time = table.actor, table.recipient, table.time
    names = ["everybody", "active and aimed at"]
    columns = [np.ones(len(table)), activity.product(actor, recipient)]
    layout = PairLayout.of(table)
    own, other = layout.excitation([1 / life for life in LIVES])
    for q, life in enumerate(LIVES):
        names += [_named("own", life), _named("other", life)]
        columns += [own[:, q], other[:, q]]
        if life < LEAST_THIRD:
            continue
        rate = 1 / life
        sums = [
            (decayed_at(actor, time, actor, time, rate), own, activity.aimed_at[recipient]),
            (decayed_at(recipient, time, recipient, time, rate), own, activity.acting[actor]),
            (decayed_at(recipient, time, actor, time, rate), other, activity.aimed_at[recipient]),
            (decayed_at(actor, time, recipient, time, rate), other, activity.acting[actor]),
        ]
        for name, (total, pair, share) in zip(THIRD, sums, strict=True):
            names.append(_named(name, life))
            # Acts between the two themselves are not a third party's.
            columns.append(np.maximum(rate * total - pair[:, q], 0.0) * share)
    return names, np.column_stack(columns)


def _compensator(
    table: EventTable, names: list[str], counted: Bools, end: float, days: float, dyads: int
) -> Floats:
    """∫ of each term over all dyads and the window; the third parties' shares sum to at most one over
    dyads.
    """
    time = table.time[counted]
    spent = {life: float(-np.expm1((time - end) / life).sum()) for life in LIVES}
    found = [dyads * days, days]
    found += [spent[float(name.rpartition(", ")[2].removesuffix(" days"))] for name in names[2:]]
    return np.array(found)
