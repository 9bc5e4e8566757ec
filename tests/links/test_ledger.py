"""The same act across reports in a real ledger: as in memory, whatever the order of the batches."""

from __future__ import annotations

import datetime as dt
import random
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger.contents import contents, damage
from tests.links.acts import an_event, state

from demarche.ledger import Ledger
from demarche.ledger.acts import LedgerActs
from demarche.ledger.statements import statements
from demarche.links.assembling import assemble
from demarche.links.chains import find_chains
from demarche.model import Answer, CodedReport, DateRange, Report, Span

POL, RUS = (state("Poland", "POL"),), (state("Russia", "RUS"),)


def told(number: int, day: int, *, expulsion: int, reply: int | None = None) -> CodedReport:
    """A report that Poland expelled Russians on a day of March 2018, and perhaps of Russia's answer."""
    text = (
        f"Report {number}: Poland expelled four Russian diplomats. Russia expelled Polish diplomats in reply."
    )
    halfway = text.index(" Russia expelled") + 1
    first = replace(
        an_event(f"e{number}", actor=POL, recipient=RUS, date=on(expulsion)),
        trigger=span_of("expelled", text),
        sentence=Span.of(text, text.index("Poland"), halfway - 1),
    )
    events = [first]
    if reply is not None:
        answer = Answer(first.id, span_of("in reply", text), 0.9)
        second = an_event(f"f{number}", actor=RUS, recipient=POL, date=on(reply), answers=(answer,))
        events.append(
            replace(
                second,
                trigger=span_of("expelled", text, halfway),
                sentence=Span.of(text, halfway, len(text)),
            )
        )
    return CodedReport(Report(f"r{number}", text, published=dt.date(2018, 3, day)), tuple(events))


def span_of(words: str, text: str, start: int = 0) -> Span:
    begins = text.index(words, start)
    return Span.of(text, begins, begins + len(words))


def on(day: int) -> DateRange:
    return DateRange(dt.date(2018, 3, day), dt.date(2018, 3, day))


REPORTS = [
    told(1, 27, expulsion=26),
    told(2, 28, expulsion=26),
    told(3, 31, expulsion=26, reply=30),
    told(4, 31, expulsion=14),
]


def filled(path: Path, batches: list[list[CodedReport]]) -> Ledger:
    ledger = Ledger.open(path, create=True)
    for batch in batches:
        ledger.store(batch)
    return ledger


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_ledger_holds_the_acts_that_assembling_makes_in_any_order(tmp_path: Path, seed: int) -> None:
    reports = REPORTS.copy()
    random.Random(seed).shuffle(reports)
    made = assemble(REPORTS)
    with filled(tmp_path / "l.duckdb", [[one] for one in reports]) as ledger:
        reader = LedgerActs(ledger)
        acts = reader.acts()
        assert {act.id: act.told for act in acts} == {act.id: act.told for act in made.acts}
        assert {act.id: act.told for act in acts}["e1"] == ("e1", "e2", "e3")
        assert ledger.canonical("e3") == "e1"
        rows = {row["id"]: row for row in ledger.events().rows()}
        assert set(rows) == {"e1", "e4", "f3"}
        assert (rows["e1"]["reports"], rows["e1"]["published"]) == (3, dt.date(2018, 3, 27))
        links = reader.links([act.id for act in acts])
        assert [(one.answer, one.answered, one.basis) for one in links] == [("f3", "e1", "stated")]
        assert [view.chain.events for view in find_chains(acts, links)] == [("e1", "f3")]


@st.composite
def some_reports(draw: st.DrawFn) -> list[CodedReport]:
    """Reports of March 2018, several of one expulsion, some with an answer to it."""
    days = st.integers(20, 23)
    return [
        told(
            number,
            draw(st.integers(24, 26)),
            expulsion=draw(days),
            reply=draw(st.none() | st.integers(22, 24)),
        )
        for number in range(1, draw(st.integers(2, 7)) + 1)
    ]


@settings(max_examples=12, deadline=None)
@given(some_reports(), st.randoms(use_true_random=False))
def test_a_ledger_is_the_same_whatever_the_order_and_the_batches(
    tmp_path_factory: pytest.TempPathFactory, reports: list[CodedReport], chance: random.Random
) -> None:
    folder = tmp_path_factory.mktemp("orders")
    kept = [
        replace(one, report=replace(one.report, title="Mended"), events=one.events[:1]) for one in reports
    ]
    renewed = [one for one in kept if chance.random() < 0.4]

    def in_batches(coded: list[CodedReport]) -> list[list[CodedReport]]:
        some, batches = chance.sample(coded, len(coded)), []
        while some:
            size = chance.randint(1, len(some))
            batches.append(some[:size])
            some = some[size:]
        return batches

    again = {one.report.id for one in renewed}
    withdrawn = {event.id for one in reports if one.report.id in again for event in one.events[1:]}
    with filled(folder / "once.duckdb", [reports, renewed]) as ledger:
        known = told_still(contents(ledger), withdrawn)
        assert damage(ledger) == []
    with filled(folder / "bits.duckdb", [*in_batches(reports), *in_batches(renewed)]) as ledger:
        assert told_still(contents(ledger), withdrawn) == known


