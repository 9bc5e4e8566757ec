"""Deadlines: what somebody must do by a day, and whether later acts show that it was done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from demarche.links.chains import countries, when
from demarche.links.reconcile import StoredAct
from demarche.model import Link

DeadlineState = Literal["open", "met", "lapsed", "withdrawn"]
# Acts by which the recipient of a demand does what was demanded, where no link says so.
COMPLYING = frozenset({"CONCEDE", "RETREAT", "AID", "COOPERATE"})
# A report of what happened by the deadline may come some days after it.
REPORTING_DAYS = 7


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """A deadline on a day: `left` is the days until it is due, below zero once it is past.

    `by`: the act that met it, refused it, or followed on its lapse; None where nothing is known.  `why` says
    in words how the state was decided.
    """

    act: StoredAct
    due: dt.date
    state: DeadlineState
    left: int
    by: StoredAct | None
    why: str


def find_deadlines(acts: Iterable[StoredAct], links: Iterable[Link], *, today: dt.date) -> list[DeadlineView]:
    """All deadlines as they stand on a day: open ones first, the next due before others, then the latest
    past ones.

    Only acts that were known by then count.
    """
    known = sorted((act for act in acts if act.first_told is None or act.first_told <= today), key=when)
    answers = [link for link in links if link.basis == "stated" or link.kind in {"complies", "refuses"}]
    views = [_view(act, known, answers, today) for act in known if act.event.deadline]
    return sorted(views, key=lambda view: (view.state != "open", abs(view.left), view.act.id))


def _view(act: StoredAct, known: Sequence[StoredAct], links: Sequence[Link], today: dt.date) -> DeadlineView:
    assert act.event.deadline is not None
    due = act.event.deadline.date
    left = (due - today).days
    if act.event.status == "negated":
        return DeadlineView(act, due, "withdrawn", left, None, "the demand was called off")
    after = [
        other
        for other in known
        if other.id != act.id and other.day and (act.day is None or other.day >= act.day)
    ]
    done, why = _complied(act, [other for other in after if other.day and other.day <= due], links, due)
    if done:
        return DeadlineView(act, due, "met", left, done, why)
    refusal = _answer(act, after, links, "refuses")
    if left >= 0:
        return DeadlineView(
            act, due, "open", left, refusal, "refused so far" if refusal else "nothing known yet"
        )
    last = due + dt.timedelta(REPORTING_DAYS)
    late, why = _complied(act, [other for other in after if other.day and other.day > due], links, last)
    if late:
        return DeadlineView(act, due, "lapsed", left, late, f"{why}, after the day")
    sequel = refusal or _sequel(act, after, due)
    return DeadlineView(
        act,
        due,
        "lapsed",
        left,
        sequel,
        "refused" if refusal else "the demanding side acted" if sequel else "no report that it was met",
    )


def _complied(
    act: StoredAct, after: Sequence[StoredAct], links: Sequence[Link], last: dt.date
) -> tuple[StoredAct | None, str]:
    """The first act that does what was demanded: linked as compliance, or by `last` of a kind that is."""
    linked = _answer(act, after, links, "complies")
    if linked:
        return linked, "a report links the two" if _basis(
            act, linked, links
        ) == "stated" else "inferred from what followed"
    sides = set(countries(act.event.recipient))
    for other in after:
        towards = set(countries(other.event.recipient))
        mine = sides & set(countries(other.event.actor))
        if (
            mine
            and other.day
            and other.day <= last
            and other.event.event in COMPLYING
            and other.event.status == "actual"
            and (not towards or towards & set(countries(act.event.actor)))
        ):
            return other, "inferred from what followed"
    return None, ""


def _answer(act: StoredAct, after: Sequence[StoredAct], links: Sequence[Link], kind: str) -> StoredAct | None:
    by_id = {other.id: other for other in after}
    ids = [
        link.answer
        for link in links
        if link.answered == act.id and link.kind == kind and link.answer in by_id
    ]
    return min((by_id[i] for i in ids), key=when, default=None)


def _basis(act: StoredAct, other: StoredAct, links: Sequence[Link]) -> str:
    return next(
        (link.basis for link in links if link.answered == act.id and link.answer == other.id), "inferred"
    )


def _sequel(act: StoredAct, after: Sequence[StoredAct], due: dt.date) -> StoredAct | None:
    """A hostile act of the demanding side towards the other within a week of the lapse."""
    ours, theirs = set(countries(act.event.actor)), set(countries(act.event.recipient))
    for other in after:
        if (
            other.day
            and due < other.day <= due + dt.timedelta(REPORTING_DAYS)
            and other.event.quad == "material conflict"
            and ours & set(countries(other.event.actor))
            and theirs & set(countries(other.event.recipient))
        ):
            return other
    return None
