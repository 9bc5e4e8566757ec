"""A fault of trees of agency copy, mended by the order of words: "The government Saturday condemned …".

Treebanks of the web hardly have a bare weekday between a subject and its verb, and the parser hangs it on the
subject, or takes it for one.
"""

from __future__ import annotations

from collections.abc import Sequence

WEEKDAYS = frozenset({"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"})
# "Good Friday" is no time of what follows.
NAMED = frozenset({"Bloody", "Black", "Good", "Palm", "Easter", "Super", "Holy", "Ash", "Whit", "Maundy"})
NOMINAL = frozenset({"NOUN", "PROPN"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
# Of a weekday that a verb has already.
TIMES = frozenset({"obl:unmarked", "obl"})


def mend(
    forms: Sequence[str], upos: Sequence[str], xpos: Sequence[str], heads: list[int], deps: list[str]
) -> None:
    """Hangs such weekdays on their verbs, in place, and gives these the subject before."""
    for i in range(1, len(forms) - 1):
        if forms[i] in WEEKDAYS and upos[i - 1] in NOMINAL and forms[i - 1] not in NAMED:
            verb = _finite_after(i, upos, xpos, heads)
            if verb is not None:
                _hang(i, verb, heads, deps)


def _finite_after(i: int, upos: Sequence[str], xpos: Sequence[str], heads: Sequence[int]) -> int | None:
    """The verb that follows a word, adverbs and helping verbs passed over; None if something else does."""
    place = i + 1
    while place < len(upos) and upos[place] == "ADV":
        place += 1
    if place == len(upos) or xpos[place] not in FINITE or upos[place] not in {"VERB", "AUX"}:
        return None
    return heads[place] if upos[place] == "AUX" and heads[place] > place else place


def _hang(i: int, verb: int, heads: list[int], deps: list[str]) -> None:
    """Makes a weekday the time of a verb, and what stood before it the verb's subject."""
    was_subject = deps[i].startswith("nsubj") and heads[i] == verb
    of_noun = heads[i] > i and deps[i] in {"nmod:poss", "compound"}  # "Friday prayers"
    if not was_subject and (deps[i] in TIMES or of_noun or i in _above(verb, heads)):
        return
    subject = deps[i] if was_subject else ""
    for child, head in enumerate(heads):
        if head == i and child < i:  # "Police Friday": the name before it is no part of it
            heads[child], deps[child] = verb, subject or "nsubj"
            subject = ""
        elif head == i:
            heads[child] = verb
    heads[i], deps[i] = verb, "obl:unmarked"
    if subject:
        top = i - 1
        while 0 <= heads[top] < i and heads[top] != top:
            top = heads[top]
        heads[top], deps[top] = verb, subject


def _above(i: int, heads: Sequence[int]) -> set[int]:
    """The words that a word hangs on."""
    found: set[int] = set()
    while heads[i] >= 0 and heads[i] not in found:
        i = heads[i]
        found.add(i)
    return found
