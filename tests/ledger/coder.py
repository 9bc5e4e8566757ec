"""A small coder for tests: quick, the same every time, with spans that are right.

Every "expelled" of a text is a SANCTION by Japan against Russia; each after the first answers the first.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator

from demarche.model import Answer, CodedReport, DateRange, Entity, Event, Reject, Report, Span

DAY = dt.date(2022, 10, 4)


def coded(report: Report) -> CodedReport:
    """The report with its events."""
    events: list[Event] = []
    for found in re.finditer("expelled", report.text):
        trigger = Span.of(report.text, found.start(), found.end())
        answers = ()
        if events:
            cue = re.search("in retaliation", report.text)
            answers = (
                Answer(events[0].id, Span.of(report.text, *cue.span()) if cue else None, 0.9, lag=(0, 0)),
            )
        events.append(_event(report, trigger, answers))
    return CodedReport(report, tuple(events))


def _event(report: Report, trigger: Span, answers: tuple[Answer, ...]) -> Event:
    japan = re.search("Japan", report.text)
    span = Span.of(report.text, *japan.span()) if japan else None
    day = report.published or DAY
    id = hashlib.sha256(f"{report.id} {trigger.start} {report.text}".encode()).hexdigest()[:16]
    return Event(
        id=id,
        event="SANCTION",
        mode=("expel",),
        context=("diplomatic",),
        cameo="161",
        quad="material conflict",
        score=-7.0,
        trigger=trigger,
        mentions=(),
        actor=(Entity(span, "Japan", "JPN", ("GOV",)),),
        recipient=(Entity(None, "Russia", "RUS", ("GOV",)),),
        date=DateRange(day, day),
        place=None,
        status="actual",
        according_to=(),
        deadline=None,
        answers=answers,
        sentence=Span.of(report.text, 0, len(report.text)),
        confidence=0.9,
    )


class TestCoder:
    """Codes a stream, one report at a time."""

    __test__ = False

    def stream(self, reports: Iterable[Report | Reject]) -> Iterator[CodedReport | Reject]:
        for report in reports:
            if isinstance(report, Reject):
                yield report
            elif report.language != "en":
                yield Reject(report.id, "coding", f"the report is in {report.language!r}", report.id)
            else:
                yield coded(report)


def reports(number: int, *, start: int = 0) -> list[Report]:
    """So many reports, each with one or two events; every tenth is an update of the one before it.

    Reports 28 apart are of one day, and tell of the same acts.
    """
    made = []
    for n in range(start, start + number):
        id = f"r{n - 1 if n % 10 == 9 else n:05}"
        text = f"Japan expelled a consul, report {n}." + (
            " Then it expelled two more, in retaliation." if n % 3 == 0 else ""
        )
        made.append(
            Report(
                id,
                text,
                url=f"https://news.example/{id}",
                publisher="News",
                published=DAY + dt.timedelta(3 * (n % 28)),
            )
        )
    return made
