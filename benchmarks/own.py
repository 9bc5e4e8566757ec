"""The coder on the gold sets that ship: `python -m benchmarks.own` (benchmarks/gold/README.md).

Prints totals only: single errors of the sets kept apart are not to be looked at, or they are spent.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from demarche.model import CodedReport
from demarche.record import coded_to_dict
from demarche.reports import read_row
from demarche.runners.step import Coder
from demarche.scoring import Score, score

FOLDER = Path(__file__).parent / "gold"
SETS = {
    "own": "32 reports whose errors were read",
    "apart": "24 reports kept apart",
    "fresh": "24 reports kept apart, written when the rules were done",
}


def gold(name: str) -> list[dict[str, Any]]:
    """The reports of a set with their events."""
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()]


def figures(name: str, coder: Coder | None = None) -> Score:
    """The coder's figures on a set."""
    return figures_of(gold(name), coder)


def figures_of(rows: Sequence[dict[str, Any]], coder: Coder | None = None) -> Score:
    """The coder's figures on reports with their events: text and date are given, nothing else."""
    plain = [{field: row[field] for field in ("id", "text", "published")} for row in rows]
    coded = (coder or Coder()).code([read_row(row) for row in plain])
    return score(rows, [coded_to_dict(one) for one in coded if isinstance(one, CodedReport)])


def show(found: Score) -> None:
    """Prints the figures of a set."""
    for part in ("acts", "events", "rows", "links"):
        ratio = getattr(found, part)
        told = f"P {ratio.precision:.3f}  R {ratio.recall:.3f}  F1 {ratio.f1:.3f}"
        print(f"  {part:8} {told}  of {ratio.gold}")
    for field, share in found.fields.items():
        print(f"    {field:28} {share.share:.3f}  of {share.of}")
    print(f"  calibration error              {found.calibration_error or 0.0:.3f}")


def main() -> None:
    """Prints the figures of all sets."""
    coder = Coder()
    for name, what in SETS.items():
        print(f"{what} (benchmarks/gold/{name}.jsonl)")
        show(figures(name, coder))


if __name__ == "__main__":
    main()
