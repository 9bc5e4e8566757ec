"""What share of the step's time each stage takes: `python -m benchmarks.shares [--write]`.

Measured on the sample reports, a few times over; a share says the same on a fast machine and a slow one.
`shares.toml` holds what was pinned; `tests/runners/test_shares.py` refuses a stage whose share has grown by
half.
"""

from __future__ import annotations

import argparse
import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.speed import stages

if TYPE_CHECKING:
    from demarche.model import Report
    from demarche.runners.step import Coder

ROOT = Path(__file__).resolve().parents[1]
PINNED = Path(__file__).with_name("shares.toml")
ROUNDS = 3
GROWN = 1.5
HEADER = """\
# What share of the step's processor time each stage takes on the sample reports:
# `python -m benchmarks.shares` measures them anew, `--write` pins what it measured.
"""


def sample_reports() -> list[Report]:
    """The reports of samples/."""
    from demarche.model import Report
    from demarche.reports import read

    files = [str(path) for path in sorted((ROOT / "samples" / "reports").glob("*/report.*"))]
    return [item for item in read(files) if isinstance(item, Report)]


def shares(coder: Coder) -> dict[str, float]:
    """Each stage's share of all, the least of a few rounds: other work on the machine only adds to it."""
    reports = sample_reports()
    coder.code(reports)  # words and names are looked up once
    rounds = []
    for _ in range(ROUNDS):
        seconds, _coded = stages(coder, reports)
        rounds.append({stage: value / sum(seconds.values()) for stage, value in seconds.items()})
    return {stage: min(one[stage] for one in rounds) for stage in rounds[0]}


def pinned() -> dict[str, float]:
    """The shares as pinned."""
    found: dict[str, float] = tomllib.loads(PINNED.read_text("utf-8"))
    return found


def main(show: Callable[[str], None] = print) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="Pin what was measured.")
    options = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"
    from demarche.runners.step import Coder

    found = shares(Coder())
    lines = [f'"{stage}" = {share:.3f}' for stage, share in found.items()]
    show("\n".join(lines))
    if options.write:
        PINNED.write_text(HEADER + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
