"""The events that every analysis reads, as columns: who, to whom, when, and what is known of the act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from demarche.errors import UsageError, unknown

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Strings = NDArray[np.object_]
ActClass = Literal["all", "conflict", "cooperation"]

# CAMEO's roots 10 (demand) to 20 are conflict, 01 to 09 cooperation (CAMEO codebook, quad classes).
FIRST_CONFLICT_ROOT = 10


@dataclass(frozen=True, slots=True, eq=False)
class EventTable:
    """Directed events, one a row, in order of time; all columns have the same length.

    `actor`, `recipient`: index into `names`.  `time`: days since `day_zero` (any zero where that is
    None).  `unit_days`: how many days one unit of the time column was that the table was read from.
    `incomplete`: rows of the file that had no actor, recipient or time and are not here.
    `window`: the time that was observed; a choice of rows keeps it.  `unit`: what `quantity` counts.
    `id`: what tells rows apart that agree in all else.  Columns that the events do not carry are None;
    unknown values in them are "" or NaN.
    """

    names: tuple[str, ...]
    actor: Ints
    recipient: Ints
    time: Floats
    window: tuple[float, float]
    cameo: Strings | None = None
    kind: Strings | None = None
    quad: Strings | None = None
    mode: Strings | None = None
    score: Floats | None = None
    quantity: Floats | None = None
    unit: Strings | None = None
    split: Strings | None = None
    id: Strings | None = None
    day_zero: dt.date | None = None
    unit_days: float = 1.0
    incomplete: int = 0

    def __len__(self) -> int:
        return len(self.time)

    @property
    def first(self) -> float:
        """When observation begins: the time of the file's first event."""
        return self.window[0]

    @property
    def last(self) -> float:
        """When observation ends: the time of the file's last event."""
        return self.window[1]

    @classmethod
    def of(
        cls,
        actor: Sequence[str],
        recipient: Sequence[str],
        time: Sequence[float] | Floats,
        *,
        day_zero: dt.date | None = None,
        unit_days: float = 1.0,
        **columns: Any,
    ) -> EventTable:
        """The table of plain columns, put in order of time; rows of one time keep their order.

        Raises:
            UsageError: no rows, columns of unequal length, or a time that is not finite.
        """
        when = np.asarray(time, dtype=float)
        both, names = coded([*actor, *recipient])
        rows = len(actor)
        lengths = {rows, len(recipient), len(when), *(len(c) for c in columns.values() if c is not None)}
        if len(lengths) != 1:
            raise UsageError(
                f"The columns have {sorted(lengths)} rows; every column must have one value a row."
            )
        if not len(when):
            raise UsageError(
                "There are no events to analyse. Check the file, --between, --since and --class."
            )
        if not np.isfinite(when).all():
            raise UsageError(
                f"{int((~np.isfinite(when)).sum())} rows have no time. Leave them out, or give a time."
            )
        order = np.argsort(when, kind="stable")
        more: dict[str, Any] = {
            name: None if c is None else _column(name, c)[order] for name, c in columns.items()
        }
        return cls(
            names=names,
            actor=both[:rows][order],
            recipient=both[rows:][order],
            time=when[order],
            window=(float(when.min()), float(when.max())),
            day_zero=day_zero,
            unit_days=unit_days,
            **more,
        )

    def take(self, rows: Bools | Ints) -> EventTable:
        """The table of some rows, in their order; names stay as they are."""
        columns: dict[str, Any] = {
            name: None if (column := getattr(self, name)) is None else column[rows]
            for name in ("actor", "recipient", "time", *OPTIONAL)
        }
        return replace(self, **columns)

    def within(self, first: float | None, last: float | None) -> EventTable:
        """The acts from one time to another, both included, which are then the window."""
        start = self.first if first is None else max(first, self.first)
        end = self.last if last is None else min(last, self.last)
        chosen = self.take((self.time >= start) & (self.time <= end))
        return replace(chosen, window=(start, end))

    def conflict(self) -> Bools | None:
        """Which acts are conflict, by quad class, CAMEO root, PLOVER type or sign of the score; None:
        unknown.
        """
        if self.quad is not None:
            return by_value(self.quad, lambda quad: quad.lower().endswith("conflict"))
        if self.cameo is not None:
            return by_value(self.cameo, _conflict_code)
        if self.kind is not None:
            hostile = _conflict_types()
            return by_value(self.kind, lambda kind: kind.upper() in hostile)
        return None if self.score is None else self.score < 0

    def of_class(self, act_class: ActClass) -> EventTable:
        """The acts of one class.

        Raises:
            UsageError: the events carry nothing that tells the class.
        """
        if act_class == "all":
            return self
        if act_class not in {"conflict", "cooperation"}:
            raise unknown("class of acts", act_class, ["all", "conflict", "cooperation"])
        conflict = self.conflict()
        if conflict is None:
            raise UsageError(
                f"Acts of class {act_class!r} cannot be told: the events have no type, CAMEO code or score. "
                "Name the column with --cameo, --kind or --score."
            )
        return self.take(conflict if act_class == "conflict" else ~conflict)

    def between(self, first: str, second: str) -> EventTable:
        """The acts of two actors towards each other.

        Raises:
            UsageError: one of them is not there; the nearest name is in the message.
        """
        a, b = self.code(first), self.code(second)
        there = ((self.actor == a) & (self.recipient == b)) | ((self.actor == b) & (self.recipient == a))
        return self.take(there)

    def code(self, name: str) -> int:
        """The index of an actor's name.

        Raises:
            UsageError: there is no actor of that name.
        """
        if name not in self.names:
            import difflib

            near = difflib.get_close_matches(name, self.names, n=3)
            hint = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
            raise UsageError(f"No actor {name!r} among the {len(self.names)} of the events.{hint}")
        return self.names.index(name)

    def date(self, time: float) -> str | float:
        """A time for people: the day where the zero is known, else the number of days."""
        if self.day_zero is None:
            return round(float(time), 4)
        return (self.day_zero + dt.timedelta(days=float(time))).isoformat()


OPTIONAL = ("cameo", "kind", "quad", "mode", "score", "quantity", "unit", "split", "id")
NUMBERS = ("score", "quantity")


def coded(values: Sequence[str]) -> tuple[Ints, tuple[str, ...]]:
    """The values as indices into their distinct ones, which stand in alphabetical order."""
    import pyarrow as pa

    encoded = pa.array(values, type=pa.string(), from_pandas=True).fill_null("").dictionary_encode()
    distinct = np.array(encoded.dictionary.to_pylist(), dtype=object)
    order = np.argsort(distinct)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return place[encoded.indices.to_numpy()], tuple(distinct[order])


def by_value(column: Strings, judge: Callable[[str], bool]) -> Bools:
    """`judge` of each value, asked once for each distinct one."""
    codes, values = coded(column)  # type: ignore[arg-type]
    return np.array([judge(value) for value in values], dtype=bool)[codes]


def _column(name: str, values: Sequence[Any]) -> NDArray[Any]:
    if isinstance(values, np.ndarray) and values.dtype in (np.dtype(float), np.dtype(object)):
        return values
    if name in NUMBERS:
        return np.array([np.nan if value is None else float(value) for value in values], dtype=float)
    return np.array(["" if value is None else str(value) for value in values], dtype=object)


def _conflict_code(code: str) -> bool:
    root = code.strip()[:2]
    return root.isdigit() and int(root) >= FIRST_CONFLICT_ROOT


def _conflict_types() -> frozenset[str]:
    from demarche.ontology import load

    return frozenset(name for name, kind in load("plover").types.items() if kind.quad.endswith("conflict"))
