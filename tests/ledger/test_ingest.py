"""Ingest: idempotent, versioned, whole batches; the rows say what the reports say."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from demarche.errors import LedgerError, UsageError
from demarche.ledger import Ledger
from demarche.ledger.ingest import RunFacts, ingest
from demarche.model import CodedReport, Reject, Report

from .coder import DAY, TestCoder, coded, reports
from .contents import contents, damage


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "test.duckdb"


def test_same_report_twice_changes_nothing(path: Path) -> None:
    inputs = [*reports(40), Reject("page.html", "read", "is empty")]
    with Ledger.open(path, create=True) as ledger:
        first = ledger.ingest(inputs, TestCoder())
        before = contents(ledger)
        second = ledger.ingest(inputs, TestCoder())
        assert contents(ledger) == before
        assert damage(ledger) == []
        assert len(ledger.rejects(run=2).rows()) == 1  # of the run that met it last
    assert (first.reports, first.updated, first.rejects) == (40, 4, 1)
    assert (second.reports, second.known) == (0, 40)


def test_result_does_not_hang_on_the_size_of_batches(tmp_path: Path) -> None:
    found = []
    for size in (1, 7, 1000):
        with Ledger.open(tmp_path / f"{size}.duckdb", create=True) as ledger:
            ingest(ledger, reports(50), TestCoder(), facts=RunFacts(), batch_reports=size)
            found.append(contents(ledger))
    assert found[0] == found[1] == found[2]


def test_forgetting_versions_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = [Report("p", f"Japan expelled a consul, version {n}.", published=DAY) for n in range(3)]
    inputs = [page[0], *reports(25), page[1], page[2], *reports(25, start=25)]
    found = []
    for remembered in (10_000, 2):
        monkeypatch.setattr("demarche.ledger.ingest.REMEMBERED", remembered)
        with Ledger.open(tmp_path / f"{remembered}.duckdb", create=True) as ledger:
            ingest(ledger, inputs, TestCoder(), batch_reports=7)
            found.append(contents(ledger))
    assert found[0] == found[1]


def test_an_input_that_cannot_be_read_takes_no_report_of_its_id(path: Path) -> None:
    good = Report("p", "Japan expelled a consul.", published=DAY)

    class Ahead:
        """Gives the rejects of a batch before its reports."""

        def stream(self, reports: Iterable[Report | Reject]) -> Iterator[CodedReport | Reject]:
            yield from sorted(TestCoder().stream(reports), key=lambda one: isinstance(one, CodedReport))

    with Ledger.open(path, create=True) as ledger:
        counts = ledger.ingest([good, Reject("b.jsonl:1", "read", "no text", "p")], Ahead())
    assert (counts.reports, counts.events, counts.rejects) == (1, 1, 1)


def test_updated_page_is_a_new_version(path: Path) -> None:
    old = Report("p", "Japan expelled a consul.", url="https://x.example/p", published=DAY)
    new = dataclasses.replace(old, text="Japan summoned a consul.")
    with Ledger.open(path, create=True) as ledger:
        ledger.ingest([old], TestCoder())
        (event,) = [row["id"] for row in ledger.events()]
        ledger.ingest([new], TestCoder())
        assert ledger.events().rows() == []
        latest, older = ledger.report("p"), ledger.report("p", version=1)
        assert latest is not None and older is not None
        assert (latest["text"], latest["versions"]) == (new.text, [1, 2])
        assert older["text"] == old.text
        withdrawn = ledger.event(event)
        assert withdrawn is not None and withdrawn["withdrawn"] and withdrawn["trigger"]["text"] == "expelled"
        ledger.ingest([old], TestCoder())  # a page seen before is no news
        assert ledger.report("p")["versions"] == [1, 2]  # type: ignore[index]
        assert damage(ledger) == []


def test_report_that_cannot_be_coded_is_kept(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        counts = ledger.ingest([Report("f", "Le Japon a expulsé un consul.", language="fr")], TestCoder())
        assert (counts.reports, counts.events, counts.rejects) == (1, 0, 1)
        assert ledger.report("f")["language"] == "fr"  # type: ignore[index]
        assert [row["stage"] for row in ledger.rejects()] == ["coding"]


def test_event_in_record_form(path: Path) -> None:
    report = Report(
        "p", "Japan expelled a consul and expelled another in retaliation.", publisher="News", published=DAY
    )
    told = coded(report).events
    with Ledger.open(path, create=True) as ledger:
        ledger.store([coded(report)])
        second = ledger.event(told[1].id)
    assert second is not None
    assert second["trigger"] == {
        "text": "expelled",
        "start": told[1].trigger.start,
        "end": told[1].trigger.end,
    }
    assert second["actor"][0]["span"] == {"text": "Japan", "start": 0, "end": 5}
    assert second["answers"][0]["event"] == told[0].id
    assert second["links"][0] | {"evidence": None} == second["links"][0] | {
        "answered": told[0].id,
        "lag": [0, 0],
        "evidence": None,
    }
    assert [one["publisher"] for one in second["tellings"]] == ["News"]
    assert second["row"]["run"] == 1


def test_superseded_id_leads_to_the_event(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        ledger.ingest(reports(1), TestCoder())
        id = ledger.events().rows()[0]["id"]
        with ledger.transaction() as connection:
            connection.execute("INSERT INTO aliases VALUES ('old', ?, 1)", [id])
        found = ledger.event("old")
    assert found is not None and (found["id"], found["asked"], found["aliases"]) == (id, "old", ["old"])


def test_filters(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        ledger.ingest(reports(30), TestCoder())
        everything = len(ledger.events().rows())
        assert (
            len(ledger.events(between=("RUS", "JPN"), type="sanction", status="actual").rows()) == everything
        )
        assert len(ledger.events(actor="Japan", recipient=["RUS", "USA"]).rows()) == everything
        assert len(ledger.events(between=("G7", "RUS"), alliances=True).rows()) == everything
        assert ledger.events(actor="RUS").rows() == []
        assert ledger.events(min_confidence=0.95).rows() == []
        days = [row["day"] for row in ledger.events(since="2022-10-10", until=dt.date(2022, 10, 12))]
        assert days and min(days) >= dt.date(2022, 10, 10) and max(days) <= dt.date(2022, 10, 12)
        assert (
            ledger.events(limit=3).arrow().num_rows
            == len(ledger.events(limit=3).df())
            == ledger.events(limit=3).pl().height
            == 3
        )
        with pytest.raises(UsageError, match="Did you mean 'SANCTION'"):
            ledger.events(type="SANCTIONS")
        with pytest.raises(UsageError, match="which is no date"):
            ledger.events(since="soon")
        with pytest.raises(UsageError, match="Unknown alliance"):
            ledger.events(between=("Atlantis League", "RUS"), alliances=True)


def test_views(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        ledger.ingest(reports(28), TestCoder())  # of as many days
        number = len(ledger.events().rows())
    with Ledger.open(path, read_only=True) as ledger:
        for view in ("dyad_day", "dyad_week", "dyad_month"):
            row = ledger.sql(
                f"SELECT sum(events) AS n, sum(material_conflict) AS m, sum(score) AS s FROM {view}"
            ).rows()[0]
            assert row == {"n": number, "m": number, "s": -7.0 * number}
        profile = ledger.sql("SELECT * FROM actor_profile WHERE country = 'JPN'").rows()[0]
        assert (profile["acts"], profile["received"], profile["recipients"]) == (number, 0, 1)
        first = ledger.sql("SELECT * FROM first_last_report").rows()
        assert len(first) == number and all(row["reports"] == 1 for row in first)
        assert ledger.sql(
            "SELECT count(*) AS n FROM next_reverse(30) WHERE reverse_id IS NOT NULL"
        ).rows() == [{"n": 0}]


def test_search(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        ledger.ingest(
            [Report("a", "The consul of Łódź left."), Report("b", "A consul stayed.", title="Tokyo")],
            TestCoder(),
        )
        assert [row["id"] for row in ledger.search("CONSUL łódź")] == ["a"]
        assert [row["id"] for row in ledger.search("consul tokyo")] == ["b"]
        assert ledger.search("100%_").rows() == []


def test_review_is_kept_beside(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        ledger.ingest(reports(1), TestCoder())
        event, *others = ledger.events().rows()
        ledger.review(event["id"], author="Ada", verdict="reject", note="was a plan")
        assert ledger.events().rows() == [event, *others]
        assert ledger.event(event["id"])["reviews"][0]["author"] == "Ada"  # type: ignore[index]
        with pytest.raises(UsageError, match="neither a verdict nor a note"):
            ledger.review(event["id"], author="Ada", verdict=None)
        with pytest.raises(UsageError, match="no event"):
            ledger.review("nothing", author="Ada", verdict="accept")


def test_reviews_of_an_event_that_was_joined_into_another(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        ledger.ingest(reports(1), TestCoder())
        first, second = (row["id"] for row in ledger.events())
        ledger.review(first, author="Ada", verdict="accept")
        with ledger.transaction() as connection:
            connection.execute("INSERT INTO aliases VALUES (?, ?, 1)", [first, second])
        (review,) = ledger.event(second)["reviews"]  # type: ignore[index]
    assert (review["author"], review["event"]) == ("Ada", second)


def test_rows_go_all_or_none(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        ledger.ingest(reports(3), TestCoder())
        before = contents(ledger)
        with pytest.raises(LedgerError), ledger.transaction() as connection:
            connection.execute("DELETE FROM events")
            connection.execute("SELECT * FROM nowhere")
        assert contents(ledger) == before
