"""A path to an open database: created, migrated, locked down, or a `LedgerError` that says what to do.

The file is one DuckDB database.  One process may write it, or any number read it (see `snapshots.py` for
both).
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from demarche.errors import LedgerError
from demarche.ledger.statements import locking, over_parquet, schema_steps, views

if TYPE_CHECKING:
    import duckdb

# Well under the 4 GB that a ledger of ten million events may take; DuckDB spills to disk above it.
MEMORY = "3GB"
# So many ids that a statement asks for are looked up in the index; DuckDB's own limit of 50 is less than a
# batch holds, and beyond it a whole table is read (`python -m benchmarks.growth --nothing`).
IDS_BY_INDEX = 1000
# Nothing that a query says can reach a file, an extension or a Python variable, and it cannot be undone.
LOCKED_DOWN: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "python_enable_replacements": False,
    "lock_configuration": True,
    "memory_limit": MEMORY,
    "dynamic_or_filter_threshold": IDS_BY_INDEX,
}
WITH_FILES: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "python_enable_replacements": False,
    "memory_limit": MEMORY,
    "dynamic_or_filter_threshold": IDS_BY_INDEX,
}
PID = re.compile(r"\(PID (\d+)\)")


def newest() -> int:
    """The schema version that this program writes."""
    return max(schema_steps())


def connect(path: Path, *, read_only: bool, create: bool, files: bool) -> duckdb.DuckDBPyConnection:
    """A connection to the ledger at `path`, its schema of this program's version.

    files: whether statements may read and write other files (imports and exports); else nothing can.

    Raises:
        LedgerError: there is none and `create` is false, it is no ledger, newer, locked, or cannot be
        written.
    """
    import duckdb

    if read_only and path.is_dir():
        return _over_parquet(path)
    exists = _exists(path)
    if not exists and (read_only or not create):
        raise LedgerError(
            f"{path}: there is no ledger. `demarche ingest INPUT… --ledger {path}` makes one; "
            "or give the path of one with --ledger."
        )
    try:
        connection = duckdb.connect(
            str(path), read_only=read_only, config=WITH_FILES if files else LOCKED_DOWN
        )
    except duckdb.Error as error:
        raise explained(path, error) from None
    try:
        version = _version(connection)
        if version is None and exists and _tables(connection):
            raise LedgerError(
                f"{path}: is a DuckDB database but no ledger (it has no schema version). "
                "Give another path; nothing was changed in it."
            )
        _fit(connection, path, version, read_only=read_only)
    except duckdb.Error as error:
        connection.close()
        raise explained(path, error) from None
    except LedgerError:
        connection.close()
        raise
    return connection


def _over_parquet(folder: Path) -> duckdb.DuckDBPyConnection:
    """A connection whose `events` are the Parquet files of a folder (schema/parquet.sql); nothing is
    loaded.
    """
    import duckdb

    if not any(folder.glob("month=*/*.parquet")):
        raise LedgerError(
            f"{folder}: is a directory without the Parquet files of a ledger. "
            "Give a ledger, or a folder that `demarche export --format parquet` wrote."
        )
    home = folder.resolve()
    # What does not fit into memory goes there, not into the working directory; DuckDB takes it away again.
    spilled = Path(tempfile.gettempdir()) / f"demarche-{os.getpid()}"
    connection = duckdb.connect(":memory:", config=WITH_FILES | {"temp_directory": str(spilled)})
    try:
        for script in (*schema_steps().values(), *over_parquet(home), views(), locking()):
            connection.execute(script)
    except duckdb.Error as error:
        connection.close()
        raise explained(folder, error) from None
    return connection


def _exists(path: Path) -> bool:
    try:
        if path.is_dir():
            raise LedgerError(f"{path}: is a directory, not a ledger. Give the path of a file in it.")
        return path.exists() and path.stat().st_size > 0
    except OSError as error:
        raise LedgerError(
            f"{path}: cannot be looked at ({error.strerror}). Check the path and its permissions."
        ) from None


def _version(connection: duckdb.DuckDBPyConnection) -> int | None:
    if "meta" not in _tables(connection):
        return None
    version = _fact(connection, "schema_version")
    return int(version) if version else None


def _fact(connection: duckdb.DuckDBPyConnection, key: str) -> str | None:
    row = connection.execute("SELECT value FROM meta WHERE key = ?", [key]).fetchall()
    return str(row[0][0]) if row else None


def _tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}


def _fit(connection: duckdb.DuckDBPyConnection, path: Path, version: int | None, *, read_only: bool) -> None:
    """Brings the schema to this program's version, in one transaction, so that a crash leaves the old one
    whole.
    """
    if version is not None and version > newest():
        raise LedgerError(
            f"{path}: has schema version {version}, and this demarche knows versions up to {newest()}. "
            "It was written by a newer demarche: update this one. Nothing was changed."
        )
    of_views = hashlib.sha256(views().encode()).hexdigest()
    if version == newest() and (read_only or _fact(connection, "views") == of_views):
        return
    if read_only:
        raise LedgerError(
            f"{path}: has schema version {version or 0}, older than this demarche's {newest()}. "
            f"Bring it up to date once with `demarche check {path} --upgrade`."
        )
    connection.begin()
    for number, script in schema_steps().items():
        if number > (version or 0):
            connection.execute(script)
    connection.execute(views())
    for key, value in (("schema_version", str(newest())), ("views", of_views)):
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [key, value])
    connection.commit()


def explained(path: Path, error: Exception) -> LedgerError:
    """The `LedgerError` of what DuckDB says: what is wrong, why, and what to do."""
    said = str(error)
    low = said.lower()
    if "set lock" in low:
        pid = PID.search(said)
        who = f"process {pid[1]}" if pid else "another process"
        return LedgerError(
            f"{path}: is in use by {who}, and one process at a time can write a ledger. "
            "Wait for it or stop it; to read meanwhile, open the snapshot (see docs/ledger.md)."
        )
    if "not a valid duckdb" in low:
        return LedgerError(
            f"{path}: is no ledger: not a DuckDB file. Give another path; nothing was changed in it."
        )
    if "no space left" in low or "disk quota" in low or "could not write" in low:
        return LedgerError(
            f"{path}: the disk is full. All batches before this one are stored: make room and run the same "
            "command again."
        )
    if "permission denied" in low or "read-only file system" in low or "read-only mode" in low:
        return LedgerError(
            f"{path}: cannot be written (read-only). Change its permissions, or copy it to where you may "
            "write."
        )
    if "no such file" in low:
        return LedgerError(f"{path}: its folder does not exist. Make it first, or give another path.")
    if "serialization" in low or "version number" in low or "newer version" in low:
        return LedgerError(
            f"{path}: was written by a newer DuckDB ({said.splitlines()[0]}). Update demarche and duckdb."
        )
    return LedgerError(
        f"{path}: {said.splitlines()[0]} Nothing stored is lost; `demarche check {path}` looks for damage."
    )
