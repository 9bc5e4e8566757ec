"""Reactions: acts that say that they answer, without saying in the same clause what they answer.

- A word of answering at the act ("retaliatory expulsions", "responded by throwing stones", "vowed to hit
  back"): the answered act is the nearest one that its author did to who answers.
- Words towards the author of a deed ("Paris strongly protested"): the answered act is the deed, when only one
  fits.
- A refusal to somebody: the answered act is what he asked of who refuses, when that is one thing.
- A clause with its own subject beside another, with reversed sides ("Chad expelled two envoys, and Niger
  closed the border"): the second answers the first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from demarche.events.acts import Act
from demarche.events.coding import Coded
from demarche.events.syntax import Clauses, base
from demarche.links.cued import Suggestion
from demarche.links.cues import cues
from demarche.links.plain import DEEDS, UNREAL, done_back
from demarche.model import Event, Span, countries_of

# Words against a deed, and marches, are taken to answer one without saying so, when they are of these modes
# (empty: of any): disapproval among accusations, the demand that something stop or be undone among requests.
OBJECTIONS = {
    "ACCUSE": frozenset({"disapprove"}),
    "REQUEST": frozenset({"change", "yield"}),
    "PROTEST": frozenset[str](),
    "THREATEN": frozenset[str](),
}
# Sentences from a request to the refusal that does not say whose request it is.
JUST_BEFORE = 2
# "In …": what is given back for what was told before.
IN_RETURN = frozenset({"return", "exchange"})
# Confidence of an answer that a word of answering marks, and of one that only its direction shows.
MARKED, BY_DIRECTION = 0.85, 0.6


def reactions(coded: Coded, cued: Collection[tuple[int, int]], text: str) -> list[Suggestion]:
    """The reactions of a report; `cued`: the numbers of answers and answered that other cues tell."""
    events, known = coded.events, {answer for answer, _ in cued}
    first = [
        min((act.sentence, act.i) for act in group.acts) if group.acts else (0, 0) for group in coded.clusters
    ]
    found = []
    for number, group in enumerate(coded.clusters):
        if number in known or events[number].status in UNREAL:
            continue
        marked = _marked(group.acts, text)
        if marked is not None:
            act, cue = marked
            answered = _as_said(number, act, coded, cued)
            if answered is None:
                answered = _nearest(number, (act.sentence, act.i), coded)
            if answered is not None:
                found.append(Suggestion(number, answered, "marked", MARKED, cue))
        elif _objects(events[number]):
            found += [
                Suggestion(number, other, "direction", BY_DIRECTION, None)
                for other in _objected(number, first, events)
            ]
        elif events[number].event == "REJECT":
            refused = _refused(number, first, events)
            found += [Suggestion(number, other, "direction", BY_DIRECTION, None) for other in refused]
    return found + list(_beside(coded))


def _beside(coded: Coded) -> Iterator[Suggestion]:
    """What the clause before does to who acts in the one beside it."""
    events = coded.events
    told = {(act.sentence, act.i): (n, act) for n, group in enumerate(coded.clusters) for act in group.acts}
    for number, act in told.values():
        token = act.clauses.tokens[act.i]
        other, _ = told.get((act.sentence, token.head), (number, act))
        if other == number or base(token.dep) != "conj" or events[other].status in UNREAL:
            continue
        if act.clauses.tree.dependents(act.i, "nsubj") and done_back(events[number], events[other]):
            yield Suggestion(number, other, "beside", BY_DIRECTION, None)


def _objects(event: Event) -> bool:
    modes = OBJECTIONS.get(event.event)
    return modes is not None and (not modes or bool(modes & set(event.mode)))


def _marked(acts: Sequence[Act], text: str) -> tuple[Act, Span] | None:
    """The first act that a word of answering stands at, with that word."""
    for act in acts:
        for i in _around(act):
            answering = act.clauses.lemmas[i] in cues().answering or _in_return(act, i)
            if answering and not _taken_back(act.clauses, i):
                token, end = act.clauses.tokens[i], act.clauses.tokens[i].end
                while end < len(text) and (text[end].isalnum() or text[end] == "-"):
                    end += 1  # the parser takes "tit-for-tat" apart
                return act, Span.of(text, token.start, end)
    return None


def _around(act: Act) -> list[int]:
    """The words of an act, what describes them, and the verbs of answering that it completes."""
    clauses = act.clauses
    places = list(act.words)
    for i in act.words:
        places += clauses.tree.dependents(i, "amod", "compound", "advmod")
    for phrase in clauses.tree.dependents(act.i, "obl"):
        if clauses.tree.preposition(phrase) == "in":
            places += clauses.tree.subtree(phrase, without=("acl", "advcl"))
    token = clauses.tokens[act.i]
    if token.head >= 0 and clauses.tree.preposition(act.i) in {"by", "with"}:
        places.append(token.head)
    if act.event == "THREATEN":
        places += clauses.tree.subtree(act.i, without=("parataxis", "conj"))
    return places


def _in_return(act: Act, i: int) -> bool:
    """Whether a word is that of "in return" or "in exchange" at the beginning of an act's clause."""
    clauses = act.clauses
    opening = clauses.tokens[i].head == act.i and i < act.i and not clauses.tree.dependents(i, "nmod")
    return opening and clauses.lemmas[i] in IN_RETURN and clauses.tree.preposition(i) == "in"


