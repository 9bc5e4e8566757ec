"""Does the fitted process look like the data?  Under a true model ∫λ makes acts a unit Poisson process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from demarche.analysis.hawkes.excitation import PairLayout
from demarche.analysis.hawkes.fit import HawkesFit
from demarche.analysis.table import EventTable, Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Goodness:
    """Kolmogorov–Smirnov distance of the rescaled gaps from the exponential, its p-value, and the gaps in
    order.
    """

    distance: float
    p_value: float
    mean: float
    gaps: Floats

    def to_dict(self) -> dict[str, Any]:
        return {
            "ks_distance": self.distance,
            "p_value": self.p_value,
            "mean_gap": self.mean,
            "gaps": len(self.gaps),
        }


def goodness_of_fit(table: EventTable, fit: HawkesFit, kernels: tuple[float, ...]) -> Goodness:
    """The test over the table's own dyads; the time after a dyad's last act runs on into the next dyad's
    first gap.

    Dyads without any act are not in it.  Acts at one time give gaps of 0.

    Source: Brown et al. (2002), The time-rescaling theorem; Ogata (1988) for residual analysis.
    """
    from scipy.stats import kstest

    layout = PairLayout.of(table)
    size = len(table.names)
    dyad = table.actor * size + table.recipient
    order = np.lexsort((table.time, dyad))
    reached = _compensator(table, layout, fit, kernels)
    ends = _totals(table, fit, kernels, dyad)
    first = np.unique(dyad[order], return_index=True)[1]
    offset = np.concatenate([[0.0], np.cumsum(ends)[:-1]])
    position = reached[order] + np.repeat(offset, np.diff(np.append(first, len(order))))
    gaps = np.diff(np.concatenate([[0.0], position]))
    test = kstest(gaps, "expon")
    return Goodness(float(test.statistic), float(test.pvalue), float(gaps.mean()), gaps)


def _compensator(table: EventTable, layout: PairLayout, fit: HawkesFit, kernels: tuple[float, ...]) -> Floats:
    """∫λ of each event's dyad from the first event of the table to that event."""
    before = np.cumsum(layout.acts, axis=0) - layout.acts
    starts = np.flatnonzero(np.isinf(layout.gap))
    before -= np.repeat(before[starts], np.diff(np.append(starts, len(layout.gap))), axis=0)
    total = fit.baseline * (table.time - table.first)
    for q, life in enumerate(kernels):
        spent = before - layout.decayed(1 / life)
        if fit.own:
            total = total + fit.own[q] * spent[layout.point, layout.side]
        if fit.other:
            total = total + fit.other[q] * spent[layout.point, 1 - layout.side]
    return total


def _totals(table: EventTable, fit: HawkesFit, kernels: tuple[float, ...], dyad: Ints) -> Floats:
    """∫λ over the whole window for each dyad with acts, in order of their numbers."""
    size = len(table.names)
    dyads, place = np.unique(dyad, return_inverse=True)
    reverse = dyads % size * size + dyads // size
    where = np.minimum(np.searchsorted(dyads, reverse), len(dyads) - 1)
    both = dyads[where] == reverse
    total = np.full(len(dyads), fit.baseline * (table.last - table.first))
    for q, life in enumerate(kernels):
        spent = np.bincount(place, weights=-np.expm1((table.time - table.last) / life), minlength=len(dyads))
        if fit.own:
            total += fit.own[q] * spent
        if fit.other:
            total += fit.other[q] * np.where(both, spent[where], 0.0)
    return total
