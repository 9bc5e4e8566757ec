"""What one report's words say about its acts: who, when, where, by whose account.

`Telling` brings together what the report as a whole knows (who is who, which dates and places it names, who
speaks) and gives each act its parts.
"""

from __future__ import annotations

import datetime as dt
import itertools
from bisect import bisect_right
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from demarche.entities.actors import ActorResolver
from demarche.entities.entries import STATELESS
from demarche.entities.gazetteer import Gazetteer
from demarche.entities.places import find_places
from demarche.entities.reference import PLAYS_HERE
from demarche.events.acts import Act
from demarche.events.beyond import Beyond
from demarche.events.circumstances import Circumstances, as_range, quantities_of
from demarche.events.dates import day_of, find_dates
from demarche.events.dates.anchor import WEEKDAYS
from demarche.events.dating import is_of_another_time, is_past
from demarche.events.everybody import Roles, is_outlet, names_of
from demarche.events.heads import Array, EventHeads
from demarche.events.mood import is_forecast
from demarche.events.roles import RoleFinder
from demarche.events.sides import disowner
from demarche.events.status import ANNOUNCED, SPOKEN, status_of, will_be
from demarche.events.syntax import Clauses, base
from demarche.events.voice import is_quoted, speaker_of, verbs
from demarche.model import (
    DateMention,
    DateRange,
    Entity,
    EventMention,
    Place,
    Report,
    Sentence,
    Span,
    Status,
    countries_of,
)

# Longer words of a trigger tell the reader no more: the span stops after so many characters.
LONGEST_TRIGGER = 120
# The day of what is said in a report's first sentences is the day of the whole announcement (guideline 9).
LEAD = 2
# Sentences on to which a dated word runs: "…, he added".
RUNS_ON = 1
# Acts of speaking about what is to come: dated to when it was said (guideline 6a).
PROMISES = frozenset({"AGREE", "CONCEDE", "REQUEST", "THREATEN", "REJECT"})

# What the event head needs for a part in another sentence than the act's.  Tuned on the dev gold; `python -m
# benchmarks.events` re-checks.
FAR_DATE, FAR_PLACE = 0.5, 0.2
# Verbs for the start of such a series, and days of a date that leaves open when it was over.
BEGINNING, MONTH = frozenset({"begin", "start", "erupt", "break"}), 27
# Deeds that are done where one of their sides is.
AT_HOME = frozenset({"ASSAULT", "COERCE", "PROTEST", "RETREAT"})
# Deeds done to people who are where they are done.
STRIKING = frozenset({"ASSAULT", "COERCE"})
# Acts that go on from a day: "since Tuesday".
SERIES = frozenset({"PROTEST", "ASSAULT", "COERCE", "CONSULT", "MOBILIZE", "AID"})
# What is of no one day.
HABITUAL = frozenset(
    {"often", "repeatedly", "always", "previously", "long", "frequently", "traditionally", "historically"}
    | {"sometimes", "usually", "regularly", "formerly", "past", "consistently", "constantly"}
)
# Whose views are no acts, and the courts, who rule.
COMMENTATORS = frozenset({("EDU",), ("BUS",), ("JRN",), ("CVL",), ("MED",), ("JUD",)})
WEEK = dt.timedelta(days=7)
# Who speaks of himself, and days within which one has spoken.
OURSELVES = frozenset({"we", "us", "i"})
DAY_OF_SPEAKING = 7
# Whose word on what is likely announces it: a forecast of others is none (guideline 2).
OFFICIAL = frozenset({"GOV", "MIL", "LEG", "PTY", "JUD", "COP", "IGO"})
T = TypeVar("T")
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


