"""Search: the reports that hold all the words, the newest first, and the events that carry a name."""

from __future__ import annotations

import time
from typing import Any

from demarche.entities.countries import countries
from demarche.explorer import facets as ask_for
from demarche.explorer.facets import Facets
from demarche.explorer.marking import Piece, marked
from demarche.explorer.pages import Ask, Page, fill
from demarche.explorer.pages.listing import with_sentences
from demarche.explorer.reading import Reading, Row, statements

# So many rows of the reports' table are looked through first, then more at a time as long as the time allows;
# a search can be taken further.  Rechecked by `python -m benchmarks.explorer`.
BLOCK, SECONDS = 8192, 0.1
# Of a block with more reports that fit the latest are shown, and how many are not: a further word narrows it.
# Not under 51: DuckDB 2.0.0 fetches so few rows late, and fails at that with a condition on `rowid`.
MOST_OF_A_BLOCK = 60
REPORTS, EVENTS = 20, 15
# The letters shown around a word that was found (as in search.sql); so many at either end may be half a word.
AROUND, CUT = 220, 24


def search(reading: Reading, ask: Ask) -> Page:
    """What was found; without words, the empty form."""
    q = ask_for.text(ask.query, "q")
    before = ask_for.whole(ask.query, "before", 0, low=0, high=10**9)
    data: dict[str, Any] = reading.kept(("search", q, before), lambda: found(reading, q, before))
    pieces = {row["id"]: highlighted(row["around"], q.lower().split()) for row in data["reports"]}
    return Page(
        "search.html",
        f"Search: {q}" if q else "Search",
        data,
        data["reports"],
        {"q": q, "pieces": pieces, "facets": Facets()},
    )


def found(reading: Reading, q: str, before: int) -> dict[str, Any]:
    """The JSON twin: countries of that name, reports, events; `further` is where the search can go on,
    `not_shown` how many that fit are passed over on the way."""
    wanted = list(dict.fromkeys(q.lower().split()))
    if not wanted:
        return {"q": q, "countries": [], "reports": [], "events": [], "further": None, "not_shown": 0}
    reports, further, not_shown = _reports(reading, wanted, before)
    events = [] if before else _named(reading, " ".join(wanted))
    return {
        "q": q,
        "countries": [
            {"code": code, "name": name}
            for code, name in countries().items()
            if q.lower() in (code.lower(), name.lower())
        ],
        "reports": reports,
        "events": with_sentences(reading, events),
        "further": further,
        "not_shown": not_shown,
    }


def prepare(reading: Reading) -> str:
    """All names of actors, recipients and places, in small letters: read before anybody waits."""
    names: str = reading.kept("names", lambda: reading.one("events.names"))["names"]
    return names


def _named(reading: Reading, words: str) -> list[Row]:
    """The latest events that carry a name with these words."""
    if words not in prepare(reading):
        return []
    where = "\n  AND " + statements("events.words")
    query = statements("events.columns") + "\n" + fill(statements("events.undated"), facets=where)
    return reading.ask(query, {"words": words, "limit": EVENTS, "offset": 0})


def _reports(reading: Reading, wanted: list[str], before: int) -> tuple[list[Row], int | None, int]:
    """Reports from row `before` down (0: from the newest) until there are `REPORTS`, the row where to go on,
    and how many of the rows above it were left out; `latest` is the version that a report has now."""
    conditions = "".join("\n  AND " + fill(statements("search.word"), n=str(n)) for n in range(len(wanted)))
    query, count = (fill(statements(name), words=conditions) for name in ("search.block", "search.hits"))
    values: dict[str, Any] = {f"w{n}": word for n, word in enumerate(wanted)} | {"first": wanted[0]}
    last = reading.kept("last_row", lambda: reading.one("search.last_row"))["row"]
    high = min(before - 1, last) if before else last
    rows: list[Row] = []
    not_shown = 0
    started, top, size = time.monotonic(), high, BLOCK
    while high >= 0 and len(rows) < REPORTS and size:
        low = max(0, high - size + 1)
        of_block = values | {"low": low, "high": high, "limit": MOST_OF_A_BLOCK}
        block = reading.ask(query, of_block)
        if len(block) == MOST_OF_A_BLOCK:
            not_shown += reading.ask(count, of_block)[0]["n"] - len(block)
        rows += block
        high = low - 1
        size = _next(top - high, time.monotonic() - started, size)
    newest: dict[str, Row] = {}
    for row in rows:  # of several versions of a report the latest
        if row["id"] not in newest or row["version"] > newest[row["id"]]["version"]:
            newest[row["id"]] = row
    versions = {row["id"]: row["latest"] for row in reading.rows("search.versions", {"ids": list(newest)})}
    found = [
        row | {"around": whole_words(row["around"], first=row["begins"] == 1), "latest": versions[row["id"]]}
        for row in newest.values()
    ]
    return found, high + 1 if high >= 0 else None, not_shown


def _next(done: int, took: float, size: int) -> int:
    """How many rows the next block has, after so many rows in so many seconds: at most twice as many as the
    last, and what the time that is left allows at this pace; 0 when there is none."""
    return min(2 * size, max(BLOCK, int(done / took * (SECONDS - took)))) if took < SECONDS else 0


def whole_words(around: str, *, first: bool) -> str:
    """The words around what was found, without the halves that the cut left.

    first: whether the text begins there.
    """
    begun = around if first else around[:CUT].partition(" ")[2] + around[CUT:]
    return begun if len(around) < AROUND else begun[:-CUT] + begun[-CUT:].rpartition(" ")[0]


def highlighted(text: str, wanted: list[str]) -> list[Piece]:
    """The text with the words marked."""
    low, spans = text.lower(), []
    if len(low) != len(text):  # letters whose small form is longer: offsets would not fit
        return [Piece(text)]
    for word in wanted:
        at = low.find(word)
        while word and at >= 0:
            spans.append((at, at + len(word), "found"))
            at = low.find(word, at + len(word))
    return marked(text, spans)


PAGES = (("/search", search),)
