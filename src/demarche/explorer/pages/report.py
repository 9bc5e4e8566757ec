"""A report as it was read: its acts marked and numbered, its furniture folded away."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from demarche.explorer.facets import whole
from demarche.explorer.marking import Piece
from demarche.explorer.pages import Ask, Missing, Page
from demarche.explorer.pages.listing import of_ids, with_sentences
from demarche.explorer.reading import Reading, Row
from demarche.explorer.words import visible
from demarche.reports.furniture.lines import logical_lines

# Longer reports are shown to here; the JSON twin has all.
MOST_TEXT = 200_000


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the report in pieces, and the acts that are first told in it, by number."""

    pieces: tuple[Piece, ...]
    notes: tuple[tuple[int, Row], ...]


def report(reading: Reading, ask: Ask) -> Page:
    """A version of a report, the latest unless another is asked for."""
    version = whole(ask.query, "version", 0, low=1, high=1_000_000) or None
    id = ask.path["id"]
    data: dict[str, Any] = reading.kept(("report", id, version), lambda: read(reading, id, version))
    view = {
        "paragraphs": paragraphs(data),
        "web": web(data["report"]["url"]),
        "cut": len(data["report"]["text"]) > MOST_TEXT,
    }
    return Page("report.html", visible(data["report"]["title"] or "Report"), data, data["events"], view)


def read(reading: Reading, id: str, version: int | None) -> dict[str, Any]:
    """The JSON twin: {"report": …, "events": […], "records": […], "places": […]}; places are where acts are
    named."""
    found = reading.ledger.report(id, version=version)
    if found is None:
        raise Missing(
            f"There is no report {id!r}{f' in version {version}' if version else ''} in this ledger. "
            f"Search for its words, or for its publisher in the list of events."
        )
    mentions = reading.rows("events.of_report", {"report": id, "version": found["version"]})
    rows = with_sentences(reading, of_ids(reading, sorted({row["event"] for row in mentions})))
    records = [json.loads(row["record"]) | {"id": row["event"]} for row in mentions if row["main"]]
    places = [
        {"event": row["event"], "start": row["begins"], "end": row["ends"], "main": row["main"]}
        for row in mentions
    ]
    return {"report": found, "events": rows, "records": records, "places": places}


def paragraphs(data: dict[str, Any]) -> list[Paragraph]:
    """The paragraphs of the text, acts marked where they are named and numbered in the order of their first
    mention."""
    text = data["report"]["text"][:MOST_TEXT]
    rows = {row["id"]: row for row in data["events"]}
    places = [place for place in data["places"] if place["event"] in rows and place["end"] <= len(text)]
    numbers: dict[str, int] = {}
    for place in places:
        numbers.setdefault(place["event"], len(numbers) + 1)
    found, told = [], set()
    for line in logical_lines(text):
        inside = [place for place in places if line.start <= place["start"] and place["end"] <= line.end]
        notes = []
        for place in inside:
            if place["event"] not in told:
                told.add(place["event"])
                notes.append((numbers[place["event"]], rows[place["event"]]))
        # A break within a paragraph is a blank here: the page has lines of its own.
        words = text[line.start : line.end].replace("\n", " ")
        found.append(Paragraph(tuple(_pieces(words, inside, line.start, numbers)), tuple(notes)))
    return found


def _pieces(line: str, places: list[dict[str, Any]], offset: int, numbers: dict[str, int]) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    for place in places:
        begin, end = place["start"] - offset, place["end"] - offset
        if begin < at:  # two acts by one word: the second only gets its number
            if pieces and pieces[-1].number is not None:
                pieces.append(Piece("", "trigger", numbers[place["event"]], place["event"]))
            continue
        pieces += [
            Piece(line[at:begin]),
            Piece(line[begin:end], "trigger", numbers[place["event"]], place["event"]),
        ]
        at = end
    return [*pieces, Piece(line[at:])]


def web(url: str | None) -> str:
    """The address of the original where it is one of the web; anything else (javascript:, file:) is no
    link."""
    return url if url and url.lower().startswith(("https://", "http://")) else ""


PAGES = (("/report/{id:path}", report),)
