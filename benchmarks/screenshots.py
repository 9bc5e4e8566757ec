"""Pictures of the explorer's main pages at three widths, for docs/ and for looking at them.

    python -m benchmarks.screenshots demo/ledger.duckdb

Needs a chromium (Debian's package, or --chromium PATH).  Pages are those of the ledger that is given: its
first event with an answer, the report that tells it, and the dyad.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WIDTHS = {"wide": 1440, "middle": 900, "narrow": 390}
HEIGHT = 900
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def served(path: Path) -> Iterator[str]:
    """The address of the explorer over a ledger, while inside."""
    import uvicorn

    from demarche.explorer import create_app

    server = uvicorn.Server(uvicorn.Config(create_app(path, renewing=False), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)


def pages(path: Path, a: str, b: str) -> dict[str, str]:
    """Name to address of the pages to take."""
    from demarche.ledger import Ledger

    with Ledger.open_snapshot(path) as ledger:
        link = next(
            iter(
                ledger.select(
                    "SELECT l.answer, e.report FROM links l JOIN events e ON e.id = l.answer ORDER "
                    "BY e.reports DESC, l.answer LIMIT 1"
                )
            ),
            None,
        )
    found = {
        "home": "/",
        "dyad": f"/dyad/{a}/{b}",
        "map": "/map",
        "actor": f"/actor/{a}",
        "deadlines": "/deadlines",
        "events": "/events",
        "about": "/about",
        "actors": "/actors",
    }
    if link:
        found |= {"event": f"/event/{link['answer']}", "chain": f"/chain/{link['answer']}"}
        if link["report"]:
            found["report"] = f"/report/{link['report']}"
    return found


def main() -> None:
    """Takes the pictures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--between", nargs=2, default=("ISL", "NOR"))
    parser.add_argument("-o", "--output", type=Path, default=Path("docs/screenshots"))
    parser.add_argument("--widths", nargs="*", default=list(WIDTHS), choices=list(WIDTHS))
    parser.add_argument("--pages", nargs="*", help="only these")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--chromium", default=shutil.which("chromium") or "/usr/bin/chromium")
    given = parser.parse_args()
    from playwright.sync_api import sync_playwright

    given.output.mkdir(parents=True, exist_ok=True)
    with (
        served(given.ledger) as home,
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as profile,
    ):
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=given.chromium,
            headless=True,
            args=FLAGS,
            color_scheme="dark" if given.dark else "light",
        )
        page = context.new_page()
        for width in given.widths:
            page.set_viewport_size({"width": WIDTHS[width], "height": HEIGHT})
            for name, address in pages(given.ledger, *given.between).items():
                if given.pages and name not in given.pages:
                    continue
                page.goto(home + address)
                file = given.output / f"{name}-{width}{'-dark' if given.dark else ''}.png"
                page.screenshot(path=file, full_page=True)
                print(file)
        context.close()


if __name__ == "__main__":
    main()
