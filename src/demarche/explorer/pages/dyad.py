"""The signature page: what two countries do to each other, and what answers what."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from demarche.errors import UsageError
from demarche.explorer import charts, tally, timeline, words
from demarche.explorer.acts import link_row
from demarche.explorer.facets import FIRST_DAY, LAST_DAY, Facets
from demarche.explorer.inferring import Inferring, work_asked
from demarche.explorer.pages import Ask, Heading, Page, counted, fill
from demarche.explorer.pages.listing import with_sentences
from demarche.explorer.reading import Reading, Row, statements

CODE = re.compile(r"[A-Z]{3}")
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
        title(a, b),
        data,
        data["events"],
        view(a, b, facets, data) | {"compared_more": work is not None},
        accepted(data["events"], data["links"]),
    )


def heading(ask: Ask) -> Heading:
    """The title of the page, which has a GraphML twin.

    Raises:
        UsageError: the address names no two countries, or a filter means nothing.
    """
    a, b = sides(ask)
    Facets.read(ask.query)
    return Heading(title(a, b), graph=True)


def title(a: str, b: str) -> str:
    """Both names."""
    return f"{words.country(a)} and {words.country(b)}"


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
    judged = reading.judged()
    windowed = facets.since is not None or facets.until is not None
    where, values = facets.where()
    acts = reading.ask(_between("dyad.acts", where), values | {"a": a, "b": b})
    too_many = len(acts) > timeline.MOST_MARKS
    bars = too_many and windowed
    shown = acts[-LATEST:] if too_many else acts
    if not windowed:
        shown = after_pause(shown if too_many else gathered(shown))
    rows = _rows(reading, shown)
    inferring = Inferring(reading, work=work)
    links = _stated(reading, facets, acts) + ([] if bars else _inferred(inferring, facets, rows))
    drawn = set() if bars else {row["id"] for row in rows}
    # Figures leave out what analysts rejected.
    rejected, _ = judged.rejected
    told = [act for act in acts if act["id"] not in rejected]
    answers = tally.answers_across(
        told, (link for link in links if not judged.rejects(link["answer"], link["answered"]))
    )
    months = tally.months(told)
    period = _period(facets, acts, shown, windowed)
    return {
        "between": [a, b],
        "facets": facets.as_dict(),
        "period": {"since": period[0], "until": period[1]} if period else None,
        "whole": {"since": acts[0]["day"], "until": acts[-1]["day"]} if acts else None,
        "drawn": "bars" if bars else "acts",
        "acts": len(acts),
        "summary": tally.summary(told, answers),
        "choices": tally.choices(told),
        "unanswered": tally.unanswered(told, answers),
        "not_compared": len(inferring.left),
        "months": months,
        "span": _always(reading, a, b, facets) if windowed else tally.span(months),
        "bars": tally.bars(told, timeline.unit_for(*period)) if bars and period else [],
        "events": [row | {"verdict": judged.events.get(row["id"])} for row in with_sentences(reading, rows)],
        "links": [
            link | {"verdict": judged.answers.get((link["answer"], link["answered"]))}
            for link in links
            if link["answer"] in drawn and link["answered"] in drawn
        ],
    }


def _between(statement: str, where: str) -> str:
    """A statement on the acts between the two under further conditions."""
    return fill(statements(statement), between=fill(statements("dyad.between"), facets=where))


def _always(reading: Reading, a: str, b: str, facets: Facets) -> list[Row]:
    """The months of all years with the other filters, for the overview."""
    where, values = counted(reading, replace(facets, since=None, until=None))
    return reading.ask(_between("dyad.span", where), values | {"a": a, "b": b})


def _rows(reading: Reading, acts: list[Row]) -> list[Row]:
    """The whole rows of some acts, in time order, each with its lane."""
    if not acts:
        return []
    lanes = {act["id"]: act["lane"] for act in acts}
    query = statements("events.columns") + "\n" + statements("events.of_days")
    values = {"ids": list(lanes), "first": acts[0]["day"], "last": acts[-1]["day"]}
    return [row | {"lane": lanes[row["id"]]} for row in reading.ask(query, values)]


def _stated(reading: Reading, facets: Facets, acts: list[Row]) -> list[Row]:
    """The answers among acts that are rows of the ledger: what reports state."""
    where, values = facets.where_links()
    query = fill(statements("dyad.links"), link_facets=where)
    return reading.ask(query, values | {"ids": [act["id"] for act in acts]}) if acts else []


def _inferred(inferring: Inferring, facets: Facets, rows: list[Row]) -> list[Row]:
    """The inferred answers among acts, the latest acts first where not all can be compared: known, and
    counted, of those that are shown alone."""
    if facets.basis == "stated":
        return []
    shown = {row["id"]: row for row in rows}
    return [link_row(link) for link in inferring.of(reversed(shown), rows) if link.answered in shown]


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


def _period(
    facets: Facets, acts: list[Row], shown: list[Row], windowed: bool
) -> tuple[dt.date, dt.date] | None:
    """The days that the timeline shows: those asked for, else all, else those of the latest acts."""
    if not acts:
        ends = [day for day in (facets.since, facets.until) if day]
        return (min(ends), max(ends)) if ends else None
    of = acts if windowed else shown
    first, last = of[0]["day"], of[-1]["day"]
    margin = dt.timedelta(max(1, (last - first).days // 40))
    # An act that began before the period and lasted into it belongs to it.
    since = facets.since or first - margin
    return since, max(since, facets.until or last + margin)


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
HEADINGS = {"/dyad/{a}/{b}": heading}
