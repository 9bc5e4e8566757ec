"""`make demo`: codes the sample reports, shows one of them, and keeps all of them in a ledger."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from demarche.cli.display import CodedDisplay
from demarche.cli.terminal import say
from demarche.ledger import Ledger, RunFacts
from demarche.model import CodedReport, Reject, Report
from demarche.runners.step import Coder
from samples.expect import folders, report_of

LEDGER = Path("demo") / "ledger.duckdb"
SHOWN = "salisbury"
COMMAND = ".venv/bin/demarche"


@dataclass(slots=True)
class Keeping:
    """A coder that keeps what it coded, so that one report can be shown beside the ledger."""

    coder: Coder
    kept: dict[str, CodedReport] = field(default_factory=dict)

    def stream(self, reports: Iterable[Report | Reject]) -> Iterator[CodedReport | Reject]:
        for result in self.coder.stream(reports):
            if isinstance(result, CodedReport):
                self.kept[result.report.id] = result
            yield result


def main() -> None:
    begun = time.perf_counter()
    coder = Keeping(Coder())
    loaded = time.perf_counter()
    reports = {folder.name: report_of(folder) for folder in folders()}
    fresh = _new(LEDGER)
    with Ledger.open(fresh, create=True) as ledger:
        counts = ledger.ingest(reports.values(), coder, facts=RunFacts("demo", "plover"))
    fresh.replace(LEDGER)
    CodedDisplay(terminal=sys.stdout.isatty())(coder.kept[reports[SHOWN].id])
    sys.stdout.flush()
    say(
        f"{counts.reports} reports → {counts.events} events → {counts.links} links; "
        f"{counts.rejects} rejected "
        f"({time.perf_counter() - loaded:.1f} s after {loaded - begun:.1f} s of loading)"
    )
    say(f"all of them: {LEDGER}; their pages: samples/reports")
    say(f"the others like this one: {COMMAND} code samples/reports")
    say(f"what answers what:        {COMMAND} chains --ledger {LEDGER}")
    say(f"in the browser:           {COMMAND} serve {LEDGER}")


def _new(path: Path) -> Path:
    """Where the demonstration's ledger is made, beside the one of the last run; nothing is there yet."""
    path.parent.mkdir(exist_ok=True)
    fresh = path.with_name("new.duckdb")
    for leftover in (fresh, fresh.with_name("new.duckdb.wal")):
        leftover.unlink(missing_ok=True)
    return fresh


if __name__ == "__main__":
    main()
