"""`demarche cases`: the disputes of a ledger, by name."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from demarche.cli.chains import (
    AsJson,
    Between,
    ChainDisplay,
    Limit,
    Since,
    Until,
    _reader,
    act_line,
    codes,
    date_text_of,
    day,
)
from demarche.cli.ledgers import LedgerPath, reading
from demarche.cli.terminal import emit, plain, say

EXAMPLE = "demarche cases --between USA JPN --full"


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command(name="cases", epilog=f"Example: {EXAMPLE}")(cases)


def cases(
    ledger: LedgerPath = None,
    between: Between = None,
    since: Since = None,
    until: Until = None,
    full: Annotated[bool, typer.Option("--full", help="With all acts and the chains as trees.")] = False,
    limit: Limit = 20,
    json: AsJson = False,
) -> None:
    """Lists the disputes that chains belong to, named from the words of their reports, the latest first."""
    from demarche.links.cases import find_cases
    from demarche.links.chains import find_chains
    from demarche.links.views import case_to_dict

    with reading(ledger) as opened:
        reader = _reader(opened)
        acts = reader.acts(between=codes(between), since=day(since, "--since"), until=day(until, "--until"))
        links = reader.links([act.id for act in acts])
    found = find_cases(acts, find_chains(acts, links))
    for case in found[:limit]:
        if json:
            emit(case_to_dict(case))
            continue
        print(
            plain(
                f"{case.name}  {date_text_of(case.first, case.last)}  "
                f"{len(case.acts)} acts, {len(case.links)} answers, case {case.id}"
            )
        )
        if full:
            for act in case.acts:
                print(plain(f"  {act_line(act)}"))
            for view in case.chains:
                ChainDisplay(terminal=sys.stdout.isatty())(view)
    say(f"{len(acts)} acts → {len(found)} cases; {min(limit, len(found))} shown")
