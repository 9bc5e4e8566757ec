"""Event tables from files and ledgers, by way of DuckDB.

read_events(path, actor=…, recipient=…, time=…)   any Parquet, CSV or TSV file
read_ledger(path)                                 the actual, dated acts between countries of a ledger
read_series(path)                                 ready-made series, one column each
"""

from __future__ import annotations

import contextlib
import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from demarche.analysis.table import NUMBERS, OPTIONAL, EventTable, Floats, Strings, coded
from demarche.errors import InputError, UsageError, unknown

if TYPE_CHECKING:
    import duckdb

LEDGERS = {".duckdb", ".db", ".ledger"}
NEEDED = ("actor", "recipient", "time")
# Two numeric columns are the same clock in two units when they differ from a line by less than this share of
# their range.
SAME_CLOCK = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Variables observed at equal steps: `values` has shape (steps, len(names)); `starts` is the first step's
    day.
    """

    names: tuple[str, ...]
    values: Floats
    starts: dt.date | None = None
    step_days: float = 7.0


def is_ledger(path: Path) -> bool:
    """Whether the file is a DuckDB database, by its name or its first bytes."""
    if path.suffix.lower() in LEDGERS:
        return True
    with path.open("rb") as file:
        return file.read(12)[8:12] == b"DUCK"


def read(path: Path, *, unit_days: float | None = None, **columns: str | None) -> EventTable:
    """The events of a ledger, or of a file (see `read_events`, for the options too).

    Events with CAMEO codes and no scores get Goldstein's; unknown codes stay without one.
    """
    if not path.exists():
        raise InputError(
            f"{path}: there is no such file. Give a ledger, or a Parquet, CSV or TSV file of events."
        )
    table = read_ledger(path) if is_ledger(path) else read_events(path, unit_days=unit_days, **columns)
    return (
        table
        if table.cameo is None or table.score is not None
        else replace(table, score=_goldstein(table.cameo))
    )


def read_events(path: Path, *, unit_days: float | None = None, **columns: str | None) -> EventTable:
    """The events of a Parquet, CSV or TSV file, one a row.

    columns: names of the file's columns by those of `EventTable`; those not named are found by
    `data/columns.toml`.  A numeric time column counts days, unless `unit_days` says how many days its
    unit has or another column of the file is the same clock in days.

    Raises:
        InputError: the file cannot be read, or a row has no actor, recipient or time.
        UsageError: a column is not there.
    """
    with _open(path) as relation:
        chosen = _choose(relation.columns, columns)
        for need in NEEDED:
            if need not in chosen:
                raise UsageError(
                    f"{path}: no column is known to be the {need}. Available: {', '.join(relation.columns)}. "
                    f"Name it with --{need}."
                )
        table = relation.select(*_expressions(chosen)).to_arrow_table()
        day = next(
            (c for c in relation.columns if c.lower() in {"day", "days"} and c != chosen["time"]), None
        )
        other = relation.select(_expressions({"day": day})[0]).to_arrow_table() if day else None
    missing = table.num_rows - table.select(list(NEEDED)).drop_null().num_rows
    if missing:
        raise InputError(
            f"{path}: {missing} rows have no actor, recipient or time. Leave them out of the file."
        )
    if not table.num_rows:
        raise InputError(f"{path}: has no rows.")
    time, zero = _days(path, chosen["time"], table["time"])
    scale = unit_days or (
        _scale(time, other["day"].to_numpy()) if zero is None and other is not None else 1.0
    )
    found: dict[str, Any] = {
        name: table[name].to_numpy(zero_copy_only=False).astype(float)
        if name in NUMBERS
        else _text(table[name])
        for name in OPTIONAL
        if name in chosen
    }
    return EventTable.of(
        table["actor"].to_pylist(),
        table["recipient"].to_pylist(),
        time * scale,
        day_zero=zero,
        unit_days=scale,
        **found,
    )


def read_series(path: Path, *, time: str | None = None, series: Sequence[str] = ()) -> Series:
    """The series of a file that has one column a variable, in order of its time column.

    Raises:
        InputError: the file cannot be read, or the steps are not equal.
        UsageError: a column is not there, or there are fewer than two.
    """
    with _open(path) as relation:
        clock = _choose(relation.columns, {"time": time}).get("time")
        numeric = [
            name
            for name, kind in zip(relation.columns, relation.types, strict=True)
            if name != clock and str(kind) in {"DOUBLE", "FLOAT", "BIGINT", "INTEGER"}
        ]
        for name in series:
            if name not in relation.columns:
                raise unknown("column", name, relation.columns)
        names = tuple(series) or tuple(numeric)
        if len(names) < 2 or clock is None:
            raise UsageError(
                f"{path}: needs a time column and at least two series. Name them with --time and --series."
            )
        wanted = {"time": clock} | {f"v{i}": name for i, name in enumerate(names)}
        table = relation.select(*_expressions(wanted)).to_arrow_table()
    days, zero = _days(path, clock, table["time"])
    order = np.argsort(days, kind="stable")
    values = np.column_stack([table[f"v{i}"].to_numpy().astype(float) for i in range(len(names))])[order]
    steps = np.diff(days[order])
    if len(steps) and steps.max() > 2 * steps.min():
        raise InputError(
            f"{path}: the steps of {clock!r} go from {steps.min():g} to {steps.max():g} days. A vector "
            "autoregression needs equal steps: fill the gaps, or give events instead of series."
        )
    start = None if zero is None else zero + dt.timedelta(days=float(days[order][0]))
    return Series(names, values, start, float(np.median(steps)) if len(steps) else 7.0)


def has_column(path: Path, name: str) -> bool:
    """Whether a file of events has a column of that name."""
    if not path.exists() or is_ledger(path):
        return False
    with _open(path) as relation:
        return name in relation.columns


def has_series_only(path: Path) -> bool:
    """Whether a file has no column that could be the actor, so that its columns must be series."""
    with _open(path) as relation:
        return "actor" not in _choose(relation.columns, {})


def read_ledger(path: Path) -> EventTable:
    """The acts of a ledger between countries: actual, dated, a mutual act once (its view `directed`).

    Raises:
        LedgerError: it is no ledger, or cannot be opened.
        InputError: it has no such act yet.
    """
    from demarche.ledger import Ledger

    statement = files("demarche.analysis").joinpath("data", "ledger.sql").read_text(encoding="utf-8")
    with Ledger.open_shared(path) as ledger:
        table = ledger.select(statement).arrow()
    if not table.num_rows:
        raise InputError(
            f"{path}: has no dated, actual act between two countries yet. Ingest or import some first."
        )
    time, zero = _days(path, "day", table["day"])
    columns: dict[str, Any] = {name: _text(table[name]) for name in ("id", "kind", "cameo", "quad", "mode")}
    columns |= {name: table[name].to_numpy(zero_copy_only=False).astype(float) for name in NUMBERS}
    return EventTable.of(
        table["actor"].to_pylist(), table["recipient"].to_pylist(), time, day_zero=zero, **columns
    )


class _open:
    """A relation over a file, closed with its connection at the end of the block."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> duckdb.DuckDBPyRelation:
        import duckdb

        self.connection = duckdb.connect(config={"threads": 1})
        try:
            if self.path.suffix.lower() in {".parquet", ".pq"}:
                return self.connection.read_parquet(str(self.path))
            # Codes such as 010 must stay text: CAMEO's "010" and "10" differ.
            relation = self.connection.read_csv(str(self.path), header=True)
            codes = {name: "VARCHAR" for name in relation.columns if _plain(name) in _plain_names("cameo")}
            return self.connection.read_csv(str(self.path), header=True, dtype=codes) if codes else relation
        except duckdb.Error as error:
            raise InputError(
                f"{self.path}: cannot be read ({str(error).splitlines()[0]}). Give a Parquet, CSV or TSV "
                "file with a header."
            ) from None

    def __exit__(self, *_: object) -> None:
        self.connection.close()


