"""Any text goes in; events in the form of docs/record.md come out, never an exception.

The runner turns an exception into a reject, so that one report never ends a long run; here the parts that
it calls are called without that net.
"""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.record_form import problems

from demarche.links import answers
from demarche.model import CodedReport, Report
from demarche.record import coded_to_dict
from demarche.runners.step import Coder

FUZZ = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
# Pieces of news in no order: grammar falls apart, but every rule has something to take hold of.
PIECES = (
    "Japan", "Moscow", "the foreign ministry", "a Russian consul", "23 British diplomats", "two Koreas",
    "NATO",
    "expelled", "has been expelled by", "demanded", "threatened to expel", "accused", "the expulsion of",
    "of detaining",
    "denied", "would not", "said", "told reporters", "if", "in retaliation for", "after",
    "as a response to", "over",
    "on Tuesday", "by Oct. 10", "within 72 hours", "since 2014", "last week", "on Feb. 30", "in Sapporo",
    "$2 billion in", "“", "”", '"', "'", ",", ".", "…", ";", "—", "(", ")", "\n", "\n\n", "\t", "\u200b",
    "\u202e",
    "\u00a0", "🙂", "ﬁ", "e\u0301", "\x00", "\ufeff", "中国", "И", "9" * 400, "1,000,000,000,000",
)  # fmt: skip
DAYS = st.none() | st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))


def _check(coder: Coder, text: str, day: dt.date | None) -> None:
    report = Report("fuzz", text, published=day)
    (sentences,) = coder.parse([text])
    coded = coder._events.code(report, sentences)
    assert not problems(coded_to_dict(CodedReport(report, answers.link(coded, text))))


@FUZZ
@given(text=st.text(max_size=200), day=DAYS)
def test_any_unicode(text: str, day: dt.date | None, coder: Coder) -> None:
    _check(coder, text, day)


@FUZZ
@given(
    pieces=st.lists(st.sampled_from(PIECES), max_size=30), between=st.sampled_from((" ", "", "  ")), day=DAYS
)
def test_news_in_pieces(pieces: list[str], between: str, day: dt.date | None, coder: Coder) -> None:
    _check(coder, between.join(pieces), day)


@pytest.mark.parametrize("day", [dt.date.min, dt.date.max, dt.date(2024, 2, 29)])
def test_days_at_the_ends_of_the_calendar(day: dt.date, coder: Coder) -> None:
    told = "Japan expelled a consul last week, ordered to leave within 72 hours, after Russia did on Feb. 29."
    _check(coder, f"{told} It will retaliate next year.", day)


@pytest.mark.parametrize("text", ["", " ", "\n", "a", "." * 3000, "expelled " * 600, "(" * 800, "\ud800"])
def test_texts_that_are_none(text: str, coder: Coder) -> None:
    _check(coder, text, None)
