"""Which day a weekday means.

Each function bears the name of a rule of `patterns.toml` (see `absolute.py`).
"""

from __future__ import annotations

import datetime as dt

from demarche.events.dates import periods
from demarche.events.dates.grammar import Hit
from demarche.events.dates.periods import Period
from demarche.events.dates.setting import Setting

SATURDAY = 5
# Verbs behind which a weekday is today's or yesterday's: "said Friday".
SAID = ("said", "announced")
NOT_YESTERDAY = 2  # days that "last Monday" lies back at least: yesterday is called so, or Monday


def latest(published: dt.date, weekday: int) -> dt.date:
    """The latest such day, that of publication included."""
    return published - dt.timedelta((published.weekday() - weekday) % 7)


def upcoming(published: dt.date, weekday: int) -> dt.date:
    """The first such day, that of publication included."""
    return published + dt.timedelta((weekday - published.weekday()) % 7)


def weekday_alone(hit: Hit, setting: Setting) -> Period | None:
    """The latest such day; the next one where the clause speaks of the future.

    "Said Friday" in a report of Thursday is no week old: it was Friday already where it was said.
    """
    if setting.published is None:
        return None
    tomorrow = setting.published + dt.timedelta(1)
    if setting.tokens.word(hit.start - 1) in SAID and tomorrow.weekday() == hit.value("weekday"):
        return periods.single(tomorrow)
    ahead = setting.tense(hit.start, hit.end) == "future"
    return periods.single((upcoming if ahead else latest)(setting.published, hit.value("weekday")))


def weekdays(hit: Hit, setting: Setting) -> Period | None:
    """Monday to Friday: from the day that Monday means to the Friday after it."""
    first = weekday_alone(hit, setting)
    return first and Period(first.first, upcoming(first.first, hit.value("weekday2")), "span")


def weekday_of_week(hit: Hit, setting: Setting) -> Period | None:
    """Tuesday last week."""
    if setting.published is None or hit.value("unit") != "week":
        return None
    monday = periods.week(setting.published + dt.timedelta(7 * hit.value("shift"))).first
    return periods.single(monday + dt.timedelta(hit.value("weekday")))


def shifted_weekday(hit: Hit, setting: Setting) -> Period | None:
    """Last Friday, this coming Sunday, the previous Friday."""
    weekday, word = hit.value("weekday"), hit.surface("shift")
    base = setting.published
    if word == "following" and hit.start == hit.parts["shift"][0]:
        return None  # a preposition: "following Friday's raid"
    if word in ("previous", "preceding", "prior", "following", "that", "same"):
        mention = setting.last_mention("day", before=hit.start)
        base = mention.first if mention else base
    if base is None:
        return None
    shift = hit.value("shift") or hit.surface_all().startswith("this coming")
    if shift < 0:
        return periods.single(latest(base - dt.timedelta(NOT_YESTERDAY if word == "last" else 1), weekday))
    if shift > 0:
        return periods.single(upcoming(base + dt.timedelta(1), weekday))
    if setting.tense(hit.start, hit.end) == "past":
        return periods.single(latest(base, weekday))
    return periods.single(upcoming(base, weekday))


def weekend_days(hit: Hit, setting: Setting) -> Period | None:
    """Saturday and Sunday: the latest ones, those to come in the future tense or with "this" late in the
    week."""
    if setting.published is None:
        return None
    shift = hit.value("shift2") if hit.has("shift2") else hit.value("shift") if hit.has("shift") else None
    ahead = setting.tense(hit.start, hit.end) == "future" if shift in (None, 0) else shift > 0
    if shift == 0 and setting.published.weekday() >= SATURDAY:
        saturday = latest(setting.published, SATURDAY)
    elif ahead:
        saturday = upcoming(setting.published + dt.timedelta(1 if shift == 1 else 0), SATURDAY)
    else:
        saturday = latest(setting.published, SATURDAY)
        if shift == -1 and setting.published.weekday() >= SATURDAY:
            saturday -= dt.timedelta(7)
    return Period(saturday, saturday + dt.timedelta(1), "span")
