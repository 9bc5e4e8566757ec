"""Nouns that point back to an act told before: "following the vote", "characterized the attack as".

The coder finds words that name acts; a noun that only takes one up again often is none of them.  It is
recognised by its stem or by its family (`events/data/families.toml`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping

from demarche.events.coding import Coded
from demarche.events.merge import families, families_of, stem_of
from demarche.events.syntax import Clauses

Place = tuple[int, int]
# What is left of those that attacks strike, and the family of these.
HARMED, HARM = frozenset({"injury", "death", "casualty", "bloodshed", "loss"}), "attack"
POINTERS = frozenset({"the", "this", "that", "these", "those", "such"})


def pointing(coded: Coded, owner: Mapping[Place, int]) -> dict[Place, int]:
    """(sentence, token) of such nouns, in sentences that tell acts, to the number of the event told nearest
    before.

    owner: (sentence, token) of the acts themselves to the number of their event.
    """
    sentences = {act.sentence: act.clauses for group in coded.clusters for act in group.acts}
    by_stem, by_family = defaultdict(list), defaultdict(list)  # (where an act is told, of which event)
    for number, group in enumerate(coded.clusters):
        for act in group.acts:
            name = ((act.sentence, act.i), number)
            by_stem[stem_of(act.clauses.lemmas[act.i])].append(name)
            for family in families_of(act):
                by_family[family].append(name)
    for names in (*by_stem.values(), *by_family.values()):
        names.sort()
    found: dict[Place, int] = {}
    for sentence, clauses in sentences.items():
        for token in clauses.tokens:
            place = (sentence, token.i)
            if place in owner or not _points(clauses, token.i):
                continue
            lemma = clauses.lemmas[token.i]
            above = {(sentence, i) for i in clauses.tree.ancestors(token.i)}
            alike = by_stem.get(stem_of(lemma), []), by_family.get(_family(lemma), [])
            # Not one above it in the sentence: "expelled … in retaliation for the expulsions".
            told = (
                event
                for names in alike
                for where, event in reversed(names[: bisect_left(names, (place,))])
                if where not in above
            )
            nearest = next(told, None)
            if nearest is not None:
                found[place] = nearest
    return found


def _family(lemma: str) -> str:
    """The family of acts that a noun takes up: "the injuries" are of an attack, "the demand" is a request."""
    return HARM if lemma in HARMED else families().get(lemma, "")


def _points(clauses: Clauses, i: int) -> bool:
    """Whether a word is a definite noun, or stands before one and says which ("the poisoned spy dispute")."""
    token = clauses.tokens[i]
    if token.dep in {"amod", "compound"} and token.head >= 0:
        return is_definite(clauses, token.head)
    return token.upos == "NOUN" and is_definite(clauses, i)


def is_definite(clauses: Clauses, i: int) -> bool:
    below = clauses.tree.children[i]
    return clauses.tokens[i].upos == "NOUN" and any(
        clauses.lemmas[c] in POINTERS or clauses.tokens[c].dep == "nmod:poss" for c in below
    )
