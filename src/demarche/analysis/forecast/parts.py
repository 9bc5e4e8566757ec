"""Which rows are for learning, for tuning and for the test."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np

from demarche.analysis.table import EventTable
from demarche.errors import UsageError

PARTS = ("train", "valid", "test")
# The share of the time before the test that is kept for tuning where only the test's beginning is given.
TUNING = 0.1


def with_split(table: EventTable, split: str, origin: Path) -> tuple[EventTable, str]:
    """(the table with the part of each row, the part to be ranked) for what `--split` gives.

    split: a column of the file `origin`, one of the parts (in the column named split), or the first day of
    the test.

    Raises:
        UsageError: it is none of these.
    """
    if split in PARTS[1:] and table.split is not None:
        return table, split
    day = _day(table, split)
    if day is not None:
        tuning = day - TUNING * (day - table.first)
        part = np.select([table.time >= day, table.time >= tuning], ["test", "valid"], "train").astype(object)
        return replace(table, split=part), "test"
    if table.split is not None and set(table.split) >= {"train", "test"} and split in {"split", *PARTS}:
        return table, "test"
    raise UsageError(
        f"--split is {split!r}: no column of {origin} with the parts train, valid and test, none of these "
        "parts, and no date."
    )


def _day(table: EventTable, value: str) -> float | None:
    try:
        return float((dt.date.fromisoformat(value) - table.day_zero).days) if table.day_zero else float(value)
    except ValueError:
        return None
