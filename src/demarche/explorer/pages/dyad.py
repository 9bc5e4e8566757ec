"""The signature page: what two countries do to each other, and what answers what."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from demarche.errors import UsageError
from demarche.explorer import charts, timeline, words
from demarche.explorer.facets import FIRST_DAY, LAST_DAY, Facets
from demarche.explorer.pages import Ask, Page, fill
from demarche.explorer.pages.listing import with_sentences
from demarche.explorer.reading import Reading, Row, statements
from demarche.links.chains import CALLING

CODE = re.compile(r"[A-Z]{3}")
# An act of the other side within so many days counts as following on it; the usual window of the literature.
HORIZON = 30
# How many of the latest acts are shown where there are too many for one picture and no period was chosen.
LATEST = 120


def dyad(reading: Reading, ask: Ask) -> Page:
    """The exchange between two countries in a period, as timeline, table and figures."""
    a, b = (ask.path[side].upper() for side in ("a", "b"))
    if not (CODE.fullmatch(a) and CODE.fullmatch(b)) or a == b:
        raise UsageError(
            f"The address names {ask.path['a']!r} and {ask.path['b']!r}, which are no two countries. "
            "Give two different codes of three letters, such as /dyad/JPN/RUS; the list of actors "
            "has them all."
        )
    facets = Facets.read(ask.query)
    data = reading.kept(("dyad", a, b, facets), lambda: exchange(reading, a, b, facets))
    return Page(
        "dyad.html",
        f"{words.country(a)} and {words.country(b)}",
        data,
        data["events"],
        view(a, b, facets, data),
    )


def exchange(reading: Reading, a: str, b: str, facets: Facets) -> dict[str, Any]:
    """The JSON twin of the page."""
    where, values = facets.where()
    link_where, link_values = facets.where_links()
    values |= link_values | {"a": a, "b": b, "calling": sorted(CALLING), "horizon": HORIZON}
    acts = fill(statements("dyad.acts"), facets=where)
    found = reading.ask(acts + "\n" + fill(statements("dyad.summary"), link_facets=link_where), values)[0]
    windowed = facets.since is not None or facets.until is not None
    too_many = found["acts"] > timeline.MOST_MARKS
    limit = LATEST if too_many and not windowed else timeline.MOST_MARKS
    rows = _rows(reading, acts, values | {"limit": limit}, a, b)
    links: list[Row] = []
    if rows and not (too_many and windowed):
        links = reading.ask(
            fill(statements("dyad.links"), link_facets=link_where),
            link_values | {"ids": [row["id"] for row in rows]},
        )
    period = _period(facets, found, rows, windowed)
    months = found["months"] or []
    return {
        "between": [a, b],
        "facets": facets.as_dict(),
        "period": {"since": period[0], "until": period[1]} if period else None,
        "drawn": "bars" if too_many and windowed else "acts",
        "acts": found["acts"],
        "summary": _summary(found),
        "choices": {
            "type": found["types"] or [],
            "status": found["statuses"] or [],
            "publisher": found["publishers"] or [],
        },
        "unanswered": found["unanswered"] or [],
        "months": months,
        "span": _span(reading, facets, values, months, windowed),
        "bars": _bars(reading, acts, values, period) if too_many and windowed else [],
        "events": with_sentences(reading, rows),
        "links": links,
    }


def view(a: str, b: str, facets: Facets, data: Mapping[str, Any]) -> dict[str, Any]:
    """What the template draws of the twin: timeline, overview and balance, and addresses of other periods."""
    shown: dict[str, Any] = {
        "a": a,
        "b": b,
        "facets": facets,
        "path": f"/dyad/{a}/{b}",
        "timeline": None,
        "moves": {},
        "overview": None,
        "balance": [],
    }
    if not data["period"] or not data["span"]:
        return shown
    since, until = data["period"]["since"], data["period"]["until"]
    if data["drawn"] == "bars":
        unit = timeline.unit_for(since, until)
        shown["timeline"] = timeline.draw_bars(data["bars"], unit, since, until)
    else:
        shown["timeline"] = timeline.draw(data["events"], data["links"], since, until)
    narrowed = facets.since is not None or facets.until is not None or len(data["events"]) < data["acts"]
    shown["overview"] = charts.overview(data["span"], (since, until) if narrowed else None)
    days = [row["day"] for row in data["events"]]
    shown["moves"] = moves(
        facets, shown["path"], since, until, narrowed=narrowed, centre=days[len(days) // 2] if days else None
    )
    shown["balance"] = _balance(data, a, b)
    return shown


def moves(
    facets: Facets,
    path: str,
    since: dt.date,
    until: dt.date,
    *,
    narrowed: bool,
    centre: dt.date | None = None,
) -> dict[str, str]:
    """Addresses that move and scale the period without scripts; `centre` is the day to come closer to."""
    days = max(2, (until - since).days + 1)
    half, quarter = dt.timedelta(days // 2), dt.timedelta(days // 4)
    lowest, highest = FIRST_DAY + half, LAST_DAY - half
    middle = min(until - quarter, max(since + quarter, centre or since + half))
    found = {
        "earlier": facets.link(path, since=since - half, until=until - half) if since > lowest else "",
        "later": facets.link(path, since=since + half, until=until + half) if until < highest else "",
        "closer": facets.link(path, since=middle - quarter, until=middle + quarter) if days > 4 else "",
        "wider": facets.link(path, since=since - half, until=until + half)
        if since > lowest and until < highest
        else "",
        "all": replace(facets, since=None, until=None).link(path) if narrowed else "",
    }
    return {name: address for name, address in found.items() if address}


def _rows(reading: Reading, acts: str, values: Mapping[str, Any], a: str, b: str) -> list[Row]:
    query = (
        f"{acts}\n{statements('events.columns')}\nWHERE id IN ({statements('dyad.latest')})\nORDER BY day, id"
    )
    return [row | {"lane": lane(row, a, b)} for row in reading.ask(query, values)]


def lane(row: Row, a: str, b: str) -> str:
    """Whose act it is: a, b, or both."""
    doing = {row["actor"], *(row["more_actors"] or ())}
    return "both" if {a, b} <= doing else "a" if a in doing else "b"


def _period(facets: Facets, found: Row, rows: list[Row], windowed: bool) -> tuple[dt.date, dt.date] | None:
    """The days that the timeline shows: those asked for, else all, else those of the latest acts."""
    if not rows:
        ends = [day for day in (facets.since, facets.until) if day]
        return (min(ends), max(ends)) if ends else None
    first = rows[0]["day"] if not windowed and len(rows) < found["acts"] else found["first_day"]
    last = found["last_day"]
    margin = dt.timedelta(max(1, (last - first).days // 40))
    # An act that began before the period and lasted into it belongs to it.
    since = facets.since or first - margin
    return since, max(since, facets.until or last + margin)


def _summary(found: Row) -> dict[str, Any]:
    """The figures by lane, in the twin's form."""
    lags = {row["lane"]: row for row in found["lags"] or []}
    turns = {row["lane"]: row for row in found["turns"] or []}
    lanes = {}
    for row in found["lanes"] or []:
        side = row["lane"]
        turn = turns.get(side, {"followed": 0, "lag": None})
        lanes[side] = {
            "acts": row["acts"],
            "cooperation": row["cooperation"],
            "conflict": row["conflict"],
            "score": round(row["score"], 1),
            "answered": row["answered"],
            "median_lag_days": lags.get(side, {"lag": None})["lag"],
            "followed_within_30_days": turn["followed"],
            "median_days_to_next_act": turn["lag"],
        }
    return {"lanes": lanes, "answers": found["answers"], "unanswered": found["unanswered_acts"]}


