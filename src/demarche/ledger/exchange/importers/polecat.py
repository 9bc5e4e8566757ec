"""POLECAT (NGEC) event files: tab-separated, with a header, 40 columns, in PLOVER's terms."""

from __future__ import annotations

from collections.abc import Sequence

from demarche.ledger.exchange.importers import Layout, checked, columns_of, date_format

NAME = "polecat"
TITLE = "POLECAT"


def layout(head: Sequence[str]) -> Layout:
    """Some files call the fifth column "Event Intensity": the columns are taken by their place."""
    columns = columns_of(NAME)
    checked(head, title=TITLE, width=len(columns))
    day = head[1].split("\t")[1] if len(head) > 1 and "\t" in head[1] else ""
    return Layout(columns, dates=date_format(day) if day else "%Y-%m-%d")
