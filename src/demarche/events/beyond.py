"""What sentences around an act's own say of it: when and where.

News names a day and a place once and goes on for sentences without them.  The event head was taught on whole
passages, so it can be asked of the words of neighbouring sentences too.  Who acts on whom is not asked there:
the head is wrong about it more often than right.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeVar

import numpy as np

from demarche.events.acts import Act
from demarche.events.heads import Array, EventHeads
from demarche.events.syntax import Clauses

# Sentences before and after an act's own that are asked; the encoder reads about so many together.
BEFORE, AFTER = 3, 2
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Near:
    """A neighbouring sentence with the head's probability for each of its words to play a part."""

    clauses: Clauses
    scores: Array


class Beyond:
    """The sentences of one report, to be asked about acts of others."""

    def __init__(self, clauses: Sequence[Clauses], heads: EventHeads | None) -> None:
        self._clauses = clauses
        self._heads = heads
        self._begins = [0, *accumulate(len(one.tokens) for one in clauses)]

    def near(self, act: Act, part: str, among: Collection[int]) -> list[Near]:
        """The sentences around an act's, those with the likeliest words first; none without a head.

        among: the numbers of the sentences that have anything to tell of the part.
        """
        if self._heads is None or act.row is None:
            return []
        k = self._heads.parts.index(part)
        place = self._begins[act.sentence] + act.i
        found = []
        for n in range(max(0, act.sentence - BEFORE), min(len(self._clauses), act.sentence + AFTER + 1)):
            rows = self._clauses[n].tree.sentence.vectors
            if n != act.sentence and n in among and rows is not None and len(rows):
                distance = np.arange(len(rows)) + self._begins[n] - place
                found.append(Near(self._clauses[n], self._heads.pairs(act.row, rows, distance)[:, k]))
        return sorted(found, key=lambda one: -float(one.scores.max(initial=0.0)))

    def first(
        self,
        act: Act,
        part: str,
        ask: Callable[[Clauses, Array, float], Found | None],
        least: float,
        among: Collection[int],
    ) -> Found | None:
        """What the sentences around an act's say of a part of it: the first thing found, the surest first."""
        found = (ask(near.clauses, near.scores, least) for near in self.near(act, part, among))
        return next((one for one in found if one), None)
