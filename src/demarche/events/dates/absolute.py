"""Which days an expression names that carries its own date: days, months, years, holidays.

Each function bears the name of a rule of `patterns.toml`, takes what the rule found and the setting, and
returns the period, or None where the expression is no date after all.
"""

from __future__ import annotations

import datetime as dt

from demarche.events.dates import periods
from demarche.events.dates.grammar import Hit
from demarche.events.dates.periods import Period
from demarche.events.dates.setting import Setting

# Days by which a period counts as farther from publication if the tense contradicts it; tuned by `python -m
# benchmarks.dates`.
AGAINST_FUTURE = 270  # "will" beside a day just past: other verbs of the sentence may be meant
SURELY_AGAINST_PAST = 300  # a past form close by, or a parsed verb
AGAINST_PAST = 180  # the past tense beside a month to come: "was" and "said" are everywhere
UNSAID = 150  # a month to come without any verb that says so
EARLIEST_WITH_MONTH = 1500  # "Sep 1277" is a price in a table
DAY_FIRST_FROM = 13  # the first number of 13/5/2014 can be no month
# An account of what lies so many days back, in which a day without a year follows within so many.
YEARS_AGO, SOON_AFTER = 400, 62


def iso_day(hit: Hit, setting: Setting) -> Period | None:
    try:
        return periods.single(dt.date.fromisoformat(hit.surface_all()))
    except ValueError:
        return None


def slash_day(hit: Hit, setting: Setting) -> Period | None:
    """Month first unless that cannot be, or the text has another date that shows the day first."""
    one, two, three = (int(part) for part in hit.surface_all().split("/"))
    if one > 31:
        return periods.day(one, two, three)
    full = three if three > 99 else three + (2000 if three < 50 else 1900)
    if one >= DAY_FIRST_FROM or _day_first(setting):
        return periods.day(full, two, one)
    return periods.day(full, one, two)


def _day_first(setting: Setting) -> bool:
    """Whether some date of the text can only be read day first."""
    first_numbers = (int(word.split("/")[0]) for word in setting.tokens.slash_dates())
    return any(DAY_FIRST_FROM <= number <= 31 for number in first_numbers)


def month_day(hit: Hit, setting: Setting) -> Period | None:
    year = hit.number("yr")
    number = hit.number("day")
    if number is None:
        return None
    if hit.value("unit") == "year" and setting.published:
        year = setting.published.year + hit.value("shift")
    if year is not None:
        return periods.day(year, hit.value("month"), number)
    return None if hit.has("unit") else _nearest(hit, setting, hit.value("month"), number)


day_month = month_day


def month_days(hit: Hit, setting: Setting) -> Period | None:
    first = month_day(hit, setting)
    return first and _until(first, first.first.month, hit.number("until"))


days_month = month_days


def months_days(hit: Hit, setting: Setting) -> Period | None:
    """May 3 (1998) to June 5, 1998: a year given once goes for both."""
    late = hit.number("yr2")
    early = hit.number("yr") or late
    if early is None:
        nearest = _nearest(hit, setting, hit.value("month"), hit.number("day") or 0)
        if nearest is None:
            return None
        early = nearest.first.year
    if late is None:
        late = early + (hit.value("month2") < hit.value("month"))
    first = periods.day(early, hit.value("month"), hit.number("day") or 0)
    last = periods.day(late, hit.value("month2"), hit.number("until") or 0)
    return first.through(last) if first and last else None


days_months = months_days


def _until(first: Period, month: int, number: int | None) -> Period | None:
    last = periods.day(first.first.year, month, number) if number else None
    return first.through(last) if last else None


def _nearest(hit: Hit, setting: Setting, month: int, number: int) -> Period | None:
    """The day of that name that the setting means: by tense, else the nearest to publication."""
    if setting.published is None:
        return _in_known_year(hit, setting, month, number)
    told = _soon_after(hit, setting, month, number)
    if told is not None:
        return told
    years = range(setting.published.year - 4, setting.published.year + 5)  # wide enough for a 29 February
    found = [day for year in years if (day := periods.day(year, month, number))]
    return likeliest(found, hit, setting, unsaid=0)


