"""Everybody once and nobody to himself: what holds of two sides, whatever the grammar has given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from demarche.entities.entries import STATELESS
from demarche.entities.reference import MOST_PRESENT, PLAYS_HERE
from demarche.events.syntax import Clauses, base
from demarche.model import Entity, Span

# Nouns whose owner suffers what they name: "his arrest", "Khashoggi's murder".
SUFFERED = frozenset(
    {"arrest", "detention", "murder", "killing", "assassination", "death", "execution", "conviction", "trial"}
    | {"imprisonment", "abduction", "kidnapping", "poisoning", "deportation", "expulsion", "extradition"}
    | {"impeachment", "release", "acquittal", "ouster", "overthrow", "removal", "dismissal", "indictment"}
)
# Who is named otherwise as well.
PRONOUNS = frozenset({"i", "we", "he", "she", "they", "it", "me", "us", "him", "her", "them"})
# Whom only another state expels.
ENVOYS = frozenset({"diplomat", "consul", "envoy", "ambassador", "attache", "attaché", "official", "officer"})
# How an office got a country that no word gives it.
GUESSED = frozenset({MOST_PRESENT, PLAYS_HERE})
OWN = frozenset({"its", "their", "his", "her"})
# Whom a state works with, and does nothing against.
FRIENDS = frozenset(
    {"ally", "partner", "friend", "neighbour", "neighbor", "counterpart", "supporter", "colleague"}
)
# Both sides of these acts do the same thing: all are actors (guidelines, CONSULT and clashes).
MUTUAL = frozenset({"CONSULT", "COOPERATE"})
# And those that two may do together: sign, restore ties.
SHARED = MUTUAL | {"SUPPORT", "AGREE"}


@dataclass(frozen=True, slots=True)
class Roles:
    """The resolved parts of one trigger, with the slots that they were found in."""

    actor: tuple[Entity, ...] = ()
    recipient: tuple[Entity, ...] = ()
    actor_slot: str | None = None
    recipient_slot: str | None = None


def unsaid(entities: Sequence[Entity], how: str) -> tuple[Entity, ...]:
    """The same entities as nobody named here: without spans, and by what else they are known."""
    return tuple(replace(entity, span=None, how=how) for entity in entities)


def not_oneself(clauses: Clauses, i: int, found: Roles) -> Roles:
    """Nobody does to himself what a noun names: who is on both sides of it is the doer of "demands", the
    sufferer of "arrest".
    """
    if clauses.tokens[i].upos != "NOUN":
        return found
    suffered = clauses.lemmas[i] in SUFFERED and not clauses.slots(i).get("of")
    if suffered and found.actor_slot == "poss":
        return Roles((), found.recipient or found.actor, None, found.recipient_slot or "poss")
    both = [e for e in found.recipient if any(_are_one(e, other) for other in found.actor)]
    if not both:
        return found
    others = tuple(e for e in found.actor if not any(_are_one(e, other) for other in both))
    if suffered or others:
        return replace(found, actor=others)
    return replace(found, recipient=tuple(e for e in found.recipient if e not in both))


def not_himself(found: Roles) -> Roles:
    """Who is on both sides of a verb is who it is done to where somebody else does it, else who does it.

    Nor does a government do to its own state what it does to others, if it is known to be of that state.
    """
    mine = names_of(found.actor)
    twice = tuple(e for e in found.recipient if name_of(e) in mine)
    others = tuple(e for e in found.actor if name_of(e) not in names_of(twice))
    if twice and countries_in(others) - countries_in(twice):
        return replace(found, actor=others)
    states = countries_in(found.actor)
    known = any((e.how or "") not in GUESSED for e in found.actor)
    governs = known and len(states) == 1 and all(e.sector[:1] == ("GOV",) for e in found.actor)
    own = [
        e for e in found.recipient if governs and e.country in states and (e.how or "").startswith("state ")
    ]
    return replace(found, recipient=tuple(e for e in found.recipient if e not in twice and e not in own))


def of_others(found: Roles) -> Roles:
    """Nobody is hit by his own state's sanctions beside others: "the tariffs on Mexican steel that the United
    States' president announced".
    """
    others = tuple(e for e in found.recipient if e.country not in countries_in(found.actor))
    return replace(found, recipient=others) if countries_in(others) else found


def without_titles(found: Roles) -> Roles:
    """The sides without offices that lead up to somebody named: "Prime Minister" to "Haider al-Abadi"."""
    everyone = (*found.actor, *found.recipient)

    def leads(one: Entity) -> bool:
        if one.span is None or one.role is None or one.wikidata or one.span.text.lower().endswith("s"):
            return False
        for other in everyone:
            if other is one or other.span is None or other.span == one.span:
                continue
            within = other.span.start <= one.span.start and one.span.end <= other.span.end
            if within or 0 <= other.span.start - one.span.end <= 1:
                return True
        return False

    return replace(
        found,
        actor=tuple(entity for entity in found.actor if not leads(entity)),
        recipient=tuple(entity for entity in found.recipient if not leads(entity)),
    )


def each_once(clauses: Clauses, found: Roles) -> Roles:
    """Everybody once on his side: without the pronouns and titles of who is there by name."""
    return replace(found, actor=_once(clauses, found.actor), recipient=_once(clauses, found.recipient))


def _once(clauses: Clauses, entities: tuple[Entity, ...]) -> tuple[Entity, ...]:
    out = list(entities)
    for one in entities:
        for other in entities:
            if one is other or one not in out or other not in out or one.country != other.country:
                continue
            if one.span is None or other.span is None:
                continue
            pronoun = one.span.text.lower() in PRONOUNS and other.span.text.lower() not in PRONOUNS
            if pronoun or _leads_up(clauses, one.span, other.span):
                out.remove(one)
    return tuple(out)


def _leads_up(clauses: Clauses, title: Span, name: Span) -> bool:
    """Whether a phrase leads up to a name or is in apposition to it: "activist" to "Greta Thunberg"."""
    if title.end > name.start or not name.text[:1].isupper():
        return False
    between = [token for token in clauses.tokens if title.end <= token.start < name.start]
    names = [token for token in clauses.tokens if name.start <= token.start < name.end]
    heads = {token.i for token in clauses.tokens if title.start <= token.start < title.end}
    if not names or not heads or any(token.text not in {",", "and"} for token in between):
        return False
    tied = any(base(token.dep) in {"appos", "flat", "compound"} for token in names if token.head in heads)
    return tied or not between


def of_other_states(roles: Roles) -> tuple[Entity, ...]:
    """The recipients of other countries than the actor's, where there are any."""
    others = tuple(e for e in roles.recipient if e.country and e.country not in countries_in(roles.actor))
    return others or roles.recipient


