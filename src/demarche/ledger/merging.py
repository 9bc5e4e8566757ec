"""Ledgers into one: two newsrooms' or two machines', each report, event, link and review once.

A report's versions are numbered anew, in the order of the ledgers given: what only a later ledger has is
the newer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demarche.errors import LedgerError, UsageError
from demarche.ledger.rows import Batch
from demarche.ledger.statements import statements

if TYPE_CHECKING:
    from demarche.ledger.store import Ledger

# Reports carried over in one transaction.
BATCH_REPORTS = 500
# What hangs on no report, in the order in which it is carried over (queries/merging.sql, `all_…`).
BULK = (
    "imported", "inferred", "aliases", "reviews", "rejects", "feeds", "feed_entries", "posted", "deliveries",
)  # fmt: skip


def merge(paths: Sequence[Path], output: Path) -> dict[str, Any]:
    """The counts of the new ledger at `output`.

    Raises:
        UsageError: `output` exists.
        LedgerError: a ledger cannot be read, or the new one cannot be written; nothing is left at `output`.
    """
    from demarche.ledger.store import Ledger

    if output.exists():
        raise UsageError(
            f"{output}: is there already. Give the path of a new file; the merged ledgers stay as they are."
        )
    for path in paths:
        Ledger.open(path, read_only=True).close()
    try:
        with Ledger.open(output, create=True, files=True) as merged:
            for path in paths:
                with Ledger.open(path, read_only=True) as ledger:
                    runs = _runs(merged, ledger)
                    _reports(merged, ledger, runs)
                _tables(merged, path, runs)
            return merged.counts()
    except BaseException:  # half of a merge looks like a whole one
        for left in (output, output.with_name(f"{output.name}.wal")):
            left.unlink(missing_ok=True)
        raise


def _runs(merged: Ledger, ledger: Ledger) -> dict[int, int]:
    """The number in the merged ledger of each run of the other; a run that it has already keeps its
    number.
    """
    numbers: dict[int, int] = {}
    with merged.transaction() as connection:
        for row in sorted(ledger.runs().rows(), key=lambda row: int(row["id"])):
            old = int(row.pop("id"))
            same = connection.execute(
                statements("merging")["same_run"], _without(row, "counts", "ended")
            ).fetchall()
            if same:
                numbers[old] = int(same[0][0])
                continue
            new = merged.new_run_number()
            connection.execute(statements("merging")["run"], {"id": new, **row})
            numbers[old] = new
    return numbers


def _reports(merged: Ledger, ledger: Ledger, runs: Mapping[int, int]) -> None:
    """Carries over the reports that the merged ledger does not have, with what they tell."""
    waiting: list[dict[str, Any]] = []
    for rows in _groups(ledger.select(statements("merging")["reports"]).stream(), BATCH_REPORTS):
        known = merged.versions([row["id"] for row in rows])
        for row in rows:
            if row["sha256"] in known.get(row["id"], ()):
                continue
            if any(other["id"] == row["id"] for other in waiting):
                _carry(merged, ledger, waiting, runs)
                waiting = []
            waiting.append(row)
        if waiting:
            _carry(merged, ledger, waiting, runs)
            waiting = []


def _groups(rows: Iterable[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    iterator = iter(rows)
    while group := list(islice(iterator, size)):
        yield group


def _carry(merged: Ledger, ledger: Ledger, rows: Sequence[dict[str, Any]], runs: Mapping[int, int]) -> None:
    batch = Batch()
    versions: dict[tuple[str, int], int] = {}
    stored = merged.versions([row["id"] for row in rows])
    for row in rows:
        version = len(stored.get(row["id"], ())) + 1
        versions[row["id"], row["version"]] = version
        batch.reports.append({**_without(row, "latest"), "version": version, "run": runs[row["run"]]})
    keys = {"ids": [id for id, _ in versions], "versions": [version for _, version in versions]}
    for table in ("mentions", "links"):
        for row in ledger.rows("merging", table, keys):
            row |= {"version": versions[row["report"], row["version"]], "run": runs[row["run"]]}
            getattr(batch, table).append(row)
    merged.write(batch)


def _tables(merged: Ledger, path: Path, runs: Mapping[int, int]) -> None:
    """Carries over, in bulk, what hangs on no report."""
    import pyarrow as pa

    sql = statements("merging")
    with merged.between_transactions() as connection:
        connection.execute(sql["attach"].replace("{path}", _quoted(path)))
    try:
        with merged.transaction() as connection:
            numbers = pa.table(
                {"old": list(runs.keys()), "new": list(runs.values())},
                schema=pa.schema({"old": pa.int32(), "new": pa.int32()}),
            )
            connection.register("run_numbers", numbers)
            for name in BULK:
                connection.execute(sql[f"all_{name}"])
            connection.unregister("run_numbers")
    finally:
        with merged.between_transactions() as connection:
            connection.execute(sql["detach"])


def _quoted(path: Path) -> str:
    """The path as a string of SQL: ATTACH takes no parameters."""
    if "\0" in str(path):
        raise LedgerError(f"{str(path)!r}: is no path.")
    return "'" + str(path.resolve()).replace("'", "''") + "'"


def _without(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}
