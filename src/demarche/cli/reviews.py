"""`demarche reviews`: the judgements of analysts, listed, or stored from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from demarche.cli.ledgers import Format, LedgerPath, Output, reading, show, writing
from demarche.cli.terminal import DONE, REJECTED, say

EXAMPLE = "demarche reviews --format csv -o reviews.csv"


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command(name="reviews", epilog=f"Example: {EXAMPLE}")(reviews)


def reviews(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE...", help="Store the reviews of these files (CSV, JSON, JSON Lines)."),
    ] = None,
    ledger: LedgerPath = None,
    format: Format = "table",
    output: Output = None,
) -> None:
    """Lists the judgements of analysts on events and answers; with files, stores what was exported from
    another ledger, each review once.

    A review of an event that the ledger does not have is refused.
    """
    from demarche.ledger.reviews import all_reviews, read_reviews, store_reviews

    if not files:
        with reading(ledger) as opened:
            number = show(all_reviews(opened), format, output)
        say(f"{number} reviews")
        return
    rows = [(path, read_reviews(path)) for path in files]
    stored = known = refused = 0
    with writing(ledger) as opened:
        for path, found in rows:
            new, before, reasons = store_reviews(opened, found)
            stored, known, refused = stored + new, known + before, refused + len(reasons)
            for reason in reasons:
                say(f"demarche: {path}: {reason}")
    say(f"{stored} reviews stored; {known} known already; {refused} refused")
    raise typer.Exit(REJECTED if refused else DONE)
