"""What must be taken out of event data before reciprocity is measured on it, and what is said about the rest.

Acts told twice answer themselves: a meeting that is written down from both sides on one day makes
cooperation look perfectly reciprocal, and a row written twice doubles its weight.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np

from demarche.analysis.table import OPTIONAL, Bools, EventTable, Ints, coded
from demarche.errors import InputError, unknown

Mirrors = Literal["drop", "merge", "keep"]

# A code of at least this many acts counts as mutual when this share of them is mirrored at the same time.
MUTUAL_SHARE = 0.95
MUTUAL_ACTS = 20
# Acts of one class and direction on one day from which a burst of telling is reported.
BURST = 6
# Times whose fractional parts are uniform by this p-value, over this many events, look as if jitter had been
# added.
JITTER_P = 0.05
JITTER_EVENTS = 200


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What was taken out of a table, and what a reader of the results must know."""

    rows: int
    incomplete: int = 0
    self_directed: int = 0
    duplicates: int = 0
    mirrored: int = 0
    mutual_codes: tuple[str, ...] = ()
    mirrors: Mirrors = "drop"
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "incomplete": self.incomplete,
            "self_directed": self.self_directed,
            "duplicates": self.duplicates,
            "mirrored": self.mirrored,
            "mutual_codes": list(self.mutual_codes),
            "mirrors": self.mirrors,
            "warnings": list(self.warnings),
        }


def clean(
    table: EventTable, *, mirrors: Mirrors = "drop", one_a_day: bool = False
) -> tuple[EventTable, Cleaning]:
    """The table without acts on oneself, duplicated rows and mirrored tellings of mutual acts.

    mirrors: "drop" takes both tellings of a mutual act out, "merge" keeps the first one of the file,
    "keep" keeps both.  one_a_day: keeps one act of a class in each direction a day, against bursts.

    Raises:
        InputError: nothing is left.
        UsageError: an unknown way with mirrors.
    """
    if mirrors not in {"drop", "merge", "keep"}:
        raise unknown("way with mirrored acts", mirrors, ["drop", "merge", "keep"])
    rows = len(table) + table.incomplete
    inward = table.actor == table.recipient
    kept = table.take(~inward)
    fresh = _first_of_each(kept)
    duplicates = int((~fresh).sum())
    kept = kept.take(fresh)
    mirrored, codes = _mirrored(kept)
    found = Cleaning(
        rows, table.incomplete, int(inward.sum()), duplicates, int(mirrored.sum()), codes, mirrors
    )
    warnings = list(_told(found))
    if mirrors == "drop":
        kept = kept.take(~mirrored)
    elif mirrors == "merge":
        kept = kept.take(~_second_telling(kept, mirrored))
    if one_a_day:
        day = _first_of_each(_by_class_and_day(kept))
        warnings.append(
            f"{int((~day).sum())} further acts of the same class, direction and day were left out."
        )
        kept = kept.take(day)
    if not len(kept):
        raise InputError(
            f"None of the {rows} events is left: {found.self_directed} on oneself, {duplicates} duplicated, "
            f"{found.mirrored} mirrored. With --mirrors keep the mirrored ones stay."
        )
    return kept, replace(found, warnings=(*warnings, *_doubts(kept)))


def _first_of_each(table: EventTable) -> Bools:
    """Which rows are the first of all rows that agree in every column."""
    key = _key(table, "actor", "recipient", "time", *OPTIONAL)
    first = np.zeros(len(table), dtype=bool)
    first[np.unique(key, return_index=True)[1]] = True
    return first


def _key(table: EventTable, *columns: str) -> Ints:
    """An integer a row, the same for rows that agree in those of the columns that the table has."""
    key = np.zeros(len(table), dtype=np.int64)
    for name in columns:
        column = getattr(table, name)
        if column is None:
            continue
        codes = coded(column)[0] if column.dtype == object else np.unique(column, return_inverse=True)[1]
        key = np.unique(key * (codes.max(initial=0) + 1) + codes, return_inverse=True)[1].astype(np.int64)
    return key


def _by_class_and_day(table: EventTable) -> EventTable:
    conflict = table.conflict()
    nothing: dict[str, None] = dict.fromkeys(OPTIONAL)
    score = None if conflict is None else conflict.astype(float)
    return replace(table, time=np.floor(table.time), **(nothing | {"score": score}))  # type: ignore[arg-type]


