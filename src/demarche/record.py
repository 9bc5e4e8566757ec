"""The record of docs/record.md as plain dicts: the public contract, fields are added and never renamed."""

from __future__ import annotations

from typing import Any

from demarche.model import Answer, CodedReport, DateRange, Entity, Event, Place, Report, Span


def report_to_dict(report: Report) -> dict[str, Any]:
    """The `report` part of the record."""
    return {
        "id": report.id,
        "url": report.url,
        "title": report.title,
        "publisher": report.publisher,
        "author": report.author,
        "published": report.published.isoformat() if report.published else None,
        "language": report.language,
        "text": report.text,
        "furniture": [{"text": piece.text, "kind": piece.kind} for piece in report.furniture],
    }


def coded_to_dict(coded: CodedReport) -> dict[str, Any]:
    """The whole record: {"report": …, "events": […]}."""
    return {
        "report": report_to_dict(coded.report),
        "events": [event_to_dict(event) for event in coded.events],
    }


def event_to_dict(event: Event) -> dict[str, Any]:
    """One event of the record, its fields in the contract's order."""
    return {
        "id": event.id,
        "event": event.event,
        "mode": list(event.mode),
        "context": list(event.context),
        "cameo": event.cameo,
        "quad": event.quad,
        "score": event.score,
        "trigger": span_to_dict(event.trigger),
        "mentions": [span_to_dict(span) for span in event.mentions],
        "actor": [entity_to_dict(entity) for entity in event.actor],
        "recipient": [entity_to_dict(entity) for entity in event.recipient],
        "date": _date_to_dict(event.date),
        "place": _place_to_dict(event.place),
        "status": event.status,
        "according_to": [entity_to_dict(entity) for entity in event.according_to],
        "deadline": event.deadline
        and {"date": event.deadline.date.isoformat(), "span": span_to_dict(event.deadline.span)},
        "answers": [answer_to_dict(answer) for answer in event.answers],
        "quantities": [
            {"value": q.value, "unit": q.unit, "span": span_to_dict(q.span)} for q in event.quantities
        ],
        "sentence": span_to_dict(event.sentence),
        "confidence": round(event.confidence, 4),
        "why": event.why,
    }


def span_to_dict(span: Span) -> dict[str, Any]:
    """SPAN of the record."""
    return {"text": span.text, "start": span.start, "end": span.end}


def entity_to_dict(entity: Entity) -> dict[str, Any]:
    """ENTITY of the record, with `how` it was resolved."""
    return {
        "span": entity.span and span_to_dict(entity.span),
        "name": entity.name,
        "country": entity.country,
        "sector": list(entity.sector),
        "wikidata": entity.wikidata,
        "role": entity.role,
        "how": entity.how,
    }


def answer_to_dict(answer: Answer) -> dict[str, Any]:
    """One answer: `lag` is [least, most] days, null where a date is missing."""
    return {
        "event": answer.event,
        "cue": answer.cue and span_to_dict(answer.cue),
        "confidence": round(answer.confidence, 4),
        "kind": answer.kind,
        "basis": answer.basis,
        "evidence": [span_to_dict(span) for span in answer.evidence],
        "lag": list(answer.lag) if answer.lag else None,
    }


def _date_to_dict(date: DateRange | None) -> dict[str, Any] | None:
    if date is None:
        return None
    return {
        "from": date.first.isoformat(),
        "to": date.last.isoformat(),
        "span": date.span and span_to_dict(date.span),
    }


def _place_to_dict(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {
        "span": span_to_dict(place.span),
        "name": place.name,
        "kind": place.kind,
        "country": place.country,
        "geonameid": place.geonameid,
        "lat": place.lat,
        "lon": place.lon,
    }
