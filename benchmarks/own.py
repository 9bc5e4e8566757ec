"""The coder on the gold set that ships: `python -m benchmarks.own` (benchmarks/gold/README.md).

Prints the totals only: single errors are not to be looked at, or the set is spent.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from demarche.model import CodedReport
from demarche.record import coded_to_dict
from demarche.reports import read_row
from demarche.runners.step import Coder
from demarche.scoring import Score, score

GOLD = Path(__file__).parent / "gold" / "own.jsonl"


def gold() -> list[dict[str, Any]]:
    """The reports with their events."""
    return [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]


def figures(coder: Coder | None = None) -> Score:
    """The coder's figures on the set: text and date are given, nothing else."""
    rows = gold()
    plain = [{name: row[name] for name in ("id", "text", "published")} for row in rows]
    coded = (coder or Coder()).code([read_row(row) for row in plain])
    return score(rows, [coded_to_dict(one) for one in coded if isinstance(one, CodedReport)])


def main() -> None:
    found = figures()
    for name in ("acts", "events", "rows", "links"):
        ratio = getattr(found, name)
        print(f"{name:8} P {ratio.precision:.3f}  R {ratio.recall:.3f}  F1 {ratio.f1:.3f}  of {ratio.gold}")
    for name, share in found.fields.items():
        print(f"  {name:28} {share.share:.3f}  of {share.of}")
    print(f"calibration error              {found.calibration_error or 0.0:.3f}")


if __name__ == "__main__":
    main()
