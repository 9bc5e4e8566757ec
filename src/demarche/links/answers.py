"""What answers what within a report (guideline 12).

Rules suggest answers: cues (`cued.py`) and reactions (`reactions.py`).  The judge (`judging.py`) weighs them
with all else that speaks for two acts, and finds those that no rule suggests.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from demarche.events.acts import Act
from demarche.events.coding import Coded
from demarche.links import judging
from demarche.links.cued import Suggestion, Way, cued
from demarche.links.cues import cues
from demarche.links.lags import lag_between
from demarche.links.pairing import Pair, pairs_of
from demarche.links.plain import plain
from demarche.links.reactions import reactions
from demarche.model import Answer, Event, LinkKind, Span, countries_of

KIND_OF: dict[str, LinkKind] = {
    "PROTEST": "protests",
    "ACCUSE": "protests",
    "REJECT": "refuses",
    "CONCEDE": "complies",
    "RETREAT": "complies",
    "AGREE": "negotiates",
    "CONSULT": "negotiates",
    "SUPPORT": "rewards",
    "AID": "rewards",
    "COOPERATE": "rewards",
    "REQUEST": "protests",
}
# The probability from which a pair is an answer: where a rule suggests it too, and where none does; tuned on
# the dev gold and the project's own (`python -m benchmarks.answers`).
LEAST_SUGGESTED, LEAST = 0.1, 0.35
# And what it needs where one side does two things to another: who expels an envoy a week after a protest of
# his own has gone on, not answered himself.
LEAST_ON_COURSE = 0.5
# Ways of suggestion that need no judge: "the ban prompted …" is rare in the corpus and says it all.
SURE: frozenset[Way] = frozenset({"follow", "plain"})
# Cues by which an act does what was asked: "at the request of".
ASKED = frozenset({"request", "invitation"})
# What is to come can be answered before its day.
AHEAD = frozenset({"future", "hypothetical"})


def link(coded: Coded, text: str) -> tuple[Event, ...]:
    """The events with their answers filled in, in the same order."""
    if len(coded.events) < 2:
        return coded.events
    events = list(coded.events)
    suggested = suggestions(coded, text)
    pairs = pairs_of(coded, suggested)
    shares = dict(zip(pairs.pairs, judging.shares(pairs).tolist(), strict=True))
    answers: dict[int, list[Answer]] = defaultdict(list)
    for (answer, answered), share in _chosen(coded, shares, suggested).items():
        cue = _cue_of(suggested.get((answer, answered), ()))
        answers[answer].append(_answer(events[answer], events[answered], cue, share))
    for number, event in enumerate(events):
        events[number] = replace(event, answers=tuple(sorted(answers[number], key=lambda a: a.event)))
    return tuple(events)


def suggestions(coded: Coded, text: str) -> dict[Pair, list[Suggestion]]:
    """What the rules suggest, by pair of events, without what cannot be."""
    found: dict[Pair, list[Suggestion]] = defaultdict(list)

    def add(suggested: Iterable[Suggestion]) -> None:
        for one in suggested:
            answer, answered = coded.events[one.answer], coded.events[one.answered]
            if answer is not answered and not _before(answer, answered):
                found[one.answer, one.answered].append(one)

    add(cued(coded, text))
    add(reactions(coded, set(found), text))
    add(plain(coded))
    return dict(found)


def _chosen(
    coded: Coded, shares: Mapping[Pair, float], suggested: Mapping[Pair, Sequence[Suggestion]]
) -> dict[Pair, float]:
    """The pairs that are likely enough and can be; of two that answer each other the likelier."""
    events = coded.events
    found = {}
    for (a, b), share in shares.items():
        ways = suggested.get((a, b), ())
        sure = max((one.confidence for one in ways if one.way in SURE), default=0.0)
        enough = share >= (LEAST_SUGGESTED if ways else LEAST) or sure
        if _on_one_course(events[a], events[b]):
            enough = share >= LEAST_ON_COURSE
        possible = not _before(events[a], events[b])
        if enough and possible and not _answers_nothing(events[a], coded.clusters[a].acts):
            found[a, b] = max(share, sure)
    return {(a, b): share for (a, b), share in found.items() if (found.get((b, a), 0.0), b) < (share, a)}


def _on_one_course(event: Event, other: Event) -> bool:
    """Whether two acts are done by the same to the same of another country."""
    mine, to = countries_of(event.actor), countries_of(event.recipient)
    return bool(mine and to - mine) and (mine, to) == (
        countries_of(other.actor),
        countries_of(other.recipient),
    )


def _cue_of(suggested: Sequence[Suggestion]) -> Span | None:
    """The words of the surest suggestion that has any."""
    worded = [one for one in suggested if one.cue is not None]
    return max(worded, key=lambda one: one.confidence).cue if worded else None


def _answers_nothing(event: Event, acts: Sequence[Act]) -> bool:
    """Whether somebody refuses to answer: "declined to respond in kind"."""
    return event.event == "REJECT" and any(
        act.clauses.lemmas[i] in cues().answering for act in acts for i in act.clauses.tree.subtree(act.i)
    )


def _answer(event: Event, other: Event, cue: Span | None, confidence: float) -> Answer:
    kind: LinkKind = KIND_OF.get(event.event, "retaliates")
    if cue is not None and ASKED & set(cue.text.lower().split()):
        kind = "complies"
    if event.status == "denied":
        kind = "denies"
    evidence = (event.sentence,) if event.sentence == other.sentence else (event.sentence, other.sentence)
    return Answer(other.id, cue, confidence, kind, "stated", evidence, lag_between(other.date, event.date))


def _before(event: Event, other: Event) -> bool:
    """Whether `event` cannot answer `other` as it ended before the other began.

    An act to come is answered from the day of its announcement on.
    """
    if other.status in AHEAD:
        return False
    return bool(event.date and other.date and event.date.last < other.date.first)
