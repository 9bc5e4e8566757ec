"""Sides that stand elsewhere than beside an act: in what is threatened, judged, joined or looked into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from demarche.events.everybody import Roles, countries_in, name_of, names_of
from demarche.events.opponents import INTO
from demarche.events.somebody import LOCATING, Somebody
from demarche.events.syntax import Clauses
from demarche.model import Entity

# What passes a parliament.
BILLS = frozenset(
    {
        "bill",
        "act",
        "law",
        "legislation",
        "measure",
        "resolution",
        "motion",
        "amendment",
        "budget",
        "proposal",
    }
)
# Where whom it is done to stands in what is threatened or refused.
HIT_SLOTS = {"THREATEN": ("obj", "iobj", "against", "on", "at"), "REJECT": ("with",)}
# Acts about what somebody else has done.
JUDGING = frozenset({"SUPPORT", "ACCUSE"})
# What is concluded is judged by nobody.
CONCLUDING = frozenset({"sign", "ratify", "agree", "approve", "adopt", "pass"})
# Acts by which somebody joins a body.
JOINING = frozenset({"SUPPORT", "AGREE"})
# Words for joining a body.
MEMBERSHIP = frozenset({"join", "member", "accession", "membership", "accede"})


def completed(
    phrases: Somebody, clauses: Clauses, i: int, event: str, mode: Sequence[str], found: Roles
) -> Roles:
    """Both sides of an act, each that its own phrases leave out from elsewhere in the sentence."""
    if {"expel", "deport"} & set(mode) and not found.actor:
        hosts = _left(phrases, clauses, i)
        guests = tuple(e for e in found.recipient if e.country not in countries_in(hosts))
        found = replace(found, actor=hosts, actor_slot="from", recipient=guests)
    if not found.recipient:
        found = replace(found, recipient=_done_to(phrases, clauses, i, event, found.actor))
    if event == "SUPPORT" and not found.actor and _is_passed(clauses, i):
        found = Roles(found.recipient, (), found.recipient_slot)  # "the bill passed the Senate"
    if event in JOINING and (not (found.recipient and found.actor) or found.recipient_slot == "in"):
        found = _joined(phrases, clauses, i, found)
    return found


def _done_to(
    phrases: Somebody, clauses: Clauses, i: int, event: str, actors: Sequence[Entity]
) -> tuple[Entity, ...]:
    """Whom an act of a type is done to, where no phrase of its own says it."""
    recipient: tuple[Entity, ...] = ()
    if event == "REQUEST":
        recipient = _asked(phrases, clauses, i)
    if event == "ACCUSE":
        recipient = _suspected(phrases, clauses, i)
    if event in HIT_SLOTS:
        recipient = _in_content(phrases, clauses, i, event, actors)
    if event in JUDGING:
        recipient = recipient or _judged(phrases, clauses, i)
    if event == "ASSAULT":
        recipient = _struck_in(phrases, clauses, i)
    return recipient


def _left(phrases: Somebody, clauses: Clauses, i: int) -> tuple[Entity, ...]:
    """The state that people are put out of: "diplomats expelled from Poland"."""
    hosts, _, _ = phrases.first(clauses, i, ("from",), exclude=frozenset())
    below = [c for head in clauses.slots(i).get("of") for c in clauses.tree.dependents(head, "nmod")]
    return hosts or phrases.named(clauses, [c for c in below if clauses.tree.preposition(c) == "from"])


def _asked(phrases: Somebody, clauses: Clauses, i: int) -> tuple[Entity, ...]:
    """Who does what is asked: "at the EU's request Iraq has suspended all flights"."""
    head = clauses.tokens[i].head
    if clauses.tokens[i].upos != "NOUN" or clauses.tree.preposition(i) != "at" or head < 0:
        return ()
    return phrases.named(clauses, clauses.slots(head).get("subj"))


def _suspected(phrases: Somebody, clauses: Clauses, i: int) -> tuple[Entity, ...]:
    """Against whom the allegations are that an inquiry looks into."""
    slots = clauses.slots(i)
    alleged = [head for slot in INTO for head in slots.get(slot)]
    return phrases.named(clauses, [x for head in alleged for x in clauses.slots(head).get("against")])


def _in_content(
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


def _judged(phrases: Somebody, clauses: Clauses, i: int) -> tuple[Entity, ...]:
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


def _struck_in(phrases: Somebody, clauses: Clauses, i: int) -> tuple[Entity, ...]:
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


def _joined(phrases: Somebody, clauses: Clauses, i: int, found: Roles) -> Roles:
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


def _is_passed(clauses: Clauses, i: int) -> bool:
    """Whether a bill or the like "passes" a body, which passes it."""
    subjects = clauses.slots(i).get("subj")
    return clauses.lemmas[i] == "pass" and any(clauses.lemmas[subject] in BILLS for subject in subjects)
