"""ACLED csv exports: comma-separated, quoted, with a header, 31 columns."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from demarche.errors import InputError
from demarche.ledger.exchange.importers import Layout, columns_of

NAME = "acled"
TITLE = "ACLED"
LONG_DAYS = "%d %B %Y"  # "04 October 2022", as the older exports write days


def layout(head: Sequence[str]) -> Layout:
    """The header names the columns, and exports leave some out or order them differently."""
    columns = columns_of(NAME)
    rows = list(csv.reader(head, delimiter=_delimiter(head)))
    names = rows[0] if rows else []
    if "event_id_cnty" not in names or "event_date" not in names:
        raise InputError(
            f"The first line names no event_id_cnty and event_date, which a csv of {TITLE} has. "
            "Give another --format, or the export with its header."
        )
    missing = [name for name in columns if name not in names]
    if missing:
        raise InputError(
            f"The file lacks the column {missing[0]!r} of {TITLE}. Export it with all 31 columns."
        )
    chosen = {name: columns.get(name, "VARCHAR") for name in names}
    place = names.index("event_date")
    day = rows[1][place] if len(rows) > 1 and len(rows[1]) > place else ""
    return Layout(chosen, _delimiter(head), '"', dates=LONG_DAYS if " " in day else "%Y-%m-%d")


def _delimiter(head: Sequence[str]) -> str:
    return ";" if head and head[0].count(";") > head[0].count(",") else ","
