"""Texts with marked stretches, as pieces that a template can escape one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `role` says what it is marked as (trigger, actor, …), "" for nothing."""

    text: str
    role: str = ""
    number: int | None = None
    event: str | None = None


def marked(text: str, spans: Iterable[tuple[int, int, str]], *, offset: int = 0) -> list[Piece]:
    """The text in pieces, marked where spans (begin, end, role) lie in it; the first of overlapping ones
    counts.

    offset: where in the report the text begins, for spans that count from there.
    """
    pieces, at = [], 0
    for begin, end, role in sorted(
        {(b - offset, e - offset, r) for b, e, r in spans}, key=lambda span: (span[0], -span[1])
    ):
        if begin < at or end > len(text) or begin >= end:
            continue
        if begin > at:
            pieces.append(Piece(text[at:begin]))
        pieces.append(Piece(text[begin:end], role))
        at = end
    return [*pieces, Piece(text[at:])] if at < len(text) else pieces


def spans_of(record: Record) -> list[tuple[int, int, str]]:
    """The spans of one event of the record, with what each is: (begin, end, role)."""
    found: list[tuple[Record | None, str]] = [(record.get("trigger"), "trigger")]
    for role, name in (("actor", "actor"), ("recipient", "recipient"), ("according_to", "speaker")):
        found += [(entity.get("span"), name) for entity in record.get(role) or ()]
    for field in ("date", "deadline", "place"):
        found.append(((record.get(field) or {}).get("span"), field))
    found += [(answer.get("cue"), "cue") for answer in record.get("answers") or ()]
    found += [(quantity.get("span"), "number") for quantity in record.get("quantities") or ()]
    return [(span["start"], span["end"], role) for span, role in found if span]


def sentence_of(record: Record) -> list[Piece]:
    """The event's sentence with its spans marked."""
    sentence = record.get("sentence")
    if not sentence:
        return []
    return marked(sentence["text"], spans_of(record), offset=sentence["start"])
