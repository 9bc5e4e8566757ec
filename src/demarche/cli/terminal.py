"""How verbs speak: data on stdout, progress and complaints on stderr, and the exit status."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from demarche.errors import InputError

DONE, REJECTED, USAGE = 0, 1, 2
# Rows answered in one call by verbs that are faster that way.
ROWS = 256


def counted(number: int, what: str) -> str:
    """The number with its noun: "1 report", "0 lines"."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def say(text: str) -> None:
    """Prints a line for the person at the terminal, on stderr."""
    print(plain(text), file=sys.stderr)


def fail(text: str) -> NoReturn:
    """Says what is wrong and what to do, and ends with exit status 2."""
    say(f"demarche: {text}")
    raise SystemExit(USAGE)


def emit(row: Mapping[str, Any]) -> None:
    """Prints one JSON object as one line on stdout."""
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def plain(text: str) -> str:
    """The text without control characters: nothing from a page steers the terminal."""
    return "".join(
        c
        for c in text
        if c in "\n\t"
        or (
            (c.isprintable() or ord(c) > 0x9F)
            and c not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        )
    )


def rows(inputs: Iterable[str]) -> Iterator[tuple[str, dict[str, Any] | InputError]]:
    """(origin, row) for each line of JSON Lines files, `-` being stdin.

    A line that is no JSON object comes out as an `InputError` naming file and line, so that the
    caller can count it and go on; a file that cannot be opened likewise.  The lines are UTF-8.
    """
    for name in inputs:
        try:
            stream = sys.stdin.buffer if name == "-" else Path(name).open("rb")  # noqa: SIM115 (closed below; stdin is not)
        except OSError as error:
            yield (
                name,
                InputError(
                    f"{name}: cannot be opened ({error.strerror}). Give a JSON Lines file, or - for stdin."
                ),
            )
            continue
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            origin = f"{name}:{number}"
            try:
                row = json.loads(line.decode("utf-8-sig"))
                if not isinstance(row, dict):
                    raise ValueError("not an object")
            except (ValueError, RecursionError) as error:
                yield (
                    origin,
                    InputError(
                        f"{origin}: not a JSON object ({error}). "
                        'Each line must be one in UTF-8, as {"id": …, "text": …}.'
                    ),
                )
                continue
            yield origin, row
        if name != "-":
            stream.close()


def each_row(
    inputs: Iterable[str],
    answer: Callable[[dict[str, Any]], Mapping[str, Any]],
    *,
    needs: Iterable[str] = ("text",),
) -> NoReturn:
    """Runs a row-by-row verb: prints `answer(row)` with the row's id, goes on after a bad row, exits 0 or 1.

    `answer` raises `InputError` for a row that it cannot use.  Every row must have the fields `needs`.
    """
    each_row_batched(inputs, lambda batch: [answer(row) for row in batch], needs=needs, size=1)


def each_row_batched(
    inputs: Iterable[str],
    answer: Callable[[list[dict[str, Any]]], Sequence[Mapping[str, Any]]],
    *,
    needs: Iterable[str] = ("text",),
    size: int = ROWS,
) -> NoReturn:
    """The same for a verb that is faster with many rows at once; a batch that fails is tried row by row."""
    done = bad = 0
    pending: list[dict[str, Any]] = []

    def flush() -> None:
        nonlocal done, bad
        try:
            answered = answer(pending) if pending else []
        except InputError as error:
            if len(pending) > 1:
                rest = pending.copy()
                for row in rest:
                    pending[:] = [row]
                    flush()
                return
            say(f"demarche: row {pending[0].get('id')!r}: {error}")
            bad += 1
            answered = []
        for row, found in zip(pending, answered, strict=False):
            emit({"id": row.get("id"), **found})
            done += 1
        pending.clear()

    for origin, row in rows(inputs):
        error = row if isinstance(row, InputError) else _unusable(origin, row, needs)
        if error is not None:
            say(f"demarche: {error}")
            bad += 1
            continue
        assert isinstance(row, dict)
        pending.append(row)
        if len(pending) >= size:
            flush()
    flush()
    say(f"{done} rows done, {bad} rejected")
    raise SystemExit(REJECTED if bad else DONE)


def each_row_told(
    inputs: Iterable[str], tell: Callable[[dict[str, Any]], object], *, needs: str = "id, text"
) -> NoReturn:
    """The same rows for people: `tell(row)` prints what is found in a row, or raises `InputError`."""
    done = bad = 0
    for origin, row in rows(inputs):
        try:
            if isinstance(row, InputError):
                raise row
            if not isinstance(row.get("text"), str):
                raise InputError(f"{origin}: the row has no text. It needs: {needs}.")
            tell(row)
            done += 1
        except InputError as error:
            say(f"demarche: {error}")
            bad += 1
    say(f"{done} rows done, {bad} rejected")
    raise SystemExit(REJECTED if bad else DONE)


def _unusable(origin: str, row: dict[str, Any], needs: Iterable[str]) -> InputError | None:
    missing = [name for name in needs if name not in row]
    if missing:
        return InputError(f"{origin}: the row has no {missing[0]!r}. It needs: id, {', '.join(needs)}.")
    if not isinstance(row.get("text", ""), str):
        return InputError(f"{origin}: 'text' is {type(row['text']).__name__}, not a string.")
    return None
