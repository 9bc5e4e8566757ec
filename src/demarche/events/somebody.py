"""Whom the noun phrases of a sentence mean: as a whole, hidden inside, or the author of the act they name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from demarche.entities.actors import ActorResolver
from demarche.events.circumstances import CAUSES
from demarche.events.everybody import merged
from demarche.events.outside import BACKING
from demarche.events.syntax import Clauses, base
from demarche.model import Entity

# Who stands by somebody is somebody else: "U.S. allies".
RELATED = frozenset({"ally", "neighbour", "neighbor", "rival", "foe", "enemy", "partner", "critic"})
# How deep an entity may hide in a noun phrase: "a range of Japanese goods".
HIDDEN_DEPTH = 3
# Prepositions of where something is.
LOCATING = frozenset({"in", "at", "near", "inside", "across", "around", "outside", "throughout"})
# Adjectives that judge an act and name nobody: "terrorist bombings".
NOBODY = frozenset({"terrorist", "criminal", "suicide", "civil"})

# Entities, the slot that they were found in, and the tokens that they came from.
Found = tuple[tuple[Entity, ...], str | None, frozenset[int]]


class Somebody:
    """Resolves the noun phrases of one report's sentences; `acts`: where triggers begin, as offsets."""

    def __init__(self, resolver: ActorResolver, acts: frozenset[int] = frozenset()) -> None:
        self._resolver = resolver
        self._acts = acts

    def entities(self, clauses: Clauses, head: int) -> tuple[Entity, ...]:
        """The political entities that a noun phrase and its conjuncts name; else those hidden inside it."""
        found: tuple[Entity, ...] = ()
        for conjunct in clauses.conjuncts(head):
            if clauses.tokens[conjunct].start in self._acts and clauses.tokens[conjunct].upos == "NOUN":
                # "condemned the attack": done to whoever did that
                found = merged(found, self._doer(clauses, conjunct))
            elif clauses.tokens[conjunct].upos in {"NOUN", "PROPN", "PRON", "NUM", "DET", "ADJ"}:
                found = merged(found, self._of_phrase(clauses, conjunct))
            elif clauses.tokens[conjunct].upos == "VERB":
                found = merged(found, self._hidden(clauses, conjunct, HIDDEN_DEPTH))
        return found

    def named(self, clauses: Clauses, heads: Sequence[int]) -> tuple[Entity, ...]:
        """The entities of noun phrases, given by their heads."""
        found: tuple[Entity, ...] = ()
        for head in heads:
            found = merged(found, self._of_phrase(clauses, head))
        return found

    def first(self, clauses: Clauses, i: int, slots: Sequence[str], *, exclude: frozenset[int]) -> Found:
        """The entities of the first slot that holds any, its name, and the tokens that they came from."""
        for slot in slots:
            if slot == "verb_subj" and not _shares_subject(clauses, i):
                continue
            for head in clauses.slots(i).get(slot):
                idle = slot == "mod" and clauses.lemmas[head] in NOBODY | BACKING
                if head == i or head in exclude or idle:
                    continue
                found = self.entities(clauses, head)
                if found:
                    return found, slot, frozenset({head})
        return (), None, frozenset()

    def whole(self, clauses: Clauses, head: int) -> tuple[Entity, ...]:
        start, end = clauses.tree.phrase(head)
        return tuple(e for e in self._resolver.resolve_all(start, end) if e.country or e.sector)

    def is_somebody(self, clauses: Clauses, head: int) -> bool:
        """Whether a phrase means somebody, and not only what is somebody's: "a tariff on Chinese goods"."""
        named = clauses.tokens[head].upos in {"PROPN", "PRON"}
        return any(named or entity.role for entity in self.whole(clauses, head))

    def _doer(self, clauses: Clauses, noun: int) -> tuple[Entity, ...]:
        """Who did the act that a noun names, as far as its own phrase says."""
        for slot in ("poss", "by", "mod"):
            for head in clauses.slots(noun).get(slot):
                found = self.whole(clauses, head)
                if any(entity.country for entity in found):
                    return found
        return ()

    def _of_phrase(self, clauses: Clauses, head: int) -> tuple[Entity, ...]:
        """The entities that a noun phrase means as a whole, else those hidden inside it.

        What has no country of its own has that of its place: "a plant in Sudan".
        """
        whole = self._of_the_first(clauses, head, self.whole(clauses, head))
        if any(entity.country for entity in whole):
            return whole
        named = self._named_among(clauses, clauses.tree.dependents(head, "appos"))
        if any(entity.country for entity in named):  # "the one ally who stood by him, President Kovac"
            return named
        placed = [
            place
            for child in clauses.tree.dependents(head, "nmod")
            if clauses.tree.preposition(child) in LOCATING
            for place in self.whole(clauses, child)
            if place.country
        ]
        if whole and placed:
            how = f"in {placed[0].name}"
            return tuple(replace(entity, country=placed[0].country, how=how) for entity in whole)
        if whole or clauses.lemmas[head] in RELATED:
            return whole
        return self._hidden(clauses, head, HIDDEN_DEPTH)

    def _of_the_first(self, clauses: Clauses, head: int, whole: tuple[Entity, ...]) -> tuple[Entity, ...]:
        """What is named beside something as its own is of the same country: "the trawler and its crew"."""
        token, below = clauses.tokens[head], clauses.tree.children[head]
        own = base(token.dep) == "conj" and any(clauses.lemmas[c] in {"its", "their"} for c in below)
        if not own or clauses.lemmas[head] in RELATED:
            return whole
        first = [entity for entity in self.whole(clauses, token.head) if entity.country]
        if len(first) != 1:
            return whole
        how = f"with {first[0].name}"
        return tuple(replace(entity, country=first[0].country, how=how) for entity in whole)

    def _named_among(self, clauses: Clauses, heads: Sequence[int]) -> tuple[Entity, ...]:
        """What names among noun phrases mean: Afghanistan in "sites in Sudan and Afghanistan"."""
        names = [head for head in heads if clauses.tokens[head].upos == "PROPN"]
        return tuple(entity for head in names for entity in self.whole(clauses, head))

    def _hidden(self, clauses: Clauses, head: int, depth: int) -> tuple[Entity, ...]:
        if depth == 0:
            return ()
        for child in clauses.tree.children[head]:
            if base(clauses.tokens[child].dep) in {
                "nmod",
                "amod",
                "compound",
                "obj",
                "obl",
                "xcomp",
                "nsubj",
                "appos",
                "acl",
            }:
                clause = clauses.tokens[child].upos in {"VERB", "AUX"}  # tells of somebody, is nobody
                whole = () if clause else self.whole(clauses, child)
                found = whole or self._hidden(clauses, child, depth - 1)
                if clauses.tokens[child].upos == "ADJ":  # "a military offensive" names no army
                    found = tuple(entity for entity in found if entity.role is None)
                if found:
                    others = clauses.tree.dependents(child, "conj")
                    return merged(found, self._named_among(clauses, others))
        return ()


def _shares_subject(clauses: Clauses, i: int) -> bool:
    """Whether the subject of the verb above can do what the noun names: not in "had ties before the war"."""
    return base(clauses.tokens[i].dep) != "obl" or clauses.tree.preposition(i) not in CAUSES
