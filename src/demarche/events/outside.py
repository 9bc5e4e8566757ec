"""Phrases beside an act that are no side of it: who does something else, is helped by it, or was its reason.

All functions take the heads of noun phrases as token indices.
"""

from __future__ import annotations

from collections.abc import Sequence

from demarche.events.syntax import Clauses, base

# What introduces why a deed was done: it is done to others than the authors of that.
REASONS = frozenset(
    {"in response to", "in retaliation for", "in reprisal for", "in revenge for", "after", "following"}
    | {"because of", "despite", "as punishment for", "in answer to", "in reply to"}
)
# Where the goal of what is fired stands.
GOALS = frozenset({"into", "onto", "towards", "toward", "against"})
# Whose object a deed helps.
HELPING = frozenset(
    {"support", "aid", "assist", "help", "back", "defend", "defence", "defense", "behalf", "protect"}
)
# Relations of what is part of a noun phrase, and prepositions of where something happens.
PARTS = frozenset({"nmod", "compound", "amod", "flat", "appos", "conj"})
WITHIN = frozenset({"in", "at", "near", "under", "outside", "inside"})
# Prepositions of deeds that somebody else's act is about, or follows.
ASIDE = frozenset({"after", "following", "as", "about", "during", "amid", "since", "before", "into"})
# Whose object is a measure or an attack, and nobody.
IMPOSING = frozenset(
    {"impose", "place", "put", "set", "declare", "introduce", "launch", "carry", "conduct", "stage", "order"}
    | {"announce", "enforce", "plan", "mount", "wage", "commit", "take", "do"}
)
# What opens a condition.
CONDITIONS = frozenset({"unless", "if", "until"})
# What a hyphen joins to the name of who stands behind another.
BACKING = frozenset(
    {"back", "backed", "support", "supported", "sponsor", "sponsored", "fund", "funded", "arm", "armed"}
    | {"broker", "brokered", "mediate", "mediated", "train", "trained", "align", "aligned", "ally", "allied"}
)


def acts_elsewhere(clauses: Clauses, i: int, word: int) -> bool:
    """Whether a phrase is the subject of a relative clause on something else: "a zone that Israel holds"."""
    verb = clauses.tokens[word].head
    if base(clauses.tokens[word].dep) != "nsubj" or verb < 0 or clauses.tokens[verb].dep != "acl:relcl":
        return False
    about = clauses.tokens[verb].head
    beside = i in clauses.tree.subtree(about) or about in clauses.tree.dependents(i, "obj", "nsubj")
    return verb != i and about != i and not beside


def does_else(clauses: Clauses, i: int, word: int, own: Sequence[int]) -> bool:
    """Whether a phrase is where verb `i` happens, or does what another verb tells.

    The United Nations in "it asked to enforce the embargo the United Nations has imposed".
    """
    tree, top = clauses.tree, word
    while base(clauses.tokens[top].dep) in PARTS and top not in own:
        top = clauses.tokens[top].head
    token = clauses.tokens[top]
    if top in own or token.head < 0:
        return False
    if token.head == i:
        return base(token.dep) == "obl" and tree.preposition(top) in WITHIN
    return token.dep == "obl:agent" or (
        base(token.dep) == "nsubj" and token.head not in _same_breath(clauses, i)
    )


def _same_breath(clauses: Clauses, i: int) -> set[int]:
    """Verb `i`, those that it completes, and those coordinated with it, which may have its subject."""

    def beside(verb: int) -> list[int]:
        others = clauses.tree.dependents(verb, "conj")
        return [other for other in others if not clauses.tree.dependents(other, "nsubj")]

    found = {i, *beside(i)}
    while base(clauses.tokens[i].dep) in {"xcomp", "conj", "aux", "cop"} and clauses.tokens[i].head >= 0:
        if base(clauses.tokens[i].dep) == "conj" and clauses.tree.dependents(i, "nsubj"):
            break
        i = clauses.tokens[i].head
        found.update((i, *beside(i)))
    return found