def _span(
    reading: Reading, facets: Facets, values: Mapping[str, Any], months: list[Row], windowed: bool
) -> list[Row]:
    """The months of all years with the other filters, for the overview."""
    if windowed:
        where, _ = replace(facets, since=None, until=None).where()
        return reading.ask(
            fill(statements("dyad.acts"), facets=where) + "\n" + statements("dyad.span"), values
        )
    total: dict[dt.date, Row] = {}
    for row in months:
        into = total.setdefault(
            row["month"], {"month": row["month"], "acts": 0, "cooperation": 0.0, "conflict": 0.0}
        )
        for name in ("acts", "cooperation", "conflict"):
            into[name] += row[name]
    return list(total.values())


def _bars(
    reading: Reading, acts: str, values: Mapping[str, Any], period: tuple[dt.date, dt.date] | None
) -> list[Row]:
    assert period is not None
    return reading.ask(acts + "\n" + statements("dyad.bars"), {**values, "unit": timeline.unit_for(*period)})


def _balance(data: Mapping[str, Any], a: str, b: str) -> list[dict[str, Any]]:
    """Two charts on one scale: what each side does to the other over time."""
    months = data["months"]
    if not months:
        return []
    since, until = months[0]["month"], months[-1]["month"]
    sides = [
        (a, b, [row for row in months if row["lane"] in {"a", "both"}]),
        (b, a, [row for row in months if row["lane"] in {"b", "both"}]),
    ]
    top = max((charts.tallest(rows, since, until) for _, _, rows in sides), default=0.0) or 1.0
    return [
        {"from": one, "to": other, "chart": charts.balance(rows, since, until, top)}
        for one, other, rows in sides
    ]


PAGES = (("/dyad/{a}/{b}", dyad),)