class Telling:
    """What one report's words say about its acts."""

    def __init__(
        self,
        report: Report,
        sentences: Sequence[Sentence],
        clauses: Sequence[Clauses],
        gazetteer: Gazetteer,
        acts: Sequence[Act],
        heads: EventHeads | None = None,
    ) -> None:
        self._report = report
        self._beyond = Beyond(clauses, heads)
        self._sentences = sentences
        self._clauses = clauses
        self._today = report.published or day_of(report.text, sentences)
        places = find_places(report.text, published=self._today, sentences=sentences)
        self._resolver = ActorResolver(gazetteer, report.text, sentences, self._today, places)
        self._roles = RoleFinder(self._resolver, frozenset(act.clauses.tokens[act.i].start for act in acts))
        self._circumstances = Circumstances(
            find_dates(report.text, self._today, sentences=sentences),
            places,
            frozenset(act.clauses.tokens[i].start for act in acts for i in act.words),
            self._today,
        )
        known = self._circumstances
        self._dated_in = self._sentences_of([date.span for date in known.dates if date.kind == "date"])
        self._placed_in = self._sentences_of([place.span for place in known.places])
        self._tellers = self._running_tellers(clauses)

    def _sentences_of(self, spans: Sequence[Span]) -> frozenset[int]:
        """The numbers of the sentences that spans begin in."""
        starts = [sentence.start for sentence in self._sentences]
        return frozenset(bisect_right(starts, span.start) - 1 for span in spans)

    def _running_tellers(self, clauses: Sequence[Clauses]) -> list[tuple[Entity, ...]]:
        """Who speaks in each quotation without a teller of its own: who did just before."""
        running: tuple[Entity, ...] = ()
        told = []
        for sentence, clause in zip(self._sentences, clauses, strict=True):
            speaker = speaker_of(clause)
            if speaker is not None:
                running = self._roles.entities(clause, speaker)
            elif not is_quoted(sentence):
                running = ()
            told.append(running if is_quoted(sentence) else ())
        return told

    def mention(
        self, act: Act, *, again: bool = False, meant: EventMention | None = None
    ) -> EventMention | None:
        """The act with its parts, or None for one without an actor of a known country on either side.

        `again`: it takes up an act told before, whose sides are known; `meant`: the act that it undoes or
        blames, whose sides tell its own where it names none.
        """
        clauses = act.clauses
        parts = act.parts
        roles = self._roles.find(
            clauses,
            act.i,
            act.event,
            act.mode,
            act.slots,
            actor_words=parts.get("actor"),
            recipient_words=parts.get("recipient"),
        )
        place = self._place(act) if _somewhere(act) else None
        if place is not None and _elsewhere(act, place, roles):
            place = None
        if act.event == "CONSULT" and "visit" in act.mode and place is not None:
            roles = _at_the_host(roles, place)
        speakers = self._speakers(act)
        if is_forecast(act) and OFFICIAL.isdisjoint(s for entity in speakers for s in entity.sector):
            return None
        if act.event in STRIKING:
            roles = replace(roles, recipient=self._where_struck(act, roles, place, speakers))
        if act.advised:
            if act.event == "ACCUSE" and not roles.actor and meant is not None:
                roles = replace(roles, actor=_unsaid(meant.actor))
            advised = [entity for entity in roles.actor if not _is_own(entity, speakers)]
            asked_of_thing = act.event == "REQUEST" and _is_thing(advised, clauses, act.i)
            if not countries_of(speakers) or not advised or asked_of_thing:
                return None
            if act.event == "ACCUSE" and (
                _is_comment(speakers) or names_of(speakers) & names_of(roles.actor)
            ):
                return None
            roles = Roles(speakers, roles.actor, "speaker", "subject")
        doers = tuple(entity for entity in speakers if not is_outlet(entity))
        if not roles.actor and act.event in SPOKEN and _may_do(doers, act, roles):
            roles = replace(roles, actor=doers, actor_slot="speaker")
        if meant is not None and not countries_of((*roles.actor, *roles.recipient)):
            roles = Roles(_unsaid(meant.actor), _unsaid(meant.recipient), "what it undoes", "what it undoes")
        nobody = not countries_of((*roles.actor, *roles.recipient))
        if nobody and not again:
            return None
        if act.event in SPOKEN and _same_side(speakers, roles.actor):
            speakers = ()
        date = self._date(act)
        if nobody and date is None:  # it tells nothing new
            return None
        date = self._done_by_now(date, act) if date is not None else None
        event, mode = act.event, act.mode
        ahead = date is not None and self._to_come(date)
        if event in ANNOUNCED and act.status == "actual" and (ahead or will_be(clauses, act.i)):
            date = None
            if not is_past(clauses, act.i):  # a visit "later this month" is a promise
                event, mode = ANNOUNCED[event]
        sentence = self._sentences[act.sentence]
        return EventMention(
            event=event,
            mode=mode,
            trigger=self._trigger(act),
            sentence=Span.of(self._report.text, sentence.start, sentence.end),
            actor=roles.actor,
            recipient=roles.recipient,
            date=self._so_far(self._since(as_range(date), act), act.status) if date else None,
            place=place,
            status=self._status(act),
            according_to=speakers,
            deadline=self._circumstances.deadline_of(clauses, act.i, parts.get("deadline"))
            if act.event in {"REQUEST", "SANCTION", "THREATEN", "COERCE"}
            else None,
            quantities=quantities_of(clauses, act.i, self._report.text),
            confidence=act.confidence,
            why=_why(act, roles),
        )

    def _where_struck(
        self, act: Act, roles: Roles, place: Place | None, speakers: Sequence[Entity]
    ) -> tuple[Entity, ...]:
        """Those struck; people of whom nothing is said are of the place of the deed, and not of who tells it.

        "The United States accused Syria of shelling civilians" is not told of Americans.
        """
        told = countries_of(entity for entity in speakers if not is_outlet(entity))
        if not told or told & countries_of(roles.actor):
            return roles.recipient
        tokens = act.clauses.tokens
        here = place is not None and tokens[0].start <= place.span.start < tokens[-1].end
        out = []
        for entity in roles.recipient:
            guessed = entity.country in told and entity.how == PLAYS_HERE
            if guessed and here and place is not None and place.country:
                out.append(replace(entity, country=place.country, how=f"in {place.name}"))
            elif guessed and roles.actor:
                out.append(self._resolver.elsewhere(entity, but=told))
            else:
                out.append(entity)
        return tuple(out)

    def _date(self, act: Act) -> DateMention | None:
        """The date of an act, that of the act above for a participle: "demanded … last week, accusing …"."""
        clauses, token = act.clauses, act.clauses.tokens[act.i]
        date = self._circumstances.date_of(
            clauses, act.i, act.parts.get("date"), spoken=act.event in SPOKEN - {"AGREE"}
        )
        if (
            date is None
            and token.xpos == "VBG"
            and base(token.dep) == "advcl"
            and token.head >= 0
            and clauses.tree.preposition(act.i) is None
        ):
            return self._circumstances.date_of(clauses, token.head)
        if date is None:
            return self._first_beyond(act, "date", self._circumstances.date_marked, FAR_DATE, self._dated_in)
        return date

    def _place(self, act: Act) -> Place | None:
        """Where an act took place."""
        found = self._circumstances.place_of(act.clauses, act.i, act.parts.get("place"))
        return found or self._first_beyond(
            act, "place", self._circumstances.place_marked, FAR_PLACE, self._placed_in
        )

    def _first_beyond(
        self,
        act: Act,
        part: str,
        ask: Callable[[Clauses, Array, float], T | None],
        least: float,
        among: Collection[int],
    ) -> T | None:
        """What the sentences around an act's say of a part of it: the first thing found, the surest first."""
        found = (ask(near.clauses, near.scores, least) for near in self._beyond.near(act, part, among))
        return next((one for one in found if one), None)

    def _since(self, date: DateRange, act: Act) -> DateRange:
        """A series that goes on since a day: up to the report (guideline 9a)."""
        today = self._today
        going_on = act.event in SERIES and act.status == "actual"
        if today is None or date.span is None or date.last >= today or not going_on:
            return date
        before = self._report.text[max(0, date.span.start - 12) : date.span.start].lower().split()
        clauses, since = act.clauses, before[-1:] == ["since"] or self._has_begun(act, date)
        dated = next((token.i for token in clauses.tokens if token.start == date.span.start), None)
        above = clauses.tree.ancestors(dated) if dated is not None and not since else ()
        for place in itertools.takewhile(lambda place: place != act.i, above):
            since = since or any(clauses.lemmas[c] == "since" for c in clauses.tree.dependents(place, "mark"))
        return DateRange(date.first, today, date.span) if since else date

    def _has_begun(self, act: Act, date: DateRange) -> bool:
        """Whether a date tells when a series of months began: "the protests began in June"."""
        token = act.clauses.tokens[act.i]
        begins = base(token.dep) == "nsubj" and act.clauses.lemmas[token.head] in BEGINNING
        return begins and (date.last - date.first).days >= MONTH

    def _so_far(self, date: DateRange, status: Status) -> DateRange:
        """The days of a deed up to the report: "earlier this month" ends with it."""
        today = self._today
        if status != "actual" or today is None or not date.first <= today < date.last:
            return date
        return replace(date, last=today)

    def _done_by_now(self, date: DateMention, act: Act) -> DateMention | None:
        """The date where it can be the act's: nobody has spoken on a day to come.

        Of what was done a weekday is the last one: "they had marched on Saturday".
        """
        today = self._today
        if act.event in PROMISES:
            if act.event == "REQUEST" and status_of(act.clauses, act.i, act.event) == "future":
                return date
            ahead = today is not None and date.last > today and will_be(act.clauses, act.i)
            return None if ahead or self._to_come(date) else date
        if today is None or act.status != "actual" or date.first <= today:
            return date
        said = set(date.span.text.lower().split())
        bare = "next" not in said and not said.isdisjoint(WEEKDAYS)
        if date.first == date.last and date.first - today < WEEK and bare:
            return replace(date, first=date.first - WEEK, last=date.last - WEEK)
        return date

    def _to_come(self, date: DateMention) -> bool:
        """Whether a date lies after the report: no day on which somebody has spoken."""
        if self._today is None:
            return False
        later = date.span.text.lower().startswith(("later", "next", "coming", "the coming"))
        return date.first > self._today or (later and date.last > self._today)

    def dated(self, mentions: Sequence[EventMention], acts: Sequence[Act]) -> list[EventMention]:
        """The mentions, those without a date dated by the account that they belong to.

        "…, the ministry said Tuesday" dates what the ministry says and does by saying in the whole report,
        until it speaks on another day (guideline 9: the lead's day holds for the whole announcement).
        """
        told_on = [self._told_on(act) for act in acts]
        days = self._lead_days()
        latest: dict[Party, tuple[int, Said]] = {}
        for mention, act, told in zip(mentions, acts, told_on, strict=True):
            for party in _speaking(mention):
                spoken = mention.event in SPOKEN and act.sentence < LEAD
                known = mention.date if spoken and mention.date else told
                if known is not None and _is_day(known):
                    days.setdefault(party, Said(known, _persons(mention.actor)))
        out = []
        for mention, act, told in zip(mentions, acts, told_on, strict=True):
            speaking, persons = _speaking(mention), _persons(mention.actor)
            day = mention.date or told
            if day is None:
                parties = sorted(speaking)
                near = (
                    latest[p][1] for p in parties if p in latest and act.sentence - latest[p][0] <= RUNS_ON
                )
                said = next(near, None) or next((days[p] for p in parties if p in days), None)
                apart = is_of_another_time(act.clauses, act.i, told=act.teller is not None)
                if said is not None and said.fits(persons) and not (apart or _is_habit(act)):
                    day = said.day
            elif mention.event in SPOKEN and _is_day(day):
                latest.update((party, (act.sentence, Said(day, persons))) for party in speaking)
            if told is not None:
                tellers = speaking or _parties(mention.according_to)
                latest.update((party, (act.sentence, Said(told, persons))) for party in tellers)
            out.append(replace(mention, date=day) if speaking else mention)
        return out

    def _lead_days(self) -> dict[Party, Said]:
        """By party: the day on which the report's first sentences say that it speaks."""
        days: dict[Party, Said] = {}
        for clauses in self._clauses[:LEAD]:
            for verb in clauses.tokens:
                if verb.upos != "VERB" or clauses.lemmas[verb.i] not in verbs().saying:
                    continue
                date = self._circumstances.date_of(clauses, verb.i, spoken=True)
                if date is None or self._to_come(date) or not _is_day(date):
                    continue
                for subject in clauses.slots(verb.i).get("subj")[:1]:
                    speakers = self._roles.entities(clauses, subject)
                    for party in _parties(speakers):
                        days.setdefault(party, Said(as_range(date), _persons(speakers)))
        return days

    def _told_on(self, act: Act) -> DateRange | None:
        """The day that hangs on the verb of saying which tells the act."""
        if act.teller is None:
            return None
        date = self._circumstances.date_of(act.clauses, act.teller.verb, spoken=True)
        token = act.clauses.tokens[act.teller.verb]
        if date is None and base(token.dep) == "conj" and token.head >= 0:
            date = self._circumstances.date_of(
                act.clauses, token.head, spoken=True
            )  # "Last week he said … and said …"
        return as_range(date) if date is not None and not self._to_come(date) else None

    def _speakers(self, act: Act) -> tuple[Entity, ...]:
        if act.content_of is not None:
            inner = self._roles.find(act.clauses, act.content_of.i, "ACCUSE", (), act.content_of.slots)
            return inner.actor
        if act.teller is not None:
            return self._roles.entities(act.clauses, act.teller.speaker)
        begun, at = self._sentences[act.sentence].start, act.clauses.tokens[act.i].start
        said = self._report.text[begun:at]
        if "”" in said or said.count('"') > 1:  # the quotation has ended before the act
            return ()
        return self._tellers[act.sentence]

    def _status(self, act: Act) -> Status:
        if act.status == "actual" and act.teller is not None and act.event not in SPOKEN:
            if act.teller.denying:
                return "denied"
            if act.teller.doubting:
                return "alleged"
        return act.status

    def _trigger(self, act: Act) -> Span:
        tokens = [act.clauses.tokens[i] for i in act.words]
        return Span.of(
            self._report.text, tokens[0].start, min(tokens[-1].end, tokens[0].start + LONGEST_TRIGGER)
        )


