"""The four nested models with global parameters, their likelihoods, and the test of b = 0.

A likelihood depends on what is counted, so every figure says its convention:

    training_nodes   fitted on the n(n−1) dyads of the actors seen in training; the test likelihood is that
                     of the whole window over all actors' dyads, less that of the training.  The convention
                     of the latent-space and block models for relational events (MULCH, CHIP).
    all_dyads        the same dyads, those of all actors, in training and test.
    observed_pairs   both directions of every pair of actors with an act in the whole file: where those that
                     could have acted on each other are those that did, as for a pair by itself.

Time is scaled to 1,000 units from the first to the last event, as in those papers; the divisor is the number
of test events.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from demarche.analysis.hawkes.excitation import PairLayout
from demarche.analysis.hawkes.likelihood import Maximum, maximise
from demarche.analysis.table import Bools, EventTable, Floats
from demarche.errors import InputError, UsageError, unknown

Convention = Literal["training_nodes", "all_dyads", "observed_pairs"]
CONVENTIONS: tuple[Convention, ...] = ("training_nodes", "all_dyads", "observed_pairs")
MODELS = ("poisson", "self", "reciprocal", "self_reciprocal")
# Mean lives of the kernels in days: two months, two weeks, half a day (the mixture used with MID by MULCH).
KERNELS = (60.0, 14.0, 0.5)
# The papers' window, to which all times are scaled before densities are compared.
WINDOW = 1000.0
# 97.5 % point of the normal distribution.
NORMAL = 1.959964


@dataclass(frozen=True, slots=True, eq=False)
class HawkesFit:
    """One model: weights are expected acts per act (`own`, `other`, by kernel) and per dyad and day
    (`baseline`).

    Errors are standard errors, None for a weight at its boundary, zero.
    """

    model: str
    baseline: float
    own: tuple[float, ...]
    other: tuple[float, ...]
    own_errors: tuple[float | None, ...]
    other_errors: tuple[float | None, ...]
    train_log_likelihood: float
    test_log_likelihood_per_event: float | None
    reciprocity_interval: tuple[float, float] | None
    persistence_interval: tuple[float, float] | None

    @property
    def reciprocity(self) -> float:
        """Answers that an act brings directly, on average: Σ b."""
        return sum(self.other)

    @property
    def persistence(self) -> float:
        """Further acts of one's own that an act brings directly, on average: Σ a."""
        return sum(self.own)

    def to_dict(self) -> dict[str, Any]:
        return {
            "train_log_likelihood": self.train_log_likelihood,
            "test_log_likelihood_per_event": self.test_log_likelihood_per_event,
            "reciprocity": self.reciprocity,
            "reciprocity_interval": self.reciprocity_interval and list(self.reciprocity_interval),
            "persistence": self.persistence,
            "persistence_interval": self.persistence_interval and list(self.persistence_interval),
            "baseline_per_dyad_and_day": self.baseline,
            "own": list(self.own),
            "own_errors": list(self.own_errors),
            "other": list(self.other),
            "other_errors": list(self.other_errors),
        }


