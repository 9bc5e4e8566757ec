"""Scores: by hand on small cases, and against the independent yardstick where it is there."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from demarche.runners.step import Coder
from demarche.scoring import Score, carried, score

TEXT = "Japan expelled a Russian consul on Tuesday. Russia had detained a diplomat, Tokyo said."


def _event(id: str, event: str, word: str, **given: Any) -> dict[str, Any]:
    start = TEXT.index(word)
    span = {"text": word, "start": start, "end": start + len(word)}
    return {
        "id": id, "event": event, "mode": [], "trigger": span, "mentions": [], "sentence": span,
        "status": "actual",
        "actor": [{"country": "JPN", "sector": ["GOV"]}], "recipient": [{"country": "RUS",
        "sector": ["GOV"]}],
        "date": None, "place": None, "according_to": [], "deadline": None, "answers": [],
        "confidence": 0.8, **given,
    }  # fmt: skip


EXPELLED = _event("e1", "SANCTION", "expelled", mode=["expel"], deadline="2022-10-10")
DETAINED = _event("e2", "COERCE", "detained", actor=[{"country": "RUS", "sector": []}])
GOLD = {"id": "r1", "text": TEXT, "events": [EXPELLED | {"answers": [{"event": "e2"}]}, DETAINED]}


def _coded(*events: dict[str, Any], text: str = TEXT) -> list[dict[str, Any]]:
    return [{"report": {"id": "r1", "text": text}, "events": list(events)}]


def _as_coded(gold: dict[str, Any], **given: Any) -> dict[str, Any]:
    deadline = gold["deadline"] and {"date": gold["deadline"], "span": gold["trigger"]}
    return {**gold, "deadline": deadline, **given}


def _f1(found: Score) -> tuple[float, ...]:
    return tuple(round(getattr(found, name).f1, 3) for name in ("acts", "events", "rows", "links"))


def test_a_perfect_answer() -> None:
    found = score([GOLD], _coded(_as_coded(EXPELLED, answers=[{"event": "e2"}]), _as_coded(DETAINED)))
    assert _f1(found) == (1, 1, 1, 1)
    assert {name: share.share for name, share in found.fields.items()}.keys() >= {"mode", "status", "sector"}
    assert all(share.share == 1 for share in found.fields.values())
    assert found.values["deadline"].f1 == 1
    assert found.calibration_error == pytest.approx(0.2)
    assert not found.misses


def test_nothing_coded() -> None:
    found = score([GOLD], [])
    assert _f1(found) == (0, 0, 0, 0)
    assert found.absent == ["r1"]
    assert [miss.trigger for miss in found.misses] == ["expelled", "detained"]
    assert found.calibration_error is None


def test_an_act_of_the_wrong_type_is_an_act() -> None:
    found = score([GOLD], _coded(_as_coded(EXPELLED, event="COERCE")))
    assert _f1(found) == (pytest.approx(2 / 3, abs=1e-3), 0, 0, 0)


def test_a_row_needs_both_sides() -> None:
    found = score([GOLD], _coded(_as_coded(EXPELLED, recipient=[])))
    assert (found.events.right, found.rows.right) == (1, 0)


def test_always_saying_the_usual_is_seen_through() -> None:
    gold = {**GOLD, "events": [EXPELLED, DETAINED | {"status": "alleged"}]}
    found = score([gold], _coded(_as_coded(EXPELLED, deadline=None), _as_coded(DETAINED)))
    assert found.fields["deadline"].share == 0.5
    assert found.values["deadline"].f1 == 0
    assert found.status_macro_f1 == pytest.approx((2 / 3 + 0) / 2)


def test_mentions_near_each_other_are_one_act() -> None:
    near = {"text": "consul", "start": TEXT.index("consul"), "end": TEXT.index("consul") + 6}
    far = {"text": "said", "start": TEXT.index("said"), "end": TEXT.index("said") + 4}
    assert score([GOLD], _coded(_as_coded(EXPELLED, trigger=near))).events.right == 1
    assert score([GOLD], _coded(_as_coded(EXPELLED, trigger=far))).events.right == 0
    assert score([GOLD], _coded(_as_coded(EXPELLED, trigger=far, mentions=[near]))).events.right == 1


def test_one_event_counts_once() -> None:
    found = score([GOLD], _coded(_as_coded(EXPELLED), _as_coded(EXPELLED, id="e9")))
    assert (found.events.right, found.events.coded) == (1, 2)


def test_offsets_are_carried_over_furniture_and_white_space() -> None:
    other = "×\nSubscribe now\n\n" + TEXT.replace(" ", "  ")
    carry = carried(TEXT, other)
    at = carry(TEXT.index("detained"))
    assert at is not None and other[at:].startswith("detained")
    moved = _as_coded(DETAINED, trigger={"text": "detained", "start": at, "end": at + 8})
    assert score([GOLD], _coded(moved, text=other)).events.right == 1


@pytest.fixture(scope="module")
def dev(shared: Path, coder: Coder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    from benchmarks.events import code_dev

    yield code_dev(shared, tmp_path_factory.mktemp("dev"), coder)


def test_figures_agree_with_the_yardstick(dev: Path, shared: Path) -> None:
    gold = shared / "gold" / "dev.jsonl"
    command = [sys.executable, str(shared / "score" / "events.py"), str(gold), str(dev), "--json"]
    theirs = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    wanted, made = (
        [json.loads(line) for line in path.read_text("utf-8").splitlines()] for path in (gold, dev)
    )
    ours = score(wanted, made).to_dict()
    shares = "right among the events found"
    assert ours[shares] == pytest.approx(theirs[shares], abs=1e-4)
    for name in ("acts", "events", "rows", "links"):
        assert ours[name] == pytest.approx(theirs[name], abs=1e-4)
    assert ours["calibration error"] == pytest.approx(theirs["calibration error"], abs=1e-4)
    assert {name: one["f1"] for name, one in ours["by type"].items()} == pytest.approx(
        {name: one["f1"] for name, one in theirs["by type"].items()}, abs=1e-4
    )
