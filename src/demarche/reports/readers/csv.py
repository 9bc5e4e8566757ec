"""CSV with named columns (comma, semicolon or tab): any of id, url, title, publisher, author, published,
text, html, language."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from demarche.errors import InputError
from demarche.model import Reject
from demarche.reports.decoding import BOMS, what_binary
from demarche.reports.opening import DAMAGED, Opened, damaged, too_large
from demarche.reports.options import ReadOptions
from demarche.reports.readers import reject
from demarche.reports.rows import FIELDS, Row, row_of

KIND = "CSV"
RANK = 40
SUFFIXES = (".csv", ".tsv")
DELIMITERS = ",;\t"
HEADER_LIMIT = 2000  # characters; a longer first line is no header


def recognises(head: str, input_: Opened) -> bool:
    """Its first line names a text or html column and another one, or its file name says so."""
    if what_binary(input_.head):
        return False
    return input_.name.lower().endswith(SUFFIXES) or _delimiter(head) is not None


def _delimiter(head: str) -> str | None:
    header = head.lstrip("\ufeff").split("\n", 1)[0].strip("\r")
    if len(header) > HEADER_LIMIT:
        return None
    for delimiter in DELIMITERS:
        names = {name.strip().strip('"').lower() for name in header.split(delimiter)}
        if len(names & set(FIELDS)) >= 2 and names & {"text", "html"}:
            return delimiter
    return None


def rows(input_: Opened, options: ReadOptions) -> Iterator[Row | Reject]:
    """A row or a Reject for every line after the header, in order."""
    head = input_.head.decode(_encoding(input_), "replace")
    delimiter = _delimiter(head)
    if delimiter is None:
        raise InputError(
            f"{input_.origin}: its first line names no 'text' or 'html' column with another one. "
            f"Name the columns in the first line, of: {', '.join(FIELDS)}."
        )
    csv.field_size_limit(
        options.max_bytes
    )  # the csv module has only this global limit; its default is 128 KB
    text = io.TextIOWrapper(input_.stream, encoding=_encoding(input_), errors="replace", newline="")
    table = csv.reader(text, delimiter=delimiter)
    try:
        names = [name.strip().lower().lstrip("\ufeff") for name in next(table)]
        while True:
            try:
                cells = next(table)
            except StopIteration:
                return
            except csv.Error as error:
                origin = f"{input_.origin}:{table.line_num}"
                yield reject(
                    origin,
                    too_large(origin, options.max_bytes)
                    if "limit" in str(error)
                    else f"is no CSV ({error}).",
                )
                continue
            if any(cells):
                yield _row(names, cells, f"{input_.origin}:{table.line_num}")
    except DAMAGED as error:
        raise damaged(f"{input_.origin}:{table.line_num}", error) from None


def _row(names: list[str], cells: list[str], origin: str) -> Row | Reject:
    try:
        if len(cells) > len(names):
            raise InputError(
                f"{origin}: has {len(cells)} cells, the header {len(names)}. Quote cells that hold the "
                f"delimiter."
            )
        return row_of(dict(zip(names, cells, strict=False)), origin)
    except InputError as error:
        return reject(origin, error)


def _encoding(input_: Opened) -> str:
    for mark, encoding in BOMS:
        if input_.head.startswith(mark):
            return "utf-8-sig" if encoding == "utf-8" else encoding
    try:
        # The head may end in the middle of a character.
        input_.head[: max(0, len(input_.head) - 4)].decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
