"""Which days an expression names that counts from somewhere: from publication, or from a date mentioned
before.

Each function bears the name of a rule of `patterns.toml` (see `absolute.py`).
"""

from __future__ import annotations

import datetime as dt

from demarche.events.dates import periods
from demarche.events.dates.grammar import Hit
from demarche.events.dates.periods import Period
from demarche.events.dates.setting import Setting

STRETCH = ("in", "over", "during", "for", "within", "of")  # before "the next year": how long, not which
PLACING = ("in", "at", "on", "near", "by", "when", "as", "after", "before", "to", "with", "for")
SHORT = ("hour", "minute")  # units that leave the day as it is
CALENDAR_UNITS = ("week", "fortnight", "month", "quarter", "year", "decade")


def deictic_day(hit: Hit, setting: Setting) -> Period | None:
    return from_published(setting, hit.tokens.values[hit.start])


def this_daypart(hit: Hit, setting: Setting) -> Period | None:
    """This morning, last night; "the next morning" follows the day that was told just before."""
    if hit.surface("shift") == "next":
        past = setting.tense(hit.start, hit.end) == "past"
        look = setting.mention_near if past else setting.mention_in_sentence
        told = look("day", before=hit.start)
        if told is not None:
            moved = periods.moved(told.last, "day", 1)
            return periods.single(moved) if moved else None
    return from_published(setting, hit.value("shift"))


def that_daypart(hit: Hit, setting: Setting) -> Period | None:
    """That night, the same evening: of the day told just before."""
    bare = hit.surface("word") == "that" and hit.tokens.word(hit.end - 2) == "that"
    if bare and not hit.closes_clause() and hit.tokens.word(hit.end) not in PLACING:
        return None  # "said that night raids were to end"
    return _day_told(hit, setting)


def hours_later(hit: Hit, setting: Setting) -> Period | None:
    """Hours later, minutes later: on the day told just before."""
    close = hit.value("unit") in SHORT and hit.surface("side") == "later"
    return _day_told(hit, setting) if close else None


def _day_told(hit: Hit, setting: Setting) -> Period | None:
    told = setting.mention_near("day", before=hit.start)
    return periods.single(told.last) if told else None


def from_published(setting: Setting, days: int) -> Period | None:
    return periods.single(setting.published + dt.timedelta(days)) if setting.published else None


def day_beside_deictic(hit: Hit, setting: Setting) -> Period | None:
    """The day before yesterday, the day after tomorrow."""
    base = from_published(setting, hit.tokens.values[hit.end - 1])
    return base and periods.shifted(base, hit.value("unit"), side(hit))


def unit_before_last(hit: Hit, setting: Setting) -> Period | None:
    """The week before last, the year after next."""
    return _around_published(setting, hit.value("unit"), side(hit) + hit.value("shift"))


def side(hit: Hit) -> int:
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
        return from_mention(hit, setting, unit, hit.value("shift"))
    if unit == "night":
        return from_published(setting, hit.value("shift"))
    if hit.start != hit.parts["shift"][0] and word in ("last", "next", "past", "coming"):
        if word == "next" and hit.tokens.word(hit.start - 1) not in STRETCH:
            return from_mention(hit, setting, unit, 1)
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


def from_mention(hit: Hit, setting: Setting, unit: str, count: int) -> Period | None:
    """The unit beside the date mentioned last, or around it for a count of 0; publication if none was."""
    past = setting.tense(hit.start, hit.end) == "past"
    mention = setting.last_mention("day", "week", "month", "year", "quarter", before=hit.start, told=past)
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
    beside = word in ("previous", "preceding", "following", "that", "same")
    base = mention.first if mention and beside else setting.published
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


def shifted_month_day(hit: Hit, setting: Setting) -> Period | None:
    """Last September 26."""
    month = shifted_month(hit, setting)
    return month and periods.day(month.first.year, month.first.month, hit.value("day"))