@cache
def _mutual() -> tuple[dict[str, str], frozenset[str]]:
    table = tomllib.loads(
        files("demarche.analysis").joinpath("data", "mutual.toml").read_text(encoding="utf-8")
    )
    other: dict[str, str] = {}
    for one, two in table["pairs"]:
        other |= {one: two, two: one}
    return other, frozenset(table["kinds"])


def _mirrored(table: EventTable) -> tuple[Bools, tuple[str, ...]]:
    """Which acts are of a mutual code and have their mirror image at the same time, and the mutual codes."""
    column = table.cameo if table.cameo is not None else table.kind
    if column is None:
        return np.zeros(len(table), dtype=bool), ()
    other, kinds = _mutual()
    known = other if table.cameo is not None else dict(zip(kinds, kinds, strict=True))
    codes, names = coded(column)  # type: ignore[arg-type]
    position = {name: i for i, name in enumerate(names)}
    opposite = np.array([position.get(known.get(name, name), -1) for name in names])
    image = _has_image(table, codes, opposite[codes])
    mutual = []
    for i, name in enumerate(names):
        acts = codes == i
        enough = acts.sum() >= MUTUAL_ACTS and image[acts].mean() >= MUTUAL_SHARE
        if (name in known and image[acts].any()) or enough:
            mutual.append(i)
    return image & np.isin(codes, mutual), tuple(names[i] for i in mutual)


def _has_image(table: EventTable, codes: Ints, opposite: Ints) -> Bools:
    """Which rows have, at the same time, a row in the other direction with the opposite code."""
    size, kinds = len(table.names), int(codes.max(initial=0)) + 2
    clock = np.unique(table.time, return_inverse=True)[1]
    own = ((clock * size + table.actor) * size + table.recipient) * kinds + codes
    image = ((clock * size + table.recipient) * size + table.actor) * kinds + opposite
    return np.isin(image, own) & (opposite >= 0)


def _second_telling(table: EventTable, mirrored: Bools) -> Bools:
    """Which mirrored rows tell an act that an earlier row of the same pair and time has told."""
    pair = np.sort(np.column_stack([table.actor, table.recipient]), axis=1)
    clock = np.unique(table.time, return_inverse=True)[1]
    key = (clock * len(table.names) + pair[:, 0]) * len(table.names) + pair[:, 1]
    column = table.cameo if table.cameo is not None else table.kind
    if column is not None:
        other, _ = _mutual()
        codes, _ = coded([min(value, other.get(value, value)) for value in column])
        key = np.unique(key, return_inverse=True)[1] * (codes.max(initial=0) + 1) + codes
    rows = np.flatnonzero(mirrored)
    first = rows[np.unique(key[rows], return_index=True)[1]]
    second = mirrored.copy()
    second[first] = False
    return second


def _told(found: Cleaning) -> Iterator[str]:
    rows = found.rows
    if found.incomplete:
        yield f"{found.incomplete} of {rows} rows have no actor, recipient or time and were left out."
    if found.self_directed:
        yield f"{found.self_directed} of {rows} rows are acts on oneself and were left out."
    if found.duplicates:
        yield f"{found.duplicates} of {rows} rows repeat another row in every column and were left out."
    if found.mirrored:
        done = {
            "drop": "both tellings were left out",
            "merge": "one telling was kept",
            "keep": "both were kept",
        }[found.mirrors]
        yield (
            f"{found.mirrored} rows ({100 * found.mirrored / rows:.1f} %) tell a mutual act from both sides "
            f"at the same time ({', '.join(found.mutual_codes[:8])}): {done}. Where both stay they look like "
            "perfect reciprocity (--mirrors)."
        )


def _doubts(table: EventTable) -> list[str]:
    """Warnings on what cannot be put right: bursts of telling, and times that jitter was added to."""
    from scipy.stats import kstest

    doubts = []
    key = _key(_by_class_and_day(table), "actor", "recipient", "time")
    counts = np.bincount(key)
    bursts = counts >= BURST
    if bursts.any():
        share = 100 * counts[bursts].sum() / len(table)
        doubts.append(
            f"{int(bursts.sum())} times a dyad has {BURST} or more acts on one day ({share:.1f} % of all): "
            "one act told "
            "often looks like many. Compare with --one-a-day."
        )
    part = table.time % 1
    moving = len(np.unique(part)) > len(table) / 2
    if len(table) >= JITTER_EVENTS and moving and kstest(part, "uniform").pvalue > JITTER_P:
        doubts.append(
            "The hours of the times are spread evenly over the day, as when random hours were added to "
            "dates: nothing that "
            "rests on lags below a day can be believed."
        )
    return doubts
