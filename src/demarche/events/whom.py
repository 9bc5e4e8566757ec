"""What speaks for a country being on a side of an act, as numbers and words for the judge of sides.

The sides that grammar and the event head find stand beside everybody else whom the report names: who asked
just before, whose land is struck three sentences on, to whom the sentence above spoke.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import log, log1p
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from demarche.events.acts import Act
from demarche.events.heads import Array, EventHeads
from demarche.events.merge import Cluster
from demarche.events.syntax import Clauses, base
from demarche.model import Entity, Event, Status, countries_of

SIDES = ("actor", "recipient")
TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
STATUSES = get_args(Status)
SECTORS = ("GOV", "MIL", "LEG", "JUD", "COP", "PTY", "OPP", "CVL", "REB", "BUS", "JRN")
NO_OPINION, SUREST = -9.0, 9.0
# Sentences around an act's own whose names are looked at, from the first to the last, in groups.
AROUND = ((0, 0), (-1, -1), (-3, -2), (1, 1), (2, 3))
FARTHEST = 8
STEPS = 5


@dataclass(frozen=True, slots=True)
class Named:
    """An actor that the report names: in which sentence, and which of its words."""

    entity: Entity
    sentence: int
    words: tuple[int, ...]
    subject: bool


@dataclass(frozen=True, slots=True)
class Chances:
    """Every country that may be on a side of every event of a report.

    `pairs[k]`: number of the event and the country; `numbers`: (pairs, measures); `words[k]`; `acts`:
    (pairs, 384), the event encoder's vectors of the acts; `nearest[k]`: who of the country stands nearest.
    """

    pairs: tuple[tuple[int, str], ...]
    numbers: Array
    words: tuple[tuple[str, ...], ...]
    acts: Array
    nearest: tuple[Entity, ...]


def named_in(entities: Sequence[Entity], clauses: Sequence[Clauses]) -> list[Named]:
    """The entities with a country and a span, with their words."""
    starts = [one.tokens[0].start if one.tokens else 0 for one in clauses]
    found, seen = [], set()
    for entity in entities:
        if not entity.country or entity.span is None or (entity.span.start, entity.country) in seen:
            continue
        seen.add((entity.span.start, entity.country))
        n = bisect_right(starts, entity.span.start) - 1
        tokens = clauses[n].tokens
        words = tuple(t.i for t in tokens if t.start < entity.span.end and entity.span.start < t.end)
        if words:
            inside = set(words)
            heads = [w for w in words if tokens[w].head not in inside]
            subject = any(base(tokens[w].dep) == "nsubj" for w in heads)
            found.append(Named(entity, n, words, subject))
    return sorted(found, key=lambda one: (one.sentence, one.words))


def chances(
    events: Sequence[Event],
    clusters: Sequence[Cluster],
    named: Sequence[Named],
    clauses: Sequence[Clauses],
    heads: EventHeads | None,
) -> Chances:
    """All that speaks for and against each country on each side of each event."""
    weighing = _Weighing(events, clusters, named, clauses, heads)
    pairs = [(n, c) for n in range(len(events)) for c in weighing.candidates(n)]
    width = next((a.row.size for g in clusters for a in g.acts if a.row is not None), 1)
    acts = np.zeros((len(pairs), width), np.float32)
    for k, (n, _) in enumerate(pairs):
        row = weighing.main[n].row
        if row is not None:
            acts[k] = row
    numbers = np.array([weighing.numbers(n, c) for n, c in pairs], np.float32)
    words = tuple(tuple(weighing.words(n, c)) for n, c in pairs)
    nearest = tuple(weighing.nearest(n, c) for n, c in pairs)
    return Chances(tuple(pairs), numbers if pairs else numbers.reshape(0, 0), words, acts, nearest)


class _Weighing:
    def __init__(
        self,
        events: Sequence[Event],
        clusters: Sequence[Cluster],
        named: Sequence[Named],
        clauses: Sequence[Clauses],
        heads: EventHeads | None,
    ) -> None:
        self._events, self._clusters, self._named, self._clauses = events, clusters, named, clauses
        self.main = [
            next((a for m, a in zip(g.mentions, g.acts, strict=True) if m.trigger == e.trigger), g.acts[0])
            for e, g in zip(events, clusters, strict=True)
        ]
        self._by_country: dict[str, list[int]] = defaultdict(list)
        for k, one in enumerate(named):
            assert one.entity.country
            self._by_country[one.entity.country].append(k)
        self._actors = [countries_of(e.actor) for e in events]
        self._recipients = [countries_of(e.recipient) for e in events]
        self._order = sorted(range(len(events)), key=lambda n: (self.main[n].sentence, self.main[n].i))
        self._rank = {n: k for k, n in enumerate(self._order)}
        self._done = Counter(c for own in self._actors for c in own)
        self._suffered = Counter(c for own in self._recipients for c in own)
        self._dyads = Counter((a, r) for x, y in zip(self._actors, self._recipients) for a in x for r in y)
        self._scores = self._asked(heads)

    def _asked(self, heads: EventHeads | None) -> Array:
        """Log odds (events, named, sides) of the head that a name is on a side of an act."""
        found = np.full((len(self._events), len(self._named), 2), NO_OPINION, np.float32)
        if heads is None or not self._named:
            return found
        begins = np.cumsum([0, *(len(one.tokens) for one in self._clauses)])
        sides = [heads.parts.index(side) for side in SIDES]
        rows, places, owner = [], [], []
        for k, one in enumerate(self._named):
            vectors = self._clauses[one.sentence].tree.sentence.vectors
            if vectors is not None:
                for w in one.words[-4:]:
                    rows.append(vectors[w])
                    places.append(begins[one.sentence] + w)
                    owner.append(k)
        if not rows:
            return found
        stacked, where, own = np.stack(rows), np.array(places), np.array(owner)
        sentence = np.array([self._named[k].sentence for k in owner])
        for n, group in enumerate(self._clusters):
            for act in group.acts:
                if act.row is None:
                    continue
                near = np.flatnonzero(np.abs(sentence - act.sentence) <= 3)
                if not len(near):
                    continue
                parts = heads.pairs(act.row, stacked[near], where[near] - int(begins[act.sentence] + act.i))
                odds = np.clip(np.log(parts[:, sides] + 1e-6) - np.log1p(1e-6 - parts[:, sides]), -SUREST, SUREST)
                np.maximum.at(found[n], own[near], odds)
        return found

    def candidates(self, n: int) -> list[str]:
        """The countries that may be on a side of an event."""
        at = self.main[n].sentence
        found = dict.fromkeys(
            one.entity.country for one in self._named
            if one.entity.country and abs(one.sentence - at) <= FARTHEST
        )
        for own in (*self._actors[n], *self._recipients[n]):
            found[own] = None
        return list(found)

    def nearest(self, n: int, c: str) -> Entity:
        """Who of a country stands nearest to an act: the likeliest recipient, before rather than after."""
        event = self._events[n]
        for entity in (*event.recipient, *event.actor):
            if entity.country == c:
                return entity
        at = self.main[n].sentence
        best = max(
            self._by_country[c],
            key=lambda k: (self._scores[n, k, 1], -abs(self._named[k].sentence - at)),
        )
        return self._named[best].entity

    def numbers(self, n: int, c: str) -> list[float]:
        event, act = self._events[n], self.main[n]
        return [
            *self._told(n, c), *self._thought(n, c), *self._present(n, c), *self._beside(n, c),
            *self._of_event(event, act),
        ]  # fmt: skip

    def _told(self, n: int, c: str) -> list[float]:
        """What the rules say of the country."""
        event = self._events[n]
        does = [e for e in event.actor if e.country == c]
        has = [e for e in event.recipient if e.country == c]
        told_does, told_has = any(e.span for e in does), any(e.span for e in has)
        return [
            bool(does), bool(has), told_does, told_has,
            not event.actor, not event.recipient,
            any(e.span for e in event.recipient), any(e.span for e in event.actor),
            not self._recipients[n] and bool(event.recipient),
            len(self._actors[n]) > 1, len(self._recipients[n]) > 1,
            bool(self._actors[n]) and not does, bool(self._recipients[n]) and not has,
            c in countries_of(event.according_to), bool(event.according_to),
            event.place is not None and event.place.country == c,
            bool(self._actors[n] & self._recipients[n]),
            any("plays" in (e.how or "") or "present" in (e.how or "") for e in does),
            any("plays" in (e.how or "") or "present" in (e.how or "") for e in has),
            any(e.role is not None for e in has), any(e.sector[:1] == ("CVL",) for e in has),
        ]  # fmt: skip

    def _thought(self, n: int, c: str) -> list[float]:
        """What the event head thinks of the country's names around the act, and of its rivals'."""
        act, out = self.main[n], []
        mine = self._by_country.get(c, [])
        for first, last in AROUND:
            near = [k for k in mine if first <= self._named[k].sentence - act.sentence <= last]
            for side in (0, 1):
                out.append(max((float(self._scores[n, k, side]) for k in near), default=NO_OPINION))
        others = [k for k, one in enumerate(self._named) if one.entity.country != c]
        for side in (0, 1):
            out.append(max((float(self._scores[n, k, side]) for k in others), default=NO_OPINION))
        best = max(mine, key=lambda k: self._scores[n, k, 1], default=None)
        out += [
            best is not None and self._named[best].subject,
            best is not None and self._named[best].entity.role is not None,
        ]
        return out

    def _present(self, n: int, c: str) -> list[float]:
        """Where the country is named."""
        at = self.main[n].sentence
        mine = [self._named[k] for k in self._by_country.get(c, [])]
        out = []
        for first, last in AROUND:
            near = [one for one in mine if first <= one.sentence - at <= last]
            out += [bool(near), any(one.subject for one in near)]
        all_of_them = max(1, len(self._named))
        before = [one for one in self._named if one.sentence < at]
        last_named = next((one.entity.country == c for one in reversed(before)), False)
        other = next(
            (one.entity.country == c for one in reversed(before)
             if one.entity.country not in self._actors[n]), False,
        )  # fmt: skip
        gaps = [abs(one.sentence - at) for one in mine]
        return [
            *out, len(mine) / all_of_them, log1p(len(mine)), any(one.sentence == 0 for one in mine),
            last_named, other, log1p(min(gaps, default=FARTHEST + 1)),
            log1p(len(self._by_country)), len(self._by_country) == 1, len(self._by_country) == 2,
        ]  # fmt: skip

    def _beside(self, n: int, c: str) -> list[float]:
        """What the country does and suffers in the report's other events."""
        own = self._actors[n]
        rank = self._rank[n]
        out = []
        for step in (-1, 1):
            k = rank + step
            if 0 <= k < len(self._order):
                o = self._order[k]
                out += [
                    c in self._actors[o], c in self._recipients[o], bool(own & self._actors[o]),
                    bool(own & self._recipients[o]),
                    abs(self.main[o].sentence - self.main[n].sentence) <= 1,
                    self._events[o].event == self._events[n].event,
                ]
            else:
                out += [0, 0, 0, 0, 0, 0]
        others = len(self._events) - 1
        does = self._done[c] - (c in own)
        has = self._suffered[c] - (c in self._recipients[n])
        towards = sum(self._dyads[a, c] for a in own) - sum(1 for a in own if c in self._recipients[n])
        back = sum(self._dyads[c, a] for a in own) - sum(
            1 for a in own if c in own and a in self._recipients[n]
        )
        to = self._recipients[n]
        from_c = sum(self._dyads[c, r] for r in to) - (sum(1 for r in to) if c in own else 0)
        return [
            *out, log1p(does), log1p(has), does / max(1, others), has / max(1, others),
            log1p(max(0, towards)), log1p(max(0, back)), log1p(max(0, from_c)), log1p(others),
        ]  # fmt: skip

    def _of_event(self, event: Event, act: Act) -> list[float]:
        sectors = {s for e in event.actor for s in e.sector[:1]}
        suffering = {s for e in event.recipient for s in e.sector[:1]}
        token = act.clauses.tokens[act.i]
        slots = act.clauses.slots(act.i)
        verb = token.upos == "VERB"
        return [
            *(event.event == t for t in TYPES), *(event.status == s for s in STATUSES),
            *(s in sectors for s in SECTORS), *(s in suffering for s in SECTORS),
            verb, token.upos == "NOUN", verb and slots.passive, verb and bool(slots.get("obj")),
            verb and bool(slots.get("subj")), log1p(act.sentence), act.sentence == 0,
            event.confidence, "visit" in event.mode, act.content_of is not None, act.advised,
        ]  # fmt: skip

    def words(self, n: int, c: str) -> list[str]:
        event, act = self._events[n], self.main[n]
        lemma = act.clauses.lemmas[act.i]
        found = [f"lemma {lemma}", f"type {event.event} {lemma}"]
        found += [f"mode {event.event} {m}" for m in event.mode]
        for e in event.recipient:
            if e.country == c:
                found.append(f"has {event.event} {(e.how or 'named').split()[0]} {bool(e.span)}")
        slots = act.clauses.slots(act.i)
        found += [f"slot {name}" for name in slots.slots]
        here = [k for k in self._by_country.get(c, []) if self._named[k].sentence == act.sentence]
        for k in here[:3]:
            words = self._named[k].words
            inside = set(words)
            head = next((w for w in words if act.clauses.tokens[w].head not in inside), words[-1])
            found += _way(act.clauses, act.i, head)
        return found


def _way(clauses: Clauses, act: int, name: int) -> list[str]:
    above = [act, *clauses.tree.ancestors(act)]
    other = [name, *clauses.tree.ancestors(name)]
    meeting = next((i for i in above if i in other), above[-1])
    up = above[: above.index(meeting)]
    down = other[: other.index(meeting)] if meeting in other else other
    path = [f"^{base(clauses.tokens[i].dep)}" for i in up]
    path += [base(clauses.tokens[i].dep) for i in reversed(down)]
    found = [f"path {' '.join(path)}"] if len(path) <= STEPS else ["path long"]
    preposition = clauses.tree.preposition(down[0]) if down else None
    found.append(f"by {preposition} {len(path)}")
    if down:
        found.append(f"under {preposition} {clauses.tree.preposition(down[-1])}")
    return found
