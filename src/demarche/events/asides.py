"""What is told in the words of politics and is something else: sport, fiction, animals.

Source: docs/guidelines.md 1 (events are acts of political actors, or on them).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from demarche.events.acts import Act
from demarche.events.syntax import Clauses
from demarche.events.tables import word_lists

# So many words that may be of sport say that a sentence is.
ENOUGH = 3
# Words before the noun of an opening: "In his latest film, …".
OPENING = 6


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of `data/asides.toml`."""

    sport: frozenset[str]
    sporting: frozenset[str]
    political: frozenset[str]
    fiction: frozenset[str]
    animals: frozenset[str]


@lru_cache(maxsize=1)
def words() -> Words:
    """The shipped lists."""
    return Words(**word_lists("asides.toml"))


def is_aside(clauses: Clauses) -> bool:
    """Whether a whole sentence is of other matters."""
    said, lists = set(clauses.lemmas), words()
    sport = not said.isdisjoint(lists.sport) or len(said & lists.sporting) >= ENOUGH
    return (sport and said.isdisjoint(lists.political)) or _opens_a_tale(clauses)


def _opens_a_tale(clauses: Clauses) -> bool:
    """Whether a sentence says what its story is from: "In the film, a general takes hostages", "The novel
    opens with a murder".
    """
    if not clauses.tokens:
        return False
    root = next((token.i for token in clauses.tokens if token.head < 0), 0)
    told_by = clauses.tree.dependents(root, "nsubj")
    head = clauses.tokens[0].head
    opens = clauses.lemmas[0] == "in" and 0 < head <= OPENING
    return any(clauses.lemmas[i] in words().fiction for i in (*told_by, *([head] if opens else ())))


def is_of_animals(act: Act) -> bool:
    """Whether animals do it, or it is done to them."""
    clauses = act.clauses
    slots = clauses.slots(act.i)
    return any(
        clauses.lemmas[i] in words().animals and not clauses.tree.dependents(i, "flat", "compound")
        for slot in ("subj", "obj")
        for i in slots.get(slot)
    )
