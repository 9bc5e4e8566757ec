"""Following feeds: one round codes what is new in each and posts what matches; every step can be cut off
and done again.

A report is stored before its entry counts as read, and an event is queued for the webhook by looking at
what the runs
of `watch` stored; so a crash costs a repeated request, never a report or a post.  Between rounds the ledger
is closed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demarche.errors import InputError
from demarche.ledger import selecting
from demarche.ledger.feeds import PAUSE, Entry, FeedState, Visit, Visitor, entries
from demarche.ledger.ingest import Codes, RunFacts
from demarche.ledger.statements import statements
from demarche.ledger.store import Ledger, now
from demarche.model import Reject, Report
from demarche.reports.options import ReadOptions

if TYPE_CHECKING:
    import httpx

# A webhook that does not take a post within so many seconds gets it in the next round.
POST_SECONDS = 10.0
# Failed posts in a row after which a round leaves the webhook alone.
POST_FAILURES = 3


@dataclass(frozen=True, slots=True)
class Watch:
    """What is followed, how often, and what is posted where.

    `where`: a condition on the columns of `events`, and `answers`, the number of acts that the event answers.
    """

    feeds: tuple[str, ...]
    every: dt.timedelta = dt.timedelta(minutes=15)
    webhook: str | None = None
    where: str = "true"
    fetch_links: bool = True
    pause: float = PAUSE


@dataclass(slots=True)
class Round:
    """What one round did; `failures` says which feeds could not be had and why."""

    feeds: int = 0
    unchanged: int = 0
    reports: int = 0
    events: int = 0
    rejects: int = 0
    posted: int = 0
    waiting: int = 0
    failures: list[str] = field(default_factory=list)


def watch_round(
    path: Path,
    watch: Watch,
    coder: Codes,
    *,
    options: ReadOptions = ReadOptions(),
    facts: RunFacts | None = None,
) -> Round:
    """What one visit to all feeds that are due did.

    Raises:
        LedgerError: the ledger cannot be written, or `where` is no condition on events.
    """
    visitor = Visitor(options, pause=watch.pause)
    try:
        with Ledger.open(path, create=True) as ledger:
            following = _Following(ledger, visitor, watch, coder, options, facts or RunFacts(), Round())
            if watch.webhook:
                _matching(ledger, watch)  # a wrong condition is told before anything is fetched
            for url in watch.feeds:
                following.follow(_state(ledger, url))
            if watch.webhook:
                _post(ledger, watch, following.done)
    finally:
        visitor.close()
    return following.done


@dataclass(frozen=True, slots=True)
class _Following:
    """One round's ledger, tools and tally."""

    ledger: Ledger
    visitor: Visitor
    watch: Watch
    coder: Codes
    options: ReadOptions
    facts: RunFacts
    done: Round

    def follow(self, state: FeedState) -> None:
        """Visits a feed that is due, codes what is new in it and remembers the visit."""
        if state.due is not None and state.due > now():
            return
        self.done.feeds += 1
        visit = self.visitor.visit(state, self.watch.every, now())
        if visit.failure:
            again = f"It is asked again {visit.state.due:%Y-%m-%d %H:%M} UTC."
            self.done.failures.append(f"{state.url}: {visit.failure}. {again}")
        elif visit.body is None:
            self.done.unchanged += 1
        elif self._code(state.url, self._new(state.url, visit.body)):
            # The next visit asks without conditions: a feed that has not changed would not be read again.
            visit = replace(visit, state=replace(visit.state, etag=None, last_modified=None))
        _remember(self.ledger, visit)

    def _new(self, feed: str, body: bytes) -> list[Entry]:
        """The entries that are new or have changed."""
        try:
            found = entries(feed, body, self.options)
        except InputError as error:
            self.done.failures.append(str(error))
            return []
        rows = self.ledger.rows("watching", "entries", {"feed": feed})
        seen = {row["entry"]: row["sha256"] for row in rows}
        return [entry for entry in found if seen.get(entry.key) != entry.sha256]

    def _code(self, feed: str, new: Sequence[Entry]) -> bool:
        """Stores what entries tell, and whether some could not be had and are to be tried again."""
        if not new:
            return False
        given = {"feed": feed, "webhook": self.watch.webhook, "where": self.watch.where}
        facts = RunFacts(
            "watch", self.facts.ontology, self.facts.models, {**(self.facts.options or {}), **given}
        )
        failed: set[str] = set()
        counts = self.ledger.ingest(self._reports(new, failed), self.coder, facts=facts)
        with self.ledger.transaction() as connection:
            for entry in new:
                if entry.key in failed:
                    continue
                values = {"feed": feed, "entry": entry.key, "sha256": entry.sha256}
                connection.execute(statements("watching")["remember_entry"], values)
        self.done.reports += counts.reports
        self.done.events += counts.events
        self.done.rejects += counts.rejects
        return bool(failed)

    def _reports(self, new: Sequence[Entry], failed: set[str]) -> Iterator[Report | Reject]:
        """The report of each entry: its page where links are fetched, else what the feed holds of it.

        failed: gets the entries whose page could not be had; they are tried again at the next visit.
        """
        from demarche.reports.assembling import assembled

        for entry in new:
            if self.watch.fetch_links and entry.link:
                for item in self.visitor.page(entry.link):
                    if isinstance(item, Reject):
                        failed.add(entry.key)
                    yield item
            elif isinstance(entry.item, Reject):
                yield entry.item
            else:
                yield assembled(entry.item, self.options)


