"""Whether an act has happened: actual, future, hypothetical, negated, alleged or denied.

Source: docs/guidelines.md 3, 6a, 6b, 6d.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from demarche.events.syntax import Clauses, base
from demarche.events.tables import word_lists
from demarche.model import Status

# Acts done by speaking: they are done when they are said (guideline 6a).
SPOKEN = frozenset({"AGREE", "CONCEDE", "REQUEST", "THREATEN", "REJECT", "ACCUSE", "SUPPORT"})
# What an announced act of the type becomes (guideline 6a): a promise or a concession made now.
ANNOUNCED = {
    "CONSULT": ("AGREE", ()),
    "AID": ("AGREE", ()),
    "COOPERATE": ("AGREE", ()),
    "RETREAT": ("CONCEDE", ()),
    "SUPPORT": ("AGREE", ()),
}
# Words after "not" by which it denies no act but that there was no other.
ALONE = frozenset({"only", "just", "merely"})
# Nouns that count what is done.
SEVERAL = frozenset({"series", "round", "number", "set"})


@dataclass(frozen=True, slots=True)
class StatusWords:
    """The lists of `data/status.toml`."""

    future_auxiliaries: frozenset[str]
    conditional_auxiliaries: frozenset[str]
    future_governors: frozenset[str]
    future_modifiers: frozenset[str]
    hypothetical_modifiers: frozenset[str]
    hypothetical_governors: frozenset[str]
    conditions: frozenset[str]
    negations: frozenset[str]
    factive: frozenset[str]
    asking: frozenset[str]
    leaving_undone: frozenset[str]
    held: frozenset[str]
    meaning: frozenset[str]
    likelihood: frozenset[str]
    litotes: frozenset[str]
    failing: frozenset[str]


@lru_cache(maxsize=1)
def words() -> StatusWords:
    """The shipped word lists."""
    return StatusWords(**word_lists("status.toml"))


def is_negated(clauses: Clauses, i: int) -> bool:
    """Whether the act is said not to be: "not" with the trigger, its light verb or the verb it completes."""
    lists = words()
    if any(clauses.lemmas[c] in lists.litotes for c in clauses.tree.dependents(i, "xcomp")):
        return False
    places = [i, *clauses.slots(i).get("verb")]
    token = clauses.tokens[i]
    if (
        base(token.dep) in {"xcomp", "ccomp"}
        and token.head >= 0
        and clauses.tokens[token.head].xpos.startswith("VB")
        and not _presupposed(clauses, i)
    ):
        places.append(token.head)
    return any(_denies(clauses, place, c) for place in places for c in clauses.tree.children[place])


def _denies(clauses: Clauses, place: int, child: int) -> bool:
    """Whether a word below another says that it is not: not "not only", nor "yet" without a perfect."""
    if clauses.lemmas[child] not in words().negations:
        return False
    if base(clauses.tokens[child].dep) not in {"advmod", "det", "cc", "mark", "case"}:
        return False
    if child + 1 < len(clauses.tokens) and clauses.tokens[child + 1].text.lower() in ALONE:
        return False
    beside = {clauses.lemmas[c] for c in clauses.tree.children[place]}
    return clauses.lemmas[child] != "yet" or not beside.isdisjoint({"have", "not"})


def _presupposed(clauses: Clauses, i: int) -> bool:
    """Whether an act is told as done even where the verb above is negated: "did not deny that it shelled",
    "did not say why it expelled them".
    """
    asked = {clauses.lemmas[c] for c in clauses.tree.children[i]} & words().asking
    return bool(asked) or clauses.lemmas[clauses.tokens[i].head] in words().factive


def status_of(clauses: Clauses, i: int, event: str) -> Status:
    """The status that the trigger's own clause and its governors give it."""
    lists = words()
    if is_negated(clauses, i):
        return "negated"
    places = [i, *clauses.slots(i).get("verb")]
    token = clauses.tokens[i]
    if token.upos in {"NOUN", "PROPN"}:
        modifiers = {clauses.tokens[c].text.lower() for c in clauses.slots(i).get("mod")}
        if modifiers & lists.future_modifiers:
            return "future"
        if modifiers & lists.hypothetical_modifiers:
            return "hypothetical"
    for place in places:
        for child in clauses.tree.dependents(place, "aux"):
            word = clauses.tokens[child].text.lower()
            if word in lists.future_auxiliaries:
                return "hypothetical" if _in_condition(clauses, place) else "future"
            if word in lists.conditional_auxiliaries:
                return _conditional(clauses, place, word)
    if _in_condition(clauses, i):
        return "hypothetical"
    return _governed(clauses, i, event)


def will_be(clauses: Clauses, i: int) -> bool:
    """Whether an auxiliary of the future stands with a verb, or with that of which a noun is the subject."""
    verbs, token = [i], clauses.tokens[i]
    if base(token.dep) == "nmod" and clauses.lemmas[token.head] in SEVERAL:
        token = clauses.tokens[token.head]  # "a series of meetings will take place"
    if token.upos == "NOUN" and base(token.dep) == "nsubj":
        verbs += clauses.slots(token.i).get("pred")
    if token.xpos == "VB" and base(token.dep) == "conj" and not clauses.tree.dependents(token.i, "aux"):
        verbs.append(token.head)  # "will hold talks and meet"
    return any(
        clauses.tokens[child].text.lower() in words().future_auxiliaries
        for verb in verbs
        for child in clauses.tree.dependents(verb, "aux")
    )


def _conditional(clauses: Clauses, i: int, word: str) -> Status:
    """The status under "would", "may" or "could": future told in the past, or open on a condition."""
    if word == "would" and not _has_condition(clauses, i):
        return "future"
    return "hypothetical"


def _has_condition(clauses: Clauses, i: int) -> bool:
    lists = words()
    for clause in clauses.tree.dependents(i, "advcl"):
        if any(
            clauses.tokens[c].text.lower() in lists.conditions
            for c in clauses.tree.dependents(clause, "mark")
        ):
            return True
    return _in_condition(clauses, i)


def _in_condition(clauses: Clauses, i: int) -> bool:
    lists = words()
    for place in (i, *clauses.tree.ancestors(i)):
        if base(clauses.tokens[place].dep) in {"advcl", "ccomp"} and any(
            clauses.tokens[c].text.lower() in lists.conditions for c in clauses.tree.dependents(place, "mark")
        ):
            return True
        if base(clauses.tokens[place].dep) not in {"xcomp", "conj", "obj", "nmod", "acl"}:
            break
    return False


def _governed(clauses: Clauses, i: int, event: str) -> Status:
    """By what the act completes: "plans to expel" is future, "considers expelling" hypothetical."""
    lists = words()
    token = clauses.tokens[i]
    place = i
    for _ in range(2):
        dep = base(clauses.tokens[place].dep)
        head = clauses.tokens[place].head
        if head < 0 or dep not in {"xcomp", "acl", "obj", "ccomp", "obl", "nmod", "nsubj"}:
            break
        lemma = clauses.lemmas[head]
        infinitive = clauses.tokens[place].xpos == "VB"
        if lemma == "vote" and event in SPOKEN:
            return "actual"  # to vote to condemn is to condemn
        if lemma in lists.hypothetical_governors and (infinitive or dep in {"obj", "xcomp", "nmod"}):
            return "hypothetical"
        if lemma in lists.future_governors and infinitive and dep in {"xcomp", "acl", "ccomp"}:
            return "future"
        place = head
    if token.xpos == "VB" and any(
        clauses.lemmas[c] == "be" for c in clauses.tree.dependents(i, "aux", "cop")
    ):
        return "future"
    return "actual"
