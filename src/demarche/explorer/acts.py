"""Rows of the ledger as the acts and links that `demarche.links` speaks, without their words: quick for
thousands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from demarche.explorer import words
from demarche.links.reconcile import StoredAct
from demarche.model import DateRange, Deadline, Entity, Event, Link, Span

Row = Mapping[str, Any]
NOWHERE = Span("", 0, 0)


def stored_act(row: Row) -> StoredAct:
    """The act of a row of `events`; its spans are empty, for they stand in the mentions."""
    day = row["published"]
    return StoredAct(
        event=Event(
            id=row["id"],
            event=row["event"] or "",
            mode=tuple(row["mode"] or ()),
            context=(),
            cameo=row["cameo"],
            quad=row["quad"],
            score=row["score"],
            trigger=NOWHERE,
            mentions=(),
            actor=_entities(row, "actor"),
            recipient=_entities(row, "recipient"),
            date=DateRange(row["date_from"], row["date_to"] or row["date_from"])
            if row["date_from"]
            else None,
            place=None,
            status=row["status"],
            according_to=(),
            deadline=Deadline(row["deadline"], NOWHERE) if row["deadline"] else None,
            answers=(),
            sentence=NOWHERE,
            confidence=1.0 if row["confidence"] is None else row["confidence"],
        ),
        fields=(),
        told=(row["id"],),
        told_by=(row["report"],) if row["report"] else (),
        first_told=day or row["day"],
        last_told=day or row["day"],
        voices=row["reports"],
    )


def links(rows: Iterable[Row]) -> list[Link]:
    """The links of rows of `links`."""
    return [
        Link(
            answer=row["answer"],
            answered=row["answered"],
            kind=row["kind"],
            basis=row["basis"],
            confidence=row["confidence"],
            cue=Span(row["cue"], row.get("cue_begins") or 0, row.get("cue_ends") or 0)
            if row["cue"]
            else None,
            lag=None if row["lag_least"] is None else (row["lag_least"], row["lag_most"]),
        )
        for row in rows
    ]


def link_row(link: Link) -> dict[str, Any]:
    """The link as a row again, for timelines and twins."""
    return {
        "answer": link.answer,
        "answered": link.answered,
        "kind": link.kind,
        "basis": link.basis,
        "confidence": round(link.confidence, 4),
        "cue": link.cue.text if link.cue else None,
        "lag_least": link.lag[0] if link.lag else None,
        "lag_most": link.lag[1] if link.lag else None,
        "report": None,
    }


def _entities(row: Row, role: str) -> tuple[Entity, ...]:
    codes = [row[role], *(row[f"more_{role}s"] or ())]
    if not any(codes) and not row[f"{role}_name"]:
        return ()
    first = Entity(None, row[f"{role}_name"] or words.country(codes[0]), codes[0])
    return (first, *(Entity(None, words.country(code), code) for code in codes[1:]))
