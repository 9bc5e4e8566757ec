"""`demarche merge`: two ledgers into one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from demarche.cli.terminal import say

EXAMPLE = "demarche merge berlin.duckdb vienna.duckdb -o both.duckdb"


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command(name="merge", epilog=f"Example: {EXAMPLE}")(merge)


def merge(
    ledgers: Annotated[list[Path], typer.Argument(metavar="LEDGER...", help="Two ledgers or more.")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="PATH", help="The new ledger.")],
) -> None:
    """Makes a new ledger of all reports, events, links and reviews of the ledgers, each once; they
    themselves stay as they are.
    """
    from demarche.ledger.merging import merge as merge_ledgers

    counts = merge_ledgers(ledgers, output)
    say(
        f"{len(ledgers)} ledgers → {counts['reports']:,} reports, {counts['events']:,} events, "
        f"{counts['links']:,} links in {output}"
    )
