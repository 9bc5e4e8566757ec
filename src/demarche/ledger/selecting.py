"""What is asked for, as a statement and its parameters: the filters of events, links and reports."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from demarche.errors import LedgerError, UsageError, unknown
from demarche.ledger.statements import statements
from demarche.model import LinkBasis, Status

if TYPE_CHECKING:
    import duckdb

Query = tuple[str, dict[str, Any]]
CODE = re.compile(r"[A-Z]{3}")
# Words of a search beyond these narrow nothing and cost a pass over the texts each.
MOST_WORDS = 12
# DuckDB's names of statements that only read.
READING = ("SELECT", "EXPLAIN")


def events(
    *,
    between: tuple[str, str] | None,
    actor: str | Sequence[str] | None,
    recipient: str | Sequence[str] | None,
    type_: str | Sequence[str] | None,
    since: dt.date | str | None,
    until: dt.date | str | None,
    status: str | Sequence[str] | None,
    min_confidence: float | None,
    origin: str | Sequence[str] | None,
    alliances: bool,
    mirrors: bool,
    run: int | None,
    limit: int | None,
    offset: int,
) -> Query:
    """The statement of `Ledger.events`, which says what the arguments mean."""
    pieces = statements("events")
    rows = pieces["table"]
    conditions: list[str] = []
    params: dict[str, Any] = {}

    def add(name: str, **values: Any) -> None:
        conditions.append(pieces[name])
        params.update(values)

    if between is not None:
        first, second = (_sides(side, alliances) for side in between)
        if len(first) == len(second) == 1 and CODE.fullmatch(first[0]) and CODE.fullmatch(second[0]):
            rows = pieces["dyad"]
            params |= {"first": first[0], "second": second[0]}
        else:
            add("between", first=first, second=second)
    if actor is not None:
        add("actor", actor=_sides(actor, alliances))
    if recipient is not None:
        add("recipient", recipient=_sides(recipient, alliances))
    if type_ is not None:
        add("type", type=_types(type_))
    if since is not None:
        add("since", since=_day(since, "since"))
    if until is not None:
        add("until", until=_day(until, "until"))
    if status is not None:
        add("status", status=_statuses(status))
    if min_confidence is not None:
        add("min_confidence", min_confidence=float(min_confidence))
    if origin is not None:
        add("origin", origin=_several(origin))
    if not mirrors:
        add("mirrors")
    if run is not None:
        add("run", run=run)
    query = _where(f"{pieces['select']}\n{rows}", conditions) + "\n" + pieces["order"]
    if limit is not None or offset:
        query += "\n" + pieces["limit"]
        params |= {"limit": limit, "offset": offset}
    return query, params


def links(*, event: str | None, basis: str | None, min_confidence: float | None) -> Query:
    """The statement of `Ledger.links`."""
    pieces = statements("look_up")
    conditions: list[str] = []
    params: dict[str, Any] = {}
    if event is not None:
        conditions.append(pieces["links_of"])
        params["event"] = event
    if basis is not None:
        if basis not in get_args(LinkBasis):
            raise unknown("basis", basis, get_args(LinkBasis))
        conditions.append(pieces["links_basis"])
        params["basis"] = basis
    if min_confidence is not None:
        conditions.append(pieces["links_min_confidence"])
        params["min_confidence"] = float(min_confidence)
    return _where(pieces["links"], conditions) + "\n" + pieces["links_order"], params


def search(words: str, *, limit: int, offset: int) -> Query:
    """The statement of `Ledger.search`: every word must stand in the report, in any case."""
    wanted = list(dict.fromkeys(words.lower().split()))[:MOST_WORDS]
    if not wanted:
        raise UsageError("The search has no words. Give at least one.")
    return statements("search")["reports"], {"words": wanted, "limit": limit, "offset": offset}


def only_select(path: Path, connection: duckdb.DuckDBPyConnection, query: str) -> None:
    """Raises `LedgerError` unless the query is one statement that only reads.

    A second lock: the database itself is read-only, and cut off from files (`opening.LOCKED_DOWN`).
    """
    import duckdb

    try:
        found = connection.extract_statements(query)
    except duckdb.Error as error:
        raise LedgerError(
            f"{path}: that is not SQL that DuckDB understands. {str(error).splitlines()[0]}"
        ) from None
    kinds = [statement.type.name for statement in found]
    if len(kinds) != 1 or kinds[0] not in READING:
        said = ", ".join(kinds) or "nothing"
        raise LedgerError(
            f"{path}: only one SELECT at a time can be asked, and this is {said}. "
            "To change a ledger use the verbs ingest, import, merge; to write a file, `demarche export`."
        )


def _where(select: str, conditions: Sequence[str]) -> str:
    return select + ("\nWHERE " + "\n  AND ".join(conditions) if conditions else "")


def _several(value: str | Sequence[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _sides(value: str | Sequence[str], alliances: bool) -> list[str]:
    """Codes in capitals and names as they are; with `alliances`, an alliance's members stand for it too."""
    from demarche.entities.alliances import members

    found: list[str] = []
    for name in _several(value):
        code = name.upper() if CODE.fullmatch(name.upper()) and name.isascii() else name
        found.append(code)
        if alliances:
            try:
                found += members(name)
            except UsageError:
                if not CODE.fullmatch(code):
                    raise
    return list(dict.fromkeys(found))


def _types(value: str | Sequence[str]) -> list[str]:
    from demarche.ontology import load

    known = load("plover").types
    found = [name.upper() for name in _several(value)]
    for name in found:
        if name not in known:
            raise unknown("event type", name, known)
    return found


def _statuses(value: str | Sequence[str]) -> list[str]:
    found = _several(value)
    for name in found:
        if name not in get_args(Status):
            raise unknown("status", name, get_args(Status))
    return found


def _day(value: dt.date | str, name: str) -> dt.date:
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise UsageError(
            f"{name} is {value!r}, which is no date. Give the day as YYYY-MM-DD, such as 2022-10-04."
        ) from None
