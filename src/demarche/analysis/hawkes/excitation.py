"""Decayed sums over past acts, for all dyads at once and exactly.

The recursion R_k = e^{−β (t_k − t_{k−1})} (R_{k−1} + acts at t_{k−1}) runs along each pair of actors.  It is
solved for all of them together by a prefix scan: log₂(longest pair) passes over sorted arrays, no Python
loop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from demarche.analysis.table import EventTable, Floats, Ints

# Products of decays below this do not change a sum of doubles any more.
GONE = 1e-20


@dataclass(frozen=True, slots=True, eq=False)
class PairLayout:
    """Events by unordered pair of actors and time; a point is one time of one pair.

    `point`, `side`: of each event in the table's order; side 0 is the actor with the lower index.
    `gap`: days since the pair's point before, infinite at its first.  `acts`: shape (points, 2), of each
    side at the point.  Acts at the same time do not excite each other: their order is not known.
    """

    point: Ints
    side: Ints
    pair: Ints
    time: Floats
    gap: Floats
    acts: Floats

    @classmethod
    def of(cls, table: EventTable) -> PairLayout:
        size = len(table.names)
        low, high = np.minimum(table.actor, table.recipient), np.maximum(table.actor, table.recipient)
        pair = low * size + high
        side = (table.actor > table.recipient).astype(np.int64)
        order = np.lexsort((table.time, pair))
        pairs, times = pair[order], table.time[order]
        new = np.ones(len(order), dtype=bool)
        new[1:] = (pairs[1:] != pairs[:-1]) | (times[1:] != times[:-1])
        point = np.empty(len(order), dtype=np.int64)
        point[order] = np.cumsum(new) - 1
        first = np.flatnonzero(new)
        gap = np.full(len(first), np.inf)
        same = pairs[first][1:] == pairs[first][:-1]
        gap[1:][same] = np.diff(times[first])[same]
        acts = np.bincount(point * 2 + side, minlength=2 * len(first)).reshape(-1, 2).astype(float)
        return cls(point, side, pairs[first], times[first], gap, acts)

    def decayed(self, rate: float) -> Floats:
        """Σ e^{−rate·(t−s)} over the acts of each side before each point, shape (points, 2)."""
        before = np.zeros_like(self.acts)
        before[1:] = self.acts[:-1]
        return scan(np.exp(-rate * self.gap), before)

    def excitation(self, rates: Sequence[float]) -> tuple[Floats, Floats]:
        """rate · decayed sums over own acts and over the other side's, before each event: shape (events,
        rates).
        """
        own = np.empty((len(self.point), len(rates)))
        other = np.empty_like(own)
        for q, rate in enumerate(rates):
            sums = rate * self.decayed(rate)
            own[:, q] = sums[self.point, self.side]
            other[:, q] = sums[self.point, 1 - self.side]
        return own, other


def scan(factor: Floats, added: Floats) -> Floats:
    """R of the recurrence R_k = factor_k · (R_{k−1} + added_k), R before the first being 0; `added` of shape
    (n, m).

    A factor of 0 starts anew.
    """
    product = factor[:, None].copy()
    total = product * added
    step = 1
    while step < len(factor) and product[step:].max(initial=0.0) > GONE:
        total[step:] = total[step:] + product[step:] * total[:-step]
        product[step:] = product[step:] * product[:-step]
        product[:step] = 0.0
        step *= 2
    return total


def decayed_at(keys: Ints, times: Floats, asked: Ints, asked_times: Floats, rate: float) -> Floats:
    """Σ e^{−rate·(t−s)} over the acts with key `asked` strictly before each of `asked_times`."""
    order = np.lexsort((times, keys))
    key, time = keys[order], times[order]
    factor = np.zeros(len(order))
    same = key[1:] == key[:-1]
    factor[1:][same] = np.exp(-rate * np.diff(time)[same])
    added = np.ones((len(order), 1))
    added[0] = 0.0
    after = scan(factor, added)[:, 0] + 1.0
    clock = np.unique(np.concatenate([times, asked_times]))
    width = len(clock) + 1
    held = key * width + np.searchsorted(clock, time)
    place = np.searchsorted(held, asked * width + np.searchsorted(clock, asked_times), side="left") - 1
    there = place >= 0
    there[there] = key[place[there]] == asked[there]
    found = np.zeros(len(asked))
    since = asked_times[there] - time[place[there]]
    found[there] = after[place[there]] * np.exp(-rate * since)
    return found
