"""JSON Lines: one report a line, any of id, url, title, publisher, author, published, text, html,
language."""

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
    """A row or a Reject for every line that is not blank, in order."""
    for number, line in _lines(input_, options.max_bytes):
        origin = f"{input_.origin}:{number}"
        if line is None:
            yield reject(origin, too_large(origin, options.max_bytes))
            continue
        try:
            yield row_of(_object(line, origin), origin)
        except InputError as error:
            yield reject(origin, error)


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
