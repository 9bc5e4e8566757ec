"""Linking: after a batch is written, its events join the acts that the ledger knows, in the same transaction.

An act's row is made anew from what all its reports say; mentions, links and aliases follow.  The result
does not depend on the order of batches (links/clusters.py says why).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from demarche.ledger.candidates import LedgerIndex, rows_of
from demarche.ledger.rows import entity_rows, event_row
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


def link(ledger: Ledger, connection: duckdb.DuckDBPyConnection, reports: Sequence[str], *, run: int) -> None:
    """Joins the events of reports, just written, to the ledger's acts."""
    linker = _Linker(ledger, connection, run)
    linker.sketch(reports)
    told = [told_of(row) for row in linker.told_rows("told_by_reports", {"reports": list(reports)})]
    index = LedgerIndex(connection)
    left = set(linker.acts_of_reports(reports).values())
    change = join([telling(one.event, one.report_id, one.published) for one in told], index, reports=reports)
    index.apply(change)
    act_of = {t.id: act.id for act in change.acts for t in act.tellings} | linker.acts_of_reports(reports)
    linker.renew(act_of, change.aliases, fresh={one.event.id for one in told}, left=left)


class _Linker:
    """One pass over one batch."""

    def __init__(self, ledger: Ledger, connection: duckdb.DuckDBPyConnection, run: int) -> None:
        self._ledger = ledger
        self._connection = connection
        self._run = run
        self._sql = statements("linking")
        self._latest: dict[str, Row] = {}

    def sketch(self, reports: Sequence[str]) -> None:
        """Keeps the reports' MinHash signatures."""
        import pyarrow as pa

        texts = self._rows("texts", {"reports": list(reports)})
        rows = [{"report": row["id"], "sketch": list(sketch(row["text"]))} for row in texts]
        self._connection.execute(self._sql["forget_sketches"], {"reports": list(reports)})
        if rows:
            schema = pa.schema([("report", pa.string()), ("sketch", pa.list_(pa.int64()))])
            self._with("incoming_sketches", pa.Table.from_pylist(rows, schema=schema), "add_sketches")

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
        self._acting(act_of)
        names = ["repoint_mentions", "repoint_answers", "repoint_answered"]
        if not act_of.keys() <= set(fresh):
            names += ["repoint_replaced", "follow_aliases"]
        for name in names:
            self._connection.execute(self._sql[name])
        self._connection.execute(self._sql["add_aliases"], {"run": self._run})
        self._connection.execute(self._sql["forget_aliases"])
        self._connection.unregister("acting")

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
        for table, rows in (("events", events), ("entities", entities)):
            if rows:
                self._connection.register(f"incoming_{table}", self._ledger._arrow(table, rows))
                self._connection.execute(statements("writing")[table])
                self._connection.unregister(f"incoming_{table}")

    def _acting(self, act_of: Mapping[str, str]) -> None:
        import pyarrow as pa

        columns = {"id": list(act_of.keys()), "act": list(act_of.values())}
        self._connection.register(
            "acting", pa.table(columns, schema=pa.schema([("id", pa.string()), ("act", pa.string())]))
        )

    def _with(self, name: str, table: Any, statement: str) -> None:
        self._connection.register(name, table)
        self._connection.execute(self._sql[statement])
        self._connection.unregister(name)

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
