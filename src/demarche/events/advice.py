"""Acts that no single word names: what somebody is told to do, and blame told by a predicate.

"Iran should release them" asks Iran, and "the raid was a provocation" blames who raided; who says so is the
actor, and who is told it is found by `telling.py`.
"""

from __future__ import annotations

from functools import lru_cache

from demarche.events.acts import FRAME_CONFIDENCE, Act
from demarche.events.status import is_negated
from demarche.events.syntax import Clauses, base
from demarche.events.voice import is_quoted, teller_of, verbs

# What it is to do what one must.
VITAL = frozenset({"vital", "essential", "imperative", "crucial", "incumbent"})
MODALS = frozenset({"should", "must"})


def advised_acts(clauses: Clauses, sentence: int) -> list[Act]:
    """Requests made with "should", "must" and "it is vital that": somebody says what somebody else ought to
    do (guideline 6c).
    """
    found: list[Act] = []
    if MODALS.isdisjoint(clauses.lemmas) and VITAL.isdisjoint(clauses.lemmas):
        return found
    for token in clauses.tokens:
        modal = _modal(clauses, token.i) if token.upos == "VERB" else None
        if modal is None:
            continue
        subject = "obj" if clauses.is_passive(token.i) else "subj"
        if (
            not clauses.slots(token.i).get(subject)
            or is_negated(clauses, token.i)
            or _addresses_nobody(clauses, token.i, modal)
        ):
            continue
        beside = modal < token.i and base(token.dep) != "csubj"
        words = (modal, token.i) if beside else (token.i,)
        why = f"somebody says what another {clauses.lemmas[modal]} do"
        found += _said_of(clauses, sentence, words, "REQUEST", "change", why)
    return found


def _said_of(
    clauses: Clauses, sentence: int, words: tuple[int, ...], event: str, mode: str, why: str
) -> list[Act]:
    """What somebody who is told or quoted says of the subject of a verb or predicate, the last of `words`."""
    teller = teller_of(clauses, words[-1])
    if teller is None and not is_quoted(clauses.tree.sentence):
        return []
    act = Act(
        sentence=sentence, clauses=clauses, i=words[-1], words=words, event=event, mode=(mode,),
        status="actual", confidence=FRAME_CONFIDENCE, teller=teller, why=why, advised=True,
    )  # fmt: skip
    return [act]


def _addresses_nobody(clauses: Clauses, i: int, modal: int) -> bool:
    """Whether a duty is nobody's, or only asked after: "there must be talks", "when should it go"."""
    subjects = clauses.tree.dependents(i, "nsubj")
    return bool(clauses.tree.dependents(i, "expl")) or any(modal < subject < i for subject in subjects)


def blaming_acts(clauses: Clauses, sentence: int) -> list[Act]:
    """Blame told by a predicate: "the raid was a provocation", "they have not lived up to the pact" (6c).

    Who says that another violates a truce alleges it.
    """
    found = []
    blame = _words_of_blame()
    for token in clauses.tokens:
        lemma = clauses.lemmas[token.i]
        if lemma in blame and _blames(clauses, token.i) and clauses.slots(token.i).get("subj"):
            why = f"somebody says of another or of his act: {lemma}"
            mode = "allege" if _breaches(clauses, token.i) else "disapprove"
            found += _said_of(clauses, sentence, (token.i,), "ACCUSE", mode, why)
    return found


@lru_cache(maxsize=1)
def _words_of_blame() -> frozenset[str]:
    """The lemmas that may blame: most sentences have none, and need no closer look."""
    return verbs().wrong | verbs().right | verbs().breaching | verbs().keeping | {"break", "fail"}


def _blames(clauses: Clauses, i: int) -> bool:
    """Whether a word says of its subject, as a fact, that it is wrong or not right."""
    lemma, denied = clauses.lemmas[i], is_negated(clauses, i)
    if any(clauses.tokens[c].xpos == "MD" for c in clauses.tree.dependents(i, "aux")):
        return False
    if clauses.tree.dependents(i, "cop"):
        return (lemma in verbs().wrong and not denied) or (lemma in verbs().right and denied)
    if _breaches(clauses, i):
        return not denied and not clauses.is_passive(i)
    kept = {clauses.lemmas[c] for c in clauses.tree.dependents(i, "xcomp")}
    return (denied and _keeps(clauses, i)) or (
        lemma == "fail" and not denied and not kept.isdisjoint(verbs().keeping)
    )


def _keeps(clauses: Clauses, i: int) -> bool:
    """Whether a word is a verb of keeping what was agreed: "honour the pact", "live up to its promises"."""
    if clauses.lemmas[i] == "live":
        return "up" in clauses.lemmas[i + 1 : i + 2]
    return clauses.lemmas[i] in verbs().keeping and _of_pledges(clauses, i)


def _breaches(clauses: Clauses, i: int) -> bool:
    """Whether a word is a verb of breaking a pact."""
    token = clauses.tokens[i]
    breaks = clauses.lemmas[i] == "break" and token.xpos != "VBG" and _of_pledges(clauses, i)
    return token.upos == "VERB" and (clauses.lemmas[i] in verbs().breaching or breaks)


def _of_pledges(clauses: Clauses, i: int) -> bool:
    """Whether a verb says what is done with a promise or a pact."""
    slots = clauses.slots(i)
    things = [*slots.get("obj"), *slots.get("with"), *slots.get("by"), *slots.get("to")]
    return any(clauses.lemmas[thing] in verbs().pledged for thing in things)


def _modal(clauses: Clauses, i: int) -> int | None:
    """The word that makes it a duty to do what verb `i` names, or None."""
    token = clauses.tokens[i]
    if base(token.dep) == "csubj" and token.head >= 0 and clauses.lemmas[token.head] in VITAL:
        return token.head
    modals = clauses.tree.dependents(i, "aux")
    return next((modal for modal in modals if clauses.lemmas[modal] in MODALS), None)
