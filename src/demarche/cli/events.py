"""`demarche events`: the events that fit."""

from __future__ import annotations

from typing import Annotated

import typer

from demarche.cli.ledgers import Format, LedgerPath, Output, reading, show
from demarche.cli.terminal import say

EXAMPLE = "demarche events --between RUS JPN --type SANCTION --since 2022-01-01"
# Columns that a table on the terminal has no room for; --format csv, jsonl and parquet have them all.
HIDDEN = (
    "context",
    "cameo",
    "day",
    "actor_sector",
    "recipient_sector",
    "more_actors",
    "more_recipients",
    "place_country",
    "geonameid",
    "lat",
    "lon",
    "deadline",
    "report",
    "publisher",
    "reports",
    "mentions",
    "origin",
    "origin_id",
    "mirror_of",
    "quad",
    "story",
)


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command(name="events", epilog=f"Example: {EXAMPLE}")(events)


def events(
    ledger: LedgerPath = None,
    between: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--between", metavar="A B", help="Acts of either towards the other: codes (JPN) or names."
        ),
    ] = None,
    actor: Annotated[list[str] | None, typer.Option("--actor", help="Who did it; may be repeated.")] = None,
    recipient: Annotated[
        list[str] | None, typer.Option("--recipient", help="To whom; may be repeated.")
    ] = None,
    type: Annotated[list[str] | None, typer.Option("--type", help="PLOVER type; may be repeated.")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="From this day on.")] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="To this day, included.")
    ] = None,
    status: Annotated[
        list[str] | None,
        typer.Option(
            "--status", help="actual, future, hypothetical, negated, alleged, denied; may be repeated."
        ),
    ] = None,
    min_confidence: Annotated[
        float | None, typer.Option("--min-confidence", min=0, max=1, help="Leave out coded events below it.")
    ] = None,
    origin: Annotated[
        list[str] | None, typer.Option("--origin", help="coded, or the format of an import; may be repeated.")
    ] = None,
    alliances: Annotated[
        bool,
        typer.Option("--alliances", help="Let NATO, EU, G7… stand for all that ever were their members."),
    ] = False,
    mirrors: Annotated[
        bool,
        typer.Option(
            "--mirrors/--no-mirrors", help="With the second row of mutual acts that imports give twice."
        ),
    ] = True,
    limit: Annotated[int | None, typer.Option("--limit", min=0, help="No more rows than this.")] = None,
    format: Format = "table",
    output: Output = None,
) -> None:
    """Lists the events that fit all the options, by day; a table shows the main columns."""
    with reading(ledger) as opened:
        found = opened.events(
            between=between,
            actor=actor,
            recipient=recipient,
            type=type,
            since=since,
            until=until,
            status=status,
            min_confidence=min_confidence,
            origin=origin,
            alliances=alliances,
            mirrors=mirrors,
            limit=limit,
        )
        number = show(found, format, output, hide=HIDDEN)
    say(f"{number} events")
