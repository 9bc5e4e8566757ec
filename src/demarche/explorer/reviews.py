"""Judgements of analysts: written to the ledger when it is free, kept beside it until then.

A judgement is a row of its own and never changes what the program said; as it names events by id, and ids
stay when reports are coded again, it holds after re-coding too.  While another process writes the ledger,
judgements wait in `<ledger>.reviews.jsonl` and are written as soon as it is free.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import threading
import uuid

from demarche.errors import LedgerError, UsageError, unknown
from demarche.explorer.inferring import Inferring
from demarche.explorer.reading import Judged, Reading, Row
from demarche.ledger import Ledger
from demarche.ledger.reviews import COLUMNS, add_review, store_reviews

VERDICTS = ("accept", "reject")
LONGEST_NOTE, LONGEST_AUTHOR = 4000, 100


class Reviews:
    """All judgements: those of the snapshot and those made since."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._waiting_file = reading.path.with_name(reading.path.name + ".reviews.jsonl")
        self._lock = threading.Lock()
        self._made: list[Row] = []
        # Lines of the waiting file that the log speaks of already.
        self._complained: set[str] = set()
        reading.judged, reading.reviews = self.judged, self.all

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
                    self._store_waiting(ledger)
                    add_review(ledger, **row)
                self._made.append(row)
            except LedgerError as error:
                if "is in use" not in str(error):
                    raise
                self._wait(row)
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

    def _wait(self, row: Row) -> None:
        """Writes a judgement behind those that wait; a line that another start left half written stays
        apart."""
        line = json.dumps(row | {"made": row["made"].isoformat()})
        whole = not self._waiting_file.exists() or self._waiting_file.read_bytes().endswith(b"\n")
        with self._waiting_file.open("a", encoding="utf-8") as file:
            file.write(f"{'' if whole else chr(10)}{line}\n")

    def _waiting(self) -> list[Row]:
        return [row for line in self._lines() if (row := self._read(line)) is not None]

    def _lines(self) -> list[str]:
        try:
            text = self._waiting_file.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return []
        # A note may hold what `splitlines` takes for the end of a line, such as U+2028.
        return [line for line in text.split("\n") if line.strip()]

    def _read(self, line: str) -> Row | None:
        """The judgement of a line that waits; None, and a word in the log, for one that is none."""
        try:
            row = json.loads(line)
            return {name: row[name] for name in COLUMNS} | {"made": dt.datetime.fromisoformat(row["made"])}
        except (ValueError, TypeError, KeyError):
            self._complain(line, "this line is no review")
            return None

    def _store_waiting(self, ledger: Ledger) -> None:
        """Stores those that wait as they were made; what cannot be stored goes on waiting."""
        lines, left = self._lines(), []
        for line in lines:
            row = self._read(line)
            if row is None:
                left.append(line)
            elif refused := store_reviews(ledger, [row])[2]:
                self._complain(line, refused[0])
                left.append(line)
            else:
                self._made.append(row)
        if not left:
            self._waiting_file.unlink(missing_ok=True)
        elif left != lines:
            fresh = self._waiting_file.with_name(self._waiting_file.name + ".left")
            fresh.write_text("\n".join(left) + "\n", encoding="utf-8")
            fresh.replace(self._waiting_file)

    def _complain(self, line: str, why: str) -> None:
        if line not in self._complained:
            self._complained.add(line)
            logging.getLogger(__name__).warning(
                "%s: left there, as %s: %s", self._waiting_file, why, line[:200]
            )