def _taken_back(clauses: Clauses, i: int) -> bool:
    """Whether a word of answering is denied: "said it was not retaliation"."""
    return any(clauses.lemmas[c] in cues().refused for c in clauses.tree.children[i])


def _as_said(number: int, act: Act, coded: Coded, cued: Collection[tuple[int, int]]) -> int | None:
    """What the same author's words of the same sentence answer: "called the arrest absurd and reserved the
    right to respond".
    """
    mine = countries_of(coded.events[number].actor)
    return next(
        (
            answered
            for answer, answered in sorted(cued)
            if answer != number != answered
            and coded.events[answer].event in OBJECTIONS
            and mine & countries_of(coded.events[answer].actor)
            and any(one.sentence == act.sentence and one.i < act.i for one in coded.clusters[answer].acts)
        ),
        None,
    )


def _nearest(number: int, place: tuple[int, int], coded: Coded) -> int | None:
    """The event told nearest before that the other side did to the actor; else the first told after."""
    fitting = [
        ((act.sentence, act.i), other)
        for other, group in enumerate(coded.clusters)
        if other != number and _towards_each_other(coded.events[number], coded.events[other])
        for act in group.acts
    ]
    before = [one for one in fitting if one[0] < place]
    return max(before)[1] if before else min(fitting)[1] if fitting else None


def _towards_each_other(answer: Event, answered: Event) -> bool:
    """Whether the sides of two acts are reversed, as far as they are known."""
    if answered.status in UNREAL or answered.score > 0 > answer.score:
        return False
    mine, to = countries_of(answer.actor), countries_of(answer.recipient)
    author, target = countries_of(answered.actor), countries_of(answered.recipient)
    domestic = mine == to and author == target
    if mine and mine == author and not domestic:
        return False
    there, back = (not to or not author or bool(to & author)), (not mine or not target or bool(mine & target))
    return there and back and bool((to & author) or (mine & target))


def _objected(number: int, first: Sequence[tuple[int, int]], events: Sequence[Event]) -> list[int]:
    """The deed by whom the words are directed at, when there is just one that was told before them."""
    to, mine = countries_of(events[number].recipient), countries_of(events[number].actor)
    fitting = [
        other
        for other, event in enumerate(events)
        if other != number
        and event.event in DEEDS
        and event.status not in UNREAL
        and first[other] < first[number]
        and countries_of(event.actor) & to
        and not countries_of(event.actor) & mine
    ]
    return fitting if len(fitting) == 1 else []


def _refused(number: int, first: Sequence[tuple[int, int]], events: Sequence[Event]) -> list[int]:
    """The request of the other side, when there is just one; of anybody just before, where no words say who
    is refused.
    """
    told = [entity for entity in events[number].recipient if entity.span is not None]
    to, mine = countries_of(told), countries_of(events[number].actor)
    fitting = [
        other
        for other, event in enumerate(events)
        if event.event == "REQUEST"
        and event.status not in UNREAL
        and countries_of(event.recipient) & mine
        and (
            countries_of(event.actor) & to if told else 0 <= first[number][0] - first[other][0] <= JUST_BEFORE
        )
    ]
    if len(fitting) > 1:  # "declined the request": the one told just before
        fitting = [
            o for o in fitting if first[o] < first[number] and first[number][0] - first[o][0] <= JUST_BEFORE
        ]
    return fitting if len(fitting) == 1 else []
