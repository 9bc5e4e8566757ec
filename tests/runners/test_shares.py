"""No stage of the step has grown by half beside the others since its share was pinned."""

from __future__ import annotations

from benchmarks.shares import GROWN, pinned, shares

LEAST = 0.02  # a smaller share is mostly the clock's


def test_no_stage_has_grown_by_half() -> None:
    from demarche.runners.step import Coder

    coder = Coder()
    before, now = pinned(), shares(coder)
    assert set(now) == set(before)
    grown = {
        stage: f"{before[stage]:.3f} -> {share:.3f}"
        for stage, share in now.items()
        if share > GROWN * max(before[stage], LEAST)
    }
    assert not grown, "`python -m benchmarks.speed` shows where; `python -m benchmarks.shares --write` pins"
