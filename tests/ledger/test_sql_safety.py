"""The SQL verb can read the ledger and nothing else: every way out is tried."""

from __future__ import annotations

from pathlib import Path

import pytest

from demarche.errors import LedgerError
from demarche.ledger import Ledger

from .coder import TestCoder, reports

ATTEMPTS = (
    "DELETE FROM events",
    "INSERT INTO meta VALUES ('a', 'b')",
    "UPDATE events SET score = 0",
    "DROP TABLE events",
    "CREATE TABLE mine AS SELECT 1",
    "CREATE TEMP TABLE mine AS SELECT 1",
    "SELECT 1; DELETE FROM events",
    "WITH a AS (SELECT 1) DELETE FROM events",
    "COPY events TO '{folder}/out.csv'",
    "COPY (SELECT 1) TO '{folder}/out.parquet'",
    "EXPORT DATABASE '{folder}/out'",
    "ATTACH '{folder}/other.duckdb'",
    "ATTACH ':memory:' AS other",
    "DETACH test",
    "SELECT * FROM read_csv('{folder}/secret.txt')",
    "SELECT * FROM read_text('{folder}/secret.txt')",
    "SELECT * FROM read_blob('{folder}/secret.txt')",
    "SELECT * FROM '{folder}/secret.txt'",
    "SELECT * FROM '{folder}/secret.parquet'",
    "SELECT * FROM read_json('{folder}/secret.txt')",
    "SELECT * FROM parquet_metadata('{folder}/secret.parquet')",
    "SELECT * FROM sniff_csv('{folder}/secret.txt')",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM read_csv('https://example.org/x.csv')",
    "SELECT * FROM query('COPY events TO ''{folder}/out.csv''')",
    "SELECT * FROM secret_frame",
    "SELECT getenv('HOME')",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "RESET enable_external_access",
    "SET lock_configuration = false",
    "PRAGMA enable_profiling",
    "CALL pragma_version()",
    "CREATE SECRET (TYPE s3)",
    "PREPARE p AS SELECT 1",
    "BEGIN",
    "CHECKPOINT",
    "USE memory",
    "EXPLAIN ANALYZE DELETE FROM events",
    "",
    "SELEC 1",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "test.duckdb"
    with Ledger.open(path, create=True) as ledger:
        ledger.ingest(reports(5), TestCoder())
    (tmp_path / "secret.txt").write_text("a,b\nthe,secret\n")
    return path


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_attempt(path: Path, attempt: str) -> None:
    import pandas as pd

    secret_frame = pd.DataFrame({"secret": [1]})  # DuckDB would read a variable of this name
    before = path.read_bytes()
    with Ledger.open(path, read_only=True) as ledger, pytest.raises(LedgerError) as caught:
        ledger.sql(attempt.format(folder=path.parent)).rows()
    assert "the,secret" not in str(caught.value) and len(secret_frame) == 1
    assert path.read_bytes() == before
    assert not (path.parent / "out.csv").exists() and not (path.parent / "out").exists()


def test_questions(path: Path) -> None:
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.sql("SELECT count(*) AS n FROM events WHERE actor = ?", ["JPN"]).rows()[0]["n"] > 0
        assert ledger.sql("SELECT $a AS a", {"a": "x'; DROP TABLE events"}).rows() == [
            {"a": "x'; DROP TABLE events"}
        ]
        assert ledger.sql("DESCRIBE events").rows()
        with pytest.raises(LedgerError, match="took longer than"):
            ledger.sql("SELECT count(*) FROM range(10000000) a, range(10000000) b", seconds=0.2).rows()


def test_not_while_writing(path: Path) -> None:
    with Ledger.open(path) as ledger, pytest.raises(LedgerError, match="read_only=True"):
        ledger.sql("SELECT 1")


def test_parquet_ledger_reads_only_its_folder(path: Path) -> None:
    with Ledger.open(path, read_only=True, files=True) as ledger:
        number = ledger.export("parquet", path.parent / "by_month")
    with Ledger.open(path.parent / "by_month", read_only=True) as ledger:
        assert len(ledger.events().rows()) == number
        assert ledger.sql("SELECT sum(events) AS n FROM dyad_month").rows() == [{"n": number}]
        for attempt in ("SELECT * FROM read_csv('{folder}/secret.txt')", "COPY events TO '{folder}/out.csv'"):
            with pytest.raises(LedgerError):
                ledger.sql(attempt.format(folder=path.parent)).rows()
