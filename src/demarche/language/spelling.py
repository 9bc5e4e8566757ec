"""What English verbs lose before -ed and -ing: "revoked" is of revoke, "visited" of visit, "stopped" of stop.

`data/verbs.toml` holds the irregular forms and the verbs that spelling leaves open; rules do the rest, and
where they are unsure, a vocabulary says which of two spellings is a word.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

VOWELS = "aeiou"
# Stems end so where an e is lost, whatever stands before.
LOST = (
    "c", "u", "v", "z", "dg", "lg", "ng", "rg", "ls", "ns", "ps", "rs", "br", "cr", "tr", "vr",
    "ais", "eas", "ois", "oos", "aus", "ous", "ieg", "ys", "iat", "uat", "ineat", "suad", "suag", "com",
)  # fmt: skip
# And so where one vowel stands before the last letter, which would be doubled if nothing were lost.
LOST_AFTER_ONE = (
    "ag", "eg", "ig", "og", "ug", "ak", "ek", "ik", "ok", "uk", "ad", "ed", "id", "od", "ud", "ib", "ob",
    "ub", "am", "im", "um", "un", "as", "es", "is", "os", "us", "ar", "ir", "ur", "ol", "ul",
)  # fmt: skip
# An l after one of these stands for -le: "toppled".
BEFORE_LE = "bcdfgkpstz"
# Here it is likely, unless only the word without it is known; everywhere else the other way round.
LIKELY_AFTER_ONE = ("at", "ut", "in")
# Verbs of a doubled consonant of their own; others end so with s, f, z, and l after one vowel.
DOUBLE = frozenset({"add", "ebb", "egg", "err", "purr"})


@dataclass(frozen=True, slots=True)
class Verbs:
    """Irregular forms and their verbs; stems that have lost an e, and verbs that have lost nothing."""

    irregular: Mapping[str, str]
    with_e: frozenset[str]
    without_e: frozenset[str]


@lru_cache(maxsize=1)
def verbs() -> Verbs:
    """The shipped list."""
    data = tomllib.loads((files("demarche.language") / "data" / "verbs.toml").read_text("utf-8"))
    forms: dict[str, str] = {}
    for verb, told in data["irregular"].items():
        for form in told:
            forms.setdefault(form, verb)
    regular = data["regular"]
    return Verbs(forms, frozenset(v[:-1] for v in regular["with_e"]), frozenset(regular["without_e"]))


def without_ending(word: str, ending: str, known: Callable[[str], bool]) -> str:
    """What is under -ed, -ing, -er or -est; the word itself where nothing that could be a verb would be left.

    `known`: whether a vocabulary has a word.
    """
    stem = word[: -len(ending)]
    if len(stem) < 2 or not any(c in "aeiouy" for c in stem):
        return word
    if stem in verbs().with_e:
        return stem + "e"
    if stem in verbs().without_e or stem in DOUBLE:
        return stem
    if stem[-1] in "ei":
        return stem if ending == "ing" else stem + "e" if stem[-1] == "e" else stem[:-1] + "y"
    if stem[-1] == stem[-2] and stem[-1] not in VOWELS:
        return _undoubled(stem, known)
    if _has_lost(stem):
        return stem + "e"
    choices = [stem, stem + "e"]
    if _after_one(stem) and stem.endswith(LIKELY_AFTER_ONE):
        choices.reverse()
    return next((choice for choice in choices if known(choice)), choices[0])


def _undoubled(stem: str, known: Callable[[str], bool]) -> str:
    """The verb of a stem with a doubled consonant: passed, killed, stopped, expelled."""
    if stem[-1] in "sfz" or (stem[-1] == "l" and _syllables(stem) == 1):
        return stem
    choices = (stem[:-1], stem)
    return next((choice for choice in choices if known(choice)), choices[0])


def _has_lost(stem: str) -> bool:
    if stem.endswith(LOST) or (stem[-1] == "l" and stem[-2] in BEFORE_LE):
        return not stem.endswith(("tz", "zz"))
    short = _syllables(stem) == 1 and stem[-1] not in "hwxy"
    return _after_one(stem) and (short or stem.endswith(LOST_AFTER_ONE))


def _after_one(stem: str) -> bool:
    """Whether one vowel stands before the last letter; the u of "qu" is none."""
    if stem[-2] not in VOWELS:
        return False
    return len(stem) < 3 or stem[-3] not in VOWELS or stem[-4:-2] == "qu"


def _syllables(stem: str) -> int:
    """How many groups of vowels a stem has."""
    return sum(c in VOWELS and (i == 0 or stem[i - 1] not in VOWELS) for i, c in enumerate(stem))
