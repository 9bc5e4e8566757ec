"""What one report's words say about its acts: who, when, where, by whose account.

`Telling` brings together what the report as a whole knows (who is who, which dates and places it names, who
speaks) and gives each act its parts.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import TypeVar

from demarche.entities.actors import ActorResolver
from demarche.entities.entries import STATELESS
from demarche.entities.gazetteer import Gazetteer
from demarche.entities.places import find_places
from demarche.entities.reference import PLAYS_HERE
from demarche.events.acts import Act
from demarche.events.beyond import Beyond
from demarche.events.circumstances import Circumstances, as_range, days_in, quantities_of, token_at
from demarche.events.dates import day_of, find_dates
from demarche.events.dates.anchor import WEEKDAYS
from demarche.events.dating import LONG_AGO, away, follows, is_past, is_since, is_to_come
from demarche.events.everybody import Roles, is_outlet, name_of, names_of, unsaid
from demarche.events.heads import Array, EventHeads
from demarche.events.mood import is_forecast, is_only_likely
from demarche.events.roles import RoleFinder
from demarche.events.sayings import Sayings
from demarche.events.status import ANNOUNCED, SPOKEN, status_of, will_be
from demarche.events.syntax import Clauses, base
from demarche.events.turned import disowner
from demarche.events.voice import is_quoted, speaker_of
from demarche.model import (
    DateMention,
    DateRange,
    Deadline,
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
# Acts of speaking about what is to come: dated to when it was said (guideline 6a).
PROMISES = frozenset({"AGREE", "CONCEDE", "REQUEST", "THREATEN", "REJECT"})
# What the event head needs for a part in another sentence than the act's.  Tuned on the dev gold; `python -m
# benchmarks.events` re-checks.
FAR_DATE, FAR_PLACE = 0.5, 0.2
# Acts that go on from a day: "since Tuesday".
SERIES = frozenset({"PROTEST", "ASSAULT", "COERCE", "CONSULT", "MOBILIZE", "AID"})
# Verbs for the start of such a series, and days of a date that leaves open when it was over.
BEGINNING, MONTH = frozenset({"begin", "start", "erupt", "break"}), 27
# How dates name a year, and how the months begin.
YEAR = re.compile(r"\d{4}|['’]\d\d\b")
MONTHS = frozenset({"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"})
# Deeds that are done where one of their sides is.
AT_HOME = frozenset({"ASSAULT", "COERCE", "PROTEST", "RETREAT"})
# Deeds done to people who are where they are done.
STRIKING = frozenset({"ASSAULT", "COERCE"})
# Whose views are no acts, and the courts, who rule.
COMMENTATORS = frozenset({("EDU",), ("BUS",), ("JRN",), ("CVL",), ("MED",), ("JUD",)})
WEEK = dt.timedelta(days=7)
# What is told without a year of a day no farther ahead may be planned.
SOON = dt.timedelta(days=45)
# Who speaks of himself.
OURSELVES = frozenset({"we", "us", "i"})
# Whose word on what is likely announces it: a forecast of others is none (guideline 2).
OFFICIAL = frozenset({"GOV", "MIL", "LEG", "PTY", "JUD", "COP", "IGO"})
# Whose work investigations are.
INVESTIGATORS = frozenset({("JUD",), ("COP",), ("SPY",), ("LEG",)})
# Acts by which somebody may be given time.
WITH_DEADLINE = frozenset({"REQUEST", "SANCTION", "THREATEN", "COERCE"})
# How those are known whom a verdict on an act addresses.
ABOUT = "whose act it is about"
T = TypeVar("T")


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
        self._sayings = Sayings(clauses, known, self._roles, self._today)

    def _sentences_of(self, spans: Sequence[Span]) -> frozenset[int]:
        """The numbers of the sentences that spans begin in."""
        starts = [sentence.start for sentence in self._sentences]
        return frozenset(bisect_right(starts, span.start) - 1 for span in spans)

    def _running_teller(self, number: int) -> tuple[Entity, ...]:
        """Who speaks in a quotation without a teller of its own: who did just before it."""
        if not is_quoted(self._sentences[number]):
            return ()
        for n in range(number, -1, -1):
            speaker = speaker_of(self._clauses[n])
            if speaker is not None:
                return self._roles.entities(self._clauses[n], speaker)
            if not is_quoted(self._sentences[n]):
                break
        return ()

    def mention(
        self, act: Act, *, again: bool = False, meant: EventMention | None = None
    ) -> EventMention | None:
        """The act with its parts, or None for one without an actor of a known country on either side.

        `again`: it takes up an act told before, whose sides are known; `meant`: the act that it undoes or
        blames, whose sides tell its own where it names none.
        """
        place = self._place(act) if _somewhere(act) else None
        roles = self._found(act)
        if place is not None and _elsewhere(act, place, roles):
            place = None
        speakers = self._speakers(act)
        sides = self._sides(act, roles, place, speakers, meant)
        if sides is None or is_only_likely(act) or (is_forecast(act) and not _are_official(speakers)):
            return None
        nobody = not countries_of((*sides.actor, *sides.recipient))
        if nobody and not again:
            return None
        date = self._date(act)
        if nobody and date is None:  # it tells nothing new
            return None
        date = self._done_by_now(date, act) if date is not None else None
        event, mode = act.event, act.mode
        if self._is_ahead(act, date):
            date = None
            if not is_past(act.clauses, act.i):  # a visit "later this month" is a promise
                event, mode = ANNOUNCED[event]
        sentence = self._sentences[act.sentence]
        return EventMention(
            event=event,
            mode=mode,
            trigger=self._trigger(act),
            sentence=Span.of(self._report.text, sentence.start, sentence.end),
            actor=sides.actor,
            recipient=sides.recipient,
            date=self._so_far(self._since(as_range(date), act), act.status) if date else None,
            place=place,
            status=self._status(act),
            according_to=() if act.event in SPOKEN and _same_side(speakers, sides.actor) else speakers,
            deadline=self._deadline(act),
            quantities=quantities_of(act.clauses, act.i, self._report.text),
            confidence=act.confidence,
            why=_why(act, sides),
        )

    def _found(self, act: Act) -> Roles:
        """The sides of an act that its own sentence names."""
        return self._roles.find(
            act.clauses,
            act.i,
            act.event,
            act.mode,
            act.slots,
            actor_words=act.parts.get("actor"),
            recipient_words=act.parts.get("recipient"),
        )

    def _sides(
        self,
        act: Act,
        roles: Roles,
        place: Place | None,
        speakers: tuple[Entity, ...],
        meant: EventMention | None,
    ) -> Roles | None:
        """The sides of an act, also by who speaks of it and where; None for advice or blame without two."""
        if act.event == "CONSULT" and "visit" in act.mode and place is not None:
            roles = _at_the_host(roles, place)
        if act.event in STRIKING:
            roles = replace(roles, recipient=self._where_struck(act, roles, place, speakers))
        if act.advised:
            return _advised(act, roles, speakers, meant)
        doers = tuple(entity for entity in speakers if not is_outlet(entity))
        if _was_questioned(act, doers):
            told = names_of(doers)
            roles = replace(roles, actor=tuple(one for one in roles.actor if name_of(one) not in told))
            doers = ()
        if not roles.actor and act.event in SPOKEN and _may_do(doers, act, roles):
            roles = replace(roles, actor=doers, actor_slot="speaker")
        if meant is not None and not countries_of((*roles.actor, *roles.recipient)):
            return Roles(
                unsaid(meant.actor, ABOUT), unsaid(meant.recipient, ABOUT), "what it undoes", "what it undoes"
            )
        return roles

    def _is_ahead(self, act: Act, date: DateMention | None) -> bool:
        """Whether a visit, aid or withdrawal is told as done on a day to come."""
        ahead = date is not None and is_to_come(date, self._today)
        return act.event in ANNOUNCED and act.status == "actual" and (ahead or will_be(act.clauses, act.i))

    def _deadline(self, act: Act) -> Deadline | None:
        if act.event not in WITH_DEADLINE:
            return None
        return self._circumstances.deadline_of(act.clauses, act.i, act.parts.get("deadline"))

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
            date = self._date_before_and(act) or self._days_away(act) or self._date_when(act)
        if date is None:
            return self._first_beyond(act, "date", self._circumstances.date_marked, FAR_DATE, self._dated_in)
        return date

    def _date_before_and(self, act: Act) -> DateMention | None:
        """The day of the deed told just before in one breath: "expelled two envoys on Tuesday and closed"."""
        clauses, token = act.clauses, act.clauses.tokens[act.i]
        first = token.head
        if base(token.dep) != "conj" or not token.xpos == clauses.tokens[first].xpos == "VBD":
            return None
        date = self._circumstances.date_of(clauses, first)
        told_before = date is not None and date.first == date.last and date.span.end <= token.start
        return date if told_before and not follows(clauses, act.i) else None

    def _date_when(self, act: Act) -> DateMention | None:
        """The date that an act tells more of: "since 28 February, when Chad closed the border"."""
        clauses = act.clauses
        for when in clauses.tree.dependents(act.i, "advmod", "mark"):
            if clauses.lemmas[when] != "when":
                continue
            start = clauses.tokens[when].start
            for date in self._circumstances.dates:
                between = self._report.text[date.span.end : start] if date.span.end <= start else "-"
                if date.kind == "date" and not between.strip(" ,\n"):
                    return date
        return None

    def _days_away(self, act: Act) -> DateMention | None:
        """The day that is told by how far it is from another: "two days after Chad had struck"."""
        apart = away(act.clauses, act.i)
        count = days_in(act.clauses, apart.told) if apart is not None else None
        if apart is None or count is None:
            return None
        other = self._circumstances.date_of(act.clauses, act.clauses.tokens[apart.place].head)
        if other is None or other.first != other.last:
            return None
        day = other.first + dt.timedelta(-count if apart.mark == "after" else count)
        tokens, words = act.clauses.tokens, [apart.told, *act.clauses.tree.subtree(apart.told)]
        span = Span.of(self._report.text, tokens[min(words)].start, tokens[max(words)].end)
        return DateMention(span, day, day)

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
        dated = token_at(act.clauses.tokens, date.span.end - 1)
        since = dated is not None and is_since(act.clauses, act.i, dated)
        return DateRange(date.first, today, date.span) if since or self._has_begun(act, date) else date

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

        Of what was done a weekday is the last one, "they had marched on Saturday", and so is a day of a month
        that would be far off: "the Oct. 7 attacks".
        """
        today = self._today
        if act.event in PROMISES:
            if act.event == "REQUEST" and status_of(act.clauses, act.i, act.event) == "future":
                return date
            to_be = today is not None and will_be(act.clauses, act.i)
            other = today is not None and (date.last > today or (today - date.last).days > LONG_AGO)
            return None if (to_be and other) or is_to_come(date, today) else date
        if today is None or act.status != "actual" or date.first <= today:
            return date
        far = date.first - today > SOON
        if far and act.event not in ANNOUNCED and not YEAR.search(date.span.text) and _names_a_month(date):
            return replace(date, first=_year_before(date.first), last=_year_before(date.last))
        said = set(date.span.text.lower().split())
        bare = "next" not in said and not said.isdisjoint(WEEKDAYS)
        if date.first == date.last and date.first - today < WEEK and bare:
            return replace(date, first=date.first - WEEK, last=date.last - WEEK)
        return date

    def named_in(self, sentences: Collection[int]) -> list[Entity]:
        """The actors that some sentences name, in order."""
        return self._resolver.named(sentences)

    def dated(self, mentions: Sequence[EventMention], acts: Sequence[Act]) -> list[EventMention]:
        """The mentions, those without a date dated by the account that they belong to."""
        return self._sayings.dated(mentions, acts)

    def _speakers(self, act: Act) -> tuple[Entity, ...]:
        if act.content_of is not None:
            inner = self._roles.find(act.clauses, act.content_of.i, "ACCUSE", (), act.content_of.slots)
            return inner.actor
        if act.teller is not None:
            return self._roles.entities(act.clauses, act.teller.speaker)
        begun, at = self._sentences[act.sentence].start, act.clauses.tokens[act.i].start
        said = self._report.text[begun:at]
        if "”" in said or "''" in said or said.count('"') > 1:  # the quotation has ended before the act
            return ()
        return self._running_teller(act.sentence)

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


