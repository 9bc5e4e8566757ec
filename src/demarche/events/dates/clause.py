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
    """The verb that the date depends on, None for a date that belongs to a noun."""
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
    forms = [helper.feats for helper in helpers] or [verb.feats]
    if any("Tense=Past" in feats and "VerbForm=Fin" in feats for feats in forms):
        return (
            None if any(helper.lemma == "be" for helper in helpers) and _is_planned(tokens, verb) else "past"
        )
    return None


def _is_planned(tokens: Sequence[Token], verb: Token) -> bool:
    """Whether the clause only says what was planned: "was due to meet", "were to leave"."""
    return verb.lemma in ("due", "schedule", "expect", "plan", "set", "slate") or any(
        token.head == verb.i and token.dep == "mark" and token.lemma == "to" for token in tokens
    )
