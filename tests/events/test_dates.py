"""Dates as a whole: the promises to callers, the calendar against an oracle, the command, and the floors."""

from __future__ import annotations

import calendar
import datetime as dt
import json
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demarche.events.dates import find_dates, periods, resolve
from demarche.events.dates.find import resolvers
from demarche.events.dates.grammar import compile_pattern, rules_by_class
from demarche.model import Sentence, Token

# fmt: off
PIECES = st.sampled_from([
    "on Tuesday", ", ", "", ". ", "the ", "of ", "in ", "by ", "last ", "next ", "week", "year",
    "3", "31", "May", "May 3", "1998", "'98", "3rd", "quarter", "a year", "ago", "earlier", "from ",
    "to ", "between ", "and ", "first ", "half ", "days", "-", "/", "9/11", "3/4/2012",
    "2012-02-30", "Christmas", "New Year's Day", "fiscal ", "within ", "72 hours", "eve ", "after ",
    "before ", "said ", "will ", "\n\n", "deadline", "weekend", "spring", "century", "two",
    "twenty", "–", "the end ", "mid-", "0000", "9999",
])
# fmt: on
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=14), st.one_of(st.none(), DAYS))
def test_any_text_gives_ordered_spans_and_intervals(pieces: list[str], published: dt.date | None) -> None:
    text = "".join(pieces)
    found = find_dates(text, published)
    for mention in found:
        assert text[mention.span.start : mention.span.end] == mention.span.text != ""
        assert mention.first <= mention.last
        assert mention.kind in ("date", "duration", "deadline")
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    assert found == find_dates(text, published)


@settings(max_examples=200, deadline=None)
@given(DAYS, st.integers(0, 6))
def test_weekdays_against_a_count_day_by_day(published: dt.date, weekday: int) -> None:
    name = calendar.day_name[weekday]
    expected = next(day for k in range(7) if (day := published - dt.timedelta(k)).weekday() == weekday)
    assert find_dates(f"He resigned on {name}.", published)[0].first == expected
    expected = next(day for k in range(7) if (day := published + dt.timedelta(k)).weekday() == weekday)
    assert find_dates(f"He will resign on {name}.", published)[0].first == expected


@settings(max_examples=200, deadline=None)
@given(DAYS, st.sampled_from(["week", "month", "quarter", "year", "decade"]))
def test_units_around_a_day_tile_the_calendar(day: dt.date, unit: str) -> None:
    period = periods.around(day, unit)
    assert period is not None
    assert period.first <= day <= period.last
    assert periods.around(period.first, unit) == periods.around(period.last, unit) == period
    after = periods.around(period.last + dt.timedelta(1), unit)
    assert after is not None
    assert after.first == period.last + dt.timedelta(1)


@settings(max_examples=200, deadline=None)
@given(DAYS, st.integers(-500, 500))
def test_moving_by_months_keeps_the_day_or_the_months_last(day: dt.date, count: int) -> None:
    moved = periods.moved(day, "month", count)
    assert moved is not None
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == count
    assert moved.day == min(day.day, calendar.monthrange(moved.year, moved.month)[1])


@pytest.mark.parametrize(
    "sunday",
    [
        "1998-04-12",
        "2000-04-23",
        "2008-03-23",
        "2011-04-24",
        "2014-04-20",
        "2019-04-21",
        "2024-03-31",
        "2038-04-25",
    ],
)
def test_easter(sunday: str) -> None:
    assert periods.easter(int(sunday[:4])).isoformat() == sunday


def test_every_rule_has_its_function_and_every_pattern_compiles() -> None:
    assert len(resolvers()) >= 50
    assert {name for rules in rules_by_class().values() for name, _ in rules} == set(resolvers())
    with pytest.raises(ValueError, match="parenthesis too many"):
        compile_pattern("month )", {})


def test_a_deadline_counts_from_the_act() -> None:
    found = resolve("within 72 hours", dt.date(2021, 3, 30))
    assert found is not None
    assert (found.kind, found.last) == ("deadline", dt.date(2021, 4, 2))
    assert resolve("soon", dt.date(2021, 3, 30)) is None


def test_without_publication_only_dates_with_a_year_are_found() -> None:
    text = "Yesterday, on Friday, last week, in 1998, on 3 May 2001 and within 72 hours."
    assert [m.span.text for m in find_dates(text, None)] == ["1998", "3 May 2001"]


def parsed(text: str, rows: list[tuple[str, str, str, int, str]]) -> Sentence:
    """A sentence from rows of word, tag, features, head and relation."""
    tokens, at = [], 0
    for i, (word, upos, feats, head, dep) in enumerate(rows):
        start = text.index(word, at)
        at = start + len(word)
        tokens.append(Token(i, start, at, word, word.lower(), upos, "", feats, head, dep))
    return Sentence(0, len(text), tuple(tokens))


def test_a_parse_tells_the_tense_that_words_hide() -> None:
    """`Will` is far from its verb, and a past form of another clause stands between."""
    text = "It will, as the man who met him said, leave Friday."
    rows = [
        ("It", "PRON", "", 10, "nsubj"),
        ("will", "AUX", "VerbForm=Fin", 10, "aux"),
        (",", "PUNCT", "", 8, "punct"),
        ("as", "SCONJ", "", 8, "mark"),
        ("the", "DET", "", 5, "det"),
        ("man", "NOUN", "", 8, "nsubj"),
        ("met", "VERB", "Tense=Past|VerbForm=Fin", 5, "acl:relcl"),
        ("him", "PRON", "", 6, "obj"),
        ("said", "VERB", "Tense=Past|VerbForm=Fin", 10, "advcl"),
        (",", "PUNCT", "", 8, "punct"),
        ("leave", "VERB", "VerbForm=Inf", -1, "root"),
        ("Friday", "PROPN", "", 10, "obl:tmod"),
    ]
    published = dt.date(2021, 9, 1)
    assert find_dates(text, published)[0].first == dt.date(2021, 8, 27)
    assert find_dates(text, published, sentences=[parsed(text, rows)])[0].first == dt.date(2021, 9, 3)


def test_the_command_goes_on_after_bad_rows() -> None:
    rows = (
        '{"id": 7, "text": "On 3 May 2001."}\nno json\n{"id": 8, "text": "on Friday", "published": "soon"}\n'
    )
    run = subprocess.run(
        [sys.executable, "-m", "demarche", "dates", "--json", "-"],
        input=rows,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert run.returncode == 1
    span = {"text": "3 May 2001", "start": 3, "end": 13}
    day = "2001-05-03"
    expected = {"id": 7, "dates": [{"span": span, "from": day, "to": day, "kind": "date"}]}
    assert [json.loads(line) for line in run.stdout.splitlines()] == [expected]
    assert "-:2" in run.stderr and "'soon'" in run.stderr and "1 rows done, 2 rejected" in run.stderr


def test_quality_does_not_sink(shared: Path, root: Path) -> None:
    """By the table [dates] of tests/floors.toml: value_f1, right_where_found, at_most_milliseconds."""
    path = root / "tests" / "floors.toml"
    floors = tomllib.loads(path.read_text(encoding="utf-8")).get("dates") if path.exists() else None
    if not floors:
        pytest.skip("tests/floors.toml has no table [dates]")
    from benchmarks.dates import measure

    figures = measure(shared)
    assert figures.f1 >= floors["value_f1"]
    assert figures.right_where_found >= floors["right_where_found"]
    assert figures.milliseconds <= floors["at_most_milliseconds"]
