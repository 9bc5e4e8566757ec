"""The record read back is the event that was written."""

from __future__ import annotations

import datetime as dt

from tests.links.acts import an_event, state

from demarche.links.records import coded_from_record, event_from_record
from demarche.model import Answer, CodedReport, DateRange, Deadline, Place, Quantity, Report, Span
from demarche.record import coded_to_dict, event_to_dict

FULL = an_event(
    "e1",
    date=DateRange(dt.date(2018, 3, 26), dt.date(2018, 3, 26), Span("Monday", 40, 46)),
    place=Place(Span("Moscow", 50, 56), "Moscow", "city", "RUS", 524901, 55.75, 37.6),
    deadline=Deadline(dt.date(2018, 4, 2), Span("within a week", 60, 73)),
    quantities=(Quantity(Span("23", 5, 7), 23.0, "diplomat"),),
    according_to=(state("Britain", "GBR"),),
    answers=(Answer("e0", Span("over", 20, 24), 0.8, "retaliates", "stated", (Span("s", 0, 1),), (1, 3)),),
)


def test_an_event_survives_the_way_there_and_back() -> None:
    assert event_from_record(event_to_dict(FULL)) == FULL
    assert event_from_record(event_to_dict(an_event("e2"))) == an_event("e2")


def test_a_coded_report_survives_too() -> None:
    coded = CodedReport(Report("r1", "Russia expelled.", published=dt.date(2018, 3, 27)), (FULL,))
    assert coded_from_record(coded_to_dict(coded)) == coded
