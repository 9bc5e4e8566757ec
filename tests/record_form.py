"""Whether a record keeps to docs/record.md: names, types, vocabulary, spans and links."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from demarche.model import LinkBasis, LinkKind, PlaceKind, Quad, Status
from demarche.ontology import load

TEXT, NUMBER, WHOLE, NOTHING = (str,), (int, float), (int,), (type(None),)
# Fields and the types that they may have; a dict or a list of one is looked into by its own rules.
SPAN: dict[str, tuple[type, ...]] = {"text": TEXT, "start": WHOLE, "end": WHOLE}
ENTITY = {
    "span": (dict, *NOTHING), "name": TEXT, "country": (str, *NOTHING), "sector": (list,),
    "wikidata": (str, *NOTHING), "role": (str, *NOTHING), "how": TEXT,
}  # fmt: skip
REPORT = {
    "id": TEXT, "url": (str, *NOTHING), "title": (str, *NOTHING), "publisher": (str, *NOTHING),
    "author": (str, *NOTHING), "published": (str, *NOTHING), "language": TEXT, "text": TEXT,
    "furniture": (list,),
}  # fmt: skip
EVENT = {
    "id": TEXT, "event": TEXT, "mode": (list,), "context": (list,), "cameo": (str, *NOTHING), "quad": TEXT,
    "score": NUMBER, "trigger": (dict,), "mentions": (list,), "actor": (list,), "recipient": (list,),
    "date": (dict, *NOTHING), "place": (dict, *NOTHING), "status": TEXT, "according_to": (list,),
    "deadline": (dict, *NOTHING), "answers": (list,), "quantities": (list,), "sentence": (dict,),
    "confidence": NUMBER, "why": TEXT,
}  # fmt: skip
DATE = {"from": TEXT, "to": TEXT, "span": (dict, *NOTHING)}
DEADLINE = {"date": TEXT, "span": (dict,)}
PLACE = {
    "span": (dict,), "name": TEXT, "kind": TEXT, "country": (str, *NOTHING), "geonameid": (int, *NOTHING),
    "lat": (*NUMBER, *NOTHING), "lon": (*NUMBER, *NOTHING),
}  # fmt: skip
ANSWER = {
    "event": TEXT, "cue": (dict, *NOTHING), "confidence": NUMBER, "kind": TEXT, "basis": TEXT,
    "evidence": (list,),
    "lag": (list, *NOTHING),
}  # fmt: skip
QUANTITY = {"value": NUMBER, "unit": TEXT, "span": (dict,)}


def problems(record: Mapping[str, Any]) -> list[str]:
    """What is wrong with a record, each with its place; empty for a good one."""
    return list(_problems(json.loads(json.dumps(record))))


def _problems(record: Mapping[str, Any]) -> Iterator[str]:
    if set(record) != {"report", "events"}:
        yield f"record: has {sorted(record)}"
    yield from _fields("report", record["report"], REPORT)
    yield from _days("report", record["report"], "published")
    text = record["report"]["text"]
    yield from _spans("record", record["events"], text)
    ids = [event["id"] for event in record["events"]]
    if len(set(ids)) < len(ids):
        yield "events: an id is there twice"
    ontology = load("plover")
    for event in record["events"]:
        where = f"event {event['id']}"
        yield from _event(where, event)
        if event["event"] not in ontology.types:
            yield f"{where}: type {event['event']}"
        elif tuple(event["mode"]) != ontology.validate(event["event"], tuple(event["mode"])):
            yield f"{where}: modes {event['mode']} are not of {event['event']}"
        for answer in event["answers"]:
            if answer["event"] not in ids or answer["event"] == event["id"]:
                yield f"{where}: answers {answer['event']}, which is no other event of the report"


def _event(where: str, event: Mapping[str, Any]) -> Iterator[str]:
    yield from _fields(where, event, EVENT)
    for side in ("actor", "recipient", "according_to"):
        for entity in event[side]:
            yield from _fields(f"{where} {side}", entity, ENTITY)
    for name, form in (("date", DATE), ("deadline", DEADLINE), ("place", PLACE)):
        if event[name] is not None:
            yield from _fields(f"{where} {name}", event[name], form)
            yield from _days(f"{where} {name}", event[name], "from", "to", "date")
    if event["date"] and event["date"]["from"] > event["date"]["to"]:
        yield f"{where}: its date ends before it begins"
    for quantity in event["quantities"]:
        yield from _fields(f"{where} quantity", quantity, QUANTITY)
    for answer in event["answers"]:
        yield from _fields(f"{where} answer", answer, ANSWER)
        yield from _one_of(where, answer["kind"], LinkKind)
        yield from _one_of(where, answer["basis"], LinkBasis)
    yield from _one_of(where, event["status"], Status)
    yield from _one_of(where, event["quad"], Quad)
    if event["place"]:
        yield from _one_of(where, event["place"]["kind"], PlaceKind)
    for share in (event["confidence"], *(answer["confidence"] for answer in event["answers"])):
        if not 0 <= share <= 1:
            yield f"{where}: confidence {share}"


def _fields(where: str, given: Mapping[str, Any], form: Mapping[str, tuple[type, ...]]) -> Iterator[str]:
    for name in form.keys() - given.keys():
        yield f"{where}: no {name}"
    for name, value in given.items():
        if name not in form:
            yield f"{where}: {name} is not in docs/record.md"
        elif not isinstance(value, form[name]) or isinstance(value, bool):
            yield f"{where}: {name} is {value!r}"


def _one_of(where: str, value: str, words: object) -> Iterator[str]:
    if value not in get_args(words):
        yield f"{where}: {value!r} is none of {get_args(words)}"


def _days(where: str, given: Mapping[str, Any], *names: str) -> Iterator[str]:
    for name in names:
        value = given.get(name)
        if value is not None and value != dt.date.fromisoformat(value).isoformat():
            yield f"{where}: {name} is {value!r}"


def _spans(where: str, value: Any, text: str) -> Iterator[str]:
    """Every dict that has the form of a span quotes the text."""
    if isinstance(value, dict):
        if value.keys() == SPAN.keys() and value["text"] != text[value["start"] : value["end"]]:
            yield f"{where}: {value} is not what the text has there"
        for name, inner in value.items():
            yield from _spans(f"{where}.{name}", inner, text)
    elif isinstance(value, list):
        for inner in value:
            yield from _spans(where, inner, text)