def _speaking(mention: EventMention) -> frozenset[Party]:
    """By whose word the act is done or told: the actors of a speech act, or who announces a deed of their
    own.
    """
    actors = _parties(mention.actor)
    return actors if mention.event in SPOKEN else actors & _parties(mention.according_to)


def _parties(entities: Sequence[Entity]) -> frozenset[Party]:
    """A government speaks with one voice, and so do a country's police, rebels, or press."""
    return frozenset((e.country, *e.sector[:1]) for e in entities if e.country)


def _is_comment(speakers: Sequence[Entity]) -> bool:
    """Whether nobody political speaks: what analysts find wrong accuses nobody (guideline 2)."""
    return all(not entity.country or entity.sector[:1] in COMMENTATORS for entity in speakers)


def _unsaid(entities: Sequence[Entity]) -> tuple[Entity, ...]:
    """The same entities as nobody named here: without spans."""
    return tuple(replace(entity, span=None, how="whose act it is about") for entity in entities)


def _persons(entities: Sequence[Entity]) -> frozenset[str]:
    """The persons among entities who are named, not only called by their office."""
    return frozenset(
        e.name for e in entities if e.role and e.name[:1].isupper() and e.role.lower() not in e.name.lower()
    )


def _at_the_host(roles: Roles, place: Place) -> Roles:
    """A visit's sides where both are told as doing it: who is at home is visited."""
    hosts = tuple(entity for entity in roles.actor if entity.country == place.country)
    guests = tuple(entity for entity in roles.actor if entity.country != place.country)
    if roles.recipient or not hosts or not any(entity.country for entity in guests):
        return roles
    return replace(roles, actor=guests, recipient=hosts, recipient_slot="where it was")


