"""On which days a report's parties speak, so that what they say without a date has the day on which they did.

"…, the ministry said Tuesday" dates what the ministry says and does by saying in the whole report, until it
speaks on another day (guideline 9: the lead's day holds for the whole announcement).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from demarche.events.acts import Act
from demarche.events.circumstances import Circumstances, as_range
from demarche.events.dating import is_of_another_time, is_to_come
from demarche.events.roles import RoleFinder
from demarche.events.status import SPOKEN
from demarche.events.syntax import Clauses, base
from demarche.events.voice import verbs
from demarche.model import DateMention, DateRange, Entity, EventMention

# The first sentences, which tell the day of the whole announcement.
LEAD = 2
# Sentences on to which a dated word runs: "…, he added".
RUNS_ON = 1
# What is of no one day.
HABITUAL = frozenset(
    {"often", "repeatedly", "always", "previously", "long", "frequently", "traditionally", "historically"}
    | {"sometimes", "usually", "regularly", "formerly", "past", "consistently", "constantly"}
)
# Days within which one has spoken.
DAY_OF_SPEAKING = 7
# A country, and the first sector of who speaks there if it is known.
Party = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A day on which a party spoke, and the persons who spoke for it if any are named."""

    day: DateRange
    persons: frozenset[str]

    def fits(self, persons: frozenset[str]) -> bool:
        """Whether it can be the day of what these persons say: each speaks on days of his own."""
        return not (persons and self.persons) or bool(persons & self.persons)


class Sayings:
    """The days of one report on which its parties speak."""

    def __init__(
        self,
        clauses: Sequence[Clauses],
        circumstances: Circumstances,
        roles: RoleFinder,
        today: dt.date | None,
    ) -> None:
        self._clauses = clauses
        self._circumstances = circumstances
        self._roles = roles
        self._today = today

    def dated(self, mentions: Sequence[EventMention], acts: Sequence[Act]) -> list[EventMention]:
        """The mentions, those without a date dated by the account that they belong to."""
        told_on = [self._told_on(act) for act in acts]
        days = self._first_days(mentions, acts, told_on)
        latest: dict[Party, tuple[int, Said]] = {}
        out = []
        for mention, act, told in zip(mentions, acts, told_on, strict=True):
            speaking, persons = _speaking(mention), _persons(mention.actor)
            day = mention.date or told
            if day is None:
                day = _day_of(act, speaking, persons, latest, days)
            elif mention.event in SPOKEN and _is_day(day):
                latest.update((party, (act.sentence, Said(day, persons))) for party in speaking)
            if told is not None:
                tellers = speaking or _parties(mention.according_to)
                latest.update((party, (act.sentence, Said(told, persons))) for party in tellers)
            out.append(replace(mention, date=day) if speaking else mention)
        return out

    def _first_days(
        self, mentions: Sequence[EventMention], acts: Sequence[Act], told_on: Sequence[DateRange | None]
    ) -> dict[Party, Said]:
        """By party: the day on which it speaks first, in the report's first sentences if they tell it."""
        days = self._lead_days()
        for mention, act, told in zip(mentions, acts, told_on, strict=True):
            in_lead = mention.event in SPOKEN and act.sentence < LEAD
            known = mention.date if in_lead and mention.date else told
            if known is None or not _is_day(known):
                continue
            for party in _speaking(mention):
                days.setdefault(party, Said(known, _persons(mention.actor)))
        return days

    def _lead_days(self) -> dict[Party, Said]:
        """By party: the day on which the report's first sentences say that it speaks."""
        days: dict[Party, Said] = {}
        for clauses in self._clauses[:LEAD]:
            for verb in clauses.tokens:
                if verb.upos != "VERB" or clauses.lemmas[verb.i] not in verbs().saying:
                    continue
                day = self._day_of_saying(clauses, verb.i)
                if day is None or not _is_day(day):
                    continue
                for subject in clauses.slots(verb.i).get("subj")[:1]:
                    speakers = self._roles.entities(clauses, subject)
                    for party in _parties(speakers):
                        days.setdefault(party, Said(day, _persons(speakers)))
        return days

    def _told_on(self, act: Act) -> DateRange | None:
        """The day that hangs on the verb of saying which tells the act, or on the one it is coordinated with:
        "Last week he said … and said …".
        """
        if act.teller is None:
            return None
        clauses, verb = act.clauses, act.clauses.tokens[act.teller.verb]
        first = [verb.head] if base(verb.dep) == "conj" and verb.head >= 0 else []
        return self._day_of_saying(clauses, verb.i, *first)

    def _day_of_saying(self, clauses: Clauses, *verbs: int) -> DateRange | None:
        """The day on which verbs of saying say that somebody spoke, by the first that has a date."""
        dates = (self._circumstances.date_of(clauses, verb, spoken=True) for verb in verbs)
        date = next((date for date in dates if date is not None), None)
        return as_range(date) if date is not None and not is_to_come(date, self._today) else None


def _day_of(
    act: Act,
    speaking: frozenset[Party],
    persons: frozenset[str],
    latest: dict[Party, tuple[int, Said]],
    days: dict[Party, Said],
) -> DateRange | None:
    """The day of an act without one: that of the words just before it, or the party's first.

    `latest`: (sentence, when) by party of its last words; `days`: of its first.
    """
    parties = sorted(speaking)
    near = (latest[p][1] for p in parties if p in latest and act.sentence - latest[p][0] <= RUNS_ON)
    said = next(near, None) or next((days[p] for p in parties if p in days), None)
    if said is None or not said.fits(persons) or _is_habit(act):
        return None
    return None if is_of_another_time(act.clauses, act.i, told=act.teller is not None) else said.day


def _speaking(mention: EventMention) -> frozenset[Party]:
    """By whose word the act is done or told: the actors of a speech act, or who announces a deed of their
    own.
    """
    actors = _parties(mention.actor)
    return actors if mention.event in SPOKEN else actors & _parties(mention.according_to)


def _parties(entities: Sequence[Entity]) -> frozenset[Party]:
    """A government speaks with one voice, and so do a country's police, rebels, or press."""
    return frozenset((e.country, *e.sector[:1]) for e in entities if e.country)


def _persons(entities: Sequence[Entity]) -> frozenset[str]:
    """The persons among entities who are named, not only called by their office."""
    return frozenset(
        e.name for e in entities if e.role and e.name[:1].isupper() and e.role.lower() not in e.name.lower()
    )


def _is_habit(act: Act) -> bool:
    """Whether words say that an act is of no one day: "has often claimed", "in the past"."""
    below = act.clauses.tree.dependents(act.i, "advmod", "obl")
    return any(act.clauses.lemmas[word] in HABITUAL for word in below)


def _is_day(date: DateRange | DateMention) -> bool:
    """Whether a date is short enough to be when somebody spoke: not "last year"."""
    return (date.last - date.first).days <= DAY_OF_SPEAKING
