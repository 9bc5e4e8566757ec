"""Which days an expression names that counts units: three days ago, a year earlier, within 72 hours, for a
month.

Each function bears the name of a rule of `patterns.toml` (see `absolute.py`).
"""

from __future__ import annotations

import datetime as dt

from demarche.events.dates import periods
from demarche.events.dates.grammar import Hit
from demarche.events.dates.periods import Period
from demarche.events.dates.relative import SHORT, from_mention, from_published, hours_later, side
from demarche.events.dates.setting import Setting, tense_before

EXACT_WEEKS = 2  # "two weeks ago" still names a day; farther back the week is meant
ANAPHOR_REACH = 150  # tokens back to the period that "a year earlier" is compared with
COMPARED_GRAINS = ("quarter", "month")


def units_ago(hit: Hit, setting: Setting) -> Period | None:
    """Counted from publication; "a year ago" beside a quarter's or month's figures means that quarter or
    month."""
    count = hit.number("n")
    if count is None:
        return None
    if count == 1 and hit.value("unit") == "year" and (beside := compared(hit, setting)):
        return periods.shifted(beside, "year", -1)
    return _counted(setting.published, hit.value("unit"), -count)


def compared(hit: Hit, setting: Setting) -> Period | None:
    """The quarter or month mentioned just before, which a year's comparison is about; None after "nine
    months"."""
    for start, period in reversed(setting.mentions):
        if hit.start - start > ANAPHOR_REACH or period.grain == "span":
            return None
        begun = setting.published is None or period.first <= setting.published
        if start < hit.start and begun and period.grain in COMPARED_GRAINS:
            return period
    return None


def _counted(date: dt.date | None, unit: str, count: int) -> Period | None:
    """The point so many units from a day, as coarse as the unit that it is counted in."""
    if unit in ("hour", "minute"):
        unit, count = "day", int(count / 24) if unit == "hour" else 0
    moved = periods.moved(date, unit, count) if date else None
    if moved is None:
        return None
    if unit == "week" and abs(count) <= EXACT_WEEKS:
        return periods.single(moved)
    return periods.around(moved, unit)


def units_ago_day(hit: Hit, setting: Setting) -> Period | None:
    """A year ago today: to the day."""
    base = from_published(setting, hit.tokens.values[hit.end - 1])
    count = hit.number("n")
    moved = periods.moved(base.first, hit.value("unit"), -count) if base and count else None
    return periods.single(moved) if moved else None


def units_from_now(hit: Hit, setting: Setting) -> Period | None:
    count = hit.number("n")
    return _counted(setting.published, hit.value("unit"), count) if count else None


def units_later(hit: Hit, setting: Setting) -> Period | None:
    """Three days later, a year earlier: counted from the date mentioned last."""
    count, unit = hit.number("n"), hit.value("unit")
    if count is None or hit.surface("side") not in (
        "earlier",
        "later",
        "before",
        "after",
        "afterwards",
        "hence",
    ):
        return None
    if hit.surface("side") in ("before", "after") and not hit.closes_clause():
        return None
    if unit in SHORT:
        return hours_later(hit, setting)
    if unit == "year" and count == 1 and side(hit) < 0 and (beside := compared(hit, setting)):
        return periods.shifted(beside, "year", -1)
    mention = setting.last_mention("day", "week", "month", "year", before=hit.start)
    if mention is None or (mention.grain == "year" and unit in ("day", "week")):
        return _counted(setting.published, unit, -count) if side(hit) < 0 else None
    return _counted(mention.first if side(hit) < 0 else mention.last, unit, side(hit) * count)


def unit_beside(hit: Hit, setting: Setting) -> Period | None:
    """The day before, the week after: beside the date mentioned last."""
    return from_mention(hit, setting, hit.value("unit"), side(hit)) if hit.closes_clause() else None


def in_units(hit: Hit, setting: Setting) -> Period | None:
    """In six days, of what is to come; of the past ("in two years it grew") it says how long."""
    count = hit.number("n")
    if count is None or hit.value("unit") == "quarter" or tense_before(hit.tokens, hit.start) != "future":
        return None
    return _counted(setting.published, hit.value("unit"), count)


def within_units(hit: Hit, setting: Setting) -> Period | None:
    """Within 72 hours: from publication to the last day that is left."""
    return span_of_units(setting.published, hit.value("unit"), hit.number("n"))


def span_of_units(date: dt.date | None, unit: str, count: int | None) -> Period | None:
    """From a day to the day so many units on (back, if negative); hours make whole days, rounded up."""
    if date is None or count is None:
        return None
    if unit in ("hour", "minute"):
        days = -(-abs(count) // 24) if unit == "hour" else 0
        unit, count = "day", days if count > 0 else -days
    other = periods.moved(date, unit, count)
    return Period(min(date, other), max(date, other), "span") if other else None


def bare_units(hit: Hit, setting: Setting) -> Period | None:
    """For three days: how long, laid beside publication, after it in the future tense and before it
    otherwise."""
    count = hit.number("n")
    if count is None or setting.published is None or hit.tokens.word(hit.end) in ("before", "after"):
        return None
    if hit.value("shift") == 1 or setting.tense(hit.start, hit.end) == "future":
        return span_of_units(setting.published, hit.value("unit"), count)
    return span_of_units(setting.published, hit.value("unit"), -count)


for_units = bare_units


def eve_of(hit: Hit, setting: Setting) -> Period | None:
    """The eve of a date is `composed`; of anything else it names no day that is known here."""
    return None


def composed(hit: Hit, base: Period) -> Period | None:
    """Three days before, the week after, the eve of: counted from the date that follows."""
    if hit.rule == "eve_of":
        eve = periods.moved(base.first, "day", -1)
        return periods.single(eve) if eve else None
    count = hit.number("n") if hit.has("n") else 1
    if count is None or hit.surface("side") not in ("before", "after"):
        return None
    if hit.value("unit") in ("hour", "minute"):
        return base
    moved = periods.moved(base.first if side(hit) < 0 else base.last, hit.value("unit"), side(hit) * count)
    if moved is None:
        return None
    return periods.single(moved) if base.grain == "day" else periods.around(moved, base.grain)