def are_own_envoys(roles: Roles) -> bool:
    """Whether the recipients are the actor's own diplomats: nobody expels them, and to recall one is done to
    where he was.
    """
    words = {
        (entity.span.text if entity.span else entity.name).split()[-1].lower() for entity in roles.recipient
    }
    envoys = all(word in OWN or word.rstrip("s") in ENVOYS for word in words)
    return bool(words) and envoys and countries_in(roles.recipient) <= countries_in(roles.actor)


def merged(first: Sequence[Entity], second: Sequence[Entity]) -> tuple[Entity, ...]:
    """Both lists, without what of the second the first already has (same country, sector and name)."""
    seen = {(e.country, e.sector, e.name) for e in first}
    return (*first, *(e for e in second if (e.country, e.sector, e.name) not in seen))


def _are_one(a: Entity, b: Entity) -> bool:
    """Whether two entities are of one phrase, or one by name."""
    if a.span is not None and b.span is not None and a.span.start < b.span.end and b.span.start < a.span.end:
        return True
    return name_of(a) == name_of(b)


def is_outlet(entity: Entity) -> bool:
    """Whether a newspaper, agency or station is meant, by its name or a word for it."""
    named = "organisation " in (entity.how or "") and entity.role is None
    return named and entity.sector[:1] == ("JRN",) and entity.country not in STATELESS


def names_of(entities: Sequence[Entity]) -> set[tuple[str | None, str]]:
    return {name_of(entity) for entity in entities}


def name_of(entity: Entity) -> tuple[str | None, str]:
    """Diplomats of one country are not those of another."""
    return entity.country, entity.name


def countries_in(entities: Sequence[Entity]) -> set[str | None]:
    return {entity.country for entity in entities}
