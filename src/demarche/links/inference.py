"""Answers that no report states: which earlier act, if any, a later one answers, with a confidence.

For each act every earlier act of the other side competes, and so does "none of them"; the odds of each are
a sum of what speaks for it (`data/inference.toml`), and its share of all odds is its confidence.  An act
that a report already says what it answers gets no inferred one.  The result depends on the set of acts
alone.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log, pi

from demarche.links.index import MOST_SPANS, SPAN
from demarche.links.lags import lag_between
from demarche.links.reconcile import StoredAct
from demarche.links.tables import answer_types, table
from demarche.links.tellings import UNDATED_BACK
from demarche.links.wording import content_words, cosine
from demarche.model import Link, LinkKind, countries_of

# An answer comes within two months, or it is looked for in vain: longer lags are mostly stated ones.
LONGEST_LAG = 60
# Half of the stated answers of the 1987 disputes came within four days (docs/cases); the spread is that of
# the logs.
TYPICAL_LAG, LAG_SPREAD = 4.0, 1.2
# Below this the proposal is not worth an analyst's time; `python -m benchmarks.links` prints how often each
# is right.
LEAST_CONFIDENCE = 0.2
# Pairs of types are counted in the training corpus; a pair that is rare there is drawn towards the mean by
# so many pairs.
PRIOR_PAIRS = 20
UNREAL = frozenset({"negated", "denied"})
# What is only announced can be answered at once; it is dated to the day on which it is to come.
AHEAD = frozenset({"future", "hypothetical"})
# Words that give time, and what who was given it does.
GIVING_TIME, YIELDING = frozenset({"REQUEST", "THREATEN"}), frozenset({"CONCEDE", "RETREAT"})
VERBAL = frozenset({"verbal cooperation", "verbal conflict"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """An earlier act that may be answered, what speaks for it, and its share of the odds."""

    answered: StoredAct
    evidence: Mapping[str, float]
    confidence: float


def infer(acts: Iterable[StoredAct], *, least: float = LEAST_CONFIDENCE) -> list[Link]:
    """Inferred links between acts, at most one for each act: the likeliest, when it is at least so likely."""
    ranked = sorted((act for act in acts if act.day), key=_when)
    rivals = _Rivals(ranked)
    links = []
    for act in ranked:
        if any(answer.basis == "stated" for answer in act.event.answers):
            continue
        proposals = propose(act, rivals.of(act))
        if proposals and proposals[0].confidence >= least:
            links.append(link_of(act, proposals[0]))
    return _one_way(links)


class _Rivals:
    """Acts by whom they can be answered and when, so that each is compared with few others.

    An act is filed under its authors and under those it is done to, by the spans of days of its own interval
    and of the day from which it is known; one of a year and more in a list that all searches look through.
    """

    def __init__(self, acts: Iterable[StoredAct]) -> None:
        self._files: dict[tuple[str, str], dict[int | None, list[StoredAct]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for act in acts:
            authors = countries_of(act.event.actor)
            if not authors:
                continue  # nobody whom an answer could be directed at
            places = [("by", country) for country in authors]
            places += [("to", country) for country in towards(act)]
            for place in places:
                for span in _spans_of(act):
                    self._files[place][span].append(act)

    def of(self, act: StoredAct) -> list[StoredAct]:
        """All acts that an act may answer (`possible`), and some others."""
        to = towards(act)
        places = [("by", side) for side in to] or [("to", side) for side in countries_of(act.event.actor)]
        assert act.day is not None
        date, day = act.event.date, act.day.toordinal()
        last = max(day + UNDATED_BACK, date.last.toordinal() if date else day)
        spans = range((day - LONGEST_LAG) // SPAN, last // SPAN + 1)
        found: dict[str, StoredAct] = {}
        for place in places:
            file = self._files.get(place, {})
            for span in (None, *spans) if len(spans) < len(file) else list(file):
                found.update((other.id, other) for other in file.get(span, ()))
        found.pop(act.id, None)
        return list(found.values())


def _spans_of(act: StoredAct) -> set[int | None]:
    """The spans of days that an act is filed under; None for one whose own days are more than a year's."""
    date, spans = act.event.date, set[int | None]()
    if act.known is not None:
        spans.add(act.known.toordinal() // SPAN)
    if date is not None:
        own = range(date.first.toordinal() // SPAN, date.last.toordinal() // SPAN + 1)
        spans |= set(own) if len(own) <= MOST_SPANS else {None}
    return spans


def _one_way(links: Sequence[Link]) -> list[Link]:
    """The links without the less sure of two that answer each other."""
    sure = {(link.answer, link.answered): link.confidence for link in links}
    kept = []
    for link in links:
        back = sure.get((link.answered, link.answer), 0.0)
        if (back, link.answered) < (link.confidence, link.answer):
            kept.append(link)
    return kept


def propose(act: StoredAct, earlier: Sequence[StoredAct]) -> list[Proposal]:
    """The earlier acts that the act may answer, the likeliest first; those that it cannot answer are left
    out.
    """
    found = [(other, evidence(act, other)) for other in sorted(earlier, key=_when) if possible(act, other)]
    odds = [exp(sum(parts.values())) for _, parts in found]
    total = 1.0 + sum(odds)
    proposals = [
        Proposal(other, parts, calibrated(share / total))
        for (other, parts), share in zip(found, odds, strict=True)
    ]
    return sorted(proposals, key=lambda p: (-p.confidence, _when(p.answered)))


def possible(act: StoredAct, other: StoredAct) -> bool:
    """Whether an act can answer another: real, of another side, towards its author, not before it nor too
    long after.

    An act that names nobody it is directed at can only answer what was done to its author.
    """
    if act.id == other.id or act.event.status in UNREAL or other.event.status in UNREAL:
        return False
    if any(answer.event == act.id and answer.basis == "stated" for answer in other.event.answers):
        return False  # a report says that it is the other way round
    mine, author, to = countries_of(act.event.actor), countries_of(other.event.actor), towards(act)
    if not mine - author or (mine == to and len(mine) == 1):
        return False
    if not (to & author or (not to and mine & towards(other))):
        return False
    lag = days_between(other, act)
    return lag is not None and 0 <= lag <= LONGEST_LAG


def evidence(act: StoredAct, other: StoredAct) -> dict[str, float]:
    """What speaks for `act` answering `other`, as log odds against it answering nothing."""
    w = weights()
    mine, to, author, target = (
        countries_of(act.event.actor),
        towards(act),
        countries_of(other.event.actor),
        towards(other),
    )
    found = {"prior": w["prior"], "types": w["types"] * type_log_odds(other.event.event, act.event.event)}
    if mine & target:
        found["dyad"] = w["reversed"] if to & author else w["half_reversed"]
    else:
        found["dyad"] = w["bystander"] if target else w["unknown_target"]
    if not order_known(other, act):
        there, back = found["types"], w["types"] * type_log_odds(act.event.event, other.event.event)
        found["order"] = w["order_open"] + w["direction"] * (there - back)
        if other.known and act.day and other.known > act.day:
            found["told later"] = w["told_later"]
    found["lag"] = lag_log_odds(days_between(other, act) or 0)
    if act.event.date is None or other.event.date is None:
        found["undated"] = w["undated"]
    if (act.event.quad in VERBAL) == (other.event.quad in VERBAL) and (act.event.score < 0) == (
        other.event.score < 0
    ):
        found["in kind"] = w["in_kind"] - w["disproportion"] * abs(act.event.score - other.event.score)
    likeness = cosine(content_words(act.event.sentence.text), content_words(other.event.sentence.text))
    found["wording"] = w["wording"] * (likeness - w["wording_of_strangers"])
    found["prominence"] = w["prominence"] * log(max(1, other.voices))
    if _told_before(act, other):
        found["told together"] = w["told_together"]
    if set(act.event.mode) & set(other.event.mode):
        found["same mode"] = w["same_mode"]
    if _keeps_deadline(act, other):
        found["deadline"] = w["deadline_kept"]
    return found


def _keeps_deadline(act: StoredAct, other: StoredAct) -> bool:
    """Whether who was given time yields within it."""
    due, done = other.event.deadline, act.event.date
    if due is None or done is None or other.event.event not in GIVING_TIME:
        return False
    return act.event.event in YIELDING and due.date is not None and done.first <= due.date


def towards(act: StoredAct) -> frozenset[str]:
    """The countries that an act is directed at."""
    return directed_at(countries_of(act.event.actor), countries_of(act.event.recipient))


def directed_at(actors: frozenset[str], recipients: frozenset[str]) -> frozenset[str]:
    """Whom an act is directed at: its recipients, or the members of a joint act without recipients."""
    return recipients or (actors if len(actors) > 1 else frozenset())


def days_between(other: StoredAct, act: StoredAct) -> int | None:
    """Days from the day that an act can be answered from to another act, below zero when that came before;
    None without any day.

    0 when the two intervals overlap, or when reports that tell of both leave open which came first.
    """
    if other.known is None or act.day is None:
        return None
    one, then = other.event.date, act.event.date
    if one and then and one.first <= then.last and then.first <= one.last:
        return 0
    days = (act.day - other.known).days
    if (
        days < 0
        and _told_before(act, other)
        and (one is None or other.event.status in AHEAD)
        and days >= -UNDATED_BACK
    ):
        return 0
    return days


def _told_before(act: StoredAct, other: StoredAct) -> bool:
    """Whether a report of the act tells of the other too."""
    return bool(set(act.told_by) & set(other.told_by))


def order_known(other: StoredAct, act: StoredAct) -> bool:
    """Whether the days of two acts say which came first."""
    return bool(other.known and act.known and other.known < act.known)


def lag_log_odds(days: int) -> float:
    """How much likelier a true answer comes after so many days than a chance pair within the longest lag
    does.
    """
    x = days + 0.5
    z = (log(x) - log(TYPICAL_LAG)) / LAG_SPREAD
    density = exp(-z * z / 2) / (x * LAG_SPREAD * (2 * pi) ** 0.5)
    return log(max(density, 1e-6) * LONGEST_LAG)


@lru_cache(maxsize=1024)
def type_log_odds(answered: str, answer: str) -> float:
    """How much oftener acts of these types answer one another than two acts of one report do, as log odds."""
    links, pairs, base = _counted(answered, answer)
    share = (links + PRIOR_PAIRS * base) / (pairs + PRIOR_PAIRS)
    return log(share / (1 - share)) - log(base / (1 - base))


def kind_of(answered: str, answer: str) -> LinkKind:
    """How an act of one type answers one of another, by `data/answer_kinds.toml`."""
    for rule in table("answer_kinds.toml")["kind"]:
        if answered in rule.get("answered", (answered,)) and answer in rule.get("answer", (answer,)):
            kind: LinkKind = rule["kind"]
            return kind
    return "negotiates"


def calibrated(share: float) -> float:
    """The share of the odds as a probability: how often such proposals are the stated answer once the cue
    is hidden.
    """
    w = weights()
    share = min(max(share, 1e-6), 1 - 1e-6)
    return 1 / (1 + exp(-(w["calibration_slope"] * log(share / (1 - share)) + w["calibration_offset"])))


@lru_cache(maxsize=1)
def weights() -> Mapping[str, float]:
    """`data/inference.toml`."""
    return {name: float(value) for name, value in table("inference.toml")["log_odds"].items()}


def _counted(answered: str, answer: str) -> tuple[int, int, float]:
    """(links, pairs) of the two types, and the share of links among all pairs."""
    known = answer_types()
    links, pairs = known.get((answered, answer), (0, 0))
    return links, pairs, sum(n for n, _ in known.values()) / sum(n for _, n in known.values())


def link_of(act: StoredAct, proposal: Proposal) -> Link:
    """The proposal as an inferred link."""
    other = proposal.answered
    return Link(
        answer=act.id,
        answered=other.id,
        kind=kind_of(other.event.event, act.event.event),
        basis="inferred",
        confidence=round(proposal.confidence, 4),
        evidence=(act.event.sentence, other.event.sentence),
        lag=lag_between(other.event.date, act.event.date),
    )


def _when(act: StoredAct) -> tuple[dt.date, str]:
    return (act.day or dt.date.max, act.id)
