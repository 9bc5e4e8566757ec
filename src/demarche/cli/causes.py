"""`demarche causes`: why, and what came of it, in sentences of any kind."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from demarche.cli.terminal import each_row_batched, each_row_told, plain
from demarche.record import span_to_dict

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

    def tell(row: Mapping[str, Any]) -> None:
        for one in finder.find([row["text"]])[0]:
            sys.stdout.write(plain(f"{one.kind:7} {one.span.text}") + "\n")

    if json:
        each_row_batched(
            inputs,
            lambda batch: [
                {"causes": [{"kind": one.kind, "span": span_to_dict(one.span)} for one in found]}
                for found in finder.find([row["text"] for row in batch])
            ],
        )
    each_row_told(inputs, tell)
