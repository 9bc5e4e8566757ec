"""Floors: measured quality on the dev gold must not sink.

They are pinned in floors.toml; `python -m benchmarks.floors` measures them anew.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from benchmarks.floors import sunk


@pytest.fixture(scope="module")
def figures(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    from benchmarks.events import figures_on_dev

    return figures_on_dev(shared, tmp_path_factory.mktemp("dev"))


def _floors(root: Path) -> dict[str, float]:
    return tomllib.loads((root / "tests" / "floors.toml").read_text("utf-8"))["events"]


def test_events_stay_above_their_floors(figures: dict[str, float], root: Path) -> None:
    sunk = {
        name: (figures[name], floor)
        for name, floor in _floors(root).items()
        if name != "calibration_error" and figures[name] < floor
    }
    assert not sunk, f"below the floor (measured, floor): {sunk}"


def test_confidence_stays_calibrated(figures: dict[str, float], root: Path) -> None:
    assert figures["calibration_error"] <= _floors(root)["calibration_error"]


def test_the_sets_that_ship_stay_above_their_floors() -> None:
    assert not sunk("own"), "below the floor (measured, floor)"


def test_ways_of_telling_acts_are_known() -> None:
    assert not sunk("sentences"), "on the wrong side of the floor (measured, floor)"


def test_real_reports_stay_above_their_floors(shared: Path) -> None:
    assert not sunk("real"), "below the floor (measured, floor)"


def test_coding_twice_gives_the_same_bytes(root: Path) -> None:
    page = str(root / "samples" / "reports" / "salisbury" / "report.html")
    command = [sys.executable, "-m", "demarche", "code", "--json", page]
    first, second = (subprocess.run(command, capture_output=True, check=True).stdout for _ in range(2))
    assert first == second
    assert json.loads(first)["events"]
