"""Chains: the graph of answers of one dispute, with what an analyst asks of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from demarche.links.graph import acyclic, components, longest_path
from demarche.links.reconcile import StoredAct
from demarche.model import Chain, Entity, Link

# An inferred link holds a chain together only when it is about as likely right as wrong; weaker ones are
# proposals.
LEAST_INFERRED = 0.4
# A month ago counts half: what is listed first is what is going on.
HALF_LIFE_DAYS = 30.0
# The mean step of PLOVER scores from act to answer that is called an escalation.
STEP = 1.0
# Acts that call for an answer: one of these that nothing answers is shown as such.
CALLING = frozenset({"REQUEST", "THREATEN", "ACCUSE", "SANCTION", "COERCE", "ASSAULT", "MOBILIZE", "AGREE"})


@dataclass(frozen=True, slots=True)
class ChainView:
    """A chain with its acts and figures.

    `acts` in time order; `between` the countries that take part, the busiest first.  `intensity`: the sum
    of the acts' PLOVER scores without sign; `weight` the same with each act halved for every month of its
    age. `step`: the mean change of score from an act to its answer, below zero when answers are harsher
    than what they answer; `path` the ids of a longest path of answers, from the first act on.
    """

    chain: Chain
    acts: tuple[StoredAct, ...]
    between: tuple[str, ...]
    first: dt.date | None
    last: dt.date | None
    intensity: float
    weight: float
    step: float
    path: tuple[str, ...]
    unanswered: tuple[str, ...]

    @property
    def trend(self) -> str:
        """escalating, easing or steady."""
        return "escalating" if self.step <= -STEP else "easing" if self.step >= STEP else "steady"

    @property
    def roots(self) -> tuple[StoredAct, ...]:
        """The acts that answer nothing in the chain."""
        answering = {link.answer for link in self.chain.links}
        return tuple(act for act in self.acts if act.id not in answering)

    def answers_to(self, act_id: str) -> list[tuple[StoredAct, Link]]:
        """The acts that answer an act, in time order, with the links."""
        by_id = {act.id: act for act in self.acts}
        found = [(by_id[link.answer], link) for link in self.chain.links if link.answered == act_id]
        return sorted(found, key=lambda pair: when(pair[0]))


def find_chains(
    acts: Iterable[StoredAct],
    links: Iterable[Link],
    *,
    between: tuple[str, str] | None = None,
    least_inferred: float = LEAST_INFERRED,
    today: dt.date | None = None,
) -> list[ChainView]:
    """The chains that the links make of the acts, the most intense of recent time first.

    between: only what two sides (country codes) do to each other.  today: what recency counts from; the
    last day of any act by default.
    """
    known = {act.id: act for act in acts if between is None or among(act, between)}
    kept = usable(known, links, least_inferred=least_inferred)
    ordered = sorted(known.values(), key=when)
    day = today or max((act.day for act in ordered if act.day), default=None)
    by_act: dict[str, list[Link]] = defaultdict(list)
    for link in kept:
        by_act[link.answer].append(link)
    groups = components([act.id for act in ordered], [(link.answer, link.answered) for link in kept])
    views = [
        _view([known[i] for i in group], [link for i in group for link in by_act[i]], day)
        for group in groups
        if len(group) > 1
    ]
    return sorted(views, key=lambda view: (-view.weight, view.chain.id))


def usable(
    acts: Mapping[str, StoredAct], links: Iterable[Link], *, least_inferred: float = LEAST_INFERRED
) -> list[Link]:
    """The links between known acts that a chain may use: one for each pair, none back in time, no cycles.

    Where links contradict one another, stated ones stay before inferred ones, and surer before less sure
    ones.
    """
    best: dict[tuple[str, str], Link] = {}
    for link in sorted(links, key=_worth, reverse=True):
        if (
            link.answer not in acts
            or link.answered not in acts
            or _backward(acts[link.answer], acts[link.answered])
        ):
            continue
        if link.basis == "inferred" and link.confidence < least_inferred:
            continue
        best.setdefault((link.answer, link.answered), link)
    return [best[edge] for edge in sorted(acyclic(best, worth=lambda edge: _worth(best[edge])))]


def among(act: StoredAct, sides: tuple[str, str]) -> bool:
    """Whether an act is by one of the sides and towards the other, or towards nobody that is named."""
    actors, recipients = countries(act.event.actor), countries(act.event.recipient)
    one, other = sides
    return any(
        a in actors and (b in recipients or (b in actors and a != b) or not recipients)
        for a, b in ((one, other), (other, one))
    )


def chain_id(acts: Sequence[StoredAct]) -> str:
    """The id of the act that was told first: later reports do not change it."""
    return min(acts, key=lambda act: (act.first_told or dt.date.max, act.id)).id


def countries(entities: Sequence[Entity]) -> tuple[str, ...]:
    """The country codes of entities, in their order."""
    return tuple(dict.fromkeys(entity.country for entity in entities if entity.country))


def when(act: StoredAct) -> tuple[dt.date, dt.date, str]:
    """Time order: by day, then by first report."""
    return (act.day or dt.date.max, act.first_told or dt.date.max, act.id)


def _view(acts: Sequence[StoredAct], links: Sequence[Link], today: dt.date | None) -> ChainView:
    scores = {act.id: act.event.score for act in acts}
    steps = [scores[link.answer] - scores[link.answered] for link in links]
    days = [act.day for act in acts if act.day]
    taking_part = Counter(
        code for act in acts for code in {*countries(act.event.actor), *countries(act.event.recipient)}
    )
    answered = {link.answered for link in links}
    weight = sum(abs(act.event.score) * 0.5 ** (_age(act, today) / HALF_LIFE_DAYS) for act in acts)
    return ChainView(
        chain=Chain(chain_id(acts), tuple(act.id for act in acts), tuple(links)),
        acts=tuple(acts),
        between=tuple(sorted(taking_part, key=lambda code: (-taking_part[code], code))),
        first=min(days, default=None),
        last=max(days, default=None),
        intensity=round(sum(abs(score) for score in scores.values()), 2),
        weight=round(weight, 4),
        step=round(sum(steps) / len(steps), 2) if steps else 0.0,
        path=tuple(longest_path([act.id for act in acts], [(link.answered, link.answer) for link in links])),
        unanswered=tuple(
            act.id
            for act in acts
            if act.id not in answered and act.event.event in CALLING and act.event.recipient
        ),
    )


def _age(act: StoredAct, today: dt.date | None) -> int:
    return max(0, (today - act.day).days) if act.day and today else 0


def _worth(link: Link) -> tuple[float, ...]:
    return (link.basis == "stated", link.confidence, link.lag is not None)


def _backward(answer: StoredAct, answered: StoredAct) -> bool:
    """Whether the answer was over before the answered act began, and before it was announced."""
    then, known = answer.event.date, answered.known
    return bool(then and answered.event.date and known and then.last < known)
