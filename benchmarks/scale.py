"""How far more processes carry: `python -m benchmarks.scale [--reports N] [--workers 1 2]`.

Reports a second on each number of workers over the same reports (Wikinews and Reuters in equal parts), the
start of the workers left out, and whether all of them code the same.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial

from benchmarks.speed import SHARED, texts
from demarche.model import CodedReport, Report
from demarche.record import coded_to_dict
from demarche.reports import read_row
from demarche.runners.local import LocalRunner
from demarche.runners.step import Coder, CoderOptions


def measure(reports: Sequence[Report], workers: int, options: CoderOptions) -> dict[str, float | str]:
    """Reports a second from the first result on, peak memory of a worker, and a digest of all records."""
    digest = hashlib.sha256()
    begun = first = 0.0
    done = events = rejects = 0
    with LocalRunner(partial(Coder, options), workers=workers) as runner:
        for result in runner.stream([*reports[:1] * workers * runner.batch, *reports]):
            done += 1
            if done == workers * runner.batch:  # every worker has loaded its models and answered once
                begun = time.perf_counter()
                first = done
            elif first and isinstance(result, CodedReport):
                events += len(result.events)
                digest.update(json.dumps(coded_to_dict(result)).encode())
            elif first:
                rejects += 1
        seconds = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {
        "reports/s": (done - first) / seconds,
        "worker MB": memory,
        "digest": digest.hexdigest()[:12],
        "events": events,
        "rejects": rejects,
    }


def main(show: Callable[[str], None] = print) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=400)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--no-gate", action="store_true")
    options = parser.parse_args()
    if not SHARED.exists():
        sys.exit("The measuring data is not in ../shared; this benchmark needs it.")
    os.environ["OMP_NUM_THREADS"] = "1"
    reports = [read_row(dict(row)) for row in texts(options.reports)]
    show(f"load of the machine at the start: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    base = None
    for workers in options.workers:
        figures = measure(reports, workers, CoderOptions(gate=not options.no_gate))
        base = base or float(figures["reports/s"])
        show(
            f"{workers} workers  {figures['reports/s']:7.1f} reports/s  "
            f"×{float(figures['reports/s']) / base:.2f}  "
            f"{figures['worker MB']:.0f} MB a worker  {figures['events']} events  "
            f"{figures['rejects']} rejects  records {figures['digest']}"
        )


if __name__ == "__main__":
    main()
