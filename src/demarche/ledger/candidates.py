"""The ledger as the index that joining searches: `links.index.CandidateIndex` over the table `tellings`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from demarche.ledger.statements import statements
from demarche.links.clusters import Act
from demarche.links.index import Change, Search
from demarche.links.tellings import Telling

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]
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
# Searches whose first days are within so many days of one another are one query.
TOGETHER = 90


class LedgerIndex:
    """The stored tellings; use it inside the transaction that writes the reports."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._sql = statements("linking")

    def candidates(self, searches: Sequence[Search]) -> list[list[Telling]]:
        import pyarrow as pa

        groups: dict[int, list[int]] = defaultdict(list)
        for n, search in enumerate(searches):
            groups[search.first // TOGETHER].append(n)
        found: list[list[Telling]] = [[] for _ in searches]
        for numbers in groups.values():
            together = [searches[n] for n in numbers]
            bounds = {
                "first": min(search.first for search in together),
                "last": max(search.last for search in together),
                "types": sorted({name for search in together for name in search.types}),
            }
            rows = [_search_row(n, searches[n]) for n in numbers]
            self._connection.register(
                "incoming_searches", pa.Table.from_pylist(rows, schema=_search_schema())
            )
            known: dict[str, Telling] = {}
            for row in self._rows("candidates", bounds):
                telling = known.get(row["id"]) or known.setdefault(row["id"], telling_of(row))
                found[row["n"]].append(telling)
            self._connection.unregister("incoming_searches")
        return found

    def acts_of(self, telling_ids: Collection[str]) -> list[Act]:
        if not telling_ids:
            return []
        groups: dict[str, list[Telling]] = defaultdict(list)
        for row in self._rows("acts_of_tellings", {"ids": sorted(telling_ids)}):
            groups[row["act"]].append(telling_of(row))
        return [Act(tuple(sorted(act, key=lambda t: t.order))) for _, act in sorted(groups.items())]

    def tellings_of(self, report_ids: Collection[str]) -> list[Telling]:
        return self._tellings("of_reports", {"reports": sorted(report_ids)})

    def apply(self, change: Change) -> None:
        import pyarrow as pa

        moving = {*change.gone, *(telling.id for act in change.acts for telling in act.tellings)}
        if moving:
            self._connection.execute(self._sql["forget_tellings"], {"ids": sorted(moving)})
        rows = [row_of(telling, act.id) for act in change.acts for telling in act.tellings]
        if rows:
            self._connection.register("incoming_tellings", pa.Table.from_pylist(rows, schema=_schema()))
            self._connection.execute(self._sql["add"])
            self._connection.unregister("incoming_tellings")

    def _tellings(self, name: str, params: Row) -> list[Telling]:
        return [telling_of(row) for row in self._rows(name, params)]

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


def _search_row(n: int, search: Search) -> Row:
    names = {name: sorted(getattr(search, name)) for name in ("types", "actors", "recipients")}
    return names | {"n": n} | {name: getattr(search, name) for name in ("first", "last", "since", "until")}


def _search_schema() -> Any:
    import pyarrow as pa

    numbers = [(name, pa.int32()) for name in ("n", "first", "last", "since", "until")]
    return pa.schema(numbers + [(name, pa.list_(pa.string())) for name in ("types", "actors", "recipients")])


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value


def _schema() -> Any:
    import pyarrow as pa

    texts, days = pa.string(), pa.int32()
    kinds = {"published": days, "begins": days, "first_day": days, "last_day": days, "dated": pa.bool_()}
    kinds |= {"actors": pa.list_(texts), "recipients": pa.list_(texts)}
    names = (
        "id",
        "act",
        "report",
        "published",
        "begins",
        "event",
        "status",
        "first_day",
        "last_day",
        "dated",
        "actors",
        "recipients",
        "features",
    )
    return pa.schema([(name, kinds.get(name, texts)) for name in names])
