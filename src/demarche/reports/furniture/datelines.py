"""Days written in lines of page furniture: "Published: 14 March 2023, 08:15", "Nov. 19, 2019 8:03 am ET"."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from demarche.reports.words import words

ISO = re.compile(r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")
# 11/20/19 or 20/11/2019: read only when one number is above 12, so that the order of day and month is
# certain.
SLASHED = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.]((?:19|20)?\d\d)\b")
CENTURY = 2000  # of years written with two digits
# What a line may hold besides its date and still be a date line.
FILLER = re.compile(
    r"\b(?:published|posted|updated|modified|last|first|on|at|by|date)\b|"
    r"\b(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\b|"
    r"\b(?:a\.?m|p\.?m|[ECMP][SD]?T|GMT|BST|UTC|IST|AEDT|AEST|SAST|CES?T|noon|midnight)\b\.?|"
    r"\d{1,2}[:.h]\d{2}|[\s:|,.•·–—()\-/]+|\d{1,2}(?=\s*[ap]\.?m)",
    re.I,
)
LEFT_OVER = 12  # characters besides the date and its filler that a date line may have


@cache
def _months() -> dict[str, int]:
    return {name: number for number, names in enumerate(words("months"), 1) for name in names.split("|")}


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """(pattern, order of its groups) of every way to write a day in full."""
    month = "(" + "|".join(sorted(_months(), key=len, reverse=True)) + r")\.?"
    year = r"((?:19|20)\d\d)\b"
    day_first = rf"\b(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?{month}[\s,-]+{year}"
    month_first = rf"\b{month}\s*(\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+{year}"
    return (
        (re.compile(day_first, re.I), "dmy"),
        (re.compile(month_first, re.I), "mdy"),
        (ISO, "ymd"),
        (SLASHED, "?"),
    )


def day_in(line: str) -> dt.date | None:
    """The first day that a line names in full, None if it names none."""
    found = _first(line)
    return found[0] if found else None


def date_line(line: str) -> dt.date | None:
    """The day of a line that is nothing but a date (with a time, a weekday, "Published"), else None."""
    found = _first(line)
    if not found or len(line) > 120:
        return None
    day, start, end = found
    rest = line[:start] + " " + line[end:]
    for pattern, _ in _patterns():
        rest = pattern.sub(" ", rest)
    return day if len(FILLER.sub("", rest)) <= LEFT_OVER else None


def _first(line: str) -> tuple[dt.date, int, int] | None:
    best: tuple[dt.date, int, int] | None = None
    for pattern, order in _patterns():
        match = pattern.search(line)
        if match and (best is None or match.start() < best[1]):
            day = _day(match.groups(), order)
            if day:
                best = (day, match.start(), match.end())
    return best


def _day(parts: tuple[str, ...], order: str) -> dt.date | None:
    try:
        if order == "dmy":
            return dt.date(int(parts[2]), _months()[parts[1].lower()], int(parts[0]))
        if order == "mdy":
            return dt.date(int(parts[2]), _months()[parts[0].lower()], int(parts[1]))
        if order == "ymd":
            return dt.date(*map(int, parts))
        one, two, year = map(int, parts)
        year += CENTURY if year < 100 else 0
        if (one > 12) == (two > 12) and one != two:
            return None
        return dt.date(year, two, one) if one > 12 else dt.date(year, one, two)
    except ValueError:
        return None
