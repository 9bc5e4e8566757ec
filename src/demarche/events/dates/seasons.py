"""Which days the names of holidays and seasons mean.

Each function bears the name of a rule of `patterns.toml` (see `absolute.py`).
"""

from __future__ import annotations

import datetime as dt

from demarche.events.dates import periods
from demarche.events.dates.absolute import likeliest
from demarche.events.dates.grammar import Hit
from demarche.events.dates.periods import Period
from demarche.events.dates.setting import Setting

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def season_year(hit: Hit, setting: Setting) -> Period | None:
    """Whole months: spring March to May … winter December to February, as on the northern half of the
    earth."""
    season = _season_number(hit)
    year = hit.number("yr")
    if year is None:
        if setting.published is None:
            return None
        year = setting.published.year + (hit.value("shift2") or 0)
        begun = dt.date(year, 3 * season - 3 or 1, 1) <= setting.published
        if not hit.has("shift2"):
            if hit.value("shift") == -1:
                year -= _season_end(year, season) >= setting.published
            elif hit.value("shift") == 1:
                year += begun
            elif not hit.has("shift") and not begun and setting.tense(hit.start, hit.end) != "future":
                year -= 1
    begin = 3 * season - 3
    return periods.months(year, begin, 3, "span") if begin else periods.months(year - 1, 12, 3, "span")


def _season_number(hit: Hit) -> int:
    """1 winter, 2 spring, 3 summer, 4 autumn."""
    sign = hit.sign("season")
    return next(int(hit.tokens.values[i]) for i in range(hit.start, hit.end) if hit.tokens.classes[i] == sign)


def _season_end(year: int, season: int) -> dt.date:
    return dt.date(year, max(2, 3 * season - 1), 28)


def holiday_day(hit: Hit, setting: Setting) -> Period | None:
    """The latest such holiday not after publication, the next one in the future tense; its year's where one
    is given."""
    sign = hit.sign("holiday")
    rule = next(str(hit.tokens.values[i]) for i in range(hit.start, hit.end) if hit.tokens.classes[i] == sign)
    if rule.count("-") == 2 and len(rule) == 10:
        return periods.single(dt.date.fromisoformat(rule))
    year = hit.number("yr")
    if year is not None:
        return _holiday(rule, year)
    if setting.published is None:
        return None
    if hit.has("shift2"):
        return _holiday(rule, setting.published.year + hit.value("shift2"))
    found = [day for k in (-1, 0, 1) if (day := _holiday(rule, setting.published.year + k))]
    if hit.value("shift") == 1:
        return next((day for day in found if day.first > setting.published), None)
    if hit.value("shift") == -1:
        return next((day for day in reversed(found) if day.first < setting.published), None)
    return likeliest(found, hit, setting, unsaid=0)


def _holiday(rule: str, year: int) -> Period | None:
    """The day of a rule of words.toml in a year."""
    if rule.startswith("easter"):
        return periods.single(periods.easter(year) + dt.timedelta(int(rule.removeprefix("easter"))))
    if len(rule) == 5:
        return periods.day(year, int(rule[:2]), int(rule[3:]))
    nth, weekday, month = rule.rsplit("-", 2)
    date = periods.nth_weekday(year, int(month), WEEKDAYS.index(weekday), int(nth))
    return periods.single(date) if date else None
