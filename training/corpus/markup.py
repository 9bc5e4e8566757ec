"""Marked passages, read: from `{words|tags}` to a text with the spans of its events.

README.md in this folder describes the marks.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from demarche.errors import InputError
from demarche.model import Span, Status
from demarche.ontology import Ontology, load

PUBLISHED = re.compile(r"@(\S+)\s+")
TRAILING_LINK = re.compile(r"\s=(\d+)>(\d+)\s*$")
MARK = re.compile(r"\{([^{}|]*)\|([^{}|]*)\}")
TRIGGER = re.compile(r"(\d+):([A-Z]+)(?:/([\w+-]+))?(?:!([a-z]+))?")
MENTION = re.compile(r"\d+")
ROLE = re.compile(r"([arpdxs])(\d+)")
CUE = re.compile(r"c(\d+)>(\d+)")
HELD_OUT = 20
ROLES = {"a": "actor", "r": "recipient", "d": "date", "p": "place", "x": "deadline", "s": "speaker"}


class MarkupError(InputError):
    """A mark that cannot be read or contradicts the ontology or another mark."""


@dataclass(frozen=True, slots=True)
class MarkedEvent:
    """One act of a passage; spans are offsets in the passage's text, `mentions` the act's other words."""

    number: int
    event: str
    mode: tuple[str, ...]
    status: Status
    trigger: Span
    mentions: tuple[Span, ...] = ()
    actor: tuple[Span, ...] = ()
    recipient: tuple[Span, ...] = ()
    date: tuple[Span, ...] = ()
    place: tuple[Span, ...] = ()
    deadline: tuple[Span, ...] = ()
    speaker: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkedLink:
    """Event `answer` answers event `answered`, both by number; `cue` the words that say so, if any."""

    answer: int
    answered: int
    cue: Span | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """One line of the corpus: its bare text, its day of publication, its events in order of number, its
    links."""

    text: str
    published: dt.date | None
    events: tuple[MarkedEvent, ...]
    links: tuple[MarkedLink, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Marked words of a line, with their tags."""

    span: Span
    tags: tuple[str, ...]


def is_held_out(passage: Passage) -> bool:
    """Whether a passage is one of the twentieth that no training sees, by a hash of its text."""
    return not int(hashlib.sha256(passage.text.encode()).hexdigest(), 16) % HELD_OUT


