"""Words above an act that turn its sides about: who "faces" an attack suffers it, who "denies" blame has it.

All functions take the heads of noun phrases as token indices.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from demarche.events.syntax import Clauses, base

# Who "denied the allegations" did not make them: the subject of these verbs is the other side of what it
# takes up.
DISOWNING = frozenset(
    {"deny", "reject", "dismiss", "refute", "rebut", "rebuff", "refuse", "decline", "ignore", "defy"}
    | {"consider", "review", "study", "weigh", "examine", "receive", "grant", "approve", "honour", "honor"}
    | {"resist", "answer", "face", "contest", "dispute", "brush", "shrug", "scorn", "spurn", "heed", "meet"}
)
# Whose subject undergoes the act that their object names: "received backing from", "faces shelling by".
RECEIVING = frozenset(
    {"receive", "get", "win", "gain", "draw", "face", "attract", "suffer", "earn", "enjoy"}
    | {"undergo", "underwent", "undergone", "endure", "sustain", "survive", "escape", "risk", "secure"}
    | {"obtain"}
)
# Verbs whose passive is a judgement: "was disappointed by the decision".
FEELING = frozenset({"disappoint", "outrage", "dismay", "anger", "alarm", "appal", "appall", "shock"})
# What one comes under.
UNDER = frozenset(
    {"fire", "attack", "criticism", "pressure", "shelling", "bombardment", "scrutiny", "assault"}
)
# Whose object answers what their subject names: "the tariff has drawn opposition".
BRINGING = frozenset({"draw", "prompt", "provoke", "spark", "trigger", "elicit", "cause", "bring", "attract"})
# By whom the object of these verbs is said to be done, after which preposition: "blamed the raid on rebels".
ASCRIBING = {"blame": "on", "pin": "on", "attribute": "to", "ascribe": "to"}


def is_brought(clauses: Clauses, i: int) -> bool:
    """Whether another act "has drawn" what noun `i` names: it is done to that act's author."""
    return _verb_above(clauses, i, BRINGING, "obj") is not None


def ascribed(clauses: Clauses, i: int) -> list[int]:
    """The heads of the phrases for those who somebody says did what noun `i` names."""
    verb = blamer(clauses, i)
    return list(clauses.slots(verb).get(ASCRIBING[clauses.lemmas[verb]])) if verb is not None else []


def blamer(clauses: Clauses, i: int) -> int | None:
    """The verb that says who did what noun `i` names: "blamed the raid on them", "a raid, which … blamed on".

    Such a relative clause hangs on any word of what it tells more of: of the noun's phrase, or of its verb's.
    """
    token = clauses.tokens[i]
    if token.upos != "NOUN":
        return None
    if token.dep in {"obj", "nsubj:pass"} and token.head >= 0 and clauses.lemmas[token.head] in ASCRIBING:
        return token.head
    return next((verb for verb, deeds in _blaming_relatives(clauses) if i in deeds), None)


def _blaming_relatives(clauses: Clauses) -> Iterator[tuple[int, set[int]]]:
    """The verbs of relative clauses that say who did it, each with the words that may name what was done."""
    if ASCRIBING.keys().isdisjoint(clauses.lemmas):  # most sentences
        return
    for verb, token in enumerate(clauses.tokens):
        if token.dep != "acl:relcl" or clauses.lemmas[verb] not in ASCRIBING:
            continue
        if any(clauses.tokens[c].xpos == "WDT" for c in clauses.tree.dependents(verb, "obj", "nsubj:pass")):
            above = [token.head, *clauses.tree.ancestors(token.head)]
            subjects = (clauses.tree.dependents(word, "nsubj", "nsubj:pass") for word in above)
            yield verb, {*above, *chain.from_iterable(subjects)}


def undergoes(clauses: Clauses, i: int) -> int | None:
    """The subject that undergoes what noun `i` names, or None: also of "came under fire from"."""
    token = clauses.tokens[i]
    verb = i if token.upos == "VERB" else token.head
    if verb >= 0 and comes_under_it(clauses, i):
        return next(iter(clauses.slots(verb).get("subj")), None)
    return _subject_above(clauses, i, RECEIVING, "obj")


def is_felt(clauses: Clauses, i: int) -> bool:
    """Whether a passive verb tells what its subject feels about what the "by" phrase names."""
    return clauses.lemmas[i] in FEELING and clauses.slots(i).passive


def comes_under_it(clauses: Clauses, i: int) -> bool:
    """Whether the subject comes under what a verb's complement, or noun `i`, names."""
    nouns = clauses.tree.dependents(i, "obl") if clauses.tokens[i].upos == "VERB" else [i]
    return any(_comes_under(clauses, noun) for noun in nouns)


def _comes_under(clauses: Clauses, noun: int) -> bool:
    """Whether a noun says what its verb's subject is under."""
    under = base(clauses.tokens[noun].dep) == "obl" and clauses.tree.preposition(noun) == "under"
    return under and clauses.lemmas[noun] in UNDER


def disowner(clauses: Clauses, i: int) -> int | None:
    """The subject that denies or refuses what noun `i` names, or None."""
    return _subject_above(clauses, i, DISOWNING, "obj", "nsubj")


def _subject_above(clauses: Clauses, i: int, verbs: frozenset[str], *relations: str) -> int | None:
    """The subject, other than itself, of the verb among `verbs` that noun `i` depends on, or None."""
    verb = _verb_above(clauses, i, verbs, *relations)
    if verb is None:
        return None
    return next((subject for subject in clauses.slots(verb).get("subj") if subject != i), None)


def _verb_above(clauses: Clauses, i: int, verbs: frozenset[str], *relations: str) -> int | None:
    """The verb among `verbs` that noun `i` depends on by one of the relations, or None."""
    token = clauses.tokens[i]
    if token.upos != "NOUN" or base(token.dep) not in relations or token.head < 0:
        return None
    return token.head if clauses.lemmas[token.head] in verbs else None
