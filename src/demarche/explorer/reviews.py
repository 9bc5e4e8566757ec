"""Judgements of analysts: written to the ledger when it is free, kept beside it until then.

A judgement is a row of its own and never changes what the program said; as it names events by id, and ids
stay when reports are coded again, it holds after re-coding too.  While another process writes the ledger,
judgements wait in `<ledger>.reviews.jsonl` and are written as soon as it is free.
"""

from __future__ import annotations

import datetime as dt
import json
import threading
import uuid
from pathlib import Path
from typing import Any

from demarche.errors import LedgerError, UsageError, unknown
from demarche.explorer.inferring import Inferring
from demarche.explorer.reading import Judged, Reading, Row
from demarche.ledger import Ledger

VERDICTS = ("accept", "reject")
LONGEST_NOTE, LONGEST_AUTHOR = 4000, 100


class Reviews:
    """All judgements: those of the snapshot and those made since."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._waiting_file = reading.path.with_name(reading.path.name + ".reviews.jsonl")
        self._lock = threading.Lock()
        self._made: list[Row] = []
        reading.judged = self.judged

    def all(self) -> list[Row]:
        """Every judgement, the oldest first."""
        stored: list[Row] = self._reading.kept("reviews", lambda: self._reading.rows("reviews.all"))
        known = {row["id"] for row in stored}
        waiting = [row for row in self._waiting() if row["id"] not in known]
        made = [
            row
            for row in self._made
            if row["id"] not in known and row["id"] not in {one["id"] for one in waiting}
        ]
        return sorted([*stored, *made, *waiting], key=lambda row: (str(row["made"]), row["id"]))

    def of(self, event: str, answered: str | None = None) -> list[Row]:
        """The judgements on an event, or on the link from it to `answered`."""
        return [row for row in self.all() if row["event"] == event and row["answered"] == answered]

    def judged(self) -> Judged:
        """The last verdict on each event and answer; notes alone leave it as it is."""
        events: dict[str, str] = {}
        answers: dict[tuple[str, str], str] = {}
        for row in self.all():
            if row["verdict"] and row["answered"]:
                answers[row["event"], row["answered"]] = row["verdict"]
            elif row["verdict"]:
                events[row["event"]] = row["verdict"]
        return Judged(events, answers)

    def add(self, *, event: str, answered: str | None, verdict: str | None, note: str, author: str) -> Row:
        """The stored judgement.

        Raises:
            UsageError: neither verdict nor note, no author, something too long, or an event that is not
            there.
        """
        self._check(event, answered, verdict, note, author)
        row: Row = {
            "id": uuid.uuid4().hex,
            "made": dt.datetime.now(dt.UTC).replace(tzinfo=None),
            "author": author.strip(),
            "event": event,
            "answered": answered,
            "verdict": verdict,
            "note": note.strip() or None,
        }
        with self._lock:
            try:
                with Ledger.open(self._reading.path) as ledger:
                    for waiting in self._waiting():
                        _store(ledger, waiting)
                    self._waiting_file.unlink(missing_ok=True)
                    row["id"] = _store(ledger, row)
                self._made.append(row)
            except LedgerError as error:
                if "is in use" not in str(error):
                    raise
                with self._waiting_file.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(row | {"made": row["made"].isoformat()}, ensure_ascii=False) + "\n")
        return row

    def _check(self, event: str, answered: str | None, verdict: str | None, note: str, author: str) -> None:
        if verdict is not None and verdict not in VERDICTS:
            raise unknown("verdict", verdict, VERDICTS)
        if verdict is None and not note.strip():
            raise UsageError("The review has neither a verdict nor a note. Accept, reject, or write a note.")
        if not author.strip() or len(author) > LONGEST_AUTHOR:
            raise UsageError(
                f"The review needs an author, of at most {LONGEST_AUTHOR} characters, so that others can ask."
            )
        if len(note) > LONGEST_NOTE:
            raise UsageError(f"The note is {len(note)} characters long. Give at most {LONGEST_NOTE}.")
        for id in (event, answered):
            if id is not None and self._reading.ledger.event(id) is None:
                raise UsageError(f"There is no event {id!r} in this ledger. Review one that its page shows.")
        if answered is not None and not self._linked(event, answered):
            raise UsageError(
                f"No link says that {event!r} answers {answered!r}. Review one that an event's page shows."
            )

    def _linked(self, event: str, answered: str) -> bool:
        stated = ((row["answer"], row["answered"]) for row in self._reading.ledger.links(event=event))
        inferred = Inferring(self._reading).of([event])
        return (event, answered) in {*stated, *((link.answer, link.answered) for link in inferred)}

    def _waiting(self) -> list[Row]:
        path: Path = self._waiting_file
        if not path.exists():
            return []
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _store(ledger: Ledger, row: dict[str, Any]) -> str:
    return ledger.review(
        row["event"], author=row["author"], verdict=row["verdict"], note=row["note"], answered=row["answered"]
    )
