"""Expressions of news English, each with the days that it must name."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from demarche.events.dates import find_dates
from demarche.model import DateMention

TABLE = Path(__file__).with_name("dates_cases.tsv")


def cases() -> list[tuple[str, str, str]]:
    """(text, published, dates) for each row of the table."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(text, published, dates) for text, published, dates in rows[1:]]


def spoken(mention: DateMention) -> str:
    """The mention as the table writes it."""
    days = str(mention.first) if mention.first == mention.last else f"{mention.first}..{mention.last}"
    kind = "" if mention.kind == "date" else f" {mention.kind}"
    return f"{mention.span.text} = {days}{kind}"


@pytest.mark.parametrize(("text", "published", "dates"), cases(), ids=[text[:60] for text, _, _ in cases()])
def test_names_the_days(text: str, published: str, dates: str) -> None:
    found = find_dates(text, dt.date.fromisoformat(published) if published else None)
    assert " ; ".join(spoken(mention) for mention in found) == dates
    assert all(text[m.span.start : m.span.end] == m.span.text for m in found)


def test_table_is_large_enough() -> None:
    assert len(cases()) >= 150
