"""`demarche watch`: feeds followed, what is new coded, what matches posted."""

from __future__ import annotations

import datetime as dt
import re
import time
from typing import TYPE_CHECKING, Annotated

import typer

from demarche.cli.inputs import MAX_MB, TIMEOUT, Language, MaxMb, Publisher, Timeout, read_options
from demarche.cli.ledgers import LedgerPath, ledger_path
from demarche.cli.terminal import DONE, REJECTED, counted, say
from demarche.errors import UsageError

if TYPE_CHECKING:
    from demarche.ledger.watching import Round

EXAMPLE = "demarche watch https://news.example/rss --ledger my.duckdb --every 15m --once"
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command(name="watch", epilog=f"Example: {EXAMPLE}")(watch)


def watch(
    feeds: Annotated[list[str], typer.Argument(metavar="FEED...", help="Addresses of RSS or Atom feeds.")],
    ledger: LedgerPath = None,
    every: Annotated[
        str, typer.Option("--every", metavar="TIME", help="How often: 90s, 15m, 6h, 1d.")
    ] = "15m",
    webhook: Annotated[
        str | None, typer.Option("--webhook", metavar="URL", help="Post each new event there, as JSON.")
    ] = None,
    where: Annotated[
        str,
        typer.Option(
            "--where",
            help="Post those only: a condition on the columns of events and `answers`, the number of acts "
            "answered: "
            "\"event = 'SANCTION' AND answers > 0\".",
        ),
    ] = "true",
    once: Annotated[bool, typer.Option("--once", help="One round, then end.")] = False,
    fetch_links: Annotated[
        bool, typer.Option("--fetch-links/--no-fetch-links", help="Read the pages that entries link to.")
    ] = True,
    publisher: Publisher = None,
    language: Language = None,
    max_mb: MaxMb = MAX_MB,
    timeout: Timeout = TIMEOUT,
) -> None:
    """Follows feeds politely (conditional requests, robots.txt, back-off), codes what is new and stores it;
    can be cut off at any time.
    """
    from demarche.cli.ingest import models
    from demarche.ledger import RunFacts
    from demarche.ledger.watching import Watch, watch_on, watch_round
    from demarche.runners.step import Coder, loaded

    for feed in feeds:
        if not feed.startswith(("http://", "https://")):
            raise UsageError(f"{feed!r} is no http(s) address. For a feed in a file use `demarche ingest`.")
    path = ledger_path(ledger)
    options = read_options(publisher=publisher, language=language, max_mb=max_mb, timeout=timeout)
    chosen = Watch(tuple(feeds), interval(every), webhook, where, fetch_links)
    facts = RunFacts("watch", "plover", models(), {})
    coder = loaded(Coder)
    if once:
        done = watch_round(path, chosen, coder, options=options, facts=facts)
        _tell(done)
        raise typer.Exit(REJECTED if done.rejects or done.failures else DONE)
    try:
        watch_on(path, chosen, coder, told=_tell, sleep=time.sleep, options=options, facts=facts)
    except KeyboardInterrupt:
        say("stopped; run the same command to go on")


def interval(text: str) -> dt.timedelta:
    """The time that "15m" says.  Raises `UsageError` for anything else, and for less than a second."""
    found = re.fullmatch(r"(\d+)([smhd])", text)
    if not found or not int(found[1]):
        raise UsageError(
            f"--every is {text!r}, which is no time. Give a number and s, m, h or d: 90s, 15m, 6h, 1d."
        )
    return dt.timedelta(**{UNITS[found[2]]: int(found[1])})


def _tell(done: Round) -> None:
    for failure in done.failures:
        say(f"demarche: {failure}")
    posted = (
        f"; {done.posted} posted, {done.waiting} to be posted again" if done.posted or done.waiting else ""
    )
    say(
        f"{counted(done.feeds, 'feed')} asked ({done.unchanged} unchanged) → "
        f"{counted(done.reports, 'report')} → {counted(done.events, 'event')}; "
        f"{done.rejects} rejected{posted}"
    )
