"""One parsed report to its events: acts found, given their parts, and merged."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from demarche.entities.actors import ActorResolver
from demarche.entities.gazetteer import Gazetteer
from demarche.entities.places import find_places
from demarche.events import anaphora, implied, reciprocal
from demarche.events.acts import Act, PairScores, frame_acts, judged_acts, pair_scores, settle
from demarche.events.circumstances import Circumstances, as_range, quantities_of
from demarche.events.dates import day_of, find_dates
from demarche.events.heads import EventHeads
from demarche.events.lexicon import Lexicon
from demarche.events.merge import Cluster, cluster
from demarche.events.roles import RoleFinder, Roles
from demarche.events.status import SPOKEN
from demarche.events.syntax import Clauses, base
from demarche.events.voice import is_quoted
from demarche.model import (
    DateMention,
    DateRange,
    Deadline,
    Entity,
    Event,
    EventMention,
    Place,
    Quantity,
    Report,
    Sentence,
    Span,
    Status,
)
from demarche.ontology import Ontology, cameo_code, contexts_near, contexts_of

# Longer words of a trigger tell the reader no more; the span stops at its clause.
LONGEST_TRIGGER = 120
# Slope and intercept from the judges' log odds to those of being right, on the dev gold; `python -m
# benchmarks.events` re-checks.
CALIBRATION = (0.356, -0.521)
# The day of what is said in a report's first sentences is the day of the whole announcement (guideline 9).
LEAD = 2
# Sentences on to which a dated word runs: "…, he added".
RUNS_ON = 1
# Acts of speaking about what is to come: dated to when it was said (guideline 6a).
PROMISES = frozenset({"AGREE", "CONCEDE", "REQUEST", "THREATEN", "REJECT"})
# Of an act's mentions the first of these is its status: what is told as fact anywhere is no mere claim.
FIRST_OF_STATUSES: tuple[Status, ...] = ("actual", "denied", "future", "alleged", "hypothetical", "negated")


@dataclass(frozen=True, slots=True)
class Coded:
    """The events of one report, with the acts behind each (`clusters[k]` belongs to `events[k]`).

    `pairs`: what the event head thinks of pairs of acts, numbered as in the clusters; None without a head.
    """

    events: tuple[Event, ...]
    clusters: tuple[Cluster, ...]
    pairs: PairScores | None


class EventCoder:
    """Codes parsed reports; holds what is the same for all of them."""

    def __init__(
        self, *, gazetteer: Gazetteer, lexicon: Lexicon, ontology: Ontology, heads: EventHeads | None = None
    ) -> None:
        self._gazetteer = gazetteer
        self._lexicon = lexicon
        self._ontology = ontology
        self._heads = heads

    def code(self, report: Report, sentences: Sequence[Sentence]) -> Coded:
        """The events of a report, in the order of their first mention, without answers."""
        clauses = [Clauses(sentence) for sentence in sentences]
        acts = self._acts(clauses)
        if not acts:
            return Coded((), (), None)
        telling = _Telling(report, sentences, clauses, self._gazetteer, acts)
        mentions, kept = [], []
        for act in acts:
            mention = telling.mention(act)
            if mention is not None:
                both = reciprocal.sides(mention, act)
                mentions += both
                kept += [act] * len(both)
        pairs = pair_scores(kept, self._heads)
        clusters = cluster(telling.dated(mentions, kept), kept, pairs)
        anaphora.attach(clusters, clauses, report.text)
        lemmas = [[token.lemma.lower() for token in sentence.tokens] for sentence in sentences]
        contexts = contexts_of([lemma for sentence in lemmas for lemma in sentence])
        ids = event_ids(report.id, [(group.event, group.mentions[0].trigger.start) for group in clusters])
        events = implied.fill(
            [self._event(group, own, contexts, lemmas) for own, group in zip(ids, clusters, strict=True)]
        )
        return Coded(events, tuple(clusters), pairs)

    def _acts(self, clauses: Sequence[Clauses]) -> list[Act]:
        """By the event head where there is one and the parser gives its vectors, else by frames alone."""
        acts: list[Act] = []
        for number, clause in enumerate(clauses):
            if clause.tree.sentence.quiet:
                continue
            if self._heads is not None and clause.tree.sentence.vectors is not None:
                acts += judged_acts(clause, number, self._heads, self._lexicon)
            else:
                acts += settle(frame_acts(clause, number, self._lexicon))
        return [act for act in acts if act.event in self._ontology.types]

    def _event(
        self, group: Cluster, own: str, contexts: Sequence[str], lemmas: Sequence[Sequence[str]]
    ) -> Event:
        """The event of a cluster, with the id `own`.

        `contexts`: the whole report's; `lemmas`: its sentences', in lower case.
        """
        main = max(group.mentions, key=_clarity)
        modes = self._ontology.validate(
            main.event, tuple(dict.fromkeys(m for mention in group.mentions for m in mention.mode))[:2]
        )
        act = group.acts[group.mentions.index(main)]
        lemma = act.clauses.lemmas[act.i]
        beside = lemmas[max(0, act.sentence - 1) : act.sentence + 2]
        near = contexts_near(contexts, [word for sentence in beside for word in sentence])
        return Event(
            id=own,
            event=main.event,
            mode=modes,
            context=near,
            cameo=cameo_code(main.event, modes, near, lemma, main.sentence.text),
            quad=self._ontology.quad(main.event),
            score=self._ontology.score(main.event, modes),
            trigger=main.trigger,
            mentions=tuple(m.trigger for m in group.mentions if m is not main),
            actor=_best_entities(main.actor, [m.actor for m in group.mentions]),
            recipient=_best_entities(main.recipient, [m.recipient for m in group.mentions]),
            date=_narrowest(main, group.mentions),
            place=_first_place(main, group.mentions),
            status=_status(group.mentions),
            according_to=main.according_to
            or next((m.according_to for m in group.mentions if m.according_to), ()),
            deadline=_first_deadline(group.mentions),
            answers=(),
            sentence=main.sentence,
            confidence=calibrated(max(m.confidence for m in group.mentions)),
            quantities=_quantities(group.mentions),
            why=main.why,
        )


class _Telling:
    """What one report's words say about its acts."""

    def __init__(
        self,
        report: Report,
        sentences: Sequence[Sentence],
        clauses: Sequence[Clauses],
        gazetteer: Gazetteer,
        acts: Sequence[Act],
    ) -> None:
        self._report = report
        self._sentences = sentences
        self._today = report.published or day_of(report.text, sentences)
        self._resolver = ActorResolver(gazetteer, report.text, sentences, self._today)
        self._roles = RoleFinder(self._resolver, frozenset(act.clauses.tokens[act.i].start for act in acts))
        self._circumstances = Circumstances(
            find_dates(report.text, self._today, sentences=sentences),
            find_places(report.text, published=self._today, sentences=sentences),
            frozenset(
                (act.clauses.tokens[i].start, act.clauses.tokens[i].end) for act in acts for i in act.words
            ),
        )
        self._tellers = self._running_tellers(clauses)

    def _running_tellers(self, clauses: Sequence[Clauses]) -> list[tuple[Entity, ...]]:
        """Who speaks in each sentence that is a quotation without a teller of its own: the last who did."""
        from demarche.events.voice import teller_of

        running: tuple[Entity, ...] = ()
        told = []
        for sentence, clause in zip(self._sentences, clauses, strict=True):
            roots = [token.i for token in sentence.tokens if token.head < 0]
            teller = teller_of(clause, roots[0]) if roots else None
            if teller is not None:
                running = self._roles.entities(clause, teller.speaker)
            told.append(running if is_quoted(sentence) else ())
        return told

    def mention(self, act: Act) -> EventMention | None:
        """The act with its parts, or None for one without any political actor on either side."""
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
        speakers = self._speakers(act)
        if act.advised:
            if not speakers or not roles.actor:
                return None
            roles = Roles(speakers, roles.actor, "speaker", "subject")
        if not roles.actor and act.event in SPOKEN and speakers:
            roles = replace(roles, actor=speakers, actor_slot="speaker")
        if not any(entity.country for entity in (*roles.actor, *roles.recipient)):
            return None
        if act.event in SPOKEN and _same_side(speakers, roles.actor):
            speakers = ()
        date = self._date(act)
        if date is not None and act.event in PROMISES and self._to_come(date):
            date = None
        sentence = self._sentences[act.sentence]
        return EventMention(
            event=act.event,
            mode=act.mode,
            trigger=self._trigger(act),
            sentence=Span.of(self._report.text, sentence.start, sentence.end),
            actor=roles.actor,
            recipient=roles.recipient,
            date=as_range(date) if date else None,
            place=self._circumstances.place_of(clauses, act.i, parts.get("place"))
            if _somewhere(act)
            else None,
            status=self._status(act),
            according_to=speakers,
            deadline=self._circumstances.deadline_of(clauses, act.i, parts.get("deadline"))
            if act.event in {"REQUEST", "SANCTION", "THREATEN", "COERCE"}
            else None,
            quantities=quantities_of(clauses, act.i, self._report.text),
            confidence=act.confidence,
            why=_why(act, roles),
        )

    def _date(self, act: Act) -> DateMention | None:
        """The date of an act, that of the act above for a participle: "demanded … last week, accusing …"."""
        clauses, token = act.clauses, act.clauses.tokens[act.i]
        date = self._circumstances.date_of(clauses, act.i, act.parts.get("date"))
        if (
            date is None
            and token.xpos == "VBG"
            and base(token.dep) == "advcl"
            and token.head >= 0
            and clauses.tree.preposition(act.i) is None
        ):
            return self._circumstances.date_of(clauses, token.head)
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
        days: dict[str, DateRange] = {}
        latest: dict[str, tuple[int, DateRange]] = {}
        for mention, act in zip(mentions, acts, strict=True):
            told = self._told_on(act)
            for country in _speaking(mention):
                spoken = mention.event in SPOKEN and act.sentence < LEAD
                day = mention.date if spoken and mention.date else told
                if day is not None:
                    days.setdefault(country, day)
        out = []
        for mention, act in zip(mentions, acts, strict=True):
            speaking = _speaking(mention)
            told = mention.date or self._told_on(act)
            if told is None:
                near = [
                    latest[c][1] for c in speaking if c in latest and act.sentence - latest[c][0] <= RUNS_ON
                ]
                told = next(iter(near), None) or next((days[c] for c in speaking if c in days), None)
            elif mention.event in SPOKEN:
                latest.update((country, (act.sentence, told)) for country in speaking)
            out.append(
                replace(mention, date=told)
                if mention.date is None and told is not None and speaking
                else mention
            )
        return out

    def _told_on(self, act: Act) -> DateRange | None:
        """The day that hangs on the verb of saying which tells the act."""
        if act.teller is None:
            return None
        date = self._circumstances.date_of(act.clauses, act.teller.verb)
        return as_range(date) if date is not None and not self._to_come(date) else None

    def _speakers(self, act: Act) -> tuple[Entity, ...]:
        if act.content_of is not None:
            inner = self._roles.find(act.clauses, act.content_of.i, "ACCUSE", (), act.content_of.slots)
            return inner.actor
        if act.teller is not None:
            return self._roles.entities(act.clauses, act.teller.speaker)
        return self._tellers[act.sentence]

    def _status(self, act: Act) -> Status:
        if (
            act.status == "actual"
            and act.teller is not None
            and act.teller.denying
            and act.event not in SPOKEN
        ):
            return "denied"
        if (
            act.status == "actual"
            and act.teller is not None
            and act.teller.doubting
            and act.event not in SPOKEN
        ):
            return "alleged"
        return act.status

    def _trigger(self, act: Act) -> Span:
        tokens = [act.clauses.tokens[i] for i in act.words]
        return Span.of(
            self._report.text, tokens[0].start, min(tokens[-1].end, tokens[0].start + LONGEST_TRIGGER)
        )


