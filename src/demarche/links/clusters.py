"""Tellings to acts: which tellings are one act, as a function of the set of tellings and of nothing else.

Two tellings are neighbours when their score is above 0.  Tellings that are connected by neighbours make a
component; within it they are taken in their order (publication, report, offset), and each joins the act that
it fits best among those that hold a neighbour of it, or opens one.  How well it fits is the mean score over
the act's tellings, so that one that contradicts most of an act stays out of it, whatever chain of
likenesses leads there.  Since a telling's choice depends only on earlier tellings of its component, a
newcomer leaves all choices before it as they were, and only what comes after it in its component is decided
again (`joining.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from demarche.links.graph import components
from demarche.links.same_act import log_odds
from demarche.links.tellings import Telling

# The log odds above which a pair are neighbours and a telling joins an act: more likely one act than two.
JOINS = 0.0

Score = Callable[[Telling, Telling], float]


@dataclass(frozen=True, slots=True)
class Act:
    """The tellings of one act, in their order; its id is the first one's, the others' are its aliases."""

    tellings: tuple[Telling, ...]

    @property
    def id(self) -> str:
        return self.tellings[0].id

    @property
    def aliases(self) -> tuple[str, ...]:
        return tuple(telling.id for telling in self.tellings[1:])


def cluster(tellings: Iterable[Telling], *, score: Score = log_odds) -> list[Act]:
    """The acts that a set of tellings is of, in the order of their first tellings."""
    members = sorted(tellings, key=lambda telling: telling.order)
    known = score if isinstance(score, Scores) else Scores(score)
    acts: list[list[Telling]] = []
    for telling in members:
        place(telling, acts, known)
    return [Act(tuple(act)) for act in acts]


def place(telling: Telling, acts: list[list[Telling]], score: Score) -> int:
    """Puts the telling into the act of the list that it fits, or opens one at the end; the act's position.

    The acts must hold only earlier tellings.
    """
    best, fit = -1, JOINS
    for position, act in enumerate(acts):
        scores = [score(telling, other) for other in act]
        if max(scores) <= JOINS or any(other.report_id == telling.report_id for other in act):
            continue
        mean = sum(scores) / len(scores)
        if mean > fit:
            best, fit = position, mean
    if best < 0:
        acts.append([telling])
        return len(acts) - 1
    acts[best].append(telling)
    return best


def connected(tellings: Sequence[Telling], *, score: Score = log_odds) -> list[list[Telling]]:
    """The components of a set of tellings: those that chains of neighbours connect."""
    by_id = {telling.id: telling for telling in sorted(tellings, key=lambda telling: telling.order)}
    ranked = list(by_id.values())
    near = [(a.id, b.id) for n, a in enumerate(ranked) for b in ranked[n + 1 :] if score(a, b) > JOINS]
    return [[by_id[i] for i in group] for group in components(by_id, near)]


class Scores:
    """A score that is worked out once for each pair."""

    def __init__(self, score: Score = log_odds) -> None:
        self._score = score
        self._known: dict[tuple[str, str], float] = {}

    def __call__(self, a: Telling, b: Telling) -> float:
        pair = (a.id, b.id) if a.id < b.id else (b.id, a.id)
        value = self._known.get(pair)
        if value is None:
            value = self._known[pair] = self._score(a, b)
        return value
