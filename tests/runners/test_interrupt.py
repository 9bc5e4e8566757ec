"""Ctrl-C, as a terminal sends it: to the whole group of processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = """
import itertools, signal, sys, time
from pathlib import Path
from demarche.model import CodedReport, Report
from demarche.runners.local import LocalRunner

class Slow:
    def code(self, reports):
        Path(sys.argv[1], str(__import__("os").getpid())).touch()
        time.sleep(0.05)
        return [CodedReport(report, ()) for report in reports]

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
    endless = (Report(str(n), "text") for n in itertools.count())
    try:
        for result in LocalRunner(Slow, workers=2, batch=1).stream(endless):
            pass
    except KeyboardInterrupt:
        sys.exit(130)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no process groups to interrupt")
def test_ctrl_c_ends_the_workers_and_says_nothing(tmp_path: Path) -> None:
    program, pids = tmp_path / "program.py", tmp_path / "pids"
    program.write_text(PROGRAM, "utf-8")
    pids.mkdir()
    process = subprocess.Popen(
        [sys.executable, str(program), str(pids)], start_new_session=True, stderr=subprocess.PIPE, text=True
    )
    try:
        until = time.monotonic() + 60
        while len(list(pids.iterdir())) < 2 and time.monotonic() < until:
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 130
    assert "Traceback" not in said
    assert not [path.name for path in pids.iterdir() if _alive(int(path.name))]


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
