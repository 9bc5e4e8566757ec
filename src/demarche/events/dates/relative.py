"""Which days an expression names that counts from somewhere: from publication, or from a date mentioned before.

Each function bears the name of a rule of `patterns.toml` (see `absolute.py`).
"""

from __future__ import annotations

import datetime as dt

from demarche.events.dates import periods
from demarche.events.dates.grammar import Hit
from demarche.events.dates.periods import Period
from demarche.events.dates.setting import Setting

CALENDAR_UNITS = ("week", "fortnight", "month", "quarter", "year", "decade")
EXACT_WEEKS = 2  # "two weeks ago" still names a day; farther back the week is meant
ANAPHOR_REACH = 150  # tokens back to the period that "a year earlier" is compared with
COMPARED_GRAINS = ("quarter", "month")


def deictic_day(hit: Hit, setting: Setting) -> Period | None:
    return _from_published(setting, hit.tokens.values[hit.start])


def this_daypart(hit: Hit, setting: Setting) -> Period | None:
    """This morning, last night."""
    return _from_published(setting, hit.value("shift"))


def _from_published(setting: Setting, days: int) -> Period | None:
    return periods.single(setting.published + dt.timedelta(days)) if setting.published else None


def day_beside_deictic(hit: Hit, setting: Setting) -> Period | None:
    """The day before yesterday, the day after tomorrow."""
    base = _from_published(setting, hit.tokens.values[hit.end - 1])
    return base and periods.shifted(base, hit.value("unit"), _side(hit))


def unit_before_last(hit: Hit, setting: Setting) -> Period | None:
    """The week before last, the year after next."""
    return _around_published(setting, hit.value("unit"), _side(hit) + hit.value("shift"))


def _side(hit: Hit) -> int:
    """-1 for before and earlier, +1 for after and later."""
    return -1 if hit.surface("side") in ("before", "earlier") else 1


def _around_published(setting: Setting, unit: str, count: int) -> Period | None:
    """The calendar unit of publication, or the one `count` before or after."""
    if setting.published is None:
        return None
    date = periods.moved(setting.published, unit, count)
    return periods.around(date, unit) if date else None


def shifted_unit(hit: Hit, setting: Setting) -> Period | None:
    """Last week, this year, the past month, the next day, the previous year, that month."""
    unit, word = hit.value("unit"), hit.surface("shift")
    if word in ("following", "ensuing") and hit.start == hit.parts["shift"][0]:
        return None  # a preposition: "following last week's raid"
    if word in ("previous", "preceding", "prior", "following", "ensuing", "that", "same"):
        return _from_mention(hit, setting, unit, hit.value("shift"))
    if unit == "night":
        return _from_published(setting, hit.value("shift"))
    if hit.start != hit.parts["shift"][0] and word in ("last", "next", "past", "coming"):
        if word == "next" and hit.tokens.word(hit.start - 1) not in ("in", "over", "during", "for", "within", "of"):
            return _from_mention(hit, setting, unit, 1)
        return _run(setting, unit, hit.value("shift"))
    if word == "past":
        return _run(setting, unit, -1)
    if unit not in CALENDAR_UNITS or word in ("latest", "recent"):
        return None
    return _around_published(setting, unit, hit.value("shift"))


def shifted_units(hit: Hit, setting: Setting) -> Period | None:
    """The last three days: they end with publication."""
    count = hit.number("n")
    return _run(setting, hit.value("unit"), (hit.value("shift") or -1) * count) if count else None


def _run(setting: Setting, unit: str, count: int) -> Period | None:
    """The stretch of so many units that ends (or, for a positive count, begins) with publication."""
    other = setting.published and periods.moved(setting.published, unit, count)
    if not setting.published or not other:
        return None
    return Period(min(other, setting.published), max(other, setting.published), "span")


def _from_mention(hit: Hit, setting: Setting, unit: str, count: int) -> Period | None:
    """The unit beside the date mentioned last, or around it for a count of 0; publication if none was."""
    mention = setting.last_mention("day", "week", "month", "year", "quarter", before=hit.start)
    date = mention.first if mention else setting.published
    if date is None or unit in ("hour", "minute"):
        return None
    if unit in CALENDAR_UNITS:
        moved = periods.moved(date, unit, count)
        return periods.around(moved, unit) if moved else None
    if mention and mention.grain not in ("day", "week"):
        return None
    moved = periods.moved(mention.last if mention else date, "day", count)
    return periods.single(moved) if moved else None


def first_units_of(hit: Hit, setting: Setting) -> Period | None:
    """The first nine months of 1989, the last two weeks of the month."""
    whole = _whole(hit, setting)
    count, unit = hit.number("n"), hit.value("unit")
    if whole is None or count is None or hit.number("nth") not in (1, -1):
        return None
    if hit.number("nth") == 1:
        end = periods.moved(whole.first, unit, count)
        return Period(whole.first, end - dt.timedelta(1), "span") if end else None
    begin = periods.moved(whole.last + dt.timedelta(1), unit, -count)
    return Period(begin, whole.last, "span") if begin else None


def _whole(hit: Hit, setting: Setting) -> Period | None:
    """The year or month that a part of it is counted in: what stands after `of`."""
    if hit.has("yr"):
        year = hit.number("yr")
        return periods.year(year) if year else None
    unit = hit.tokens.values[hit.end - 1]
    return _around_published(setting, unit, hit.value("shift") or 0) if unit in CALENDAR_UNITS else None


def part_in_unit(hit: Hit, setting: Setting) -> Period | None:
    """Earlier in the year."""
    return _around_published(setting, hit.value("unit"), 0)


