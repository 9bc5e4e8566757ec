"""An act as one report tells it, reduced to what the same act in another report can be recognised by."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from demarche.entities.tables import alternatives, rows_of
from demarche.events.merge import families
from demarche.links.reconcile import Told
from demarche.links.tables import table
from demarche.links.wording import content_words
from demarche.model import CodedReport, Entity, Event, countries_of

# An undated act in the news happened as a rule in the weeks before the report: the window it is looked for
# in.
UNDATED_BACK = 45
# The confidence from which an answer helps to recognise what it answers.
SURELY_TOLD = 0.5
# Reports without a date of publication can only be compared among themselves; they share this day.
NEVER = dt.date.min.toordinal()
# Endings that are tried, in this order, to find a trigger's family without a lemmatiser: of verbs, and of
# nouns made of them ("seizure", "suspension").
ENDINGS = (
    ("", ""),
    ("s", ""),
    ("es", ""),
    ("d", ""),
    ("ed", ""),
    ("ing", ""),
    ("ing", "e"),
    ("ies", "y"),
    ("ied", "y"),
    ("ure", ""),
    ("ure", "e"),
    ("ion", ""),
    ("ion", "e"),
    ("sion", "d"),
    ("al", ""),
    ("al", "e"),
    ("ment", ""),
)


@dataclass(frozen=True, slots=True)
class Telling:
    """One event of one coded report: the unit that is clustered.

    `id` is the coded event's.  `first` and `last` are the days (proleptic ordinals) between which the act
    took place; for an undated act (`dated` is False) the window before publication, and `NEVER` when that
    is unknown too.  `actors` and `recipients` are country codes, empty when unknown, the sectors PLOVER's,
    the most specific of each entity; persons and places are lower-case names; `numbers` are "unit=value";
    `words` the content words of the sentence.  `definite`: it is named as an act that is known already ("the
    seizure of").  `answered_by`: what the report says answers it, as type and sides ("SANCTION USA JPN").
    """

    id: str
    report_id: str
    published: int
    offset: int
    event: str
    mode: frozenset[str]
    status: str
    actors: frozenset[str]
    recipients: frozenset[str]
    first: int
    last: int
    dated: bool
    actor_sectors: frozenset[str] = frozenset()
    recipient_sectors: frozenset[str] = frozenset()
    actor_persons: frozenset[str] = frozenset()
    recipient_persons: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    place_country: str | None = None
    family: str | None = None
    numbers: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    definite: bool = False
    answered_by: frozenset[str] = frozenset()

    @property
    def order(self) -> tuple[int, str, int, str]:
        """Where the telling stands among all: by publication, report, place in the report; undated reports
        last.
        """
        return (
            self.published if self.published != NEVER else dt.date.max.toordinal(),
            self.report_id,
            self.offset,
            self.id,
        )


def tellings(coded: CodedReport) -> list[Telling]:
    """One telling for each event of a coded report, in its order."""
    return tellings_of([Told(event, coded.report.id, coded.report.published) for event in coded.events])


def tellings_of(told: Sequence[Told]) -> list[Telling]:
    """One telling for each event that whole reports tell, in their order."""
    answered = _answered([one.event for one in told])
    return [
        telling(one.event, one.report_id, one.published, answered_by=answered.get(one.event.id, ()))
        for one in told
    ]


def _answered(events: Iterable[Event]) -> dict[str, set[str]]:
    """By event id what a report says answers the event, for those of which it surely says so."""
    found: dict[str, set[str]] = defaultdict(set)
    for event in events:
        sides = ("+".join(sorted(countries_of(side))) for side in (event.actor, event.recipient))
        answer = " ".join((event.event, *sides))
        for one in event.answers:
            if one.basis == "stated" and one.confidence >= SURELY_TOLD:
                found[one.event].add(answer)
    return found


def telling(
    event: Event, report_id: str, published: dt.date | None, *, answered_by: Iterable[str] = ()
) -> Telling:
    """What one event of a report can be recognised by."""
    first, last, dated = _days(event, published)
    return Telling(
        id=event.id,
        report_id=report_id,
        published=published.toordinal() if published else NEVER,
        offset=event.trigger.start,
        event=event.event,
        mode=frozenset(event.mode),
        status=event.status,
        actors=countries_of(event.actor),
        recipients=countries_of(event.recipient),
        first=first,
        last=last,
        dated=dated,
        actor_sectors=_sectors(event.actor),
        recipient_sectors=_sectors(event.recipient),
        actor_persons=persons(event.actor),
        recipient_persons=persons(event.recipient),
        places=frozenset({event.place.name.lower()}) if event.place else frozenset(),
        place_country=event.place.country if event.place else None,
        family=family_of(event.trigger.text),
        numbers=frozenset(f"{quantity.unit}={quantity.value:g}" for quantity in event.quantities),
        words=content_words(event.sentence.text),
        definite=_is_definite(event),
        answered_by=frozenset(answered_by),
    )


def _is_definite(event: Event) -> bool:
    """Whether the trigger is a noun with a pointer before it, as known acts are named."""
    before = event.sentence.text[: max(0, event.trigger.start - event.sentence.start)].lower().split()
    pointers = table("same_act.toml")["pointers"]
    return bool(before) and (before[-1] in pointers or before[-1].endswith(("'s", "’s", "s'", "s’")))


@lru_cache(maxsize=4096)
def family_of(trigger: str) -> str | None:
    """The family of `events/data/families.toml` that the trigger's words belong to, None for none."""
    known = families()
    for word in trigger.lower().split():
        for ending, instead in ENDINGS:
            if ending and not word.endswith(ending):
                continue
            stem = word[: len(word) - len(ending)] + instead
            if stem in known:
                return known[stem]
            if ending in {"ed", "ing"} and len(stem) > 2 and stem[-1] == stem[-2] and stem[:-1] in known:
                return known[stem[:-1]]
    return None


def _days(event: Event, published: dt.date | None) -> tuple[int, int, bool]:
    """(first, last, dated) of an act; the future of an undated act is looked for ahead of the report."""
    if event.date is not None:
        return event.date.first.toordinal(), event.date.last.toordinal(), True
    if published is None:
        return NEVER, NEVER, False
    day = published.toordinal()
    ahead = UNDATED_BACK if event.status in {"future", "hypothetical"} else 0
    return day - UNDATED_BACK, day + ahead, False


def _sectors(entities: Sequence[Entity]) -> frozenset[str]:
    return frozenset(entity.sector[0] for entity in entities if entity.sector)


def persons(entities: Iterable[Entity]) -> frozenset[str]:
    """Last names of the persons among entities: those that the register of office holders or two capitals
    know.
    """
    names = set()
    for entity in entities:
        words = entity.name.split()
        capitals = len(words) >= 2 and all(word[:1].isupper() for word in words)
        if (capitals or (words and entity.wikidata)) and not (_is_body(words) or entity.name in _states()):
            names.add(words[-1].lower())
    return frozenset(names)


@lru_cache(maxsize=1)
def _states() -> frozenset[str]:
    """The names of states, which are registered as persons are."""
    return frozenset(name for row in rows_of("states.tsv") for name in alternatives(row[1].replace("!", "")))


def _is_body(words: Sequence[str]) -> bool:
    """Whether a capitalised name is an organisation's or a state's, not a person's."""
    return bool({word.lower().strip(".,") for word in words} & _body_words())


@lru_cache(maxsize=1)
def _body_words() -> frozenset[str]:
    return frozenset(table("same_act.toml")["body_words"])
