"""How fast a ledger of imported events is: import, a dyad's events, the dyad-month roll-up, the next
reverse act.

    python -m benchmarks.ledger --rows 1000000

Rows are synthetic and skewed as the world's dyads are (benchmarks/ledger.sql); the file is made anew, in a
temporary
folder unless --folder keeps it.  Times are the best of three, the import's the only one; beside each the
processor time,
for a machine that is busy with other things; memory is the peak of the process.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from demarche.ledger import Ledger
from demarche.ledger.exchange.vocabularies import vocabularies
from demarche.ledger.statements import named

STATEMENTS = named((Path(__file__).parent / "ledger.sql").read_text(encoding="utf-8"))
# What issue 6 asks for at ten million rows on two cores.
TARGETS = {"rows/s": 200_000, "dyad": 0.3, "dyad_month": 3.0, "next_reverse": 8.0, "GB": 4.0}
SEED = 7
DYAD = ("AGO", "ALB")  # among the most frequent


@dataclass(frozen=True, slots=True)
class Figures:
    """(seconds, processor seconds) of the import and of each question, gigabytes of the process at most and
    of the file.
    """

    rows: int
    imported: tuple[float, float]
    seconds: dict[str, tuple[float, float]]
    gigabytes: float
    size: float


def make_rows(path: Path, rows: int, *, seed: int = SEED) -> None:
    """Writes the synthetic ICEWS file."""
    import duckdb
    import pyarrow as pa

    with duckdb.connect() as connection:
        for name in ("cameo_codes", "country_names"):
            connection.register(name, pa.table(dict(vocabularies()[name])))
        connection.execute(STATEMENTS["rows"], {"rows": rows, "seed": seed, "path": str(path)})


def measure(rows: int, folder: Path) -> Figures:
    """The figures for so many rows."""
    file, path = folder / f"icews_{rows}.tab", folder / f"ledger_{rows}.duckdb"
    path.unlink(missing_ok=True)
    if not file.exists():
        make_rows(file, rows)
    clock = _Clock()
    with Ledger.open(path, create=True, files=True) as ledger:
        print(ledger.import_files("icews", [file]))
    imported = clock.read()
    seconds = {}
    with Ledger.open(path, read_only=True) as ledger:
        questions = {
            "dyad": lambda: ledger.events(between=DYAD, status="actual").arrow(),
            "dyad_month": lambda: ledger.sql(STATEMENTS["dyad_month"]).rows(),
            "next_reverse": lambda: ledger.sql(STATEMENTS["next_reverse"]).rows(),
        }
        for name, question in questions.items():
            seconds[name] = min(_asked(question) for _ in range(3))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return Figures(rows, imported, seconds, peak, path.stat().st_size / 1e9)


class _Clock:
    """Seconds and processor seconds since it was made."""

    def __init__(self) -> None:
        self._wall, self._processor = time.perf_counter(), time.process_time()

    def read(self) -> tuple[float, float]:
        return time.perf_counter() - self._wall, time.process_time() - self._processor


def _asked(question: Callable[[], object]) -> tuple[float, float]:
    clock = _Clock()
    question()
    return clock.read()


def main() -> None:
    """Prints the figures beside what is asked for at ten million rows."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="keep the file and the ledger there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        figures = measure(options.rows, options.folder or Path(temporary))
    print(f"{figures.rows:,} rows, duckdb {metadata.version('duckdb')}, ledger {figures.size:.2f} GB")
    wall, processor = figures.imported
    rates = f"{figures.rows / wall:12,.0f} rows/s {figures.rows / processor:12,.0f} rows/processor second"
    print(f"{'import':14}{rates}   (asked: {TARGETS['rows/s']:,} rows/s on two cores)")
    for name, (wall, processor) in figures.seconds.items():
        print(f"{name:14}{wall:12.3f} s {processor:12.3f} processor seconds   (asked: {TARGETS[name]:g} s)")
    print(f"{'memory':14}{figures.gigabytes:12.2f} GB   (asked: {TARGETS['GB']:g})")


if __name__ == "__main__":
    main()