def _names_a_month(date: DateMention) -> bool:
    """Whether a date is a day or days of a month that its words name."""
    words = {word.strip(".,").lower()[:3] for word in date.span.text.split()}
    return (date.last - date.first).days <= MONTH + 3 and not words.isdisjoint(MONTHS)


def _year_before(day: dt.date) -> dt.date:
    """The same day a year before."""
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap else day.day)


def _are_official(speakers: Sequence[Entity]) -> bool:
    return any(sector in OFFICIAL for entity in speakers for sector in entity.sector)


def _advised(
    act: Act, roles: Roles, speakers: tuple[Entity, ...], meant: EventMention | None
) -> Roles | None:
    """Who says what another should do or has done wrong; None for the advice of nobody or to oneself."""
    blames = act.event == "ACCUSE"
    addressed = (
        unsaid(meant.actor, ABOUT) if blames and meant is not None and not roles.actor else roles.actor
    )
    others = [entity for entity in addressed if not _is_own(entity, speakers)]
    if not blames and not addressed and act.clauses.is_passive(act.i):
        return Roles(speakers, (), "speaker")  # it goes on with a request: "sanctions should be imposed"
    if not others or not countries_of(speakers):
        return None
    if blames and (_is_comment(speakers) or names_of(speakers) & names_of(addressed)):
        return None
    if not blames and _is_thing(others, act.clauses, act.i):
        return None
    return Roles(speakers, addressed, "speaker", "subject")


def _is_comment(speakers: Sequence[Entity]) -> bool:
    """Whether nobody political speaks: what analysts find wrong accuses nobody (guideline 2)."""
    return all(not entity.country or entity.sector[:1] in COMMENTATORS for entity in speakers)


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


def _was_questioned(act: Act, speakers: Sequence[Entity]) -> bool:
    """Whether an act is that somebody "was questioned": by police, not by whoever tells it."""
    passive = act.clauses.is_passive(act.i)
    authorities = any(entity.sector[:1] in INVESTIGATORS for entity in speakers)
    return "investigate" in act.mode and passive and not authorities


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
