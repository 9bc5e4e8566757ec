"""What a ledger holds, in order: run ids and times excepted, two ledgers with the same contents are the
same.
"""

from __future__ import annotations

from typing import Any

from demarche.ledger import Ledger

TABLES = ("reports", "mentions", "events", "entities", "links", "rejects", "aliases")


def contents(ledger: Ledger) -> dict[str, list[Any]]:
    """The rows of every table, ordered, without their runs."""
    return {
        table: sorted(map(repr, ledger.select(f"SELECT * EXCLUDE (run) FROM {table}").table()[1]))
        for table in TABLES
    }


def damage(ledger: Ledger) -> list[str]:
    """The names of the invariants that are broken, what reports only contradict each other about left out."""
    return [finding.name for finding in ledger.check() if not finding.doubt]
