"""`make demo`: codes the sample reports, shows one of them, and keeps all in a ledger."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from demarche.cli.display import CodedDisplay
from demarche.runners.step import Coder
from samples.expect import coded, folders

OUT = Path("demo")
SHOWN = "salisbury"


def main() -> None:
    begun = time.perf_counter()
    coder = Coder()
    loaded = time.perf_counter()
    found = folders()
    results = coded(found, coder)
    coded_in = time.perf_counter() - loaded
    display = CodedDisplay(terminal=sys.stdout.isatty())
    for folder, result in zip(found, results, strict=True):
        if folder.name == SHOWN:
            display(result)
    events = sum(len(result.events) for result in results)
    links = sum(len(event.answers) for result in results for event in result.events)
    print(f"{len(results)} reports → {events} events → {links} links, coded in {coded_in:.1f} s after {loaded - begun:.1f} s of loading")
    print("The other reports: samples/reports. Code one yourself: .venv/bin/demarche code samples/reports/cod-quarrel-2/report.html")


if __name__ == "__main__":
    main()
