"""Two actors by themselves: each side with its own baseline, persistence and readiness to answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from demarche.analysis.hawkes.excitation import PairLayout
from demarche.analysis.hawkes.fit import KERNELS, NORMAL
from demarche.analysis.hawkes.likelihood import maximise
from demarche.analysis.table import EventTable, Floats
from demarche.errors import InputError

# Acts of a side below which its parameters are not estimated: the errors would exceed the estimates.
FEWEST_ACTS = 20


@dataclass(frozen=True, slots=True, eq=False)
class SideFit:
    """One side: acts a day that nothing called forth, further acts of its own per act, answers per act of the
    other side.

    `ratio`, `p_value`: likelihood-ratio test that it answers nothing.  None where the side has too few acts.
    """

    actor: str
    recipient: str
    acts: int
    baseline: float | None = None
    own: tuple[float, ...] = ()
    other: tuple[float, ...] = ()
    persistence_interval: tuple[float, float] | None = None
    reciprocity_interval: tuple[float, float] | None = None
    ratio: float | None = None
    p_value: float | None = None
    note: str | None = None

    @property
    def fitted(self) -> bool:
        return self.baseline is not None

    def to_dict(self) -> dict[str, Any]:
        return {
            "actor": self.actor,
            "recipient": self.recipient,
            "acts": self.acts,
            "baseline_per_day": self.baseline,
            "persistence": sum(self.own) if self.fitted else None,
            "persistence_interval": self.persistence_interval and list(self.persistence_interval),
            "reciprocity": sum(self.other) if self.fitted else None,
            "reciprocity_interval": self.reciprocity_interval and list(self.reciprocity_interval),
            "own": list(self.own),
            "other": list(self.other),
            "likelihood_ratio": self.ratio,
            "p_value": self.p_value,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True, eq=False)
class PairFit:
    """Both sides of a pair."""

    first: SideFit
    second: SideFit
    kernels: tuple[float, ...]
    days: float

    @property
    def branching(self) -> tuple[tuple[float, float], tuple[float, float]] | None:
        """Expected direct offspring, [of the first side, of the second] by whose act it is; None where a side
        was not fitted.
        """
        if not (self.first.fitted and self.second.fitted):
            return None
        return (sum(self.first.own), sum(self.second.other)), (sum(self.first.other), sum(self.second.own))

    def to_dict(self) -> dict[str, Any]:
        matrix = self.branching
        return {
            "sides": [self.first.to_dict(), self.second.to_dict()],
            "branching": matrix and [list(row) for row in matrix],
            "branching_radius": None if matrix is None else float(np.abs(np.linalg.eigvals(matrix)).max()),
            "kernels_days": list(self.kernels),
            "window_days": self.days,
        }


def fit_pair(table: EventTable, first: str, second: str, *, kernels: Sequence[float] = KERNELS) -> PairFit:
    """The process of two actors over the table's window; the two sides' likelihoods do not depend on each
    other.

    Raises:
        InputError: the two never acted on each other.
        UsageError: an actor is not there.
    """
    between = table.between(first, second)
    if not len(between):
        raise InputError(f"{first} and {second} never acted on each other in these {len(table)} events.")
    days = table.last - table.first
    rates = [1 / life for life in kernels]
    own, other = PairLayout.of(between).excitation(rates)
    sides = []
    for actor, recipient in ((first, second), (second, first)):
        acts = between.actor == table.code(actor)
        spent = [
            np.array([-np.expm1(-rate * (table.last - between.time[rows])).sum() for rate in rates])
            for rows in (acts, ~acts)
        ]
        sides.append(_side(actor, recipient, own[acts], other[acts], spent, days, int((~acts).sum())))
    return PairFit(sides[0], sides[1], tuple(kernels), days)


def _side(
    actor: str, recipient: str, own: Floats, other: Floats, spent: list[Floats], days: float, received: int
) -> SideFit:
    from scipy.stats import chi2

    acts, k = own.shape
    if acts < FEWEST_ACTS or received < FEWEST_ACTS:
        return SideFit(
            actor,
            recipient,
            acts,
            note=f"{actor} acted {acts} times on {recipient} and got {received} acts: too few of one of them "
            f"to estimate from ({FEWEST_ACTS} of each are needed).",
        )
    terms = np.hstack([np.ones((acts, 1)), own, other])
    compensator = np.concatenate([[days], *spent])
    full = maximise(terms, compensator)
    without = maximise(terms[:, : 1 + k], compensator[: 1 + k])
    ratio = max(2 * (full.log_likelihood - without.log_likelihood), 0.0)

    def interval(place: slice) -> tuple[float, float]:
        total, error = float(full.weights[place].sum()), full.sum_error(place)
        return max(total - NORMAL * error, 0.0), total + NORMAL * error

    return SideFit(
        actor,
        recipient,
        acts,
        float(full.weights[0]),
        tuple(full.weights[1 : 1 + k].tolist()),
        tuple(full.weights[1 + k :].tolist()),
        interval(slice(1, 1 + k)),
        interval(slice(1 + k, 1 + 2 * k)),
        ratio,
        float(chi2.sf(ratio, k)),
    )
