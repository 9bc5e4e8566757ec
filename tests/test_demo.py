"""`make demo` shows a report and keeps all of them, and never waits for anybody."""

from __future__ import annotations

from pathlib import Path

import pytest

from demarche.ledger import Ledger
from demarche.runners.step import Coder


def test_the_demonstration(
    coder: Coder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from samples import demo

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(demo, "Coder", lambda: coder)
    for _ in range(2):  # a second time over the first one's ledger
        demo.main()
        told = capsys.readouterr()
        assert "what answers what" in told.out
        assert "12 reports →" in told.err and f"serve {demo.LEDGER}" in told.err
    with Ledger.open(demo.LEDGER, read_only=True) as ledger:
        assert ledger.counts()["reports"] == 12
