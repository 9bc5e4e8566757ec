"""The side that a report leaves out because its reader knows it (guideline 8; spans are null then).

A report on a dispute names both sides once and then says "Tokyo will make a formal request" or "the sanctions
would be lifted".
Where all acts that name both sides are of one pair of countries, the missing side of the others is taken from
it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Container, Sequence
from dataclasses import replace

from demarche.entities.entries import STATELESS
from demarche.events.everybody import unsaid
from demarche.model import Entity, Event, Place, countries_of

# Types done to somebody even where nobody is named.
TOWARDS = frozenset({"REQUEST", "CONCEDE", "REJECT", "THREATEN", "SANCTION", "ACCUSE", "AGREE"})
# Types whose doer can be taken from the dispute when only the sufferer is named.
BY_THE_OTHER = frozenset({"SANCTION"})
# Answers that are done to the author of the act.
PUNISHING = frozenset({"SANCTION", "ACCUSE", "PROTEST", "THREATEN"})
# Words of command, who commands, and whom.
ORDERS = frozenset({"ordered", "orders", "order", "instructed", "instructs", "directed", "directs"})
IN_COMMAND, FORCES = frozenset({"GOV", "MIL"}), frozenset({"COP", "SPY"})
# The confidence from which an answer tells the recipient where words name somebody unknown.
SURE = 0.8
# Answers whose recipient is the author of what they answer.
AGAINST = PUNISHING | {"REJECT", "SUPPORT"}
# Acts whose author everybody knows, and the modes of those done in the dark.
OPEN_DEEDS = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "REJECT", "THREATEN"})
BY_STEALTH = frozenset({"targeted", "unconventional", "explosives", "suicide-attack", "abduct", "cyber"})
# Types and sectors of what is asked of one's own government.
ASKING, AT_HOME = frozenset({"REQUEST", "REJECT"}), frozenset({"LEG", "PTY", "JUD", "OPP", "LAB"})
# What a government does not do to itself, though it may ask or blame its own people.
GIVEN = frozenset({"AGREE", "CONCEDE", "REJECT", "SANCTION", "THREATEN"})
# Who has no government that is meant where nobody is named, and whose quarrels are not between states.
GOVERNLESS = frozenset({"NGO", "ISM", "IMG", "MNC"})
PRIVATE = frozenset({("CVL",), ("REL",), ("SOC",), ("COP",), ("EDU",), ("MED",), ("UAF",), ("BUS",)})
# Types of acts that firms and private people do to each other.
OF_BUSINESS = frozenset(
    {"AGREE", "REQUEST", "REJECT", "SUPPORT", "AID", "CONCEDE", "RETREAT", "ACCUSE", "COOPERATE"}
    | {"CONSULT", "THREATEN", "SANCTION"}
)
# What answers a request.
HEEDING = frozenset({"REJECT", "CONCEDE", "AGREE", "RETREAT"})
# What private people do to anybody, if no words say to whom.
GIVING = frozenset({"AID", "AGREE", "COOPERATE"})
# Who charges persons, and no government.
COURTS = frozenset({("JUD",), ("COP",)})
# By whom it is done to people, where nobody is named.
CHARGED = frozenset({"charged", "indicted", "prosecuted", "arraigned"})
BY_FORCE = {"arrest": "COP", "convict": "JUD", "deport": "GOV"}
ACQUITTED = frozenset({"acquitted", "acquittal", "exonerated"})
PARDONED = frozenset({"pardoned", "pardon", "amnestied", "amnesty", "reprieved"})
# Acts of words and of two sides' work, which are nobody's where nobody is known to do them.
SOMEBODYS = frozenset(
    {"REQUEST", "ACCUSE", "THREATEN", "REJECT", "AGREE", "CONCEDE", "SUPPORT"}
    | {"CONSULT", "COOPERATE", "AID"}
)
# Sectors that rule at home, and what they do to their people where nobody is named; not a state of emergency,
# which nobody suffers, nor what closes a border; what else they do may hit others where the report has any.
RULERS, UNFELT = frozenset({"GOV", "COP", "LEG"}), frozenset({"martial-law", "deport"})
IMPOSED = frozenset({"restrict", "curfew", "censor"})
BORDERS = frozenset({"border", "borders", "frontier", "airspace", "crossing", "crossings", "port", "ports"})
# Words of courts about a law or a measure, and no person.
RULINGS = frozenset({"ruled", "ruling", "rulings", "found", "declared", "struck", "annulled", "overturned"})
# Who strikes at home, and deeds that take nothing from the people of the place.
REBELS = frozenset({"REB", "UAF"})
OF_THE_LAND = REBELS | {"COP"}
FREEING = frozenset(
    {"liberated", "liberation", "cleared", "clearing", "retook", "retaken", "recaptured", "freed", "fell"}
    | {"operation", "operations", "battle", "clash", "clashes", "clashed", "fighting", "fought", "advanced"}
)
# Words for putting officials out of office, and for places that only courts let people out of.
DISMISSED = frozenset({"dismissed", "sacked", "fired", "sacking", "dismissal", "firing"})
LETTING_OUT = frozenset({"bail", "jail", "prison", "custody", "parole", "court", "judge"})
# How the recipient of a protest is known that nobody names.
AUTHORITY = "the authority of the country where they protest"
# A report is of one country if so many sides of its acts are known, all of it.
LEAST_NAMED = 4
# Acts that make a dispute among others; the pair must hold this share of the acts that name two countries.
LEAST_ACTS, LEAST_SHARE = 2, 0.6


def fill(events: Sequence[Event], *, named: Collection[str] = frozenset()) -> tuple[Event, ...]:
    """The events with missing sides filled in: a protest's authority or people, the police that
    arrests, the other side of the report's one dispute, and one's own government in home affairs.

    `named`: ids of those whose words name somebody whom they are done to, whom nobody can tell.
    """
    events = [_of_known(event) for event in events]
    alone = _only_country(events)
    states = frozenset(c for event in events for c in _states((*event.actor, *event.recipient)))
    events = [_with_police(_with_protesters(_with_authority(event)), states) for event in events]
    left = frozenset(event.id for event in events if event.id in named and not event.recipient)
    pair = dispute(events)
    if pair is not None:
        events = [event if event.id in left else _filled(event, pair) for event in events]
    events = [_with_captors(_with_superiors(event), events) for event in events]
    events = [_with_the_struck(_with_the_ruled(event, states), states) for event in events]
    return tuple(event if event.id in left else _among_themselves(_at_home(event), alone) for event in events)


def _of_known(event: Event) -> Event:
    """The event; beside who is of a known country nobody stands of whom no word tells it.

    "The members of the Union" are the Union, "other creditors" beside Norway are left aside.
    """
    return replace(event, actor=_known(event.actor), recipient=_known(event.recipient))


def _known(entities: Sequence[Entity]) -> tuple[Entity, ...]:
    """The entities of a country where there are any, else all of them."""
    return tuple(entity for entity in entities if entity.country) or tuple(entities)


def is_political(event: Event) -> bool:
    """Whether an act has a political side: not what firms and private people agree on, ask or refuse, nor
    words of nobody known ("was criticised").

    Deeds of unknown authors on people are, and marches, and what people of one country do to others'.
    """
    sides = (*event.actor, *event.recipient)
    if (not event.actor and event.event in SOMEBODYS) or _commands(event):
        return False
    if event.event not in OF_BUSINESS or not event.actor or len(countries_of(sides)) > 1:
        return True
    firms = all(_is_firm(entity) for entity in event.actor)
    private = all(_is_firm(entity) or entity.sector[:1] == ("CVL",) for entity in sides)
    return not private or not (firms or event.recipient or event.event in GIVING)


def _commands(event: Event) -> bool:
    """Whether a government gives orders to its own people in arms or offices: no act towards anybody."""
    orders = not ORDERS.isdisjoint(_words(event.trigger.text))
    own = countries_of(event.recipient) == countries_of(event.actor)
    rules = all(set(entity.sector[:1]) <= IN_COMMAND for entity in event.actor)
    obeys = all(set(entity.sector[:1]) <= IN_COMMAND | FORCES for entity in event.recipient)
    return event.event == "REQUEST" and orders and bool(event.recipient) and own and rules and obeys


def _is_firm(entity: Entity) -> bool:
    return entity.country == "MNC" or entity.sector[:1] == ("BUS",)


def by_answers(events: Sequence[Event], named: Container[str] = ()) -> tuple[Event, ...]:
    """The events with a side taken from what they answer: sanctions on Russia "over the war" say whose war it
    is.

    The unnamed author of an act that somebody is punished for is the punished; what answers an act and names
    no recipient is done to the act's author; what is refused was asked of who refuses it.  Attacks by
    stealth keep their unknown authors (guideline 6d).
    named: ids of those whose words name one, known or not.
    """
    by_id = {event.id: event for event in events}
    for event in events:
        for answer in event.answers:
            mine, other = by_id[event.id], by_id.get(answer.event)
            if answer.basis != "stated" or other is None:
                continue
            if _is_asked_of(other, mine):
                by_id[other.id] = other = replace(other, recipient=_theirs(mine.actor))
            if _is_punished_for(mine, other):
                by_id[other.id] = replace(other, actor=_theirs(mine.recipient))
            elif (
                mine.event in AGAINST
                and (mine.id not in named or answer.confidence >= SURE)
                and _turns_on(mine, other)
            ):
                by_id[mine.id] = replace(mine, recipient=_theirs(other.actor))
    return tuple(by_id[event.id] for event in events)


def _is_asked_of(request: Event, event: Event) -> bool:
    """Whether a request that tells nobody known is one to who refuses it, or does as he is asked."""
    asked = request.event == "REQUEST" and event.event in HEEDING
    return asked and not countries_of(_said(request.recipient)) and bool(countries_of(event.actor))


def _said(entities: Sequence[Entity]) -> list[Entity]:
    """Those that words of the report name."""
    return [entity for entity in entities if entity.span is not None]


def _told(recipient: Sequence[Entity]) -> bool:
    """Whether words of the report name the recipient, and not what goes without saying."""
    return bool(_said(recipient))


def _turns_on(event: Event, other: Event) -> bool:
    """Whether an act whose recipient goes without saying is done to the author of what it answers."""
    return not _told(event.recipient) and _against(event, other)


def _is_punished_for(event: Event, other: Event) -> bool:
    return (
        event.event in PUNISHING
        and _told(event.recipient)
        and other.event in OPEN_DEEDS
        and not other.actor
        and not BY_STEALTH & set(other.mode)
        and len(countries_of(event.recipient)) == 1
        and countries_of(event.recipient) != countries_of(other.recipient)
    )


def _against(event: Event, other: Event) -> bool:
    """Whether what is answered was done by somebody known, other than who answers unless it is refused.

    A senator who blames the president's decision blames his own government.
    """
    authors = countries_of(other.actor)
    abroad = authors != countries_of(event.actor) or event.event == "REJECT"
    return bool(authors) and (abroad or (event.event == "ACCUSE" and _rules(other) and not _rules(event)))


def _rules(event: Event) -> bool:
    """Whether the actors are of a government."""
    return any(entity.sector[:1] == ("GOV",) for entity in event.actor)


def _theirs(entities: Sequence[Entity]) -> tuple[Entity, ...]:
    """Those of known countries, as the other side of an answer that names them."""
    return unsaid([entity for entity in entities if entity.country], "the other side of what answers it")


def _with_authority(event: Event) -> Event:
    """A protest that names nobody is against the government of those who protest (guideline 7a)."""
    countries = _states(event.actor)
    if event.event != "PROTEST" or event.recipient or len(countries) != 1:
        return event
    (country,) = countries
    return replace(event, recipient=(unnamed(country, "GOV", AUTHORITY),))


def _with_protesters(event: Event) -> Event:
    """A protest of nobody named is one of the people whose authorities it is against; no government takes to
    the streets against itself.
    """
    if event.event == "PROTEST" and event.actor and _governs_itself(event):
        event = replace(event, actor=(), recipient=event.recipient or event.actor)
    countries = _states(event.recipient)
    if event.event != "PROTEST" or event.actor or len(countries) != 1:
        return event
    (country,) = countries
    how = "the people of the country whose authorities they protest against"
    return replace(event, actor=(unnamed(country, "CVL", how),))


def _governs_itself(event: Event) -> bool:
    """Whether a government is said to act, and nobody abroad to suffer it."""
    governs = all(entity.sector[:1] == ("GOV",) for entity in event.actor)
    return governs and countries_of(event.recipient) <= countries_of(event.actor)


def _with_police(event: Event, states: frozenset[str]) -> Event:
    """Who is arrested or found guilty by nobody named is so by the police or a court of where it was, or of
    their own country (guideline 8).

    `states`: those of the report's acts; a town in another is no place of theirs.
    """
    force = _force(event)
    if event.actor or force is None:
        return event
    here = event.place.country if event.place and _is_there(event.place, states) else None
    theirs, told = _states(event.recipient), _states(event.according_to)
    if len(told) == 1 and told != theirs and all(e.sector[:1] == ("GOV",) for e in event.according_to):
        here = here or next(iter(told))  # "Canada said that French fishermen would be arrested"
    own = len(theirs) == 1 and "deport" not in event.mode  # nobody is deported by his own state
    country = here or (next(iter(theirs)) if own else None)
    if country is None:
        return event
    return replace(event, actor=(unnamed(country, force, "the authorities of where it was"),))


def _is_there(place: Place, states: frozenset[str]) -> bool:
    """Whether a place is believed: in a state of the report's acts, or a country that is named."""
    return place.country in states or place.kind == "country"


