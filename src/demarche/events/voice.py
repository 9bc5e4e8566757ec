"""By whose account: who tells that an act took place (guideline 11).

A teller is found where English puts it: as subject of a verb of saying that governs the act's clause or
stands beside it, in "according to …", and, for a quotation that runs on, in the sentence before.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from demarche.events.syntax import Clauses, base
from demarche.events.tables import word_lists
from demarche.model import Sentence

# Verbs that tell what stands beside them ("…", he continued); their infinitive is what their subject does.
GOING_ON = frozenset({"continue"})
# Verbs whose object has said it: "the agency quoted the envoy as saying".
QUOTING = frozenset({"quote", "cite"})
# Marks that a quotation begins with.
QUOTATION = frozenset({'"', "“", "``", "«", "'", "‘"})


@dataclass(frozen=True, slots=True)
class Verbs:
    """The lists of `data/voice.toml`."""

    saying: frozenset[str]
    doubting: frozenset[str]
    denying: frozenset[str]
    phrases: frozenset[str]
    alleged: frozenset[str]
    mediums: frozenset[str]
    wrong: frozenset[str]
    right: frozenset[str]
    keeping: frozenset[str]
    pledged: frozenset[str]
    breaching: frozenset[str]


@lru_cache(maxsize=1)
def verbs() -> Verbs:
    """The shipped word lists."""
    return Verbs(**word_lists("voice.toml"))


@dataclass(frozen=True, slots=True)
class Teller:
    """Who tells a clause: the head of the teller's phrase, and the verb or preposition that says so."""

    speaker: int
    verb: int
    doubting: bool = False
    denying: bool = False


def teller_of(clauses: Clauses, i: int) -> Teller | None:
    """The innermost teller of the clause of token `i` in its own sentence, or None."""
    lists = verbs()
    for place in (i, *clauses.tree.ancestors(i)):
        for child in clauses.tree.children[place]:
            told = _beside(clauses, place, child, i)
            if told is not None:
                return told
        token = clauses.tokens[place]
        head = token.head
        if (
            head >= 0
            and base(token.dep) in {"ccomp", "parataxis", "xcomp", "csubj"}
            and clauses.lemmas[head] in lists.saying | lists.denying
            and not (base(token.dep) == "xcomp" and clauses.lemmas[head] in GOING_ON)
        ):
            for speaker in _who_says(clauses, head):
                if speaker != i:
                    return _teller(clauses, speaker, head)
    return None


def _who_says(clauses: Clauses, verb: int) -> list[int]:
    """Who says what a verb of saying tells, if it says who: its subject, or whom that one quotes."""
    above = clauses.tokens[verb].head
    if above >= 0 and clauses.lemmas[above] in QUOTING and clauses.tokens[verb].xpos == "VBG":
        verb = above  # "quoted the envoy as saying that"
    slots = clauses.slots(verb)
    quoted = slots.get("obj") if clauses.lemmas[verb] in QUOTING and not slots.passive else []
    persons = [word for word in quoted if clauses.tokens[word].upos in {"PROPN", "NOUN", "PRON"}]
    return (persons or slots.get("subj"))[:1]


def speaker_of(clauses: Clauses) -> int | None:
    """Who speaks in a sentence: the subject of its verb of saying, or the teller beside its main clause."""
    root = next((token.i for token in clauses.tokens if token.head < 0), None)
    if root is None:
        return None
    teller = teller_of(clauses, root)
    if teller is not None:
        return teller.speaker
    content = clauses.tree.dependents(root, "ccomp")
    inside = is_quoted(clauses.tree.sentence) and not any(c < root for c in content)
    says = bool(content) and not inside and clauses.lemmas[root] in verbs().saying
    return next(iter(_who_says(clauses, root)), None) if says else None


def _beside(clauses: Clauses, place: int, child: int, i: int) -> Teller | None:
    """A teller hung below `place`: ", the ministry said" or "according to the ministry"."""
    lists = verbs()
    token = clauses.tokens[child]
    if (
        base(token.dep) in {"parataxis", "ccomp"}
        and clauses.lemmas[child] in lists.saying | lists.denying
        and child != i
    ):
        within = clauses.tree.subtree(child)
        if i in within:
            return None
        for speaker in _who_says(clauses, child):
            return _teller(clauses, speaker, child)
    if base(token.dep) in {"obl", "nmod", "advcl"} and clauses.tree.preposition(child) in lists.phrases:
        return Teller(child, child)
    return None


def _teller(clauses: Clauses, speaker: int, verb: int) -> Teller:
    lists = verbs()
    return Teller(
        speaker, verb, clauses.lemmas[verb] in lists.doubting, clauses.lemmas[verb] in lists.denying
    )


def is_quoted(sentence: Sentence) -> bool:
    """Whether the sentence is a quotation, or part of one, from its first character on."""
    return bool(sentence.tokens) and sentence.tokens[0].text in QUOTATION


def is_alleged(clauses: Clauses, i: int) -> bool:
    """Whether a word beside the trigger calls it a claim: "the alleged attack", "reportedly killed"."""
    lists = verbs()
    return any(clauses.tokens[c].text.lower() in lists.alleged for c in clauses.tree.children[i])
