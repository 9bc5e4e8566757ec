"""ICEWS weekly event files: tab-separated, with a header, 20 columns; published until April 2023."""

from __future__ import annotations

from collections.abc import Sequence

from demarche.ledger.exchange.importers import Layout, checked, columns_of, date_format

NAME = "icews"
TITLE = "ICEWS"


def layout(head: Sequence[str]) -> Layout:
    """Days are ISO in the yearly files and m/d/Y in some weekly ones: the first row tells."""
    columns = columns_of(NAME)
    checked(head, title=TITLE, width=len(columns))
    day = head[1].split("\t")[1] if len(head) > 1 and "\t" in head[1] else ""
    return Layout(columns, dates=date_format(day) if day else "%Y-%m-%d")
