"""Dates: time expressions found and resolved on TimeBank, and the time it takes.

    python -m benchmarks.dates [--errors N]

The figures are those of ../shared/score/dates.py: an expression counts as right when an overlapping one was
found and names the same days.  They re-check the thresholds of `demarche.events.dates` (absolute.py,
business.py, relative.py, setting.py).
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from demarche.cli.dates import date_to_dict
from demarche.events.dates import find_dates

SHARED = Path(__file__).resolve().parents[1] / ".." / "shared"


# Of so many passes the fastest counts: a full collection of a large process's memory falls into one of them.
PASSES = 3


@dataclass(frozen=True, slots=True)
class Figures:
    """What the scorer says, milliseconds of processor time a report, and the scorer's lines on errors."""

    f1: float
    precision: float
    recall: float
    right_where_found: float
    milliseconds: float
    errors: str = ""


def measure(shared: Path = SHARED, *, errors: int = 0) -> Figures:
    """The figures on TimeBank's 183 reports; the word lists are read before the clock starts."""
    gold = shared / "data" / "dates" / "timebank.jsonl"
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    find_dates("on Friday", dt.date(2020, 1, 1))
    took, found = float("inf"), []
    for _ in range(PASSES):
        start = time.process_time()
        found = [find_dates(row["text"], dt.date.fromisoformat(row["published"])) for row in rows]
        took = min(took, time.process_time() - start)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "found.jsonl"
        answers = [
            {"id": row["id"], "dates": [date_to_dict(mention) for mention in mentions]}
            for row, mentions in zip(rows, found, strict=True)
        ]
        path.write_text("".join(json.dumps(answer) + "\n" for answer in answers), encoding="utf-8")
        said = json.loads(_score(shared, gold, path, "--json"))
        lines = _score(shared, gold, path, "--errors", str(errors)) if errors else ""
    return Figures(
        said["value f1"],
        said["value precision"],
        said["value recall"],
        said["value right where found"],
        1000 * took / len(rows),
        lines,
    )


def _score(shared: Path, gold: Path, found: Path, *options: str) -> str:
    script = shared / "score" / "dates.py"
    command = [sys.executable, str(script), "score", str(gold), str(found), *options]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout


def main() -> None:
    """Prints the table, and the scorer's errors where they are asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--errors", type=int, default=0, metavar="N", help="print the scorer's first N errors"
    )
    figures = measure(errors=parser.parse_args().errors)
    print(f"{'':10}{'value F1':>9}{'precision':>11}{'recall':>8}{'right where found':>19}{'ms/report':>11}")
    print(
        f"{'TimeBank':10}{figures.f1:9.3f}{figures.precision:11.3f}{figures.recall:8.3f}"
        f"{figures.right_where_found:19.3f}{figures.milliseconds:11.2f}"
    )
    if figures.errors:
        print(figures.errors)


if __name__ == "__main__":
    main()
