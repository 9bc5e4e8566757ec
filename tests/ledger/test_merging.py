"""Merging: what two ledgers know of one thing is one thing in the ledger of both."""

from __future__ import annotations

from pathlib import Path

from demarche.ledger import Ledger, RunFacts
from demarche.ledger.merging import merge

from .coder import TestCoder, reports


def test_an_alias_of_an_alias_leads_to_the_last(tmp_path: Path) -> None:
    one, other, both = (tmp_path / f"{name}.duckdb" for name in ("one", "other", "both"))
    for path, aliases in ((one, [("older", "id")]), (other, [("oldest", "older"), ("lost", "gone")])):
        with Ledger.open(path, create=True) as ledger:
            ledger.ingest(reports(3), TestCoder())
            id = ledger.events().rows()[0]["id"]
            with ledger.transaction() as connection:
                for old, new in aliases:
                    new = id if new == "id" else new
                    connection.execute("INSERT INTO aliases VALUES (?, ?, 1)", [old, new])
    merge([one, other], both)
    with Ledger.open(both, read_only=True) as ledger:
        assert [ledger.canonical(name) for name in ("older", "oldest", "lost", id)] == [id, id, "lost", id]
        assert not ledger.check()


def test_what_watch_remembers_is_carried_over(tmp_path: Path) -> None:
    one, other, both = (tmp_path / f"{name}.duckdb" for name in ("one", "other", "both"))
    for path, day, posted in ((one, "2024-01-02", "NULL"), (other, "2024-01-01", "TIMESTAMP '2024-01-01'")):
        with Ledger.open(path, create=True) as ledger:
            ledger.ingest(reports(2), TestCoder(), facts=RunFacts("watch", options={"webhook": "hook"}))
            told = [row["id"] for row in ledger.events()]
            with ledger.transaction() as connection:
                for url in ("feed", f"feed of {path.stem}"):
                    connection.execute(
                        f"INSERT INTO feeds VALUES (?, '{path.stem}', NULL, '{day}', NULL, 0)", [url]
                    )
                    connection.execute("INSERT INTO feed_entries VALUES (?, ?, 'sha')", [url, path.stem])
                    connection.execute("INSERT INTO feed_entries VALUES (?, 'common', ?)", [url, path.stem])
                for event in told:
                    connection.execute(
                        f"INSERT INTO deliveries VALUES ('hook', ?, '{day}', {posted}, NULL)", [event]
                    )
    merge([one, other], both)
    with Ledger.open(both, read_only=True) as ledger:
        tags = {row["url"]: row["etag"] for row in ledger.sql("SELECT * FROM feeds")}
        assert tags == {"feed": "one", "feed of one": "one", "feed of other": "other"}
        entries = ledger.sql("SELECT entry FROM feed_entries WHERE feed = 'feed'").rows()
        assert sorted(row["entry"] for row in entries) == ["common", "one", "other"]
        queued = ledger.sql("SELECT event, posted FROM deliveries").rows()
        assert sorted(row["event"] for row in queued) == sorted(told) and all(row["posted"] for row in queued)
        assert ledger.rows("watching", "waiting", {"webhook": "hook"}) == []


def test_an_event_that_stands_twice_is_kept_once(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "one.duckdb", create=True) as ledger:
        ledger.ingest(reports(2), TestCoder())
        with ledger.transaction() as connection:
            for score in (1, 2):
                connection.execute(
                    "INSERT INTO events BY NAME "
                    "SELECT * REPLACE ('icews:1' AS id, 'icews' AS origin, ? AS score) "
                    "FROM events WHERE origin = 'coded' LIMIT 1",
                    [score],
                )
        assert [finding.name for finding in ledger.check()] == ["event_twice"]
    merge([tmp_path / "one.duckdb"], tmp_path / "new.duckdb")
    with Ledger.open(tmp_path / "new.duckdb", read_only=True) as ledger:
        assert ledger.check() == []
        assert [row["score"] for row in ledger.events(origin="icews")] == [1.0]
