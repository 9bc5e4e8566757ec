"""Event tables from files and ledgers, by way of DuckDB.

read_events(path, actor=…, recipient=…, time=…)   any Parquet, CSV or TSV file
read_ledger(path)                                 the actual, dated acts between countries of a ledger
read_pair(ledger, first, second)                  those between two of them
read_series(path)                                 ready-made series, one column each
read_covariates(path, names)                      what is known of dyads beside their acts
"""

from __future__ import annotations

import contextlib
import datetime as dt
import tomllib
from collections import Counter
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

    from demarche.ledger import Ledger

LEDGERS = {".duckdb", ".db", ".ledger"}
NEEDED = ("actor", "recipient", "time")
# Two numeric columns are the same clock in two units when they differ from a line by less than this share of
# their range.
SAME_CLOCK = 1e-9
LEDGER_TEXTS = ("id", "kind", "cameo", "quad", "mode", "unit")
NUMERIC = {"DOUBLE", "FLOAT", "BIGINT", "INTEGER"}


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
        InputError: the file cannot be read, or no row has actor, recipient and time.
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
    rows = table.num_rows
    whole = _whole(table)
    table, other = table.filter(whole), None if other is None else other.filter(whole)
    if not table.num_rows:
        raise InputError(
            f"{path}: none of its {rows} rows has {chosen['actor']!r}, {chosen['recipient']!r} and "
            f"{chosen['time']!r}. Name the columns with --actor, --recipient and --time."
        )
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
    events = EventTable.of(
        table["actor"].to_pylist(),
        table["recipient"].to_pylist(),
        time * scale,
        day_zero=zero,
        unit_days=scale,
        **found,
    )
    return replace(events, incomplete=rows - table.num_rows)


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
            if name != clock and str(kind) in NUMERIC
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

    with Ledger.open_shared(path) as ledger:
        table = _of_ledger(ledger, None, None)
    if table is None:
        raise InputError(
            f"{path}: has no dated, actual act between two countries yet. Ingest or import some first."
        )
    return table


def read_pair(ledger: Ledger, first: str, second: str) -> EventTable:
    """What two countries of an open ledger do to each other, in the window of all its acts.

    Much less is read than by `read_ledger`: for pages that are asked for one pair at a time.

    Raises:
        InputError: the two never acted on each other in it.
    """
    table = _of_ledger(ledger, first, second)
    if table is None:
        raise InputError(
            f"The ledger has no dated, actual act of {first} on {second}, nor of {second} on {first}."
        )
    begins, ends = ledger.select(_statement("window")).arrow().to_pylist()[0].values()
    zero = table.day_zero
    assert zero is not None
    return replace(table, window=(float((begins - zero).days), float((ends - zero).days)))


def _of_ledger(ledger: Ledger, first: str | None, second: str | None) -> EventTable | None:
    table = ledger.select(_statement("ledger"), {"first": first, "second": second}).arrow()
    if not table.num_rows:
        return None
    time, zero = _days(Path("ledger"), "day", table["day"])
    columns: dict[str, Any] = {name: _text(table[name]) for name in LEDGER_TEXTS}
    columns |= {name: table[name].to_numpy(zero_copy_only=False).astype(float) for name in NUMBERS}
    return EventTable.of(
        table["actor"].to_pylist(), table["recipient"].to_pylist(), time, day_zero=zero, **columns
    )


def _statement(name: str) -> str:
    return files("demarche.analysis").joinpath("data", f"{name}.sql").read_text(encoding="utf-8")


def read_covariates(path: Path, names: Sequence[str]) -> dict[str, Floats]:
    """Covariates of directed dyads from a file with the columns actor, recipient and one a covariate.

    Each comes as a matrix, shape (len(names), len(names)), in the order of `names`; dyads that the file does
    not have are 0, actors that are not among `names` are passed over.

    Raises:
        InputError: the file cannot be read, or has a dyad twice.
        UsageError: it has no actor, recipient or number.
    """
    if not path.exists():
        raise InputError(f"{path}: there is no such file. Give a file with actor, recipient and covariates.")
    with _open(path) as relation:
        chosen = {name: _choose(relation.columns, {}).get(name) for name in NEEDED[:2]}
        kinds = zip(relation.columns, relation.types, strict=True)
        numbers = [n for n, kind in kinds if str(kind) in NUMERIC and n not in chosen.values()]
        if None in chosen.values() or not numbers:
            raise UsageError(
                f"{path}: needs the columns actor, recipient and at least one number. Available: "
                f"{', '.join(relation.columns)}."
            )
        sides = {name: column for name, column in chosen.items() if column is not None}
        wanted = sides | {f"v{i}": name for i, name in enumerate(numbers)}
        table = relation.select(*_expressions(wanted)).to_arrow_table()
    place = {name: i for i, name in enumerate(names)}
    pairs = list(zip(_text(table["actor"]), _text(table["recipient"]), strict=True))
    (one, two), times = Counter(pairs).most_common(1)[0] if pairs else (("", ""), 0)
    if times > 1:
        raise InputError(f"{path}: has {one} → {two} {times} times. Give each directed dyad one row.")
    rows = [k for k, (one, two) in enumerate(pairs) if one in place and two in place and one != two]
    at = np.array([[place[side] for side in pairs[k]] for k in rows], dtype=np.int64).reshape(-1, 2)
    found = {}
    for i, name in enumerate(numbers):
        found[name] = np.zeros((len(names), len(names)))
        found[name][at[:, 0], at[:, 1]] = table[f"v{i}"].to_numpy(zero_copy_only=False).astype(float)[rows]
    return found


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


def _whole(table: Any) -> Any:
    """Which rows have an actor, a recipient and a time; in text files nothing may be written as ""."""
    import pyarrow as pa
    import pyarrow.compute as pc

    there = pa.array(np.ones(table.num_rows, dtype=bool))
    for name in NEEDED:
        there = pc.and_(there, pc.is_valid(table[name]))
        if pa.types.is_string(table[name].type) or pa.types.is_large_string(table[name].type):
            there = pc.and_(there, pc.not_equal(pc.fill_null(table[name], ""), ""))
    return there


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