def _somewhere(act: Act) -> bool:
    """Whether such an act has a place: words and sanctions that bite from afar have none (guideline 9a)."""
    if act.event == "SANCTION":
        return "expel" in act.mode or "convict" in act.mode
    return act.event not in SPOKEN or act.event == "SUPPORT"


def _elsewhere(act: Act, place: Place, roles: Roles) -> bool:
    """Whether a place that another sentence tells is in neither side's country, for a deed on the ground."""
    tokens = act.clauses.tokens
    if tokens[0].start <= place.span.start < tokens[-1].end or act.event not in AT_HOME:
        return False
    countries = {entity.country for entity in (*roles.actor, *roles.recipient) if entity.country}
    return bool(countries) and not countries & STATELESS and place.country not in countries


def _is_own(entity: Entity, speakers: Sequence[Entity]) -> bool:
    """Whether words name the speaker's own side, or nobody: "we should", "no country should".

    A government that says what its state should do speaks for it.
    """
    said = entity.span.text.lower() if entity.span is not None else ""
    state = entity.role is None and "GOV" in entity.sector
    spoken_for = any(speaker.country == entity.country and "GOV" in speaker.sector for speaker in speakers)
    return said in OURSELVES or said.startswith(("no ", "our ", "my ")) or (state and spoken_for)