def calibrated(confidence: float) -> float:
    """The share of right events among those that the judges are so sure of."""
    certain = min(max(confidence, 1e-3), 1 - 1e-3)
    return 1 / (1 + math.exp(-CALIBRATION[0] * math.log(certain / (1 - certain)) - CALIBRATION[1]))


def event_ids(report_id: str, firsts: Sequence[tuple[str, int]]) -> list[str]:
    """Stable ids from the types and first offsets of a report's events: coded twice it gives the same ids.

    Words that tell two acts of one type at once ("each expelled the other's envoys") give two ids.
    """
    told: Counter[tuple[str, int]] = Counter()
    ids = []
    for event, offset in firsts:
        again = f"\t{told[event, offset]}" if told[event, offset] else ""
        told[event, offset] += 1
        ids.append(hashlib.sha256(f"{report_id}\t{event}\t{offset}{again}".encode()).hexdigest()[:16])
    return ids


def _speaking(mention: EventMention) -> frozenset[str]:
    """The countries by whose word the act is done or told: the actors of a speech act, or who announces a
    deed of their own.
    """
    actors = frozenset(e.country for e in mention.actor if e.country)
    if mention.event in SPOKEN:
        return actors
    told = frozenset(e.country for e in mention.according_to if e.country)
    return actors & told


