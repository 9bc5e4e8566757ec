"""Files of the field's data sets into the ledger, in bulk: DuckDB reads, joins and writes, no row passes
through Python.

A file is one run and one transaction.  A row that does not have the format's columns is a reject with its
line; the same row twice
is stored once; a row that an earlier import stored is left; the two sides of a mutual act are marked
(`mirror_of`).
"""

from __future__ import annotations

import gzip
import tempfile
import zipfile
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demarche.errors import InputError, LedgerError
from demarche.ledger.exchange.importers import Importer, Layout, importer, statements_of
from demarche.ledger.exchange.vocabularies import vocabularies
from demarche.ledger.ingest import RunFacts
from demarche.ledger.statements import statements

if TYPE_CHECKING:
    import duckdb

    from demarche.ledger.store import Ledger

STAGE = "import"
HEAD_LINES = 2  # a header and a row tell how a file is laid out


@dataclass(slots=True)
class ImportCounts:
    """What became of the rows of some files: `duplicates` stood twice in a file, `known` were stored
    before.
    """

    files: int = 0
    events: int = 0
    duplicates: int = 0
    known: int = 0
    mirrors: int = 0
    rejects: int = 0
    rejected_files: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in self.__slots__ if name != "rejected_files"}


def import_files(
    ledger: Ledger,
    format: str,
    paths: Iterable[Path],
    *,
    progress: Callable[[Path, ImportCounts], None] | None = None,
) -> ImportCounts:
    """What became of the files' rows.  The ledger must be open for writing, with `files`.

    A file that cannot be read is a reject and the next is read.

    Raises:
        UsageError: an unknown format.
        LedgerError: the ledger cannot be written; the files before are stored.
    """
    if not ledger.files:
        raise LedgerError(f"{ledger.path}: an import reads files. Open the ledger with files=True.")
    module = importer(format)
    counts = ImportCounts()
    for path in paths:
        before = counts.as_dict()
        run = ledger.start_run(RunFacts("import", options={"format": format, "file": str(path)}))
        try:
            with _plain(path) as plain, _as_written(ledger), ledger.transaction() as connection:
                _import(connection, module, plain, str(path), run, counts)
        except InputError as error:
            counts.rejected_files.append(f"{path}: {error}")
            with ledger.transaction() as connection:
                _reject(connection, run, str(path), [(None, str(error))], counts)
        ledger.end_run(run, {name: value - before[name] for name, value in counts.as_dict().items()})
        ledger.wrote()
        if progress is not None:
            progress(path, counts)
    return counts


@contextmanager
def _as_written(ledger: Ledger) -> Iterator[None]:
    """Joins as the statements have them: the file's rows pass by small tables, in their order, on all cores.

    DuckDB takes a CSV file for some dozens of rows, and would else keep all of it in memory to pass the small
    tables by it, on one core.
    """
    sql = statements("importing")
    with ledger.between_transactions() as connection:
        connection.execute(sql["join_as_written"])
    try:
        yield
    finally:
        with ledger.between_transactions() as connection:
            connection.execute(sql["join_as_planned"])


@contextmanager
def _plain(path: Path) -> Iterator[Path]:
    """The file itself, or the one file of a zip archive, unpacked for as long as it is read."""
    try:
        if not zipfile.is_zipfile(path):
            with path.open("rb"):
                yield path
            return
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            if len(names) != 1:
                raise InputError(
                    f"The archive holds {len(names)} files, not one. Unpack it and give the event file."
                )
            unpacked = Path(folder) / "rows"
            with archive.open(names[0]) as packed, unpacked.open("wb") as out:
                while chunk := packed.read(1 << 20):
                    out.write(chunk)
            yield unpacked
    except (OSError, zipfile.BadZipFile) as error:
        raise InputError(
            f"The file cannot be read ({error}). Check the path, or fetch the file again."
        ) from None


def _head(path: Path) -> list[str]:
    with path.open("rb") as raw:
        zipped = raw.read(2) == b"\x1f\x8b"
    try:
        with gzip.open(path, "rb") if zipped else path.open("rb") as stream:
            lines = [line.decode("utf-8", "replace").rstrip("\r\n") for line in islice(stream, HEAD_LINES)]
    except (OSError, EOFError) as error:
        raise InputError(f"The file cannot be read ({error}). Fetch it again.") from None
    if lines:
        lines[0] = lines[0].removeprefix("\ufeff")
    return lines


def _import(
    connection: duckdb.DuckDBPyConnection,
    module: Importer,
    path: Path,
    origin: str,
    run: int,
    counts: ImportCounts,
) -> None:
    import pyarrow as pa

    layout = module.layout(_head(path))
    relations: list[str] = []
    for name, columns in vocabularies().items():
        connection.register(name, pa.table(dict(columns)))
        relations.append(name)
    try:
        file_import = _FileImport(connection, module.NAME, layout, path, run)
        file_import.insert()
        bad = file_import.bad_rows()
        counts.duplicates += file_import.drop_duplicates()
        counts.known += file_import.drop_known()
        counts.mirrors += file_import.mirrors()
        counts.events += file_import.stored()
        counts.files += 1
        _reject(connection, run, origin, bad, counts)
    finally:
        for name in relations:
            connection.unregister(name)


