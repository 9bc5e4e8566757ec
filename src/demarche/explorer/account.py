"""A dispute told in a paragraph: sentences whose clauses each name the act that they rest on."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from demarche.explorer import words
from demarche.links.chains import ChainView, when
from demarche.links.reconcile import StoredAct
from demarche.model import Entity, Event, Link

# Beyond so many acts a paragraph is no longer read: what is left out is counted at its end.
MOST_CLAUSES = 14
# A lag that is not known more closely than this says less than no lag.
VAGUE_DAYS = 45
# Of fewer acts nothing is said about a trend.
LEAST_TREND = 3
# Of the acts that an act answers so many are named.
MOST_ANSWERED = 2


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of the paragraph; `event` is the act that it tells, None for words between."""

    text: str
    event: str | None = None


def account(view: ChainView) -> list[Clause]:
    """The paragraph as clauses, to be joined as they are: each act after those that it answers, then the
    outcome."""
    told = _order(view)
    clauses: list[Clause] = []
    before: tuple[str, ...] = ()
    for act in told[:MOST_CLAUSES]:
        links = [link for link in view.chain.links if link.answer == act.id]
        told_now = _answer(act, links, view, before) if links else _opening(act)
        clauses += [Clause(" "), *told_now] if clauses else told_now
        before = (act.id, *(link.answered for link in links))
    clauses.append(Clause(_outcome(view, len(told))))
    return _introduced_once(clauses, told)


def clause(event: Event) -> str:
    """The act as a clause: `Japan expelled Russian diplomats`."""
    return f"{_side(event.actor) or 'somebody'} {predicate(event)}"


def sentence(event: Event) -> str:
    """The clause as a headline: with a capital, without a full stop."""
    return _capital(clause(event))


def predicate(event: Event) -> str:
    """What was done to whom, with the status in words."""
    past, base = _done(event, "past"), _done(event, "base")
    speaker = f" according to {_side(event.according_to)}" if event.according_to else ""
    match event.status:
        case "future":
            return f"announced plans to {base}"
        case "hypothetical":
            return f"might {base}"
        case "negated":
            return f"did not {base}"
        case "alleged":
            return f"{past}, as is alleged{speaker}"
        case "denied":
            return f"{past}, which is denied"
    return past


def _introduced_once(clauses: Sequence[Clause], acts: Iterable[StoredAct]) -> list[Clause]:
    """The clauses with the code behind a name (`Ronald Reagan (USA)`) only where the name comes first."""
    entities = {e for act in acts for e in (*act.event.actor, *act.event.recipient, *act.event.according_to)}
    short = {_named(entity): _named(entity, bare=True) for entity in entities}
    full = sorted((name for name, bare in short.items() if name != bare), key=len, reverse=True)
    if not full:
        return list(clauses)
    known: set[str] = set()

    def shown(found: re.Match[str]) -> str:
        name = found[0]
        again = name in known
        known.add(name)
        return short[name] if again else name

    pattern = re.compile("|".join(map(re.escape, full)))
    return [replace(one, text=pattern.sub(shown, one.text)) for one in clauses]


def _order(view: ChainView) -> list[StoredAct]:
    """The linked acts, the earliest first, but none before one that it answers."""
    linked = {end for link in view.chain.links for end in (link.answer, link.answered)}
    left = sorted((act for act in view.acts if act.id in linked), key=when)
    found: list[StoredAct] = []
    while left:
        waiting = {act.id for act in left}
        held = {link.answer for link in view.chain.links if link.answered in waiting}
        act = next((act for act in left if act.id not in held), left[0])
        found.append(act)
        left.remove(act)
    return found


def _opening(act: StoredAct) -> list[Clause]:
    text = f"{_when(act)}, {clause(act.event)}" if act.day else sentence(act.event)
    return [Clause(text, act.id), Clause(f"{_deadline(act.event)}.")]


def _answer(act: StoredAct, links: Sequence[Link], view: ChainView, before: Sequence[str]) -> list[Clause]:
    """The sentence of an answer; `before` is the act of the sentence before, and those that it answers."""
    by_id = {other.id: other for other in view.acts}
    best = max(links, key=lambda link: (link.basis == "stated", link.confidence))
    lead = _capital(_lead(best, [by_id[link.answered] for link in links], before))
    doubt = "" if best.basis == "stated" else f" (inferred, {best.confidence:.2f})"
    who = _side(act.event.actor) or "somebody"
    verb = phrases()["kinds"].get(best.kind, "")
    # "protested and voiced its disapproval" says one thing twice.
    said = (
        verb
        and act.event.event not in phrases()["plain"].get(best.kind, ())
        and act.event.status not in {"hypothetical", "negated"}
    )
    return [
        Clause(f"{lead}, {who} {verb} and " if said else f"{lead}, {who} "),
        Clause(predicate(act.event), act.id),
        Clause(f"{doubt}{_deadline(act.event)}."),
    ]


