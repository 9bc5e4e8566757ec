"""Many processes give what one gives, whatever happens to them."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from demarche.model import CodedReport, Reject, Report
from demarche.runners.local import LocalRunner


class Fake:
    """A step that codes nothing; crashes on "crash", hangs on "hang", crashes once for each mark."""

    def code(self, reports: Sequence[Report]) -> list[CodedReport | Reject]:
        for report in reports:
            if report.text == "crash":
                os._exit(7)
            if report.text == "hang":
                time.sleep(60)
            if report.text.startswith("once ") and not Path(report.text[5:]).exists():
                Path(report.text[5:]).touch()
                os._exit(7)
        return [CodedReport(report, ()) for report in reports]


def _reports(texts: Sequence[str]) -> list[Report | Reject]:
    return [Report(str(n), text) for n, text in enumerate(texts)]


def test_results_keep_the_order_of_the_input() -> None:
    items = _reports([f"text {n}" for n in range(50)])
    items.insert(7, Reject("page.html", "reading", "no text"))
    with LocalRunner(Fake, workers=2, batch=3) as runner:
        results = list(runner.stream(items))
    assert [r.report.id if isinstance(r, CodedReport) else r.origin for r in results] == [
        item.id if isinstance(item, Report) else item.origin for item in items
    ]


def test_a_crash_is_tried_again_then_rejected_with_the_reason() -> None:
    with LocalRunner(Fake, workers=2, batch=1) as runner:
        results = list(runner.stream(_reports(["a", "crash", "b", "c"])))
    assert [isinstance(result, Reject) for result in results] == [False, True, False, False]
    assert "crashed (exit status 7)" in results[1].reason  # type: ignore[union-attr]


def test_a_worker_that_crashes_once_costs_nothing(tmp_path: os.PathLike[str]) -> None:
    with LocalRunner(Fake, workers=1, batch=2) as runner:
        results = list(runner.stream(_reports(["a", f"once {tmp_path}/mark", "b"])))
    assert all(isinstance(result, CodedReport) for result in results)


def test_a_hung_worker_is_replaced() -> None:
    with LocalRunner(Fake, workers=1, batch=1, hangs_after=1.0) as runner:
        results = list(runner.stream(_reports(["a", "hang", "b"])))
    assert [isinstance(result, Reject) for result in results] == [False, True, False]
    assert "silent" in results[1].reason  # type: ignore[union-attr]


def test_stopping_early_ends_the_workers() -> None:
    runner = LocalRunner(Fake, workers=2, batch=1)
    stream = runner.stream(_reports(["a"] * 100))
    next(stream)
    stream.close()
    assert not runner._pool


@pytest.mark.parametrize("texts", [[], ["one"]])
def test_few_inputs(texts: list[str]) -> None:
    with LocalRunner(Fake, workers=2) as runner:
        assert len(list(runner.stream(_reports(texts)))) == len(texts)
