"""What each stage costs, in processor milliseconds a report: `python -m benchmarks.speed [--reports N]`.

Reports are Wikinews 2019–2020 and Reuters 1987 in equal parts, of usual length, plain text, one process, one
thread, coded as in use: gates, batches and all, after as many others, since a process remembers words.
Processor seconds disturb less than the clock's when other work is running; `load` is that of the machine
meanwhile.  Start-up is a process of its own, from its first line to the first coded report.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from demarche.model import CodedReport, Report
    from demarche.runners.step import Coder

SHARED = Path(__file__).resolve().parents[2] / "shared"
USUAL_WORDS = 250  # rates are given for reports of this length
SHORTEST, LONGEST = 125, 500  # words of the reports that are measured
PAGES = 40
STARTUP = """
import time; begun = time.process_time(), time.perf_counter()
from demarche.reports import read_row
from demarche.runners.step import Coder
text = "Japan expelled a Russian consul on Tuesday, the foreign ministry said, after a step of Moscow's."
(result,) = Coder().code([read_row({"text": text, "published": "2022-10-04"})])
print(time.process_time() - begun[0], time.perf_counter() - begun[1], len(result.events))
"""


@dataclass(slots=True)
class Clock:
    """Processor seconds by stage; a stage inside another is taken from that one's."""

    seconds: dict[str, float] = field(default_factory=dict)
    _inside: list[float] = field(default_factory=list)
    _watched: list[tuple[Any, str]] = field(default_factory=list)

    def watch(self, owner: Any, method: str, stage: str) -> None:
        """Counts the calls of an object's method to a stage."""
        call = getattr(owner, method)

        def timed(*given: Any, **named: Any) -> Any:
            self._inside.append(0.0)
            begun = time.process_time()
            try:
                return call(*given, **named)
            finally:
                spent = time.process_time() - begun
                self.seconds[stage] = self.seconds.get(stage, 0.0) + spent - self._inside.pop()
                if self._inside:
                    self._inside[-1] += spent

        setattr(owner, method, timed)
        self._watched.append((owner, method))

    def stop(self) -> None:
        """Leaves all objects as they were."""
        for owner, method in self._watched:
            delattr(owner, method)


