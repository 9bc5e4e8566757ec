"""`demarche chains`: what answers what, dispute by dispute."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from demarche.cli.display import date_text, lag_text, names
from demarche.cli.ledgers import LedgerPath, reading
from demarche.cli.terminal import emit, plain, say
from demarche.errors import UsageError

if TYPE_CHECKING:
    from demarche.links.chains import ChainView
    from demarche.links.reading import ActReader
    from demarche.links.reconcile import StoredAct
    from demarche.model import Link

EXAMPLE = "demarche chains --between RUS JPN --since 2022-01-01"
# A tree in a pipe is cut nowhere: its lines are as long as they need to be.
WIDEST = 10_000
Between = Annotated[
    tuple[str, str] | None,
    typer.Option("--between", metavar="A B", help="Only what two countries do to each other: codes (JPN)."),
]
Since = Annotated[str | None, typer.Option("--since", metavar="DATE", help="Acts from this day on.")]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help="Acts to this day, included.")]
Today = Annotated[
    str | None,
    typer.Option(
        "--today", metavar="DATE", help="The day to judge from (default: the last day of any report)."
    ),
]
Limit = Annotated[int, typer.Option("--limit", min=1, help="No more than this many.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command(name="chains", epilog=f"Example: {EXAMPLE}")(chains)


def chains(
    event: Annotated[
        str | None, typer.Argument(metavar="[EVENT]", help="Only the chain that this event is in.")
    ] = None,
    ledger: LedgerPath = None,
    between: Between = None,
    since: Since = None,
    until: Until = None,
    today: Today = None,
    stated: Annotated[bool, typer.Option("--stated", help="Only answers that a report states.")] = False,
    limit: Limit = 10,
    json: AsJson = False,
) -> None:
    """Shows chains of answers as trees, the most intense of recent time first, with lags, escalation and
    what is unanswered.

    An answer marked with a question mark is inferred; all others are stated by a report.
    """
    from demarche.links.chains import find_chains
    from demarche.links.views import chain_to_dict

    with reading(ledger) as opened:
        reader = _reader(opened)
        acts = reader.acts(between=codes(between), since=day(since, "--since"), until=day(until, "--until"))
        links = [
            link for link in reader.links([act.id for act in acts]) if link.basis == "stated" or not stated
        ]
        found = find_chains(acts, links, today=day(today, "--today"))
        if event is not None:
            wanted = opened.canonical(event)
            found = [view for view in found if wanted in view.chain.events]
    show = ChainDisplay(terminal=sys.stdout.isatty())
    for view in found[:limit]:
        if json:
            emit(chain_to_dict(view))
        else:
            show(view)
    say(
        f"{len(acts)} acts → {sum(len(view.chain.links) for view in found)} links → {len(found)} chains; "
        f"{min(limit, len(found))} shown"
    )


class ChainDisplay:
    """Prints chains as trees: with colour on a terminal, plain and stable in a pipe."""

    def __init__(self, *, terminal: bool) -> None:
        from rich.console import Console

        self._console = Console(
            width=None if terminal else WIDEST, no_color=not terminal, highlight=False, soft_wrap=not terminal
        )

    def __call__(self, view: ChainView) -> None:
        from rich.text import Text
        from rich.tree import Tree

        days = date_text_of(view.first, view.last)
        self._console.print(Text(plain(f"{' – '.join(view.between[:2])}  {days}"), style="bold"))
        figures = (
            f"{len(view.acts)} acts, {len(view.chain.links)} answers, intensity {view.intensity:g}, "
            f"{view.trend} ({view.step:+g} a step), chain {view.chain.id}"
        )
        self._console.print(Text(plain(figures), style="dim"))
        shown: set[str] = set()
        for root in view.roots:
            tree = Tree(Text(plain(self._label(root, view))))
            self._grow(tree, root, view, shown)
            self._console.print(tree)
        self._console.print()

    def _grow(self, tree: Any, act: StoredAct, view: ChainView, shown: set[str]) -> None:
        from rich.text import Text

        shown.add(act.id)
        for answer, link in view.answers_to(act.id):
            again = " (see above)" if answer.id in shown and view.answers_to(answer.id) else ""
            branch = tree.add(Text(plain(f"{self._label(answer, view)}  [{how(link)}]{again}")))
            if answer.id not in shown:
                self._grow(branch, answer, view, shown)

    def _label(self, act: StoredAct, view: ChainView) -> str:
        open_ = "  unanswered" if act.id in view.unanswered else ""
        return f"{act_line(act)}{open_}"


def act_line(act: StoredAct) -> str:
    """An act on one line: day, who, whom, what, by how many voices, and whether its reports differ."""
    event = act.event
    what = f"{event.event} {'+'.join(event.mode)}".strip()
    status = "" if event.status == "actual" else f", {event.status}"
    told = f", {act.voices} voices" if act.voices > 1 else ""
    disputed = [field.name for field in act.fields if field.disputed]
    differ = f", reports differ on {', '.join(disputed)}" if disputed else ""
    when = (
        date_text(event.date)
        if event.date
        else f"told {act.first_told}"
        if act.first_told
        else date_text(None)
    )
    return (
        f"{when}  {names(event.actor) or '?'} → {names(event.recipient) or '·'}  {what}{status}{told}{differ}"
    )


def how(link: Link) -> str:
    """A link in brackets: kind, cue, lag; a question mark and its confidence for an inferred one."""
    cue = f' "{" ".join(link.cue.text.split())}"' if link.cue else ""
    lag = f", {lag_text(link.lag)}" if link.lag else ""
    return f"{link.kind}{cue}{lag}" if link.basis == "stated" else f"{link.kind}? {link.confidence:.2f}{lag}"


def date_text_of(first: dt.date | None, last: dt.date | None) -> str:
    """The days from the first act to the last."""
    return (
        "no dates" if first is None or last is None else f"{first}" if first == last else f"{first} – {last}"
    )


def day(text: str | None, option: str) -> dt.date | None:
    """A day given on the command line.

    Raises:
        UsageError: it is none.
    """
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(
            f"{option} {text!r} is no day. Give it as YYYY-MM-DD, as in --since 2022-01-31."
        ) from None


def codes(between: tuple[str, str] | None) -> tuple[str, str] | None:
    """Two country codes in capitals."""
    return (between[0].upper(), between[1].upper()) if between else None


def _reader(opened: Any) -> ActReader:
    from demarche.ledger.acts import LedgerActs

    return LedgerActs(opened)