edge_of_unit = part_in_unit


def unit_edge(hit: Hit, setting: Setting) -> Period | None:
    """Year-end: its last day; that of the year before where the clause speaks of the past."""
    unit = hit.value("unit")
    if unit not in CALENDAR_UNITS or hit.tokens.values[hit.end - 1] != "late":
        return None
    past = hit.tokens.word(hit.start - 1) in ("since", "from") or (
        hit.tokens.word(hit.start - 1) != "by" and setting.tense(hit.start, hit.end) == "past"
    )
    whole = _around_published(setting, unit, -1 if past else 0)
    return periods.single(whole.last) if whole else None


def units_ago(hit: Hit, setting: Setting) -> Period | None:
    """Counted from publication; "a year ago" beside a quarter's or month's figures means that quarter or month."""
    count = hit.number("n")
    if count is None:
        return None
    if count == 1 and hit.value("unit") == "year" and (beside := compared(hit, setting)):
        return periods.shifted(beside, "year", -1)
    return _counted(setting.published, hit.value("unit"), -count)


def compared(hit: Hit, setting: Setting) -> Period | None:
    """The quarter or month mentioned just before, which a year's comparison is about; None after "nine months"."""
    for start, period in reversed(setting.mentions):
        if hit.start - start > ANAPHOR_REACH or period.grain == "span":
            return None
        begun = setting.published is None or period.first <= setting.published
        if start < hit.start and begun and period.grain in COMPARED_GRAINS:
            return period
    return None


def _counted(date: dt.date | None, unit: str, count: int) -> Period | None:
    """The point so many units from a day, as coarse as the unit that it is counted in."""
    moved = periods.moved(date, unit, count) if date else None
    if moved is None or unit in ("hour", "minute"):
        return None
    if unit == "week" and abs(count) <= EXACT_WEEKS:
        return periods.single(moved)
    return periods.around(moved, unit)


def units_ago_day(hit: Hit, setting: Setting) -> Period | None:
    """A year ago today: to the day."""
    base = _from_published(setting, hit.tokens.values[hit.end - 1])
    count = hit.number("n")
    moved = periods.moved(base.first, hit.value("unit"), -count) if base and count else None
    return periods.single(moved) if moved else None


def units_from_now(hit: Hit, setting: Setting) -> Period | None:
    count = hit.number("n")
    return _counted(setting.published, hit.value("unit"), count) if count else None


def units_later(hit: Hit, setting: Setting) -> Period | None:
    """Three days later, a year earlier: counted from the date mentioned last."""
    count, unit = hit.number("n"), hit.value("unit")
    if count is None or hit.surface("side") not in ("earlier", "later", "before", "after", "afterwards", "hence"):
        return None
    if hit.surface("side") in ("before", "after") and not _clause_ends(hit):
        return None
    if unit == "year" and count == 1 and _side(hit) < 0 and (beside := compared(hit, setting)):
        return periods.shifted(beside, "year", -1)
    mention = setting.last_mention("day", "week", "month", "year", before=hit.start)
    if mention is None or (mention.grain == "year" and unit in ("day", "week")):
        return _counted(setting.published, unit, -count) if _side(hit) < 0 else None
    return _counted(mention.first if _side(hit) < 0 else mention.last, unit, _side(hit) * count)


def unit_beside(hit: Hit, setting: Setting) -> Period | None:
    """The day before, the week after: beside the date mentioned last."""
    return _from_mention(hit, setting, hit.value("unit"), _side(hit)) if _clause_ends(hit) else None


def _clause_ends(hit: Hit) -> bool:
    """Whether the clause ends with the expression, so that its "after" governs nothing."""
    return hit.tokens.closes(hit.end) or hit.tokens.word(hit.end) in (",", ";", ":", ")", "and", "but")


def in_units(hit: Hit, setting: Setting) -> Period | None:
    """In six days, of what is to come; of the past ("in two years it grew") it says how long."""
    count = hit.number("n")
    if count is None or hit.value("unit") == "quarter" or setting.tense(hit.start, hit.end) != "future":
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
    """For three days: how long, laid beside publication, after it in the future tense and before it otherwise."""
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
    moved = periods.moved(base.first if _side(hit) < 0 else base.last, hit.value("unit"), _side(hit) * count)
    if moved is None:
        return None
    return periods.single(moved) if base.grain == "day" else periods.around(moved, base.grain)


def month_of_year(hit: Hit, setting: Setting) -> Period | None:
    """June last year."""
    if hit.value("unit") != "year" or setting.published is None:
        return None
    return periods.month(setting.published.year + hit.value("shift"), hit.value("month"))


def day_of_shifted_month(hit: Hit, setting: Setting) -> Period | None:
    """The 5th of this month."""
    month = _around_published(setting, "month", hit.value("shift"))
    number = hit.number("day")
    if hit.value("unit") != "month" or month is None or number is None:
        return None
    return periods.day(month.first.year, month.first.month, number)


def shifted_month(hit: Hit, setting: Setting) -> Period | None:
    """Last April, next May, this June, the following July."""
    number, word = hit.value("month"), hit.surface("shift")
    mention = setting.last_mention("day", "week", "month", "year", before=hit.start)
    base = mention.first if mention and word in ("previous", "preceding", "following", "that", "same") else None
    base = base or setting.published
    if base is None:
        return None
    shift = hit.value("shift")
    if word == "following" and hit.start == hit.parts["shift"][0]:
        return None
    if shift < 0:
        return periods.month(base.year - (number >= base.month), number)
    if shift > 0:
        return periods.month(base.year + (number <= base.month), number)
    return periods.month(base.year, number)