def _state(ledger: Ledger, url: str) -> FeedState:
    found = ledger.rows("watching", "feed", {"url": url})
    if not found:
        return FeedState(url)
    row = found[0]
    return FeedState(url, row["etag"], row["last_modified"], row["due"], row["failures"])


def _remember(ledger: Ledger, visit: Visit) -> None:
    state = visit.state
    values: dict[str, object] = {
        "url": state.url,
        "etag": state.etag,
        "last_modified": state.last_modified,
        "checked": now(),
    }
    values |= {"due": state.due, "failures": state.failures}
    with ledger.transaction() as connection:
        connection.execute(statements("watching")["remember_feed"], values)


def _matching(ledger: Ledger, watch: Watch) -> list[str]:
    """The ids of the stored events that match and were not queued yet."""
    query = statements("watching")["matching"].replace("{where}", watch.where)
    selecting.only_select(ledger.path, ledger.cursor(), query)
    return [row["id"] for row in ledger.select(query, {"webhook": watch.webhook})]


def _post(ledger: Ledger, watch: Watch, done: Round) -> None:
    import httpx

    assert watch.webhook is not None
    with ledger.transaction() as connection:
        for event in _matching(ledger, watch):
            values = {"webhook": watch.webhook, "event": event, "queued": now()}
            connection.execute(statements("watching")["queue"], values)
    waiting = [row["event"] for row in ledger.rows("watching", "waiting", {"webhook": watch.webhook})]
    failed = 0
    with httpx.Client(timeout=POST_SECONDS) as client:
        for event in waiting:
            failure = _posted(client, watch.webhook, ledger.event(event))
            failed = failed + 1 if failure else 0
            done.posted += not failure
            done.waiting += bool(failure)
            values = {
                "webhook": watch.webhook,
                "event": event,
                "posted": None if failure else now(),
                "failure": failure,
            }
            with ledger.transaction() as connection:
                connection.execute(statements("watching")["posted"], values)
            if failed >= POST_FAILURES:
                done.failures.append(
                    f"{watch.webhook}: {failure}. What waits for it is posted in the next round."
                )
                break


def _posted(client: httpx.Client, webhook: str, record: dict[str, Any] | None) -> str | None:
    """Posts an event; why it failed, or None."""
    import json

    import httpx

    if record is None:  # withdrawn since it was queued
        return None
    body = json.dumps({"event": record}, ensure_ascii=False, default=str).encode()
    try:
        response = client.post(webhook, content=body, headers={"Content-Type": "application/json"})
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return str(error) or type(error).__name__
    return None if response.is_success else f"the webhook answers {response.status_code}"


def watch_on(
    path: Path,
    watch: Watch,
    coder: Codes,
    *,
    told: Callable[[Round], None],
    sleep: Callable[[float], None],
    **more: Any,
) -> None:
    """Rounds without end, `every` apart; a ledger that somebody else writes is tried again in the next
    round.
    """
    from demarche.errors import LedgerError

    while True:
        try:
            told(watch_round(path, watch, coder, **more))
        except LedgerError as error:
            if "is in use" not in str(error):
                raise
            told(Round(failures=[str(error)]))
        sleep(watch.every.total_seconds())
