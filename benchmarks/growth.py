"""How cost grows with the number of reports: `python -m benchmarks.growth [--sizes 1000 10000] [--a-day N]`.

Reports are made by recombining paragraphs of Wikinews, each with its own id and day, and come in no order: of
the same two years, so that they lie the denser the more they are, or `--a-day` so many.  For every size a
fresh ledger: seconds, processor seconds, peak memory, size of the file; the constant is what a further
report costs.  Sizes that would take longer than `--minutes` are extrapolated from the last two that were
measured, and marked so.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.speed import SHARED
from demarche.model import CodedReport, Reject, Report

SIZES = (1_000, 10_000, 100_000, 1_000_000)
PARAGRAPHS = 5  # of a made report: about 250 words
FIRST_DAY = dt.date(2019, 1, 1)
DAYS = 730


class Nothing:
    """A step that codes nothing: what the ledger and the reading cost alone."""

    def stream(self, reports: Iterator[Report | Reject]) -> Iterator[CodedReport | Reject]:
        for item in reports:
            yield item if isinstance(item, Reject) else CodedReport(item, ())


def made(count: int, seed: int = 1, *, days: int = DAYS) -> Iterator[Report]:
    """Reports of recombined paragraphs, the same for the same seed, of so many days."""
    chance = random.Random(seed)
    lines = (SHARED / "data" / "corpora" / "wikinews_2019_2020.jsonl").read_text("utf-8").splitlines()
    texts = (json.loads(line)["text"] for line in lines)
    pool = [paragraph for text in texts for paragraph in text.split("\n\n")]
    pool = [paragraph for paragraph in pool if 100 < len(paragraph) < 600]
    for number in range(count):
        text = "\n\n".join(chance.sample(pool, PARAGRAPHS))
        yield Report(f"made-{number:07d}", text, published=FIRST_DAY + dt.timedelta(chance.randrange(days)))


def run(count: int, folder: Path, *, workers: int, coded: bool, a_day: int | None) -> dict[str, float]:
    """Figures of one size, measured in this process."""
    from demarche.cli.workers import coder_of
    from demarche.ledger import Ledger, RunFacts
    from demarche.runners.step import CoderOptions

    path = folder / f"{count}.duckdb"
    coder = coder_of(CoderOptions(), workers) if coded else Nothing()
    begun = time.perf_counter()
    with Ledger.open(path, create=True) as ledger:
        reports = made(count, days=max(1, count // a_day) if a_day else DAYS)
        counts = ledger.ingest(reports, coder, facts=RunFacts("growth"))
    seconds = time.perf_counter() - begun
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "reports": counts.reports,
        "seconds": seconds,
        "processor seconds": used.ru_utime + used.ru_stime,
        "events": counts.events,
        "links": counts.links,
        "memory MB": used.ru_maxrss / 1024,
        "ledger MB": path.stat().st_size / 1e6,
    }


def measured(count: int, *, workers: int, coded: bool, a_day: int | None) -> dict[str, float]:
    """`run` in a process of its own, so that memory is that size's."""
    command = [sys.executable, "-m", "benchmarks.growth", "--one", str(count), "--workers", str(workers)]
    command += [] if coded else ["--nothing"]
    command += ["--a-day", str(a_day)] if a_day else []
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def extrapolated(count: int, rows: list[dict[str, float]]) -> dict[str, float]:
    """A line through the last two measured sizes."""
    a, b = rows[-2:]
    share = (count - a["reports"]) / (b["reports"] - a["reports"])
    return {name: a[name] + share * (b[name] - a[name]) for name in a} | {"reports": float(count)}


def main(show: Callable[[str], None] = print) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--a-day", type=int, help="So many reports a day, instead of all in two years.")
    parser.add_argument("--nothing", action="store_true", help="Code nothing: the ledger alone.")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not SHARED.exists():
        sys.exit("The measuring data is not in ../shared; this benchmark needs it.")
    os.environ["OMP_NUM_THREADS"] = "1"
    how = {"workers": options.workers, "coded": not options.nothing, "a_day": options.a_day}
    if options.one:
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(run(options.one, Path(folder), **how)))
        return
    rows: list[dict[str, float]] = []
    for count in options.sizes:
        told = len(rows) > 1 and rows[-1]["seconds"] * count / rows[-1]["reports"] > options.minutes * 60
        row = extrapolated(count, rows) if told else measured(count, **how)
        rows += [] if told else [row]
        shown = "  ".join(f"{name} {value:,.0f}" for name, value in row.items())
        show(
            f"{shown}  {1000 * row['seconds'] / row['reports']:.2f} ms a report"
            + ("  (extrapolated)" if told else "")
        )


if __name__ == "__main__":
    main()