def _force(event: Event) -> str | None:
    """The sector of who does it where nobody is named: charges are a court's, a pardon is a government's."""
    word = event.trigger.text.split()[-1].lower()
    if (event.event == "ACCUSE" and word in CHARGED) or word in ACQUITTED:
        return "JUD"
    if event.event == "CONCEDE" and word in PARDONED:
        return "GOV"
    return next((BY_FORCE[mode] for mode in event.mode if mode in BY_FORCE), None)


def _with_superiors(event: Event) -> Event:
    """Officials of one state whom nobody named dismisses are dismissed by its government."""
    countries = _states(event.recipient)
    governs = all(entity.sector[:1] == ("GOV",) for entity in event.recipient)
    dismissed = DISMISSED & set(event.trigger.text.lower().split())
    if event.event != "SANCTION" or event.actor or len(countries) != 1 or not governs or not dismissed:
        return event
    (country,) = countries
    return replace(event, actor=(unnamed(country, "GOV", "the government of who is dismissed"),))


def _with_captors(event: Event, events: Sequence[Event]) -> Event:
    """Who is released by nobody named is so by those who held him, or by the courts that let people out."""
    if event.event != "RETREAT" or "release" not in event.mode or event.actor or not event.recipient:
        return event
    for other in events:
        held = other.event == "COERCE" or "abduct" in other.mode
        if held and other.actor and countries_of(other.recipient) == countries_of(event.recipient):
            return replace(event, actor=unsaid(other.actor, "who held them"))
    countries = _states(event.recipient)
    if len(countries) != 1 or LETTING_OUT.isdisjoint(_words(event.sentence.text)):
        return event
    (country,) = countries
    return replace(event, actor=(unnamed(country, "JUD", "the courts of where they are"),))


