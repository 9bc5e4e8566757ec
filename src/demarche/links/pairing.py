"""What speaks for one act of a report answering another, as numbers and words for the judge (`judging.py`).

Of two acts: what cues and reactions suggest, what the event head thinks of their words, their types and
sides, how they stand to each other in the text and in time, and the words at them and between them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, log1p
from typing import get_args

import numpy as np

from demarche.events.acts import Act
from demarche.events.coding import Coded
from demarche.events.heads import Array
from demarche.events.syntax import Clauses, base
from demarche.links.cued import Suggestion, Way
from demarche.links.tables import answer_types
from demarche.model import Event, Status, countries_of

# Numbers of two events of a report: which may answer, and what.
Pair = tuple[int, int]
# Sentences between two acts beyond which only a suggestion makes them a pair.
FARTHEST = 8
# Sentences within which the event head has learnt what answers what.
TOGETHER = 3
# Words between two acts of one sentence that are looked at, and words that open a sentence.
BETWEEN, OPENING = 10, 3
# Steps of the path from one act to the other in the tree that are told.
STEPS = 7
# Log odds where the head has no opinion, and the greatest that count.
NO_OPINION, SUREST = -9.0, 9.0
# The ways in which an answer may be suggested, and the confidences of cues that are told apart
# (all but those that came after the judge was taught).
WAYS = tuple(way for way in get_args(Way) if way not in {"beside", "plain"})
LEVELS = (0.8, 0.9)
# Days from the one act to the other, from which on they are told apart.
LAGS = (0, 1, 3, 8, 31, 366)
# Acts about another act that people of one government do to each other.
JUDGED_AT_HOME = frozenset({"SUPPORT", "REJECT"})
STATUSES = get_args(Status)
TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pairs:
    """All pairs of a report's acts that may be answer and answered.

    `pairs[k]`: numbers of the two events; `numbers`: (pairs, measures); `words[k]`: what stands at them and
    between them; `acts`: (pairs, 2, 384), the event encoder's vectors of both, zeros without.
    """

    pairs: tuple[Pair, ...]
    numbers: Array
    words: tuple[tuple[str, ...], ...]
    acts: Array


@dataclass(frozen=True, slots=True)
class _Side:
    """What is asked of an event again and again."""

    event: Event
    acts: Sequence[Act]
    numbers: Sequence[int]
    actors: frozenset[str]
    recipients: frozenset[str]
    doers: frozenset[str]
    done_to: frozenset[str]
    first: tuple[int, int]
    cued: float


@dataclass(frozen=True, slots=True)
class _Opinion:
    """Log odds of the event head: one answers the other, both are one act."""

    answers: float
    same: float
    known: bool


def pairs_of(coded: Coded, suggested: Mapping[Pair, Sequence[Suggestion]]) -> Pairs:
    """The pairs of a report's acts with all that speaks for and against them."""
    weighing = _Weighing(coded, suggested)
    chosen = weighing.chosen
    width = next((act.row.size for side in weighing.sides for act in side.acts if act.row is not None), 1)
    acts = np.zeros((len(chosen), 2, width), np.float32)
    for k, pair in enumerate(chosen):
        for n, act in enumerate(weighing.near[pair]):
            if act.row is not None:
                acts[k, n] = act.row
    numbers = np.array([weighing.numbers(pair) for pair in chosen], np.float32)
    words = tuple(tuple(weighing.words(pair)) for pair in chosen)
    return Pairs(tuple(chosen), numbers if chosen else numbers.reshape(0, 0), words, acts)


