"""`demarche deadlines`: what is due, what was met, what ran out."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from demarche.cli.chains import AsJson, Between, Limit, Since, Today, _reader, act_line, codes, day
from demarche.cli.ledgers import LedgerPath, reading
from demarche.cli.terminal import emit, plain, say

EXAMPLE = "demarche deadlines --today 2022-10-07"


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command(name="deadlines", epilog=f"Example: {EXAMPLE}")(deadlines)


def deadlines(
    ledger: LedgerPath = None,
    between: Between = None,
    since: Since = None,
    today: Today = None,
    open_only: Annotated[bool, typer.Option("--open", help="Only those that are still to come.")] = False,
    limit: Limit = 50,
    json: AsJson = False,
) -> None:
    """Lists the deadlines that acts set: due in so many days, met, lapsed or withdrawn, as later reports
    show.
    """
    from demarche.links.deadlines import find_deadlines
    from demarche.links.views import deadline_to_dict

    with reading(ledger) as opened:
        reader = _reader(opened)
        acts = reader.acts(between=codes(between), since=day(since, "--since"))
        links = reader.links([act.id for act in acts])
    now = day(today, "--today") or max(
        (act.last_told for act in acts if act.last_told), default=dt.date.today()
    )
    found = [view for view in find_deadlines(acts, links, today=now) if view.state == "open" or not open_only]
    for view in found[:limit]:
        if json:
            emit(deadline_to_dict(view))
            continue
        print(plain(f"{view.due}  {state_text(view.state, view.left):16s}  {act_line(view.act)}"))
        print(plain(f"{'':12s}{view.why}{': ' + act_line(view.by) if view.by else ''}"))
    say(f"{len(found)} deadlines on {now}, {sum(view.state == 'open' for view in found)} open")


def state_text(state: str, left: int) -> str:
    """A state in words: "due in 3 days", "due today", "lapsed"."""
    if state != "open":
        return state
    return "due today" if left == 0 else f"due in {left} day{'s' if left > 1 else ''}"
