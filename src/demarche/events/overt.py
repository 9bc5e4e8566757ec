"""Whether a report's words name whom an act is done to, even where nobody can tell who that is.

Such a side is not filled in from the rest of the report: who "accused Big Machine" has not accused the other
side of a dispute, and who condemns an attack by nobody known blames nobody known.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from demarche.events.acts import Act
from demarche.events.everybody import FRIENDS
from demarche.events.merge import Cluster
from demarche.events.syntax import Clauses

# Where somebody stands whom it is done to.
AIMED = ("obj", "iobj", "against", "with")
# The deed of which it may be unknown who did it; arrests, and tear gas, are known to be the authorities'.
DARK, POLICING = "ASSAULT", "crowd-control"
# Where the deed stands that is blamed.
BLAMED = ("obj", "for", "over")


def aimed(clusters: Sequence[Cluster], acts: Sequence[Act]) -> list[bool]:
    """Of each cluster whether a telling of it names somebody whom it is done to.

    `acts`: all of the report, those among them that are in no cluster because nobody is known to have a part.
    """
    known = {(act.sentence, act.i) for group in clusters if _has_author(group) for act in group.acts}
    deeds = {(act.sentence, act.i) for act in acts if act.event == DARK and POLICING not in act.mode} - known
    return [any(_names_somebody(act, deeds) for act in group.acts) for group in clusters]


def _has_author(group: Cluster) -> bool:
    return any(mention.actor for mention in group.mentions)


def _names_somebody(act: Act, deeds: Collection[tuple[int, int]]) -> bool:
    """Whether the words of an act name somebody whom it is done to.

    `deeds`: (sentence, word) of the report's deeds whose authors nobody knows.
    """
    slots = act.clauses.slots(act.i)
    if act.event == "ACCUSE" and any((act.sentence, h) in deeds for slot in BLAMED for h in slots.get(slot)):
        return True
    return any(_is_somebody(act.clauses, head) for slot in AIMED for head in slots.get(slot))


def _is_somebody(clauses: Clauses, head: int) -> bool:
    """Whether a phrase is a name, has an owner with a name, or means friends of one's own."""
    if clauses.tokens[head].upos == "PROPN" or clauses.lemmas[head] in FRIENDS:
        return True
    owners = [c for c in clauses.tree.children[head] if clauses.tokens[c].dep == "nmod:poss"]
    return any(clauses.tokens[owner].upos == "PROPN" for owner in owners)
