"""kill -9 at any moment loses at most the batch in flight; the next run completes to the same contents."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from demarche.ledger import Ledger

from .coder import TestCoder, reports
from .contents import contents, damage

REPORTS = 160
KILLS = 20
# Ingests slowly enough that kills fall everywhere: in reading, in a transaction, between two.
PROGRAM = """
import importlib.util, sys, time
spec = importlib.util.spec_from_file_location("coder", sys.argv[2])
coder = importlib.util.module_from_spec(spec); sys.modules["coder"] = coder; spec.loader.exec_module(coder)
from demarche.ledger import Ledger, RunFacts
from demarche.ledger.ingest import ingest

class Slow(coder.TestCoder):
    def stream(self, reports):
        for result in super().stream(reports):
            time.sleep(0.001)
            yield result

with Ledger.open(sys.argv[1], create=True) as ledger:
    print("open", flush=True)
    ingest(ledger, coder.reports(int(sys.argv[3])), Slow(), facts=RunFacts(), batch_reports=4)
print("done", flush=True)
"""


def _start(path: Path) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-c",
        PROGRAM,
        str(path),
        str(Path(__file__).with_name("coder.py")),
        str(REPORTS),
    ]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_twenty_kills(tmp_path: Path) -> None:
    path, rng = tmp_path / "killed.duckdb", random.Random(7)
    stored = kills = 0
    while kills < KILLS:
        process = _start(path)
        assert process.stdout is not None
        if rng.random() < 0.8:
            process.stdout.readline()  # else it is killed while it starts
            time.sleep(rng.uniform(0, 0.15))
        else:
            time.sleep(rng.uniform(0, 0.3))
        os.kill(process.pid, signal.SIGKILL)
        said = process.communicate()[0]
        kills += 1
        if path.exists() and path.stat().st_size:
            with Ledger.open(path) as ledger:
                assert damage(ledger) == []
                now = ledger.select("SELECT count(*) AS n FROM reports").rows()[0]["n"]
            assert now >= stored, "a committed batch was lost"
            stored = now
        if "done" in said:  # all is stored: start again, for kills to fall into work
            path.unlink()
            stored = 0
    process = _start(path)
    assert "done" in process.communicate()[0]
    with Ledger.open(path) as ledger, Ledger.open(tmp_path / "whole.duckdb", create=True) as whole:
        whole.ingest(reports(REPORTS), TestCoder())
        assert contents(ledger) == contents(whole)
