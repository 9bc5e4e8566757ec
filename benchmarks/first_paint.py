"""How long a reader waits for the explorer's pages in a browser, on a ledger of a million events.

    python -m benchmarks.first_paint --events 1000000

The ledger is that of `benchmarks.explorer`.  Every page is opened twice in a headless chromium, each time
with an empty cache: the first time nothing of it was computed but what the server computes by itself when
it starts (home, actors, map, deadlines, events, the disputes of the home page), the second time it has it.
The wait for the first byte, first contentful paint and the end of loading are the browser's own, in
milliseconds from the request on; of several `--rounds`, each with a server of its own, the median
and the worst are told.  `work` is the processor's time of the server and of the browser's main
thread until the page has loaded: what it takes at most where the machine has nothing else to do.  Needs a
chromium (Debian's package, or --chromium PATH).
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, fields
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.explorer import addresses, make
from benchmarks.screenshots import FLAGS, served
from demarche.explorer.app import WARM_SECONDS

# What is asked of the first paint, and of any page, in milliseconds.
PAINT, PAGE = 300.0, 500.0
LEFT_OUT = ("API events", "API links")
# The first paint is reported a moment after it; the page has loaded by then.
MEASURE = """() => new Promise((done) => {
  const found = () => performance.getEntriesByName("first-contentful-paint")[0];
  const look = (left) => {
    const page = performance.getEntriesByType("navigation")[0];
    if ((found() && page.loadEventEnd) || !left)
      done([page.responseStart, found() ? found().startTime : -1, page.loadEventEnd]);
    else setTimeout(look, 20, left - 1);
  };
  look(250);
})"""


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening a page took, in milliseconds."""

    first_byte: float
    paint: float
    loaded: float
    server: float
    browser: float

    @property
    def slow(self) -> bool:
        """Whether the page took longer than was asked, also on a machine that has nothing else to do."""
        work = self.server + self.browser
        return min(self.paint, work) > PAINT or min(self.loaded, work) > PAGE

    def __str__(self) -> str:
        times = f"byte {self.first_byte:5.0f} paint {self.paint:5.0f} loaded {self.loaded:5.0f}"
        return f"{times} work {self.server:4.0f} + {self.browser:3.0f}"


def opened(browser: Any, address: str) -> Opened:
    """What a page takes in a fresh context.  The server is a thread of this process, which only waits."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Performance.enable", {"timeDomain": "threadTicks"})
    begun = time.process_time()
    page.goto(address)
    server = 1000 * (time.process_time() - begun)
    first_byte, paint, loaded = page.evaluate(MEASURE)
    metrics = {one["name"]: one["value"] for one in tools.send("Performance.getMetrics")["metrics"]}
    context.close()
    return Opened(first_byte, paint, loaded, server, 1000 * metrics["TaskDuration"])


def middle(rounds: list[Opened]) -> Opened:
    """The median of each figure."""
    return Opened(*(median(getattr(one, field.name) for one in rounds) for field in fields(Opened)))


def main() -> None:
    """Prints the times."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--ledger", type=Path, help="keep the ledger there, or use the one that is there")
    parser.add_argument("--chromium", default=shutil.which("chromium") or "/usr/bin/chromium")
    given = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = given.ledger or Path(folder) / "large.duckdb"
        if not path.exists():
            make(path, given.events)
        browser = playwright.chromium.launch(executable_path=given.chromium, headless=True, args=FLAGS)
        found = defaultdict[str, list[tuple[Opened, Opened]]](list)
        for _ in range(given.rounds):
            with served(path) as home:
                # The browser starts with its first page, the server warms up beside it: until that is over.
                for page in ("/about", "/", "/actors"):
                    opened(browser, home + page)
                time.sleep(WARM_SECONDS)
                for name, address in addresses(path, given.events).items():
                    if name not in LEFT_OUT:
                        found[name].append((opened(browser, home + address), opened(browser, home + address)))
        for name, rounds in found.items():
            first, again = (middle([one[k] for one in rounds]) for k in (0, 1))
            worst = max(one.paint for one, _ in rounds)
            print(f"{name:32s} first: {first} (worst paint {worst:4.0f})   again: {again}", end="")
            print("  SLOW" if first.slow else "")
        print(f"load of the machine meanwhile: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        browser.close()


if __name__ == "__main__":
    main()
