"""How verbs name a ledger, open it, and print what a query found."""

from __future__ import annotations

import csv
import json as js
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from demarche.cli.terminal import plain
from demarche.errors import UsageError, unknown

if TYPE_CHECKING:
    from demarche.ledger import Ledger, Result

LedgerPath = Annotated[
    Path | None,
    typer.Option("--ledger", metavar="PATH", envvar="DEMARCHE_LEDGER", help="The ledger, a DuckDB file."),
]
Format = Annotated[str, typer.Option("--format", metavar="FORMAT", help="table, csv, jsonl or parquet.")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="PATH", help="Write there instead of to stdout.")
]
FORMATS = ("table", "csv", "jsonl", "parquet")
WIDEST = 40  # characters of a table's cell; the other formats keep all


def ledger_path(*given: Path | None) -> Path:
    """The path that was given, as an argument, with --ledger or in $DEMARCHE_LEDGER.

    Raises:
        UsageError: there is none.
    """
    for path in given:
        if path is not None:
            return path
    raise UsageError("Which ledger? Give --ledger PATH, or set DEMARCHE_LEDGER to the path of one.")


def reading(*given: Path | None) -> Ledger:
    """The ledger, opened for reading; its snapshot while another process writes it."""
    from demarche.ledger import Ledger

    return Ledger.open_shared(ledger_path(*given))


def writing(*given: Path | None, create: bool = False, files: bool = False) -> Ledger:
    """The ledger, opened for writing."""
    from demarche.ledger import Ledger

    return Ledger.open(ledger_path(*given), create=create, files=files)


def show(result: Result, format: str, output: Path | None = None, *, hide: Iterable[str] = ()) -> int:
    """Prints what was found in one of `FORMATS`; the number of rows.  `hide`: columns that a table leaves
    out.

    Raises:
        UsageError: an unknown format, or parquet without a file to write.
    """
    if format not in FORMATS:
        raise unknown("format", format, FORMATS)
    if format == "parquet":
        return _parquet(result, output)
    columns, rows = result.table() if format == "table" else result.streamed_table()
    if output is None:
        return _print(sys.stdout, format, columns, rows, set(hide))
    with _opened(output) as stream:
        return _print(stream, format, columns, rows, set(hide))


def _print(
    stream: IO[str], format: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], hide: set[str]
) -> int:
    """Prints the rows as they come, a table when all have come, and gives their number."""
    from demarche.ledger.cells import cell

    number = 0

    def counted() -> Iterator[Sequence[Any]]:
        nonlocal number
        for row in rows:
            number += 1
            yield row

    if format == "jsonl":
        for row in counted():
            stream.write(
                js.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False, default=str) + "\n"
            )
    elif format == "csv":
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([cell(value) for value in row] for row in counted())
    else:
        shown = [n for n, name in enumerate(columns) if name not in hide]
        _table(stream, [columns[n] for n in shown], [[_short(row[n]) for n in shown] for row in counted()])
    return number


def _table(stream: IO[str], columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    widths = [
        max(len(name), *(len(row[n]) for row in rows), 1) if rows else len(name)
        for n, name in enumerate(columns)
    ]
    for line in (columns, *rows):
        stream.write(
            "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() + "\n"
        )


def _short(value: Any) -> str:
    from demarche.ledger.cells import cell

    text = f"{value:g}" if isinstance(value, float) else str("" if value is None else cell(value))
    text = plain(" ".join(text.split()))
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def _parquet(result: Result, output: Path | None) -> int:
    import pyarrow.parquet as pq

    if output is None:
        raise UsageError("Parquet is no text for a terminal. Give --output PATH.")
    table = result.arrow()
    try:
        pq.write_table(table, output)
    except OSError as error:
        raise UsageError(
            f"{output}: cannot be written ({error}). Check the folder and its permissions."
        ) from None
    return int(table.num_rows)


def _opened(output: Path) -> IO[str]:
    try:
        return output.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise UsageError(
            f"{output}: cannot be written ({error.strerror}). Check the folder and its permissions."
        ) from None