def does_more(clauses: Clauses, i: int, word: int) -> bool:
    """Whether a phrase does what is told of a part of noun `i`: "the length of the ban is set by Norway"."""
    word = first_conjunct(clauses, word)
    token = clauses.tokens[word]
    above = clauses.tokens[i].head
    if clauses.tree.preposition(word) != "by" or above < 0 or clauses.tokens[above].head != token.head:
        return False
    return base(clauses.tokens[i].dep) == "nmod" and base(clauses.tokens[above].dep) == "nsubj"


def is_aside(clauses: Clauses, i: int) -> bool:
    """Whether noun `i` only says when or about what something else happens: "diplomacy after the raid"."""
    return clauses.tokens[i].upos == "NOUN" and clauses.tree.preposition(i) in ASIDE


def is_reduced(clauses: Clauses, i: int) -> bool:
    """Whether a participle tells what was done to the noun before it, by nobody of the clause above.

    Measures are taken by who takes them: "lifted the curfew imposed in May".
    """
    token = clauses.tokens[i]
    return token.xpos == "VBN" and token.dep == "acl" and clauses.lemmas[i] not in IMPOSING


def subjects_above(clauses: Clauses, i: int) -> set[int]:
    """The subjects of the verbs that noun `i` hangs on."""
    return {subject for above in clauses.tree.ancestors(i) for subject in clauses.slots(above).get("subj")}


def on_condition(clauses: Clauses, i: int, word: int) -> bool:
    """Whether a phrase is inside the condition of verb `i`: "would strike unless it let inspectors in"."""
    for place in (word, *clauses.tree.ancestors(word)):
        token = clauses.tokens[place]
        if token.head == i and token.dep == "advcl":
            return any(clauses.lemmas[mark] in CONDITIONS for mark in clauses.tree.dependents(place, "mark"))
    return False


def is_helped(clauses: Clauses, i: int, sufferer: int) -> bool:
    """Whether a phrase names who is helped, and not struck: "air strikes in support of the army"."""
    token = clauses.tokens[sufferer]
    if clauses.lemmas[sufferer] in HELPING and clauses.tree.preposition(sufferer) in {"in", "on", "to"}:
        return True
    above = token.head
    return (
        above >= 0
        and above != i
        and base(token.dep) in {"obj", "nmod"}
        and clauses.lemmas[above] in HELPING
        and i not in clauses.tree.subtree(sufferer)
    )


def is_origin(clauses: Clauses, i: int, sufferer: int) -> bool:
    """Whether a phrase is where something is fired from, and not at: "from Chad into Niger"."""
    preposition, whole = clauses.tree.preposition, sufferer
    while base(clauses.tokens[whole].dep) in {"amod", "compound"}:
        whole = clauses.tokens[whole].head
    goals = (word for word in clauses.tree.subtree(i) if preposition(word) in GOALS)
    return preposition(whole) == "from" and any(goals)


def is_reason(clauses: Clauses, i: int, sufferer: int) -> bool:
    """Whether a phrase is inside what says why the act was done."""
    place = sufferer
    while place >= 0 and clauses.tokens[place].head != i:
        place = clauses.tokens[place].head
    return place >= 0 and place != sufferer and clauses.tree.preposition(place) in REASONS


def lends(clauses: Clauses, i: int) -> bool:
    """Whether a word names only who stands behind the act: Russian in "the Russian-backed offensive"."""
    head = clauses.tokens[i].head
    return (
        head > i and head - i <= 2 and clauses.lemmas[head] in BACKING and clauses.tokens[head].dep == "amod"
    )


def is_within(clauses: Clauses, i: int, heads: Sequence[int]) -> bool:
    """Whether a phrase is part of another of `heads`, and not beside it: Iran in "militias tied to Iran"."""
    inner = False
    for _ in range(len(clauses.tokens)):
        token = clauses.tokens[i]
        if token.head < 0 or (token.upos == "VERB" and base(token.dep) not in {"acl", "amod"}):
            return False
        inner = inner or base(token.dep) not in {"conj", "appos"}
        i = token.head
        if i in heads:
            return inner
    return False


def first_conjunct(clauses: Clauses, i: int) -> int:
    """The first of the coordinated phrases that `i` is among."""
    while base(clauses.tokens[i].dep) == "conj" and clauses.tokens[i].head >= 0:
        i = clauses.tokens[i].head
    return i
