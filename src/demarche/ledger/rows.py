"""A coded report as rows of the ledger's tables, under their column names (see schema/001_first.sql)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from demarche.model import CodedReport, Entity, Event, Reject, Report
from demarche.record import event_to_dict, report_to_dict, span_to_dict

Row = dict[str, Any]


@dataclass(slots=True)
class Batch:
    """The rows of some reports, by table; written together or not at all.

    Those of `events` and `entities` are made when the batch is linked, from all that tell an act.
    starts, ends: what is written of the run with its first batch and with its last.
    """

    reports: list[Row] = field(default_factory=list)
    mentions: list[Row] = field(default_factory=list)
    links: list[Row] = field(default_factory=list)
    rejects: list[Row] = field(default_factory=list)
    starts: Row = field(default_factory=dict)
    ends: Row = field(default_factory=dict)

    @property
    def renewed(self) -> list[str]:
        """The ids of the reports that the ledger has older versions of."""
        return [row["id"] for row in self.reports if row["version"] > 1]

    def __len__(self) -> int:
        return len(self.reports) + len(self.rejects)


def digest(report: Report) -> str:
    """The sha256 of all fields of a report but its furniture, which changes with every visit to a page."""
    fields = report_to_dict(report)
    del fields["furniture"]
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


def add_report(batch: Batch, coded: CodedReport, *, version: int, sha256: str, run: int) -> None:
    """Adds a version of a report, and what it tells, to the batch."""
    report = coded.report
    batch.reports.append(report_row(report, version=version, sha256=sha256, run=run))
    for event in coded.events:
        batch.mentions += mention_rows(event, report.id, version=version, run=run)
        batch.links += link_rows(event, report.id, version=version, run=run)


def add_reject(batch: Batch, reject: Reject, *, run: int) -> None:
    """Adds a reject to the batch, once."""
    row = {"run": run, "origin": reject.origin, "line": None, "stage": reject.stage}
    row |= {"reason": reject.reason, "report": reject.report_id}
    if row not in batch.rejects:
        batch.rejects.append(row)


def report_row(report: Report, *, version: int, sha256: str, run: int) -> Row:
    """The row of `reports`."""
    furniture = [{"text": piece.text, "kind": piece.kind} for piece in report.furniture]
    return {
        "id": report.id,
        "version": version,
        "sha256": sha256,
        "url": report.url,
        "title": report.title,
        "publisher": report.publisher,
        "author": report.author,
        "published": report.published,
        "language": report.language,
        "text": report.text,
        "furniture": json.dumps(furniture, ensure_ascii=False),
        "run": run,
    }


def event_row(event: Event, report: Report, *, run: int) -> Row:
    """The row of `events` of an act that one report tells."""
    place, date = event.place, event.date
    return {
        "id": event.id,
        "event": event.event,
        "mode": list(event.mode),
        "context": list(event.context),
        "cameo": event.cameo,
        "quad": event.quad,
        "score": event.score,
        "day": date.first if date else report.published,
        "date_from": date and date.first,
        "date_to": date and date.last,
        **_side("actor", event.actor),
        **_side("recipient", event.recipient),
        "place": place and place.name,
        "place_country": place and place.country,
        "geonameid": place and place.geonameid,
        "lat": place and place.lat,
        "lon": place and place.lon,
        "status": event.status,
        "confidence": round(event.confidence, 4),
        "deadline": event.deadline and event.deadline.date,
        "report": report.id,
        "published": report.published,
        "publisher": report.publisher,
        "reports": 1,
        "mentions": 1 + len(event.mentions),
        "origin": "coded",
        "origin_id": None,
        "story": None,
        "mirror_of": None,
        "run": run,
    }


def _side(role: str, entities: Sequence[Entity]) -> Row:
    """The columns of one role: its first member in full, the countries of the others."""
    first = entities[0] if entities else None
    countries = dict.fromkeys(entity.country for entity in entities if entity.country)
    lead = first.country if first and first.country else next(iter(countries), None)
    others = [country for country in countries if country != lead]
    return {
        role: lead,
        f"{role}_name": first and first.name,
        f"{role}_sector": list(first.sector) if first else [],
        f"more_{role}s": others or None,
    }


def mention_rows(event: Event, report_id: str, *, version: int, run: int) -> list[Row]:
    """The rows of `mentions`: the trigger with the record, then the other places."""
    shared = {"event": event.id, "told_as": event.id, "report": report_id, "version": version, "run": run}
    main = shared | {
        "begins": event.trigger.start,
        "ends": event.trigger.end,
        "sentence_begins": event.sentence.start,
        "sentence_ends": event.sentence.end,
        "main": True,
        "record": json.dumps(event_to_dict(event), ensure_ascii=False),
    }
    none = {"sentence_begins": None, "sentence_ends": None, "main": False, "record": None}
    return [main, *(shared | none | {"begins": span.start, "ends": span.end} for span in event.mentions)]


def entity_rows(event: Event, report_id: str, *, version: int, run: int) -> list[Row]:
    """The rows of `entities`, role by role."""
    roles: Iterable[tuple[str, Sequence[Entity]]] = (
        ("actor", event.actor),
        ("recipient", event.recipient),
        ("according_to", event.according_to),
    )
    return [
        {
            "event": event.id,
            "role": role,
            "position": position,
            "name": entity.name,
            "country": entity.country,
            "sector": list(entity.sector),
            "wikidata": entity.wikidata,
            "title": entity.role,
            "how": entity.how,
            "report": report_id,
            "version": version,
            "begins": entity.span and entity.span.start,
            "ends": entity.span and entity.span.end,
            "run": run,
        }
        for role, entities in roles
        for position, entity in enumerate(entities)
    ]


def link_rows(event: Event, report_id: str, *, version: int, run: int) -> list[Row]:
    """The rows of `links` that a report states."""
    return [
        {
            "answer": event.id,
            "answered": answer.event,
            "kind": answer.kind,
            "basis": answer.basis,
            "confidence": round(answer.confidence, 4),
            "report": report_id,
            "version": version,
            "cue": answer.cue and answer.cue.text,
            "cue_begins": answer.cue and answer.cue.start,
            "cue_ends": answer.cue and answer.cue.end,
            "evidence": json.dumps([span_to_dict(span) for span in answer.evidence], ensure_ascii=False),
            "lag_least": answer.lag and answer.lag[0],
            "lag_most": answer.lag and answer.lag[1],
            "run": run,
        }
        for answer in event.answers
    ]