class _Weighing:
    """A report's acts, and what every two of them have to do with each other."""

    def __init__(self, coded: Coded, suggested: Mapping[Pair, Sequence[Suggestion]]) -> None:
        self._coded = coded
        self._suggestions = suggested
        self.sides = [_side(coded, number) for number in range(len(coded.events))]
        self.chosen = sorted(set(suggested) | _within(self.sides, FARTHEST))
        self.near = {(a, b): _nearest(self.sides[a].acts, self.sides[b].acts) for a, b in self.chosen}
        both_ways = {*self.chosen, *((b, a) for a, b in self.chosen)}
        self._opinions = {pair: self._opinion(*pair) for pair in both_ways}
        self._answering, self._answered = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
        for a, b in self.chosen:
            self._answering[a].append(b)
            self._answered[b].append(a)
        self._suggested_of = Counter(a for (a, _), found in suggested.items() if found)
        self._suggested_by = Counter(b for (_, b), found in suggested.items() if found)
        told = sorted((side.first, number) for number, side in enumerate(self.sides) if side.acts)
        self._rank = {number: rank for rank, (_, number) in enumerate(told)}

    def _opinion(self, a: int, b: int) -> _Opinion:
        if self._coded.pairs is None:
            return _Opinion(NO_OPINION, NO_OPINION, False)
        one, other = self.sides[a], self.sides[b]
        near = [
            (k, n)
            for k, mine in zip(one.numbers, one.acts, strict=False)
            for n, theirs in zip(other.numbers, other.acts, strict=False)
            if abs(mine.sentence - theirs.sentence) <= TOGETHER
        ]
        if not near:
            return _Opinion(NO_OPINION, NO_OPINION, False)
        scores = self._coded.pairs
        return _Opinion(
            _log_odds(max(float(scores.answers[k, n]) for k, n in near)),
            _log_odds(max(float(scores.same[k, n]) for k, n in near)),
            True,
        )

    def numbers(self, pair: Pair) -> list[float]:
        """The measures of a pair."""
        a, b = pair
        one, other = self.sides[a], self.sides[b]
        return [
            *self._thought(a, b), *self._suggested(a, b), *self._placed(a, b), *_sided(one, other),
            *_timed(one.event, other.event), *_typed(one.event, other.event),
        ]  # fmt: skip

    def _thought(self, a: int, b: int) -> list[float]:
        """The event head's opinion of the pair, and of its rivals."""
        own = self._opinions[a, b]
        rivals = [self._opinions[a, m].answers for m in self._answering[a] if m != b]
        others = [self._opinions[m, b].answers for m in self._answered[b] if m != a]
        return [
            own.answers, self._opinions[b, a].answers, own.same, own.known,
            max(rivals, default=NO_OPINION), max(others, default=NO_OPINION),
            self.sides[a].cued, self.sides[b].cued,
        ]  # fmt: skip

    def _suggested(self, a: int, b: int) -> list[float]:
        """Which rules suggest the pair, its reverse, or another of either act."""
        found = self._suggestions.get((a, b), ())
        ways = {one.way for one in found}
        cue = max((one.confidence for one in found if one.way == "cue"), default=0.0)
        return [
            *(way in ways for way in WAYS), *(cue >= level for level in LEVELS),
            bool(self._suggestions.get((b, a))),
            self._suggested_of[a] > bool(found), self._suggested_by[b] > bool(found),
        ]  # fmt: skip

    def _placed(self, a: int, b: int) -> list[float]:
        """Where the two are told, from each other and in the report."""
        mine, theirs = self.near[a, b]
        apart = mine.sentence - theirs.sentence
        words = mine.i - theirs.i
        first, second = sorted((self._rank[a], self._rank[b]))
        here = apart == 0
        return [
            here, apart == 1, apart == 2, apart == 3, apart > 3, apart == -1, apart < -1, log1p(abs(apart)),
            here and words > 0, log1p(abs(words)) if here else 4.0,
            self._rank[a] > self._rank[b], log1p(second - first - 1), second - first == 1,
            self._rank[a] == 0, self._rank[b] == 0, log1p(len(self.sides)),
            log1p(len(self.sides[a].acts)), log1p(len(self.sides[b].acts)),
            log1p(self._rank[b]),
        ]  # fmt: skip

    def words(self, pair: Pair) -> list[str]:
        """What stands at the two acts and between them."""
        mine, theirs = self.near[pair]
        one, other = self.sides[pair[0]].event, self.sides[pair[1]].event
        found = [
            f"answer {mine.clauses.lemmas[mine.i]}",
            f"answered {theirs.clauses.lemmas[theirs.i]}",
            f"types {one.event} {other.event}",
        ]
        found += [f"mode {one.event} {mode}" for mode in one.mode]
        found += [f"mode of {other.event} {mode}" for mode in other.mode]
        found += [f"cue {s.cue.text.lower()}" for s in self._suggestions.get(pair, ()) if s.cue is not None]
        if mine.sentence == theirs.sentence:
            found += _on_the_way(mine.clauses, mine.i, theirs.i)
        else:
            side = "opens" if mine.sentence > theirs.sentence else "opened"
            opening = mine.clauses.lemmas[:OPENING]
            found += [f"{side} {lemma}" for lemma in opening]
            found.append(f"{side} {' '.join(opening[:2])}")
            head = mine.clauses.tokens[mine.i].head
            found.append(f"above {mine.clauses.lemmas[head] if head >= 0 else '-'}")
        return found


def _side(coded: Coded, number: int) -> _Side:
    event, group = coded.events[number], coded.clusters[number]
    cued = NO_OPINION
    if coded.pairs is not None:
        cued = max((_log_odds(float(coded.pairs.cued[k])) for k in group.numbers), default=NO_OPINION)
    return _Side(
        event,
        group.acts,
        group.numbers,
        countries_of(event.actor),
        countries_of(event.recipient),
        frozenset(entity.name for entity in event.actor if entity.name),
        frozenset(entity.name for entity in event.recipient if entity.name),
        min(((act.sentence, act.i) for act in group.acts), default=(0, 0)),
        cued,
    )


