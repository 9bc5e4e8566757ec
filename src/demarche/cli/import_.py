"""`demarche import`: event data of others into the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from demarche.cli.ledgers import LedgerPath, writing
from demarche.cli.terminal import DONE, REJECTED, say

EXAMPLE = "demarche import --format icews 20220103-icews-events.tab --ledger my.duckdb"


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command(name="import", epilog=f"Example: {EXAMPLE}")(import_)


def import_(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Event files, also zipped (.zip, .gz).")
    ],
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="icews, polecat, gdelt or acled.")
    ],
    ledger: LedgerPath = None,
) -> None:
    """Stores the events of other data sets, in bulk; the same file twice changes nothing.

    A row that is not in the format is rejected with its line (`demarche rejects`); exact duplicates are
    dropped; the two
    rows of a mutual act (ICEWS codes meetings from both sides) are kept, the second marked with `mirror_of`.
    """
    from demarche.ledger.exchange.importing import ImportCounts, import_files

    def told(path: Path, counts: ImportCounts) -> None:
        say(f"{path}: {counts.events:,} events so far")

    with writing(ledger, create=True, files=True) as opened:
        counts = import_files(opened, format, files, progress=told)
    for reason in counts.rejected_files:
        say(f"demarche: {reason}")
    say(
        f"{counts.files} files → {counts.events:,} events "
        f"({counts.mirrors:,} the second side of a mutual act); "
        f"{counts.duplicates:,} exact duplicates dropped, {counts.known:,} known already; "
        f"{counts.rejects:,} rejected"
    )
    raise typer.Exit(REJECTED if counts.rejects else DONE)