def texts(count: int) -> list[dict[str, str]]:
    """Rows {id, text, published} from both corpora, every n-th report to keep the spread of topics."""
    rows = []
    for corpus in _corpora():
        step = max(1, len(corpus) // max(1, count // 2))
        rows += corpus[::step][: count // 2]
    return rows


def usual(count: int) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Rows of reports of usual length, evenly spread over both corpora, and as many others between them."""
    rows, others = [], []
    for corpus in _corpora():
        fitting = [row for row in corpus if SHORTEST <= len(row["text"].split()) <= LONGEST]
        picked = min(len(fitting), count // 2 * 2)
        spread = [fitting[k * len(fitting) // picked] for k in range(picked)]
        rows += spread[1::2]
        others += spread[::2]
    return rows, others


def _corpora() -> list[list[dict[str, str]]]:
    """The reports of Wikinews and of Reuters, those of Reuters that are no mere line, with their days."""
    folder = SHARED / "data" / "corpora"
    lines = (folder / "wikinews_2019_2020.jsonl").read_text("utf-8").splitlines()
    with lzma.open(folder / "reuters21578.jsonl.xz", "rt", encoding="utf-8") as stream:
        reuters = [row for row in map(json.loads, stream) if len(row["text"]) > 400]
    return [
        [{"id": row["id"], "text": row["text"], "published": row["date"]} for row in corpus]
        for corpus in (map(json.loads, lines), reuters)
    ]


def stages(coder: Coder, reports: Sequence[Report]) -> tuple[dict[str, float], list[CodedReport]]:
    """Processor seconds by stage of coding the reports, and what came out.

    Stages: `gate` (words and names), `parser encoder`, `gate of sentences`, `event encoder`, `trees`, `code`;
    and `step`, what none of them accounts for.
    """
    from demarche.events.copies import Copies
    from demarche.model import CodedReport

    clock = Clock()
    coder._copies = Copies(0)
    clock.watch(coder, "_worth_parsing", "gate")
    clock.watch(coder._parser, "draft", "parser encoder")
    clock.watch(coder._vector_gate, "judge", "gate of sentences")
    clock.watch(coder._encoder, "vectors", "event encoder")
    clock.watch(coder._parser, "finish", "trees")
    clock.watch(coder, "_one", "code")
    clock.watch(coder, "code", "step")
    coded = [result for result in coder.code(reports) if isinstance(result, CodedReport)]
    clock.stop()
    return clock.seconds, coded


def measure(count: int) -> dict[str, float]:
    """Figures by name: `<stage> ms` a report, its share, rates, and memory."""
    from demarche.reports import read_row
    from demarche.runners.step import Coder, loaded

    coder = loaded(Coder)
    rows, others = usual(count)
    count = len(rows)
    coder.code([read_row(dict(row)) for row in others])
    begun = time.process_time()
    reports = [read_row(dict(row)) for row in rows]
    read = time.process_time() - begun
    seconds, coded = stages(coder, reports)
    total = read + sum(seconds.values())
    words = sum(len(report.text.split()) for report in reports)
    political = [result.report for result in coded if result.events]
    begun = time.process_time()
    coder.code(political)
    every = (time.process_time() - begun) / sum(len(report.text.split()) for report in political)
    begun = time.process_time()
    parsed = coder._parser.parse([report.text for report in reports])
    tokens = sum(len(sentence.tokens) for sentences in parsed for sentence in sentences)
    spent = time.process_time() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "load": os.getloadavg()[0],
        "read ms": 1000 * read / count,
        **{f"{stage} ms": 1000 * value / count for stage, value in seconds.items()},
        "words a report": words / count,
        "reports/s": count / total,
        f"reports/s of {USUAL_WORDS} words": words / total / USUAL_WORDS,
        f"of {USUAL_WORDS} words, all with events": 1 / every / USUAL_WORDS,
        **pages(coder, rows),
        "words/s parsed": tokens / spent,
        "events": float(sum(len(result.events) for result in coded)),
        "memory MB": memory,
    }


def pages(coder: Coder, rows: Sequence[dict[str, str]]) -> dict[str, float]:
    """HTML pages read and coded a second: made ones around the rows' reports (`benchmarks/pages.py`), and
    real ones, which are long and mostly not in English.
    """
    from benchmarks.pages import made
    from demarche.model import Report
    from demarche.reports import read
    from demarche.reports.assembling import assemble
    from demarche.reports.rows import Row

    assemble(Row(origin="", html=next(made(rows))))  # the first page pays for the imports
    reports, reading = [], 0.0
    for page in made(rows):
        begun = time.process_time()
        reports.append(assemble(Row(origin="", html=page)))
        reading += time.process_time() - begun
    begun = time.process_time()
    coder.code(reports)
    coding = time.process_time() - begun
    words = sum(len(report.text.split()) for report in reports) / len(reports)
    figures = {
        "page read ms": 1000 * reading / len(reports),
        "words a page": words,
        "pages/s": len(reports) / (reading + coding),
        f"pages/s of {USUAL_WORDS} words": len(reports) / (reading + coding * USUAL_WORDS / words),
    }
    folder = SHARED / "data" / "pages" / "html"
    files = sorted(path for path in folder.iterdir() if path.is_file())[:PAGES]
    begun = time.process_time()
    reports = [item for item in read([str(path) for path in files]) if isinstance(item, Report)]
    coder.code(reports)
    spent = time.process_time() - begun
    words = sum(len(report.text.split()) for report in reports) / len(reports)
    return {**figures, "words a real page": words, "real pages/s": len(files) / spent}


def startup() -> dict[str, float]:
    """Seconds of a fresh process up to its first coded report: the processor's and the clock's."""
    done = subprocess.run([sys.executable, "-c", STARTUP], capture_output=True, text=True, check=True)
    processor, clock, _ = map(float, done.stdout.split())
    return {"start-up s, processor": processor, "start-up s, clock": clock}


def main(show: Callable[[str], None] = print) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=200)
    options = parser.parse_args()
    if not SHARED.exists():
        sys.exit("The measuring data is not in ../shared; this benchmark needs it.")
    os.environ["OMP_NUM_THREADS"] = "1"
    for name, value in {**startup(), **measure(options.reports)}.items():
        show(f"{name:32s} {value:10.2f}")


if __name__ == "__main__":
    main()
