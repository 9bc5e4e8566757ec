"""What one report's words say about its acts: who, when, where, by whose account.

`Telling` brings together what the report as a whole knows (who is who, which dates and places it names, who
speaks) and gives each act its parts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import replace

from demarche.entities.actors import ActorResolver
from demarche.entities.entries import STATELESS
from demarche.entities.gazetteer import Gazetteer
from demarche.entities.places import find_places
from demarche.entities.reference import PLAYS_HERE
from demarche.events.acts import Act
from demarche.events.beyond import Beyond
from demarche.events.circumstances import Circumstances, quantities_of
from demarche.events.dates import day_of, find_dates
from demarche.events.dating import is_past
from demarche.events.days import PROMISES, Days
from demarche.events.everybody import Roles, is_outlet, name_of, names_of, unsaid
from demarche.events.heads import EventHeads
from demarche.events.implied import unnamed
from demarche.events.mood import is_forecast, is_only_likely
from demarche.events.roles import RoleFinder
from demarche.events.sayings import Sayings
from demarche.events.status import ANNOUNCED, SPOKEN
from demarche.events.syntax import Clauses
from demarche.events.turned import disowner
from demarche.events.voice import is_quoted, speaker_of
from demarche.model import (
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
# What the event head needs for the place of an act in another sentence.  Tuned on the dev gold; `python -m
# benchmarks.events` re-checks.
FAR_PLACE = 0.2
# Deeds that are done where one of their sides is.
AT_HOME = frozenset({"ASSAULT", "COERCE", "PROTEST", "RETREAT"})
# Deeds done to people who are where they are done.
STRIKING = frozenset({"ASSAULT", "COERCE"})
# Whose views are no acts, and the courts, who rule.
COMMENTATORS = frozenset({("EDU",), ("BUS",), ("JRN",), ("CVL",), ("MED",), ("JUD",)})
# Who speaks of himself.
OURSELVES = frozenset({"we", "us", "i"})
# Whose word on what is likely announces it: a forecast of others is none (guideline 2).
OFFICIAL = frozenset({"GOV", "MIL", "LEG", "PTY", "JUD", "COP", "IGO"})
# Whose work investigations are.
INVESTIGATORS = frozenset({("JUD",), ("COP",), ("SPY",), ("LEG",)})
# Who counts the dead of where he works.
COUNTING_DEAD = frozenset({("COP",), ("MED",)})
# Acts by which somebody may be given time.
WITH_DEADLINE = frozenset({"REQUEST", "SANCTION", "THREATEN", "COERCE"})
# How those are known whom a verdict on an act addresses.
ABOUT = "whose act it is about"


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
        dated = self._sentences_of([date.span for date in known.dates if date.kind == "date"])
        self._days = Days(report.text, self._today, known, self._beyond, dated)
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
        self, act: Act, *, again: bool = False, first: bool = True, meant: EventMention | None = None
    ) -> EventMention | None:
        """The act with its parts, or None for one without an actor of a known country on either side.

        `again`: it takes up an act told before, whose sides are known; `first`: none like it was told before;
        `meant`: the act that it undoes or blames, whose sides tell its own where it names none.
        """
        place = self._place(act) if _somewhere(act) else None
        roles = self._found(act)
        if place is not None and _elsewhere(act, place, roles):
            place = None
        speakers = self._speakers(act)
        sides = self._sides(act, roles, place, speakers, meant)
        if sides is None or is_only_likely(act) or (is_forecast(act) and not _are_official(speakers)):
            return None
        if first and not countries_of((*sides.actor, *sides.recipient)):
            sides = self._of_the_land(act, sides, place)
        nobody = not countries_of((*sides.actor, *sides.recipient))
        if nobody and not again:
            return None
        date = self._days.told(act)
        if nobody and date is None:  # it tells nothing new
            return None
        date = self._days.possible(date, act) if date is not None else None
        event, mode = act.event, act.mode
        if self._days.is_ahead(date, act):
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
            date=self._days.up_to_now(date, act) if date else None,
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

    def _of_the_land(self, act: Act, sides: Roles, place: Place | None) -> Roles:
        """The sides of an arrest or a march that name no country: those of where it was."""
        by = "COP" if "arrest" in act.mode else "CVL"
        country: str | None = None
        if place is not None and place.country and (by == "COP" or act.event == "PROTEST"):
            country, how = place.country, f"in {place.name}"
        elif by == "COP":
            country, how = self._resolver.where(act.clauses.tokens[act.i].start)
        if country is None or country in STATELESS:
            return sides
        home = country
        actor, recipient = (
            tuple(replace(one, country=home, how=how) if one.country is None else one for one in side)
            for side in (sides.actor, sides.recipient)
        )
        return replace(sides, actor=actor or (unnamed(home, by, how),), recipient=recipient)

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
        counting = all(entity.sector[:1] in COUNTING_DEAD for entity in speakers)
        if not told or counting or told & countries_of(roles.actor):
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

    def _place(self, act: Act) -> Place | None:
        """Where an act took place."""
        found = self._circumstances.place_of(act.clauses, act.i, act.parts.get("place"))
        return found or self._beyond.first(
            act, "place", self._circumstances.place_marked, FAR_PLACE, self._placed_in
        )

    def named_in(self, sentences: Collection[int]) -> list[Entity]:
        """The actors that some sentences name, in order."""
        return self._resolver.named(sentences)

    def meant_by(self, clauses: Clauses, head: int) -> tuple[Entity, ...]:
        """Whom a noun phrase means, by its head."""
        return self._roles.entities(clauses, head)

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
