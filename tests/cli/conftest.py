"""The command line as a user calls it, in one process so that the models are loaded once."""

from __future__ import annotations

import io
import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from demarche.cli import main
from demarche.runners import step
from demarche.runners.step import Coder


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command printed and its exit status."""

    status: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command line, such as `run("demarche dates --json -", stdin="…")`."""

    def call(command: str, *arguments: str, stdin: str = "") -> Ran:
        monkeypatch.setattr(sys, "argv", [*shlex.split(command), *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        code = ended.value.code
        return Ran(code if isinstance(code, int) else 0 if code is None else 1, told.out, told.err)

    return call


@pytest.fixture
def loaded(coder: Coder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Verbs that code take the coder that is loaded already."""
    monkeypatch.setattr(step, "Coder", lambda options=None: coder)
