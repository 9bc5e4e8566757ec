"""How a stretch without white space splits into words: as in spaCy (`affixes`), bent towards UD."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources

from demarche.language.affixes import Affixes

RUNS = set("!?*_=<>#+-~.'’`$")  # a run of one of these is one word: "!!!", "----", "``"
PHONE = re.compile(r"(?<!\d)(?:\d{3}-)?\d{3}-\d{4}(?!\d)")
CODE = re.compile(r"([A-Za-z]+)(-)(\d+)")  # F-102, US-75
DIGITS = re.compile(r"(\d+)(–)(\d+)")  # 5–6
CITED = re.compile(r"\d{1,2}(?:,\d{1,2})+")  # 13,14 in brackets
LED = re.compile(r"(-)([A-Za-z]+)")  # -for
TRAILED = re.compile(r"([A-Za-z]+)(--+)")  # speech--
CLOCK = re.compile(r"(\d{1,2}(?:[:.]\d\d)?)([ap]m|[AP]M)")  # 7:30PM
SHOUTED_NOT = re.compile(r"([A-Z]+)(N['’]T)")  # DON'T
OPENING, CLOSING = "([{\"'“‘<", ")]}\"'”’>,;:.!?"

SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Differences:
    """Where UD and spaCy differ; see data/words.toml."""

    prefixes: frozenset[str]
    abbreviations: frozenset[str]
    medial: frozenset[str]
    splits: dict[str, list[str]]

    @classmethod
    def read(cls) -> Differences:
        table = tomllib.loads(
            resources.files("demarche.language").joinpath("data/words.toml").read_text("utf-8")
        )
        return cls(
            frozenset(table["prefixes"]),
            frozenset(table["abbreviations"]),
            frozenset(table["medial"]),
            table["splits"],
        )


def splitter() -> Callable[[str], list[str]]:
    """A function that splits one stretch of text into words which joined are the stretch again."""
    affixes = Affixes.read()
    differences = Differences.read()

    def split(stretch: str) -> list[str]:
        if SURROGATE.search(stretch):
            return [stretch]  # no word of any language
        return towards_ud(affixes.split(stretch), differences)

    return split


def towards_ud(forms: list[str], differences: Differences) -> list[str]:
    """The words of a stretch as UD would have them, from spaCy's."""
    if len(forms) == 1 and forms[0].isalpha() and forms[0].lower() not in differences.splits:
        return forms
    stretch = "".join(forms)
    left = len(stretch) - len(stretch.lstrip(OPENING))
    right = len(stretch.rstrip(CLOSING))
    for a, b in ((left, right), (0, len(stretch))):
        core = _whole(stretch[a:b], differences)
        if core:
            return [*_outside(forms, 0, a), *core, *_outside(forms, b, len(stretch))]
    return _joined(forms, differences)


def _whole(core: str, differences: Differences) -> list[str] | None:
    """The words of what stands between quotes and stops, where it is a known case as a whole."""
    split = differences.splits.get(core.lower())
    if split:
        words, place = [], 0
        for part in split:
            words.append(core[place : place + len(part)])
            place += len(part)
        return words
    if PHONE.fullmatch(core):
        return [core]
    if CITED.fullmatch(core):
        return re.findall(r"\d+|,", core)
    for pattern in (CODE, DIGITS, LED, TRAILED, CLOCK, SHOUTED_NOT):
        if match := pattern.fullmatch(core):
            return list(match.groups())
    return None


def _outside(forms: list[str], begin: int, end: int) -> list[str]:
    """The parts of words that lie between two places of the stretch, runs joined."""
    parts, place = [], 0
    for form in forms:
        a, b = max(begin, place), min(end, place + len(form))
        place += len(form)
        if a < b:
            parts.append(form[a - place + len(form) : b - place + len(form)])
    return _runs(parts)


def _joined(forms: list[str], differences: Differences) -> list[str]:
    words: list[str] = []
    for form in _runs(forms):
        words.append(form)
        if (
            len(words) >= 3
            and words[-2] == "-"
            and form.isalpha()
            and words[-3].lower() in differences.prefixes
        ) or (len(words) >= 3 and words[-2] == "/" and len(words[-3]) == len(form) == 1 and form.isalpha()):
            words[-3:] = ["".join(words[-3:])]
        elif form == "." and len(words) >= 2 and "".join(words[-2:]) in differences.abbreviations:
            words[-2:] = ["".join(words[-2:])]
        elif len(words) >= 3 and words[-2] == "." and words[-3] + "." in differences.medial:
            words[-3:-1] = [words[-3] + "."]
    return words


def _runs(forms: list[str]) -> list[str]:
    """The words with runs of one punctuation mark joined."""
    words: list[str] = []
    for form in forms:
        if form == "):" and len(forms) > 1:  # not a smiley within a stretch
            words += [")", ":"]
        elif words and form[0] in RUNS and form[0] == words[-1][0] and len(set(form + words[-1])) == 1:
            words[-1] += form
        else:
            words.append(form)
    return words
