"""Fixtures that every room's tests use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from demarche.runners.step import Coder

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The data for measuring, which is not part of the repository; tests that need it skip without it."""
    path = ROOT.parent / "shared"
    if not (path / "gold" / "dev.jsonl").exists():
        pytest.skip("needs the measuring data in ../shared, which is not there")
    return path


@pytest.fixture(scope="session")
def coder() -> Coder:
    """The coder with the shipped models, loaded once for all tests of a run."""
    from demarche.runners.step import Coder

    return Coder()


@pytest.fixture
def rules_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sides are told by words and rules alone: nobody is weighed where they tell none."""
    from demarche.events import whom

    monkeypatch.setattr(whom, "LEAST", dict.fromkeys(whom.SIDES, 2.0))
    monkeypatch.setattr(whom, "LEAST_BESIDE_UNKNOWN", 2.0)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: the browser's greenlets confuse the compiler's recursion counter of Python 3.11 for
    good.
    """
    items.sort(key=lambda item: "browser" in item.nodeid)
