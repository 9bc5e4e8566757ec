"""The invariants of a ledger, verified: what is broken, how often, where, and what to do."""

from __future__ import annotations

import tomllib
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from demarche.ledger.rows import digest
from demarche.ledger.statements import statements
from demarche.model import Report

if TYPE_CHECKING:
    from demarche.ledger.store import Ledger

EXAMPLES = 3  # ids that a finding names


@dataclass(frozen=True, slots=True)
class Finding:
    """An invariant that does not hold: its name, what is wrong, how many times, some ids, and what to do.

    `doubt`: the ledger is sound, but what its reports tell cannot all be true (an answer before its cause).
    """

    name: str
    what: str
    advice: str
    count: int
    examples: tuple[str, ...]
    doubt: bool = False


def check(ledger: Ledger) -> list[Finding]:
    """The broken invariants, in the order of checking.toml; empty when all hold."""
    found = []
    for name, words in _invariants().items():
        broken = _broken(ledger, name)
        if broken:
            found.append(
                Finding(
                    name,
                    str(words["what"]),
                    str(words["advice"]),
                    len(broken),
                    tuple(broken[:EXAMPLES]),
                    doubt=bool(words.get("doubt")),
                )
            )
    return found


@cache
def _invariants() -> dict[str, dict[str, str | bool]]:
    return tomllib.loads(
        files("demarche.ledger").joinpath("queries", "checking.toml").read_text(encoding="utf-8")
    )


def _broken(ledger: Ledger, name: str) -> list[str]:
    if name == "answers_in_a_circle":
        edges = ledger.rows("checking", "edges")
        return circles((edge["answer"], edge["answered"]) for edge in edges)
    if name == "text_changed":
        return list(_changed(ledger))
    return [str(row["id"]) for row in ledger.rows("checking", name)]


def _changed(ledger: Ledger) -> Iterator[str]:
    for row in ledger.select(statements("checking")["reports"]).stream():
        stored, _ = row.pop("sha256"), row.pop("version")
        if digest(Report(**row)) != stored:
            yield str(row["id"])


def circles(edges: Iterable[tuple[str, str]]) -> list[str]:
    """The nodes that can be reached from a circle and lead to one, in order; empty for a graph without
    any.
    """
    after: dict[str, set[str]] = {}
    before: dict[str, set[str]] = {}
    for tail, head in edges:
        after.setdefault(tail, set()).add(head)
        before.setdefault(head, set()).add(tail)
    left = set(after) | set(before)
    for ahead, behind in ((after, before), (before, after)):
        degree = {node: len(behind.get(node, set()) & left) for node in left}
        free = deque(node for node in left if not degree[node])
        while free:
            node = free.popleft()
            left.discard(node)
            for other in ahead.get(node, set()) & left:
                degree[other] -= 1
                if not degree[other]:
                    free.append(other)
    return sorted(left)
