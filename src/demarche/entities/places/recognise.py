"""Candidates: the names in a text that the index knows, the longest at each point."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from demarche.entities.places.index import AREA, PlaceIndex
from demarche.entities.places.names import fold
from demarche.entities.places.tables import abbreviations, cues, demonyms
from demarche.entities.places.wording import Words, grams

if TYPE_CHECKING:
    from numpy.typing import NDArray


_CONTRACTION = re.compile(r"['’](?:d|ll|re|ve|m|t)$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name in the text, words `first` to `last`, and the places that bear it.

    `filed` is the name as the index files it, `alias` says of each place whether it is seldom called so,
    `short` that the name is an abbreviation ("Tenn.").
    """

    first: int
    last: int
    name: str
    filed: str
    places: NDArray[np.uint32]
    alias: NDArray[np.bool_]
    short: bool = False

    @property
    def single(self) -> bool:
        return self.first == self.last


def candidates(words: Words, index: PlaceIndex) -> list[Candidate]:
    """The candidates in text order, none overlapping another."""
    names = grams(words)
    spans = list(names)
    hits = {
        span: filed
        for span, filed in zip(spans, index.find([names[span] for span in spans]), strict=True)
        if filed
    }
    longest: dict[int, int] = {}
    for first, last in hits:
        longest[first] = max(last, longest.get(first, first))
    found: list[Candidate] = []
    i = 0
    while i < len(words):
        if not words.capital[i] and i not in longest:
            i += 1
            continue
        short = _abbreviation(words, i, index, after_name=bool(found) and found[-1].last == i - 1)
        if short is not None:
            found.append(short)
        elif i in longest and not _hopeless(words, i, longest[i]):
            name = names[i, longest[i]]
            filed = hits[i, longest[i]]
            found.append(
                Candidate(i, longest[i], name, fold(name), index.postings[filed], index.alias[filed])
            )
            i = longest[i]
        i += 1
    return found


def _abbreviation(words: Words, i: int, index: PlaceIndex, *, after_name: bool) -> Candidate | None:
    """The candidate for a short form at word i, where short forms may stand."""
    entry = abbreviations().get(words.token[i])
    if entry is None or (words.headline[i] and words.token[i].isupper() and not entry.alone):
        return None
    if not entry.alone and not (after_name and words.gap[i - 1] == ", "):
        return None
    if words.gap[i].startswith("$") or (i and words.gap[i - 1].endswith("$")):
        return None  # US$42, $US
    place = index.coded(entry.place)
    if place is None:
        return None
    return Candidate(
        i,
        i,
        words.token[i],
        entry.place.lower(),
        np.array([place], dtype=np.uint32),
        np.zeros(1, dtype=bool),
        short=True,
    )


def _hopeless(words: Words, first: int, last: int) -> bool:
    """Whether a match is a word that names a place nowhere but in a gazetteer."""
    if first != last:
        return False
    word = words.lower[first]
    if "-for-" in (_beside(words, first), _beside(words, first - 2)):
        return True  # "Tit-for-Tat"
    if word in demonyms() or _CONTRACTION.search(word):
        return True
    return len(word) < 3 or word in cues().never or word in cues().months or word in cues().openers


def _beside(words: Words, first: int) -> str:
    """What stands between word `first` and the second word after it."""
    if first < 0 or first + 2 >= len(words):
        return ""
    return words.text[words.end[first] : words.start[first + 2]].lower()


def is_area(index: PlaceIndex, candidate: Candidate) -> bool:
    """Whether the name can be a country, region or county: what a town may be said to lie in."""
    return bool(AREA[index.kind[candidate.places]].any())
