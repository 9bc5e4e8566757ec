"""Stated answers between acts: the answers of all tellings brought together, and the act pairs as links."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from demarche.links.lags import lag_between
from demarche.model import Answer, Event, Link


def merged(answers: Iterable[Answer], act_id: str, act_of: Callable[[str], str]) -> tuple[Answer, ...]:
    """One answer for each act answered, the surest telling's; an act does not answer itself."""
    best: dict[tuple[str, str], Answer] = {}
    for answer in answers:
        to = act_of(answer.event)
        if to == act_id:
            continue
        known = best.get((to, answer.basis))
        if known is None or (answer.confidence, answer.cue is not None) > (
            known.confidence,
            known.cue is not None,
        ):
            best[to, answer.basis] = replace(answer, event=to)
    return tuple(best[pair] for pair in sorted(best))


def links_of(events: Iterable[Event]) -> tuple[Link, ...]:
    """The answers of events as links, with the lag by the events' own, reconciled dates; answers to unknown
    acts are left out.
    """
    by_id = {event.id: event for event in events}
    return tuple(
        Link(
            event.id,
            answer.event,
            answer.kind,
            answer.basis,
            answer.confidence,
            answer.cue,
            answer.evidence,
            lag_between(by_id[answer.event].date, event.date) or answer.lag,
        )
        for event in by_id.values()
        for answer in event.answers
        if answer.event in by_id
    )
