"""`demarche causes`: why, and what came of it, in sentences of any kind."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from demarche.cli.terminal import DONE, REJECTED, each_row, plain, rows, say
from demarche.errors import InputError
from demarche.model import CauseSpan

EXAMPLE = 'echo \'{"id": 1, "text": "Flights were cancelled because of the strike."}\' | demarche causes -'


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command(name="causes", epilog=f"Example: {EXAMPLE}")(causes)


def causes(
    inputs: Annotated[
        list[str], typer.Argument(metavar="INPUT...", help='JSON Lines of {"id", "text"}, or - for stdin.')
    ],
    json: Annotated[
        bool, typer.Option("--json", help='Print {"id": …, "causes": […]}, one line a row.')
    ] = False,
) -> None:
    """Finds which words of a sentence tell a cause, which its effect, and which say that one follows."""
    from demarche.links.causes import CauseFinder

    finder = CauseFinder()

    def found(row: Mapping[str, Any]) -> list[CauseSpan]:
        return finder.find([row["text"]])[0]

    if json:
        each_row(inputs, lambda row: {"causes": [cause_to_dict(one) for one in found(row)]})
    done = bad = 0
    for origin, row in rows(inputs):
        try:
            if isinstance(row, InputError):
                raise row
            if not isinstance(row.get("text"), str):
                raise InputError(f"{origin}: the row has no text. It needs: id, text.")
            for one in found(row):
                sys.stdout.write(plain(f"{one.kind:7} {one.span.text}") + "\n")
            done += 1
        except InputError as error:
            say(f"demarche: {error}")
            bad += 1
    say(f"{done} rows done, {bad} rejected")
    raise SystemExit(REJECTED if bad else DONE)


def cause_to_dict(one: CauseSpan) -> dict[str, Any]:
    """The span as the JSON form of docs/record.md has it."""
    span = one.span
    return {"kind": one.kind, "span": {"text": span.text, "start": span.start, "end": span.end}}
