"""The ledger as the index that joining searches: `links.index.CandidateIndex` over the table `tellings`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from demarche.ledger.statements import statements
from demarche.links.clusters import Act
from demarche.links.index import Change, Search
from demarche.links.tellings import Telling

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]
Insert = Callable[[str, Sequence[Row]], None]
COLUMNS = (
    "id",
    "report_id",
    "published",
    "offset",
    "event",
    "status",
    "actors",
    "recipients",
    "first",
    "last",
    "dated",
)
FEATURES = tuple(field.name for field in fields(Telling) if field.name not in COLUMNS)
# Searches whose first days are within so many days of the earliest one's are one query.
TOGETHER = 400


class LedgerIndex:
    """The stored tellings; use it inside the transaction that writes the reports.

    `insert` adds rows to a table.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, insert: Insert) -> None:
        self._connection = connection
        self._insert = insert
        self._known: dict[str, Telling] = {}  # those that were read since the last change
        self._sql = statements("linking")

    def candidates(self, searches: Sequence[Search]) -> list[list[Telling]]:
        found: list[list[Telling]] = [[] for _ in searches]
        for numbers in _together(searches):
            rows = self._rows("candidates", _search_columns(searches, numbers))
            self._read([row["id"] for row in rows if row["id"] not in self._known])
            for row in rows:
                for n in row["searches"]:
                    found[n].append(self._known[row["id"]])
        return found

    def acts_of(self, telling_ids: Collection[str]) -> list[Act]:
        if not telling_ids:
            return []
        groups: dict[str, list[Telling]] = defaultdict(list)
        for row in self._rows("acts_of_tellings", {"ids": sorted(telling_ids)}):
            groups[row["act"]].append(self._telling(row))
        return [Act(tuple(sorted(act, key=lambda t: t.order))) for _, act in sorted(groups.items())]

    def tellings_of(self, report_ids: Collection[str]) -> list[Telling]:
        return [telling_of(row) for row in self._rows("of_reports", {"reports": sorted(report_ids)})]

    def _read(self, ids: Sequence[str]) -> None:
        """Reads tellings that are not known: most are found by several searches of a batch."""
        for row in self._rows("tellings", {"ids": ids}) if ids else ():
            self._telling(row)

    def _telling(self, row: Row) -> Telling:
        """The telling of a row, made once."""
        known = self._known.get(row["id"])
        if known is None:
            known = self._known[row["id"]] = telling_of(row)
        return known

    def apply(self, change: Change) -> None:
        self._known.clear()
        if change.stored:
            self._connection.execute(self._sql["forget_tellings"], {"ids": list(change.stored)})
        rows = [row_of(telling, act.id) for act in change.acts for telling in act.tellings]
        self._insert("tellings", rows)

    def _rows(self, name: str, params: Row) -> list[Row]:
        return rows_of(self._connection, self._sql[name], params)


def rows_of(connection: duckdb.DuckDBPyConnection, statement: str, params: Row) -> list[Row]:
    """The rows of a statement, as dicts, on a connection that is inside a transaction."""
    found = connection.execute(statement, params)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def row_of(telling: Telling, act: str) -> Row:
    """The row of `tellings`."""
    features = {name: _plain(getattr(telling, name)) for name in FEATURES}
    return {
        "id": telling.id,
        "act": act,
        "report": telling.report_id,
        "published": telling.published,
        "begins": telling.offset,
        "event": telling.event,
        "status": telling.status,
        "first_day": telling.first,
        "last_day": telling.last,
        "dated": telling.dated,
        "actors": sorted(telling.actors),
        "recipients": sorted(telling.recipients),
        "features": json.dumps(features, ensure_ascii=False),
    }


def telling_of(row: Row) -> Telling:
    """The telling of a row of `tellings`."""
    features: dict[str, Any] = {
        name: frozenset(value) if isinstance(value, list) else value
        for name, value in json.loads(row["features"]).items()
    }
    return Telling(
        id=row["id"],
        report_id=row["report"],
        published=row["published"],
        offset=row["begins"],
        event=row["event"],
        status=row["status"],
        actors=frozenset(row["actors"]),
        recipients=frozenset(row["recipients"]),
        first=row["first_day"],
        last=row["last_day"],
        dated=row["dated"],
        **features,
    )


def _together(searches: Sequence[Search]) -> list[list[int]]:
    """The numbers of the searches in groups that look at the same days."""
    groups: list[list[int]] = []
    for n in sorted(range(len(searches)), key=lambda n: searches[n].first):
        if not groups or searches[n].first - searches[groups[-1][0]].first > TOGETHER:
            groups.append([])
        groups[-1].append(n)
    return groups


def _search_columns(searches: Sequence[Search], numbers: Sequence[int]) -> Row:
    """Some of the searches, type by type, as lists, one a field, and the bounds that hold for all of them."""
    by_type = [(n, type_) for n in numbers for type_ in searches[n].types]
    chosen = [searches[n] for n, _ in by_type]
    columns: Row = {"n": [n for n, _ in by_type], "types": [type_ for _, type_ in by_type]}
    for name in ("first", "last", "since"):
        columns[f"{name}s"] = [getattr(search, name) for search in chosen]
    for name in ("actors", "recipients"):
        columns[name] = [sorted(getattr(search, name)) for search in chosen]
    return columns | {
        "first": min(columns["firsts"]),
        "last": max(columns["lasts"]),
        "since": min(columns["sinces"]),
    }


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value