def _with_the_ruled(event: Event, states: frozenset[str]) -> Event:
    """What a state's rulers impose on nobody named is imposed on its own people ("a ban on gatherings"), and
    what its courts say of a law is said to its government.
    """
    countries, words = _states(event.actor), set(event.trigger.text.lower().split())
    sectors = {sector for entity in event.actor for sector in entity.sector[:1]}
    if event.recipient or len(countries) != 1:
        return event
    (country,) = countries
    ruled = IMPOSED & set(event.mode) or states == countries
    felt = ruled and not UNFELT & set(event.mode) and BORDERS.isdisjoint(_words(event.sentence.text))
    if event.event == "COERCE" and sectors <= RULERS and felt:
        return replace(event, recipient=(unnamed(country, "CVL", "the people of who rules them"),))
    if event.event == "SANCTION" and sectors == {"JUD"} and words & RULINGS:
        return replace(event, recipient=(unnamed(country, "GOV", "the government of the court's country"),))
    return event


def _with_the_struck(event: Event, states: frozenset[str]) -> Event:
    """An attack on nobody named strikes the people of its place, or those among whom its authors live.

    `states`: those of the report's acts; a place in another is no place of theirs.
    """
    words = set(event.trigger.text.lower().split())
    if event.event != "ASSAULT" or event.recipient or not event.actor or words & FREEING:
        return event
    sectors = {sector for entity in event.actor for sector in entity.sector[:1]}
    countries = _states(event.actor)
    if event.place and event.place.country in states:
        country, how = event.place.country, "the people of where it was"
    elif len(countries) == 1 and sectors and sectors <= OF_THE_LAND:
        country, how = next(iter(countries)), "the country of who strikes"
    else:
        return event
    sector = "GOV" if countries == {country} and sectors <= REBELS else "CVL"
    return replace(event, recipient=(unnamed(country, sector, how),))