class _FileImport:
    """One file's way into `events`, step by step (queries/importing.sql)."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, name: str, layout: Layout, path: Path, run: int
    ) -> None:
        self._connection = connection
        self._origin = name
        self._own = statements_of(name)
        self._sql = statements("importing")
        self._layout = layout
        self._read_params = {
            "path": str(path),
            "columns": dict(layout.columns),
            "delim": layout.delimiter,
            "quote": layout.quote,
            "header": layout.header,
            "dates": layout.dates,
        }
        self._run = run

    def insert(self) -> None:
        """All rows, the second side of a mutual act marked, and what has no meaning by the quad class "?"."""
        import duckdb

        self._connection.execute(self._sql["forget_bad_rows"])
        self._connection.execute(self._sql["known"], {"origin": self._origin})
        try:
            if "sector_forms" in self._own:
                self._connection.execute(self._filled("sector_lists"), self._read_params)
            params = self._read_params | {"origin": self._origin}
            self._connection.execute(self._filled("mirrors"), params)
            self._connection.execute(self._filled("insert"), params | {"run": self._run})
        except duckdb.InvalidInputException as error:
            raise InputError(f"The rows cannot be read: {str(error).splitlines()[0]}") from None

    def bad_rows(self) -> list[tuple[int | None, str]]:
        """(line, reason) of the rows that were not in the format, or whose act is unknown; those are taken
        out.
        """
        found = self._connection.execute(self._sql["bad_rows"]).fetchall()
        bad: list[tuple[int | None, str]] = [(int(line), str(reason)) for line, reason in found]
        if self._number("count_without_meaning", run=self._run):
            params = self._read_params | {"origin": self._origin, "run": self._run}
            rows = [
                int(row) for (row,) in self._connection.execute(self._filled("lines_of"), params).fetchall()
            ]
            self._connection.execute(self._sql["forget_without_meaning"], {"run": self._run})
            reason = "the event code or type is not known. Correct it, or leave the row out."
            bad += [
                (line, reason) for line in self._lines(rows, [line for line, _ in bad if line is not None])
            ]
        return sorted(bad, key=lambda row: row[0] or 0)

    def _lines(self, rows: Sequence[int], skipped: Sequence[int]) -> list[int]:
        """The file's lines of rows that are counted without the header and the lines that were skipped."""
        lines = []
        for row in rows:
            line = row + self._layout.header
            while (shifted := row + self._layout.header + bisect_right(skipped, line)) != line:
                line = shifted
            lines.append(line)
        return lines

    def drop_duplicates(self) -> int:
        """How many rows stood there before, exactly; other rows with an id that is taken get a number
        behind it.
        """
        self._connection.execute(self._sql["repeated"], {"run": self._run})
        before = self._number("count_run", run=self._run)
        if self._number("count_repeated"):
            self._connection.execute(self._sql["exact_duplicates"], {"run": self._run})
            self._connection.execute(self._sql["tell_apart"], {"run": self._run})
            self._connection.execute(self._filled("mirrors_anew"), {"run": self._run})
        return before - self._number("count_run", run=self._run)

    def drop_known(self) -> int:
        """How many rows an earlier import stored already."""
        before = self._number("count_run", run=self._run)
        if self._number("count_known"):
            self._connection.execute(self._sql["forget_known"], {"run": self._run})
        return before - self._number("count_run", run=self._run)

    def mirrors(self) -> int:
        """How many rows tell a mutual act from the second side."""
        return self._number("count_mirrors", run=self._run)

    def stored(self) -> int:
        """How many rows of this file are in the ledger now."""
        return self._number("count_run", run=self._run)

    def _filled(self, name: str) -> str:
        """A statement of importing.sql with the statements that it names in braces."""
        query = self._sql[name]
        for piece in ("read", "pairs"):
            query = query.replace(f"{{{piece}}}", self._sql[piece])
        for piece, text in self._own.items():
            query = query.replace(f"{{{piece}}}", text)
        return query

    def _number(self, name: str, **params: Any) -> int:
        return int(self._connection.execute(self._sql[name], params or None).fetchall()[0][0])


def _reject(
    connection: duckdb.DuckDBPyConnection,
    run: int,
    origin: str,
    bad: Sequence[tuple[int | None, str]],
    counts: ImportCounts,
) -> None:
    import pyarrow as pa

    if not bad:
        return
    counts.rejects += len(bad)
    rows: list[Mapping[str, Any]] = [
        {"run": run, "origin": origin, "line": line, "stage": STAGE, "reason": reason, "report": None}
        for line, reason in bad
    ]
    schema = pa.schema(
        {
            "run": pa.int32(),
            "origin": pa.string(),
            "line": pa.int64(),
            "stage": pa.string(),
            "reason": pa.string(),
            "report": pa.string(),
        }
    )
    connection.register("incoming_rejects", pa.Table.from_pylist(rows, schema=schema))
    connection.execute(statements("importing")["rejects"])
    connection.unregister("incoming_rejects")
