"""Intervals of whole days and how to walk from one to another."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Literal

Grain = Literal["day", "week", "month", "quarter", "year", "decade", "century", "span"]

DAYS = {"day": 1, "night": 1, "week": 7, "fortnight": 14}
MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
FIRST_YEAR, LAST_YEAR = 1000, 2200  # beyond these a number in the news is no year


@dataclass(frozen=True, slots=True)
class Period:
    """An interval of days, both ends included, and the unit that it was said in."""

    first: dt.date
    last: dt.date
    grain: Grain = "day"

    def through(self, other: Period) -> Period | None:
        """From the beginning of this to the end of the other, None if that is backwards."""
        return Period(self.first, other.last, "span") if other.last >= self.first else None


def day(year: int, month: int, number: int) -> Period | None:
    """One day, None if the calendar has no such day."""
    try:
        date = dt.date(year, month, number)
    except ValueError:
        return None
    return Period(date, date)


def single(date: dt.date) -> Period:
    """The day as a period."""
    return Period(date, date)


def week(date: dt.date) -> Period:
    """Monday to Sunday around a day."""
    monday = date - dt.timedelta(date.weekday())
    return Period(monday, monday + dt.timedelta(6), "week")


def month(year: int, number: int) -> Period | None:
    """A calendar month."""
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= number <= 12:
        return None
    return Period(
        dt.date(year, number, 1), dt.date(year, number, calendar.monthrange(year, number)[1]), "month"
    )


def months(year: int, number: int, count: int, grain: Grain) -> Period | None:
    """A run of calendar months from that one on."""
    begin = month(year, number)
    end = month(*_plus(year, number, count - 1))
    return Period(begin.first, end.last, grain) if begin and end else None


def quarter(year: int, number: int) -> Period | None:
    """A quarter of the calendar year."""
    return months(year, 3 * number - 2, 3, "quarter") if 1 <= number <= 4 else None


def year(number: int) -> Period | None:
    """A calendar year."""
    return months(number, 1, 12, "year")


def decade(first_year: int) -> Period | None:
    """Ten years from that one on."""
    return months(first_year, 1, 120, "decade")


def century(number: int) -> Period | None:
    """The nth century, its hundred years counted as they are spoken of: 1900-1999 is the 20th."""
    return months(100 * (number - 1), 1, 1200, "century")


def around(date: dt.date, unit: str) -> Period | None:
    """The unit (day, week, month, quarter, year, decade) that holds a day."""
    if unit in ("week", "fortnight"):
        return week(date)
    if unit == "month":
        return month(date.year, date.month)
    if unit == "quarter":
        return quarter(date.year, (date.month + 2) // 3)
    if unit == "year":
        return year(date.year)
    if unit == "decade":
        return decade(date.year // 10 * 10)
    return single(date)


def moved(date: dt.date, unit: str, count: int) -> dt.date | None:
    """The day `count` units later (earlier if negative); the 31st becomes the last day of a shorter month."""
    try:
        if unit in DAYS:
            return date + dt.timedelta(DAYS[unit] * count)
        if unit in MONTHS:
            to_year, to_month = _plus(date.year, date.month, MONTHS[unit] * count)
            return dt.date(to_year, to_month, min(date.day, calendar.monthrange(to_year, to_month)[1]))
    except (OverflowError, ValueError):
        return None
    return date


def shifted(period: Period, unit: str, count: int) -> Period | None:
    """The period `count` units later, as long as it was: a quarter a year before is that year's quarter."""
    first = moved(period.first, unit, count)
    if first is None:
        return None
    if period.grain in ("week", "month", "quarter", "year", "decade"):
        return around(first, period.grain)
    last = moved(period.last, unit, count)
    return Period(first, last, period.grain) if last else None


def easter(of_year: int) -> dt.date:
    """Easter Sunday of the Western churches, by the anonymous Gregorian computus."""
    a, (b, c) = of_year % 19, divmod(of_year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    to_month, before = divmod(h + m - 7 * n + 114, 31)
    return dt.date(of_year, to_month, before + 1)


def nth_weekday(of_year: int, of_month: int, weekday: int, nth: int) -> dt.date | None:
    """The nth such weekday of a month, counted from its end if nth is negative."""
    length = calendar.monthrange(of_year, of_month)[1]
    days = [n for n in range(1, length + 1) if dt.date(of_year, of_month, n).weekday() == weekday]
    index = nth - 1 if nth > 0 else nth
    return dt.date(of_year, of_month, days[index]) if -len(days) <= index < len(days) else None


def _plus(of_year: int, number: int, count: int) -> tuple[int, int]:
    """(year, month) `count` months on."""
    years, rest = divmod(number - 1 + count, 12)
    return of_year + years, rest + 1