@dataclass(frozen=True, slots=True, eq=False)
class HawkesResult:
    """The nested models under each convention; the attributes of the whole are the full model's under
    `convention`.
    """

    models: Mapping[str, HawkesFit]
    by_convention: Mapping[Convention, Mapping[str, HawkesFit]]
    convention: Convention
    kernels: tuple[float, ...]
    train_events: int
    test_events: int
    dyads: Mapping[Convention, tuple[int, int]]
    window_days: float
    train_until: float | None
    likelihood_ratio: float
    degrees_of_freedom: int
    p_value: float
    notes: tuple[str, ...] = ()

    @property
    def full(self) -> HawkesFit:
        return self.models["self_reciprocal"]

    @property
    def branching(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Expected direct offspring, [of one's own, of the other side] by whose act it is."""
        a, b = self.full.persistence, self.full.reciprocity
        return (a, b), (b, a)

    def to_dict(self) -> dict[str, Any]:
        a, b = self.full.persistence, self.full.reciprocity
        return self.full.to_dict() | {
            "likelihood_ratio": self.likelihood_ratio,
            "degrees_of_freedom": self.degrees_of_freedom,
            "p_value": self.p_value,
            "branching": [list(row) for row in self.branching],
            "branching_radius": a + b,
            "kernels_days": list(self.kernels),
            "train_events": self.train_events,
            "test_events": self.test_events,
            "convention": self.convention,
            "time_unit": f"1/{WINDOW:g} of the window of {self.window_days:g} days",
            "models": {name: fit.to_dict() for name, fit in self.models.items()},
            "conventions": {
                name: {"dyads_train": self.dyads[name][0], "dyads_test": self.dyads[name][1]}
                | {model: fit.to_dict() for model, fit in fits.items()}
                for name, fits in self.by_convention.items()
            },
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """What is counted: which events train, how long, and on how many dyads."""

    train: Bools
    train_days: float
    days: float
    dyads_train: int
    dyads_test: int

    @classmethod
    def of(cls, table: EventTable, train_until: float | None, convention: Convention) -> Window:
        """train_until: in days on the table's clock; the end of the training part, included.

        Raises:
            InputError: there is no event before or after it, or all events are at one time.
            UsageError: an unknown convention.
        """
        if convention not in CONVENTIONS:
            raise unknown("convention", convention, CONVENTIONS)
        days = table.last - table.first
        if days <= 0:
            raise InputError(
                f"All {len(table)} events are at one time: there is no time between acts to learn from."
            )
        end = table.last if train_until is None else train_until
        # A bound that was written with fewer digits than the data must not cut its last event off.
        train = table.time <= end * (1 + 1e-12)
        if not train.any() or (train_until is not None and train.all()):
            raise UsageError(
                f"--train-until {table.date(end)} leaves {int(train.sum())} events to train and "
                f"{int((~train).sum())} to "
                f"test; the events go from {table.date(table.first)} to {table.date(table.last)}."
            )
        if convention == "observed_pairs":
            low, high = np.minimum(table.actor, table.recipient), np.maximum(table.actor, table.recipient)
            pairs = 2 * len(np.unique(low * len(table.names) + high))
            return cls(train, end - table.first, days, pairs, pairs)
        everyone = len(np.unique(np.concatenate([table.actor, table.recipient])))
        seen = len(np.unique(np.concatenate([table.actor[train], table.recipient[train]])))
        if convention == "all_dyads":
            seen = everyone
        return cls(train, end - table.first, days, seen * (seen - 1), everyone * (everyone - 1))


def fit_hawkes(
    table: EventTable,
    *,
    train_until: float | None = None,
    kernels: Sequence[float] = KERNELS,
    convention: Convention = "training_nodes",
) -> HawkesResult:
    """The nested models, fitted by maximum likelihood on the acts up to `train_until` (in days), tested on
    the rest.

    kernels: mean lives in days.

    Raises:
        InputError, UsageError: see `Window.of`; UsageError also for a kernel that is not positive.

    Source: Hawkes (1971); Yang, Rao and Neville (2017) and Soliman et al. (2022, MULCH) for events in
    networks; Ozaki (1979) for the likelihood.  Ours has global parameters, and acts at one time do not excite
    each other.
    """
    from scipy.stats import chi2

    if not kernels or min(kernels) <= 0:
        raise UsageError(f"Kernels are mean lives in days, all above 0; got {list(kernels)}.")
    layout = PairLayout.of(table)
    rates = [1 / life for life in kernels]
    own, other = layout.excitation(rates)
    fits: dict[Convention, dict[str, HawkesFit]] = {}
    dyads: dict[Convention, tuple[int, int]] = {}
    for name in dict.fromkeys((*CONVENTIONS[:2], convention)):
        window = Window.of(table, train_until, name)
        dyads[name] = window.dyads_train, window.dyads_test
        fits[name] = {model: _fit(model, table, window, own, other, rates) for model in MODELS}
    window = Window.of(table, train_until, convention)
    models = fits[convention]
    ratio = 2 * (models["self_reciprocal"].train_log_likelihood - models["self"].train_log_likelihood)
    notes = []
    if not (own[window.train].any() or other[window.train].any()):
        notes.append("No dyad has a second act in the training part: nothing can be excited.")
    if not other[window.train].any():
        notes.append(
            "No act follows one of the other side in the training part: reciprocity cannot be estimated."
        )
    return HawkesResult(
        models=models,
        by_convention=fits,
        convention=convention,
        kernels=tuple(kernels),
        train_events=int(window.train.sum()),
        test_events=int((~window.train).sum()),
        dyads=dyads,
        window_days=window.days,
        train_until=train_until,
        likelihood_ratio=max(ratio, 0.0),
        degrees_of_freedom=len(kernels),
        p_value=float(chi2.sf(max(ratio, 0.0), len(kernels))),
        notes=tuple(notes),
    )


def _fit(
    model: str, table: EventTable, window: Window, own: Floats, other: Floats, rates: Sequence[float]
) -> HawkesFit:
    has_own, has_other = model in {"self", "self_reciprocal"}, model in {"reciprocal", "self_reciprocal"}
    parts = [np.ones((len(table), 1))] + [own] * has_own + [other] * has_other
    terms = np.hstack(parts)
    k = len(rates)
    spent = _spent(table.time[window.train], table.first + window.train_days, rates)
    compensator = np.concatenate([[window.dyads_train * window.train_days], *[spent] * (has_own + has_other)])
    best = maximise(terms[window.train], compensator)
    unit = np.log(window.days / WINDOW)
    test = None
    if not window.train.all():
        whole = _spent(table.time, table.last, rates)
        total = np.concatenate([[window.dyads_test * window.days], *[whole] * (has_own + has_other)])
        intensity = terms[~window.train] @ best.weights
        test = float(np.log(intensity).mean() - (total - compensator) @ best.weights / len(intensity) + unit)
    place_own = slice(1, 1 + k) if has_own else slice(0, 0)
    place_other = slice(1 + k * has_own, 1 + k * (has_own + has_other)) if has_other else slice(0, 0)
    return HawkesFit(
        model=model,
        baseline=float(best.weights[0]),
        own=_tuple(best.weights[place_own]),
        other=_tuple(best.weights[place_other]),
        own_errors=_known(best.errors[place_own]),
        other_errors=_known(best.errors[place_other]),
        train_log_likelihood=best.log_likelihood + float(window.train.sum() * unit),
        test_log_likelihood_per_event=test,
        reciprocity_interval=_interval(best, place_other) if has_other else None,
        persistence_interval=_interval(best, place_own) if has_own else None,
    )


def _spent(times: Floats, end: float, rates: Sequence[float]) -> Floats:
    """Σ over acts of the part of each kernel that lies before `end`."""
    return np.array([-np.expm1(-rate * (end - times)).sum() for rate in rates])


def _interval(best: Maximum, place: slice) -> tuple[float, float]:
    """95 % limits of a sum of weights, not below zero."""
    total, error = float(best.weights[place].sum()), best.sum_error(place)
    return max(total - NORMAL * error, 0.0), total + NORMAL * error


def _tuple(values: Floats) -> tuple[float, ...]:
    return tuple(float(value) for value in values)


def _known(values: Floats) -> tuple[float | None, ...]:
    return tuple(None if np.isnan(value) else float(value) for value in values)