def _is_thing(advised: Sequence[Entity], clauses: Clauses, i: int) -> bool:
    """Whether the subject of a duty is a thing that somebody owns: "Malaysia's recovery should"."""
    return all(entity.role is None for entity in advised) and any(
        clauses.tokens[subject].upos == "NOUN" and clauses.slots(subject).get("poss")
        for subject in clauses.slots(i).get("subj")[:1]
    )


def _is_habit(act: Act) -> bool:
    """Whether words say that an act is of no one day: "has often claimed", "in the past"."""
    clauses = act.clauses
    below = clauses.tree.dependents(act.i, "advmod", "obl")
    return any(clauses.lemmas[word] in HABITUAL for word in below)


def _is_day(date: DateRange | DateMention) -> bool:
    """Whether a date is short enough to be when somebody spoke: not "last year"."""
    return (date.last - date.first).days <= DAY_OF_SPEAKING


def _may_do(speakers: Sequence[Entity], act: Act, roles: Roles) -> bool:
    """Whether who tells an act without an actor may have done it himself by telling it.

    Not what was done to him, what others disown, or what has a subject of its own: "the minority demanded".
    """
    clauses, i = act.clauses, act.i
    if not speakers or names_of(speakers) & names_of(roles.recipient):
        return False
    if clauses.tokens[i].upos != "VERB":
        return disowner(clauses, i) is None
    if act.event not in PROMISES or act.teller is None or clauses.slots(i).passive:
        return True
    if clauses.tree.dependents(i, "expl"):  # "there will be no talks"
        return True
    own = [head for head in clauses.slots(i).get("subj") if clauses.tokens[head].upos in {"NOUN", "PROPN"}]
    return not own or act.teller.speaker in own


def _same_side(speakers: Sequence[Entity], actors: Sequence[Entity]) -> bool:
    """Whether the speakers are the actors' own side (guideline 11)."""
    mine = {e.country for e in actors if e.country}
    return bool(speakers) and all(e.country in mine for e in speakers)


def _why(act: Act, roles: Roles) -> str:
    parts = [act.why]
    for name, entities, slot in (
        ("actor", roles.actor, roles.actor_slot),
        ("recipient", roles.recipient, roles.recipient_slot),
    ):
        for entity in entities:
            parts.append(f"{name} {entity.name!r} from {slot}: {entity.how or 'named'}")
    return "; ".join(part for part in parts if part)
