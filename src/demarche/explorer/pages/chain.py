"""A dispute as a tree of answers, with its story in a paragraph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from demarche.explorer.account import account
from demarche.explorer.acts import link_row, links, stored_act
from demarche.explorer.inferring import Inferring, work_asked
from demarche.explorer.pages import Ask, Missing, Page
from demarche.explorer.pages.deadlines import last_day
from demarche.explorer.pages.listing import of_ids, with_sentences
from demarche.explorer.reading import Reading, Row
from demarche.links.chains import LEAST_INFERRED, ChainView, find_chains
from demarche.links.deadlines import find_deadlines

# A dispute is followed over so many steps and acts; what lies beyond is said to be left out.
MOST_STEPS, MOST_ACTS = 40, 400


# What the CSV twin, the tree act by act, says of how an act hangs there.
ANSWER = ("answered", "kind", "basis", "lag_least", "lag_most")


@dataclass(frozen=True, slots=True)
class Branch:
    """An act in the tree: the answer by which it hangs there, how deep, and whether it was shown before."""

    act: Row
    link: Row | None
    depth: int
    again: bool


def chain(reading: Reading, ask: Ask) -> Page:
    """The chain that an event is in."""
    event = reading.ledger.canonical(ask.path["id"])
    work = work_asked(ask.query)
    key = ("chain", event, work, reading.judged().rejected)
    data, clauses, branches = reading.kept(key, lambda: dispute(reading, event, work=work))
    title = " and ".join(data["between"][:2]) or "A dispute"
    return Page(
        "chain.html",
        f"Chain: {title}",
        data,
        [branch.act | {name: branch.link and branch.link[name] for name in ANSWER} for branch in branches],
        {
            "clauses": clauses,
            "branches": branches,
            "asked": event,
            "compared_more": work is not None,
            "acts": {row["id"]: row for row in data["acts"]},
        },
        (data["acts"], data["answers"]),
    )


def dispute(
    reading: Reading, event: str, *, work: int | None = None
) -> tuple[dict[str, Any], list[Any], list[Branch]]:
    """The JSON twin of the page, the paragraph, and the tree from the top down; `work` as for `Inferring`."""
    inferring = Inferring(reading, work=work)
    ids, link_rows, cut, rejected = connected(reading, event, inferring)
    rows = with_sentences(reading, of_ids(reading, sorted(ids)))
    if not rows:
        raise Missing(
            f"There is no event {event!r} in this ledger. The list of events has those that are; an "
            f"older id may belong to another ledger."
        )
    by_id = {row["id"]: row for row in rows}
    acts = [stored_act(row) for row in rows]
    found = next((view for view in find_chains(acts, links(link_rows)) if event in view.chain.events), None)
    if found is None:
        alone = by_id[event]
        data = {
            "id": event,
            "between": [code for code in (alone["actor"], alone["recipient"]) if code],
            "acts": [alone],
            "answers": [],
            "deadlines": [],
            "rejected": rejected,
            "cut": False,
            "not_compared": len(inferring.left),
        }
        return data, [], [Branch(alone, None, 0, False)]
    kept = [by_id[i] for i in found.chain.events]
    states = find_deadlines(
        [act for act in acts if act.id in found.chain.events], found.chain.links, today=last_day(reading)
    )
    data = {
        "id": found.chain.id,
        "between": list(found.between),
        "from": found.first,
        "to": found.last,
        "intensity": found.intensity,
        "step": found.step,
        "trend": found.trend,
        "path": list(found.path),
        "unanswered": list(found.unanswered),
        "acts": kept,
        "answers": [link_row(link) for link in found.chain.links],
        "deadlines": [
            {
                "event": one.act.id,
                "due": one.due,
                "state": one.state,
                "days_left": one.left,
                "by": one.by and one.by.id,
                "why": one.why,
            }
            for one in states
        ],
        "account": "".join(clause.text for clause in account(found)),
        "rejected": rejected,
        "cut": cut,
        "not_compared": len(inferring.left),
    }
    return data, account(found), list(_tree(found, by_id))


def connected(
    reading: Reading, event: str, inferring: Inferring
) -> tuple[set[str], list[Row], bool, list[dict[str, str]]]:
    """The events that answers connect with one, the links among them, whether the limits cut it short, and
    the answers that were not followed because an analyst rejected them or their acts."""
    judged = reading.judged()
    known, edge, found = {event}, {event}, {}
    rejected: dict[tuple[str, str], None] = {}
    for _ in range(MOST_STEPS):
        rows = reading.rows("chain.step", {"ids": sorted(edge), "least": LEAST_INFERRED})
        rows += _inferred(inferring, edge)
        edge = set()
        for row in rows:
            if judged.rejects(row["answer"], row["answered"]):
                rejected[row["answer"], row["answered"]] = None
                continue
            found[row["answer"], row["answered"], row["basis"], row["report"]] = row
            edge |= {row["answer"], row["answered"]} - known
        known |= edge
        if not edge or len(known) > MOST_ACTS:
            break
    pairs = [{"answer": answer, "answered": answered} for answer, answered in rejected]
    return known, list(found.values()), bool(edge), pairs


def _inferred(inferring: Inferring, edge: set[str]) -> list[Row]:
    """The inferred answers that acts are, and that are given to them, as rows."""
    ids = sorted(edge)
    links = {(link.answer, link.answered): link for link in (*inferring.of(ids), *inferring.to(ids))}
    return [link_row(link) for link in links.values() if link.confidence >= LEAST_INFERRED]


def _tree(view: ChainView, rows: dict[str, Row]) -> Iterable[Branch]:
    """The branches from the roots down; an act that answers several stands whole under the first only."""
    shown: set[str] = set()
    stack: list[tuple[str, Row | None, int]] = [(root.id, None, 0) for root in reversed(view.roots)]
    while stack:
        event, link, depth = stack.pop()
        again = event in shown
        shown.add(event)
        yield Branch(rows[event], link, depth, again)
        if not again:
            stack += [
                (act.id, link_row(answer), depth + 1) for act, answer in reversed(view.answers_to(event))
            ]


PAGES = (("/chain/{id:path}", chain),)
