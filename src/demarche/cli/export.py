"""`demarche export`: the ledger's events in a format that other programs read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from demarche.cli.ledgers import LedgerPath, ledger_path
from demarche.cli.terminal import say

EXAMPLE = "demarche export --format polecat my.duckdb -o events.tab"


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command(name="export", epilog=f"Example: {EXAMPLE}")(export)


def export(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="PATH", help="File to write; for parquet a folder.")
    ],
    format: Annotated[
        str,
        typer.Option(
            "--format", metavar="FORMAT", help="polecat, icews, plover-json, csv, parquet or graphml."
        ),
    ],
    path: Annotated[Path | None, typer.Argument(metavar="LEDGER", help="The ledger.")] = None,
    ledger: LedgerPath = None,
) -> None:
    """Writes all events: POLECAT- or ICEWS-style tab files, PLOVER JSON, CSV, Parquet by month, or GraphML
    of the answers.
    """
    from demarche.ledger import Ledger

    with Ledger.open(ledger_path(path, ledger), read_only=True, files=True) as opened:
        number = opened.export(format, output)
    say(f"{number:,} events → {output}")