def likeliest(found: list[Period], hit: Hit, setting: Setting, *, unsaid: int) -> Period | None:
    """The nearest to publication, a period on the other side of it than the tense says being that much
    farther.

    `unsaid`: days by which a period to come counts as farther where no tense is known.
    """
    published = setting.published
    if published is None:
        return None
    tense, sure = setting.reading(hit.start, hit.end)
    against_past = SURELY_AGAINST_PAST if sure else AGAINST_PAST

    def distance(period: Period) -> int:
        if period.first <= published:
            away = max(0, (published - period.last).days)
            return away + (AGAINST_FUTURE if tense == "future" and period.last < published else 0)
        away = (period.first - published).days
        return away + (against_past if tense == "past" else unsaid if tense is None else 0)

    return min(found, key=distance, default=None)


def _soon_after(hit: Hit, setting: Setting, month: int, number: int) -> Period | None:
    """The day in an account of years ago: "on November 15, 2017 …. He resigned on November 21"."""
    known = setting.last_mention("day", before=hit.start)
    if known is None or setting.published is None or (setting.published - known.first).days < YEARS_AGO:
        return None
    day = periods.day(known.first.year, month, number)
    return day if day is not None and 0 <= (day.first - known.first).days <= SOON_AFTER else None


def _in_known_year(hit: Hit, setting: Setting, month: int, number: int) -> Period | None:
    """Without a day of publication: the year of the last full date mentioned before, or of its sentence.

    Years alone stand in accounts of other times: "which fought a war in 2006".
    """
    known = setting.last_mention("day", "month", before=hit.start)
    beside = known or setting.mention_in_sentence("year", before=hit.start)
    year = beside.first.year if beside else setting.year_ahead(hit.end)
    return periods.day(year, month, number) if year else None


def month_year(hit: Hit, setting: Setting) -> Period | None:
    year = hit.number("yr")
    return periods.month(year, hit.value("month")) if year and year >= EARLIEST_WITH_MONTH else None


def months_year(hit: Hit, setting: Setting) -> Period | None:
    late = hit.number("yr2")
    if late is None:
        return None
    early = hit.number("yr") or (late - (hit.value("month") > hit.value("month2")))
    first, last = periods.month(early, hit.value("month")), periods.month(late, hit.value("month2"))
    return first.through(last) if first and last else None


def year_edge(hit: Hit, setting: Setting) -> Period | None:
    """Year-end 1998: its last day."""
    whole = periods.year(hit.value("yr"))
    at_end = any(value == "late" for value in hit.tokens.values[hit.start : hit.end])
    return periods.single(whole.last) if whole and at_end and hit.value("unit") == "year" else None


edge_year = year_edge


def month_alone(hit: Hit, setting: Setting) -> Period | None:
    """The latest such month; the next one in the future tense, or where it is much nearer.

    In a report without a day only one that follows another in an account has a year: "in March 2011 … in
    April".
    """
    return _month(hit, setting, hit.value("month"))


def months(hit: Hit, setting: Setting) -> Period | None:
    last = _month(hit, setting, hit.value("month2"))
    if last is None:
        return None
    first = periods.month(last.first.year - (hit.value("month") > hit.value("month2")), hit.value("month"))
    return first.through(last) if first else None


months_between = months


def _month(hit: Hit, setting: Setting, number: int) -> Period | None:
    published = setting.published
    if published is None:
        known = setting.mention_near("day", "month", before=hit.start)
        return periods.month(known.first.year, number) if known and known.first.month <= number else None
    found = [month for k in (-1, 0, 1) if (month := periods.month(published.year + k, number))]
    return likeliest(found, hit, setting, unsaid=UNSAID)


def year_alone(hit: Hit, setting: Setting) -> Period | None:
    year = hit.number("yr")
    return periods.year(year) if year is not None and 1000 <= year <= 2100 else None


def spoken_year(hit: Hit, setting: Setting) -> Period | None:
    """The year two thousand (and three), as it is read out."""
    if hit.value("unit") != "year":
        return None
    start, end = hit.parts["yr"]
    numbers = [v for v in hit.tokens.values[start:end] if v]
    return periods.year(numbers[0] * numbers[1] + sum(numbers[2:]))


def years(hit: Hit, setting: Setting) -> Period | None:
    """1990-95, 1990-1995, from 1990 to 1995."""
    early, late = hit.value("yr"), hit.value("yr2")
    if late < 100:
        late += early // 100 * 100
    first, last = periods.year(early), periods.year(late)
    return first.through(last) if first and last and late > early else None


years_between = fiscal_years = years_fiscal = years


def decade_years(hit: Hit, setting: Setting) -> Period | None:
    return periods.decade(hit.tokens.values[hit.end - 1])


def century_years(hit: Hit, setting: Setting) -> Period | None:
    number = hit.number("nth")
    return periods.century(number) if number and 10 <= number <= 22 else None
