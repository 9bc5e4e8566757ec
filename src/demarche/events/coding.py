"""One parsed report to its events: acts found, given their parts, and merged."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from demarche.entities.gazetteer import Gazetteer
from demarche.events import anaphora, answered, implied, overt, reciprocal, shared, whom
from demarche.events.acts import Act, frame_acts, settle
from demarche.events.asides import is_aside, is_of_animals
from demarche.events.everybody import name_of, names_of
from demarche.events.heads import EventHeads
from demarche.events.judging import PairScores, judged_acts, pair_scores
from demarche.events.lexicon import Lexicon
from demarche.events.merge import Cluster, akin, announces, cluster, is_unaddressed, meant, takes_up
from demarche.events.mood import is_told
from demarche.events.syntax import Clauses
from demarche.events.telling import Telling
from demarche.model import (
    DateRange,
    Deadline,
    Entity,
    Event,
    EventMention,
    Place,
    Quantity,
    Report,
    Sentence,
    Status,
    countries_of,
)
from demarche.ontology import Ontology, cameo_code, contexts_near, contexts_of

# Slope and intercept from the judges' log odds to those of being right, fitted on the four gold sets whose
# errors were read, each weighing the same; `python -m benchmarks.events`, `own` and `real` re-check.
CALIBRATION = (0.37, 0.38)
# Of an act's mentions the first of these is its status: what is told as fact anywhere is no mere claim.
FIRST_OF_STATUSES: tuple[Status, ...] = ("actual", "denied", "future", "alleged", "hypothetical", "negated")

# The sentences that tell the news: who tells it there tells the act.
OPENING = 2


@dataclass(frozen=True, slots=True)
class Coded:
    """The events of one report, with the acts behind each (`clusters[k]` belongs to `events[k]`).

    `pairs`: what the event head thinks of pairs of acts, numbered as in the clusters; None without a head.
    `named`: the ids of events whose words name a recipient, known or not; `near`: what is asked for sides
    that neither words nor answers tell.
    """

    events: tuple[Event, ...]
    clusters: tuple[Cluster, ...]
    pairs: PairScores | None
    named: frozenset[str] = frozenset()
    near: whom.Near | None = None


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
        telling = Telling(report, sentences, clauses, self._gazetteer, acts, self._heads)
        mentions: list[EventMention] = []
        kept: list[Act] = []
        for act in acts:
            mention = telling.mention(
                act,
                again=takes_up(act, kept),
                first=not any(other.event == act.event and akin(other, act) for other in kept),
                meant=meant(act, mentions, kept),
            )
            if mention is not None:
                both = reciprocal.sides(mention, act)
                mentions += both
                kept += [act] * len(both)
        pairs = pair_scores(kept, self._heads)
        sided = answered.sides(shared.sides(mentions, kept), kept)
        clusters = cluster(telling.dated(sided, kept), kept, pairs)
        clusters = [group for group in clusters if group.sided and _is_addressed(group)]
        clusters = anaphora.attach(clusters, clauses, report.text, telling.meant_by)
        lemmas = [[token.lemma.lower() for token in sentence.tokens] for sentence in sentences]
        contexts = contexts_of(list(chain.from_iterable(lemmas)))

        @cache
        def near(number: int) -> tuple[str, ...]:
            """The contexts of the events of a sentence, by the words of it and of its neighbours."""
            return contexts_near(contexts, list(chain.from_iterable(lemmas[max(0, number - 1) : number + 2])))

        ids = event_ids(report.id, [(group.event, group.mentions[0].trigger.start) for group in clusters])
        aimed = zip(ids, overt.aimed(clusters, acts), strict=True)
        named = frozenset(own for own, somebody in aimed if somebody)
        events = implied.fill(
            [self._event(group, own, near) for own, group in zip(ids, clusters, strict=True)],
            named=named,
        )
        political = [number for number, event in enumerate(events) if implied.is_political(event)]
        return Coded(
            tuple(events[number] for number in political),
            tuple(clusters[number] for number in political),
            pairs,
            named,
            whom.Near(clauses, self._heads, telling.named_in),
        )

    def _acts(self, clauses: Sequence[Clauses]) -> list[Act]:
        """By the event head where there is one and the parser gives its vectors, else by frames alone."""
        acts: list[Act] = []
        for number, clause in enumerate(clauses):
            if clause.tree.sentence.quiet or is_aside(clause):
                continue
            if self._heads is not None and clause.tree.sentence.vectors is not None:
                acts += judged_acts(clause, number, self._heads, self._lexicon)
            else:
                acts += settle(frame_acts(clause, number, self._lexicon))
        return [
            act
            for act in acts
            if act.event in self._ontology.types and is_told(act) and not is_of_animals(act)
        ]

    def _event(self, group: Cluster, own: str, contexts_in: Callable[[int], tuple[str, ...]]) -> Event:
        """The event of a cluster, with the id `own`; `contexts_in`: those of a sentence, by its number."""
        main = max(group.mentions, key=_clarity)
        modes = self._ontology.validate(
            main.event, tuple(dict.fromkeys(m for mention in group.mentions for m in mention.mode))[:2]
        )
        act = group.acts[group.mentions.index(main)]
        lemma = act.clauses.lemmas[act.i]
        near = contexts_in(act.sentence)
        actor = _best_entities(main.actor, [m.actor for m in group.mentions])
        recipient = _best_entities(main.recipient, [m.recipient for m in group.mentions])
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
            actor=actor,
            recipient=tuple(entity for entity in recipient if name_of(entity) not in names_of(actor)),
            date=_narrowest(main, group),
            place=_first_place(main, group.mentions),
            status=_status(group),
            according_to=main.according_to or _tellers(group),
            deadline=_first_deadline(group.mentions),
            answers=(),
            sentence=main.sentence,
            confidence=calibrated(max(m.confidence for m in group.mentions)),
            quantities=_quantities(group.mentions),
            why=main.why,
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


def _is_addressed(group: Cluster) -> bool:
    """Whether somebody is asked, where all that is told is what should be done."""
    return not all(is_unaddressed(m, a) for m, a in zip(group.mentions, group.acts, strict=True))


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


def _narrowest(main: EventMention, group: Cluster) -> DateRange | None:
    """The day of the deed rather than of its announcement: the narrowest within the main mention's, "this
    month" being the day that is told elsewhere; the narrowest of all where that has none.
    """
    done = _done(group)
    dates = [m.date for m in done if m.date is not None]
    if main.date is not None and main in done:
        dates = [d for d in dates if main.date.first <= d.first and d.last <= main.date.last]
    return min(dates, key=lambda d: (d.last - d.first, d.first)) if dates else main.date


def _done(group: Cluster) -> list[EventMention]:
    """The mentions that tell the deed itself, not its announcement, if there are any."""
    done = [m for m, act in zip(group.mentions, group.acts, strict=True) if not announces(act)]
    return done or group.mentions


def _tellers(group: Cluster) -> tuple[Entity, ...]:
    """By whose account an act took place that its main mention tells as fact.

    Only a verb with a teller of its own, or of the report's opening, says so: "the attack", she wrote,
    presupposes it.
    """
    for mention, act in zip(group.mentions, group.acts, strict=True):
        told = act.teller is not None or act.sentence < OPENING
        if mention.according_to and told and act.clauses.tokens[act.i].upos == "VERB":
            return mention.according_to
    return ()


def _first_place(main: EventMention, mentions: Sequence[EventMention]) -> Place | None:
    return main.place or next((m.place for m in mentions if m.place), None)


def _first_deadline(mentions: Sequence[EventMention]) -> Deadline | None:
    return next((m.deadline for m in mentions if m.deadline), None)


def _status(group: Cluster) -> Status:
    """An act announced and carried out is actual; one told as fact anywhere is no mere claim.

    Unless it is only claimed who did it: "the attack … they blame Iran for the attack".
    """
    done = _done(group)
    pairs = zip(group.mentions, group.acts, strict=True)
    authored = [(m.status, act.content_of) for m, act in pairs if m in done and countries_of(m.actor)]
    if authored and all(status == "alleged" and accused for status, accused in authored):
        return "alleged"
    statuses = [m.status for m in done]
    return next((status for status in FIRST_OF_STATUSES if status in statuses), "actual")


def _quantities(mentions: Sequence[EventMention]) -> tuple[Quantity, ...]:
    seen: dict[tuple[float, str], Quantity] = {}
    for mention in mentions:
        for quantity in mention.quantities:
            seen.setdefault((quantity.value, quantity.unit), quantity)
    return tuple(seen.values())
