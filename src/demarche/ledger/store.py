"""`Ledger`: the database of reports and acts, one DuckDB file."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from demarche.errors import LedgerError
from demarche.ledger import selecting
from demarche.ledger.ingest import Codes, Counts, RunFacts, Writer, ingest
from demarche.ledger.opening import connect, explained
from demarche.ledger.result import Result
from demarche.ledger.rows import Batch
from demarche.ledger.snapshots import Publisher, filled, latest, publish
from demarche.ledger.statements import statements
from demarche.model import CodedReport, Reject, Report

if TYPE_CHECKING:
    import duckdb

    from demarche.ledger.checking import Finding


class Ledger:
    """An open ledger; close it, or use it in a `with`."""

    def __init__(
        self, path: Path, connection: duckdb.DuckDBPyConnection, *, read_only: bool, files: bool
    ) -> None:
        self.path = path
        self.read_only = read_only
        self.files = files
        self._connection = connection
        self._local = threading.local()
        self._schemas: dict[str, Any] = {}
        self._publisher = Publisher()
        self._last_run = 0

    @classmethod
    def open(
        cls, path: str | Path, *, read_only: bool = False, create: bool = False, files: bool = False
    ) -> Ledger:
        """The ledger at `path`, migrated to this program's schema.

        create: make it when there is none.  read_only: any number of processes may read at once.
        files: statements may read and write other files (imports, exports); `sql` is refused then.

        Raises:
            LedgerError: there is none, it is no ledger, newer, locked by another process, or cannot be
            written.
        """
        where = Path(path)
        return cls(
            where,
            connect(where, read_only=read_only, create=create, files=files),
            read_only=read_only,
            files=files,
        )

    @classmethod
    def open_shared(cls, path: str | Path) -> Ledger:
        """The ledger for a short read: the file itself, or while another process writes it, its last
        snapshot.

        Raises:
            LedgerError: as `open`; or it is being written and there is no snapshot yet.
        """
        try:
            return cls.open(path, read_only=True)
        except LedgerError as error:
            found = filled(Path(path))
            if "is in use" not in str(error) or not found:
                raise
            return cls.open(found[0], read_only=True)

    @classmethod
    def open_snapshot(cls, path: str | Path) -> Ledger:
        """The ledger for a long read that never keeps a writer out: a snapshot, made when there is none.

        A newer one is had by opening again: `snapshots.latest(path)` says when there is one.
        """
        return cls.open(latest(Path(path)), read_only=True)

    def snapshot(self) -> Path:
        """The path of a new snapshot, for readers while this process writes."""
        return publish(self)

    def close(self) -> None:
        """Closes the file; what was committed stays.  Snapshots, where readers have asked for them, are
        renewed.
        """
        try:
            if not self.read_only:
                self._publisher.closing(self)
        finally:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- reading
    # ---------------------------------------------------------------------------------------------

    def events(
        self,
        *,
        between: tuple[str, str] | None = None,
        actor: str | Sequence[str] | None = None,
        recipient: str | Sequence[str] | None = None,
        type: str | Sequence[str] | None = None,
        since: dt.date | str | None = None,
        until: dt.date | str | None = None,
        status: str | Sequence[str] | None = None,
        min_confidence: float | None = None,
        origin: str | Sequence[str] | None = None,
        alliances: bool = False,
        mirrors: bool = True,
        run: int | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Result:
        """The events that fit all that is given, one row each, ordered by day and id.

        between, actor, recipient: country codes of docs/record.md, names of actors, or (`alliances`)
        alliances
        in place of all that ever were their members.  since, until: the days that an act's interval touches.
        min_confidence: imported events, which have none, always pass.  mirrors: False leaves out the second
        row of a mutual act that its origin gives from both sides.

        Raises:
            UsageError: an unknown type, status or alliance, or a day that is none.
        """
        query, params = selecting.events(
            between=between,
            actor=actor,
            recipient=recipient,
            type_=type,
            since=since,
            until=until,
            status=status,
            min_confidence=min_confidence,
            origin=origin,
            alliances=alliances,
            mirrors=mirrors,
            run=run,
            limit=limit,
            offset=offset,
        )
        return self._result(query, params)

    def links(
        self, *, event: str | None = None, basis: str | None = None, min_confidence: float | None = None
    ) -> Result:
        """The links, one row each, ordered by answer; `event` keeps those from or to it."""
        query, params = selecting.links(
            event=self.canonical(event) if event else None, basis=basis, min_confidence=min_confidence
        )
        return self._result(query, params)

    def report(self, id: str, *, version: int | None = None) -> dict[str, Any] | None:
        """The report of the record, with `version`, `sha256`, `run` and `versions`; None when it is not
        there.
        """
        from demarche.ledger.records import report_record

        return report_record(self, id, version)

    def event(self, id: str) -> dict[str, Any] | None:
        """The event in record form, under its present id, with what every report says of it (`tellings`).

        An id that was superseded is resolved.  None when no report ever told it.
        """
        from demarche.ledger.records import event_record

        return event_record(self, id)

    def search(self, words: str, *, limit: int = 50, offset: int = 0) -> Result:
        """The reports that hold all the words, one row each, the latest first: id, title, publisher,
        published, around.
        """
        query, params = selecting.search(words, limit=limit, offset=offset)
        return self._result(query, params)

    def rejects(self, *, run: int | None = None) -> Result:
        """What could not be read, coded or imported, one row each; of one run, or all."""
        return self._result(statements("look_up")["rejects"], {"run": run})

    def runs(self) -> Result:
        """The runs, the latest first."""
        return self._result(statements("look_up")["runs"], {})

    def run(self, id: int) -> dict[str, Any] | None:
        """A run with its facts, None when there is none of that number."""
        found = self.rows("look_up", "run", {"id": id})
        return found[0] if found else None

    def counts(self) -> dict[str, Any]:
        """How many reports, events, links and rejects there are, and the first and last day."""
        return self.rows("look_up", "counts")[0]

    def canonical(self, id: str) -> str:
        """The present id of an event."""
        found = self.rows("look_up", "canonical", {"id": id})
        return str(found[0]["event"]) if found else id

    def sql(
        self,
        query: str,
        params: Sequence[Any] | Mapping[str, Any] | None = None,
        *,
        seconds: float | None = None,
    ) -> Result:
        """The rows of one SELECT of anybody's: it can neither write nor reach anything but the ledger.

        seconds: after which it is stopped.

        Raises:
            LedgerError: the ledger was not opened read-only, or the statement is wrong, writes, or took too
            long.
        """
        if not self.read_only or self.files:
            raise LedgerError(
                f"{self.path}: is open for writing, where any SQL could change it. "
                "Open it with read_only=True."
            )
        selecting.only_select(self.path, self._connection, query)
        return self._result(query, params or {}, seconds=seconds)

    def select(self, query: str, params: Mapping[str, Any] | None = None) -> Result:
        """The rows of a statement of the program itself; for anybody's SQL there is `sql`."""
        return self._result(query, params or {})

    def export(self, format: str, output: str | Path) -> int:
        """How many events were written to `output`: polecat, icews, plover-json, csv, parquet (a folder) or
        graphml.
        """
        from demarche.ledger.exchange.exporting import export

        return export(self, format, Path(output))

    def check(self) -> list[Finding]:
        """The invariants that do not hold; empty for a sound ledger."""
        from demarche.ledger.checking import check

        return check(self)

    def rows(self, file: str, name: str, params: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """The rows of one of the room's own statements (`queries/<file>.sql`), as dicts."""
        return self._result(statements(file)[name], params or {}).rows()

    def _result(
        self, query: str, params: Sequence[Any] | Mapping[str, Any], *, seconds: float | None = None
    ) -> Result:
        return Result(self.path, self.cursor(), query, params, seconds=seconds)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of this thread; while writing, the one connection, so that a batch sees itself."""
        if not self.read_only:
            return self._connection
        cursor: duckdb.DuckDBPyConnection | None = getattr(self._local, "cursor", None)
        if cursor is None:
            cursor = self._local.cursor = self._connection.cursor()
        return cursor

    # --- writing
    # ---------------------------------------------------------------------------------------------

    def ingest(
        self,
        reports: Iterable[Report | Reject],
        coder: Codes,
        *,
        facts: RunFacts = RunFacts(),
        progress: Callable[[Counts], None] | None = None,
    ) -> Counts:
        """Codes what is new among `reports` and stores it, batch by batch; see `ledger/ingest.py`."""
        return ingest(self, reports, coder, facts=facts, progress=progress)[1]

    def store(self, results: Iterable[CodedReport | Reject], *, facts: RunFacts = RunFacts()) -> Counts:
        """Stores results that were coded elsewhere; reports that the ledger has are left out."""
        writer = Writer(self, facts)
        for result in results:
            writer.add(result)
        return writer.finish()

    def versions(self, ids: Sequence[str]) -> dict[str, list[str]]:
        """The sha256 of every stored version of the reports, first to last; reports that are not there are
        left out.
        """
        return {row["id"]: row["versions"] for row in self.rows("writing", "versions", {"ids": list(ids)})}

    def start_run(self, facts: RunFacts) -> int:
        """The number of a new run, written down with its facts."""
        start = self.new_run(facts)
        with self.transaction() as connection:
            connection.execute(statements("writing")["start_run"], start)
        return int(start["id"])

    def new_run(self, facts: RunFacts) -> dict[str, Any]:
        """The row of a new run, to be written with its first batch.

        Raises: LedgerError where the ledger was opened read-only.
        """
        from demarche import __version__

        if self.read_only:
            raise self._refusal()
        return {
            "id": self.new_run_number(),
            "verb": facts.verb,
            "started": now(),
            "program": __version__,
            "models": json.dumps(facts.models or {}),
            "ontology": facts.ontology,
            # The name of a file may hold what is no text; "?" stands for it.
            "options": json.dumps(facts.options or {}, ensure_ascii=False, default=str)
            .encode("utf-8", "replace")
            .decode(),
            "ended": None,
            "counts": None,
        }

    def new_run_number(self) -> int:
        """A number that no run has, stored or about to be written through this ledger."""
        stored = int(self.rows("writing", "last_run")[0]["id"])
        self._last_run = max(self._last_run, stored) + 1
        return self._last_run

    def end_run(self, run: int, counts: Mapping[str, int]) -> None:
        """Writes down that a run is done."""
        with self.transaction() as connection:
            connection.execute(statements("writing")["end_run"], ended(run, counts))

    def write(self, batch: Batch) -> None:
        """Writes a batch in one transaction, and joins what it tells to the acts that the ledger knows.

        What an older version of its reports told alone is forgotten.

        Raises:
            LedgerError: it could not be written; nothing of it is.
        """
        from demarche.ledger.linking import link
        from demarche.ledger.renewing import forget_replaced

        with self.transaction() as connection:
            if batch.starts:
                connection.execute(statements("writing")["start_run"], batch.starts | batch.ends)
            if batch.renewed:
                forget_replaced(connection, batch.renewed)
            self.insert(connection, "reports", batch.reports)
            if batch.rejects:
                connection.register("incoming_rejects", self._arrow("rejects", batch.rejects))
                connection.execute(statements("writing")["rejects"])
                connection.unregister("incoming_rejects")
            if batch.reports:
                link(self, connection, batch)
            if batch.ends and not batch.starts:
                connection.execute(statements("writing")["end_run"], batch.ends)
        self.wrote()

    def wrote(self) -> None:
        """Tells readers, by a snapshot where they asked for one, that there is more."""
        self._publisher.wrote(self)

    def import_files(self, format: str, paths: Iterable[str | Path]) -> dict[str, int]:
        """What became of the rows of files of another data set (icews, polecat, gdelt, acled), by count."""
        from demarche.ledger.exchange.importing import import_files

        return import_files(self, format, [Path(path) for path in paths]).as_dict()

    def review(
        self,
        event: str,
        *,
        author: str,
        verdict: str | None,
        note: str | None = None,
        answered: str | None = None,
    ) -> str:
        """The id of a stored judgement on an event, or on the link from `event` to `answered`."""
        from demarche.ledger.reviews import add_review

        return add_review(self, event, author=author, verdict=verdict, note=note, answered=answered)

    @contextmanager
    def transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The connection in a transaction: committed at the end, undone on any error.

        Raises:
            LedgerError: DuckDB could not do it, or the ledger was opened read-only.
        """
        import duckdb

        if self.read_only:
            raise self._refusal()
        try:
            self._connection.begin()
            yield self._connection
            self._connection.commit()
        except duckdb.Error as error:
            self._undo()
            raise explained(self.path, error) from error
        except BaseException:
            self._undo()
            raise

    @contextmanager
    def between_transactions(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The connection outside any transaction, for what cannot be in one (a checkpoint).

        Raises:
            LedgerError: DuckDB could not do it, or the ledger was opened read-only.
        """
        import duckdb

        if self.read_only:
            raise self._refusal()
        try:
            yield self._connection
        except duckdb.Error as error:
            raise explained(self.path, error) from error

    def _refusal(self) -> LedgerError:
        return LedgerError(f"{self.path}: was opened read-only. Open it for writing.")

    def _undo(self) -> None:
        import contextlib

        import duckdb

        with contextlib.suppress(duckdb.Error):  # a commit that failed has undone itself
            self._connection.rollback()

    def insert(
        self, connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, Any]]
    ) -> None:
        """Adds rows to a table, inside a transaction."""
        if rows:
            connection.from_arrow(self._arrow(table, rows)).insert_into(table)

    def _arrow(self, table: str, rows: Sequence[Mapping[str, Any]]) -> Any:
        import pyarrow as pa

        if table not in self._schemas:
            columns = self._connection.execute(statements("columns")["of_table"], {"table": table}).fetchall()
            kinds = {
                "VARCHAR": pa.string(),
                "JSON": pa.string(),
                "VARCHAR[]": pa.list_(pa.string()),
                "BIGINT[]": pa.list_(pa.int64()),
            }
            kinds |= {"INTEGER": pa.int32(), "BIGINT": pa.int64(), "DOUBLE": pa.float64()}
            kinds |= {"DATE": pa.date32(), "BOOLEAN": pa.bool_()}
            self._schemas[table] = pa.schema([(name, kinds[kind]) for name, kind in columns])
        return pa.Table.from_pylist(rows, schema=self._schemas[table])


def ended(run: int, counts: Mapping[str, int]) -> dict[str, Any]:
    """What is written of a run that is done."""
    return {"id": run, "ended": now(), "counts": json.dumps(dict(counts))}


def now() -> dt.datetime:
    """This moment in UTC, without a zone, as the ledger keeps it."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)
