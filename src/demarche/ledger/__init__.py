"""The ledger: one DuckDB file of reports, acts and links, each traceable to its words and its run.

`Ledger` is the room's door.  schema/ has the tables with their grain, step by step, and the named views;
queries/ the
room's SQL; exchange/ the formats of the field, one file each.
"""

from __future__ import annotations

from demarche.ledger.ingest import Counts, RunFacts, Writer
from demarche.ledger.result import Result
from demarche.ledger.store import Ledger

__all__ = ["Counts", "Ledger", "Result", "RunFacts", "Writer"]
