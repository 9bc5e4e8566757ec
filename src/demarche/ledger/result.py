"""What a query found, in the form that the caller wants: rows, Arrow, pandas or polars."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demarche.errors import LedgerError

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import polars as pl
    import pyarrow as pa


BLOCK = 2000  # rows that `stream` holds at a time


class Result:
    """The rows of one query, run when they are asked for."""

    def __init__(
        self,
        path: Path,
        connection: duckdb.DuckDBPyConnection,
        query: str,
        params: Sequence[Any] | Mapping[str, Any],
        *,
        seconds: float | None = None,
    ) -> None:
        self._path = path
        self._connection = connection
        self._query = query
        self._params = params
        self._seconds = seconds

    def arrow(self) -> pa.Table:
        """An Arrow table."""
        with self._running():
            return self._relation().to_arrow_table()

    def df(self) -> pd.DataFrame:
        """A pandas frame."""
        with self._running():
            return self._relation().df()

    def pl(self) -> pl.DataFrame:
        """A polars frame."""
        import polars as pl

        frame = pl.from_arrow(self.arrow())
        assert isinstance(frame, pl.DataFrame)
        return frame

    def rows(self) -> list[dict[str, Any]]:
        """All rows as dicts of Python values."""
        return list(self)

    def columns(self) -> list[str]:
        """The names of the columns."""
        with self._running():
            return list(self._relation().columns)

    def table(self) -> tuple[list[str], list[tuple[Any, ...]]]:
        """The names of the columns, and the rows as tuples (a query may give two columns one name)."""
        with self._running():
            found = self._connection.execute(self._query, self._params or None)
            return [column[0] for column in found.description or ()], found.fetchall()

    def stream(self) -> Iterator[dict[str, Any]]:
        """All rows as dicts, a block at a time: for results that are larger than memory."""
        names, rows = self.streamed_table()
        for row in rows:
            yield dict(zip(names, row, strict=True))

    def streamed_table(self) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
        """As `table`, the rows a block at a time: for results that are larger than memory."""
        found = self._streamed()
        return list(next(found)), found

    def _streamed(self) -> Iterator[tuple[Any, ...]]:
        """The names of the columns, then the rows."""
        cursor = self._connection.cursor()
        with self._running(cursor):
            cursor.execute(self._query, self._params or None)
            yield tuple(column[0] for column in cursor.description or ())
            while block := cursor.fetchmany(BLOCK):
                yield from block

    def __iter__(self) -> Iterator[dict[str, Any]]:
        names, rows = self.table()
        for row in rows:
            yield dict(zip(names, row, strict=True))

    def _relation(self) -> Any:
        params = self._params if self._params else None
        return self._connection.sql(self._query, params=params)

    @contextmanager
    def _running(self, connection: duckdb.DuckDBPyConnection | None = None) -> Iterator[None]:
        """Runs what is inside with the time limit; DuckDB's errors come out as a `LedgerError`.

        connection: the one that it runs on, where that is not the result's.
        """
        import duckdb

        timer = None
        if self._seconds is not None:
            timer = threading.Timer(self._seconds, (connection or self._connection).interrupt)
            timer.start()
        try:
            yield
        except duckdb.InterruptException:
            raise LedgerError(
                f"The query took longer than {self._seconds:g} s and was stopped. Ask for less: a shorter "
                "period, "
                "fewer actors, or a LIMIT."
            ) from None
        except duckdb.Error as error:
            raise LedgerError(f"{self._path}: the query cannot be answered. {_first_lines(error)}") from error
        finally:
            if timer is not None:
                timer.cancel()


def _first_lines(error: Exception) -> str:
    """What DuckDB says, with the names that it offers instead, without its drawing of the place."""
    return " ".join(line.strip() for line in str(error).split("\n\n")[0].splitlines() if line.strip())
