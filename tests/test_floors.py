"""Floors cannot sink by accident: lowering one takes a reason, and it stays in the file."""

from __future__ import annotations

import tomllib

import pytest
from benchmarks.floors import changed, keeps, lifted, lower

FLOORS = "# Floors.\n\n[events]\nevents = 0.5\ncalibration_error = 0.1\n\n[dates]\nvalue_f1 = 0.8\n"


def test_lowering_takes_a_reason() -> None:
    for reason in (None, "", "  "):
        with pytest.raises(SystemExit, match="reason"):
            lower(FLOORS, "events.events", "0.4", reason)


def test_the_reason_is_kept_with_the_floor() -> None:
    text = lower(FLOORS, "events.events", "0.4", "fewer\nlines")
    assert tomllib.loads(text)["events"]["events"] == 0.4
    assert tomllib.loads(text)["dates"] == {"value_f1": 0.8}
    assert "lowered to 0.4: fewer lines\nevents = 0.4" in text


def test_lifting_never_lowers() -> None:
    text = lifted(FLOORS, "events", {"events": 0.6, "calibration_error": 0.2})
    assert tomllib.loads(text)["events"] == {"events": 0.595, "calibration_error": 0.1}
    assert lifted(FLOORS, "events", {"events": 0.3, "calibration_error": 0.3}) == FLOORS


def test_an_error_has_a_ceiling() -> None:
    assert keeps("calibration_error", 0.05, 0.1) and not keeps("calibration_error", 0.2, 0.1)
    assert keeps("events", 0.6, 0.5) and not keeps("events", 0.4, 0.5)


def test_an_unknown_floor_is_told() -> None:
    with pytest.raises(SystemExit, match=r"dates\.events"):
        changed(FLOORS, "dates", "events", 0.1)
