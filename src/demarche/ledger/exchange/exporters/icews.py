"""ICEWS's tab-separated file of 20 columns, for programs that read ICEWS: one actor and one recipient a
row.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from demarche.ledger.exchange.exporters import statement_of
from demarche.ledger.exchange.exporting import copy_out

if TYPE_CHECKING:
    from demarche.ledger.store import Ledger

NAME = "icews"
TITLE = "ICEWS-style tab file"


def write(ledger: Ledger, output: Path) -> int:
    """Events that have a day and a CAMEO code; a joint act is one row, under its first actor."""
    return copy_out(ledger, statement_of(NAME), output)
