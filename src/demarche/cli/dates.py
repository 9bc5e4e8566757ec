"""`demarche dates`: the days that texts name."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from demarche.cli.terminal import each_row, each_row_told, plain
from demarche.errors import InputError
from demarche.model import DateMention
from demarche.record import span_to_dict

EXAMPLE = 'echo \'{"id": 1, "text": "Go by Oct. 10.", "published": "2022-10-04"}\' | demarche dates --json -'


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command(name="dates", epilog=f"Example: {EXAMPLE}")(dates)


def dates(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT...", help='JSON Lines of {"id", "text", "published"}, or - for stdin.'),
    ],
    json: Annotated[
        bool, typer.Option("--json", help='Print {"id": …, "dates": […]}, one line a row.')
    ] = False,
) -> None:
    """Finds the time expressions of texts and the days that they name, first and last."""
    from demarche.events.dates import find_dates

    def found(row: Mapping[str, Any]) -> list[DateMention]:
        return find_dates(row["text"], published_of(row))

    def tell(row: Mapping[str, Any]) -> None:
        for mention in found(row):
            line = f"{mention.first} {mention.last} {mention.kind:8} {mention.span.text}"
            sys.stdout.write(plain(line) + "\n")

    if json:
        each_row(inputs, lambda row: {"dates": [date_to_dict(mention) for mention in found(row)]})
    each_row_told(inputs, tell, needs="id, text, published")


def date_to_dict(mention: DateMention) -> dict[str, Any]:
    """The mention as the JSON form of docs/record.md has it."""
    return {
        "span": span_to_dict(mention.span),
        "from": mention.first.isoformat(),
        "to": mention.last.isoformat(),
        "kind": mention.kind,
    }


def published_of(row: Mapping[str, Any]) -> dt.date | None:
    """The row's day of publication, None where it has none.

    Raises: InputError for one that is no date.
    """
    value = row.get("published")
    if value is None or value == "":
        return None
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        raise InputError(
            f"Row {row.get('id')!r}: 'published' is {value!r}, not a date. "
            "Give it as YYYY-MM-DD, or leave it out."
        ) from None