def _words(text: str) -> list[str]:
    return [word.strip(',.;:"') for word in text.lower().split()]


def _at_home(event: Event) -> Event:
    """What parliaments, parties and courts ask of nobody named is asked of their own government."""
    countries = _states(event.actor)
    sectors = {sector for entity in event.actor for sector in entity.sector}
    if event.event not in ASKING or event.recipient or len(countries) != 1 or not sectors & AT_HOME:
        return event
    (country,) = countries
    how = "the government of those who ask"
    return replace(event, recipient=(unnamed(country, "GOV", how),))


def _only_country(events: Sequence[Event]) -> str | None:
    """The country of all who act or suffer in the report, if there is just one."""
    countries = [c for event in events for c in _states((*event.actor, *event.recipient))]
    return countries[0] if len(countries) >= LEAST_NAMED and len(set(countries)) == 1 else None


def _among_themselves(event: Event, country: str | None) -> Event:
    """What people of the only country of a report ask, refuse or threaten is done to their own government."""
    itself = event.event in GIVEN and any("GOV" in entity.sector for entity in event.actor)
    charged = event.event == "ACCUSE" and all(entity.sector[:1] in COURTS for entity in event.actor)
    if (
        country is None
        or event.event not in TOWARDS
        or event.recipient
        or not event.actor
        or itself
        or charged
    ):
        return event
    how = "the government of the report's only country"
    return replace(event, recipient=(unnamed(country, "GOV", how),))


