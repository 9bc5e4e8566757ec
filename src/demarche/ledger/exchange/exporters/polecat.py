"""POLECAT's (NGEC's) tab-separated file of 40 columns, in PLOVER's terms; several members of a role stand
apart by ";".
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from demarche.ledger.exchange.exporters import statement_of
from demarche.ledger.exchange.exporting import copy_out

if TYPE_CHECKING:
    from demarche.ledger.store import Ledger

NAME = "polecat"
TITLE = "POLECAT-style tab file"


def write(ledger: Ledger, output: Path) -> int:
    """Events that have a day and a PLOVER type; the format has no status, so that only actual ones are
    written.
    """
    return copy_out(ledger, statement_of(NAME), output)
