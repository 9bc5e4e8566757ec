"""Event tables for the analyses: small ones by hand, and the published streams where they are there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from demarche.analysis.table import EventTable


@pytest.fixture(scope="session")
def streams(shared: Path) -> Path:
    """The folder of published event streams."""
    return shared / "data" / "streams"


@pytest.fixture
def quarrel() -> EventTable:
    """Two years of two sides that answer most conflict within a week, beside a third that nobody answers."""
    random = np.random.default_rng(4)
    actor, recipient, time, code, score = [], [], [], [], []
    for day in np.sort(random.choice(730, 90, replace=False)):
        actor.append("ABC")
        recipient.append("XYZ")
        time.append(float(day))
        if random.random() < 0.8:
            actor.append("XYZ")
            recipient.append("ABC")
            time.append(float(day + random.integers(1, 6)))
    for day in random.choice(730, 60, replace=False):
        actor.append("ABC")
        recipient.append("LMN")
        time.append(float(day))
    for _ in time:
        hostile = random.random() < 0.6
        code.append("112" if hostile else "051")
        score.append(-2.0 if hostile else 3.4)
    return EventTable.of(actor, recipient, time, cameo=code, score=score)