def _within(sides: Sequence[_Side], reach: int) -> set[Pair]:
    """The pairs of events that are told within so many sentences of each other."""
    told_in: dict[int, set[int]] = defaultdict(set)
    for number, side in enumerate(sides):
        for act in side.acts:
            told_in[act.sentence].add(number)
    return {
        (a, b)
        for sentence, mine in told_in.items()
        for near in range(sentence - reach, sentence + reach + 1)
        for a in mine
        for b in told_in.get(near, ())
        if a != b
    }


def _nearest(mine: Sequence[Act], theirs: Sequence[Act]) -> tuple[Act, Act]:
    """The mentions of two acts that stand nearest to each other, the answer's after the other's of equals."""
    return min(
        ((one, other) for one in mine for other in theirs),
        key=lambda two: (
            abs(two[0].sentence - two[1].sentence),
            two[0].sentence < two[1].sentence,
            abs(two[0].i - two[1].i),
        ),
    )


def _sided(one: _Side, other: _Side) -> list[float]:
    """Who of the one act is who in the other."""
    mine, to, theirs, at = one.actors, one.recipients, other.actors, other.recipients
    return [
        bool(to & theirs), bool(mine & at), bool(to & theirs) and bool(mine & at),
        bool(mine) and mine == theirs, bool(to) and to == at, bool(mine & theirs), bool(to & at),
        bool(mine & to), bool(theirs & at), not mine, not to, not theirs, not at,
        bool(mine and at and not mine & at), bool(to and theirs and not to & theirs),
        _same_author(one.event, other.event), bool(one.doers & other.done_to),
        bool(one.done_to & other.doers), bool(one.doers & other.doers),
    ]  # fmt: skip


def _same_author(event: Event, other: Event) -> bool:
    """Whether two acts have the same actors: one country and, where they are known, one sector.

    Two of one government can be told apart by name where one judges the other's act: a governor backs the
    president's move.
    """
    if event.event in JUDGED_AT_HOME and _apart(event, other):
        return False
    mine, theirs = ({e.country for e in one.actor if e.country} for one in (event, other))
    ours, others = ({e.sector[0] for e in one.actor if e.sector} for one in (event, other))
    return bool(mine) and mine == theirs and (not ours or not others or bool(ours & others))


def _apart(event: Event, other: Event) -> bool:
    """Whether both are done by persons or offices, and by none of the same."""
    mine, theirs = ({e.name: e.role or e.wikidata for e in one.actor} for one in (event, other))
    known = any(mine.values()) and any(theirs.values())
    return known and not mine.keys() & theirs.keys()


def _timed(one: Event, other: Event) -> list[float]:
    """The days from the answered act to the answer, in steps; nothing where one has no date."""
    if one.date is None or other.date is None:
        return [0.0] * (len(LAGS) + 2)
    most = (one.date.last - other.date.first).days
    return [1.0, most < 0, *(most >= lag for lag in LAGS)]


def _typed(one: Event, other: Event) -> list[float]:
    """What the acts are, and how often such acts answer each other."""
    return [
        _log_odds_of_types(one.event, other.event), _log_odds_of_types(other.event, one.event),
        one.confidence, other.confidence, one.score / 10, other.score / 10,
        (one.score > 0) == (other.score > 0), one.event == other.event,
        *(one.status == status for status in STATUSES), *(other.status == status for status in STATUSES),
        *(one.event == name for name in TYPES), *(other.event == name for name in TYPES),
    ]  # fmt: skip


def _on_the_way(clauses: Clauses, answer: int, answered: int) -> list[str]:
    """The path from one word of a sentence to another: relations, what introduces each, words between."""
    up, meeting, down = clauses.tree.way(answer, answered)
    path = clauses.tree.relations(up, down)
    found = [f"path {' '.join(path)}"] if len(path) <= STEPS else []
    if down:
        found.append(
            f"introduced {clauses.tree.preposition(down[-1]) or '-'} {base(clauses.tokens[down[-1]].dep)}"
        )
    if up:
        found.append(
            f"introduces {clauses.tree.preposition(up[-1]) or '-'} {base(clauses.tokens[up[-1]].dep)}"
        )
    if meeting not in {answer, answered}:
        found.append(f"meet {clauses.lemmas[meeting]}")
    found += [f"passes {clauses.lemmas[i]}" for i in {*up, *down} - {answer, answered}]
    left, right = sorted((answer, answered))
    if right - left <= BETWEEN:
        side = "after" if answered > answer else "before"
        found += [f"{side} {clauses.lemmas[i]}" for i in range(left + 1, right)]
    return found


def _log_odds_of_types(answer: str, answered: str) -> float:
    links, pairs = answer_types().get((answered, answer), (0, 0))
    return log((links + 0.5) / (pairs - links + 10))


def _log_odds(share: float) -> float:
    certain = min(max(share, 1e-4), 1 - 1e-4)
    return min(max(log(certain / (1 - certain)), -SUREST), SUREST)
