"""`demarche rejects`: what could not be read, coded or imported, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from demarche.cli.ledgers import Format, LedgerPath, Output, reading, show
from demarche.cli.terminal import say

EXAMPLE = "demarche rejects --run 3 --format csv"


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command(name="rejects", epilog=f"Example: {EXAMPLE}")(rejects)


def rejects(
    ledger: LedgerPath = None,
    run: Annotated[int | None, typer.Option("--run", help="Of this run only.")] = None,
    format: Format = "table",
    output: Output = None,
) -> None:
    """Lists the inputs, rows and reports that were rejected: origin, line, stage and reason."""
    with reading(ledger) as opened:
        number = show(opened.rejects(run=run), format, output)
    say(f"{number} rejects")