def _somewhere(act: Act) -> bool:
    """Whether such an act has a place: words and sanctions that bite from afar have none (guideline 9a)."""
    if act.event == "SANCTION":
        return "expel" in act.mode or "convict" in act.mode
    return act.event not in SPOKEN or act.event == "SUPPORT"


def _same_side(speakers: Sequence[Entity], actors: Sequence[Entity]) -> bool:
    """Whether the speakers are the actors' own side (guideline 11)."""
    mine = {e.country for e in actors if e.country}
    return bool(speakers) and all(e.country in mine for e in speakers)


def _clarity(mention: EventMention) -> tuple[float, ...]:
    """How clearly a mention names the act: with both sides, dated, confident; the earlier of equals."""
    return (
        bool(mention.actor) + bool(mention.recipient),
        mention.confidence,
        mention.date is not None,
        -mention.trigger.start,
    )


def _best_entities(main: tuple[Entity, ...], all_of_them: Sequence[tuple[Entity, ...]]) -> tuple[Entity, ...]:
    if any(e.country for e in main):
        return main
    return next(
        (group for group in all_of_them if any(e.country for e in group)),
        main or next((g for g in all_of_them if g), ()),
    )


def _narrowest(main: EventMention, mentions: Sequence[EventMention]) -> DateRange | None:
    """The main mention's date, or the narrowest of the others."""
    if main.date is not None:
        return main.date
    dates = [m.date for m in mentions if m.date is not None]
    return min(dates, key=lambda d: (d.last - d.first, d.first)) if dates else None


def _first_place(main: EventMention, mentions: Sequence[EventMention]) -> Place | None:
    return main.place or next((m.place for m in mentions if m.place), None)


def _first_deadline(mentions: Sequence[EventMention]) -> Deadline | None:
    return next((m.deadline for m in mentions if m.deadline), None)


def _status(mentions: Sequence[EventMention]) -> Status:
    """An act announced and carried out is actual; one told as fact anywhere is no mere claim."""
    statuses = [m.status for m in mentions]
    return next((status for status in FIRST_OF_STATUSES if status in statuses), "actual")


def _quantities(mentions: Sequence[EventMention]) -> tuple[Quantity, ...]:
    seen: dict[tuple[float, str], Quantity] = {}
    for mention in mentions:
        for quantity in mention.quantities:
            seen.setdefault((quantity.value, quantity.unit), quantity)
    return tuple(seen.values())


def _why(act: Act, roles: Roles) -> str:
    parts = [act.why]
    for name, entities, slot in (
        ("actor", roles.actor, roles.actor_slot),
        ("recipient", roles.recipient, roles.recipient_slot),
    ):
        for entity in entities:
            parts.append(f"{name} {entity.name!r} from {slot}: {entity.how or 'named'}")
    return "; ".join(part for part in parts if part)
