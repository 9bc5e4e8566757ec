"""A country or organisation: what it does and what is done to it, with whom, and who speaks for it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from demarche.errors import UsageError
from demarche.explorer import charts, words
from demarche.explorer.facets import Facets
from demarche.explorer.pages import Ask, Page, counted, fill
from demarche.explorer.reading import Reading, Row, statements

CODE = re.compile(r"[A-Z]{3}")
PARTNERS, PERSONS = 30, 40


def actors(reading: Reading, ask: Ask) -> Page:
    """All countries and organisations of the ledger, the busiest first."""
    rows = busiest(reading)
    return Page("actors.html", "Actors", {"actors": rows}, rows)


def busiest(reading: Reading) -> list[Row]:
    """All of them with what they do and receive, the busiest first."""
    accepted, values = reading.accepted()
    query = fill(statements("actor.all"), accepted=accepted)
    rows = reading.kept(("actors", reading.judged().rejected[0]), lambda: reading.ask(query, values))
    return [row | {"name": words.country(row["code"])} for row in rows]


def actor(reading: Reading, ask: Ask) -> Page:
    """One of them."""
    code = ask.path["code"].upper()
    if not CODE.fullmatch(code):
        raise UsageError(
            f"The address names {ask.path['code']!r}, which is no code. Give three letters, such as "
            f"/actor/JPN; the list of actors has them all."
        )
    facets = Facets.read(ask.query)
    key = ("actor", code, facets, reading.judged().rejected[0])
    data: dict[str, Any] = reading.kept(key, lambda: profile(reading, code, facets))
    view: dict[str, Any] = {
        "facets": facets,
        "code": code,
        "path": f"/actor/{code}",
        "balance": [],
        "overview": None,
    }
    months = data["months"]
    if months:
        since, until = months[0]["month"], months[-1]["month"]
        sides = [
            ("given", [row for row in months if row["does"]]),
            ("received", [row for row in months if not row["does"]]),
        ]
        top = max(charts.tallest(rows, since, until) for _, rows in sides) or 1.0
        view["balance"] = [
            {"name": name, "chart": charts.balance(rows, since, until, top)} for name, rows in sides
        ]
        window = (facets.since or since, facets.until or until) if facets.since or facets.until else None
        view["overview"] = charts.overview(data["span"], window)
    return Page("actor.html", words.country(code), data, data["partners"], view)


def profile(reading: Reading, code: str, facets: Facets) -> dict[str, Any]:
    """The JSON twin of the page."""
    where, values = counted(reading, facets)
    values |= {"code": code, "limit": PARTNERS, "persons": PERSONS}
    found = reading.ask(
        fill(statements("actor.acts"), facets=where) + "\n" + statements("actor.summary"), values
    )[0]
    whole = found
    if facets.since or facets.until:
        wider, _ = counted(reading, replace(facets, since=None, until=None))
        whole = reading.ask(
            fill(statements("actor.acts"), facets=wider) + "\n" + statements("actor.summary"), values
        )[0]
    # Without filters all acts count but those that were rejected, which are few: that is asked more quickly.
    of_acts, _ = reading.accepted("event")
    if facets.where()[0]:
        of_acts = "\n  AND " + fill(statements("actor.of_acts"), facets=where)
    persons = reading.ask(fill(statements("actor.persons"), of_acts=of_acts), values)
    return {
        "code": code,
        "name": words.country(code),
        "facets": facets.as_dict(),
        "acts": found["acts"],
        "received": found["received"],
        "first_day": found["first_day"],
        "last_day": found["last_day"],
        "types": found["types"] or [],
        "partners": found["partners"] or [],
        "persons": persons,
        "names": found["names"] or [],
        "months": found["months"] or [],
        "span": _both(whole["months"] or []),
    }


def _both(months: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Given and received together, month by month."""
    total: dict[Any, dict[str, Any]] = {}
    for row in months:
        into = total.setdefault(row["month"], {"month": row["month"], "cooperation": 0.0, "conflict": 0.0})
        into["cooperation"] += row["cooperation"]
        into["conflict"] += row["conflict"]
    return list(total.values())


PAGES = (("/actors", actors), ("/actor/{code}", actor))
