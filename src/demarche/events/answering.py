"""Words of answering, and what hangs on them: "struck in retaliation for a strike on its tanker"."""

from __future__ import annotations

from demarche.events.syntax import Clauses

# What an answer is called or how it is done, and what leads from it to what it answers.
LEADING = {
    "retaliation": ("for", "of"), "response": ("to",), "reply": ("to",), "reaction": ("to",),
    "reprisal": ("for",), "revenge": ("for",), "punishment": ("for",),
    "retaliate": ("for",), "respond": ("to",), "react": ("to",),
}  # fmt: skip
# What leads to a deed as the reason for another, and from which verb on to how somebody answers.
REASONS, BY = frozenset({"over", "because of", "due to", "amid"}), frozenset({"by", "with"})
ANSWERING = frozenset({"retaliate", "respond", "react", "reply", "reciprocate", "hit"})


def cue_between(clauses: Clauses, first: int, end: int) -> int | None:
    """The last word of answering from `first` on whose preposition stands before `end`."""
    lemmas = clauses.lemmas
    found = (i for i in range(end - 2, first - 1, -1) if lemmas[i + 1] in LEADING.get(lemmas[i], ()))
    return next(found, None)


def takes_part(clauses: Clauses, i: int) -> bool:
    """Whether words of answering or of a reason make it likely that a word names an act.

    It is what they lead to ("in retaliation for a strike", "over the siege", "because it shelled"), how
    somebody answers ("responded by closing"), or the verb on which they hang ("destroyed the base in
    retaliation").
    """
    token, before = clauses.tokens[i], clauses.tree.preposition(i)
    above = clauses.lemmas[token.head] if 0 <= token.head < i else None
    if above is not None and (before in LEADING.get(above, ()) or (before in BY and above in ANSWERING)):
        return True
    if before in REASONS and token.upos == "NOUN":
        return True
    if before == "because" and token.upos == "VERB":
        return True
    return any(
        clauses.lemmas[c] in LEADING and clauses.tree.preposition(c) in {"in", "as"}
        for c in clauses.tree.dependents(i, "obl")
    )
