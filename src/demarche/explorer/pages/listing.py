"""Events as a list: all of them by any filter, and the rows that other pages show."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from demarche.explorer import facets as ask_for
from demarche.explorer.facets import Facets
from demarche.explorer.pages import Ask, Page, fill
from demarche.explorer.reading import Reading, Row, statements

PAGE_ROWS, MOST_ROWS = 100, 1000
# Deeper pages of a list make the database sort all before them: a narrower filter is quicker.
MOST_PAGES = 1000


def events(reading: Reading, ask: Ask) -> Page:
    """All events that fit, the latest first, page by page."""
    facets = Facets.read(ask.query)
    side = ask_for.text(ask.query, "side").upper()
    words = ask_for.text(ask.query, "q").lower()
    page = ask_for.whole(ask.query, "page", 1, low=1, high=MOST_PAGES)
    limit = ask_for.whole(ask.query, "limit", PAGE_ROWS, low=1, high=MOST_ROWS)
    data = reading.kept(
        ("events", facets, side, words, page, limit),
        lambda: _listed(reading, facets, side, words, page, limit),
    )
    view = {
        "facets": facets,
        "side": side,
        "q": words,
        "page": page,
        "pages": -(-data["total"] // limit),
        "limit": limit,
    }
    return Page("events.html", "Events", data, data["events"], view)


def _listed(reading: Reading, facets: Facets, side: str, words: str, page: int, limit: int) -> dict[str, Any]:
    where, values = facets.where()
    if side:
        where += "\n  AND " + statements("events.side")
    if words:
        where += "\n  AND " + statements("events.words")
    values |= {"side": side, "words": words}
    total = reading.ask(fill(statements("events.count"), facets=where), values)[0]["n"]
    query = statements("events.columns") + "\n" + fill(statements("events.undated"), facets=where)
    rows = reading.ask(query, values | {"limit": limit, "offset": (page - 1) * limit})
    return {
        "total": total,
        "page": page,
        "facets": facets.as_dict() | ({"side": side} if side else {}),
        "events": with_sentences(reading, rows),
    }


def of_ids(reading: Reading, ids: Sequence[str]) -> list[Row]:
    """The rows of events, in time order."""
    if not ids:
        return []
    return reading.ask(statements("events.columns") + "\n" + statements("events.of_ids"), {"ids": list(ids)})


def with_sentences(reading: Reading, rows: list[Row]) -> list[Row]:
    """The rows with `sentence`, the clearest that tells each event; None where there is none (imported)."""
    told = [row["id"] for row in rows if row["origin"] == "coded"]
    found = {}
    if told:
        for row in reading.of_mentions("events.sentences", told):
            sentence = json.loads(row["record"]).get("sentence")
            found[row["event"]] = sentence["text"] if sentence else None
    return [row | {"sentence": found.get(row["id"])} for row in rows]


PAGES = (("/events", events),)
