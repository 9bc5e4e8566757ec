"""A text as words, with what the recogniser asks of each: its capital, its neighbours, its sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from demarche.entities.places.tables import abbreviations, cues
from demarche.model import Sentence

# Longer names exist ("Saint Vincent and the Grenadines"), hardly longer ones.
LONGEST_NAME = 6
# In a hard-wrapped text a name runs on over the end of a line that is at least this long.
WRAPPED_LINE = 50
# A line of at least so many words, this share of them capitalised, is set as a headline: there capitals
# mean nothing.
HEADLINE_WORDS, HEADLINE_SHARE = 5, 0.75

_DOTTED = (
    r"(?:St|Ste|Mt|Ft|Mr|Mrs|Ms|Dr|Prof|Sen|Sens|Rep|Reps|Gov|Lt|Sgt|Col|Gen|Maj|Capt|Cpl|Adm|Rev|Jr|Sr|"
    r"Inc|Corp|Co|Ltd|Ave|Rd|Blvd|Hon)\."
)
_ENDS_SENTENCE = re.compile(r"[.!?:;\n\"“”•|…]|--|—|``|''|_\s")


@dataclass(frozen=True, slots=True)
class Words:
    """Parallel lists, one entry a word: its text, offsets, lower case, and the text up to the next word.

    `capital`: begins with a capital letter (or is a number's neighbour in a name).  `begins`: may begin a
    sentence.
    `headline`: stands in a line set with capitals throughout.  `tags`: the parser's (upos, dep), "" without
    one.
    """

    text: str
    token: list[str]
    start: list[int]
    end: list[int]
    lower: list[str]
    gap: list[str]
    capital: list[bool]
    begins: list[bool]
    headline: list[bool]
    tags: dict[int, tuple[str, str]]

    def __len__(self) -> int:
        return len(self.token)

    def joined(self, i: int) -> bool:
        """Whether word i and the next can be parts of one name."""
        gap = self.gap[i]
        if gap in (" ", "-", "\u2011", "\u00a0"):
            return True
        if gap.strip(" ") != "\n":
            return False
        line = self.text.rfind("\n", 0, self.end[i]) + 1
        return self.end[i] - line >= WRAPPED_LINE


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    forms = sorted((form for form in abbreviations() if "." in form), key=len, reverse=True)
    known = "|".join(re.escape(form) for form in forms)
    plain = r"(?<![\w'’])[a-z]++(?![\w'’ʻ.])"  # most words, which no other pattern need be asked about
    return re.compile(
        rf"{plain}|(?<![\w.])(?:{known})(?!\w)|\b{_DOTTED}(?=\s)|(?<!\w)[A-Z]\.(?=\s?[A-Z])|(?<!\w['’])[^\W\d_]+(?:['’ʻ](?![sS]\b)[^\W\d_]+)*|\d+"
    )


def read(text: str, sentences: Sequence[Sentence] | None = None) -> Words:
    """The words of a text; the parser's tags are taken along where sentences are given."""
    spans = [match.span() for match in _pattern().finditer(text)] or [(0, 0)]
    token = [text[start:end] for start, end in spans]
    lower = [word.lower() for word in token]
    ends = [end for _, end in spans]
    starts = [start for start, _ in spans]
    gap = [text[end:start] for end, start in zip(ends, [*starts[1:], len(text)], strict=True)]
    capital = [word[:1].isupper() for word in token]
    begins = [True] + [between != " " and bool(_ENDS_SENTENCE.search(between)) for between in gap[:-1]]
    tags = {t.start: (t.upos, t.dep) for sentence in sentences or () for t in sentence.tokens}
    return Words(
        text, token, starts, ends, lower, gap, capital, begins, _headlines(lower, capital, gap), tags
    )


def _headlines(lower: list[str], capital: list[bool], gap: list[str]) -> list[bool]:
    """For each word, whether its sentence (up to a full stop or the end of the line) is set as a headline."""
    found: list[bool] = []
    small = cues().inner | cues().weak_locative | cues().locative
    first, final = 0, len(gap) - 1
    for i, between in enumerate(gap):
        if (between != " " and ("\n" in between or between[:2] in (". ", "? ", "! "))) or i == final:
            heavy = [capital[j] for j in range(first, i + 1) if len(lower[j]) > 2 and lower[j] not in small]
            share = sum(heavy) / len(heavy) if heavy else 0.0
            found += [len(heavy) >= HEADLINE_WORDS and share >= HEADLINE_SHARE] * (i + 1 - first)
            first = i + 1
    return found


def grams(words: Words) -> dict[tuple[int, int], str]:
    """Every stretch of words that could be a name of a place, as (first, last) → the name as written."""
    found: dict[tuple[int, int], str] = {}
    inner, openers, endings = cues().inner, cues().openers, cues().endings
    text, start, end, lower, gap, capital = (
        words.text,
        words.start,
        words.end,
        words.lower,
        words.gap,
        words.capital,
    )
    count = len(start)
    for i in range(count):
        prefixed = gap[i] == "-" and lower[i] in ("al", "el", "ad", "as", "ash", "an", "ar")
        if not capital[i] and not prefixed:
            continue
        if lower[i] in openers and lower[i] != "the" and not words.token[i].isupper():
            continue
        for j in range(i, min(i + LONGEST_NAME, count)):
            if capital[j]:
                found[i, j] = text[start[i] : end[j]]
            elif lower[j] in endings and j > i:
                found[i, j] = text[start[i] : end[j]]
                break
            elif lower[j] not in inner and not (prefixed and j == i):
                break
            if gap[j] not in (" ", "-", "'s ", "’s ") and not words.joined(j):
                break
    return found
