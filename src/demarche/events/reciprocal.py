"""What two sides do to each other is two acts (guideline 6): "each expelled the other's diplomats"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from demarche.events.acts import Act
from demarche.events.everybody import MUTUAL, SHARED
from demarche.events.implied import unnamed
from demarche.model import Entity, EventMention

# Words for the other one of two, which stand in the phrase of whom the act is done to.
OTHERS = frozenset({"other", "another"})
# Acts of two sides that are done to each other even where the text does not say so: "both expelled envoys".
BOTH_WAYS = frozenset({"expel"})
# Verbs of giving and taking the same.
EXCHANGES = frozenset({"exchange", "swap", "trade"})
# Where whom the act is done to stands.
SLOTS = ("obj", "of", "against", "on", "at", "to")


def sides(mention: EventMention, act: Act) -> list[EventMention]:
    """The act itself, or one act of each side where two do the same to each other."""
    if not mention.actor and _is_between_them(mention, act):
        return [replace(mention, actor=mention.recipient, recipient=())]
    pair = list(dict.fromkeys(entity.country for entity in mention.actor))
    if len(pair) != 2 or None in pair or mention.event in MUTUAL or not _to_each_other(mention, act):
        return [mention]
    return [
        replace(
            mention,
            actor=tuple(entity for entity in mention.actor if entity.country == mine),
            recipient=_theirs(mention.recipient, theirs),
        )
        for mine, theirs in ((pair[0], pair[1]), (pair[1], pair[0]))
        if mine and theirs
    ]


def _is_between_them(mention: EventMention, act: Act) -> bool:
    """Whether what is done without an author is between two states that are named as its sides."""
    tree, slots = act.clauses.tree, act.clauses.slots(act.i)
    two = len({entity.country for entity in mention.recipient if entity.country}) == 2
    about = [act.i, *slots.get("obj"), *slots.get("subj")]
    return (
        mention.event in SHARED
        and two
        and any(tree.preposition(phrase) == "between" for i in about for phrase in tree.dependents(i, "nmod"))
    )


def _to_each_other(mention: EventMention, act: Act) -> bool:
    targets = {entity.country for entity in mention.recipient}
    verbal = act.clauses.tokens[act.i].upos == "VERB"
    if verbal and BOTH_WAYS & set(mention.mode) and targets <= {entity.country for entity in mention.actor}:
        return True
    slots = act.clauses.slots(act.i)
    if act.clauses.lemmas[act.i] in EXCHANGES and len({e.country for e in mention.actor if e.country}) == 2:
        return True
    phrases = [phrase for slot in SLOTS for phrase in slots.get(slot)]
    return any(
        act.clauses.lemmas[word] in OTHERS and act.clauses.tokens[word].dep != "amod"
        for phrase in phrases
        for word in act.clauses.tree.subtree(phrase)
    )


def _theirs(recipient: Sequence[Entity], country: str) -> tuple[Entity, ...]:
    """Who is hit on the other side: those who are named of it, else the same kind of persons."""
    how = "the other of the two sides"
    named = tuple(entity for entity in recipient if entity.country == country)
    kind = [replace(e, name=country, country=country, wikidata=None, how=how) for e in recipient[:1]]
    return named or tuple(kind) or (unnamed(country, "GOV", how),)
