"""`demarche sql`: any question, in SQL that can only read."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from demarche.cli.ledgers import Format, LedgerPath, Output, reading, show

EXAMPLE = (
    'demarche sql "SELECT actor, count(*) AS acts FROM events GROUP BY actor ORDER BY acts DESC LIMIT 10"'
)


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command(name="sql", epilog=f"Example: {EXAMPLE}")(sql)


def sql(
    query: Annotated[str, typer.Argument(metavar="SELECT", help="One SELECT, or - to read it from stdin.")],
    ledger: LedgerPath = None,
    param: Annotated[
        list[str] | None, typer.Option("--param", help="The value of a ? in the statement; may be repeated.")
    ] = None,
    seconds: Annotated[
        float | None, typer.Option("--seconds", min=0.1, help="Stop it after so long.")
    ] = None,
    format: Format = "table",
    output: Output = None,
) -> None:
    """Answers one SELECT; it can neither change the ledger nor reach files.

    Tables: reports, mentions, events, entities, links, runs, rejects, aliases, reviews.  Views: dyad_day,
    dyad_week,
    dyad_month, actor_profile, first_last_report, latest_reports, directed.  Columns: `DESCRIBE events`.
    """
    with reading(ledger) as opened:
        text = sys.stdin.read() if query == "-" else query
        show(opened.sql(text, param or None, seconds=seconds), format, output)
