"""Sides that stand elsewhere than beside an act: in what is threatened, judged, joined or looked into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from demarche.events.everybody import Roles, name_of, names_of
from demarche.events.opponents import INTO
from demarche.events.somebody import LOCATING, Somebody
from demarche.events.syntax import Clauses
from demarche.model import Entity

# Where whom it is done to stands in what is threatened or refused.
HIT_SLOTS = {"THREATEN": ("obj", "iobj", "against", "on", "at"), "REJECT": ("with",)}
# What is concluded is judged by nobody.
CONCLUDING = frozenset({"sign", "ratify", "agree", "approve", "adopt", "pass"})
# Words for joining a body.
MEMBERSHIP = frozenset({"join", "member", "accession", "membership", "accede"})


def left(phrases: Somebody, clauses: Clauses, i: int) -> tuple[Entity, ...]:
    """The state that people are put out of: "diplomats expelled from Poland"."""
    hosts, _, _ = phrases.first(clauses, i, ("from",), exclude=frozenset())
    below = [c for head in clauses.slots(i).get("of") for c in clauses.tree.dependents(head, "nmod")]
    return hosts or phrases.named(clauses, [c for c in below if clauses.tree.preposition(c) == "from"])


def asked(phrases: Somebody, clauses: Clauses, i: int) -> tuple[Entity, ...]:
    """Who does what is asked: "at the EU's request Iraq has suspended all flights"."""
    head = clauses.tokens[i].head
    if clauses.tokens[i].upos != "NOUN" or clauses.tree.preposition(i) != "at" or head < 0:
        return ()
    return phrases.named(clauses, clauses.slots(head).get("subj"))


def suspected(phrases: Somebody, clauses: Clauses, i: int) -> tuple[Entity, ...]:
    """Against whom the allegations are that an inquiry looks into."""
    slots = clauses.slots(i)
    alleged = [head for slot in INTO for head in slots.get(slot)]
    return phrases.named(clauses, [x for head in alleged for x in clauses.slots(head).get("against")])


def in_content(
    phrases: Somebody, clauses: Clauses, i: int, event: str, actors: Sequence[Entity]
) -> tuple[Entity, ...]:
    """Whom what is threatened would hit ("to use force against Chad"), with whom one refuses to talk."""
    for verb in clauses.slots(i).get("xcomp"):
        for slot in HIT_SLOTS[event]:
            found = tuple(e for head in clauses.slots(verb).get(slot) for e in phrases.whole(clauses, head))
            others = tuple(e for e in found if e.country and name_of(e) not in names_of(actors))
            if others:
                return others
    return ()


def judged(phrases: Somebody, clauses: Clauses, i: int) -> tuple[Entity, ...]:
    """Who has taken what is judged: "appreciates the steps that the United States has taken"."""
    if clauses.lemmas[i] in CONCLUDING:
        return ()
    verbs = (i, *clauses.tree.dependents(i, "conj"))
    for head in (obj for verb in verbs for obj in clauses.slots(verb).get("obj")):
        for clause in clauses.tree.dependents(head, "acl"):
            slots = clauses.slots(clause)
            found = phrases.named(clauses, slots.get("subj")) if not slots.passive else ()
            if any(entity.country for entity in found):
                return found
    return ()


def struck_in(phrases: Somebody, clauses: Clauses, i: int) -> tuple[Entity, ...]:
    """People of where something lies that is struck: "shelled farms in Sudan"."""
    slots = clauses.slots(i)
    for head in slots.get("obj"):
        for child in clauses.tree.dependents(head, "nmod"):
            if clauses.tokens[head].upos == "NOUN" and clauses.tree.preposition(child) in LOCATING:
                found = [entity for entity in phrases.whole(clauses, child) if entity.country]
                if found:
                    how = f"in {found[0].name}"
                    return (replace(found[0], sector=("CVL",), wikidata=None, role=None, how=how),)
    return ()


def joined(phrases: Somebody, clauses: Clauses, i: int, found: Roles) -> Roles:
    """The body that who signs or is invited is to join: "signed papers to become members of NATO"."""
    for word in clauses.tree.subtree(i):
        if clauses.lemmas[word] in MEMBERSHIP:
            body, slot, _ = phrases.first(clauses, word, ("obj", "of", "to"), exclude=frozenset({i}))
            known = names_of((*found.actor, *found.recipient))
            bodies = tuple(e for e in body if name_of(e) not in known)
            if bodies and clauses.slots(i).passive and not found.actor:
                return replace(found, actor=bodies, actor_slot=slot)
            if bodies and (not found.recipient or found.recipient_slot == "in"):
                return replace(found, recipient=bodies, recipient_slot=slot)
    return found
