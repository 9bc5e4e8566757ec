"""Coded reports as Parquet files, one for each shard of the input, and back without loss.

A part is complete when its marker stands beside it and names the shard's file as it is now and the options;
both are written under another name and renamed, so that what has its final name is whole.  Columns, a row
for each result in the order of the shard:

    kind     "coded" or "reject"
    id       of the report, null for an input that gave none
    origin   of a reject, else null
    stage    of a reject, else null
    events   how many events were coded
    payload  the `CodedReport` or `Reject` as JSON, every field of `demarche.model`
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import types
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from demarche.errors import InputError
from demarche.model import CodedReport, Reject, Report

if TYPE_CHECKING:
    import pyarrow as pa

# Results held in memory before they are written as one row group.
ROW_GROUP = 256
Result = CodedReport | Reject
Item = Report | Reject


@dataclass(frozen=True, slots=True)
class Part:
    """Where the results of one shard are kept: `path` and its `marker`; `made_of` tells the shard's file and
    the options apart from others under the same names.
    """

    shard: str
    path: Path
    marker: Path
    made_of: dict[str, Any]

    @property
    def complete(self) -> bool:
        """Whether the results of this file with these options are there."""
        try:
            told = json.loads(self.marker.read_text("utf-8"))
        except (OSError, ValueError):
            return False
        return isinstance(told, dict) and told.items() >= self.made_of.items() and self.path.is_file()


def part_of(shard: str, folder: Path, *, options: str = "") -> Part:
    """The part of a shard: named after the shard's file and a digest of its whole path.

    options: a digest of all that the results hang on besides.
    """
    digest = hashlib.sha256(shard.encode("utf-8", "surrogateescape")).hexdigest()[:12]
    stem = "".join(c if c.isalnum() or c in "-_." else "_" for c in Path(shard).name)[:80]
    path = folder / f"{stem}-{digest}.parquet"
    size, changed = state(shard)
    made_of = {"size": size, "changed": changed, "options": options}
    return Part(shard, path, path.with_suffix(".done"), made_of)


def state(file: str | Path) -> tuple[int | None, int | None]:
    """The size of a file and the second of its last change; nothing of an address, or a file that is gone."""
    try:
        found = Path(file).stat()
    except OSError:
        return None, None
    return found.st_size, int(found.st_mtime)  # shared folders do not all keep parts of a second


def write(part: Part, results: Iterable[Result]) -> dict[str, int]:
    """Writes a part and its marker; the counts of reports, events and rejects that the marker holds.

    Whatever an earlier attempt left is replaced; of two attempts at once, the later one stays.
    """
    import uuid

    import pyarrow.parquet as pq

    counts = {"reports": 0, "events": 0, "rejects": 0}
    part.path.parent.mkdir(parents=True, exist_ok=True)
    own = uuid.uuid4().hex
    unfinished = part.path.with_name(f".{part.path.name}.{own}")
    try:
        with pq.ParquetWriter(unfinished, schema(), compression="zstd") as writer:
            for table in _tables(results, counts):
                writer.write_table(table)
        unfinished.replace(part.path)
    finally:
        unfinished.unlink(missing_ok=True)
    told = part.marker.with_name(f".{part.marker.name}.{own}")
    told.write_text(json.dumps({"shard": part.shard, **part.made_of, **counts}), "utf-8")
    told.replace(part.marker)
    return counts


def read(part: Part) -> Iterator[Result]:
    """The results of a part, in the order of its shard.

    Raises: InputError when the file is damaged or another version of demarche wrote it.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        for batch in pq.ParquetFile(part.path).iter_batches(
            batch_size=ROW_GROUP, columns=["kind", "payload"]
        ):
            for row in batch.to_pylist():
                yield decode(CodedReport if row["kind"] == "coded" else Reject, json.loads(row["payload"]))
    except (OSError, pa.ArrowException, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{part.path}: cannot be read as a part ({type(error).__name__}: {str(error)[:200]}). It is "
            f"damaged, or another version wrote it. Delete it with {part.marker.name} and run again."
        ) from error


