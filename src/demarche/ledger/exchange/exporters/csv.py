"""Comma-separated, all columns of `events`, for spreadsheets: lists apart by ";", no cell that begins like
a formula.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from demarche.ledger.exchange.exporters import statement_of
from demarche.ledger.exchange.exporting import copy_out

if TYPE_CHECKING:
    from demarche.ledger.store import Ledger

NAME = "csv"
TITLE = "CSV"


def write(ledger: Ledger, output: Path) -> int:
    """All events, by day and id."""
    return copy_out(ledger, statement_of(NAME), output)
