"""Tellings to acts: which tellings are one act, as a function of the set of tellings and of nothing else.

Two tellings are neighbours when their score is above 0.  Tellings are taken in their order (publication,
report, offset), and each joins the act that it fits best among those that hold a neighbour of it, or opens
one.  How well it fits is the mean score over the act's first tellings, so that one that contradicts most of
an act stays out of it, whatever chain of likenesses leads there.  A choice depends on earlier tellings alone,
and only on those of acts that hold a neighbour: so a newcomer leaves the choices before it as they were, and
of those after it only the ones near an act that has changed are made again (`joining.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from demarche.links.same_act import log_odds
from demarche.links.tellings import Telling

# The log odds above which a pair are neighbours and a telling joins an act: more likely one act than two.
JOINS = 0.0
# So many tellings, its first, stand for an act when another is compared with it: what a newcomer costs does
# not grow with how often an act was told before.
COMPARED = 24

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
    best = fitting(telling, acts, score)
    if best is None:
        acts.append([telling])
        return len(acts) - 1
    acts[best].append(telling)
    return best


def fitting(telling: Telling, acts: Sequence[Sequence[Telling]], score: Score) -> int | None:
    """The position of the act that a telling fits best, the first of equals; None when it fits none.

    The acts, in the order of their first tellings, hold only earlier tellings, in their order.
    """
    best, fit = None, JOINS
    for position, act in enumerate(acts):
        scores = [score(telling, other) for other in act[:COMPARED]]
        if max(scores) <= JOINS or any(other.report_id == telling.report_id for other in act):
            continue
        mean = sum(scores) / len(scores)
        if mean > fit:
            best, fit = position, mean
    return best


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
