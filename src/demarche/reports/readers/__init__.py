"""The kinds of input, one module each, found by being here.

A reader module declares

    KIND: str            what it is called in messages
    RANK: int            readers are asked in this order; the first that recognises an input reads it
    recognises(head, input_) -> bool
                         whether the input is of this kind, from its first text (decoded leniently), bytes and
                         name
    rows(input_, options) -> Iterator[Row | Reject]
                         its reports to be, as a stream; a bad row comes out as a Reject and the rest goes on;
                         an input that cannot be read at all raises InputError

`tests/reports/test_contract.py` finds every reader and holds it to this.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from typing import Protocol, cast

from demarche.errors import InputError
from demarche.model import Reject
from demarche.reports.decoding import BOMS, paired, what_binary, written
from demarche.reports.opening import Opened
from demarche.reports.options import ReadOptions
from demarche.reports.rows import Row

STAGE = "read"


class Reader(Protocol):
    """The contract of a reader module."""

    KIND: str
    RANK: int

    def recognises(self, head: str, input_: Opened) -> bool: ...

    def rows(self, input_: Opened, options: ReadOptions) -> Iterator[Row | Reject]: ...


@cache
def readers() -> tuple[Reader, ...]:
    """Every reader of this package, in the order of their ranks."""
    found = [
        importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)
    ]
    return tuple(
        sorted((cast(Reader, module) for module in found), key=lambda reader: (reader.RANK, reader.KIND))
    )


def reader_for(input_: Opened) -> Reader:
    """The reader that recognises an input.

    Raises:
        InputError: none does: the input is binary.
    """
    head = head_text(input_.head)
    for reader in readers():
        if reader.recognises(head, input_):
            return reader
    what = what_binary(input_.head) or "of no known kind"
    kinds = ", ".join(reader.KIND for reader in readers())
    raise InputError(
        f"{input_.origin}: is {what}, not a report. What can be read: {kinds}. Convert it to one of these."
    )


def head_text(head: bytes) -> str:
    """The first bytes as text for recognising: by mark, else UTF-8 with bad bytes replaced."""
    for mark, encoding in BOMS:
        if head.startswith(mark):
            return head.decode(encoding, "replace").lstrip("\ufeff")
    return head.decode("utf-8", "replace")


def reject(origin: str, error: Exception | str, *, report_id: str | None = None) -> Reject:
    """The Reject of an input or row that could not be read; its reason does not repeat the origin."""
    reason = str(error).removeprefix(f"{origin}: ")
    return Reject(written(origin), STAGE, written(reason), report_id and paired(report_id))
