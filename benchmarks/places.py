"""Places: share of the gold toponyms found and placed within 161 km, on LGL and GeoVirus.

    python -m benchmarks.places

The figures are those of ../shared/score/places.py: a gold toponym counts when a found span overlaps it and
lies within 161 km (whole
countries: 1,000 km); demonyms that are not found are left out.  The last lines say, for spans that overlap
a gold toponym, how
often places given a confidence are placed right.  `python -m training.places.tune` cross-validates the
weights.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demarche.entities.places import PlaceIndex, find_places
from demarche.model import Place

SHARED = Path(__file__).resolve().parents[1] / ".." / "shared"
FILES = {"LGL": "lgl.jsonl", "GeoVirus": "geovirus.xml"}
WORDS_PER_REPORT = 300


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of all gold toponyms placed right and found, of found spans that are one, and processor time
    for 300 words."""

    toponyms: int
    accuracy: float
    found: float
    precision: float
    milliseconds: float


def _scorer(*arguments: str | Path) -> str:
    """What ../shared/score/places.py prints."""
    command = [sys.executable, SHARED / "score" / "places.py", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout


def _answer(place: Place) -> dict[str, Any]:
    return {
        "span": {"start": place.span.start, "end": place.span.end},
        "name": place.name,
        "kind": place.kind,
        "lat": place.lat,
        "lon": place.lon,
    }


def measure(gold: Path) -> Figures:
    """The figures on one gold file."""
    index = PlaceIndex.load()
    rows = [json.loads(line) for line in _scorer("input", gold).split("\n") if line]
    words = sum(len(row["text"].split()) for row in rows)
    start = time.process_time()
    found = [find_places(row["text"], index=index) for row in rows]
    took = time.process_time() - start
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "found.jsonl"
        lines = [
            json.dumps({"id": row["id"], "places": [_answer(place) for place in places]})
            for row, places in zip(rows, found, strict=True)
        ]
        path.write_text("\n".join(lines), encoding="utf-8")
        said = json.loads(_scorer("score", gold, path, "--json"))
    return Figures(
        said["toponyms"],
        said["accuracy@161km of all"],
        said["found"],
        said["finding precision"],
        1000 * took * WORDS_PER_REPORT / words,
    )


def calibration(path: Path) -> Iterator[tuple[float, int, float]]:
    """(confidence, how many, share placed right) by tenths, over found spans that overlap a gold toponym."""
    from training.places.tune import COUNTRY_KM, WITHIN_KM, gold, km

    tenths: dict[int, list[bool]] = defaultdict(list)
    for text, spots in gold(path):
        for place in find_places(text):
            right = _right(place, spots, km=km, limit=COUNTRY_KM if place.kind == "country" else WITHIN_KM)
            if right is not None:
                tenths[min(9, math.floor(place.confidence * 10))].append(right)
    for tenth, rights in sorted(tenths.items()):
        yield tenth / 10, len(rights), sum(rights) / len(rights)


def _right(
    place: Place, spots: Sequence[tuple[int, int, float, float]], *, km: Any, limit: float
) -> bool | None:
    """Whether the place lies at a gold toponym that its span overlaps; None where it overlaps none."""
    points = [
        (lat, lon) for start, end, lat, lon in spots if place.span.start < end and start < place.span.end
    ]
    return any(km(lat, lon, place.lat, place.lon) <= limit for lat, lon in points) if points else None


def main() -> None:
    """Prints the table."""
    print(f"{'':10}{'toponyms':>9}{'within 161 km':>15}{'found':>8}{'precision':>11}{'ms/300 words':>14}")
    for name, file in FILES.items():
        f = measure(SHARED / "data" / "places" / file)
        print(
            f"{name:10}{f.toponyms:9}{f.accuracy:15.3f}{f.found:8.3f}{f.precision:11.3f}{f.milliseconds:14.2f}"
        )
    for name, file in FILES.items():
        tenths = calibration(SHARED / "data" / "places" / file)
        print(
            name,
            "confidence → right:",
            ", ".join(f"{low:.1f}: {share:.2f} of {count}" for low, count, share in tenths),
        )


if __name__ == "__main__":
    main()
