"""Events as dated facts (subject, relation, object) in both directions, and the questions that a benchmark
asks of them.

Each event is asked about twice: who was acted upon, and (as the inverse relation) who acted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from demarche.analysis.table import EventTable, Floats, Ints, Strings, coded
from demarche.errors import InputError, UsageError

# Entities times relations above this would need more memory than a laptop has (8 bytes each, twice).
MOST_CELLS = 200_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """Facts in order of subject and time; relations below `relations` are the events' own, those above their
    inverses.

    `begins`: where each subject's facts begin, shape (entities + 1,).  `part`: "train", "valid" or "test".
    """

    subject: Ints
    relation: Ints
    object: Ints
    day: Ints
    part: Strings
    begins: Ints
    entities: int
    relations: int

    @classmethod
    def of(cls, table: EventTable) -> Facts:
        """The facts of a table whose `split` names each row's part.

        Raises:
            InputError: no types of acts, no split, or too many entities.
        """
        types = table.cameo if table.cameo is not None else table.kind
        if types is None:
            raise InputError("The events have no types to forecast. Name the column with --cameo or --kind.")
        if table.split is None:
            raise InputError(
                "The events are not split into train, valid and test. Give --split COLUMN or --split DATE."
            )
        code, names = coded(types)  # type: ignore[arg-type]
        if 2 * len(names) * len(table.names) > MOST_CELLS:
            raise InputError(
                f"{len(table.names)} actors times {len(names)} types of acts is more than fits into memory. "
                "Take fewer actors, or PLOVER types instead of CAMEO codes (--kind)."
            )
        day = np.floor(table.time - table.first).astype(np.int64)
        subject = np.concatenate([table.actor, table.recipient])
        thing = np.concatenate([table.recipient, table.actor])
        relation = np.concatenate([code, code + len(names)])
        days, part = np.concatenate([day, day]), np.concatenate([table.split, table.split])
        order = np.lexsort((days, subject))
        begins = np.searchsorted(subject[order], np.arange(len(table.names) + 1))
        return cls(
            subject[order],
            relation[order],
            thing[order],
            days[order],
            part[order],
            begins,
            len(table.names),
            len(names),
        )

    def before(self, subject: int, day: int) -> slice:
        """The facts of a subject before a day."""
        start, end = self.begins[subject], self.begins[subject + 1]
        return slice(int(start), int(start + np.searchsorted(self.day[start:end], day)))

    def questions(self, part: str) -> Iterator[tuple[int, list[tuple[int, int, Ints]]]]:
        """Each day from the first to the last of the part, and what is asked on it: (subject, relation,
        objects).

        Raises:
            UsageError: there is no such part.
        """
        asked = self.part == part
        if not asked.any():
            raise UsageError(
                f"No row is of the part {part!r}. Available: {', '.join(sorted(set(self.part)))}."
            )
        for day in range(int(self.day.max()) + 1):
            rows = np.flatnonzero(asked & (self.day == day))
            found: dict[tuple[int, int], set[int]] = {}
            for row in rows:
                key = int(self.subject[row]), int(self.relation[row])
                found.setdefault(key, set()).add(int(self.object[row]))
            yield day, [(s, r, np.array(sorted(objects))) for (s, r), objects in found.items()]


class Popularity:
    """How often each object was met with each relation, older facts counting less; moves on day by day."""

    def __init__(self, facts: Facts, half_lives: tuple[float, ...]) -> None:
        self.half_lives = half_lives
        shape = (len(half_lives), 2 * facts.relations, facts.entities)
        self.by_relation = np.zeros(shape, dtype=np.float32)
        self.overall = np.zeros((len(half_lives), facts.entities), dtype=np.float32)
        self._facts = facts
        self._by_day = np.argsort(facts.day, kind="stable")
        self._ends = np.searchsorted(facts.day[self._by_day], np.arange(int(facts.day.max()) + 2))

    def pass_day(self, day: int) -> None:
        """Takes the facts of a day in, and lets a day go by."""
        rows = self._by_day[self._ends[day] : self._ends[day + 1]]
        relation, thing = self._facts.relation[rows], self._facts.object[rows]
        for h, half_life in enumerate(self.half_lives):
            np.add.at(self.by_relation[h], (relation, thing), 1.0)
            np.add.at(self.overall[h], thing, 1.0)
            if np.isfinite(half_life):
                self.by_relation[h] *= 0.5 ** (1 / half_life)
                self.overall[h] *= 0.5 ** (1 / half_life)

    def shares(self, relation: int) -> Floats:
        """Each object's share with a relation, by half-life: shape (half-lives, entities)."""
        counts = self.by_relation[:, relation].astype(float)
        shares: Floats = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1e-9)
        return shares

    def overall_shares(self) -> Floats:
        """Each object's share over all relations."""
        counts = self.overall.astype(float)
        shares: Floats = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1e-9)
        return shares
