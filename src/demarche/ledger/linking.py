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
from demarche.links.joining import join
from demarche.links.reconcile import StoredAct, Told
from demarche.links.records import event_from_record
from demarche.links.tellings import telling
from demarche.links.wording import Sketch, sketch
from demarche.model import Report

if TYPE_CHECKING:
    import duckdb

    from demarche.ledger.store import Ledger

Row = dict[str, Any]


def link(ledger: Ledger, connection: duckdb.DuckDBPyConnection, batch: Batch) -> None:
    """Joins the events of a batch, just written, to the ledger's acts."""
    linker = _Linker(ledger, connection, batch)
    linker.sketch()
    told = [told_of(row) for row in linker.fresh_rows()]
    index = LedgerIndex(connection, partial(ledger.insert, connection))
    left = linker.acts_of_reports(batch.renewed)
    change = join(
        [telling(one.event, one.report_id, one.published) for one in told], index, stored=batch.renewed
    )
    index.apply(change)
    act_of = {t.id: act.id for act in change.acts for t in act.tellings}
    act_of |= linker.acts_of_reports(batch.renewed)
    linker.renew(act_of, change.aliases, fresh={one.event.id for one in told}, left=set(left.values()))


class _Linker:
    """One pass over one batch."""

    def __init__(self, ledger: Ledger, connection: duckdb.DuckDBPyConnection, batch: Batch) -> None:
        self._ledger = ledger
        self._connection = connection
        self._batch = batch
        self._run = batch.reports[0]["run"]
        self._sql = statements("linking")
        # The latest versions of reports that were asked for; a batch's are always the latest.
        self._latest: dict[str, Row] = {row["id"]: row for row in batch.reports}

    def sketch(self) -> None:
        """Keeps the reports' MinHash signatures."""
        batch = self._batch
        if batch.renewed:
            self._connection.execute(self._sql["forget_sketches"], {"reports": batch.renewed})
        rows = [{"report": row["id"], "sketch": list(sketch(row["text"]))} for row in batch.reports]
        self._ledger.insert(self._connection, "sketches", rows)

    def fresh_rows(self) -> list[Row]:
        """The batch's main mentions, with their reports' day and publisher."""
        return [
            row | {key: self._latest[row["report"]][key] for key in ("published", "publisher")}
            for row in self._batch.mentions
            if row["main"]
        ]

    def told_rows(self, name: str, params: Row) -> list[Row]:
        """Main mentions in the latest versions of their reports, with those reports' day and publisher."""
        return [
            row | {key: latest[key] for key in ("published", "publisher")}
            for row, latest in self._in_latest(self._rows(name, params))
        ]

    def _in_latest(self, rows: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
        """The rows of `mentions` that are in the latest version of their report, each with that."""
        wanted = sorted({row["report"] for row in rows} - self._latest.keys())
        if wanted:
            self._latest |= {row["id"]: row for row in self._rows("latest", {"reports": wanted})}
        for row in rows:
            latest = self._latest[row["report"]]
            if latest["version"] == row["version"]:
                yield row, latest

    def acts_of_reports(self, reports: Sequence[str]) -> dict[str, str]:
        """Event id to act id, for what the index has of reports."""
        if not reports:
            return {}
        return {row["id"]: row["act"] for row in self._rows("acts_of_reports", {"reports": list(reports)})}

    def renew(
        self,
        act_of: Mapping[str, str],
        aliases: Mapping[str, str],
        *,
        fresh: Collection[str],
        left: Collection[str],
    ) -> None:
        """Makes the acts whose tellings have changed anew.

        act_of: event id to act id, for the tellings of touched acts.  aliases: ids no longer in use.
        fresh: the events of the batch.  left: the acts that older versions of its reports told.
        """
        before: dict[str, set[str]] = defaultdict(set)
        for row in self._rows("stands_for", {"ids": sorted(act_of)}):
            before[row["told_as"]].add(row["event"])
        moved = {i for i in act_of if before[i] != {act_of[i]}}
        dirty = {act_of[i] for i in {*moved, *fresh}} | {event for i in moved for event in before[i]}
        dirty |= {aliases.get(act, act) for act in left}
        self._connection.execute(self._sql["keep_told_as"])
        if moved or aliases:
            self._repoint({i: act_of[i] for i in sorted(moved)} | dict(aliases), fresh)
        members = {row["id"]: row["act"] for row in self._rows("members", {"acts": sorted(dirty)})}
        rows = self.told_rows("told", {"ids": sorted(members)})
        acts = acts_of(rows, self._connection, members)
        self._replace(acts, rows, sorted({*dirty, *left, *members}))
        gone = {"acts": sorted({*dirty, *left} - {act.id for act in acts})}
        if gone["acts"]:
            for name in ("give_back_mentions", "forget_aliases_of"):
                self._connection.execute(self._sql[name], gone)

    def _repoint(self, act_of: Mapping[str, str], fresh: Collection[str]) -> None:
        """Lets what names an event of the batch or an act of before name the act that it belongs to now."""
        acting = {"ids": list(act_of.keys()), "acts": list(act_of.values())}
        names = ["repoint_mentions", "repoint_answers", "repoint_answered"]
        if not act_of.keys() <= set(fresh):
            names += ["repoint_replaced", "follow_aliases"]
        for name in names:
            self._connection.execute(self._sql[name], acting)
        self._connection.execute(self._sql["add_aliases"], acting | {"run": self._run})
        self._connection.execute(self._sql["forget_aliases"], {"acts": acting["acts"]})

    def _replace(self, acts: Sequence[StoredAct], rows: Sequence[Row], ids: Sequence[str]) -> None:
        """The rows of `events` and `entities` of some ids, by those of the acts; `rows` tell the acts."""
        told = {row["told_as"]: (told_of(row), row["version"]) for row in rows}
        counts: Counter[str] = Counter()
        for row, _ in self._in_latest(self._rows("count_mentions", {"ids": list(ids)})):
            counts[row["event"]] += row["mentions"]
        events, entities = [], []
        for act in acts:
            report = Report(act.told_by[0], "", published=act.first_told, publisher=act.publisher)
            row = event_row(act.event, report, run=self._run)
            events.append(row | {"reports": act.reports, "mentions": counts[act.id] or 1})
            entities += _entities(act, [told[i] for i in act.told], run=self._run)
        self._connection.execute(self._sql["forget_events"], {"ids": list(ids)})
        self._connection.execute(self._sql["forget_entities"], {"ids": list(ids)})
        self._ledger.insert(self._connection, "events", events)
        self._ledger.insert(self._connection, "entities", entities)

    def _rows(self, name: str, params: Row) -> list[Row]:
        return rows_of(self._connection, self._sql[name], params)


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
    rows: Iterable[Row], connection: duckdb.DuckDBPyConnection, act_of: Mapping[str, str]
) -> list[StoredAct]:
    """The acts that rows of main mentions tell, reconciled; `act_of` an event's id to its act's."""
    groups: dict[str, list[Told]] = {}
    for row in rows:
        groups.setdefault(act_of.get(row["told_as"], row["told_as"]), []).append(told_of(row))
    reports = sorted({told.report_id for group in groups.values() if len(group) > 1 for told in group})
    sketches = _sketches(connection, reports) if reports else {}
    return [act_from(group, sketches=sketches, act_of=act_of) for group in groups.values()]


def _sketches(connection: duckdb.DuckDBPyConnection, reports: Sequence[str]) -> dict[str, Sketch]:
    found = connection.execute(statements("linking")["sketches"], {"reports": list(reports)}).fetchall()
    return {report: tuple(numbers) for report, numbers in found}
