"""What each stage costs, in milliseconds a report: `python -m benchmarks.speed [--reports N]`.

Reports are Wikinews 2019–2020 and Reuters 1987 in equal parts, plain text, one process, one thread.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared"


@dataclass(slots=True)
class Clock:
    """Seconds by stage."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        begun = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begun


def texts(count: int) -> list[dict[str, str]]:
    """Rows {id, text, published} from both corpora, every n-th report to keep the spread of topics."""
    corpora = SHARED / "data" / "corpora"
    wikinews = [
        json.loads(line) for line in (corpora / "wikinews_2019_2020.jsonl").read_text("utf-8").splitlines()
    ]
    with lzma.open(corpora / "reuters21578.jsonl.xz", "rt", encoding="utf-8") as stream:
        reuters = [row for row in map(json.loads, stream) if len(row["text"]) > 400]
    rows = []
    for corpus in (wikinews, reuters):
        step = max(1, len(corpus) // max(1, count // 2))
        rows += corpus[::step][: count // 2]
    return [{name: row[name] for name in ("id", "text", "published") if row.get(name)} for row in rows]


def measure(count: int) -> dict[str, float]:
    """Figures by name: `load s`, `<stage> ms` a report, `reports/s`, `words`, `memory MB`."""
    clock = Clock()
    with clock.stage("load"):
        from demarche.links import answers
        from demarche.reports import read_row
        from demarche.runners.step import Coder

        coder = Coder()
        coder.code([read_row({"text": "Japan expelled a Russian consul."})])
    rows = texts(count)
    with clock.stage("read"):
        reports = [read_row(dict(row)) for row in rows]
    with clock.stage("parse"):
        parsed = coder._parser.parse([report.text for report in reports])
    with clock.stage("encode"):
        parsed = coder._encoder.attach(parsed) if coder._encoder is not None else parsed
    with clock.stage("code"):
        coded = [
            coder._events.code(report, sentences) for report, sentences in zip(reports, parsed, strict=True)
        ]
    with clock.stage("link"):
        for report, result in zip(reports, coded, strict=True):
            answers.link(result, report.text)
    words = sum(len(sentence.tokens) for sentences in parsed for sentence in sentences)
    stages = ("read", "parse", "encode", "code", "link")
    figures = {f"{name} ms": 1000 * clock.seconds[name] / len(reports) for name in stages}
    total = sum(clock.seconds[name] for name in stages)
    return {
        "load s": clock.seconds["load"],
        **figures,
        "reports/s": len(reports) / total,
        "words a report": words / len(reports),
        "words/s parsed": words / clock.seconds["parse"],
        "events": float(sum(len(result.events) for result in coded)),
        "memory MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main(show: Callable[[str], None] = print) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=200)
    options = parser.parse_args()
    if not SHARED.exists():
        sys.exit("The measuring data is not in ../shared; this benchmark needs it.")
    os.environ["OMP_NUM_THREADS"] = "1"
    for name, value in measure(options.reports).items():
        show(f"{name:16s} {value:10.2f}")


if __name__ == "__main__":
    main()
