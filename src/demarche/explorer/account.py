"""A dispute told in a paragraph: sentences whose clauses each name the act that they rest on."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from demarche.explorer import words
from demarche.links.chains import ChainView
from demarche.links.reconcile import StoredAct
from demarche.model import Entity, Event, Link

# Beyond so many acts a paragraph is no longer read: what is left out is counted at its end.
MOST_CLAUSES = 14


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of the paragraph; `event` is the act that it tells, None for words between."""

    text: str
    event: str | None = None


def account(view: ChainView) -> list[Clause]:
    """The paragraph as clauses, to be joined as they are: first acts, answers in time order, and the
    outcome."""
    by_answer = {link.answer: link for link in view.chain.links}
    told = [
        act
        for act in view.acts
        if act.id in by_answer or any(link.answered == act.id for link in view.chain.links)
    ]
    clauses: list[Clause] = []
    for act in told[:MOST_CLAUSES]:
        link = by_answer.get(act.id)
        clauses += _answer(act, link, view, first=not clauses) if link else _opening(act, first=not clauses)
    clauses.append(Clause(_outcome(view, len(told))))
    return clauses


def _opening(act: StoredAct, *, first: bool) -> list[Clause]:
    lead = f"{_when(act)}, " if act.day else ""
    text = f"{lead}{clause(act.event)}" if lead else _capital(clause(act.event))
    return [Clause("" if first else " "), Clause(text, act.id), Clause(f"{_deadline(act.event)}.")]


def _answer(act: StoredAct, link: Link, view: ChainView, *, first: bool) -> list[Clause]:
    kind = phrases()["kinds"].get(link.kind, "answered")
    lag = words.lag_text(*link.lag) if link.lag else ""
    lead = (
        f"{lag[0].upper()}{lag[1:]}, "
        if lag and lag != "same day"
        else "The same day, "
        if lag
        else "In answer, "
    )
    doubt = "" if link.basis == "stated" else f" (inferred, {link.confidence:.2f})"
    who = _names(act.event.actor) or "somebody"
    others = [other for other in view.chain.links if other.answer == act.id]
    several = f", in answer to {len(others)} acts" if len(others) > 1 else ""
    said = predicate(act.event)
    return [
        Clause("" if first else " "),
        Clause(f"{lead}{who} {kind}{several}: "),
        Clause(f"it {said}", act.id),
        Clause(f"{doubt}{_deadline(act.event)}."),
    ]


def clause(event: Event) -> str:
    """The act as a clause: `Japan expelled people of Russia`."""
    return f"{_names(event.actor) or 'somebody'} {predicate(event)}"


def predicate(event: Event) -> str:
    """What was done to whom, with the status in words."""
    whom = _names(event.recipient)
    forms = _forms(event)
    past = f"{forms['past']} {whom}" if whom else forms["alone"]
    base = f"{forms['base']} {whom}" if whom else forms["base_alone"]
    speaker = f" according to {_names(event.according_to)}" if event.according_to else ""
    match event.status:
        case "future":
            return f"announced that it would {base}"
        case "hypothetical":
            return f"might {base}"
        case "negated":
            return f"did not {base}"
        case "alleged":
            return f"{past}, as is alleged{speaker}"
        case "denied":
            return f"{past}, which is denied"
    return past


def _forms(event: Event) -> Mapping[str, str]:
    by_mode: Mapping[str, Mapping[str, str]] = phrases().get(event.event, {})
    for mode in event.mode:
        if mode in by_mode:
            return by_mode[mode]
    return by_mode.get("") or {
        "past": "acted towards",
        "base": "act towards",
        "alone": "acted",
        "base_alone": "act",
    }


def _names(entities: tuple[Entity, ...]) -> str:
    """The countries of a side, or their names where there is no country."""
    names = list(
        dict.fromkeys(
            words.country(entity.country) if entity.country else " ".join(entity.name.split())
            for entity in entities
        )
    )
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def _when(act: StoredAct) -> str:
    if act.event.date is None:
        return f"Reported on {words.date_text(act.day)}"
    day = act.event.date
    text = words.date_text(day.first, day.last)
    return f"On {text}" if day.first == day.last else f"In {text}"


def _deadline(event: Event) -> str:
    return f", with a deadline of {words.date_text(event.deadline.date)}" if event.deadline else ""


def _outcome(view: ChainView, told: int) -> str:
    more = f" {told - MOST_CLAUSES} further acts follow." if told > MOST_CLAUSES else ""
    days = (view.last - view.first).days if view.first and view.last else 0
    over = f" over {days} days" if days else ""
    open_ = len(view.unanswered)
    left = (
        f" {open_} {'act remains' if open_ == 1 else 'acts remain'} without a known answer." if open_ else ""
    )
    trend = {
        "escalating": "the answers are harsher than what they answer",
        "easing": "the answers are milder than what they answer",
        "steady": "neither side escalates much",
    }
    return f"{more} In all {told} acts{over}; {trend[view.trend]}.{left}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def phrases() -> Mapping[str, Any]:
    """The tables of account.toml."""
    return tomllib.loads(files("demarche.explorer").joinpath("account.toml").read_text(encoding="utf-8"))
