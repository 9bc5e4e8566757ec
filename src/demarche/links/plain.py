"""Answers that are plain from what two acts are, so that the judge of answers is not asked.

- A request to undo something ("urged the embassy to reconsider"): the nearest deed or refusal of him who is
  asked.
- An accusation by those who were hurt: the deed that it alleges ("accused Russia of blindfolding him").
- A visit of who was invited, or his thanks: the invitation.
- A refusal to do something for somebody: his request, named as known in the next sentences ("was unwilling
  to commit himself. The administration's request …").
- Words about "the move" of another: the act that it stands for.
- Words about several acts in one ("condemned the two attacks"): each of that day, where they are told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from demarche.events.acts import Act
from demarche.events.coding import Coded
from demarche.events.merge import akin
from demarche.links.cued import Suggestion
from demarche.links.cues import cues
from demarche.links.pointing import is_definite
from demarche.model import Event, countries_of

# What words are spoken about, as a rule: deeds against somebody, and refusals.
DEEDS = frozenset({"SANCTION", "COERCE", "ASSAULT", "MOBILIZE", "REJECT"})
UNREAL = frozenset({"negated", "denied"})
PLAIN = 0.8
# Sentences from an invitation to what the guest does about it, and from a refusal to the request.
SOON, NEXT = 2, 1
# Types of what guests do, and its words.
COMING = frozenset({"AGREE", "CONSULT", "COOPERATE"})
# Words that judge what another has done.
JUDGING = frozenset({"SUPPORT", "REJECT"})
APPRAISING = frozenset({"ACCUSE", "SUPPORT", "PROTEST"})


def plain(coded: Coded) -> Iterator[Suggestion]:
    """The plain answers among a report's acts."""
    told = Told(coded)
    ways: tuple[Callable[[int], Iterator[int]], ...] = (
        told.undone, told.alleged, told.invited, told.asked_next, told.judged, told.several,
    )  # fmt: skip
    for number, event in enumerate(coded.events):
        if event.status not in UNREAL:
            for way in ways:
                for other in way(number):
                    if other != number:
                        yield Suggestion(number, other, "plain", PLAIN, None)


class Told:
    """A report's acts, and where each is told first."""

    def __init__(self, coded: Coded) -> None:
        self._events = coded.events
        self._acts = [group.acts for group in coded.clusters]
        self._first = [min(((act.sentence, act.i) for act in acts), default=(0, 0)) for acts in self._acts]
        self._at = {id(act): number for number, acts in enumerate(self._acts) for act in acts}
        self._owner = {(act.sentence, act.i): n for n, acts in enumerate(self._acts) for act in acts}

    def undone(self, number: int) -> Iterator[int]:
        """The deed that somebody is asked to undo: the one of his that is told nearest before."""
        event = self._events[number]
        if event.event != "REQUEST" or not any(map(_asks_to_undo, self._acts[number])):
            return
        to = countries_of(event.recipient)
        fitting = [
            ((act.sentence, act.i), other)
            for other, (one, acts) in enumerate(zip(self._events, self._acts, strict=True))
            if one.event in DEEDS and one.status not in UNREAL and countries_of(one.actor) & to
            for act in acts
            if (act.sentence, act.i) < self._first[number]
        ]
        if fitting:
            yield max(fitting)[1]

    def alleged(self, number: int) -> Iterator[int]:
        """The deed against the accusers' own that others are accused of."""
        event = self._events[number]
        for other, acts in enumerate(self._acts):
            contents = [act.content_of for act in acts if act.content_of is not None]
            accused = any(self._at.get(id(accusation)) == number for accusation in contents)
            if accused and self._events[other].event in DEEDS and done_back(event, self._events[other]):
                yield other

    def invited(self, number: int) -> Iterator[int]:
        """The invitation of who comes, or accepts."""
        event = self._events[number]
        if event.event not in COMING or not any(_says(act, cues().coming) for act in self._acts[number]):
            return
        for other, acts in enumerate(self._acts):
            one = self._events[other]
            near = 0 <= self._first[number][0] - self._first[other][0] <= SOON
            before = self._first[other] < self._first[number]
            if near and before and any(_says(act, cues().inviting) for act in acts) and done_back(event, one):
                yield other

    def asked_next(self, number: int) -> Iterator[int]:
        """The request that is refused, where it is named only after that, as known."""
        event = self._events[number]
        if event.event != "REJECT" or any(entity.span is not None for entity in event.recipient):
            return
        mine = countries_of(event.actor)
        for other, acts in enumerate(self._acts):
            one = self._events[other]
            after = 0 <= self._first[other][0] - self._first[number][0] <= NEXT
            if one.event == "REQUEST" and after and self._first[other] > self._first[number]:
                known = is_definite(acts[0].clauses, acts[0].i)
                if known and mine & countries_of(one.recipient) and one.status not in UNREAL:
                    yield other

    def judged(self, number: int) -> Iterator[int]:
        """The act that words of support or refusal have for object, named as known."""
        if self._events[number].event not in JUDGING:
            return
        for act, head, other in self._objects(number):
            if is_definite(act.clauses, head):
                yield other

    def several(self, number: int) -> Iterator[int]:
        """The single acts of that day that words about "the two attacks" are about."""
        if self._events[number].event not in APPRAISING:
            return
        for act, head, several in self._objects(number):
            if act.clauses.tokens[head].xpos != "NNS":
                continue
            plural = next(a for a in self._acts[several] if (a.sentence, a.i) == (act.sentence, head))
            for other, acts in enumerate(self._acts):
                if self._is_one_of(other, several) and any(akin(one, plural) for one in acts):
                    yield other

    def _objects(self, number: int) -> Iterator[tuple[Act, int, int]]:
        """(telling, object, number of the act that the object names) where what an act is about is one."""
        for act in self._acts[number]:
            for head in act.clauses.slots(act.i).get("obj"):
                other = self._owner.get((act.sentence, head))
                if other is not None:
                    yield act, head, other

    def _is_one_of(self, other: int, several: int) -> bool:
        """Whether an act is of the type and the day of several."""
        one, all_of_them = self._events[other], self._events[several]
        same = one.event == all_of_them.event and one.status == all_of_them.status
        return same and one.date is not None and one.date == all_of_them.date


def _asks_to_undo(act: Act) -> bool:
    """Whether what is asked for is that something be undone: "urged them to reconsider"."""
    clauses = act.clauses
    return any(clauses.lemmas[i] in cues().undoing for i in clauses.slots(act.i).get("xcomp"))


def done_back(event: Event, other: Event) -> bool:
    """Whether each is done by those of another country to whom the other is done."""
    mine, to = countries_of(event.actor), countries_of(event.recipient)
    return bool(mine & countries_of(other.recipient) and to & countries_of(other.actor) and not mine & to)


def _says(act: Act, words: frozenset[str]) -> bool:
    """Whether one of some words tells an act."""
    return any(act.clauses.lemmas[i] in words for i in (act.i, *act.words))
