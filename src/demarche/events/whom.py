"""Who is on a side of an act that no words at it tell: everybody whom the report names near it, weighed.

News names whom it goes on about and leaves him out of the next sentences: "the ministry refused", "he
denounced the strike".  A small network weighs each country that is named around an act whose actor or
recipient nothing tells; `training/events/whom.py` makes it from the sides that the training corpus marks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from math import log1p
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from demarche.events.acts import Act
from demarche.events.everybody import SHARED, unsaid
from demarche.events.heads import Array, EventHeads
from demarche.events.merge import Cluster
from demarche.events.shallow import Shallow
from demarche.events.syntax import Clauses, base
from demarche.model import Entity, Event, Status, countries_of
from demarche.weights import made_of

Side = Literal["actor", "recipient"]
SIDES: tuple[Side, ...] = get_args(Side)
# What a country needs to be taken for the side, and where the words name somebody unknown; tuned on passages
# held out (`training/events/whom.py`) and on reports read.
LEAST: dict[Side, float] = {"actor": 0.4, "recipient": 0.3}
LEAST_BESIDE_UNKNOWN = 0.5
# Who has struck is often unknown (guideline 6d).
LEAST_ASSAILANT = 0.7
# Acts that some of their modes alone are done to somebody.
ALONE = {"CONSULT": frozenset({"visit"}), "RETREAT": frozenset({"release", "access"})}
# Sentences around an act's own in which somebody is looked for, and groups of them that are told apart.
NEAR = 3
GROUPS = ((0, 0), (-1, -1), (-3, -2), (1, 1), (2, 3))
# Log odds where the event head has no opinion, the greatest that count, and words of a name that it is asked
# about.
NO_OPINION, SUREST, NAME = -9.0, 9.0, 4
# Steps of a path in the tree that are told.
STEPS = 5
TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
STATUSES = get_args(Status)
SECTORS = ("GOV", "MIL", "LEG", "JUD", "COP", "PTY", "OPP", "CVL", "REB", "BUS", "JRN")
# How states are known, and who is on a side because he is likely.
STATE, HOW = "state ", "the likeliest of those named near it"


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom the report names: in which sentence, by which of its words, and whether as a subject."""

    entity: Entity
    country: str
    sentence: int
    words: tuple[int, ...]
    subject: bool


@dataclass(frozen=True, slots=True)
class Chances:
    """The countries that may be on the side of events that nothing tells.

    `pairs[k]`: number of the event, and the country; `numbers`: (pairs, measures); `words[k]`: what stands at
    the act and at the country's name; `acts`: (pairs, 384), the event encoder's vectors of the acts, zeros
    without; `meant[k]`: who of the country it would be.
    """

    pairs: tuple[tuple[int, str], ...]
    numbers: Array
    words: tuple[tuple[str, ...], ...]
    acts: Array
    meant: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """What of a report is asked for its sides: its sentences, the event head, the actors that some name."""

    clauses: Sequence[Clauses]
    heads: EventHeads | None
    mentions: Callable[[Collection[int]], Sequence[Entity]]


def completed(
    events: Sequence[Event], clusters: Sequence[Cluster], near: Near | None, named: Collection[str] = ()
) -> tuple[Event, ...]:
    """The events, sides that nothing tells filled in where somebody near is likely meant; nobody is a
    recipient of what he does together with another.

    `clusters[k]` belongs to `events[k]`; `named`: ids of events whose words name a recipient, known or not.
    """
    if near is not None:
        for side in SIDES:
            table = chances(side, events, clusters, near)
            if table is not None:
                events = _filled(side, events, table, named if side == "recipient" else ())
    return tuple(map(_together, events))


def _together(event: Event) -> Event:
    """What two do together is done to neither: "Japan opens talks with the United States"."""
    both, to = countries_of(event.actor), {entity.country for entity in event.recipient}
    shared = event.event in SHARED and len(both) > 1 and bool(to) and to <= both
    return replace(event, recipient=()) if shared else event


def _filled(side: Side, events: Sequence[Event], table: Chances, named: Collection[str]) -> list[Event]:
    out = list(events)
    best: dict[int, tuple[float, Entity]] = {}
    shares = networks()[side].shares(table.numbers, table.words, (table.acts,))
    for (n, _), share, entity in zip(table.pairs, shares.tolist(), table.meant, strict=True):
        least = LEAST_BESIDE_UNKNOWN if events[n].id in named else LEAST[side]
        if side == "actor" and events[n].event == "ASSAULT":
            least = LEAST_ASSAILANT
        if share >= max(least, best.get(n, (0.0,))[0]):
            best[n] = share, entity
    for n, (share, entity) in best.items():
        found = unsaid((entity,), f"{HOW} ({share:.2f})")
        out[n] = replace(out[n], actor=found) if side == "actor" else replace(out[n], recipient=found)
    return out