def _choose(available: Sequence[str], asked: Mapping[str, str | None]) -> dict[str, str]:
    """The file's column for each column of the table: the one asked for, else by its usual names."""
    by_plain = {_plain(name): name for name in reversed(available)}
    chosen: dict[str, str] = {}
    for column in (*NEEDED, *OPTIONAL):
        name = asked.get(column)
        if name is not None:
            if name not in available:
                raise unknown("column", name, available)
            chosen[column] = name
            continue
        if column == "id":
            # Files give every row an id, also the second copy of an act: it counts only where it is asked
            # for.
            continue
        usual = next((by_plain[plain] for plain in _plain_names(column) if plain in by_plain), None)
        if usual is not None and usual not in asked.values():
            chosen[column] = usual
    return chosen


def _plain_names(column: str) -> list[str]:
    text = files("demarche.analysis").joinpath("data", "columns.toml").read_text(encoding="utf-8")
    return [_plain(name) for name in tomllib.loads(text)[column]]


def _plain(name: str) -> str:
    return name.lower().replace("_", "").replace(" ", "")


def _expressions(columns: Mapping[str, str]) -> list[Any]:
    import duckdb

    return [duckdb.ColumnExpression(name).alias(column) for column, name in columns.items()]


def _days(path: Path, column: str, values: Any) -> tuple[Floats, dt.date | None]:
    """A time column in days, and the date of day zero when it holds dates."""
    import pyarrow as pa

    kind = values.type
    if pa.types.is_integer(kind) and column.lower() == "sqldate":
        values, kind = values.cast(pa.string()), pa.string()
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return values.to_numpy(zero_copy_only=False).astype(float), None
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        try:
            parsed = [dt.datetime.fromisoformat(value) for value in values.to_pylist()]
        except ValueError as error:
            raise InputError(
                f"{path}: column {column!r} holds no dates ({error}). Give dates as YYYY-MM-DD, or numbers "
                "of days."
            ) from None
        values = pa.array(parsed, type=pa.timestamp("us"))
    elif not (pa.types.is_date(kind) or pa.types.is_timestamp(kind)):
        raise InputError(
            f"{path}: column {column!r} is {kind}, neither a date nor a number. Name another with --time."
        )
    stamps = values.cast(pa.timestamp("us")).to_numpy(zero_copy_only=False).astype("datetime64[us]")
    zero = stamps.min().astype("datetime64[D]")
    return (stamps - zero) / np.timedelta64(1, "D"), zero.astype(dt.date)


def _scale(time: Floats, days: Floats) -> float:
    """Days in a unit of `time`, where the column `days` is the same clock; else 1."""
    spread = float(np.ptp(time))
    if spread == 0 or not np.isfinite(days).all():
        return 1.0
    slope = float(np.ptp(days)) / spread
    off = np.abs(days - days[0] - slope * (time - time[0])).max()
    return slope if off <= SAME_CLOCK * np.ptp(days) else 1.0


def _goldstein(codes: Strings) -> Floats:
    """Goldstein's score of each CAMEO code, NaN for codes that he and his followers do not score."""
    from demarche.ontology import goldstein

    place, names = coded(codes)  # type: ignore[arg-type]
    scores = np.full(len(names), np.nan)
    for i, name in enumerate(names):
        with contextlib.suppress(UsageError):
            scores[i] = goldstein(name)
    return scores[place]


def _text(column: Any) -> Any:
    import pyarrow as pa

    return column.cast(pa.string()).fill_null("").to_numpy(zero_copy_only=False)
