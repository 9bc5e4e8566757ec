"""Who did it and to whom: from the slots around a trigger to resolved entities (guidelines 7, 7a, 8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from demarche.entities.actors import ActorResolver
from demarche.entities.entries import STATELESS
from demarche.events import afar, guesses
from demarche.events.everybody import (
    FRIENDS,
    MUTUAL,
    OWN,
    Roles,
    countries_in,
    each_once,
    is_outlet,
    merged,
    name_of,
    names_of,
    not_himself,
    not_oneself,
    of_others,
    without_titles,
)
from demarche.events.heads import Array
from demarche.events.opponents import opponents
from demarche.events.outside import is_within
from demarche.events.sides import DEEDS, TAKEN_UP, sides
from demarche.events.somebody import Found, Somebody
from demarche.events.syntax import Clauses, base
from demarche.events.turned import disowner, is_felt
from demarche.model import Entity

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
# Nouns of journeys, whose goal is whom they are to.
JOURNEYS = frozenset({"visit", "trip", "tour", "mission"})
# Where he stands who is asked, blamed or punished for what he has done.
BLAMED_SLOTS = ("from", "on", "against", "obj", "iobj", "to")
# From this probability on, a word that the event head takes for an actor or recipient is one, whatever its
# slot.
SURE = 0.5
# Below it a slot that the grammar names needs this much; tuned with `python -m benchmarks.events`.
LIKELY, LIKELY_FAR = 0.05, 0.02
# And a noun phrase that is coordinated with a sure one, this much; tuned in the same way.
BESIDE_SURE = 0.05
# From here on the head is heard where it takes for a sufferer who stands alongside a doer.
PERHAPS_SUFFERS = 0.1
# Where one meets beside a meeting.
MARGINS = frozenset({"margin", "sideline"})
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
        found = self._everybody(clauses, i, found, actor_words, recipient_words)
        if event == "CONSULT":
            found = self._of_body(clauses, i, found)
        if event not in MUTUAL:
            found = not_himself(found)
            if event == "SANCTION":
                found = of_others(found)
        elif "visit" not in mode:
            found = self._with_partner(clauses, i, found)
        found = afar.completed(self._phrases, clauses, i, event, mode, found)
        found = guesses.put_right(self._resolver, event, mode, found)
        return _of_both(event, mode, found) if event in MUTUAL else found

    def _everybody(
        self, clauses: Clauses, i: int, found: Roles, actors: Array | None, recipients: Array | None
    ) -> Roles:
        """Both sides with those who stand beside them, everybody once."""
        found = replace(found, actor=_without_outlets(clauses, i, found.actor))
        if found.actor and not clauses.slots(i).passive:
            beside = self._alongside(clauses, i, actors, recipients)
            others = [entity for entity in beside if name_of(entity) not in names_of(found.recipient)]
            found = replace(found, actor=merged(found.actor, tuple(others)))
        if clauses.slots(i).passive and found.actor and names_of(found.actor) == names_of(found.recipient):
            found = Roles((), found.recipient, None, found.recipient_slot)  # "who were invited" invite nobody
        found = not_oneself(clauses, i, self._with_agent(clauses, i, found))
        return without_titles(each_once(clauses, found))

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

    def _of_body(self, clauses: Clauses, i: int, found: Roles) -> Roles:
        """A meeting that its words call a body's is that body's: "a Security Council meeting".

        Not what goes on beside it: "they met on the margins of the UN meeting".
        """
        beside = any(clauses.lemmas[above] in MARGINS for above in clauses.tree.ancestors(i))
        if clauses.tokens[i].upos != "NOUN" or beside:
            return found
        heads = [*clauses.slots(i).get("poss"), *clauses.slots(i).get("mod")]
        named = [entity for head in heads for entity in self._phrases.whole(clauses, head)]
        bodies = tuple(entity for entity in named if entity.country in STATELESS)
        return replace(found, actor=bodies, actor_slot="mod", recipient=()) if bodies else found

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


def _of_both(event: str, mode: Sequence[str], found: Roles) -> Roles:
    """The sides of talks: all take part, but of a visit only who comes from elsewhere."""
    if "visit" not in mode:
        both = merged(found.actor, found.recipient)
        return Roles(both, (), found.actor_slot) if found.recipient and found.actor else found
    if event != "CONSULT":
        return found
    guests = tuple(e for e in found.actor if name_of(e) not in names_of(found.recipient))
    return replace(found, actor=guests or found.actor)


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
