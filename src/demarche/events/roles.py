"""Who did it and to whom: from the slots around a trigger to resolved entities (guidelines 7, 7a, 8)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from demarche.entities.actors import ActorResolver
from demarche.events import afar
from demarche.events.everybody import (
    GUESSED,
    OWN,
    Roles,
    are_own_envoys,
    countries_in,
    each_once,
    is_outlet,
    merged,
    name_of,
    names_of,
    not_himself,
    not_oneself,
    of_other_states,
    without_titles,
)
from demarche.events.heads import Array
from demarche.events.opponents import opponents
from demarche.events.sides import DEEDS, TAKEN_UP, disowner, is_felt, is_within, sides
from demarche.events.somebody import Found, Somebody
from demarche.events.syntax import Clauses, base
from demarche.model import Entity

# How it is said of somebody whose he is.
TOLD = ("modifier ", "organisation ", "state ", "people of ")
SEAT = "stands for its government"
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
# What a state does to others.
TO_OTHERS = frozenset({"REQUEST", "ACCUSE", "THREATEN", "SANCTION"})
# Acts about what somebody else has done.
JUDGING = frozenset({"SUPPORT", "ACCUSE"})
# Relations inside a noun phrase.
INSIDE_PHRASE = frozenset(
    {"amod", "compound", "flat", "det", "nummod", "nmod", "appos", "case", "punct", "goeswith", "advmod"}
)
# Where the actor of a verb, and of a noun, stands, in order.
VERB_ACTOR = ("subj",)
NOUN_ACTOR = ("poss", "by", "subj", "verb_subj", "mod", "between", "from")
# Where the recipient stands when the frame does not say.
RECIPIENT = (
    "obj",
    "iobj",
    "against",
    "on",
    "to",
    "with",
    "from",
    "of",
    "at",
    "for",
    "over",
    "in",
    "into",
    "mod",
)
# Troops are sent to places and only sometimes against somebody.
AGAINST = ("against",)
# Nouns whose "of" phrase acts rather than suffers: "a protest of farmers".
OF_ACTS = frozenset(
    {
        "protest",
        "demonstration",
        "march",
        "rally",
        "strike",
        "riot",
        "visit",
        "withdrawal",
        "resignation",
        "decision",
        "statement",
        "refusal",
        "offer",
        "promise",
        "talk",
        "exercise",
        "deployment",
    }
)
# What a state does to its own people, and the people of no office.
RULING = frozenset({"restrict", "curfew", "martial-law", "censor"})
PEOPLE = frozenset({("CVL",), ("REL",)})
# Deeds done to others, and the verbs by which one does them with a noun.
DONE_TO = DEEDS | {"SANCTION"}
TAKING_PART = frozenset(
    {"participate", "engage", "take", "involve", "retaliate", "respond", "resort", "proceed", "continue"}
    | {"join", "help", "assist", "begin", "start", "threaten", "hit", "strike", "reply", "answer", "carry"}
)
# Where the press stands that acts itself.
OUTLETS_ACT = ("subj", "poss", "by", "from")
# What is done to the land that a name before it names.
TAKINGS = frozenset({"invasion", "occupation", "annexation", "siege"})
FRIENDS = frozenset({"ally", "partner", "friend", "neighbour", "neighbor"})
# Words and measures that may name, beside others, what is their own: "rejected the UN inquiry into its war".
AT_OTHERS = frozenset({"REJECT", "ACCUSE", "THREATEN", "SANCTION", "REQUEST"})
# Acts by which somebody joins a body.
JOINING = frozenset({"SUPPORT", "AGREE"})
# Nouns of journeys, whose goal is whom they are to.
JOURNEYS = frozenset({"visit", "trip", "tour", "mission"})
# Where he stands who is asked, blamed or punished for what he has done.
BLAMED_SLOTS = ("from", "on", "against", "obj", "iobj", "to")
# Both sides of these acts do the same thing: all are actors (guidelines, CONSULT and clashes).
MUTUAL = frozenset({"CONSULT", "COOPERATE"})
# From this probability on, a word that the event head takes for an actor or recipient is one, whatever its
# slot.
SURE = 0.5
# Below it a slot that the grammar names needs this much; tuned with `python -m benchmarks.events`.
LIKELY, LIKELY_FAR = 0.05, 0.02
# And a noun phrase that is coordinated with a sure one, this much; tuned in the same way.
BESIDE_SURE = 0.05
# From here on the head is heard where it takes for a sufferer who stands alongside a doer.
PERHAPS_SUFFERS = 0.1
# What joins another to a doer: "imposed sanctions along with its allies".
ALONGSIDE = frozenset({"along with", "together with", "alongside", "in concert with", "jointly with"})


class RoleFinder:
    """Finds the roles of triggers in one report."""

    def __init__(self, resolver: ActorResolver, acts: frozenset[int] = frozenset()) -> None:
        self._resolver = resolver
        self._phrases = Somebody(resolver, acts)
        self._acts = acts  # where triggers begin, as offsets of the report

    def entities(self, clauses: Clauses, head: int) -> tuple[Entity, ...]:
        """Whom a noun phrase and its conjuncts mean."""
        return self._phrases.entities(clauses, head)

    def find(
        self,
        clauses: Clauses,
        i: int,
        event: str,
        mode: Sequence[str],
        slots: Sequence[str],
        *,
        actor_words: Array | None = None,
        recipient_words: Array | None = None,
    ) -> Roles:
        """Actor and recipient of trigger `i`.

        `slots`: where the frame says the recipient stands.  `actor_words`, `recipient_words`: the event
        head's probability for each word of the sentence to be part of the actor or recipient; without them
        the grammar alone decides.
        """
        if actor_words is not None and recipient_words is not None:
            found = self._by_head(clauses, i, event, slots, actor_words, recipient_words)
        else:
            found = self._by_grammar(clauses, i, event, slots)
        found = replace(found, actor=_without_outlets(clauses, i, found.actor))
        if found.actor and not clauses.slots(i).passive:
            beside = self._alongside(clauses, i, actor_words, recipient_words)
            others = [entity for entity in beside if name_of(entity) not in names_of(found.recipient)]
            found = replace(found, actor=merged(found.actor, tuple(others)))
        if clauses.slots(i).passive and found.actor and names_of(found.actor) == names_of(found.recipient):
            found = Roles((), found.recipient, None, found.recipient_slot)  # "who were invited" invite nobody
        found = self._with_agent(clauses, i, found)
        found = not_oneself(clauses, i, found)
        found = without_titles(each_once(clauses, found))
        if event not in MUTUAL:
            found = not_himself(found)
        elif "visit" not in mode:
            found = self._with_partner(clauses, i, found)
        if {"expel", "deport"} & set(mode) and not found.actor:
            hosts = afar.left(self._phrases, clauses, i)
            guests = tuple(e for e in found.recipient if e.country not in countries_in(hosts))
            found = replace(found, actor=hosts, actor_slot="from", recipient=guests)
        if event == "REQUEST" and not found.recipient:
            found = replace(found, recipient=afar.asked(self._phrases, clauses, i))
        if event == "ACCUSE" and not found.recipient:
            found = replace(found, recipient=afar.suspected(self._phrases, clauses, i))
        if event in afar.HIT_SLOTS and not found.recipient:
            found = replace(found, recipient=afar.in_content(self._phrases, clauses, i, event, found.actor))
        if event in JUDGING and not found.recipient:
            found = replace(found, recipient=afar.judged(self._phrases, clauses, i))
        if event == "ASSAULT" and not found.recipient:
            found = replace(found, recipient=afar.struck_in(self._phrases, clauses, i))
        if event == "SUPPORT" and not found.actor and _is_passed(clauses, i):
            found = Roles(found.recipient, (), found.recipient_slot)  # "the bill passed the Senate"
        if event in JOINING and (not (found.recipient and found.actor) or found.recipient_slot == "in"):
            found = afar.joined(self._phrases, clauses, i, found)
        if event == "SANCTION" and {"expel", "withdraw"} & set(mode) and are_own_envoys(found):
            found = Roles(found.actor, (), found.actor_slot)
        if event in DEEDS | AT_OTHERS:
            found = replace(found, actor=self._of_others(event, found))
        if event in TO_OTHERS:
            found = replace(found, recipient=self._of_another(found))
        if event == "RETREAT" and "resign" in mode and found.actor:
            found = replace(found, recipient=())
        if event in AT_OTHERS:
            found = replace(found, recipient=of_other_states(found))
        if event == "COERCE" and RULING & set(mode):
            found = replace(found, recipient=_own_people(found))
        if event == "MOBILIZE" and countries_in(found.recipient) <= countries_in(found.actor):
            found = Roles(found.actor, (), found.actor_slot)  # one's own troops are sent, not struck
        if event in MUTUAL:
            found = replace(found, actor=self._apart_from_partners(found))
        if event in MUTUAL and "visit" not in mode and found.recipient and found.actor:
            return Roles(merged(found.actor, found.recipient), (), found.actor_slot)
        if event == "CONSULT" and "visit" in mode:
            guests = tuple(e for e in found.actor if name_of(e) not in names_of(found.recipient))
            return replace(found, actor=guests or found.actor)
        return found

    def _by_head(
        self,
        clauses: Clauses,
        i: int,
        event: str,
        slots: Sequence[str],
        actors: Array,
        recipients: Array,
    ) -> Roles:
        """What the head is sure of, else what the grammar says if the head does not rule it out."""
        marked = self._heads(clauses, i, actors), self._heads(clauses, i, recipients)
        scores, is_somebody = (actors, recipients), partial(self._phrases.is_somebody, clauses)
        found = sides(clauses, i, event, marked, scores, is_somebody=is_somebody)
        actor, recipient = (
            self._phrases.named(clauses, found.doers),
            self._phrases.named(clauses, found.sufferers),
        )
        if actor and recipient:
            return Roles(actor, recipient, "event head", "event head")
        actor_slot, recipient_slot = "event head", "event head"
        ruled = self._by_grammar(clauses, i, event, slots)
        if not actor and self._supported(ruled.actor, clauses, actors, least=_least(clauses, i)):
            actor, actor_slot = ruled.actor, ruled.actor_slot or ""
        certain = ruled.recipient_slot == "verb_subj" or (
            clauses.lemmas[i] in JOURNEYS and ruled.recipient_slot in {"to", "mod"}
        )
        if not recipient and found.brought:
            recipient, recipient_slot = self._author_of_cause(clauses, i), "what has brought it"
        elif not recipient and (certain or self._supported(ruled.recipient, clauses, recipients)):
            recipient, recipient_slot = ruled.recipient, ruled.recipient_slot or ""
        return Roles(actor, recipient, actor_slot if actor else None, recipient_slot if recipient else None)

    def _moved(
        self, entities: Sequence[Entity], countries: set[str | None], guessed: Callable[[str], bool]
    ) -> tuple[Entity, ...]:
        """The entities; who was only guessed to be of `countries` is of the likeliest other one."""
        but = frozenset(code for code in countries if code)
        return tuple(
            self._resolver.elsewhere(entity, but=but)
            if entity.country in countries and guessed(entity.how or "")
            else entity
            for entity in entities
        )

    def _of_others(self, event: str, found: Roles) -> tuple[Entity, ...]:
        """The actors; police, soldiers without a country are not of the one that the sufferers' words tell.

        "Police searched two Russian trawlers" is not told of Russia's.
        """
        ways: tuple[str, ...] = TOLD
        if event not in {"ASSAULT", "MOBILIZE"}:
            ways = ("modifier ",) if event == "COERCE" else ("state ",)
        told = {
            e.country for e in found.recipient if (how := e.how or "").startswith(ways) or how.endswith(SEAT)
        }
        if len(told) != 1 or countries_in(found.recipient) != told:
            return found.actor
        return self._moved(found.actor, told, lambda how: how in GUESSED)

    def _with_agent(self, clauses: Clauses, i: int, found: Roles) -> Roles:
        """What is done "by" somebody to a passive verb's subject is done by him, whatever else is marked."""
        if not clauses.slots(i).passive or clauses.tokens[i].upos != "VERB" or is_felt(clauses, i):
            return found
        heads = [head for head in clauses.slots(i).get("subj") if clauses.tree.preposition(head) == "by"]
        heads = [conjunct for head in heads for conjunct in clauses.conjuncts(head)]
        agents = tuple(
            entity for head in heads for entity in self._phrases.whole(clauses, head) if entity.country
        )
        if not agents:
            return found
        if names_of(agents) & names_of(found.actor):
            named = names_of([entity for head in heads for entity in self._phrases.entities(clauses, head)])
            only = tuple(entity for entity in found.actor if name_of(entity) in named)
            return replace(found, actor=only or found.actor)
        left = tuple(e for e in found.recipient if name_of(e) not in names_of(agents))
        return replace(found, actor=agents, actor_slot="by", recipient=left)

    def _apart_from_partners(self, found: Roles) -> tuple[Entity, ...]:
        """The actors; an office without a country is not of the one that it talks with."""
        everyone = (*found.actor, *found.recipient)
        told = [e for e in everyone if (e.how or "").startswith(("people of ", "state ", "modifier "))]
        guessed = [e for e in found.actor if (e.how or "") in GUESSED]
        if len(everyone) != 2 or len(told) != 1 or len(guessed) != 1 or told[0].country != guessed[0].country:
            return found.actor
        other = self._resolver.elsewhere(guessed[0], but=frozenset({told[0].country or ""}))
        return tuple(other if entity is guessed[0] else entity for entity in found.actor)

    def _of_another(self, found: Roles) -> tuple[Entity, ...]:
        """The recipients; an office without a country is not of the state that asks, blames or threatens it.

        "The United States has been pressing the general" is not told of its own.
        """
        states = {e.country for e in found.actor if (e.how or "").startswith("state ")}
        if len(states) != 1 or len(found.actor) != 1:
            return found.recipient
        return self._moved(found.recipient, states, lambda how: how in GUESSED or "of the sentence" in how)

    def _with_partner(self, clauses: Clauses, i: int, found: Roles) -> Roles:
        """Talks with who is named are their clause's subject's: "after talks with Kato, Lyng said"."""
        everyone = (*found.actor, *found.recipient)
        below = frozenset(clauses.tree.subtree(i))
        starts = {clauses.tokens[word].start for word in below}
        inside = all(
            entity.span is not None and any(entity.span.start <= start < entity.span.end for start in starts)
            for entity in everyone
        )
        alone = len({entity.country for entity in everyone}) == 1
        with_them = any(clauses.tree.preposition(word) == "with" for word in below)
        if not (inside and alone and with_them) or clauses.slots(i).get("poss"):
            return found
        for above in clauses.tree.ancestors(i):
            slots = clauses.slots(above)
            subjects = [subject for subject in slots.get("subj") if subject not in below]
            if clauses.tokens[above].upos in {"VERB", "AUX"} and subjects and not slots.passive:
                more = self._phrases.named(clauses, subjects[:1])
                others = tuple(e for e in more if e.country and e.country not in countries_in(everyone))
                return replace(found, actor=merged(others, found.actor)) if others else found
        return found

    def _alongside(
        self, clauses: Clauses, i: int, actors: Array | None, recipients: Array | None
    ) -> tuple[Entity, ...]:
        """Who does the act of a verb "along with" its subject, unless the head takes them for sufferers."""
        found: tuple[Entity, ...] = ()
        subjects = clauses.slots(i).get("subj")
        below = (part for subject in subjects for part in clauses.tree.dependents(subject, "nmod"))
        for child in (*clauses.tree.children[i], *below):
            adverb = f"{clauses.lemmas[child]} " if base(clauses.tokens[child].dep) == "advmod" else ""
            for other in clauses.tree.dependents(child, "obl") if adverb else [child]:
                if (
                    actors is not None
                    and recipients is not None
                    and (recipients[other] > max(actors[other], PERHAPS_SUFFERS))
                    and not _are_own_friends(clauses, other)
                ):
                    continue
                if f"{adverb}{clauses.tree.preposition(other)}" in ALONGSIDE:
                    found = merged(found, self._phrases.entities(clauses, other))
        for word in clauses.tree.subtree(i, without=("acl", "advcl", "ccomp", "conj", "parataxis")):
            # wherever the parse has hung it: "sanctions over the war along with its allies"
            if clauses.tree.preposition(word) in ALONGSIDE and _are_own_friends(clauses, word):
                found = merged(found, self._phrases.entities(clauses, word))
        return found

    def _heads(self, clauses: Clauses, i: int, scores: Array) -> list[int]:
        """The heads of the noun phrases that hold words with a sure score."""
        heads: list[int] = []
        for word in np.flatnonzero(scores >= SURE):
            head = self._phrase_head(clauses, int(word), scores)
            if head != i and head not in heads:
                heads.append(head)
        for head in heads:
            others = clauses.tree.dependents(head, "conj")
            heads += [o for o in others if o != i and o not in heads and scores[o] >= BESIDE_SURE]
        return [head for head in heads if not is_within(clauses, head, heads)]

    def _phrase_head(self, clauses: Clauses, word: int, scores: Array) -> int:
        """The head of the noun phrase of a word, climbing only over words that are marked too."""
        place = word
        while base(clauses.tokens[place].dep) in INSIDE_PHRASE:
            head = clauses.tokens[place].head
            if head < 0 or scores[head] < SURE:
                break
            place = head
        return place

    def _supported(
        self, entities: Sequence[Entity], clauses: Clauses, scores: Array, *, least: float = LIKELY
    ) -> bool:
        """Whether the head gives some word of the entities' spans a fair chance; implied ones have it."""
        for entity in entities:
            if entity.span is None:
                return True
            inside = [t.i for t in clauses.tokens if t.start < entity.span.end and entity.span.start < t.end]
            if not inside or float(scores[inside].max()) >= least:
                return True
        return False

    def _by_grammar(self, clauses: Clauses, i: int, event: str, slots: Sequence[str]) -> Roles:
        verbal = clauses.tokens[i].upos in {"VERB", "AUX"}
        order: tuple[str, ...] = VERB_ACTOR if verbal or clauses.tokens[i].upos == "ADJ" else NOUN_ACTOR
        if not verbal and clauses.lemmas[i] in OF_ACTS:
            order = (*order, "of")
        if not verbal and event in DONE_TO and not _takes_part(clauses, i):
            order = tuple(slot for slot in order if slot != "verb_subj")
        if clauses.lemmas[i] in TAKINGS:  # "the Kuwait invasion"
            order = tuple(slot for slot in order if slot != "mod" or _is_adjective(clauses, i))
        actor, actor_slot, used = self._blamed(clauses, i)
        if not actor:
            actor, actor_slot, used = self._phrases.first(
                clauses, i, order, exclude=opponents(clauses, i, event)
            )
        if event in TAKEN_UP and (other := disowner(clauses, i)) is not None and actor_slot != "poss":
            recipient = self._phrases.entities(clauses, other)
            if recipient:
                return Roles((), recipient, None, "verb_subj")
        places = AGAINST if event == "MOBILIZE" else slots or RECIPIENT
        recipient, recipient_slot, _ = self._phrases.first(clauses, i, places, exclude=used)
        above = clauses.tokens[i].head
        if not recipient and base(clauses.tokens[i].dep) == "xcomp" and not verbal and above >= 0:
            # "called the deal lousy": done to whose deal it is
            recipient, recipient_slot, _ = self._phrases.first(clauses, above, ("obj",), exclude=used | {i})
        return Roles(actor, recipient, actor_slot, recipient_slot)

    def _blamed(self, clauses: Clauses, i: int) -> Found:
        """Who is blamed or asked for what the participle `i` tells; nobody where it is no such participle."""
        above = _blaming(clauses, i)
        if above is None:
            return (), None, frozenset()
        return self._phrases.first(clauses, above, BLAMED_SLOTS, exclude=frozenset({i}))

    def _author_of_cause(self, clauses: Clauses, i: int) -> tuple[Entity, ...]:
        """Who did what has brought what noun `i` names: "France's ban, which has drawn protests"."""
        for subject in clauses.slots(clauses.tokens[i].head).get("subj"):
            for place in [*clauses.tree.subtree(subject), *clauses.tree.ancestors(subject)]:
                if place != i and clauses.tokens[place].start in self._acts:
                    return self._phrases.first(
                        clauses, place, ("subj", "poss", "by"), exclude=frozenset({i})
                    )[0]
        return ()


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


