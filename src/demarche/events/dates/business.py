"""Which days quarters, halves and fiscal years name, and the comparisons with the year before.

Each function bears the name of a rule of `patterns.toml` (see `absolute.py`).  Fiscal years and quarters
are taken for calendar ones: a report rarely says when a company's year begins.
"""

from __future__ import annotations

import datetime as dt

from demarche.events.dates import periods
from demarche.events.dates.counted import compared
from demarche.events.dates.grammar import Hit
from demarche.events.dates.periods import Period
from demarche.events.dates.setting import Setting

NEAR_QUARTER = 92  # days: a quarter to come that begins later than this would be called next year's


def quarter(hit: Hit, setting: Setting) -> Period | None:
    """The third quarter: the running one if it is the third, else the latest third one, or a near one to
    come."""
    number = hit.number("nth")
    if hit.value("unit") != "quarter" or setting.published is None or number is None:
        return None
    if number == -1:
        return _ended_quarter(setting.published)
    years = (setting.published.year + k for k in (-1, 0, 1))
    found = [q for year in years if (q := periods.quarter(year, number))]
    ahead = next((q for q in found if q.last >= setting.published), None)
    if ahead and ahead.first <= setting.published:
        return ahead
    near = ahead and (ahead.first - setting.published).days <= NEAR_QUARTER
    if near and setting.tense(hit.start, hit.end) == "future":
        return ahead
    return next((q for q in reversed(found) if q.last <= setting.published), None)


def _ended_quarter(published: dt.date) -> Period | None:
    """The last quarter that was over by publication."""
    current = periods.around(published, "quarter")
    return current and periods.around(current.first - dt.timedelta(1), "quarter")


def quarter_of(hit: Hit, setting: Setting) -> Period | None:
    """The third quarter of 1988, next year's first quarter."""
    number = hit.number("nth")
    if hit.value("unit") != "quarter" or number is None:
        return None
    if hit.has("yr"):
        year = hit.value("yr")
    elif setting.published and hit.has("shift"):
        year = setting.published.year + hit.value("shift")
    else:
        return None
    return periods.quarter(year, 4 if number == -1 else number)


year_quarter = quarter_of


def quarter_code(hit: Hit, setting: Setting) -> Period | None:
    number = next(
        v
        for i, v in enumerate(hit.tokens.values)
        if i >= hit.start and hit.tokens.classes[i] == hit.sign("qtr")
    )
    year = hit.number("yr") or (setting.published and setting.published.year)
    return periods.quarter(year, number) if year else None


year_quarter_code = quarter_code


def half_of(hit: Hit, setting: Setting) -> Period | None:
    """The first half of 2014."""
    year, number = hit.number("yr"), hit.number("nth")
    if year is None and setting.published:
        year = setting.published.year + (hit.value("shift") or 0)
    if year is None or number not in (1, 2, -1):
        return None
    return periods.months(year, 1 if number == 1 else 7, 6, "span")


def this_quarter(hit: Hit, setting: Setting) -> Period | None:
    """The quarter, the latest period: the one mentioned last, else the last one that was over; this
    quarter: the running one."""
    if setting.published is None or (hit.has("unit") and hit.value("unit") != "quarter"):
        return None
    if hit.surface_all().startswith(("its", "their", "his", "her")):
        return None
    if hit.has("shift") and hit.surface("shift") in ("last", "past", "next", "coming", "this", "current"):
        date = periods.moved(setting.published, "quarter", hit.value("shift"))
        return periods.around(date, "quarter") if date and hit.has("unit") else None
    mention = setting.last_mention("quarter", before=hit.start) or _ending(hit, setting)
    newest = hit.surface_all().startswith("the latest")
    if hit.has("period") and mention is None and not newest:
        return None
    if newest and mention and mention.last > setting.published:
        mention = None
    return mention or _ended_quarter(setting.published)


def _ending(hit: Hit, setting: Setting) -> Period | None:
    """The calendar quarter that most of "the quarter ended July 31" lies in."""
    tokens = hit.tokens
    if tokens.word(hit.end) not in ("ended", "ending") or tokens.classes[
        hit.end + 1 : hit.end + 2
    ] != hit.sign("month"):
        return None
    month = tokens.values[hit.end + 1]
    year = setting.published.year - (month > setting.published.month) if setting.published else None
    middle = year and periods.moved(dt.date(year, month, 15), "month", -1)
    return periods.around(middle, "quarter") if middle else None


def whole_year(hit: Hit, setting: Setting) -> Period | None:
    """For the year, for the full year: the running one, in January and February the one that was just
    over."""
    if hit.value("unit") != "year" or setting.published is None or hit.tokens.word(hit.end) in ("-", "–"):
        return None
    return periods.year(setting.published.year - (setting.published.month <= 2))


def of_year_before(hit: Hit, setting: Setting) -> Period | None:
    """Year-ago, year-earlier: the quarter or month spoken of, a year before."""
    if hit.value("by") != "year" or "early" in hit.surface_all() or setting.published is None:
        return None
    mention = compared(hit, setting)
    if mention is None and (hit.has("unit") or hit.has("period")):
        mention = setting.last_mention("quarter", "span", before=hit.start)
    if mention and (mention.grain == "span" or mention.first > setting.published):
        return periods.year(setting.published.year - 1)
    if hit.has("nth"):
        number = hit.number("nth")
        base = mention or _ended_quarter(setting.published)
        return periods.quarter(base.first.year - 1, number) if base and number else None
    if mention is None and hit.has("unit") and hit.value("unit") == "quarter":
        mention = _ended_quarter(setting.published)
    if mention is None:
        return periods.year(setting.published.year - 1)
    return periods.shifted(mention, "year", -1)


def of_named_year(hit: Hit, setting: Setting) -> Period | None:
    """The 1988 quarter, last year's period: the quarter spoken of, in that year."""
    if hit.has("unit") and hit.value("unit") != "quarter":
        return None
    if hit.has("by") and hit.value("by") != "year":
        return None
    year = hit.value("yr") or (setting.published and setting.published.year - 1)
    mention = setting.last_mention("quarter", "span", before=hit.start)
    if year and mention and mention.grain == "span":
        return periods.year(year)
    if mention is None and setting.published:
        mention = _ended_quarter(setting.published)
    return periods.quarter(year, (mention.first.month + 2) // 3) if mention and year else None


def same_unit_of_year(hit: Hit, setting: Setting) -> Period | None:
    """The same quarter of last year."""
    mention = setting.last_mention("quarter", "month", "span", before=hit.start)
    return mention and periods.shifted(mention, "year", hit.value("shift"))


def fiscal_year(hit: Hit, setting: Setting) -> Period | None:
    """Fiscal 1989, the current fiscal year, the latest fiscal year (the last one that was over)."""
    if hit.has("yr"):
        return periods.year(hit.value("yr"))
    if not hit.has("unit") or hit.value("unit") != "year" or setting.published is None:
        return None
    words = hit.surface_all().split()
    shift = (
        -1
        if {"last", "latest", "previous", "past"} & set(words)
        else 1
        if {"next", "coming"} & set(words)
        else 0
    )
    return periods.year(setting.published.year + shift)
