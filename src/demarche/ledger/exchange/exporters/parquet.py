"""Parquet files of all columns of `events`, partitioned by month: <output>/month=YYYY-MM/*.parquet.

Such a folder can be opened as a ledger of its own (`Ledger.open(folder, read_only=True)`), however many
rows it has.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from demarche.errors import UsageError
from demarche.ledger.exchange.exporters import statement_of
from demarche.ledger.exchange.exporting import copy_out

if TYPE_CHECKING:
    from demarche.ledger.store import Ledger

NAME = "parquet"
TITLE = "Parquet by month"


def write(ledger: Ledger, output: Path) -> int:
    """All events; those without a day are in month=none.

    Raises:
        UsageError: the folder holds an export already, or cannot be written.
    """
    if any(output.glob("month=*")):
        raise UsageError(
            f"{output}: holds an export already, whose months would stay among the new ones. "
            "Delete it, or give another folder."
        )
    return copy_out(ledger, statement_of(NAME), output)
