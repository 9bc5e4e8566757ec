"""`demarche check`: whether a ledger holds what it promises."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from demarche.cli.ledgers import LedgerPath, ledger_path, reading
from demarche.cli.terminal import DONE, REJECTED, plain, say

EXAMPLE = "demarche check my.duckdb"


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command(name="check", epilog=f"Example: {EXAMPLE}")(check)


def check(
    path: Annotated[Path | None, typer.Argument(metavar="LEDGER", help="The ledger.")] = None,
    ledger: LedgerPath = None,
    upgrade: Annotated[
        bool, typer.Option("--upgrade", help="First bring a ledger of an older demarche up to date.")
    ] = False,
) -> None:
    """Verifies every invariant: spans match their texts, links point to events, no answer precedes its
    cause, counts agree.

    Ends with 0 when all hold, 1 when not, saying what to do.  What reports tell against each other (an answer
    dated before its cause) is listed, and is no damage.
    """
    from demarche.ledger import Ledger

    where = ledger_path(path, ledger)
    if upgrade:
        Ledger.open(where).close()
    with reading(where) as opened:
        findings = opened.check()
    for finding in findings:
        print(plain(f"{finding.name}: {finding.what}: {finding.count:,} ({', '.join(finding.examples)})"))
        print(plain(f"    {finding.advice}"))
    broken = sum(not finding.doubt for finding in findings)
    say(f"{broken} invariants are broken" if broken else "all invariants hold")
    raise typer.Exit(REJECTED if broken else DONE)
