"""What must be done by when, and whether later acts show that it was."""

from __future__ import annotations

import datetime as dt
from typing import Any

from demarche.explorer import facets as ask_for
from demarche.explorer.acts import links, stored_act
from demarche.explorer.facets import Facets
from demarche.explorer.inferring import Inferring
from demarche.explorer.pages import Ask, Page, counted, fill
from demarche.explorer.pages.listing import of_ids
from demarche.explorer.reading import Reading, Row, statements
from demarche.links.deadlines import COMPLYING, REPORTING_DAYS, find_deadlines

PAGE_ROWS = 50
# What the CSV twin says of the demand beside its id.
DEMAND = ("day", "actor", "actor_name", "recipient", "recipient_name", "mode", "score", "publisher")
# Acts of both sides that may decide on the deadlines of one page; the earliest are looked through.
MOST_ACTS = 2000


def deadlines(reading: Reading, ask: Ask) -> Page:
    """Deadlines, open ones first, as they stand on a day."""
    facets = Facets.read(ask.query)
    today = ask_for.day(ask.query, "today") or last_day(reading)
    page = ask_for.whole(ask.query, "page", 1, low=1, high=1000)
    key = ("deadlines", facets, today, page, reading.judged().rejected)
    data = reading.kept(key, lambda: _listed(reading, facets, today, page))
    view: dict[str, Any] = {
        "facets": facets,
        "page": page,
        "pages": -(-data["total"] // PAGE_ROWS),
        "acts": {row["id"]: row for row in data["acts"]},
    }
    acts = view["acts"]
    rows = [
        row | {"type": acts[row["event"]]["event"]} | {name: acts[row["event"]][name] for name in DEMAND}
        for row in data["deadlines"]
    ]
    return Page("deadlines.html", "Deadlines", data, rows, view)


def last_day(reading: Reading) -> dt.date:
    """The last day of any report: what the ledger knows as today."""
    from demarche.explorer.pages.home import latest_day

    return latest_day(reading.size())


def _listed(reading: Reading, facets: Facets, today: dt.date, page: int) -> dict[str, Any]:
    where, values = counted(reading, facets)
    count = reading.ask(fill(statements("deadline.count"), facets=where), values | {"today": today})[0]
    return {
        "today": today,
        "total": count["n"],
        "due": count["due"],
        "page": page,
        **due(reading, today, facets=facets, limit=PAGE_ROWS, offset=(page - 1) * PAGE_ROWS),
    }


def due(
    reading: Reading,
    today: dt.date,
    *,
    facets: Facets | None = None,
    limit: int,
    offset: int = 0,
    inferring: Inferring | None = None,
) -> dict[str, Any]:
    """Deadlines with their state and the acts they speak of: {"deadlines": […], "acts": […]}."""
    where, values = counted(reading, facets or Facets())
    query = fill(statements("deadline.page"), facets=where)
    ids = [
        row["id"] for row in reading.ask(query, values | {"today": today, "limit": limit, "offset": offset})
    ]
    if not ids:
        return {"deadlines": [], "acts": []}
    about = reading.rows(
        "deadline.acts_about",
        {"ids": ids, "days": REPORTING_DAYS, "complying": sorted(COMPLYING), "limit": MOST_ACTS},
    )
    judged = reading.judged()
    known = [
        link
        for link in (
            *links(reading.rows("chain.step", {"ids": ids, "least": 0.0})),
            *(inferring or Inferring(reading)).to(ids),
        )
        if not judged.rejects(link.answer, link.answered)
    ]
    answers = {link.answer for link in known if link.answered in ids}
    rows = of_ids(reading, sorted({*ids, *answers, *(row["id"] for row in about)}))
    wanted = set(ids)
    found = [
        view for view in find_deadlines(map(stored_act, rows), known, today=today) if view.act.id in wanted
    ]
    listed: list[Row] = [
        {
            "event": view.act.id,
            "due": view.due,
            "state": view.state,
            "days_left": view.left,
            "by": view.by and view.by.id,
            "why": view.why,
        }
        for view in found
    ]
    named = {row["event"] for row in listed} | {row["by"] for row in listed if row["by"]}
    return {"deadlines": listed, "acts": [row for row in rows if row["id"] in named]}


PAGES = (("/deadlines", deadlines),)
