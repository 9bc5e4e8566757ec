"""Cross-validates the weights by which namesakes are told apart, on LGL and GeoVirus.

    PYTHONPATH=src:. python -m training.places.tune

Prints, for the shipped weights and for weights fitted on either half of the reports (coordinate search over
`GRID`, two
rounds), the share of found gold toponyms placed within 161 km on both halves.  The shipped weights were set
by hand, then moved
where both halves agreed; nothing else of the recogniser is fitted.
"""

from __future__ import annotations

import dataclasses
import json
import math
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from demarche.entities.places.index import COUNTRY, PlaceIndex
from demarche.entities.places.rank import WEIGHTS, Name, Weights, choose
from demarche.entities.places.resolve import names_of

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "places"
GRID: dict[str, Sequence[float]] = {
    "country": (5, 6, 7, 8),
    "region": (4.5, 5.5, 6.5),
    "county": (0.8, 1.6, 2.4),
    "size": (0.4, 0.6, 0.8),
    "capital": (1, 1.5, 2.5),
    "landmark": (0.9, 1.1, 1.3),
    "alias": (-1, -1.5, -2.5),
    "in_country": (2, 3, 4, 5),
    "in_region": (1.5, 2.5, 3.5),
    "nearby": (2, 3, 4, 5),
}
WITHIN_KM, COUNTRY_KM = 161.0, 1000.0


class Case(NamedTuple):
    """A report's names, the countries it speaks of, and (name number, lat, lon) for each gold toponym that
    was found."""

    names: list[Name]
    votes: dict[str, float]
    gold: list[tuple[int, float, float]]


def gold(path: Path) -> Iterator[tuple[str, list[tuple[int, int, float, float]]]]:
    """(text, [(start, end, lat, lon)]) for each report of a gold file."""
    if path.suffix == ".xml":
        for report in ElementTree.parse(path).getroot().iter("article"):
            spots = [
                tuple(float(spot.findtext(field) or 0) for field in ("start", "end", "lat", "lon"))
                for spot in report.iter("location")
                if spot.findtext("lat")
            ]
            yield report.findtext("text") or "", [(int(a), int(b), lat, lon) for a, b, lat, lon in spots]
        return
    for line in path.read_text("utf-8").split("\n"):
        if line:
            row = json.loads(line)
            yield (
                row["text"],
                [
                    (t["start"], t["end"], t["lat"], t["lon"])
                    for t in row["toponyms"]
                    if t.get("lat") is not None
                ],
            )


def cases(path: Path, index: PlaceIndex) -> Iterator[Case]:
    """What there is to choose in each report of a gold file."""
    for text, spots in gold(path):
        spans, owner, names, votes = names_of(text, index)
        hits = [
            (n, lat, lon)
            for start, end, lat, lon in spots
            for (a, b), n in zip(spans, owner, strict=True)
            if a < end and start < b
        ]
        if hits:
            yield Case(names, votes, hits)


def km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Distance on the globe."""
    a, b, c, d = map(math.radians, (lat1, lon1, lat2, lon2))
    x = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(x)))


def share(reports: Sequence[Case], index: PlaceIndex, weights: Weights) -> float:
    """The share of the found toponyms that are placed right."""
    total = right = 0
    for case in reports:
        chosen = choose(case.names, index, votes=case.votes, weights=weights)
        for n, lat, lon in case.gold:
            place = chosen[n].place
            limit = COUNTRY_KM if index.kind[place] == COUNTRY else WITHIN_KM
            total += 1
            right += km(lat, lon, float(index.lat[place]), float(index.lon[place])) <= limit
    return right / total


def fit(sets: Sequence[Sequence[Case]], index: PlaceIndex) -> Weights:
    """The best weights that two rounds of changing one at a time find."""
    weights = WEIGHTS
    best = sum(share(reports, index, weights) for reports in sets)
    for _ in range(2):
        for field, values in GRID.items():
            for value in values:
                other = dataclasses.replace(weights, **{field: value})
                got = sum(share(reports, index, other) for reports in sets)
                if got > best:
                    best, weights = got, other
    return weights


def main() -> None:
    """Prints the table."""
    index = PlaceIndex.load()
    halves = [
        [
            reports[part::2]
            for reports in (list(cases(DATA / "lgl.jsonl", index)), list(cases(DATA / "geovirus.xml", index)))
        ]
        for part in (0, 1)
    ]
    for part in (0, 1):
        fitted = fit(halves[part], index)
        print(f"fitted on half {part}: {fitted}")
        for name, weights in (("shipped", WEIGHTS), ("fitted", fitted)):
            for place, half in (("the same half", part), ("the other half", 1 - part)):
                lgl, geovirus = (share(reports, index, weights) for reports in halves[half])
                print(f"  {name:8} on {place:15} LGL {lgl:.3f}  GeoVirus {geovirus:.3f}", flush=True)


if __name__ == "__main__":
    main()
