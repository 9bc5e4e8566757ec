"""The frozen data types that every room speaks.

A `Report` is parsed into `Sentence`s, coded into `Event`s and written down as
the record of `docs/record.md` (see `demarche.record`).  All offsets count
Unicode code points of `Report.text`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np

Status = Literal["actual", "future", "hypothetical", "negated", "alleged", "denied"]
Quad = Literal["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"]
DateKind = Literal["date", "duration", "deadline"]
PlaceKind = Literal["country", "region", "city", "other"]
LinkBasis = Literal["stated", "inferred"]
CauseKind = Literal["cause", "effect", "signal"]
LinkKind = Literal["retaliates", "protests", "complies", "refuses", "rewards", "denies", "negotiates"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a report: `text == report.text[start:end]`."""

    text: str
    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Span:
        """The span `text[start:end]` of a whole text."""
        return cls(text[start:end], start, end)


@dataclass(frozen=True, slots=True)
class Furniture:
    """A line of a page that is not the report: `kind` is banner, appeal, consent, caption, byline…"""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Report:
    """One news report, cleaned; `published` is the day that relative dates are resolved against."""

    id: str
    text: str
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: dt.date | None = None
    language: str = "en"
    furniture: tuple[Furniture, ...] = ()


@dataclass(frozen=True, slots=True)
class Reject:
    """An input that could not be read or coded: where it came from, at which stage, and why."""

    origin: str
    stage: str
    reason: str
    report_id: str | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """A syntactic word of Universal Dependencies; `head` is an index in the sentence, -1 for the root."""

    i: int
    start: int
    end: int
    text: str
    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    dep: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A parsed sentence, `start`/`end` its offsets in the report.

    `vectors`: float32, shape (len(tokens), 384): word vectors, the parser's own as it parses (None for
    another parser in its place), the event encoder's as the step hands them to the event head.  `quiet`: no
    act has been heard in the sentence, so that it may have no tree: all its words hang on its first then.
    """

    start: int
    end: int
    tokens: tuple[Token, ...]
    vectors: np.ndarray | None = field(default=None, compare=False, repr=False)
    quiet: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody who acts, is acted upon or speaks.

    `country`: ISO 3166-1 alpha-3, or PLOVER's UNO, EUR, IGO, NGO, ISM, IMG, MNC, or KOS.  `sector`:
    PLOVER codes, the most specific first.  `span` is None for an actor that the text implies.
    `how` says by which evidence it was resolved, for `--explain`.
    """

    span: Span | None
    name: str
    country: str | None = None
    sector: tuple[str, ...] = ()
    wikidata: str | None = None
    role: str | None = None
    how: str | None = None


def countries_of(entities: Iterable[Entity]) -> frozenset[str]:
    """The country codes of entities; those without a country add nothing."""
    return frozenset(entity.country for entity in entities if entity.country)


@dataclass(frozen=True, slots=True)
class DateRange:
    """An interval of whole days, both ends included (`first == last` for a day)."""

    first: dt.date
    last: dt.date
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class CauseSpan:
    """Words of a text that tell a cause, an effect, or that the one follows from the other."""

    kind: CauseKind
    span: Span


@dataclass(frozen=True, slots=True)
class DateMention:
    """A time expression in a text and the days that it names."""

    span: Span
    first: dt.date
    last: dt.date
    kind: DateKind = "date"


@dataclass(frozen=True, slots=True)
class Place:
    """A place named in a text, resolved to the gazetteer as far as the text allows."""

    span: Span
    name: str
    kind: PlaceKind = "other"
    country: str | None = None
    geonameid: int | None = None
    lat: float | None = None
    lon: float | None = None
    confidence: float = 1.0
    how: str | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day by which the recipient must comply."""

    date: dt.date
    span: Span


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that the act is measured by: persons, money, facilities."""

    span: Span
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One event answers another, named by id.

    `lag`: days from the answered act to the answer, (least, most), None where a date is missing.
    """

    event: str
    cue: Span | None
    confidence: float
    kind: LinkKind = "retaliates"
    basis: LinkBasis = "stated"
    evidence: tuple[Span, ...] = ()
    lag: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class EventMention:
    """One place in one report that names an act, before mentions are merged into events."""

    event: str
    mode: tuple[str, ...]
    trigger: Span
    sentence: Span
    actor: tuple[Entity, ...] = ()
    recipient: tuple[Entity, ...] = ()
    date: DateRange | None = None
    place: Place | None = None
    status: Status = "actual"
    according_to: tuple[Entity, ...] = ()
    deadline: Deadline | None = None
    quantities: tuple[Quantity, ...] = ()
    confidence: float = 1.0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One act, however often the report mentions it: a row of the ledger (fields as in the record)."""

    id: str
    event: str
    mode: tuple[str, ...]
    context: tuple[str, ...]
    cameo: str | None
    quad: Quad
    score: float
    trigger: Span
    mentions: tuple[Span, ...]
    actor: tuple[Entity, ...]
    recipient: tuple[Entity, ...]
    date: DateRange | None
    place: Place | None
    status: Status
    according_to: tuple[Entity, ...]
    deadline: Deadline | None
    answers: tuple[Answer, ...]
    sentence: Span
    confidence: float
    quantities: tuple[Quantity, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class CodedReport:
    """A report with its events, in the order of their triggers."""

    report: Report
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """`answer` answers `answered`, both event ids of the ledger (see `Answer` for the other fields)."""

    answer: str
    answered: str
    kind: LinkKind
    basis: LinkBasis
    confidence: float
    cue: Span | None = None
    evidence: tuple[Span, ...] = ()
    lag: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """The directed graph of answers of one dispute."""

    id: str
    events: tuple[str, ...]
    links: tuple[Link, ...]
