"""The day that an undated report speaks from, where its own words give it away.

A report without a day of publication that says both "on April 5, 2018" and "on Thursday" was written in the
week of that day when the 5th of April 2018 was a Thursday: bare weekdays are days just gone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from demarche.events.dates.find import find_dates
from demarche.model import Sentence

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def day_of(text: str, sentences: Sequence[Sentence] | None = None) -> dt.date | None:
    """The latest full date of the text whose weekday it names as well, or None."""
    low = text.lower()
    days = {found.first for found in find_dates(text, None, sentences=sentences) if found.first == found.last}
    return max((day for day in days if WEEKDAYS[day.weekday()] in low), default=None)
