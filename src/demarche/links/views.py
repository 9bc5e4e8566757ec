"""Chains, deadlines and cases as plain dicts, for `--json` and for the explorer's JSON twins."""

from __future__ import annotations

from typing import Any

from demarche.links.cases import Case
from demarche.links.chains import ChainView
from demarche.links.deadlines import DeadlineView
from demarche.links.reconcile import StoredAct
from demarche.model import Link
from demarche.record import event_to_dict, span_to_dict


def act_to_dict(act: StoredAct) -> dict[str, Any]:
    """The record of an act, and what its reports say where: `fields`, with `disputed` ones among them."""
    return event_to_dict(act.event) | {
        "told": list(act.told),
        "told_by": list(act.told_by),
        "voices": act.voices,
        "first_told": act.first_told and act.first_told.isoformat(),
        "last_told": act.last_told and act.last_told.isoformat(),
        "fields": [
            {
                "name": field.name,
                "disputed": field.disputed,
                "readings": [
                    {
                        "value": r.value,
                        "reports": list(r.reports),
                        "voices": r.voices,
                        "speakers": list(r.speakers),
                    }
                    for r in field.readings
                ],
            }
            for field in act.fields
        ],
    }


def link_to_dict(link: Link) -> dict[str, Any]:
    """A link: which act answers which, how, and by what evidence."""
    return {
        "answer": link.answer,
        "answered": link.answered,
        "kind": link.kind,
        "basis": link.basis,
        "confidence": round(link.confidence, 4),
        "cue": link.cue and span_to_dict(link.cue),
        "evidence": [span_to_dict(span) for span in link.evidence],
        "lag": list(link.lag) if link.lag else None,
    }


def chain_to_dict(view: ChainView) -> dict[str, Any]:
    """A chain with its acts and links in full."""
    return {
        "id": view.chain.id,
        "between": list(view.between),
        "from": view.first and view.first.isoformat(),
        "to": view.last and view.last.isoformat(),
        "intensity": view.intensity,
        "step": view.step,
        "trend": view.trend,
        "path": list(view.path),
        "unanswered": list(view.unanswered),
        "acts": [act_to_dict(act) for act in view.acts],
        "links": [link_to_dict(link) for link in view.chain.links],
    }


def deadline_to_dict(view: DeadlineView) -> dict[str, Any]:
    """A deadline and its state."""
    return {
        "event": view.act.id,
        "due": view.due.isoformat(),
        "state": view.state,
        "days_left": view.left,
        "by": view.by and view.by.id,
        "why": view.why,
        "act": act_to_dict(view.act),
    }


def case_to_dict(case: Case) -> dict[str, Any]:
    """A case: its chains by id, its acts in full."""
    return {
        "id": case.id,
        "name": case.name,
        "between": list(case.between),
        "from": case.first and case.first.isoformat(),
        "to": case.last and case.last.isoformat(),
        "chains": [view.chain.id for view in case.chains],
        "acts": [act_to_dict(act) for act in case.acts],
        "links": [link_to_dict(link) for link in case.links],
    }
