"""Scores the coder on the dev gold: `python -m benchmarks.events [--errors N]`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from demarche.model import CodedReport, Report
from demarche.record import coded_to_dict
from demarche.reports import read
from demarche.runners.step import Coder

SHARED = Path(__file__).resolve().parents[2] / "shared"
ATTRIBUTES = {
    "mode": "mode",
    "status": "status",
    "date": "date where the gold has one",
    "place": "place",
    "according_to": "according_to",
    "deadline": "deadline",
    "sector": "sector",
}


def code_dev(shared: Path, folder: Path, coder: Coder | None = None) -> Path:
    """The dev reports coded, as JSON Lines in `folder`: text and date are given, nothing of the gold."""
    plain, out = folder / "dev-input.jsonl", folder / "dev-coded.jsonl"
    with plain.open("w", encoding="utf-8") as stream:
        for line in (shared / "gold" / "dev.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            stream.write(
                json.dumps({name: row[name] for name in ("id", "text", "published") if row.get(name)}) + "\n"
            )
    reports = [item for item in read([str(plain)]) if isinstance(item, Report)]
    with out.open("w", encoding="utf-8") as stream:
        for result in (coder or Coder()).code(reports):
            if isinstance(result, CodedReport):
                stream.write(json.dumps(coded_to_dict(result)) + "\n")
    return out


def score(shared: Path, coded: Path) -> dict[str, Any]:
    """What score/events.py says of coded reports."""
    command = [
        sys.executable,
        str(shared / "score" / "events.py"),
        str(shared / "gold" / "dev.jsonl"),
        str(coded),
        "--json",
    ]
    result: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return result


def figures_on_dev(shared: Path, folder: Path) -> dict[str, float]:
    """The pinned figures: F1 of acts, events, rows and links, shares right, calibration error."""
    result = score(shared, code_dev(shared, folder))
    figures = {name: float(result[name]["f1"]) for name in ("acts", "events", "rows", "links")}
    right = result["right among the events found"]
    figures |= {name: float(right[key]) for name, key in ATTRIBUTES.items()}
    figures["calibration_error"] = float(result["calibration error"])
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", type=int, default=0)
    options = parser.parse_args()
    if not SHARED.exists():
        sys.exit("The measuring data is not in ../shared; this benchmark needs it.")
    with tempfile.TemporaryDirectory() as folder:
        coded = code_dev(SHARED, Path(folder))
        command = [
            sys.executable,
            str(SHARED / "score" / "events.py"),
            str(SHARED / "gold" / "dev.jsonl"),
            str(coded),
        ]
        subprocess.run([*command, "--errors", str(options.errors)], check=True)


if __name__ == "__main__":
    main()
