"""One report as plain text, with or without the furniture of the page it was copied from."""

from __future__ import annotations

from collections.abc import Iterator

from demarche.errors import InputError
from demarche.model import Reject
from demarche.reports.decoding import decode, what_binary
from demarche.reports.opening import Opened, read_all
from demarche.reports.options import ReadOptions
from demarche.reports.rows import Row

KIND = "plain text"
RANK = 100  # what nothing else claims


def recognises(head: str, input_: Opened) -> bool:
    """It is not binary."""
    return what_binary(input_.head) is None


def rows(input_: Opened, options: ReadOptions) -> Iterator[Row | Reject]:
    """The whole input as one report."""
    text = decode(read_all(input_, options), input_.charset)
    if not text.strip():
        raise InputError(
            f"{input_.origin}: holds only blanks. Nothing to read; give a file that holds a report."
        )
    yield Row(input_.origin, url=input_.url, text=text)
