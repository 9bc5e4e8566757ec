"""Events for the tests of this room, all fields given but those that a test is about."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from demarche.links.reconcile import StoredAct, Told, reconcile
from demarche.model import DateRange, Entity, Event, Span
from demarche.ontology import load


def state(name: str, country: str) -> Entity:
    return Entity(None, name, country, ("GOV",))


def an_event(id: str, **fields: object) -> Event:
    """Russia expels a British diplomat, unless the fields say otherwise."""
    start = Event(
        id=id,
        event="SANCTION",
        mode=("expel",),
        context=(),
        cameo=None,
        quad="material conflict",
        score=-6.5,
        trigger=Span("expelled", 7, 15),
        mentions=(),
        actor=(state("Russia", "RUS"),),
        recipient=(state("United Kingdom", "GBR"),),
        date=None,
        place=None,
        status="actual",
        according_to=(),
        deadline=None,
        answers=(),
        sentence=Span("Russia expelled a British diplomat.", 0, 35),
        confidence=0.9,
    )
    event = replace(start, **fields)  # type: ignore[arg-type]
    if "event" in fields and "mode" not in fields:
        event = replace(event, mode=())
    plover = load("plover")
    return replace(event, score=plover.score(event.event, event.mode), quad=plover.quad(event.event))


def an_act(id: str, day: str | None = None, *, told: str | None = None, **fields: object) -> StoredAct:
    """A stored act of one report, on a day, told on the day after unless given."""
    when = dt.date.fromisoformat(day) if day else None
    date = DateRange(when, when) if when else None
    published = dt.date.fromisoformat(told) if told else when + dt.timedelta(1) if when else None
    return reconcile([Told(an_event(id, date=date, **fields), f"r-{id}", published)])
