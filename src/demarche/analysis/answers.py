"""How often an act is answered, how soon, and how often it would seem answered if the two sides did not mind
each other.

An act is answered within H days when the next act in the other direction follows after more than 0 and
at most H days.  Acts at the same time have no known order and answer nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from demarche.analysis.dyads import TwoWay, directed, order_unknown, reverse_lags
from demarche.analysis.survival import KaplanMeier, kaplan_meier
from demarche.analysis.table import EventTable, Floats, Ints

HORIZONS = (7.0, 30.0, 60.0)
# Replicates of the null and of the bootstrap: the 95 % limits are then the 5th and 195th of 199.
REPLICATES = 199
# Least shift of the null either way, in days: two months, the slowest time scale on which acts were found to
# be answered (Hawkes process on MID; python -m benchmarks.analysis).  With none, ICEWS's null at 7 days is
# .141 instead of .133.
LEAST_SHIFT = 60.0
# Below this many pairs of actors the limits come from stretches of so many days of each: a bootstrap over one
# pair would give no width at all, and acts further apart than the slowest time scale hang together little.
FEWEST_PAIRS, STRETCH = 10, 60.0
# Below this many acts a group's rate is not given: its 95 % limits would span more than half of 0–1.
FEWEST_ACTS = 10


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its 95 % limits."""

    value: float
    low: float
    high: float

    def to_dict(self) -> dict[str, float]:
        return {"value": self.value, "low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True)
class GroupRate:
    """How often the acts of a group are answered within each horizon; rates None when there are too few
    acts.
    """

    group: str
    acts: int
    rate: Mapping[str, float] | None

    def to_dict(self) -> dict[str, Any]:
        return {
            "group": self.group,
            "acts": self.acts,
            "rate": None if self.rate is None else dict(self.rate),
        }


@dataclass(frozen=True, slots=True, eq=False)
class AnswerRates:
    """What `answer_rates` found; horizons are keys such as "7".

    `rate`: share of all acts answered within the horizon.  `interval`: its 95 % limits, by a bootstrap
    over pairs of actors (over stretches of time where there are few).  `null`: the same share when answers
    are shifted in time.  `median_lag_days`: of the acts answered within the longest horizon; None when none
    is.  `order_unknown`: acts with an act of the other side at the same time.
    """

    acts: int
    rate: Mapping[str, float]
    interval: Mapping[str, Rate]
    null: Mapping[str, Rate]
    median_lag_days: float | None
    order_unknown: int
    survival: KaplanMeier
    horizons: tuple[float, ...]
    by_actor: tuple[GroupRate, ...] = ()
    by_dyad: tuple[GroupRate, ...] = ()
    by_class: Mapping[str, AnswerRates] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "acts": self.acts,
            "rate": dict(self.rate),
            "interval": {key: [rate.low, rate.high] for key, rate in self.interval.items()},
            "null": {key: rate.value for key, rate in self.null.items()},
            "null_interval": {key: [rate.low, rate.high] for key, rate in self.null.items()},
            "median_lag_days": self.median_lag_days,
            "order_unknown": self.order_unknown,
            "kaplan_meier": self.survival.to_dict(self.horizons),
            "by_class": {name: part.to_dict() for name, part in self.by_class.items()},
            "by_actor": [group.to_dict() for group in self.by_actor],
            "by_dyad": [group.to_dict() for group in self.by_dyad],
            "notes": list(self.notes),
        }


def answer_rates(
    table: EventTable,
    *,
    horizons: Sequence[float] = HORIZONS,
    replicates: int = REPLICATES,
    seed: int = 0,
    classes: bool = True,
) -> AnswerRates:
    """Answer rates of all acts, by class, actor and dyad, with the circular-shift null beside them.

    classes: whether conflict answered by conflict and cooperation answered by cooperation are measured
    too, where the acts tell their class.
    """
    lags = reverse_lags(table)
    random = np.random.default_rng(seed)
    horizons = tuple(sorted(horizons))
    within = lags[:, None] <= np.array(horizons)
    low, high = _bootstrap(table, within, random, replicates)
    keys = [f"{h:g}" for h in horizons]
    answered = lags[lags <= horizons[-1]]
    notes = []
    if len(table) < FEWEST_ACTS:
        notes.append(
            f"Acts: {len(table)}, too few for a rate ({FEWEST_ACTS} are needed). The shares are those of "
            "these acts and tell nothing of others."
        )
    if not len(answered):
        notes.append(
            "No act is followed by an act of the other side within the longest horizon: there is no lag to "
            "measure."
        )
    watched = np.minimum(lags, table.last - table.time)
    return AnswerRates(
        acts=len(table),
        rate=dict(zip(keys, within.mean(axis=0).tolist(), strict=True)),
        interval={
            k: Rate(float(m), float(a), float(b))
            for k, m, a, b in zip(keys, within.mean(0), low, high, strict=True)
        },
        null=dict(zip(keys, shift_null(table, horizons, replicates=replicates, random=random), strict=True)),
        median_lag_days=float(np.median(answered)) if len(answered) else None,
        order_unknown=int(order_unknown(table).sum()),
        survival=kaplan_meier(watched, np.isfinite(lags)),
        horizons=horizons,
        by_actor=_groups([(name,) for name in table.names], table.actor, within, keys),
        by_dyad=_by_dyad(table, within, keys),
        by_class=_classes(table, horizons, replicates, seed) if classes else {},
        notes=tuple(notes),
    )


