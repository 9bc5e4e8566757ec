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
    """A chain or a single act on its way into a case."""

    acts: list[StoredAct]
    chain: ChainView | None
    words: Counter[str]
    dyads: frozenset[frozenset[str]]
    reports: frozenset[str]


def find_cases(acts: Iterable[StoredAct], chains: Iterable[ChainView]) -> list[Case]:
    """The cases that chains, and acts outside chains, make up; the latest first.

    Parts are taken in time order; each joins the case that shares a pair of countries with it, is not at
    rest for long, and whose words are most like its own.
    """
    views = sorted(chains, key=lambda view: (when(view.acts[0]), view.chain.id))
    chained = {act.id for view in views for act in view.acts}
    loose = sorted((act for act in acts if act.id not in chained), key=when)
    parts = [_part(list(view.acts), view) for view in views] + [_part([act], None) for act in loose]
    parts.sort(key=lambda part: (part.chain is None, when(part.acts[0])))
    rarity = _rarity(parts)
    groups: list[list[_Part]] = []
    for part in parts:
        best = max(groups, key=lambda group: _fit(group, part, rarity), default=None)
        if best is not None and _fit(best, part, rarity) >= ONE_CASE:
            best.append(part)
        else:
            groups.append([part])
    cases = [
        _case(group, rarity) for group in groups if any(p.chain for p in group) or len(group) >= LEAST_ACTS
    ]
    return sorted(cases, key=lambda case: (case.last or dt.date.min, case.id), reverse=True)


def _part(acts: list[StoredAct], chain: ChainView | None) -> _Part:
    words = Counter(word for act in acts for word in content_words(act.event.sentence.text))
    dyads = {
        frozenset((a, b))
        for act in acts
        for a in countries(act.event.actor)
        for b in countries(act.event.recipient)
    }
    return _Part(
        acts, chain, words, frozenset(dyads), frozenset(report for act in acts for report in act.told_by)
    )


def _rarity(parts: Sequence[_Part]) -> dict[str, float]:
    """Word to its inverse frequency over the acts."""
    total = sum(len(part.acts) for part in parts)
    seen: Counter[str] = Counter()
    for part in parts:
        seen.update(part.words)
    return {word: log(1 + total / count) for word, count in seen.items()}


def _fit(group: Sequence[_Part], part: _Part, rarity: Mapping[str, float]) -> float:
    """How well a part fits a case: likeness of words, and more when reports tell of both; 0 for others'
    disputes or after too long a rest.
    """
    dyads: frozenset[frozenset[str]] = frozenset().union(*(member.dyads for member in group))
    if not dyads & part.dyads and not _at_home(part, dyads):
        return 0.0
    days = [act.day for member in group for act in member.acts if act.day]
    mine = [act.day for act in part.acts if act.day]
    rest = max((min(mine) - max(days)).days, (min(days) - max(mine)).days) if days and mine else 0
    if rest > LONGEST_REST:
        return 0.0
    words: Counter[str] = Counter()
    for member in group:
        words.update(member.words)
    told: frozenset[str] = frozenset().union(*(member.reports for member in group))
    fit = _cosine(words, part.words, rarity) + TOLD_TOGETHER * len(told & part.reports) / max(
        1, len(part.reports)
    )
    return fit / 2 if rest > REST_DAYS else fit


def _at_home(part: _Part, dyads: frozenset[frozenset[str]]) -> bool:
    """Whether only sides of the case take part: a parliament urging its government, an act towards nobody."""
    sides = {code for dyad in dyads for code in dyad}
    taking_part = {
        code for act in part.acts for code in (*countries(act.event.actor), *countries(act.event.recipient))
    }
    return bool(taking_part) and taking_part <= sides


def _cosine(a: Counter[str], b: Counter[str], rarity: Mapping[str, float]) -> float:
    def norm(words: Counter[str]) -> float:
        return float(sum((log(1 + count) * rarity[word]) ** 2 for word, count in words.items()) ** 0.5)

    small, large = (a, b) if len(a) < len(b) else (b, a)
    shared = sum(
        log(1 + count) * log(1 + large[word]) * rarity[word] ** 2
        for word, count in small.items()
        if word in large
    )
    return shared / (norm(a) * norm(b)) if shared else 0.0


def _case(group: Sequence[_Part], rarity: Mapping[str, float]) -> Case:
    acts = sorted((act for part in group for act in part.acts), key=when)
    pairs: Counter[frozenset[str]] = Counter(
        frozenset((a, b))
        for act in acts
        for a in countries(act.event.actor)
        for b in countries(act.event.recipient)
        if a != b
    )
    between = _sides(acts, pairs)
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