def dispute(events: Sequence[Event]) -> frozenset[str] | None:
    """The pair of countries that most two-sided acts of the report are between, or None.

    One act makes a dispute only where nobody of other countries acts or suffers.
    """
    pairs: Counter[frozenset[str]] = Counter()
    for event in events:
        for actor in countries_of(event.actor):
            for recipient in countries_of(event.recipient):
                if actor != recipient:
                    pairs[frozenset({actor, recipient})] += 1
    if not pairs:
        return None
    (pair, count), *_ = pairs.most_common(1)
    alone = all(countries_of((*event.actor, *event.recipient)) <= pair for event in events)
    most = count >= LEAST_SHARE * sum(pairs.values())
    return pair if most and (count >= LEAST_ACTS or alone) else None


def _filled(event: Event, pair: frozenset[str]) -> Event:
    actors, recipients = countries_of(event.actor), countries_of(event.recipient)
    if pair & GOVERNLESS:  # companies and movements have no governments
        return event
    private = bool(event.actor) and all(entity.sector[:1] in PRIVATE for entity in event.actor)
    if private or "investigate" in event.mode:
        return event
    if "visit" in event.mode and not event.recipient and len(actors) == 1 and actors <= pair:
        return replace(event, recipient=(_other(pair, actors),))
    if {sector for entity in event.actor for sector in entity.sector} & AT_HOME:  # whose quarrel is at home
        return event
    if event.event in TOWARDS and not event.recipient and len(actors) == 1 and actors <= pair:
        return replace(event, recipient=(_other(pair, actors),))
    if event.event in BY_THE_OTHER and not event.actor and len(recipients) == 1 and recipients <= pair:
        return replace(event, actor=(_other(pair, recipients),))
    return event


def _other(pair: frozenset[str], side: frozenset[str]) -> Entity:
    (country,) = pair - side
    how = "the other side of the report's dispute"
    other = unnamed(country, "GOV", how)
    return replace(other, sector=()) if country in STATELESS else other


def unnamed(country: str, sector: str, how: str) -> Entity:
    """Somebody of a country whom no word of the report names."""
    return Entity(None, country, country, (sector,), how=how)


def _states(entities: Sequence[Entity]) -> frozenset[str]:
    """The states among the countries: alliances and companies have no governments or peoples."""
    return countries_of(entities) - STATELESS