def shift_null(
    table: EventTable, horizons: Sequence[float], *, replicates: int = REPLICATES, random: np.random.Generator
) -> list[Rate]:
    """The rate at each horizon when the acts of every directed dyad, as answers, are shifted around the
    window.

    The shift is circular and the same for all acts of a directed dyad, so that their number and their
    bunching stay while their tie to the other side's acts is cut; it is at least `LEAST_SHIFT` and the
    longest horizon either way, where the window has room for that.
    """
    both = TwoWay.of(table)
    dyads = int(both.dyad.max(initial=-1)) + 1
    whole = bool((table.time % 1 == 0).all())
    window = table.last - table.first + (1.0 if whole else 0.0)
    margin = max(LEAST_SHIFT, *horizons)
    margin = margin if window > 2 * margin else 0.0
    rates = np.empty((replicates, len(horizons)))
    for i in range(replicates):
        shift = random.uniform(margin, max(window - margin, margin), dyads)
        shift = np.floor(shift) if whole else shift
        moved = (both.time + shift[both.dyad]) % window if window else both.time
        lags = both.lags(moved)
        rates[i] = [np.count_nonzero(lags <= horizon) / len(table) for horizon in horizons]
    low, high = np.quantile(rates, [0.025, 0.975], axis=0)
    return [Rate(float(m), float(a), float(b)) for m, a, b in zip(rates.mean(axis=0), low, high, strict=True)]


def _bootstrap(
    table: EventTable, within: Any, random: np.random.Generator, replicates: int
) -> tuple[Floats, Floats]:
    """95 % limits of the rates when pairs of actors are drawn anew: acts within a pair hang together.

    Where there are few pairs, what is drawn are stretches of `STRETCH` days of a pair.
    """
    size = len(table.names)
    pair = np.minimum(table.actor, table.recipient) * size + np.maximum(table.actor, table.recipient)
    place = np.unique(pair, return_inverse=True)[1]
    if place.max() + 1 < FEWEST_PAIRS:
        stretch = ((table.time - table.first) // STRETCH).astype(np.int64)
        place = np.unique(place * (stretch.max() + 1) + stretch, return_inverse=True)[1]
    pairs = int(place.max()) + 1
    acts = np.bincount(place, minlength=pairs).astype(float)
    answered = np.column_stack([np.bincount(place, weights=column, minlength=pairs) for column in within.T])
    drawn = random.multinomial(pairs, np.full(pairs, 1 / pairs), size=replicates)
    rates = (drawn @ answered) / np.maximum(drawn @ acts, 1)[:, None]
    low, high = np.quantile(rates, [0.025, 0.975], axis=0)
    return low, high


def _groups(
    names: Sequence[tuple[str, ...]], group: Ints, within: Any, keys: list[str]
) -> tuple[GroupRate, ...]:
    """The rates of each group of acts, those with most acts first."""
    acts = np.bincount(group, minlength=len(names))
    shares = [
        np.bincount(group, weights=column, minlength=len(names)) / np.maximum(acts, 1) for column in within.T
    ]
    order = sorted(np.flatnonzero(acts).tolist(), key=lambda i: (-acts[i], names[i]))
    return tuple(
        GroupRate(
            " → ".join(names[i]),
            int(acts[i]),
            {key: float(share[i]) for key, share in zip(keys, shares, strict=True)}
            if acts[i] >= FEWEST_ACTS
            else None,
        )
        for i in order
    )


def _by_dyad(table: EventTable, within: Any, keys: list[str]) -> tuple[GroupRate, ...]:
    own, _ = directed(table)
    dyads, place = np.unique(own, return_inverse=True)
    size = len(table.names)
    return _groups([(table.names[d // size], table.names[d % size]) for d in dyads], place, within, keys)


def _classes(
    table: EventTable, horizons: Sequence[float], replicates: int, seed: int
) -> dict[str, AnswerRates]:
    conflict = table.conflict()
    if conflict is None:
        return {}
    return {
        name: answer_rates(
            table.take(rows), horizons=horizons, replicates=replicates, seed=seed, classes=False
        )
        for name, rows in (("conflict", conflict), ("cooperation", ~conflict))
        if rows.any()
    }
