"""For each act, the next act in the other direction: the elementary step of every measure of answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from demarche.analysis.table import Bools, EventTable, Floats, Ints


def directed(table: EventTable) -> tuple[Ints, Ints]:
    """(number of the directed dyad of each event, of its reverse); reverses without events still have one."""
    size = len(table.names)
    return table.actor * size + table.recipient, table.recipient * size + table.actor


@dataclass(frozen=True, slots=True, eq=False)
class TwoWay:
    """The acts of dyads that have acts both ways, laid out to ask often for the next reverse act.

    `rows`: which rows of the table they are.  `dyad`: their directed dyad, 0 …; `reverse`: that of the
    other direction.  `time`: days since the table's first event.  `width`: above any time.
    """

    rows: Ints
    dyad: Ints
    reverse: Ints
    time: Floats
    width: float

    @classmethod
    def of(cls, table: EventTable) -> TwoWay:
        own, reverse = directed(table)
        rows = np.flatnonzero(np.isin(reverse, own))
        # Asked in order of the answering dyad and time, the search runs through memory once.
        rows = rows[np.lexsort((table.time[rows], reverse[rows]))]
        dyads, place = np.unique(own[rows], return_inverse=True)
        width = 2.0 * (table.last - table.first + 1)
        return cls(rows, place, np.searchsorted(dyads, reverse[rows]), table.time[rows] - table.first, width)

    def lags(self, moved: Floats | None = None) -> Floats:
        """Days from each of `rows` to the next reverse act, above 0; infinite where none follows.

        moved: times of the acts as answers, where they are not to be their own.
        """
        held = np.sort(self.dyad * self.width + (self.time if moved is None else moved))
        asked = self.reverse * self.width + self.time
        place = np.searchsorted(held, asked, side="right")
        found = np.append(held, np.inf)[place]
        found[found >= (self.reverse + 1) * self.width] = np.inf
        return found - asked


def reverse_lags(table: EventTable) -> Floats:
    """Days from each act to the next act in the other direction, above 0; infinite where none follows."""
    lags = np.full(len(table), np.inf)
    both = TwoWay.of(table)
    lags[both.rows] = both.lags()
    return lags


def order_unknown(table: EventTable) -> Bools:
    """Which acts have an act in the other direction at the very same time, so that neither is known to
    answer.
    """
    own, reverse = directed(table)
    clock = np.unique(table.time, return_inverse=True)[1]
    size = len(table.names) ** 2
    return np.isin(clock * size + reverse, clock * size + own)
