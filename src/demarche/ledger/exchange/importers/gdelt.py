"""GDELT event tables, 1.0 and 2.0: tab-separated, without a header, 57, 58 or 61 columns; zipped or not."""

from __future__ import annotations

from collections.abc import Sequence

from demarche.errors import InputError
from demarche.ledger.exchange.importers import Layout, columns_of

NAME = "gdelt"
TITLE = "GDELT"


def layout(head: Sequence[str]) -> Layout:
    """2.0 has all columns; 1.0 lacks the *_ADM2Code, and its files up to 2013 SOURCEURL too."""
    columns = dict(columns_of(NAME))
    width = len(head[0].split("\t")) if head else 0
    first = {name: kind for name, kind in columns.items() if not name.endswith("_ADM2Code")}
    early = {name: kind for name, kind in first.items() if name != "SOURCEURL"}
    for known in (columns, first, early):
        if len(known) == width:
            return Layout(known, header=False, dates="%Y%m%d")
    raise InputError(
        f"The first line has {width} columns, and an event table of {TITLE} has 61 (2.0), 58 or 57 (1.0). "
        "Give another --format, or the event table (not mentions or GKG)."
    )
