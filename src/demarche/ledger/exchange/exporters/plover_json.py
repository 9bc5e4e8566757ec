"""PLOVER JSON: one event a line, in record form (docs/record.md), with the reports that tell it beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from demarche.ledger.store import Ledger

NAME = "plover-json"
TITLE = "PLOVER JSON Lines"


def write(ledger: Ledger, output: Path) -> int:
    """All events, by day and id; `reports` lists what tells each."""
    from demarche.ledger.exchange.exporters import statement_of
    from demarche.ledger.exchange.exporting import opened

    number = 0
    with opened(output) as stream:
        for row in ledger.select(statement_of(NAME)).stream():
            stream.write(json.dumps(_record(row), ensure_ascii=False) + "\n")
            number += 1
    return number


def _record(row: dict[str, Any]) -> dict[str, Any]:
    from demarche.ledger.records import iso, record_of_row

    reports = [{name: iso(value) for name, value in one.items()} for one in row.pop("told_by") or []]
    told = row.pop("record")
    record = json.loads(told) if told else record_of_row({name: iso(value) for name, value in row.items()})
    return record | {
        "id": row["id"],
        "reports": reports,
        "origin": row["origin"],
        "mirror_of": row["mirror_of"],
    }
