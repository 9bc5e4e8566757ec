"""Cases: the wider disputes that chains belong to, by who takes part, when, and in which words."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from demarche.links.chains import ChainView, chain_id, countries, when
from demarche.links.naming import name_of
from demarche.links.reconcile import StoredAct
from demarche.links.wording import content_words
from demarche.model import Link

# A dispute that rests for longer than this must fit twice as well to be the same one when it starts again;
# after a year it is another.
REST_DAYS, LONGEST_REST = 60, 365
# How alike the words of two parts of one case are (cosine over words weighted by rarity); set on the two
# disputes of 1987, checked by `python -m benchmarks.cases`.
ONE_CASE = 0.18
# What it counts that reports tell of a part and of the case in one breath.
TOLD_TOGETHER = 0.3
# How well two cases between the same two countries fit that are one.
SAME_DISPUTE = 0.25
# A case is worth its name from so many acts on, or from one chain.
LEAST_ACTS = 3


@dataclass(frozen=True, slots=True)
class Case:
    """A dispute: its chains, all its acts in time order, and the links among them."""

    id: str
    name: str
    between: tuple[str, ...]
    acts: tuple[StoredAct, ...]
    chains: tuple[ChainView, ...]
    first: dt.date | None
    last: dt.date | None

    @property
    def links(self) -> tuple[Link, ...]:
        return tuple(link for view in self.chains for link in view.chain.links)


@dataclass(slots=True)
class _Part:
    """A chain or a single act on its way into a case; `sides` all who take part in it."""

    acts: list[StoredAct]
    chain: ChainView | None
    words: Counter[str]
    dyads: frozenset[frozenset[str]]
    sides: frozenset[str]
    reports: frozenset[str]
    first: dt.date | None
    last: dt.date | None


class _Group:
    """The parts of one case so far, and what each further one is compared with."""

    def __init__(self, rarity: Mapping[str, float]) -> None:
        self.parts: list[_Part] = []
        self._rarity = rarity
        self._words: Counter[str] = Counter()
        self._terms: dict[str, float] = {}
        self._length = 0.0
        self._reports: set[str] = set()
        self._first: dt.date | None = None
        self._last: dt.date | None = None

    def add(self, part: _Part) -> None:
        """Takes a part in."""
        self.parts.append(part)
        self._words.update(part.words)
        self._terms |= _terms({word: self._words[word] for word in part.words}, self._rarity)
        self._length = _length(self._terms)
        self._reports |= part.reports
        if part.first is not None and part.last is not None:
            self._first = min(self._first or part.first, part.first)
            self._last = max(self._last or part.last, part.last)

    @property
    def size(self) -> int:
        """How many acts it has."""
        return sum(len(part.acts) for part in self.parts)

    def whole(self) -> _Part:
        """All its parts as one."""
        return _Part(
            [act for part in self.parts for act in part.acts],
            None,
            self._words,
            frozenset().union(*(part.dyads for part in self.parts)),
            frozenset().union(*(part.sides for part in self.parts)),
            frozenset(self._reports),
            self._first,
            self._last,
        )

    def fit(self, part: _Part, length: float) -> float:
        """How well a part that shares sides fits: likeness of words, and more when reports tell of both; 0
        after too long a rest.

        length: of the part's words, as `_length` gives it.
        """
        rest = 0
        if self._first and self._last and part.first and part.last:
            rest = max((part.first - self._last).days, (self._first - part.last).days)
        if rest > LONGEST_REST:
            return 0.0
        together = len(self._reports & part.reports) / max(1, len(part.reports))
        fit = self._likeness(part, length) + TOLD_TOGETHER * together
        return fit / 2 if rest > REST_DAYS else fit

    def _likeness(self, part: _Part, length: float) -> float:
        """The cosine over words weighted by rarity."""
        few, many = (
            (self._words, part.words) if len(self._words) < len(part.words) else (part.words, self._words)
        )
        shared = sum(
            log(1 + count) * log(1 + many[word]) * self._rarity[word] ** 2
            for word, count in few.items()
            if word in many
        )
        return shared / (self._length * length) if shared else 0.0


class _Groups:
    """The cases so far, by whom they are between."""

    def __init__(self) -> None:
        self.all: list[_Group] = []
        self._by_dyad: dict[frozenset[str], set[int]] = defaultdict(set)
        self._by_side: dict[str, set[int]] = defaultdict(set)

    def near(self, part: _Part) -> list[int]:
        """The numbers of the cases that share a pair of countries with a part, or all of its sides: a
        parliament urging its government, an act towards nobody.
        """
        numbers = {number for dyad in part.dyads for number in self._by_dyad.get(dyad, ())}
        at_home = [self._by_side.get(side, set()) for side in part.sides]
        return sorted(numbers.union(set.intersection(*at_home) if at_home else ()))

    def put(self, part: _Part, number: int) -> None:
        """Adds a part to a case of that number."""
        self.all[number].add(part)
        for dyad in part.dyads:
            self._by_dyad[dyad].add(number)
            for side in dyad:
                self._by_side[side].add(number)


def find_cases(acts: Iterable[StoredAct], chains: Iterable[ChainView]) -> list[Case]:
    """The cases that chains, and acts outside chains, make up; the latest first.

    Parts are taken in time order; each joins the case that shares a pair of countries with it, is not at
    rest for long, and whose words are most like its own.  Cases of the same two countries that turn out to be
    alike are one.
    """
    views = sorted(chains, key=lambda view: (when(view.acts[0]), view.chain.id))
    chained = {act.id for view in views for act in view.acts}
    loose = sorted((act for act in acts if act.id not in chained), key=when)
    parts = [_part(list(view.acts), view) for view in views] + [_part([act], None) for act in loose]
    parts.sort(key=lambda part: (part.chain is None, when(part.acts[0])))
    rarity = _rarity(parts)
    groups = _Groups()
    for part in parts:
        length = _length(_terms(part.words, rarity))
        fits = {number: groups.all[number].fit(part, length) for number in groups.near(part)}
        best = max(fits, key=lambda number: fits[number], default=None)
        if best is None or fits[best] < ONE_CASE:
            best = len(groups.all)
            groups.all.append(_Group(rarity))
        groups.put(part, best)
    worthy = [
        group for group in groups.all if any(p.chain for p in group.parts) or len(group.parts) >= LEAST_ACTS
    ]
    cases = [_case(group.parts, rarity) for group in _joined(worthy, rarity)]
    return sorted(cases, key=lambda case: (case.last or dt.date.min, case.id), reverse=True)


def _joined(groups: Sequence[_Group], rarity: Mapping[str, float]) -> list[_Group]:
    """The cases, those of one dispute drawn together: the smaller joins the larger that it fits best.

    Of those between the same countries, of which some report tells in one breath.
    """
    left: list[_Group] = []
    told_by: dict[tuple[frozenset[str], str], set[int]] = defaultdict(set)
    for group in sorted(groups, key=lambda group: (-group.size, when(group.parts[0].acts[0]))):
        whole = group.whole()
        pair = frozenset(_between(whole.acts))
        length = _length(_terms(whole.words, rarity))
        near = sorted({n for report in whole.reports for n in told_by[pair, report]})
        fits = {number: left[number].fit(whole, length) for number in near}
        best = max(fits, key=lambda number: fits[number], default=None)
        if best is None or fits[best] < SAME_DISPUTE:
            best = len(left)
            left.append(group)
        else:
            for part in group.parts:
                left[best].add(part)
        for report in whole.reports:
            told_by[pair, report].add(best)
    return left


def _part(acts: list[StoredAct], chain: ChainView | None) -> _Part:
    words = Counter(word for act in acts for word in content_words(act.event.sentence.text))
    dyads = {
        frozenset((a, b))
        for act in acts
        for a in countries(act.event.actor)
        for b in countries(act.event.recipient)
    }
    sides = {code for act in acts for code in (*countries(act.event.actor), *countries(act.event.recipient))}
    days = [act.day for act in acts if act.day]
    return _Part(
        acts,
        chain,
        words,
        frozenset(dyads),
        frozenset(sides),
        frozenset(report for act in acts for report in act.told_by),
        min(days, default=None),
        max(days, default=None),
    )


def _rarity(parts: Sequence[_Part]) -> dict[str, float]:
    """Word to its inverse frequency over the acts."""
    total = sum(len(part.acts) for part in parts)
    seen: Counter[str] = Counter()
    for part in parts:
        seen.update(part.words)
    return {word: log(1 + total / count) for word, count in seen.items()}


def _terms(words: Mapping[str, int], rarity: Mapping[str, float]) -> dict[str, float]:
    """Word to its share of the square of the length of a set of words."""
    return {word: (log(1 + count) * rarity[word]) ** 2 for word, count in words.items()}


def _length(terms: Mapping[str, float]) -> float:
    return float(sum(terms.values()) ** 0.5)


def _between(acts: Sequence[StoredAct]) -> tuple[str, ...]:
    """Whom acts, in time order, are between, most of them."""
    pairs: Counter[frozenset[str]] = Counter(
        frozenset((a, b))
        for act in acts
        for a in countries(act.event.actor)
        for b in countries(act.event.recipient)
        if a != b
    )
    return _sides(acts, pairs)


def _case(group: Sequence[_Part], rarity: Mapping[str, float]) -> Case:
    acts = sorted((act for part in group for act in part.acts), key=when)
    between = _between(acts)
    days = [act.day for act in acts if act.day]
    return Case(
        id=chain_id(acts),
        name=name_of(acts, between, rarity),
        between=between,
        acts=tuple(acts),
        chains=tuple(sorted((part.chain for part in group if part.chain), key=lambda view: view.chain.id)),
        first=min(days, default=None),
        last=max(days, default=None),
    )


def _sides(acts: Sequence[StoredAct], pairs: Mapping[frozenset[str], int]) -> tuple[str, ...]:
    """The pair of countries that most acts are between, the one that acted first before the other."""
    if not pairs:
        counted = Counter(code for act in acts for code in countries(act.event.actor))
        return tuple(code for code, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:2])
    top = max(pairs.values())
    pair = min((sorted(pair) for pair, count in pairs.items() if count == top), key=str)
    first: dict[str, int] = defaultdict(lambda: len(acts))
    for n, act in enumerate(acts):
        for code in countries(act.event.actor):
            first.setdefault(code, n)
    return tuple(sorted(pair, key=lambda code: (first[code], code)))
