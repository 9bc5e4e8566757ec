"""Where acts took place: points over the inhabited world, by period."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any

from demarche.explorer import charts, land, timeline, words
from demarche.explorer.facets import Facets
from demarche.explorer.pages import Ask, Heading, Page, counted, fill
from demarche.explorer.reading import Reading, Row, statements

TITLE = "Map"
PLACES = 600
LARGEST, SMALLEST = 26.0, 3.0
# So many places carry their name, where none covers another; the width of a letter and the height of a line.
NAMED, LONGEST_NAME, LETTER, LINE = 12, 22, 6.2, 13.0


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the picture; `share` is that of conflict."""

    x: float
    y: float
    size: float
    share: float
    title: str
    name: str
    named: bool = False


def world(reading: Reading, ask: Ask) -> Page:
    """The map and its table."""
    facets = Facets.read(ask.query)
    data: dict[str, Any] = reading.kept(
        ("map", facets, reading.judged().rejected[0]), lambda: places(reading, facets)
    )
    months = data["months"]
    window = None
    if months and (facets.since or facets.until):
        window = (facets.since or months[0]["month"], facets.until or months[-1]["month"])
    view = {
        "facets": facets,
        "path": "/map",
        "land": land.dots(),
        "points": points(data["places"]),
        "width": land.WIDTH,
        "height": round(land.HEIGHT),
        "meridians": [land.project(0, lon)[0] for lon in range(-150, 180, 30)],
        "parallels": [(land.project(lat, 0)[1], lat) for lat in range(-30, 80, 30)],
        "overview": charts.overview(months, window),
        "all": replace(facets, since=None, until=None).link("/map"),
        "moves": _moves(facets, months),
    }
    return Page("map.html", TITLE, data, data["places"], view)


def heading(ask: Ask) -> Heading:
    """The same for every map.

    Raises:
        UsageError: a filter means nothing.
    """
    Facets.read(ask.query)
    return Heading(TITLE)


def places(reading: Reading, facets: Facets) -> dict[str, Any]:
    """The JSON twin of the page."""
    where, values = counted(reading, facets)
    anytime, _ = counted(reading, replace(facets, since=None, until=None))
    total = reading.ask(fill(statements("map.total"), facets=where), values)[0]
    rows = reading.ask(fill(statements("map.points"), facets=where), values | {"limit": PLACES})
    return {
        "facets": facets.as_dict(),
        "placed": total["placed"],
        "acts": total["acts"],
        "places": [_located(row) for row in rows],
        "months": reading.ask(fill(statements("map.months"), facets=anytime), values),
    }


def _located(row: Row) -> Row:
    """The row with coordinates: a country known without a town stands in its middle."""
    if row["lat"] is None or row["lon"] is None:
        middle = land.centre(row["place_country"]) if row["place_country"] else None
        row = row | {"lat": middle and middle[0], "lon": middle and middle[1]}
    name = words.country(row["place"]) if row["place"] == row["place_country"] else row["place"]
    return row | {"place": name, "score": round(row["score"], 1)}


def points(rows: list[Row]) -> list[Point]:
    """The places as points, the largest first so that small ones stay on top; area by the number of acts."""
    most = max((row["acts"] for row in rows), default=1)
    found = []
    for row in rows:
        if row["lat"] is None:
            continue
        x, y = land.project(row["lat"], row["lon"])
        size = max(SMALLEST, LARGEST * sqrt(row["acts"] / max(most, 12)))
        where = (
            ""
            if not row["place_country"] or row["place"] == words.country(row["place_country"])
            else f", {words.country(row['place_country'])}"
        )
        days = words.date_text(row["first_day"], row["last_day"])
        title = f"{row['place']}{where}: {row['acts']} acts, {row['conflict']} of conflict, {days}"
        found.append(Point(x, y, round(size, 1), row["conflict"] / row["acts"], title, row["place"] or ""))
    return named(found)


def named(points: list[Point]) -> list[Point]:
    """The points, the busiest of which carry their names where these cover no other name."""
    taken: list[tuple[float, float, float]] = []
    found = []
    for point in points:
        width = min(len(point.name), LONGEST_NAME) * LETTER
        left = point.x + point.size + 4
        free = all(
            abs(point.y - y) >= LINE or left > right or left + width < start for start, right, y in taken
        )
        if free and len(taken) < NAMED:
            taken.append((left, left + width, point.y))
            point = replace(point, named=True)
        found.append(point)
    return found


def _moves(facets: Facets, months: list[Row]) -> dict[str, str]:
    """The period before and after the one that is shown, as long as it."""
    if not (facets.since and facets.until and months):
        return {}
    length = facets.until - facets.since + dt.timedelta(1)
    found = {}
    if facets.since > months[0]["month"]:
        found["earlier"] = facets.link("/map", since=facets.since - length, until=facets.until - length)
    if facets.until < timeline.unit_end(months[-1]["month"], "month"):
        found["later"] = facets.link("/map", since=facets.since + length, until=facets.until + length)
    return found


PAGES = (("/map", world),)
HEADINGS = {"/map": heading}
