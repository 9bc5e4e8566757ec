"""Merging: what two ledgers know of one thing is one thing in the ledger of both."""

from __future__ import annotations

from pathlib import Path

from demarche.ledger import Ledger
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
