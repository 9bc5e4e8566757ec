"""Parts come back as they were written, and only whole ones count."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest

from demarche.errors import InputError
from demarche.model import (
    Answer,
    CodedReport,
    DateRange,
    Deadline,
    Entity,
    Event,
    Furniture,
    Place,
    Quantity,
    Reject,
    Report,
    Span,
)  # fmt: skip
from demarche.runners.parts import Merged, part_of, read, with_refused, write

TEXT = "Peru expelled two Chilean diplomats in Lima on Monday."


def coded(name: str = "r1") -> CodedReport:
    """A report with one event that fills every field."""
    report = Report(
        name,
        TEXT,
        "http://a.example/",
        "Peru expels",
        "A",
        "B",
        dt.date(2020, 1, 6),
        "en",
        (Furniture("Ad", "appeal"),),
    )
    span = Span.of(TEXT, 0, 4)
    peru = Entity(span, "Peru", "PER", ("GOV",), "Q419", None, "state 'Peru'")
    event = Event(
        id="e1",
        event="SANCTION",
        mode=("expel",),
        context=(),
        cameo="1721",
        quad="material conflict",
        score=-7.5,
        trigger=Span.of(TEXT, 5, 13),
        mentions=(span,),
        actor=(peru,),
        recipient=(Entity(None, "Chile", "CHL"),),
        date=DateRange(dt.date(2020, 1, 6), dt.date(2020, 1, 6), None),
        place=Place(span, "Lima", "city", "PER", 3936456, -12.0, -77.0, 0.9, "named"),
        status="actual",
        according_to=(),
        deadline=Deadline(dt.date(2020, 2, 1), span),
        answers=(Answer("e0", None, 0.5, "protests", "inferred", (span,), (1, 2)),),
        sentence=Span.of(TEXT, 0, len(TEXT)),
        confidence=0.75,
        quantities=(Quantity(span, 2.0, "diplomat"),),
        why="frame",
    )
    return CodedReport(report, (event,))


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    results: list[CodedReport | Reject] = [
        coded(),
        Reject("x.html", "reading", "no text"),
        CodedReport(Report("r2", "a"), ()),
    ]
    part = part_of("shard.jsonl", tmp_path)
    assert not part.complete
    assert write(part, results) == {"reports": 2, "events": 1, "rejects": 1}
    assert part.complete
    assert list(read(part)) == results
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([part.path.name, part.marker.name])


def test_a_run_that_is_cut_off_leaves_nothing_behind(tmp_path: Path) -> None:
    def breaks():  # type: ignore[no-untyped-def]
        yield coded()
        raise KeyboardInterrupt

    part = part_of("shard.jsonl", tmp_path)
    with pytest.raises(KeyboardInterrupt):
        write(part, breaks())
    assert not part.complete and not list(tmp_path.iterdir())


def test_shards_of_one_name_in_two_folders_have_two_parts(tmp_path: Path) -> None:
    assert part_of("a/x.warc.gz", tmp_path) != part_of("b/x.warc.gz", tmp_path)


def test_a_damaged_part_says_what_to_do(tmp_path: Path) -> None:
    part = part_of("s", tmp_path)
    write(part, [coded()])
    part.path.write_bytes(part.path.read_bytes()[:-20])
    with pytest.raises(InputError, match="Delete it"):
        list(read(part))


def test_parts_go_into_a_ledger_once(tmp_path: Path) -> None:
    from demarche.ledger import Ledger, RunFacts

    part = part_of("s", tmp_path)
    write(part, [coded("r1"), Reject("x", "reading", "no text"), coded("r2"), coded("r1")])
    for stored, known in ((2, 1), (0, 3)):
        merged = Merged([part])
        with Ledger.open(tmp_path / "l.duckdb", create=True) as ledger:
            counts = ledger.ingest(merged.reports(), merged, facts=RunFacts("ingest"))
        assert (counts.reports, counts.known, counts.rejects) == (stored, known, 1)


def test_a_report_that_cannot_be_coded_is_kept_as_on_one_core(tmp_path: Path) -> None:
    from demarche.ledger import Ledger

    told = [Report("f", TEXT, language="fr"), Reject("x", "read", "no text"), coded().report]

    def code(items: Iterable[Report | Reject]) -> Iterator[CodedReport | Reject]:
        for item in list(items):
            refused = isinstance(item, Report) and item.language != "en"
            done = coded() if isinstance(item, Report) else item
            yield Reject("f", "coding", "only English", "f") if refused else done

    part = part_of("s", tmp_path)
    write(part, with_refused(code, told))
    merged = Merged([part])
    with Ledger.open(tmp_path / "l.duckdb", create=True) as ledger:
        counts = ledger.ingest(merged.reports(), merged)
        assert (counts.reports, counts.events, counts.rejects) == (2, 1, 2)
        assert ledger.report("f")["language"] == "fr"  # type: ignore[index]


def test_known_reports_are_not_kept_in_memory(tmp_path: Path) -> None:
    import gc

    part = part_of("s", tmp_path)
    write(part, [coded(f"r{n}") for n in range(300)])
    merged = Merged([part])
    assert sum(1 for _ in merged.reports()) == 300
    gc.collect()
    assert sum(isinstance(one, CodedReport) for one in gc.get_objects()) < 100


def test_a_part_of_another_file_or_other_options_is_not_complete(tmp_path: Path) -> None:
    from demarche.runners.ray import RayRunner
    from demarche.runners.step import Coder, CoderOptions

    shard, frames = tmp_path / "s.jsonl", tmp_path / "frames.tsv"
    shard.write_text("one")
    frames.write_text("one")

    def runner(**options: object) -> RayRunner:
        return RayRunner(partial(Coder, CoderOptions(frames=(frames,), **options)), tmp_path)  # type: ignore[arg-type]

    write(runner().part(str(shard)), [coded()])
    assert runner().part(str(shard)).complete and runner().parts([str(shard)])
    assert not runner(gate=False).part(str(shard)).complete
    frames.write_text("other")
    assert not runner().part(str(shard)).complete
    frames.write_text("one")
    write(runner().part(str(shard)), [coded()])
    os.utime(shard, (1, 1))
    assert not runner().part(str(shard)).complete
