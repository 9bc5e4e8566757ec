"""Linking: after a batch is written, its events join the acts that the ledger knows, in the same transaction.

An act's row is made anew from what all its reports say; mentions, links and aliases follow.  The result
does not depend on the order of batches (links/clusters.py says why).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from demarche.ledger.candidates import LedgerIndex, rows_of
from demarche.ledger.rows import Batch, entity_rows, event_row
from demarche.ledger.statements import statements
from demarche.links.assembling import act_from
from demarche.links.index import Change
from demarche.links.joining import join
from demarche.links.reconcile import StoredAct, Told
from demarche.links.records import event_from_record
from demarche.links.tellings import tellings_of
from demarche.links.wording import Sketch, sketch
from demarche.model import Report

if TYPE_CHECKING:
    import duckdb

    from demarche.ledger.store import Ledger

Row = dict[str, Any]


def link(ledger: Ledger, connection: duckdb.DuckDBPyConnection, batch: Batch) -> None:
    """Joins the events of a batch to the ledger's acts, and stores what the batch tells of them.

    The batch's reports are stored, its mentions and links are not yet.
    """
    linker = _Linker(ledger, connection, batch)
    linker.sketch()
    index = LedgerIndex(connection, partial(ledger.insert, connection))
    left = linker.acts_of_reports(batch.renewed)
    change = join(tellings_of(list(linker.told.values())), index, stored=batch.renewed)
    index.apply(change)
    act_of = {t.id: act.id for act in change.acts for t in act.tellings}
    act_of |= linker.acts_of_reports(batch.renewed)
    linker.renew(change, act_of, left=set(left.values()))


class _Linker:
    """One pass over one batch.

    told: what the batch's reports say, by event id.  new: those of its events that the ledger has never
    seen, since no report has an event of another's.
    """

    def __init__(self, ledger: Ledger, connection: duckdb.DuckDBPyConnection, batch: Batch) -> None:
        self._ledger = ledger
        self._connection = connection
        self._batch = batch
        self._run = batch.reports[0]["run"]
        self._sql = statements("linking")
        # The latest versions of reports that were asked for; a batch's are always the latest.
        self._latest: dict[str, Row] = {row["id"]: row for row in batch.reports}
        self._main = {row["told_as"]: row for row in batch.mentions if row["main"]}
        self.told = {id: told_of(row | _paper(self._latest[row["report"]])) for id, row in self._main.items()}
        self.new = {id for id, row in self._main.items() if row["version"] == 1}

    def sketch(self) -> None:
        """Keeps the reports' MinHash signatures."""
        batch = self._batch
        if batch.renewed:
            self._connection.execute(self._sql["forget_sketches"], {"reports": batch.renewed})
        rows = [{"report": row["id"], "sketch": list(sketch(row["text"]))} for row in batch.reports]
        self._ledger.insert(self._connection, "sketches", rows)

    def acts_of_reports(self, reports: Sequence[str]) -> dict[str, str]:
        """Event id to act id, for what the index has of reports."""
        if not reports:
            return {}
        return {row["id"]: row["act"] for row in self._rows("acts_of_reports", {"reports": list(reports)})}

    def renew(self, change: Change, act_of: Mapping[str, str], *, left: Collection[str]) -> None:
        """Stores the batch's mentions and links, and makes the acts whose tellings have changed anew.

        act_of: event id to act id, for the tellings of touched acts.  left: the acts that older versions of
        the batch's reports told.
        """
        before = self._before(act_of)
        moved = {i for i in act_of if before[i] != {act_of[i]}}
        dirty = {act_of[i] for i in {*moved, *self.told}} | {event for i in moved for event in before[i]}
        dirty |= {change.aliases.get(act, act) for act in left}
        self._insert(act_of)
        if moved or change.aliases:
            self._repoint({i: act_of[i] for i in sorted(moved)} | dict(change.aliases))
        members = self._members(change, dirty)
        told = self._told(members)
        acts = acts_of(((id, one) for id, (one, _) in told.items()), self._connection, members)
        self._replace(acts, told, {*dirty, *left, *members})
        gone = {"acts": sorted({*dirty, *left} - {act.id for act in acts})}
        if gone["acts"]:
            for name in ("give_back_mentions", "forget_aliases_of"):
                self._connection.execute(self._sql[name], gone)

    def _before(self, act_of: Mapping[str, str]) -> dict[str, set[str]]:
        """Event id to what the mentions of the event name: the ledger's, and as they came the batch's."""
        before: dict[str, set[str]] = defaultdict(set)
        for id, row in self._main.items():
            before[id].add(row["event"])
        stored = sorted(act_of.keys() - self.new)
        if stored:
            for row in self._rows("stands_for", {"ids": stored}):
                before[row["told_as"]].add(row["event"])
        return before

    def _insert(self, act_of: Mapping[str, str]) -> None:
        """Stores the batch's mentions and links under the ids of the acts that they name."""
        mentions = [row | {"event": act_of.get(row["told_as"], row["event"])} for row in self._batch.mentions]
        links = [row | _answering(row, act_of) for row in self._batch.links]
        self._ledger.insert(self._connection, "mentions", mentions)
        self._ledger.insert(self._connection, "links", links)

    def _repoint(self, act_of: Mapping[str, str]) -> None:
        """Lets what is stored of events and of acts before name the act that they belong to now."""
        acting = {"ids": list(act_of.keys()), "acts": list(act_of.values())}
        names = []
        if not act_of.keys() <= self.new:
            names += ["repoint_mentions", "repoint_answers", "repoint_answered"]
        if not act_of.keys() <= self.told.keys():
            names += ["repoint_replaced", "follow_aliases"]
        for name in names:
            self._connection.execute(self._sql[name], acting)
        self._connection.execute(self._sql["add_aliases"], acting | {"run": self._run})
        self._connection.execute(self._sql["forget_aliases"], {"acts": acting["acts"]})

    def _members(self, change: Change, acts: Collection[str]) -> dict[str, str]:
        """Event id to act id, for the tellings of acts: those that have changed are at hand."""
        members = {t.id: act.id for act in change.acts if act.id in acts for t in act.tellings}
        others = sorted(set(acts) - {act.id for act in change.acts})
        if others:
            members |= {row["id"]: row["act"] for row in self._rows("members", {"acts": others})}
        return members

    def _told(self, ids: Iterable[str]) -> dict[str, tuple[Told, int]]:
        """What the latest versions of reports say of events, with the number of the version."""
        told = {id: (self.told[id], row["version"]) for id, row in self._main.items()}
        stored = sorted(id for id in ids if id not in told)
        if stored:
            for row, latest in self._in_latest(self._rows("told", {"ids": stored})):
                told[row["told_as"]] = told_of(row | _paper(latest)), row["version"]
        return {id: told[id] for id in ids if id in told}

    def _in_latest(self, rows: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
        """The rows of `mentions` that are in the latest version of their report, each with that."""
        wanted = sorted({row["report"] for row in rows} - self._latest.keys())
        if wanted:
            self._latest |= {row["id"]: row for row in self._rows("latest", {"reports": wanted})}
        for row in rows:
            latest = self._latest[row["report"]]
            if latest["version"] == row["version"]:
                yield row, latest

    def _replace(
        self, acts: Sequence[StoredAct], told: Mapping[str, tuple[Told, int]], ids: Collection[str]
    ) -> None:
        """The rows of `events` and `entities` of some ids, by those of the acts; `told`: their events."""
        stored = sorted(set(ids) - self.new)
        if stored:
            for name in ("forget_events", "forget_entities"):
                self._connection.execute(self._sql[name], {"ids": stored})
        counts = self._mentions(acts)
        events, entities = [], []
        for act in acts:
            report = Report(act.told_by[0], "", published=act.first_told, publisher=act.publisher)
            row = event_row(act.event, report, run=self._run)
            events.append(row | {"reports": act.reports, "mentions": counts[act.id] or 1})
            entities += _entities(act, [told[i] for i in act.told], run=self._run)
        self._ledger.insert(self._connection, "events", events)
        self._ledger.insert(self._connection, "entities", entities)

    def _mentions(self, acts: Sequence[StoredAct]) -> Counter[str]:
        """In how many places the latest versions name each act; of one that is new, all are in the batch."""
        told_new = {i: act.id for act in acts if self.new.issuperset(act.told) for i in act.told}
        counts = Counter(
            told_new[row["told_as"]] for row in self._batch.mentions if row["told_as"] in told_new
        )
        stored = sorted({act.id for act in acts} - counts.keys())
        if stored:
            for row, _ in self._in_latest(self._rows("count_mentions", {"ids": stored})):
                counts[row["event"]] += row["mentions"]
        return counts

    def _rows(self, name: str, params: Row) -> list[Row]:
        return rows_of(self._connection, self._sql[name], params)


def _paper(report: Row) -> Row:
    """The day and the publisher of a row of `reports`."""
    return {name: report[name] for name in ("published", "publisher")}


def _answering(row: Row, act_of: Mapping[str, str]) -> Row:
    """The columns of a stated link that name its two events: what they were told as, and their acts."""
    if row["basis"] != "stated":
        return {}
    answer, answered = (row.get(f"{name}_told_as") or row[name] for name in ("answer", "answered"))
    return {
        "answer": act_of.get(answer, row["answer"]),
        "answered": act_of.get(answered, row["answered"]),
        "answer_told_as": answer,
        "answered_told_as": answered,
    }


def _entities(act: StoredAct, told: Sequence[tuple[Told, int]], *, run: int) -> list[Row]:
    """The rows of `entities`: each role as the first report that gives it as the act does has it, with spans.

    told: the act's tellings with the versions of their reports.
    """
    rows: list[Row] = []
    for role in ("actor", "recipient", "according_to"):
        chosen = getattr(act.event, role)
        one, version = next((pair for pair in told if getattr(pair[0].event, role) == chosen), told[0])
        found = entity_rows(replace(one.event, id=act.id), one.report_id, version=version, run=run)
        rows += [row for row in found if row["role"] == role]
    return rows


def told_of(row: Row) -> Told:
    """What a main mention's report says of the act."""
    return Told(
        event_from_record(json.loads(row["record"])), row["report"], row["published"], row["publisher"]
    )


def acts_of(
    told: Iterable[tuple[str, Told]], connection: duckdb.DuckDBPyConnection, act_of: Mapping[str, str]
) -> list[StoredAct]:
    """The acts that events tell, reconciled; `act_of` an event's id to its act's."""
    groups: dict[str, list[Told]] = {}
    for id, one in told:
        groups.setdefault(act_of.get(id, id), []).append(one)
    reports = sorted({told.report_id for group in groups.values() if len(group) > 1 for told in group})
    sketches = _sketches(connection, reports) if reports else {}
    return [act_from(group, sketches=sketches, act_of=act_of) for group in groups.values()]


def _sketches(connection: duckdb.DuckDBPyConnection, reports: Sequence[str]) -> dict[str, Sketch]:
    found = connection.execute(statements("linking")["sketches"], {"reports": list(reports)}).fetchall()
    return {report: tuple(numbers) for report, numbers in found}
