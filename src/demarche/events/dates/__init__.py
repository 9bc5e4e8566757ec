"""The days that time expressions of the news name, as intervals.

    find_dates(text, published)    every expression of a text        find.py
    resolve(expression, anchor)    one expression, from a day of one's own
    day_of(text)                   the day that an undated text speaks from    anchor.py

A text becomes a row of word classes (lexicon.py, words.toml); patterns over the classes (grammar.py,
patterns.toml) find expressions; a function for each (absolute.py, seasons.py, weekdays.py, relative.py,
counted.py, business.py) says which days they name in their setting (setting.py: publication, tense, earlier
dates); doubt.py sets aside what only looks like a date.
"""

from demarche.events.dates.anchor import day_of
from demarche.events.dates.find import find_dates, resolve

__all__ = ["day_of", "find_dates", "resolve"]
