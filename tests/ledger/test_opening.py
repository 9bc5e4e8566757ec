"""Opening: what is no ledger, newer, locked, read-only or full says so and loses nothing; older ones are
migrated.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from demarche.errors import LedgerError
from demarche.ledger import Ledger
from demarche.ledger.opening import newest
from demarche.ledger.snapshots import copies, filled
from demarche.ledger.statements import schema_steps

from .coder import TestCoder, reports
from .contents import contents, damage

HOLDER = """
import sys, time
from demarche.ledger import Ledger
ledger = Ledger.open(sys.argv[1], create=True)
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "test.duckdb"


def _filled(path: Path) -> Path:
    with Ledger.open(path, create=True) as ledger:
        ledger.ingest(reports(5), TestCoder())
    return path


def test_missing(path: Path) -> None:
    with pytest.raises(LedgerError, match=r"there is no ledger\. `demarche ingest"):
        Ledger.open(path)
    with pytest.raises(LedgerError, match="folder does not exist"):
        Ledger.open(path / "deeper" / "x.duckdb", create=True)
    with pytest.raises(LedgerError, match="is a directory"):
        Ledger.open(path.parent, create=True)


def test_no_ledger(path: Path) -> None:
    path.write_text("To be, or not to be")
    with pytest.raises(LedgerError, match="is no ledger"):
        Ledger.open(path, create=True)
    assert path.read_text() == "To be, or not to be"
    path.unlink()
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE mine (a INTEGER)")
    with pytest.raises(LedgerError, match="no schema version"):
        Ledger.open(path, create=True)
    with duckdb.connect(str(path)) as connection:
        assert connection.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [("mine",)]


def test_newer_schema(path: Path) -> None:
    with Ledger.open(_filled(path)) as ledger, ledger.transaction() as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    for read_only in (True, False):
        with pytest.raises(LedgerError, match="update this one"):
            Ledger.open(path, read_only=read_only)


def test_first_version_is_migrated(path: Path) -> None:
    """A ledger as the first version wrote it: its schema alone, and one row in every table."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(schema_steps()[1])
        connection.execute(Path(__file__).with_name("version1.sql").read_text("utf-8"))
    with pytest.raises(LedgerError, match="--upgrade"):
        Ledger.open(path, read_only=True)
    with Ledger.open(path) as ledger:
        assert ledger.select("SELECT value FROM meta WHERE key = 'schema_version'").rows() == [
            {"value": str(newest())}
        ]
        assert damage(ledger) == []
        event = ledger.event("e-old")
        assert event is not None and event["trigger"]["text"] == "expelled" and event["id"] == "e1"
        assert ledger.select("SELECT count(*) AS n FROM feeds").rows() == [{"n": 0}]
        assert ledger.ingest(reports(2), TestCoder()).reports == 2
    with Ledger.open(path, read_only=True) as ledger:
        assert len(ledger.sql("SELECT * FROM dyad_day").rows()) == 2


def test_migration_that_fails_leaves_the_old_ledger(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute(schema_steps()[1])
        connection.execute(Path(__file__).with_name("version1.sql").read_text("utf-8"))
    steps = {**schema_steps(), newest() + 1: "CREATE TABLE half (a INTEGER); SELECT * FROM nowhere"}
    monkeypatch.setattr("demarche.ledger.opening.schema_steps", lambda: steps)
    with pytest.raises(LedgerError):
        Ledger.open(path)
    with duckdb.connect(str(path)) as connection:
        assert connection.execute("SELECT value FROM meta").fetchall() == [("1",)]
        assert ("half",) not in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()


def test_locked_by_another_process_and_its_snapshot(path: Path) -> None:
    _filled(path)
    with Ledger.open_snapshot(path) as snapshot:
        assert snapshot.counts()["reports"] == 5
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stdout.readline() == "open\n"
    try:
        for read_only in (True, False):
            with pytest.raises(LedgerError, match=f"in use by process {process.pid}"):
                Ledger.open(path, read_only=read_only)
        with Ledger.open_shared(path) as shared, Ledger.open_snapshot(path) as again:
            assert shared.counts()["reports"] == again.counts()["reports"] == 5
    finally:
        process.communicate("")


def test_writer_renews_the_snapshot_that_a_reader_asked_for(path: Path) -> None:
    _filled(path)
    with Ledger.open_snapshot(path) as reader, Ledger.open(path) as writer:  # the reader keeps nobody out
        writer.ingest(reports(3, start=20), TestCoder())
        assert reader.counts()["reports"] == 5
    with Ledger.open_snapshot(path) as reader:
        assert reader.counts()["reports"] == 8
    assert len(list(path.parent.glob("*.snapshot-*"))) == 1


def test_a_snapshot_that_fails_stops_no_writer(
    path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    Ledger.open_snapshot(_filled(path)).close()
    monkeypatch.setattr("demarche.ledger.snapshots.COPY", "import sys; sys.exit('No space left on device')")
    with Ledger.open(path) as ledger:
        assert ledger.ingest(reports(3, start=20), TestCoder()).reports == 3
        with pytest.raises(LedgerError, match="no snapshot could be made"):
            ledger.snapshot()
    assert "no snapshot could be made" in caplog.text
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.counts()["reports"] == 8


def test_snapshots_of_a_ledger_with_brackets_in_its_name(path: Path) -> None:
    odd = _filled(path).rename(path.with_name("a[1].duckdb"))
    with Ledger.open_snapshot(odd) as reader:
        assert reader.counts()["reports"] == 5
    assert [copy.name for copy in copies(odd)] == ["a[1].duckdb.snapshot-1"]


def test_a_snapshot_that_is_taken_away_meanwhile(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = path.with_name(f"{path.name}.snapshot-1")
    monkeypatch.setattr("demarche.ledger.snapshots.copies", lambda path: [gone])
    assert filled(path) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_read_only_file(path: Path) -> None:
    _filled(path).chmod(0o444)
    with pytest.raises(LedgerError, match="read-only"):
        Ledger.open(path)


def test_full_disk(path: Path) -> None:
    """A limit on the file's size stands for a full disk: the batch is lost, those before it are not."""
    _filled(path)
    with Ledger.open(path) as ledger:
        before = contents(ledger)
    program = (
        "import resource, signal, sys; from demarche.errors import LedgerError; "
        "from demarche.ledger import Ledger; "
        "from demarche.model import Report; "
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "size = int(sys.argv[2]); resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))\n"
        "import random, string; rng = random.Random(1)\n"
        "class Coder:\n"
        "    def stream(self, reports):\n"
        "        from demarche.model import CodedReport\n"
        "        for report in reports: yield CodedReport(report, ())\n"
        "texts = (Report(str(n), ''.join(rng.choices(string.printable, k=200_000))) for n in range(60))\n"
        "try:\n    Ledger.open(sys.argv[1]).ingest(texts, Coder())\n"
        "except LedgerError as error:\n    print(error); sys.exit(2)\n"
    )
    limit = path.stat().st_size + 500_000
    done = subprocess.run(
        [sys.executable, "-c", program, str(path), str(limit)], capture_output=True, text=True
    )
    assert done.returncode == 2, done.stderr
    assert "disk" in done.stdout or "lost" in done.stdout
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != limit
    with Ledger.open(path) as ledger:
        assert damage(ledger) == []
        assert contents(ledger) == before