def _without_outlets(clauses: Clauses, i: int, actors: Sequence[Entity]) -> tuple[Entity, ...]:
    """The actors without the press that only tells of the act or is told: "he told Reuters".

    It acts where the act's own word says so: "CNN has sued the White House".
    """
    slots = clauses.slots(i)
    own = [head for slot in OUTLETS_ACT for head in slots.get(slot)]
    heads = [clauses.tokens[head] for one in own for head in clauses.conjuncts(one)]
    return tuple(
        entity
        for entity in actors
        if not is_outlet(entity)
        or any(entity.span and entity.span.start <= head.start < entity.span.end for head in heads)
    )


def _takes_part(clauses: Clauses, i: int) -> bool:
    """Whether the verb above noun `i` says that its subject does the deed; an object's light verb does."""
    token = clauses.tokens[i]
    return base(token.dep) != "obl" or token.head < 0 or clauses.lemmas[token.head] in TAKING_PART


def _is_adjective(clauses: Clauses, i: int) -> bool:
    """Whether what describes noun `i` is an adjective: "the Iraqi invasion"."""
    return all(clauses.tokens[child].upos == "ADJ" for child in clauses.slots(i).get("mod"))


def _are_own_friends(clauses: Clauses, i: int) -> bool:
    """Whether a phrase names who stands by the doer: nobody strikes at "its allies" along with others."""
    own = any(clauses.tokens[c].text.lower() in OWN for c in clauses.tree.dependents(i, "nmod"))
    return own and clauses.lemmas[i] in FRIENDS


def _is_passed(clauses: Clauses, i: int) -> bool:
    """Whether a bill or the like "passes" a body, which passes it."""
    subjects = clauses.slots(i).get("subj")
    return clauses.lemmas[i] == "pass" and any(clauses.lemmas[subject] in BILLS for subject in subjects)


def _least(clauses: Clauses, i: int) -> float:
    """How much chance the head must give a subject: less to a participle's, which stands far off."""
    return LIKELY_FAR if clauses.tokens[i].xpos == "VBG" else LIKELY


def _blaming(clauses: Clauses, i: int) -> int | None:
    """The verb whose object has done what "for" or "of" and a participle tell: "fined for arming"."""
    token = clauses.tokens[i]
    if token.xpos != "VBG" or base(token.dep) not in {"advcl", "acl", "obl", "nmod"}:
        return None
    if clauses.tree.preposition(i) not in {"for", "of"} or token.head < 0:
        return None
    place = token.head
    while clauses.tokens[place].upos != "VERB" and clauses.tokens[place].head >= 0:
        place = clauses.tokens[place].head  # "demanded an apology from Moscow for detaining"
    return place if clauses.tokens[place].upos == "VERB" else None
