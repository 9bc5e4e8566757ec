"""Golden reports: every folder of samples/reports is coded and compared with its expected.json."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from samples.expect import coded, folders
from tests.record_form import problems

from demarche.record import coded_to_dict
from demarche.runners.step import Coder

SAMPLES = {folder.name: folder for folder in folders()}
# Processors round the int8 encoder's sums differently; what follows from them is the same, the confidence
# nearly.
ROUNDING = 0.05
NUMBER = re.compile(r"\d+\.\d+")
QUIET = {"derby"}  # reports without any political event


@pytest.fixture(scope="module")
def records(coder: Coder) -> dict[str, dict[str, Any]]:
    """The record of each sample, by folder."""
    results = coded(list(SAMPLES.values()), coder)
    return {result_name: coded_to_dict(result) for result_name, result in zip(SAMPLES, results, strict=True)}


@pytest.mark.parametrize("name", SAMPLES)
def test_golden(name: str, records: dict[str, dict[str, Any]]) -> None:
    path = SAMPLES[name] / "expected.json"
    if not path.exists():
        pytest.skip(f"{name} has no expected.json yet: `python -m samples.expect` writes it")
    expected = json.loads(path.read_text("utf-8"))
    found = json.loads(json.dumps(records[name]))
    told = "`python -m samples.expect` shows the change as a diff"
    assert _confidences(found) == pytest.approx(_confidences(expected), abs=ROUNDING), told
    assert _without(found) == _without(expected), told


@pytest.mark.parametrize("name", SAMPLES)
def test_records_keep_to_their_form(name: str, records: dict[str, dict[str, Any]]) -> None:
    assert not problems(records[name])


@pytest.mark.parametrize("name", SAMPLES)
def test_events(name: str, records: dict[str, dict[str, Any]]) -> None:
    assert bool(records[name]["events"]) is (name not in QUIET)


def test_coding_again_gives_the_same(coder: Coder, records: dict[str, dict[str, Any]]) -> None:
    names = [*SAMPLES][::4]
    again = coded([SAMPLES[name] for name in names], coder)
    assert [coded_to_dict(result) for result in again] == [records[name] for name in names]


def test_every_sample_is_told_of(root: Path) -> None:
    told = (root / "samples" / "reports" / "README.md").read_text("utf-8")
    families = {re.sub(r"-\d$", "", name) for name in SAMPLES} & {
        "salisbury",
        "chips",
        "cod-quarrel",
        "derby",
    }
    assert all(name in told for name in families)
    assert 8 <= len(SAMPLES) <= 12


def _confidences(record: dict[str, Any]) -> list[float]:
    return [
        confidence
        for event in record["events"]
        for confidence in (event["confidence"], *(answer["confidence"] for answer in event["answers"]))
    ]


def _without(value: Any) -> Any:
    """The same without confidences, and without the numbers in words of explanation."""
    if isinstance(value, dict):
        return {
            name: NUMBER.sub("…", inner) if name == "why" else _without(inner)
            for name, inner in value.items()
            if name != "confidence"
        }
    return [_without(inner) for inner in value] if isinstance(value, list) else value
