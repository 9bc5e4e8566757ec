"""One act with all its evidence: every report's words, where they differ, and how each field was derived."""

from __future__ import annotations

import re
from typing import Any

from demarche.explorer.account import sentence
from demarche.explorer.acts import link_row, stored_act
from demarche.explorer.facets import text
from demarche.explorer.inferring import Inferring
from demarche.explorer.marking import marked, sentence_of
from demarche.explorer.pages import Ask, Elsewhere, Missing, Page
from demarche.explorer.pages.listing import of_ids
from demarche.explorer.pages.report import web
from demarche.explorer.reading import Reading, Row
from demarche.explorer.words import country
from demarche.model import Link

# Characters shown on both sides of a further mention.
REACH = 110
# So many reports are shown with their words; the others are folded away.
MOST_TOLD = 6
LARGE = re.compile(r"\b\d{5,}(?:\.\d+)?(?=\s)")


def event(reading: Reading, ask: Ask) -> Page:
    """The event, under its present id; an id that it had before leads here."""
    asked = ask.path["id"]
    data = told(reading, asked)
    if data["id"] != asked:
        suffix = next((ending for ending in (".json", ".csv") if ask.address.endswith(ending)), "")
        raise Elsewhere(f"/event/{data['id']}{suffix}")
    others = {row["id"]: row for row in data["others"]}
    title = sentence(stored_act(data["row"]).event) if data["row"] else data["event"] or "An act"
    view = {
        "tellings": [telling | {"pieces": sentence_of(telling["record"])} for telling in data["tellings"]],
        "further": [_further(row) for row in data["further"]],
        "acts": others,
        "answers": _best(
            link for link in data["links"] if link["answer"] == data["id"] and link["answered"] in others
        ),
        "answered_by": _best(
            link for link in data["links"] if link["answered"] == data["id"] and link["answer"] in others
        ),
        "differences": [_shown(field, data["tellings"]) for field in data["differences"]],
        "most_told": MOST_TOLD,
        "story": web((data["row"] or {}).get("story")),
        "card": text(ask.query, "part") == "card",
    }
    return Page(
        "event.html",
        title,
        data,
        [data["row"]] if data["row"] else [],
        view,
    )


def told(reading: Reading, asked: str) -> dict[str, Any]:
    """The JSON twin: the event's evidence, with what analysts have said of it and of its answers by now."""
    data: dict[str, Any] = reading.kept(("event", asked), lambda: evidence(reading, asked))
    reviews = [row for row in reading.reviews() if data["id"] in {row["event"], row["answered"]}]
    return data | {"reviews": reviews}


def evidence(reading: Reading, asked: str) -> dict[str, Any]:
    """The event in record form, with what only a ledger knows and the acts at the other ends of its links."""
    found = reading.ledger.event(asked)
    if found is None:
        raise Missing(
            f"There is no event {asked!r} in this ledger. The list of events has those that are; an "
            f"older id may belong to another ledger."
        )
    inferring = Inferring(reading)
    found["links"] += map(_inferred, [*inferring.of([found["id"]]), *inferring.to([found["id"]])])
    found["not_compared"] = len(inferring.left)
    ends = {link[end] for link in found["links"] for end in ("answer", "answered")} - {found["id"]}
    found["others"] = of_ids(reading, sorted(ends))
    found["further"] = (
        reading.rows("events.around", {"id": found["id"], "reach": REACH}) if found["tellings"] else []
    )
    found["differences"] = differences(found["tellings"])
    del found["asked"], found["all_mentions"]
    return found


def differences(tellings: list[Row]) -> list[dict[str, Any]]:
    """Fields on which reports do not agree, the chosen reading first: `disputed` where two cannot both be
    true."""
    from demarche.links.reconcile import Told, reconcile
    from demarche.links.records import event_from_record

    newest: dict[str, Row] = {telling["report"] + telling["told_as"]: telling for telling in tellings}
    told = [
        Told(
            event_from_record(telling["record"]),
            telling["report"],
            _day(telling["published"]),
            telling["publisher"],
        )
        for telling in newest.values()
    ]
    if len(told) < 2:
        return []
    return [
        {
            "field": field.name,
            "disputed": field.disputed,
            "readings": [
                {"value": r.value, "reports": list(r.reports), "speakers": list(r.speakers)}
                for r in field.readings
            ],
        }
        for field in reconcile(told).fields
        if len(field.readings) > 1
    ]


def _shown(field: dict[str, Any], tellings: list[Row]) -> dict[str, Any]:
    """The field for reading: values in words, and its reports under their publishers."""
    from demarche.explorer.answering import number

    by_id = {telling["report"]: telling for telling in tellings}
    readings = []
    for reading in field["readings"]:
        publishers: dict[str, list[dict[str, str]]] = {}
        for report in dict.fromkeys(reading["reports"]):
            telling = by_id.get(report, {})
            title = telling.get("title") or f"Report {report}"
            publishers.setdefault(telling.get("publisher") or title, []).append(
                {"id": report, "title": title}
            )
        value = str(reading["value"])
        if field["field"] == "numbers":
            value = LARGE.sub(lambda found: number(float(found[0])), value)
        if field["field"] in {"actor", "recipient"}:
            value = " + ".join(country(code) for code in value.split("+"))
        readings.append(reading | {"value": value, "publishers": list(publishers.items())})
    return field | {"readings": readings}


def _further(row: Row) -> Row:
    return row | {
        "pieces": marked(row["around"], [(row["begins"], row["ends"], "trigger")], offset=row["starts"])
    }


def _inferred(link: Link) -> Row:
    """The link as the record of an event has those that reports state."""
    return link_row(link) | {
        "version": None,
        "cue": None,
        "evidence": [{"text": span.text, "start": span.start, "end": span.end} for span in link.evidence],
        "lag": list(link.lag) if link.lag else None,
    }


def _best(links: Any) -> list[Row]:
    """One link for each pair of acts: what a report states before what was inferred, the surer before
    others."""
    best: dict[tuple[str, str], Row] = {}
    for link in sorted(links, key=lambda link: (link["basis"] != "stated", -link["confidence"])):
        best.setdefault((link["answer"], link["answered"]), link)
    return list(best.values())


def _day(value: Any) -> Any:
    from demarche.explorer.words import as_date

    return as_date(value)


PAGES = (("/event/{id:path}", event),)