def told_still(found: dict[str, list[str]], withdrawn: set[str]) -> dict[str, list[str]]:
    """What a ledger holds, without what it remembers of tellings that later versions have withdrawn.

    A withdrawn id stands for the last act that it was part of, and that depends on what the ledger knew
    between (docs/ledger.md).
    """
    return found | {
        table: [row for row in found[table] if not withdrawn & set(re.findall(r"'(\w+)'", row)[:columns])]
        for table, columns in (("aliases", 1), ("mentions", 2))
    }


def test_many_ids_are_looked_up_by_index(tmp_path: Path) -> None:
    with filled(tmp_path / "l.duckdb", [REPORTS]) as ledger:
        for name, key in (("stands_for", "ids"), ("latest", "reports"), ("sketches", "reports")):
            asked = {key: [f"e{number}" for number in range(200)]}
            ((_, plan),) = ledger.select(f"EXPLAIN ANALYZE {statements('linking')[name]}", asked).table()[1]
            assert "Index Scan" in plan, name


def test_a_new_version_changes_no_act_that_it_still_tells_and_takes_back_what_it_does_not(
    tmp_path: Path,
) -> None:
    with filled(tmp_path / "l.duckdb", [REPORTS]) as ledger:
        before = ledger.events().rows()
        ledger.store([replace(coded, report=replace(coded.report, title="Mended")) for coded in REPORTS])
        after = ledger.events().rows()
        assert [row | {"run": 1} for row in after] == [row | {"run": 1} for row in before]
        corrected = replace(REPORTS[0].report, text="Report 1 was withdrawn.")
        ledger.store([CodedReport(corrected, ())])
        rows = {row["id"]: row for row in ledger.events().rows()}
        assert set(rows) == {"e2", "e4", "f3"}
        assert rows["e2"]["reports"] == 2
        assert ledger.canonical("e1") == "e2"


def test_between_and_since_narrow_what_is_read(tmp_path: Path) -> None:
    with filled(tmp_path / "l.duckdb", [REPORTS]) as ledger:
        reader = LedgerActs(ledger)
        assert {act.id for act in reader.acts(between=("POL", "RUS"))} == {"e1", "e4", "f3"}
        assert {act.id for act in reader.acts(since=dt.date(2018, 3, 20))} == {"e1", "f3"}
        assert reader.acts(between=("POL", "USA")) == []


def test_an_act_that_no_report_tells_any_more_can_still_be_looked_up(tmp_path: Path) -> None:
    with filled(tmp_path / "l.duckdb", [REPORTS[:2]]) as ledger:
        assert ledger.canonical("e2") == "e1"
        for number in (1, 2):
            withdrawn = replace(REPORTS[number - 1].report, text=f"Report {number} was withdrawn.")
            ledger.store([CodedReport(withdrawn, ())])
        assert ledger.check() == []
        assert ledger.events().rows() == []
        for id in ("e1", "e2"):
            found = ledger.event(id)
            assert found is not None and found["withdrawn"] and found["id"] == id


def test_a_later_earlier_report_renames_the_act_for_older_versions_too(tmp_path: Path) -> None:
    with filled(tmp_path / "l.duckdb", [[REPORTS[1]], [REPORTS[2]]]) as ledger:
        assert ledger.canonical("e3") == "e2"
        silent = replace(REPORTS[2].report, text="Report 3 was withdrawn.")
        ledger.store([CodedReport(silent, ())])
        ledger.store([REPORTS[0]])
        assert ledger.check() == []
        assert [ledger.canonical(id) for id in ("e1", "e2", "e3")] == ["e1", "e1", "e1"]
        found = ledger.event("e2")
        assert found is not None and {one["told_as"] for one in found["tellings"]} == {"e1", "e2", "e3"}


def test_what_is_inferred_does_not_depend_on_what_is_asked_for(tmp_path: Path) -> None:
    unsaid = [replace(one, events=tuple(replace(e, answers=()) for e in one.events)) for one in REPORTS]
    with filled(tmp_path / "l.duckdb", [unsaid]) as ledger:
        whole, late = LedgerActs(ledger), LedgerActs(ledger)
        links = whole.links([act.id for act in whole.acts()])
        assert [(one.answer, one.answered, one.basis) for one in links] == [("f3", "e1", "inferred")]
        ids = [act.id for act in late.acts(between=("POL", "RUS"), since=dt.date(2018, 3, 20))]
        assert sorted(ids) == ["e1", "f3"]
        assert late.links(ids) == links
