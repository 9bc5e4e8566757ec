"""Sides whose country was only guessed, put right by what is known of the other side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from demarche.entities.actors import ActorResolver
from demarche.entities.entries import STATELESS
from demarche.events.everybody import GUESSED, MUTUAL, Roles, are_own_envoys, countries_in, of_other_states
from demarche.events.sides import DEEDS
from demarche.model import Entity

# How it is said of somebody whose he is.
TOLD = ("modifier ", "organisation ", "state ", "people of ", "of ", "possessive ")
SEAT = "stands for its government"
# What a state does to others.
TO_OTHERS = frozenset({"REQUEST", "ACCUSE", "THREATEN", "SANCTION"})
# Words and measures that may name, beside others, what is their own: "rejected the UN inquiry into its war".
AT_OTHERS = frozenset({"REJECT", "ACCUSE", "THREATEN", "SANCTION", "REQUEST"})
# What a state does to its own people, and the people of no office.
RULING = frozenset({"restrict", "curfew", "martial-law", "censor"})
PEOPLE = frozenset({("CVL",), ("REL",)})
# Those who rule, or did.
RULERS = frozenset({("GOV",), ("ELI",)})


def put_right(resolver: ActorResolver, event: str, mode: Sequence[str], found: Roles) -> Roles:
    """Both sides of an act of a type, nobody guessed to be of a state that rather is the other side."""
    if event == "SANCTION" and {"expel", "withdraw"} & set(mode) and are_own_envoys(found):
        found = Roles(found.actor, (), found.actor_slot)
    if event in DEEDS | AT_OTHERS:
        found = replace(found, actor=_of_others(resolver, event, found))
    if event == "ASSAULT":
        found = replace(found, actor=_of_those_they_fight(found))
    if event in TO_OTHERS:
        found = replace(found, recipient=_of_another(resolver, found))
    if event == "RETREAT" and "resign" in mode and found.actor:
        found = replace(found, recipient=())
    if event in AT_OTHERS:
        found = replace(found, recipient=of_other_states(found))
    if event == "COERCE" and RULING & set(mode):
        found = replace(found, recipient=_own_people(found))
    if event == "MOBILIZE" and countries_in(found.recipient) <= countries_in(found.actor):
        found = Roles(found.actor, (), found.actor_slot)  # one's own troops are sent, not struck
    if event in MUTUAL:
        found = replace(found, actor=_apart_from_partners(resolver, found))
    return found


def _moved(
    resolver: ActorResolver,
    entities: Sequence[Entity],
    countries: set[str | None],
    guessed: Callable[[str], bool],
) -> tuple[Entity, ...]:
    """The entities; who was only guessed to be of `countries` is of the likeliest other one."""
    but = frozenset(code for code in countries if code)
    return tuple(
        resolver.elsewhere(entity, but=but)
        if entity.country in countries and guessed(entity.how or "")
        else entity
        for entity in entities
    )


def _of_others(resolver: ActorResolver, event: str, found: Roles) -> tuple[Entity, ...]:
    """The actors; police, soldiers without a country are not of the one that the sufferers' words tell.

    "Police searched two Russian trawlers" is not told of Russia's.
    """
    ways: tuple[str, ...] = TOLD
    if event not in {"ASSAULT", "MOBILIZE"}:
        ways = ("modifier ", "of ") if event == "COERCE" else ("state ",)
    told = {e.country for e in found.recipient if (how := e.how or "").startswith(ways) or how.endswith(SEAT)}
    if len(told) != 1 or countries_in(found.recipient) != told:
        return found.actor
    return _moved(resolver, found.actor, told, lambda how: how in GUESSED)


def _of_those_they_fight(found: Roles) -> tuple[Entity, ...]:
    """The actors; rebels without a country are of the state whose government they fight."""
    ruling = [e for e in found.recipient if e.sector[:1] in RULERS and e.country not in STATELESS]
    states = {e.country for e in ruling if e.country}
    if len(states) != 1 or len(ruling) != len(found.recipient):
        return found.actor
    (state,) = states
    return tuple(
        replace(entity, country=state, how="of the state whose government they fight")
        if entity.sector[:1] == ("REB",) and (entity.how or "") in GUESSED
        else entity
        for entity in found.actor
    )


def _apart_from_partners(resolver: ActorResolver, found: Roles) -> tuple[Entity, ...]:
    """The actors; an office without a country is not of the one that it talks with."""
    everyone = (*found.actor, *found.recipient)
    told = [e for e in everyone if (e.how or "").startswith(("people of ", "state ", "modifier "))]
    guessed = [e for e in found.actor if (e.how or "") in GUESSED]
    if len(everyone) != 2 or len(told) != 1 or len(guessed) != 1 or told[0].country != guessed[0].country:
        return found.actor
    other = resolver.elsewhere(guessed[0], but=frozenset({told[0].country or ""}))
    return tuple(other if entity is guessed[0] else entity for entity in found.actor)


def _of_another(resolver: ActorResolver, found: Roles) -> tuple[Entity, ...]:
    """The recipients; an office without a country is not of the state that asks, blames or threatens it.

    "The United States has been pressing the general" is not told of its own.
    """
    states = {e.country for e in found.actor if (e.how or "").startswith("state ")}
    if len(states) != 1 or len(found.actor) != 1:
        return found.recipient
    return _moved(resolver, found.recipient, states, lambda how: how in GUESSED or "of the sentence" in how)


def _own_people(roles: Roles) -> tuple[Entity, ...]:
    """The recipients; people without a country are of the state that restricts them.

    "Egypt forbade hundreds of Muslims to leave."
    """
    states = {e.country for e in roles.actor if (e.how or "").startswith(TOLD)}
    if len(states) != 1:
        return roles.recipient
    (state,) = states
    return tuple(
        replace(entity, country=state, how="people of the state that rules them")
        if (entity.how or "") in GUESSED and entity.sector[:1] in PEOPLE
        else entity
        for entity in roles.recipient
    )
