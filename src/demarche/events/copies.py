"""Agency copy: a text that many publishers print is coded once, its events renamed for each report."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import OrderedDict
from dataclasses import replace

from demarche.events.coding import event_ids
from demarche.model import CodedReport, Event, Report

KEPT = 512  # coded reports remembered; with a handful of events each, a few MB


class Copies:
    """The events of the reports coded last, by text and day of publication."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._events: OrderedDict[tuple[bytes, dt.date | None], tuple[Event, ...]] = OrderedDict()

    def keep(self, coded: CodedReport) -> None:
        """Remembers a coded report."""
        self._events[_key(coded.report)] = coded.events
        if len(self._events) > self._kept:
            self._events.popitem(last=False)

    def of(self, report: Report) -> CodedReport | None:
        """The report coded as the remembered one with the same text and day, or None."""
        key = _key(report)
        known = self._events.get(key)
        if known is None:
            return None
        self._events.move_to_end(key)
        own = event_ids(report.id, [(event.event, _first(event)) for event in known])
        ids = {event.id: new for event, new in zip(known, own, strict=True)}
        return CodedReport(report, tuple(_renamed(event, ids) for event in known))


def _key(report: Report) -> tuple[bytes, dt.date | None]:
    return hashlib.sha256(report.text.encode("utf-8", "surrogatepass")).digest(), report.published


def _first(event: Event) -> int:
    """Where the event is first told: its id is made of that."""
    return min(span.start for span in (event.trigger, *event.mentions))


def _renamed(event: Event, ids: dict[str, str]) -> Event:
    answers = tuple(replace(answer, event=ids[answer.event]) for answer in event.answers)
    # Answers are in the order of their ids, as `links.answers.link` gives them.
    return replace(event, id=ids[event.id], answers=tuple(sorted(answers, key=lambda answer: answer.event)))
