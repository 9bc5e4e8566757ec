"""How long the explorer's pages take on a ledger of a million events.

    python -m benchmarks.explorer --events 1000000

The ledger is synthetic (benchmarks/explorer.sql): coded reports with mentions, answers and deadlines, dyads
as skewed as the world's.  For each page the first answer (nothing computed before) and the median of five
later ones, in milliseconds, as a client on the same machine sees them, and the processor's time of the
first answer over all threads, which is what it takes at most where the machine has nothing else to do.  The
first page is asked for after the server has warmed itself up.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from demarche.entities.countries import countries
from demarche.ledger import Ledger, RunFacts
from demarche.ledger.statements import named

STATEMENTS = named((Path(__file__).parent / "explorer.sql").read_text(encoding="utf-8"))
# What issue 7 asks for.
TARGET = 500.0
REPEATS = 5


def make(path: Path, events: int) -> None:
    """Writes the synthetic ledger."""
    import pyarrow as pa

    with Ledger.open(path, create=True) as ledger:
        ledger.start_run(RunFacts(verb="benchmark"))
        with ledger.transaction() as connection:
            connection.register(
                "country_codes", pa.table({"code": [code for code in countries() if len(code) == 3]})
            )
            for name in ("reports", "events", "mentions", "entities", "links"):
                statement = STATEMENTS[name]
                connection.execute(statement, {"events": events} if "$events" in statement else None)
            connection.unregister("country_codes")


def addresses(path: Path, events: int) -> dict[str, str]:
    """Name to address of the pages that are measured."""
    with Ledger.open_snapshot(path) as ledger:
        top, fortieth, middling, twentieth = (
            ledger.select(STATEMENTS[name]).rows()[0]
            for name in ("busiest", "fortieth", "middling", "twentieth")
        )
        linked = ledger.select("SELECT answer FROM links ORDER BY answer LIMIT 1").rows()[0]["answer"]
    a, b = top["a"], top["b"]
    return {
        "home": "/",
        f"dyad {a}/{b} ({top['n']} acts)": f"/dyad/{a}/{b}",
        "dyad, one year": f"/dyad/{a}/{b}?since=2010&until=2010",
        "dyad, ten years (bars)": f"/dyad/{a}/{b}?since=2001&until=2010",
        f"dyad, the 40th ({fortieth['n']} acts)": f"/dyad/{fortieth['a']}/{fortieth['b']}",
        f"dyad, middling ({middling['n']} acts)": f"/dyad/{middling['a']}/{middling['b']}",
        "dyad, small": "/dyad/JPN/RUS",
        "analysis": f"/analysis/{a}/{b}",
        "event": f"/event/{linked}",
        "chain": f"/chain/{linked}",
        "report": f"/report/r{events // 8}",
        "actor": f"/actor/{a}",
        "actor, the 20th": f"/actor/{twentieth['actor']}",
        "actors": "/actors",
        "map": "/map",
        "map, one year": "/map?since=2010&until=2010",
        "deadlines": "/deadlines",
        "events": "/events",
        "events, filtered": f"/events?side={b}&type=SANCTION&since=2005&until=2008&page=3",
        "search, found": "/search?q=measures+neighbour",
        "search, nothing": "/search?q=zebra",
        "about": "/about",
        "API events": "/api/events?limit=100&page=50",
        "API links": "/api/links?basis=stated",
    }


def main() -> None:
    """Prints the times."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--ledger", type=Path, help="keep the ledger there, or use the one that is there")
    given = parser.parse_args()
    from starlette.testclient import TestClient

    from demarche.explorer import create_app

    with tempfile.TemporaryDirectory() as folder:
        path = given.ledger or Path(folder) / "large.duckdb"
        if not path.exists():
            make(path, given.events)
        app = create_app(path, renewing=False)
        client = TestClient(app, base_url="http://127.0.0.1")
        started = time.perf_counter()
        app.state.site.warm()
        print(f"warming up: {time.perf_counter() - started:.1f} s")
        for name, address in addresses(path, given.events).items():
            times, used, processor = [], time.process_time(), 0.0
            for _ in range(1 + REPEATS):
                started = time.perf_counter()
                response = client.get(address)
                times.append(1000 * (time.perf_counter() - started))
                processor = processor if len(times) > 1 else 1000 * (time.process_time() - used)
            flag = "" if min(times[0], processor) <= TARGET else "  SLOW"
            print(
                f"{name:34s} {response.status_code} {len(response.content) / 1000:7.0f} kB  first "
                f"{times[0]:6.0f} ms (processor {processor:4.0f} ms)  then "
                f"{statistics.median(times[1:]):6.0f} ms{flag}"
            )


if __name__ == "__main__":
    main()
