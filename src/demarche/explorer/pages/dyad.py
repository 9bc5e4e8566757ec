"""The signature page: what two countries do to each other, and what answers what."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from demarche.errors import UsageError
from demarche.explorer import charts, timeline, words
from demarche.explorer.acts import link_row
from demarche.explorer.facets import FIRST_DAY, LAST_DAY, Facets
from demarche.explorer.inferring import Inferring, work_asked
from demarche.explorer.pages import Ask, Page, counted, fill
from demarche.explorer.pages.listing import with_sentences
from demarche.explorer.reading import Reading, Row, statements
from demarche.links.chains import CALLING

CODE = re.compile(r"[A-Z]{3}")
# An act of the other side within so many days counts as following on it; the usual window of the literature.
HORIZON = 30
# How many of the latest acts are shown where there are too many for one picture, or stand in the table
# beside the bars of a chosen period.
LATEST = 120
# Where this share of at least so many acts lies within this part of all the time, the page opens there:
# three acts of the year before would else squeeze a quarrel of weeks into a corner.
GATHERED, LEAST_GATHERED, PART = 0.9, 20, 1 / 3
# Where so many of the latest acts follow a pause of more than half of the time, the page opens after it.
LEAST_LATER = 10
# Shorter exchanges show their balance by days.
DAYS_OF_BALANCE = 92


def dyad(reading: Reading, ask: Ask) -> Page:
    """The exchange between two countries in a period, as timeline, table and figures."""
    a, b = sides(ask)
    facets = Facets.read(ask.query)
    work = work_asked(ask.query)
    key = ("dyad", a, b, facets, work, reading.judged().rejected)
    data = reading.kept(key, lambda: exchange(reading, a, b, facets, work=work))
    return Page(
        "dyad.html",
        f"{words.country(a)} and {words.country(b)}",
        data,
        data["events"],
        view(a, b, facets, data) | {"compared_more": work is not None},
        accepted(data["events"], data["links"]),
    )


def sides(ask: Ask) -> tuple[str, str]:
    """The two codes of an address.

    Raises:
        UsageError: they are no two different codes.
    """
    a, b = (ask.path[side].upper() for side in ("a", "b"))
    if not (CODE.fullmatch(a) and CODE.fullmatch(b)) or a == b:
        raise UsageError(
            f"The address names {ask.path['a']!r} and {ask.path['b']!r}, which are no two countries. "
            "Give two different codes of three letters, such as /dyad/JPN/RUS; the list of actors "
            "has them all."
        )
    return a, b


def exchange(reading: Reading, a: str, b: str, facets: Facets, *, work: int | None = None) -> dict[str, Any]:
    """The JSON twin of the page; `work`: how much is compared for inferred answers, if not the usual."""
    where, values = facets.where()
    values |= {"a": a, "b": b}
    acts = _acts(where)
    windowed = facets.since is not None or facets.until is not None
    rows = _latest(reading, where, values, a, b)
    too_many = len(rows) > timeline.MOST_MARKS
    rows = rows[-LATEST:] if too_many else rows
    if not windowed:
        rows = after_pause(rows if too_many else gathered(rows))
    bars = too_many and windowed
    inferring = Inferring(reading, work=work)
    stated = [] if bars else _stated(reading, facets, rows)
    inferred = [] if bars else _inferred(inferring, facets, rows)
    found = _counted(reading, acts, values, facets, inferred)
    whole = found["first_day"], found["last_day"]
    period = _period(facets, found, rows, windowed)
    months = found["months"] or []
    judged = reading.judged()
    return {
        "between": [a, b],
        "facets": facets.as_dict(),
        "period": {"since": period[0], "until": period[1]} if period else None,
        "whole": {"since": whole[0], "until": whole[1]} if whole[0] else None,
        "drawn": "bars" if bars else "acts",
        "acts": found["acts"],
        "summary": _summary(found),
        "choices": {
            "type": found["types"] or [],
            "status": found["statuses"] or [],
            "publisher": found["publishers"] or [],
        },
        "unanswered": found["unanswered"] or [],
        "not_compared": len(inferring.left),
        "months": months,
        "span": _span(reading, facets, values, months, windowed),
        "bars": _bars(reading, facets, values, period) if bars else [],
        "events": [row | {"verdict": judged.events.get(row["id"])} for row in with_sentences(reading, rows)],
        "links": [
            link | {"verdict": judged.answers.get((link["answer"], link["answered"]))}
            for link in (*stated, *inferred)
        ],
    }


def _stated(reading: Reading, facets: Facets, rows: list[Row]) -> list[Row]:
    """The answers among acts that are rows of the ledger: what reports state."""
    where, values = facets.where_links()
    query = fill(statements("dyad.links"), link_facets=where)
    return reading.ask(query, values | {"ids": [row["id"] for row in rows]}) if rows else []


def _inferred(inferring: Inferring, facets: Facets, rows: list[Row]) -> list[Row]:
    """The inferred answers among acts, the latest acts first where not all can be compared."""
    if facets.basis == "stated":
        return []
    shown = {row["id"]: row for row in rows}
    return [link_row(link) for link in inferring.of(reversed(shown)) if link.answered in shown]


def _counted(
    reading: Reading, acts: str, values: Mapping[str, Any], facets: Facets, inferred: list[Row]
) -> Row:
    """The figures of all acts of the period, without what analysts rejected.

    inferred: answers that are no rows of the ledger: known, and counted, of the acts that are shown alone.
    """
    link_where, link_values = facets.where_links()
    rejected_events, rejected_answers = reading.judged().rejected
    query = fill(
        statements("dyad.summary"),
        link_facets=link_where,
        inferred_answers=" " + statements("dyad.inferred_answers") if inferred else "",
        rejected_acts=" " + statements("dyad.rejected_acts") if rejected_events else "",
        rejected_answers=" " + statements("dyad.rejected_answers") if rejected_answers else "",
    )
    asked = {
        "calling": sorted(CALLING),
        "horizon": HORIZON,
        "rejected": sorted(rejected_events),
        "rejected_answers": [" ".join(pair) for pair in sorted(rejected_answers)],
        "inferred_answers": [link["answer"] for link in inferred],
        "inferred_answered": [link["answered"] for link in inferred],
        "inferred_lags": [link["lag_least"] for link in inferred],
    }
    return reading.ask(fill(acts, kept="MATERIALIZED") + "\n" + query, {**values, **link_values, **asked})[0]


def accepted(acts: list[Row], answers: list[Row]) -> tuple[list[Row], list[Row]]:
    """The acts and the answers among them without what analysts rejected."""
    kept = [act for act in acts if act["verdict"] != "reject"]
    ids = {act["id"] for act in kept}
    return kept, [
        link
        for link in answers
        if link["verdict"] != "reject" and link["answer"] in ids and link["answered"] in ids
    ]


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
        facets, shown["path"], since, until, whole=_whole(data), centre=days[len(days) // 2] if days else None
    )
    shown["balance"] = _balance(data, a, b)
    return shown


def moves(
    facets: Facets,
    path: str,
    since: dt.date,
    until: dt.date,
    *,
    whole: tuple[dt.date, dt.date],
    centre: dt.date | None = None,
) -> dict[str, str]:
    """Addresses that move and scale the period without scripts.

    whole: the ends of what there is.  centre: the day to come closer to.
    """
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
        "all": facets.link(path, since=whole[0], until=whole[1])
        if since > whole[0] or until < whole[1]
        else "",
    }
    return {name: address for name, address in found.items() if address}


def _whole(data: Mapping[str, Any]) -> tuple[dt.date, dt.date]:
    """The first and last day of all years with the other filters; whole months where a period is chosen."""
    if data["facets"].keys() & {"since", "until"}:
        return data["span"][0]["month"], timeline.unit_end(data["span"][-1]["month"], "month")
    return data["whole"]["since"], data["whole"]["until"]


def _acts(where: str) -> str:
    """The beginning of a query on the acts between the two under further conditions."""
    return fill(statements("dyad.acts"), between=fill(statements("dyad.between"), facets=where))


def _latest(reading: Reading, where: str, values: Mapping[str, Any], a: str, b: str) -> list[Row]:
    """The latest acts in time order, one more than can be drawn."""
    between = fill(statements("dyad.between"), facets=where)
    query = statements("events.columns") + "\n" + fill(statements("dyad.latest"), between=between)
    rows = reading.ask(query, {**values, "limit": timeline.MOST_MARKS + 1})
    return [row | {"lane": lane(row, a, b)} for row in rows]


def gathered(rows: list[Row]) -> list[Row]:
    """The rows of the shortest period that holds `GATHERED` of them, where that is a small part of the whole;
    else all."""
    count = len(rows) and max(1, round(GATHERED * len(rows)))
    if len(rows) < LEAST_GATHERED:
        return rows
    first = min(range(len(rows) - count + 1), key=lambda n: rows[n + count - 1]["day"] - rows[n]["day"])
    since, until = rows[first]["day"], rows[first + count - 1]["day"]
    margin = dt.timedelta((until - since).days // 10 + 1)
    if until - since + 2 * margin > PART * (rows[-1]["day"] - rows[0]["day"]):
        return rows
    return [row for row in rows if since - margin <= row["day"] <= until + margin]


def after_pause(rows: list[Row]) -> list[Row]:
    """The rows after the longest pause, where it takes more than half of the time and enough follow; else
    all."""
    pauses = [(later["day"] - row["day"], n) for n, (row, later) in enumerate(pairwise(rows), 1)]
    pause, begins = max(pauses, default=(dt.timedelta(), 0))
    if len(rows) - begins < LEAST_LATER or 2 * pause <= rows[-1]["day"] - rows[0]["day"]:
        return rows
    return rows[begins:]


def lane(row: Row, a: str, b: str) -> str:
    """Whose act it is: a, b, or both."""
    doing = {row["actor"], *(row["more_actors"] or ())}
    return "both" if {a, b} <= doing else "a" if a in doing else "b"


def _period(facets: Facets, found: Row, rows: list[Row], windowed: bool) -> tuple[dt.date, dt.date] | None:
    """The days that the timeline shows: those asked for, else all, else those of the latest acts."""
    if not rows:
        ends = [day for day in (facets.since, facets.until) if day]
        return (min(ends), max(ends)) if ends else None
    if windowed:
        first, last = found["first_day"], found["last_day"]
    else:
        first, last = rows[0]["day"], rows[-1]["day"]
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
        where, more = counted(reading, replace(facets, since=None, until=None))
        return reading.ask(_acts(where) + "\n" + statements("dyad.span"), {**values, **more})
    total: dict[dt.date, Row] = {}
    for row in months:
        into = total.setdefault(
            row["month"], {"month": row["month"], "acts": 0, "cooperation": 0.0, "conflict": 0.0}
        )
        for name in ("acts", "cooperation", "conflict"):
            into[name] += row[name]
    return list(total.values())


def _bars(
    reading: Reading, facets: Facets, values: Mapping[str, Any], period: tuple[dt.date, dt.date] | None
) -> list[Row]:
    assert period is not None
    where, more = counted(reading, facets)
    query = _acts(where) + "\n" + statements("dyad.bars")
    return reading.ask(query, {**values, **more, "unit": timeline.unit_for(*period)})


def _balance(data: Mapping[str, Any], a: str, b: str) -> list[dict[str, Any]]:
    """Two charts on one scale: what each side does to the other over time."""
    rows, unit = data["months"], "month"
    if not rows:
        return []
    since, until = rows[0]["month"], rows[-1]["month"]
    days = [event["day"] for event in data["events"]]
    if len(days) == data["acts"] and (days[-1] - days[0]).days < DAYS_OF_BALANCE:
        rows, unit = _by_day(data["events"]), "day"
        margin = dt.timedelta(max(2, (days[-1] - days[0]).days // 10))
        since, until = days[0] - margin, days[-1] + margin
    sides = [
        (a, b, [row for row in rows if row["lane"] in {"a", "both"}]),
        (b, a, [row for row in rows if row["lane"] in {"b", "both"}]),
    ]
    top = max((charts.tallest(rows, since, until) for _, _, rows in sides), default=0.0) or 1.0
    return [
        {"from": one, "to": other, "chart": charts.balance(rows, since, until, top, unit=unit)}
        for one, other, rows in sides
    ]


def _by_day(events: list[Row]) -> list[Row]:
    """Scores by day and lane, as `months` has them by month."""
    days: dict[tuple[dt.date, str], Row] = {}
    for event in events:
        if event["verdict"] == "reject":
            continue
        day = days.setdefault(
            (event["day"], event["lane"]),
            {"month": event["day"], "lane": event["lane"], "cooperation": 0.0, "conflict": 0.0},
        )
        day["cooperation" if event["score"] > 0 else "conflict"] += event["score"]
    return list(days.values())


PAGES = (("/dyad/{a}/{b}", dyad),)
