"""Which of the phrases that the event head marks do an act and which suffer it, as grammar has it.

The head marks words; it does not know that "the tariff has drawn protests" turns the sides about
(`turned.py`), nor who only stands beside the act (`outside.py`).  All functions take the heads of noun
phrases as token indices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from demarche.events.heads import Array
from demarche.events.opponents import opponents
from demarche.events.outside import (
    acts_elsewhere,
    does_else,
    does_more,
    first_conjunct,
    is_aside,
    is_helped,
    is_origin,
    is_reason,
    is_reduced,
    is_within,
    lends,
    on_condition,
    subjects_above,
)
from demarche.events.syntax import Clauses, base
from demarche.events.turned import ascribed, comes_under_it, disowner, is_brought, is_felt, undergoes

# What leads from a kind to one of it.
EXAMPLES = frozenset({"like", "such as", "including", "such"})
# Done to others than the authors of their reasons.
DEEDS = frozenset({"ASSAULT", "MOBILIZE", "COERCE"})
# Words of blame: who is their subject blames.
BLAMING = frozenset(
    {"accuse", "blame", "condemn", "criticise", "criticize", "complain", "denounce", "allege", "charge"}
    | {"sue", "fault", "deplore", "decry", "rebuke", "slam", "attack", "protest", "call", "describe"}
    | {"label", "refer", "brand", "chide", "scold", "lambast", "lambaste", "castigate", "berate"}
)
# Measures that are fought by whom they hit.
OPPOSED = frozenset({"SANCTION", "COERCE"})
# What two sides do together, so that whom one came to see does it too.
BETWEEN = frozenset({"CONSULT", "COOPERATE", "AGREE"})
# By which others than the subject do what a verb tells.
TOGETHER = frozenset({"with", "by", "along with", "together with", "alongside"})
# Nouns of these acts belong to who does them: "his talks with", "Tokyo's refusal".
OWNED = frozenset({"CONSULT", "COOPERATE", "REQUEST", "REJECT", "THREATEN", "AGREE"})
# Words of one side to another, which the other side can take up, and which come "from" who says them.
TAKEN_UP = frozenset({"ACCUSE", "REQUEST", "THREATEN"})
WORDS = TAKEN_UP | {"SUPPORT"}
# Acts that come "from" who does them, as words do: "a loan from Japan to Laos".
COME_FROM = WORDS | {"AID"}


@dataclass(frozen=True, slots=True)
class Sides:
    """The heads of the phrases on both sides of an act.

    `brought`: another act has brought it about, whose author is on the other side.
    """

    doers: list[int]
    sufferers: list[int]
    brought: bool = False


def sides(
    clauses: Clauses,
    i: int,
    event: str,
    marked: tuple[list[int], list[int]],
    scores: tuple[Array, Array],
    *,
    is_somebody: Callable[[int], object],
) -> Sides:
    """The phrases marked as doers and as sufferers of trigger `i`, put right by grammar.

    `scores`: the head's probabilities of words to be part of the doer, and of the sufferer; `is_somebody`:
    whether a phrase means anybody.
    """
    doers, sufferers = (_in_own_clause(clauses, i, event, side) for side in _apart(*marked, *scores))
    doers, sufferers = _without_opponents(clauses, i, event, _who_act(clauses, i, doers), sufferers)
    if event not in BETWEEN:
        doers = _with_the_subject(clauses, i, event, doers)
    struck = _struck_by(clauses, i)
    doers, sufferers = [d for d in doers if d not in struck], sufferers or [d for d in doers if d in struck]
    brought = is_brought(clauses, i)
    if brought:  # only those that its own phrase names
        sufferers = [s for s in sufferers if s in clauses.tree.subtree(i)]
    sufferers = _who_suffer(clauses, i, event, sufferers)
    if event == "MOBILIZE" and not doers:  # "the deployment of Soviet submarines"
        doers = [s for s in sufferers if s in clauses.slots(i).get("of")]
        sufferers = [s for s in sufferers if s not in doers]
    if event in DEEDS:
        doers, sufferers = _of_deed(clauses, i, doers, sufferers)
    sufferers = [s for s in sufferers if not on_condition(clauses, i, s)] or sufferers
    doers, sufferers = _with_examples(clauses, doers, sufferers)
    doers, sufferers = _owned(
        clauses, i, event, _named_doers(clauses, i, event, doers, is_somebody), sufferers
    )
    if event == "ACCUSE":
        doers, sufferers = _blamed_in_words(clauses, i, doers, sufferers)
    doers, sufferers = _turned_about(clauses, i, event, doers, sufferers, is_somebody)
    if is_felt(clauses, i):
        return Sides(clauses.slots(i).get("obj"), clauses.slots(i).get("subj"))
    return Sides(*_by_voice(clauses, i, event, doers, sufferers), brought)


def _who_act(clauses: Clauses, i: int, doers: list[int]) -> list[int]:
    """The doers without those who do something else, or only stand behind who does it."""
    doers = [doer for doer in doers if not lends(clauses, doer)]
    return [d for d in doers if not acts_elsewhere(clauses, i, d) and not does_more(clauses, i, d)]


def _without_opponents(
    clauses: Clauses, i: int, event: str, doers: list[int], sufferers: list[int]
) -> tuple[list[int], list[int]]:
    """Both lists; who fights a measure is hit by it, and no opponent of an act does it."""
    against = opponents(clauses, i, event)
    if event in OPPOSED and not sufferers:
        sufferers = [d for d in doers if d in against]
    return [d for d in doers if d not in against], sufferers


def _who_suffer(clauses: Clauses, i: int, event: str, sufferers: list[int]) -> list[int]:
    """The sufferers without who does it, and who stands in what only tells why, whence or for whom."""
    sufferers = [s for s in sufferers if s not in _active_subjects(clauses, i)]
    if event in DEEDS:  # "struck targets in response to Baghdad's refusal"
        sufferers = [s for s in sufferers if not acts_elsewhere(clauses, i, s)]
        sufferers = [s for s in sufferers if not is_origin(clauses, i, s)]
        sufferers = [s for s in sufferers if not is_reason(clauses, i, s) and not is_helped(clauses, i, s)]
    if event == "REQUEST" and clauses.tokens[i].upos == "NOUN":  # "a request to meet him" is not made to him
        asked = {w for to in clauses.tree.dependents(i, "acl") for w in clauses.tree.subtree(to)}
        sufferers = [s for s in sufferers if s not in asked]
    return sufferers


def _of_deed(clauses: Clauses, i: int, doers: list[int], sufferers: list[int]) -> tuple[list[int], list[int]]:
    """Both lists for a deed that is told beside something else, by whose doer it need not be done."""
    inside = set(clauses.tree.subtree(i))
    if is_aside(clauses, i):
        doers = [d for d in doers if d in inside or d not in subjects_above(clauses, i)]
    if is_reduced(clauses, i):  # "freed two men kidnapped in Chad"
        doers = [d for d in doers if d in inside]
        sufferers = sufferers or [clauses.tokens[i].head]
    return doers, sufferers


def _turned_about(
    clauses: Clauses,
    i: int,
    event: str,
    doers: list[int],
    sufferers: list[int],
    is_somebody: Callable[[int], object],
) -> tuple[list[int], list[int]]:
    """Both lists, where the verb above says who undergoes the act, disowns it or is said to have done it."""
    receiver = undergoes(clauses, i)
    if receiver is not None and (is_somebody(receiver) or comes_under_it(clauses, i)):
        doers, sufferers = [doer for doer in doers if doer != receiver], [receiver]
    other = disowner(clauses, i) if event in TAKEN_UP else None
    if other is not None and is_somebody(other):
        doers, sufferers = [doer for doer in doers if doer != other], [other]
    if said := ascribed(clauses, i):
        doers, sufferers = said, [s for s in sufferers if s not in said]
    return doers, sufferers


def _by_voice(
    clauses: Clauses, i: int, event: str, doers: list[int], sufferers: list[int]
) -> tuple[list[int], list[int]]:
    """Both lists, nobody a doer who is part of the object of a verb, or the subject of a passive one."""
    suffering = _sufferers(clauses, i)
    doers = [d for d in doers if not is_within(clauses, d, [h for h in suffering if h not in doers])]
    if clauses.slots(i).passive and doers and suffering.issuperset(doers):
        doers, sufferers = [], sufferers or doers  # "who were invited" invite nobody
    if event in TAKEN_UP and suffering.intersection(sufferers):
        sufferers = [head for head in sufferers if head in suffering]
    return doers, sufferers


def _owned(
    clauses: Clauses, i: int, event: str, doers: list[int], sufferers: list[int]
) -> tuple[list[int], list[int]]:
    """Both lists, with whose a request, a refusal, the talks are said to be among the doers."""
    if event not in OWNED or clauses.tokens[i].upos != "NOUN":
        return doers, sufferers
    owners = clauses.slots(i).get("poss")
    return [*owners, *(d for d in doers if d not in owners)], [s for s in sufferers if s not in owners]


def _apart(
    doers: list[int], sufferers: list[int], actors: Array, recipients: Array
) -> tuple[list[int], list[int]]:
    """Both lists, each phrase only in the one that the event head is surer of."""
    return (
        [d for d in doers if d not in sufferers or actors[d] >= recipients[d]],
        [s for s in sufferers if s not in doers or recipients[s] > actors[s]],
    )


def _in_own_clause(clauses: Clauses, i: int, event: str, heads: list[int]) -> list[int]:
    """The phrases without those of clauses beside verb `i` that tell when or why: France in "after leaving
    France he visits Italy"; all of them where there are no others.

    Whom one comes "to meet" is met.
    """
    if clauses.tokens[i].upos != "VERB":
        return heads
    beside: set[int] = set()
    for token in clauses.tokens:
        purpose = event == "CONSULT" and token.xpos == "VB"
        if token.upos == "VERB" and base(token.dep) == "advcl" and not purpose:
            below = clauses.tree.subtree(token.i)
            beside.update(below if i not in below else ())
    return [head for head in heads if head not in beside] or heads


def _active_subjects(clauses: Clauses, i: int) -> list[int]:
    """The subjects of a verb that is not passive: nobody does it to himself."""
    slots = clauses.slots(i)
    return slots.get("subj") if clauses.tokens[i].upos == "VERB" and not slots.passive else []


def _with_the_subject(clauses: Clauses, i: int, event: str, doers: list[int]) -> list[int]:
    """The doers; where one is the verb's subject, without those inside of what hangs on the verb, the Union
    in "they marched, protesting the exit from the Union", and those of other verbs.

    But who tells of blame blames: "Fiji said that Australia had not listened".
    """
    if clauses.tokens[i].upos != "VERB" or clauses.slots(i).passive:
        return doers
    own = [d for d in doers if d in clauses.slots(i).get("subj")]
    below = {
        word
        for child in clauses.tree.dependents(i, "obl", "advcl")
        for part in clauses.tree.children[child]
        for word in clauses.tree.subtree(part)
        if clauses.tree.preposition(child) not in TOGETHER
    }
    told = event == "ACCUSE" and clauses.lemmas[i] not in BLAMING
    apart = {d for d in doers if d in below or (not told and does_else(clauses, i, d, own))}
    return [d for d in doers if d in own or d not in apart] if own else doers


def _struck_by(clauses: Clauses, i: int) -> frozenset[int]:
    """The words for whom something strikes: the soldiers in "a roadside bomb killed three soldiers"."""
    token = clauses.tokens[i]
    if token.upos != "NOUN" or base(token.dep) != "nsubj" or token.head < 0:
        return frozenset()
    objects = clauses.tree.dependents(token.head, "obj")
    return frozenset(word for head in objects for word in clauses.tree.subtree(head))


def _with_examples(
    clauses: Clauses, doers: Sequence[int], sufferers: Sequence[int]
) -> tuple[list[int], list[int]]:
    """Both lists; who is named as an example stands by what he exemplifies: "militias like Hezbollah"."""
    moved = [s for s in sufferers if set(_exemplified(clauses, s)) & set(doers)]
    return [*doers, *moved], [s for s in sufferers if s not in moved]


def _exemplified(clauses: Clauses, i: int) -> Iterator[int]:
    """The heads that `i`, or what it is coordinated with, is an example of."""
    first = first_conjunct(clauses, i)
    token = clauses.tokens[first]
    if base(token.dep) in {"nmod", "obl"} and clauses.tree.preposition(first) in EXAMPLES and token.head >= 0:
        yield token.head


def _blamed_in_words(
    clauses: Clauses, i: int, doers: list[int], sufferers: list[int]
) -> tuple[list[int], list[int]]:
    """Both lists for blame without a word of blame: "Fiji said that Australia had not listened".

    Who tells it blames, the subject of what is told is blamed.
    """
    own = [s for s in clauses.slots(i).get("subj") if s in doers]
    if clauses.slots(i).passive or not own or len(doers) == len(own):
        return doers, sufferers
    above = next((a for a in clauses.tree.ancestors(i) if clauses.tokens[a].upos == "VERB"), None)
    if above is None or not set(clauses.slots(above).get("subj")) & set(doers):
        return doers, sufferers
    return [d for d in doers if d not in own], own


def _named_doers(
    clauses: Clauses, i: int, event: str, doers: list[int], is_somebody: Callable[[int], object]
) -> list[int]:
    """The doers of a noun's "by" phrase or its possessor where there is one: "shelling by the army".

    Talks "between Chad and Niger" are theirs alone; whom a "by" phrase, or the "from" of words, names is the
    doer whoever is marked: "visits to Chad by officials", "warnings from Moscow".
    """
    if clauses.tokens[i].upos != "NOUN":
        return doers
    slots = clauses.slots(i)
    authors = _authors(clauses, i, event)
    heads = slots.get("between") or [*authors, *slots.get("poss")]
    inside = {word for head in heads for word in clauses.tree.subtree(head)}
    named = [doer for doer in doers if doer in inside]
    return named or [author for author in authors if is_somebody(author)] or doers


def _authors(clauses: Clauses, i: int, event: str) -> list[int]:
    """The heads of the phrases by which a noun says whose deed or words it names."""
    slots = clauses.slots(i)
    marks = ("by", "from") if event == "AID" else ("by",)
    nested = [
        below
        for child in clauses.tree.dependents(i, "nmod")
        for below in clauses.tree.dependents(child, "nmod")
        if clauses.tree.preposition(below) in marks
    ]
    found = [*slots.get("by"), *nested, *_by_after_the_verb(clauses, i)]
    if event in COME_FROM:
        found += slots.get("from")
    if event == "REQUEST" and clauses.tree.preposition(i) == "at":  # "at the request of Chad"
        found += slots.get("of")
    return found


def _by_after_the_verb(clauses: Clauses, i: int) -> list[int]:
    """The "by" phrases after noun `i` that hang on the active verb above it: "the trip follows visits by"."""
    verb = clauses.tokens[i].head
    if base(clauses.tokens[i].dep) != "obj" or verb < 0 or clauses.is_passive(verb):
        return []
    phrases = clauses.tree.dependents(verb, "obl")
    by = [p for p in phrases if p > i and clauses.tree.preposition(p) == "by"]
    return [p for p in by if clauses.tokens[p].upos != "VERB"]


def _sufferers(clauses: Clauses, i: int) -> frozenset[int]:
    """The heads of the phrases that are the object of a verb, or the subject of a passive one."""
    if clauses.tokens[i].upos != "VERB":
        return frozenset()
    return frozenset(
        conjunct
        for head in (*clauses.slots(i).get("obj"), *clauses.slots(i).get("iobj"))
        for conjunct in clauses.conjuncts(first_conjunct(clauses, head))
    )