def _lacks(side: Side, event: Event) -> bool:
    """Whether an event has nobody on a side where somebody must be."""
    others = ALONE.get(event.event)
    return not _on(side, event) and (side == "actor" or others is None or not others.isdisjoint(event.mode))


def chances(side: Side, events: Sequence[Event], clusters: Sequence[Cluster], near: Near) -> Chances | None:
    """All that speaks for each country near the events that lack a side; None where there is nothing."""
    lacking = [n for n, event in enumerate(events) if _lacks(side, event)]
    if not lacking:
        return None
    main = [_main(event, group) for event, group in zip(events, clusters, strict=True)]
    asked = {k for n in lacking for k in range(main[n].sentence - NEAR, main[n].sentence + NEAR + 1)}
    told = [entity for event in events for entity in (*event.actor, *event.recipient)]
    everybody = _named([*told, *near.mentions(asked)], near.clauses)
    weighing = _Weighing(side, events, clusters, main, everybody, near)
    pairs = [(n, c) for n in lacking for c in weighing.candidates(n)]
    if not pairs:
        return None
    width = next((act.row.size for act in main if act.row is not None), 1)
    acts = np.zeros((len(pairs), width), np.float32)
    for k, (n, _) in enumerate(pairs):
        row = main[n].row
        if row is not None:
            acts[k] = row
    return Chances(
        tuple(pairs),
        np.array([weighing.numbers(n, c) for n, c in pairs], np.float32),
        tuple(tuple(weighing.words(n, c)) for n, c in pairs),
        acts,
        tuple(weighing.meant(c) for _, c in pairs),
    )


def _on(side: Side, event: Event) -> tuple[Entity, ...]:
    return event.actor if side == "actor" else event.recipient


def _main(event: Event, group: Cluster) -> Act:
    """The act whose words are the event's trigger."""
    told = zip(group.mentions, group.acts, strict=True)
    return next((act for mention, act in told if mention.trigger == event.trigger), group.acts[0])


def _named(entities: Sequence[Entity], clauses: Sequence[Clauses]) -> list[Named]:
    """The entities with a country and a span, once each, in the order of the text."""
    starts = [one.tokens[0].start if one.tokens else 0 for one in clauses]
    found: dict[tuple[int, str], Named] = {}
    for entity in entities:
        if not entity.country or entity.span is None or (entity.span.start, entity.country) in found:
            continue
        n = bisect_right(starts, entity.span.start) - 1
        tokens = clauses[n].tokens
        words = tuple(t.i for t in tokens if t.start < entity.span.end and entity.span.start < t.end)
        if words:
            subject = base(tokens[_head(clauses[n], words)].dep) == "nsubj"
            found[entity.span.start, entity.country] = Named(entity, entity.country, n, words, subject)
    return sorted(found.values(), key=lambda one: (one.sentence, one.words, one.country))


def _head(clauses: Clauses, words: tuple[int, ...]) -> int:
    """The word of a name that the others hang on."""
    return next((w for w in words if clauses.tokens[w].head not in words), words[-1])


@dataclass(frozen=True, slots=True)
class _Words:
    """Words of names: what each brings to its pairs with acts, where it stands, and whose name it is of."""

    sides: Array
    scores: Array
    places: NDArray[np.int64]
    owners: NDArray[np.int64]


