"""The tables of this room, read row by row.

Every table is a tab-separated file in `data/`: lines with "#" in front say what a row means, the
first other line names the columns, and "|" separates alternatives within a field.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from functools import cache
from importlib import resources

PACKAGE = "demarche.entities"


def table(name: str) -> Iterator[list[str]]:
    """The rows of `data/<name>` as lists of fields, padded to the number of columns."""
    content = resources.files(PACKAGE).joinpath("data", name).read_bytes()
    text = (gzip.decompress(content) if name.endswith(".gz") else content).decode("utf-8")
    width = 0
    for line in text.split("\n"):
        if not line or line[0] == "#":
            continue
        fields = line.split("\t")
        if not width:
            width = len(fields)
            continue
        if len(fields) < width:
            fields += [""] * (width - len(fields))
        yield fields


@cache
def rows_of(name: str) -> tuple[tuple[str, ...], ...]:
    """The same, read once and kept: for small tables that are asked phrase by phrase."""
    return tuple(tuple(row) for row in table(name))


def alternatives(field: str) -> list[str]:
    """The alternatives of a field, in order; an empty field has none."""
    return [form for form in field.split("|") if form]


def sectors(field: str) -> tuple[str, ...]:
    """The sector codes of a field; "-" is none."""
    return () if field in ("", "-") else tuple(field.split("|"))