def _lead(best: Link, answered: Sequence[StoredAct], before: Sequence[str]) -> str:
    """How the sentence begins: `8 days later` of the act told just before, `in answer to …` of others."""
    lag = best.lag if best.lag and best.lag[1] - best.lag[0] <= VAGUE_DAYS else None
    if [one.id for one in answered] == list(before[:1]):
        if lag is None:
            return "in answer"
        return "the same day" if lag[1] == 0 else words.lag_text(*lag)
    if lag is None and {one.id for one in answered} == set(before[1:]):
        return "likewise"
    named = [_reference(one.event) for one in answered[:MOST_ANSWERED]]
    more = len(answered) - len(named)
    if more:
        named.append(f"{more} other {'act' if more == 1 else 'acts'}")
    after = words.lag_text(*lag).removesuffix(" later") if lag and lag[1] and len(answered) == 1 else ""
    return f"{after} after {named[0]}" if after else f"in answer to {_list(named)}"


def _reference(event: Event) -> str:
    """An act that was told already, in a few words: `Japan's demand`."""
    noun = _forms(event)["noun"]
    who = _side(event.actor, bare=True)
    if not who:
        return f"the {noun}"
    return f"{who}’ {noun}" if who.endswith("s") else f"{who}’s {noun}"


def _done(event: Event, form: str) -> str:
    """The verb with whom it was done to: `direct` forms take a named group where others take a country."""
    forms, whom = _forms(event), _side(event.recipient)
    if not whom:
        return forms["alone" if form == "past" else "base_alone"]
    direct = forms.get("direct" if form == "past" else "direct_base")
    return f"{direct if direct and not _is_country(event.recipient) else forms[form]} {whom}"


def _forms(event: Event) -> Mapping[str, str]:
    by_mode: Mapping[str, Mapping[str, str]] = phrases().get(event.event, phrases()["OTHER"])
    plain = by_mode[""]
    return next(({**plain, **by_mode[mode]} for mode in event.mode if mode in by_mode), plain)


def _side(entities: Iterable[Entity], *, bare: bool = False) -> str:
    """Who a side is: countries by their names, others as the report names them."""
    return _list(list(dict.fromkeys(_named(entity, bare=bare) for entity in entities)))


def _named(entity: Entity, *, bare: bool = False) -> str:
    name = words.visible(" ".join(entity.name.split()))
    country = words.country(entity.country) if entity.country else ""
    if not country or name in {entity.country, country}:
        return f"the {country}" if entity.country in phrases()["articles"] else country or name
    return name if bare or words.tells(name, entity.country) else f"{name} ({entity.country})"


def _is_country(entities: Iterable[Entity]) -> bool:
    return all(e.country and e.name in {e.country, words.country(e.country)} for e in entities)


def _list(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def _when(act: StoredAct) -> str:
    if act.event.date is None:
        return f"As reported on {words.date_text(act.day)}"
    day = act.event.date
    text = words.date_text(day.first, day.last)
    if " – " in text:
        return f"From {text.replace(' – ', ' to ')}"
    return f"In {text}" if text[0].isalpha() or text[:4].isdigit() else f"On {text}"


def _deadline(event: Event) -> str:
    return f", with a deadline of {words.date_text(event.deadline.date)}" if event.deadline else ""


def _outcome(view: ChainView, told: int) -> str:
    more = f" {told - MOST_CLAUSES} further acts follow." if told > MOST_CLAUSES else ""
    days = (view.last - view.first).days if view.first and view.last else 0
    over = f" over {days} {'day' if days == 1 else 'days'}" if days else ""
    open_ = len(view.unanswered)
    left = (
        f" {open_} {'act remains' if open_ == 1 else 'acts remain'} without a known answer." if open_ else ""
    )
    if told < LEAST_TREND:
        return f"{more}{left}"
    return f"{more} In all {told} acts{over}; {phrases()['trends'][view.trend]}.{left}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def phrases() -> Mapping[str, Any]:
    """The tables of account.toml."""
    return tomllib.loads(files("demarche.explorer").joinpath("account.toml").read_text(encoding="utf-8"))