class _Weighing:
    """A report's events and whom it names, and what they have to do with each other."""

    def __init__(
        self,
        side: Side,
        events: Sequence[Event],
        clusters: Sequence[Cluster],
        main: Sequence[Act],
        named: Sequence[Named],
        near: Near,
    ) -> None:
        self._side, self._events, self._main, self._named = side, events, main, named
        self._clusters, self._clauses, self._heads = clusters, near.clauses, near.heads
        self._of: dict[str, list[int]] = defaultdict(list)
        for k, one in enumerate(named):
            self._of[one.country].append(k)
        self._actors = [countries_of(event.actor) for event in events]
        self._recipients = [countries_of(event.recipient) for event in events]
        self._order = sorted(range(len(events)), key=lambda n: (main[n].sentence, main[n].i))
        self._rank = {n: k for k, n in enumerate(self._order)}
        self._done = Counter(c for own in self._actors for c in own)
        self._suffered = Counter(c for own in self._recipients for c in own)
        both = zip(self._actors, self._recipients, strict=True)
        self._dyads = Counter((a, r) for doers, sufferers in both for a in doers for r in sufferers)
        self._asked = self._words_of_names()
        self._scored: dict[int, Array] = {}

    def candidates(self, n: int) -> list[str]:
        """The countries named around an event."""
        at = self._main[n].sentence
        return list(dict.fromkeys(one.country for one in self._named if abs(one.sentence - at) <= NEAR))

    def meant(self, c: str) -> Entity:
        """Who of a country is on the side: the state where it is named, else nobody in particular.

        What is weighed are countries: a person who is named near an act has seldom anything to do with it.
        """
        names = (self._named[k].entity for k in self._of[c])
        state = next((entity for entity in names if (entity.how or "").startswith(STATE)), None)
        return state or Entity(None, c, c, ())

    def numbers(self, n: int, c: str) -> list[float]:
        """The measures of a country and an event."""
        return [
            *self._told(n, c), *self._thought(n, c), *self._present(n, c), *self._beside(n, c),
            *self._kind(n),
        ]  # fmt: skip

    def _words_of_names(self) -> _Words | None:
        """What the event head is asked about: the last words of all names."""
        begins = np.cumsum([0, *(len(one.tokens) for one in self._clauses)])
        rows, places, owners = [], [], []
        for k, one in enumerate(self._named):
            vectors = self._clauses[one.sentence].tree.sentence.vectors
            for word in one.words[-NAME:] if vectors is not None else ():
                rows.append(vectors[word])  # type: ignore[index]
                places.append(int(begins[one.sentence]) + word)
                owners.append(k)
        self._begins = begins
        if self._heads is None or not rows:
            return None
        return _Words(*self._heads.sided(np.stack(rows)), np.array(places), np.array(owners))

    def _scores(self, n: int) -> Array:
        """Log odds (names, sides) of the event head that a name is on a side of an event."""
        known = self._scored.get(n)
        if known is not None:
            return known
        found = np.full((len(self._named), len(SIDES)), NO_OPINION, np.float32)
        asked = self._asked
        if self._heads is not None and asked is not None:
            sides = [self._heads.parts.index(side) for side in SIDES]
            for act in self._clusters[n].acts:
                if act.row is None:
                    continue
                first = self._begins[max(0, act.sentence - NEAR)]
                last = self._begins[min(len(self._clauses), act.sentence + NEAR + 1)]
                near = np.flatnonzero((asked.places >= first) & (asked.places < last))
                if len(near):
                    distance = asked.places[near] - int(self._begins[act.sentence] + act.i)
                    words = asked.sides[near], asked.scores[near]
                    shares = self._heads.paired(act.row, words, distance)[:, sides]
                    odds = np.log(shares + 1e-6) - np.log(1 - shares + 1e-6)
                    np.maximum.at(found, asked.owners[near], np.clip(odds, -SUREST, SUREST))
        self._scored[n] = found
        return found

    def _told(self, n: int, c: str) -> list[float]:
        """Where else in the event the country is."""
        event = self._events[n]
        others = self._recipients[n] if self._side == "actor" else self._actors[n]
        own = _on(self._side, event)
        return [
            c in others, not others, len(others) > 1, bool(own), any(e.span for e in own),
            c in countries_of(event.according_to), bool(event.according_to),
            event.place is not None and event.place.country == c, event.place is None,
        ]  # fmt: skip

    def _thought(self, n: int, c: str) -> list[float]:
        """What the event head thinks of the country's names around the act, and of all others'."""
        at, scores, mine = self._main[n].sentence, self._scores(n), self._of[c]
        out: list[float] = []
        for first, last in GROUPS:
            near = [k for k in mine if first <= self._named[k].sentence - at <= last]
            out += scores[near].max(0).tolist() if near else [NO_OPINION] * len(SIDES)
        others = [k for k, one in enumerate(self._named) if one.country != c]
        out += scores[others].max(0).tolist() if others else [NO_OPINION] * len(SIDES)
        best = self._named[max(mine, key=lambda k: scores[k, SIDES.index(self._side)])]
        return [*out, best.subject, best.entity.role is not None]

    def _present(self, n: int, c: str) -> list[float]:
        """Where the country is named."""
        at, mine = self._main[n].sentence, [self._named[k] for k in self._of[c]]
        out: list[float] = []
        for first, last in GROUPS:
            near = [one for one in mine if first <= one.sentence - at <= last]
            out += [bool(near), any(one.subject for one in near)]
        before = [one.country for one in self._named if one.sentence < at]
        others = self._recipients[n] if self._side == "actor" else self._actors[n]
        strangers = [country for country in before if country not in others]
        return [
            *out, len(mine) / len(self._named), log1p(len(mine)), any(one.sentence == 0 for one in mine),
            before[-1:] == [c], strangers[-1:] == [c],
            log1p(min(abs(one.sentence - at) for one in mine)),
            log1p(len(self._of)), len(self._of) == 1, len(self._of) == 2,
        ]  # fmt: skip

    def _beside(self, n: int, c: str) -> list[float]:
        """What the country does and suffers in the report's other events."""
        own = self._recipients[n] if self._side == "actor" else self._actors[n]
        out: list[float] = []
        for step in (-1, 1):
            place = self._rank[n] + step
            if not 0 <= place < len(self._order):
                out += [0] * 6
                continue
            other = self._order[place]
            out += [
                c in self._actors[other], c in self._recipients[other], bool(own & self._actors[other]),
                bool(own & self._recipients[other]),
                abs(self._main[other].sentence - self._main[n].sentence) <= 1,
                self._events[other].event == self._events[n].event,
            ]  # fmt: skip
        others = max(1, len(self._events) - 1)
        return [
            *out, log1p(self._done[c]), log1p(self._suffered[c]), self._done[c] / others,
            self._suffered[c] / others, log1p(sum(self._dyads[o, c] for o in own)),
            log1p(sum(self._dyads[c, o] for o in own)), log1p(others),
        ]  # fmt: skip

    def _kind(self, n: int) -> list[float]:
        """What the act is, and how it is told."""
        event, act = self._events[n], self._main[n]
        sectors = {s for e in (*event.actor, *event.recipient) for s in e.sector[:1]}
        token, slots = act.clauses.tokens[act.i], act.clauses.slots(act.i)
        verb = token.upos == "VERB"
        return [
            *(event.event == name for name in TYPES), *(event.status == name for name in STATUSES),
            *(name in sectors for name in SECTORS),
            verb, token.upos == "NOUN", verb and slots.passive, verb and bool(slots.get("obj")),
            verb and bool(slots.get("subj")), log1p(act.sentence), act.sentence == 0, event.confidence,
            "visit" in event.mode, act.content_of is not None, act.advised,
        ]  # fmt: skip

    def words(self, n: int, c: str) -> list[str]:
        """What stands at the act, on the way to the country's names in its sentence, and does beside it."""
        event, act = self._events[n], self._main[n]
        lemma, slots = act.clauses.lemmas[act.i], act.clauses.slots(act.i)
        found = [f"lemma {lemma}", *(f"mode {event.event} {mode}" for mode in event.mode)]
        found += [f"slot {event.event} {name}" for name in slots.slots]
        found += [f"object {act.clauses.lemmas[head]}" for head in slots.get("obj")]
        here = [k for k in self._of[c] if self._named[k].sentence == act.sentence]
        for k in here[:3]:
            found += _way(act.clauses, act.i, _head(act.clauses, self._named[k].words))
        for other in self._order:
            apart = self._main[other].sentence - act.sentence
            if other == n or abs(apart) > NEAR:
                continue
            when = "after" if self._rank[other] < self._rank[n] else "before"
            kind = f"{event.event} {when} {self._events[other].event}"
            found += [f"{kind} by"] if c in self._actors[other] else []
            found += [f"{kind} to"] if c in self._recipients[other] else []
        return found


def _way(clauses: Clauses, act: int, name: int) -> list[str]:
    """The path from an act to a name in its sentence, and what introduces the name."""
    up, _, down = clauses.tree.way(act, name)
    path = clauses.tree.relations(up, down)
    found = [f"path {' '.join(path)}" if len(path) <= STEPS else "path long"]
    if down:
        found.append(f"under {clauses.tree.preposition(down[0])} {clauses.tree.preposition(down[-1])}")
    return found


@lru_cache(maxsize=1)
def networks() -> dict[Side, Shallow]:
    """The shipped networks, one a side.

    Raises: ModelError for a missing or damaged file.
    """

    def both(weights: dict[str, Any]) -> dict[Side, Shallow]:
        return {side: Shallow.of(weights, f"{side}.") for side in SIDES}

    return made_of(files("demarche.events") / "models" / "whom.npz", "the judge of sides", both)