def passages(folder: Path) -> Iterator[tuple[str, Passage | MarkupError]]:
    """("file:line", passage or what is wrong with it) for each passage of the folder's *.txt, in order of
    name."""
    for path in sorted(folder.glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            try:
                yield f"{path.name}:{number}", parse_line(line)
            except MarkupError as error:
                yield f"{path.name}:{number}", error


def parse_line(line: str) -> Passage:
    """The passage that a line of the corpus marks.

    Raises `MarkupError` for a mark that cannot be read, a type, mode or status that does not exist, a tag
    or link of an event without trigger, and an event with two triggers.
    """
    line = line.strip()
    published, line = published_of(line)
    line, trailing = trailing_links(line)
    text, marks = bare(line)
    triggers = _triggers(marks, load("plover"))
    spans: dict[tuple[int, str], list[Span]] = {}
    links = [MarkedLink(*pair) for pair in trailing]
    for mark in marks:
        for tag in mark.tags:
            if TRIGGER.fullmatch(tag):
                continue
            if cue := CUE.fullmatch(tag):
                links.append(MarkedLink(int(cue[1]), int(cue[2]), mark.span))
            else:
                spans.setdefault(_role(tag, mark), []).append(mark.span)
    for number in [number for number, _ in spans] + [
        n for link in links for n in (link.answer, link.answered)
    ]:
        if number not in triggers:
            raise MarkupError(
                f"Event {number} has tags but no trigger. Mark its trigger {{words|{number}:TYPE}}."
            )
    for link in links:
        if link.answer == link.answered:
            raise MarkupError(f"Event {link.answer} answers itself. Correct the numbers of the link.")
    return Passage(text, published, tuple(_events(triggers, spans)), tuple(_distinct(links)))


def published_of(line: str) -> tuple[dt.date | None, str]:
    """The day that stands before a line, if one does, and the line without it."""
    if not line.startswith("@"):
        return None, line
    head = PUBLISHED.match(line)
    try:
        return dt.date.fromisoformat(head[1] if head else line), line[head.end() :] if head else ""
    except ValueError as error:
        raise MarkupError(f"The day after @ is no date ({error}). Write @YYYY-MM-DD and a blank.") from error


def trailing_links(line: str) -> tuple[str, list[tuple[int, int]]]:
    """The line without the links at its end, and those, in order."""
    pairs: list[tuple[int, int]] = []
    while found := TRAILING_LINK.search(line):
        pairs.insert(0, (int(found[1]), int(found[2])))
        line = line[: found.start()]
    return line, pairs


def bare(line: str) -> tuple[str, list[Mark]]:
    """The text without its marks, and the marks with their spans in it."""
    text, marks, done = "", [], 0
    for found in MARK.finditer(line):
        text += line[done : found.start()]
        words, tags = found[1], tuple(found[2].split())
        if not words or words != words.strip() or not tags:
            raise MarkupError(
                f"{found[0]!r} has no words, no tags, or a blank at an edge. Write {{words|tags}}."
            )
        marks.append(Mark(Span(words, len(text), len(text) + len(words)), tags))
        text += words
        done = found.end()
    text += line[done:]
    if stray := re.search(r"[{}|]", text):
        near = text[max(0, stray.start() - 15) : stray.end() + 15]
        raise MarkupError(
            f"A stray {stray[0]!r} near {near!r}. Marks are flat: {{words|tags}}, closed, never nested."
        )
    return text, marks


def _triggers(marks: list[Mark], ontology: Ontology) -> dict[int, MarkedEvent]:
    """The events by number, with what their trigger tag says."""
    triggers: dict[int, MarkedEvent] = {}
    for mark in marks:
        for tag in mark.tags:
            found = TRIGGER.fullmatch(tag)
            if not found:
                continue
            number, event, status = int(found[1]), found[2], found[4] or "actual"
            try:
                modes = ontology.validate(event, found[3].split("+") if found[3] else ())
            except Exception as error:
                raise MarkupError(f"{tag!r} on {mark.span.text!r}: {error}") from error
            if status not in get_args(Status):
                raise MarkupError(
                    f"{tag!r} has the unknown status {status!r}. Available: {', '.join(get_args(Status))}."
                )
            if number in triggers:
                raise MarkupError(
                    f"Event {number} has two triggers. Mark the second as a mention: {{words|{number}}}."
                )
            triggers[number] = MarkedEvent(number, event, modes, cast(Status, status), mark.span)
    return triggers


def _role(tag: str, mark: Mark) -> tuple[int, str]:
    """(number, field of `MarkedEvent`) of a tag that is neither trigger nor cue."""
    if MENTION.fullmatch(tag):
        return int(tag), "mentions"
    if role := ROLE.fullmatch(tag):
        return int(role[2]), ROLES[role[1]]
    raise MarkupError(
        f"Unknown tag {tag!r} on {mark.span.text!r}. "
        "Available: 1:TYPE/mode!status, 1, a1 r1 d1 p1 x1 s1, c1>2."
    )


def _events(
    triggers: dict[int, MarkedEvent], spans: dict[tuple[int, str], list[Span]]
) -> Iterator[MarkedEvent]:
    for number in sorted(triggers):
        event = triggers[number]
        found = {
            name: tuple(spans.get((number, name), ()))
            for name in ("mentions", "actor", "recipient", "date", "place", "deadline", "speaker")
        }
        yield MarkedEvent(number, event.event, event.mode, event.status, event.trigger, **found)


def _distinct(links: list[MarkedLink]) -> Iterator[MarkedLink]:
    """The links without those that another one with a cue already says, in order."""
    cued = {(link.answer, link.answered) for link in links if link.cue}
    seen: set[tuple[int, int]] = set()
    for link in sorted(links, key=lambda link: link.cue.start if link.cue else -1):
        pair = (link.answer, link.answered)
        if pair in seen or (link.cue is None and pair in cued):
            continue
        seen.add(pair)
        yield link
