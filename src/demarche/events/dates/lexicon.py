"""A text as a row of classes: every word and number gets the class that patterns speak of, and its value."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

OTHER = "\ue000"  # the class of everything that is no part of a time expression
CACHED_WORDS = 65_536  # distinct words whose class is remembered: a large vocabulary, a few megabytes
SHORT_YEAR_PIVOT = 30  # '29 is 2029 and '30 is 1930

# Words, figures and signs, in the order in which they are tried: plain words, which are most, first.  Money
# and decimals come out as one token of no class.
TOKEN = re.compile(
    r"""[a-z]++(?![^\W\d_]|['’])
      | (?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Weds?|Thu(?:rs?)?|Fri|Sat|Sun)\.
      | (?:[A-Z]\.){2,}
      | [QH][1-4]\b
      | [^\W\d_]+(?:['’][a-z]+)?
      | \d{4}-\d\d-\d\d(?![\d-])                                            # iso
      | \d{1,4}/\d{1,2}/\d{2,4}(?!\d)                                       # slashdate
      | 9/11(?![\d/])
      | \d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.m\.|[ap]m\b|o['’]clock\b|hrs\b)
        (?:\s?(?:GMT|EST|EDT|[CMP][SD]T|local\stime))?
      | \d{1,2}:\d\d(?:\s?(?:GMT|EST|EDT|[CMP][SD]T))?
      | \d+(?:[.,]\d+)+ | \d+(?=\s?%)
      | \d+(?:st|nd|rd|th)\b
      | (?:\d{3}0['’]?|['’]\d0)s\b | ['’]\d\d\b
      | \d+(?![A-Za-z]) | \d+[A-Za-z]+
      | [$€£¥#]\s?\d[\d,.]*\d?
      | \n\s*\n | [^\w\s]""",
    re.VERBOSE,
)
POSSESSIVE = re.compile(r"['’]s?$")
SIGNS = {",": "comma", "-": "dash", "–": "dash", "—": "dash", "/": "slash"}


@dataclass(frozen=True, slots=True)
class Words:
    """words.toml, read: the class and value of each word, and a private character for each class.

    `holiday`: a pattern of all names of holidays, as they are written with capitals.
    """

    classes: dict[str, tuple[str, Any]]
    signs: dict[str, str]
    holidays: dict[str, str]
    holiday: re.Pattern[str]
    blockers: dict[str, frozenset[str]]
    tense: dict[str, frozenset[str]]


@dataclass(slots=True)
class Tokens:
    """The tokens of a text: `classes` one character each; offsets, the words as they stand, and values in
    lists."""

    text: str
    classes: str
    starts: list[int]
    ends: list[int]
    surfaces: list[str]
    values: list[Any]

    def word(self, i: int) -> str:
        """The lower-case form of token i, empty outside the text."""
        return self.surfaces[i].lower() if 0 <= i < len(self.surfaces) else ""

    def surface(self, i: int) -> str:
        """Token i as it stands, empty outside the text."""
        return self.surfaces[i] if 0 <= i < len(self.surfaces) else ""

    def slash_dates(self) -> list[str]:
        """Every date written with strokes."""
        sign = words().signs["slashdate"]
        return [str(self.values[i]) for i, other in enumerate(self.classes) if other == sign]

    def closes(self, i: int) -> bool:
        """Whether a sentence ends with token i."""
        word = self.surface(i)
        return not word or word in ".!?" or word[0] == "\n"


FIGURES = (
    "day", "num", "nth", "year", "shortyear", "decadeyear", "iso", "slashdate", "clock", "qtr",
    "comma", "dash", "slash", "holiday",
)  # fmt: skip


@cache
def words() -> Words:
    """The word lists."""
    table = tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))
    names = [*table["classes"], *FIGURES]
    signs = {name: chr(ord(OTHER) + 1 + k) for k, name in enumerate(names)}
    classes: dict[str, tuple[str, Any]] = {}
    for name, members in table["classes"].items():
        for word, value in members.items():
            classes.setdefault(word, (signs[name], value))
    names_of_days = sorted(map(_capitalised, table["holidays"]), key=len, reverse=True)
    return Words(
        classes=classes,
        signs=signs,
        holidays=table["holidays"],
        holiday=re.compile(
            "(?:" + "|".join(re.escape(name).replace("'", "['’]") for name in names_of_days) + r")\b"
        ),
        blockers={name: frozenset(members) for name, members in table["blockers"].items()},
        tense={name: frozenset(members) for name, members in table["tense"].items()},
    )


def _capitalised(phrase: str) -> str:
    """The phrase as a name: New Year's Day, Fourth of July, D-Day."""
    parts = re.split(r"([ -])", phrase)
    return "".join(part if part == "of" else part[:1].upper() + part[1:] for part in parts)


def tokenise(text: str) -> Tokens:
    """The tokens of a text with their classes."""
    matches = list(TOKEN.finditer(text))
    surfaces = [match.group() for match in matches]
    read = [classify(surface) for surface in surfaces]
    tokens = Tokens(
        text,
        "".join([sign for sign, _ in read]),
        [match.start() for match in matches],
        [match.end() for match in matches],
        surfaces,
        [value for _, value in read],
    )
    return _with_holidays(tokens)


@lru_cache(maxsize=CACHED_WORDS)
def classify(surface: str) -> tuple[str, Any]:
    """The class (its character) and value of a token, (OTHER, None) for one of no class."""
    table = words()
    first = surface[0]
    if first.isdigit() or first in "'’":
        name, value = _figure(surface)
        return (table.signs[name], value) if name else (OTHER, None)
    if first in SIGNS:
        return table.signs[SIGNS[first]], None
    if len(surface) == 2 and first == "Q" and surface[1] in "1234":
        return table.signs["qtr"], int(surface[1])
    word = surface.lower()
    if not first.isupper() and POSSESSIVE.sub("", word) in table.blockers["lower_case"]:
        return OTHER, None
    return table.classes.get(word) or table.classes.get(POSSESSIVE.sub("", word)) or (OTHER, None)


def _figure(surface: str) -> tuple[str, Any]:
    """The class name and value of a token that begins with a figure, ("", None) for one that is no time."""
    if not surface.isascii() and surface[0] != "’":
        return "", None  # figures of other scripts, superscripts
    if surface.isdigit():
        number = int(surface) if len(surface) <= 4 else 0
        if len(surface) == 4 and 1000 <= number <= 2100:
            return "year", number
        if len(surface) <= 2 and 1 <= number <= 31:
            return "day", number
        return ("num", number) if len(surface) <= 3 else ("", None)
    if re.fullmatch(r"\d+(?:st|nd|rd|th)", surface):
        number = int(surface[:-2])
        return ("nth", number) if number <= 31 else ("", None)
    if re.fullmatch(r"\d{3}0['’]?s", surface):
        return "decadeyear", int(surface[:4])
    if re.fullmatch(r"['’]\d0s", surface):
        return "decadeyear", 1900 + int(surface[1:3])
    if re.fullmatch(r"['’]\d\d", surface):
        short = int(surface[1:])
        return "shortyear", short + (2000 if short < SHORT_YEAR_PIVOT else 1900)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", surface):
        return "iso", surface
    if surface.count("/") == 2:
        return "slashdate", surface
    if re.search(r"[:mkr]|hrs", surface):
        return "clock", surface
    return "", None


def _with_holidays(tokens: Tokens) -> Tokens:
    """The same tokens with each phrase that names a holiday drawn together into one."""
    table = words()
    for found in reversed(list(table.holiday.finditer(tokens.text))):
        first, last = bisect_left(tokens.starts, found.start()), bisect_left(tokens.ends, found.end())
        if first > last or tokens.starts[first] != found.start() or last == len(tokens.ends):
            continue
        rule = table.holidays.get(found.group().lower().replace("’", "'"))
        tokens.classes = tokens.classes[:first] + table.signs["holiday"] + tokens.classes[last + 1 :]
        tokens.ends[first : last + 1] = [tokens.ends[last]]
        del tokens.starts[first + 1 : last + 1]
        tokens.surfaces[first : last + 1] = [tokens.text[tokens.starts[first] : tokens.ends[first]]]
        tokens.values[first : last + 1] = [rule]
    return tokens
