"""The tense of the clause that a date belongs to, read off a parsed sentence.

Only what a parse makes certain is said: a finite past or a future auxiliary on the verb that the date
depends on.  For the rest the words around the date decide (setting.py).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Literal

from demarche.model import Sentence, Token

CLIMB = 6  # heads between a date and its verb; a longer way leaves the clause
FUTURE_AUXILIARIES = frozenset(("will", "shall", "'ll", "’ll", "wo"))
# What is said of an act that is planned: "is due to meet"; and what one says who plans it: "plans to meet".
PLANNED = frozenset(("due", "schedule", "expect", "plan", "set", "slate"))
INTENDED = frozenset(("plan", "intend", "expect", "hope", "aim", "prepare"))
NOMINAL_LINKS = frozenset(
    ("nmod:poss", "compound", "amod")
)  # "Friday's vote", "the March raid": the noun's own date


def clause_tense(sentences: Sequence[Sentence], offset: int) -> Literal["past", "future"] | None:
    """The tense of the clause that the word at `offset` belongs to; None where the parse leaves it open."""
    i = bisect_right([sentence.start for sentence in sentences], offset) - 1
    if i < 0:
        return None
    tokens = sentences[i].tokens
    date = next((token for token in tokens if token.start <= offset < token.end), None)
    verb = _verb(tokens, date) if date else None
    return _tense(tokens, verb) if verb else None


def _verb(tokens: Sequence[Token], date: Token) -> Token | None:
    """The verb that the date depends on, None for a date that belongs to a noun.

    That of saying right before it comes first: "he is to leave, he said on Friday".
    """
    before = next((token for token in tokens[: date.i][::-1] if token.upos not in ("ADP", "DET")), date)
    if before.xpos == "VBD" and before.upos == "VERB":
        return before
    token = date
    for _ in range(CLIMB):
        if token.head < 0 or token.dep in NOMINAL_LINKS:
            return None
        token = tokens[token.head]
        if token.upos == "ADJ":  # "payable Dec. 1", "effective June 1": the date is the adjective's
            return None
        if token.upos == "VERB" or any(c.dep == "cop" and c.head == token.i for c in tokens):
            return token
    return None


def _tense(tokens: Sequence[Token], verb: Token) -> Literal["past", "future"] | None:
    helpers = [token for token in tokens if token.head == verb.i and token.dep in ("aux", "aux:pass", "cop")]
    if any(helper.text.lower() in FUTURE_AUXILIARIES for helper in helpers):
        return "future"
    if _is_planned(tokens, verb, helpers):
        return "future" if _is_present(verb, helpers) else None
    above = tokens[verb.head] if verb.dep == "xcomp" and verb.xpos == "VB" else None
    if above is not None and above.lemma in PLANNED and _tense(tokens, above) == "future":
        return "future"  # "are scheduled to meet Friday"
    if above is not None and above.lemma in INTENDED and above.xpos == "VBG":
        return "future"  # "preparing to leave Friday"
    forms = [helper.feats for helper in helpers] or [verb.feats]
    return "past" if any("Tense=Past" in feats and "VerbForm=Fin" in feats for feats in forms) else None


def _is_planned(tokens: Sequence[Token], verb: Token, helpers: Sequence[Token]) -> bool:
    """Whether the clause says what is planned: "is due to meet", "were to leave", "plans to visit"."""
    to = any(token.head == verb.i and token.dep == "mark" and token.lemma == "to" for token in tokens)
    if any(helper.lemma == "be" for helper in helpers):
        return to or verb.lemma in PLANNED
    return verb.lemma in INTENDED and any(
        token.head == verb.i and token.dep == "xcomp" and token.xpos == "VB" for token in tokens
    )


def _is_present(verb: Token, helpers: Sequence[Token]) -> bool:
    """Whether a verb or its auxiliary stands in the present, and not in the perfect."""
    forms = [helper for helper in helpers if helper.dep != "aux" or helper.lemma == "be"] or [verb]
    perfect = any(helper.lemma == "have" for helper in helpers)
    return not perfect and any(form.xpos in ("VBZ", "VBP") for form in forms)
