"""Events read back from the record of docs/record.md: the other way round from `demarche.record`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from demarche.model import (
    Answer,
    CodedReport,
    DateRange,
    Deadline,
    Entity,
    Event,
    Furniture,
    Place,
    Quantity,
    Report,
    Span,
)

Record = Mapping[str, Any]


def coded_from_record(record: Record) -> CodedReport:
    """The coded report of one line that `demarche code --json` printed."""
    report = record["report"]
    return CodedReport(
        Report(
            id=report["id"],
            text=report["text"],
            url=report.get("url"),
            title=report.get("title"),
            publisher=report.get("publisher"),
            author=report.get("author"),
            published=dt.date.fromisoformat(report["published"]) if report.get("published") else None,
            language=report.get("language") or "en",
            furniture=tuple(
                Furniture(piece["text"], piece["kind"]) for piece in report.get("furniture") or ()
            ),
        ),
        tuple(event_from_record(event) for event in record["events"]),
    )


def event_from_record(record: Record) -> Event:
    """One event of the record."""
    sentence = _span(record["sentence"])
    trigger = _span(record["trigger"])
    if trigger is None or sentence is None:
        raise ValueError(
            f"event {record.get('id')!r} has no trigger or no sentence, which the record requires"
        )
    return Event(
        id=record["id"],
        event=record["event"],
        mode=tuple(record["mode"]),
        context=tuple(record["context"]),
        cameo=record.get("cameo"),
        quad=record["quad"],
        score=record["score"],
        trigger=trigger,
        mentions=tuple(Span(**span) for span in record["mentions"]),
        actor=_entities(record["actor"]),
        recipient=_entities(record["recipient"]),
        date=_date(record["date"]),
        place=_place(record["place"]),
        status=record["status"],
        according_to=_entities(record["according_to"]),
        deadline=_deadline(record["deadline"]),
        answers=tuple(_answer(answer) for answer in record["answers"]),
        sentence=sentence,
        confidence=record["confidence"],
        quantities=tuple(
            Quantity(Span(**q["span"]), q["value"], q["unit"]) for q in record.get("quantities") or ()
        ),
        why=record.get("why") or "",
    )


def _span(record: Record | None) -> Span | None:
    return Span(record["text"], record["start"], record["end"]) if record else None


def _entities(records: list[Record]) -> tuple[Entity, ...]:
    return tuple(
        Entity(
            _span(record["span"]),
            record["name"],
            record["country"],
            tuple(record["sector"]),
            record.get("wikidata"),
            record.get("role"),
            record.get("how"),
        )
        for record in records
    )


def _date(record: Record | None) -> DateRange | None:
    if record is None:
        return None
    return DateRange(
        dt.date.fromisoformat(record["from"]), dt.date.fromisoformat(record["to"]), _span(record["span"])
    )


def _place(record: Record | None) -> Place | None:
    if record is None or record["span"] is None:
        return None
    return Place(
        Span(**record["span"]),
        record["name"],
        record.get("kind") or "other",
        record["country"],
        record["geonameid"],
        record["lat"],
        record["lon"],
    )


def _deadline(record: Record | None) -> Deadline | None:
    return Deadline(dt.date.fromisoformat(record["date"]), Span(**record["span"])) if record else None


def _answer(record: Record) -> Answer:
    lag = record.get("lag")
    return Answer(
        event=record["event"],
        cue=_span(record["cue"]),
        confidence=record["confidence"],
        kind=record.get("kind") or "retaliates",
        basis=record.get("basis") or "stated",
        evidence=tuple(Span(**span) for span in record.get("evidence") or ()),
        lag=(lag[0], lag[1]) if lag else None,
    )
