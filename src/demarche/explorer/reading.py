"""The open ledger as pages read it: a snapshot, questions with a time limit, and what was computed once.

A snapshot never changes, so whatever was computed from it is kept until the ledger has moved on and a newer
one is opened.  That happens beside the requests: none of them waits for it.
"""

from __future__ import annotations

import contextlib
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from demarche.errors import LedgerError
from demarche.ledger import Ledger, Result
from demarche.ledger.snapshots import changed, latest
from demarche.ledger.statements import named

Row = dict[str, Any]
# A question that takes longer is stopped: the page says so and offers a shorter period.
QUERY_SECONDS = 8.0
# How often the ledger is looked at for news, and how many computed answers are kept.
LOOK_SECONDS = 15.0
KEPT = 256
# So many events are looked up in the index of mentions; for more, one pass over the table is quicker.
FEW = 1000
PLACE = re.compile(r"\$(\w+)")


@dataclass(frozen=True, slots=True)
class Judged:
    """What analysts said last: verdicts by event, and by (answer, answered) for answers."""

    events: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def rejects(self, answer: str, answered: str) -> bool:
        """Whether the last verdict on an answer, or on one of its acts, is that there is none."""
        return "reject" in {
            self.answers.get((answer, answered)),
            self.events.get(answer),
            self.events.get(answered),
        }

    @property
    def rejected(self) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
        """The events and the answers that were rejected: what figures leave out."""
        return (
            frozenset(event for event, verdict in self.events.items() if verdict == "reject"),
            frozenset(pair for pair, verdict in self.answers.items() if verdict == "reject"),
        )


class Reading:
    """What pages ask.  One for a process; used from many threads."""

    def __init__(self, path: Path, *, renewing: bool = True) -> None:
        self.path = path
        # Set by the reviews over this ledger (reviews.py).
        self.judged: Callable[[], Judged] = Judged
        self.reviews: Callable[[], list[Row]] = list
        # Called, in a thread of its own, when newer contents were opened (app.py).
        self.renewed: Callable[[], object] = lambda: None
        self._renewing = renewing
        self._lock = threading.Lock()
        self._renewal: threading.Thread | None = None
        self._kept: OrderedDict[Any, Any] = OrderedDict()
        self._looked = time.monotonic()
        self._busy = False
        self.ledger = Ledger.open_snapshot(path)
        self._stamp = _stamp(self.ledger.path)

    def close(self) -> None:
        """Closes the snapshot; where a thread is still reading it, that thread's end does."""
        import duckdb

        with contextlib.suppress(duckdb.Error):
            self.ledger.close()

    def rows(self, statement: str, params: Mapping[str, Any] | None = None) -> list[Row]:
        """The rows of a statement of queries/, named `file.name`, as dicts.

        Raises:
            LedgerError: it took longer than `QUERY_SECONDS`.
        """
        return self.ask(statements(statement), params)

    def one(self, statement: str, params: Mapping[str, Any] | None = None) -> Row:
        """The only row of a statement that always has one."""
        return self.rows(statement, params)[0]

    def size(self) -> Row:
        """How much the ledger holds, and of which days."""
        found: Row = self.kept("size", lambda: self.one("home.size"))
        return found

    def ask(self, query: str, params: Mapping[str, Any] | None = None) -> list[Row]:
        """The rows of a query that was put together from statements of queries/."""
        ledger = self.ledger
        # DuckDB refuses values that a statement does not name.
        named_in = set(PLACE.findall(query))
        used = {name: value for name, value in (params or {}).items() if name in named_in}
        return Result(ledger.path, ledger.cursor(), query, used, seconds=QUERY_SECONDS).rows()

    def of_mentions(self, statement: str, ids: Collection[str]) -> list[Row]:
        """The rows of a statement of queries/ about the mentions that name one of the events."""
        named = statements("events.few" if len(ids) <= FEW else "events.many")
        return self.ask(statements(statement).replace("/* named */", named), {"ids": list(ids)})

    def accepted(self, column: str = "id") -> tuple[str, Row]:
        """The condition, to follow a first one, that leaves out what analysts rejected, and its values.

        column: `id` for rows of events, `event` for rows that name one.
        """
        rejected, _ = self.judged().rejected
        if not rejected:
            return "", {}
        return f"\n  AND {statements(f'facets.accepted_{column}')}", {"rejected": sorted(rejected)}

    def kept(self, key: Any, make: Callable[[], Any]) -> Any:
        """What `make` gave when it was first asked under that key since the ledger last changed."""
        self._look()
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            kept = self._kept
        made = make()
        with self._lock:
            kept[key] = made
            while len(kept) > KEPT:
                kept.popitem(last=False)
        return made

    def _look(self) -> None:
        """Opens a newer snapshot, in a thread of its own, when the ledger's file has changed."""
        with self._lock:
            if not self._renewing or self._busy or time.monotonic() - self._looked < LOOK_SECONDS:
                return
            self._busy, self._looked = True, time.monotonic()
        self._renewal = threading.Thread(target=self._renew, daemon=True)
        self._renewal.start()

    def _renew(self) -> None:
        try:
            # While a writer is busy the ledger is newer than its last snapshot, which may be the one that is
            # open.
            behind = changed(self.path) > changed(self.ledger.path)
            if behind and _stamp(latest(self.path)) != self._stamp:
                self.renew()
                self.renewed()
        except LedgerError:
            pass  # the writer is busy and has no newer copy yet; the one that is open stays good
        finally:
            self._busy = False

    def settle(self, seconds: float) -> None:
        """Waits until no newer snapshot is being opened, at most so long."""
        if self._renewal is not None:
            self._renewal.join(seconds)

    def renew(self) -> None:
        """Opens the newest snapshot.  Requests that read the older one keep it until they are done."""
        newer = Ledger.open_snapshot(self.path)
        with self._lock:
            self.ledger, self._stamp, self._kept = newer, _stamp(newer.path), OrderedDict()


def _stamp(path: Path) -> tuple[Path, int]:
    """What tells snapshots apart: numbers begin anew when all were taken away."""
    return path, changed(path)


@cache
def _file(name: str) -> Mapping[str, str]:
    return named(files("demarche.explorer").joinpath("queries", f"{name}.sql").read_text(encoding="utf-8"))


def statements(name: str) -> str:
    """The statement `file.name` of queries/."""
    file, _, statement = name.partition(".")
    return _file(file)[statement]
