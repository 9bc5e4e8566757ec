"""Runs: numbered once, begun with their first batch and ended with their last."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from demarche.errors import LedgerError
from demarche.ledger import Ledger
from demarche.ledger.ingest import RunFacts, Writer
from demarche.model import CodedReport, Reject, Report


def coded(id: str) -> CodedReport:
    return CodedReport(Report(id, f"The text of {id}.", published=dt.date(2020, 1, 1)), ())


def test_two_runs_at_once_have_two_numbers_and_both_are_kept(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l.duckdb", create=True) as ledger:
        first, second = Writer(ledger, RunFacts("one")), Writer(ledger, RunFacts("two"))
        assert first.run != second.run
        second.add(coded("b"))
        first.add(coded("a"))
        second.finish()
        first.finish()
        runs = {row["id"]: row["verb"] for row in ledger.runs().rows()}
        assert runs == {first.run: "one", second.run: "two"}
        assert all(row["ended"] is not None for row in ledger.runs().rows())


def test_a_run_without_results_and_one_of_rejects_alone_are_kept(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l.duckdb", create=True) as ledger:
        ledger.store([])
        ledger.store([Reject("x", "reading", "it is empty")])
        assert [row["ended"] is not None for row in ledger.runs().rows()] == [True, True]
        assert [row["reason"] for row in ledger.rejects().rows()] == ["it is empty"]


def test_a_run_that_stopped_after_a_batch_is_kept_without_an_end(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l.duckdb", create=True) as ledger:
        writer = Writer(ledger, RunFacts(), batch_reports=1)
        writer.add(coded("a"))
        (run,) = ledger.runs().rows()
        assert run["id"] == writer.run and run["ended"] is None
        assert ledger.store([coded("b")]).reports == 1
        assert len(ledger.runs().rows()) == 2


def test_a_ledger_that_is_only_read_refuses_a_run(tmp_path: Path) -> None:
    Ledger.open(tmp_path / "l.duckdb", create=True).close()
    with (
        Ledger.open(tmp_path / "l.duckdb", read_only=True) as ledger,
        pytest.raises(LedgerError, match="read-only"),
    ):
        ledger.store([coded("a")])


def test_a_report_that_lost_its_day_has_none_whichever_batch_is_read(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l.duckdb", create=True) as ledger:
        ledger.store([coded("a")])
        ledger.store([CodedReport(Report("a", "The text of a, mended."), ())])
        (row,) = ledger.rows("linking", "latest", {"reports": ["a"]})
        assert row["version"] == 2 and row["published"] is None
