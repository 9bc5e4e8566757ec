"""JSON Lines: one report a line, any of id, url, title, publisher, author, published, text, html,
language; or objects that are set out over several lines, one after the other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from demarche.errors import InputError
from demarche.model import Reject
from demarche.reports.decoding import decode, what_binary
from demarche.reports.opening import DAMAGED, Opened, damaged, too_large
from demarche.reports.options import ReadOptions
from demarche.reports.readers import reject
from demarche.reports.rows import Row, row_of

KIND = "JSON Lines"
RANK = 30
SUFFIXES = (".jsonl", ".ndjson", ".jsonlines")
OBJECT = re.compile(r'\s*\{\s*("|\})')
BLANKS = re.compile(r"[ \t\r\n]*")
ARRAY = re.compile(r"\s*\[\s*[\[{]")


def recognises(head: str, input_: Opened) -> bool:
    """Its name says so, or it begins like a JSON object (or a list of them, which is then refused with a
    hint)."""
    if what_binary(input_.head):
        return False
    named = input_.name.lower().endswith((*SUFFIXES, ".json"))
    return (
        input_.name.lower().endswith(SUFFIXES)
        or bool(OBJECT.match(head))
        or (named and bool(ARRAY.match(head)))
    )


def rows(input_: Opened, options: ReadOptions) -> Iterator[Row | Reject]:
    """A row or a Reject for every line that is not blank, in order; where the first line breaks off between
    two tokens, for every value that the lines make up."""
    for place, (number, line) in enumerate(_lines(input_, options.max_bytes)):
        origin = f"{input_.origin}:{number}"
        if line is None:
            yield reject(origin, too_large(origin, options.max_bytes))
        elif place == 0 and _breaks_off(line):
            yield from _values(number, line, input_, options.max_bytes)
            return
        else:
            yield _row(line, origin)


def _row(text: str, origin: str) -> Row | Reject:
    try:
        return row_of(_object(text, origin), origin)
    except InputError as error:
        return reject(origin, error)


def _lines(input_: Opened, limit: int) -> Iterator[tuple[int, str | None]]:
    """(line number, line) of the lines that are not blank; None for one over the limit, whose rest is
    skipped."""
    number = 0
    try:
        while data := input_.stream.readline(limit + 1):
            number += 1
            if len(data) > limit:
                while data and not data.endswith(b"\n"):
                    data = input_.stream.readline(limit)
                yield number, None
            elif data.strip():
                yield number, decode(data)
    except DAMAGED as error:
        raise damaged(f"{input_.origin}:{number + 1}", error) from None


def _breaks_off(line: str) -> bool:
    """Whether a line is the start of a JSON value that goes on: it ends where another token should come."""
    try:
        json.loads(line)
    except json.JSONDecodeError as error:
        return error.pos >= len(line.rstrip())
    except (ValueError, RecursionError):
        pass
    return False


def _values(line: int, first: str, input_: Opened, limit: int) -> Iterator[Row | Reject]:
    """The rows of values over several lines, of which `first` is the first (numbered `line`): a value that is
    the whole input is named by it, others by their lines.

    Raises:
        InputError: it is larger than one report may be, or what follows a value is none.
    """
    try:
        rest = input_.stream.read(limit + 1)
    except DAMAGED as error:
        raise damaged(input_.origin, error) from None
    if len(rest) > limit:
        raise too_large(input_.origin, limit)
    text = first + decode(rest)
    found: list[tuple[int, str]] = []
    begin = _next(text, 0)
    line += text.count("\n", 0, begin)
    while begin < len(text):
        try:
            _, end = json.JSONDecoder().raw_decode(text, begin)
        except (ValueError, RecursionError) as error:
            yield from (_row(value, f"{input_.origin}:{number}") for number, value in found)
            raise InputError(
                f"{input_.origin}: is no JSON ({str(error)[:120]}). Give one object, or one object a line."
            ) from None
        found.append((line, text[begin:end]))
        line += text.count("\n", begin, after := _next(text, end))
        begin = after
    for number, value in found:
        yield _row(value, input_.origin if len(found) == 1 else f"{input_.origin}:{number}")


def _next(text: str, place: int) -> int:
    """Where the next token begins."""
    blanks = BLANKS.match(text, place)
    return blanks.end() if blanks else place


def _object(line: str, origin: str) -> dict[str, object]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        hint = " A list is not read: write one object a line (jq -c '.[]')." if ARRAY.match(line) else ""
        raise InputError(
            f"{origin}: is no JSON ({str(error)[:120]}). Each line must be one object.{hint}"
        ) from None
    if isinstance(value, dict) and isinstance(value.get("report"), dict):
        value = value["report"]  # what `demarche read --json` prints
    if not isinstance(value, dict):
        hint = " Write one object a line (jq -c '.[]')." if isinstance(value, list) else ""
        raise InputError(
            f'{origin}: is a JSON {type(value).__name__}, not an object such as {{"id": …, "text": …}}.{hint}'
        )
    return value