@lru_cache(maxsize=1)
def schema() -> pa.Schema:
    """The columns of a part."""
    import pyarrow as pa

    texts = [(name, pa.string()) for name in ("kind", "id", "origin", "stage")]
    return pa.schema([*texts, ("events", pa.int32()), ("payload", pa.string())])


def _tables(results: Iterable[Result], counts: dict[str, int]) -> Iterator[pa.Table]:
    import pyarrow as pa

    rows: list[dict[str, Any]] = []
    for result in results:
        rows.append(_row(result))
        counts["rejects" if isinstance(result, Reject) else "reports"] += 1
        counts["events"] += rows[-1]["events"]
        if len(rows) == ROW_GROUP:
            yield pa.Table.from_pylist(rows, schema())
            rows = []
    if rows:
        yield pa.Table.from_pylist(rows, schema())


def _row(result: Result) -> dict[str, Any]:
    payload = json.dumps(encode(result), ensure_ascii=False, separators=(",", ":"))
    if isinstance(result, Reject):
        return {
            "kind": "reject", "id": result.report_id, "origin": result.origin, "stage": result.stage,
            "events": 0, "payload": payload,
        }  # fmt: skip
    return {"kind": "coded", "id": result.report.id, "events": len(result.events), "payload": payload}


def encode(value: Any) -> Any:
    """A value of the model as JSON takes it; fields that are None are left out."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        pairs = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {name: encode(part) for name, part in pairs if part is not None}
    if isinstance(value, tuple | list):
        return [encode(part) for part in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def decode(kind: Any, value: Any) -> Any:
    """The value of that type which `encode` made this of."""
    if value is None:
        return None
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return decode(next(arm for arm in get_args(kind) if arm is not type(None)), value)
    if origin is tuple:
        arms = get_args(kind)
        inner = [arms[0]] * len(value) if arms[-1] is ... else arms
        return tuple(decode(arm, part) for arm, part in zip(inner, value, strict=True))
    if kind is dt.date:
        return dt.date.fromisoformat(value)
    if dataclasses.is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]
        missing = {name: None for name in hints if name not in value}
        return kind(**{name: decode(hints[name], part) for name, part in {**missing, **value}.items()})  # type: ignore[operator]
    return value


@lru_cache(maxsize=64)
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def with_refused(
    code: Callable[[Iterable[Item]], Iterator[Result]], items: Iterable[Item]
) -> Iterator[Result]:
    """What a step makes of a stream; a report that it refuses stands without events before its reject, so
    that a ledger keeps it.
    """
    waiting: deque[Item] = deque()

    def handed_on() -> Iterator[Item]:
        for item in items:
            waiting.append(item)
            yield item

    for result in code(handed_on()):  # one for each item, in order
        item = waiting.popleft()
        if isinstance(result, Reject) and isinstance(item, Report):
            yield CodedReport(item, ())
        yield result


@dataclass(frozen=True, slots=True)
class _Told(Report):
    """A report that carries what was coded of it: when a ledger leaves it out, both are gone."""

    coded: CodedReport | None = None


class Merged:
    """Complete parts as a stream that a ledger ingests: `ledger.ingest(merged.reports(), merged)`.

    Stands where a coder would stand; what it gives for a report is what the part has.
    """

    def __init__(self, parts: Iterable[Part]) -> None:
        self._parts = parts

    def reports(self) -> Iterator[Report | Reject]:
        """Every report and reject of the parts, in order."""
        for part in self._parts:
            for result in read(part):
                if isinstance(result, Reject):
                    yield result
                else:
                    report = result.report
                    fields = {field.name: getattr(report, field.name) for field in dataclasses.fields(report)}
                    yield _Told(**fields, coded=result)

    def stream(self, reports: Iterable[Report | Reject]) -> Iterator[Result]:
        """The results of those reports that the ledger did not leave out."""
        for item in reports:
            if isinstance(item, Reject):
                yield item
                continue
            assert isinstance(item, _Told) and item.coded is not None
            yield item.coded
