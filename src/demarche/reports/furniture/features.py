"""What a line of a page looks like: one row of numbers a line, computed for the whole page at once.

A row holds the line's own shape (length, case, digits, punctuation, cue words) and its standing in the
page (position, repetition, likeness to the page's title).  The neighbours are the model's business.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import repeat
from typing import Any

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.float32]

# Character classes; every code point below TABLE has one, the rest count as letters without case.
CLASSES = (
    "other",
    "upper",
    "lower",
    "digit",
    "space",
    "stop",
    "comma",
    "quote",
    "colon",
    "divider",
    "sign",
    "bracket",
)
OTHER, UPPER, LOWER, DIGIT, SPACE, STOP, COMMA, QUOTE, COLON, DIVIDER, SIGN, BRACKET = range(len(CLASSES))
SHARED_OUT = [k for k in range(len(CLASSES)) if k not in (LOWER, SPACE)]  # whose shares are features
CHARACTERS = {
    "stop": ".!?。",
    "comma": ",;、",
    "quote": "\"'“”‘’«»„`",
    "colon": ":",
    "divider": "|›»·•▪●→←/\\–—-_*+=~×",
    "sign": "©®™@#&%$€£…",
    "bracket": "()[]{}<>",
}
TABLE = 0x3100
# Of a longer line only its beginning and its end are looked at: the middle says nothing more about its kind.
LONG_LINE, LINE_HEAD, LINE_TAIL = 320, 240, 80
MIN_TITLE = 12  # characters: shorter lines begin the page's title by chance
RUNNING = (
    "comment",
    "share",
    "subscribe",
    "related",
    "legal",
    "section",
)  # cue groups counted from the page's start
PROSE_WORDS = 8  # a line of so many words with a full stop is prose
LONG_WORD = 4  # characters of a word that says what the page is about
WORD = re.compile(r"\w++(?:['’.-]\w++)*+|[\n©]")  # of a text whose underscores are spaces


@cache
def cue_groups() -> tuple[dict[str, int], tuple[str, ...]]:
    """The group number of each cue word (see cues.tsv), 0 being no cue, and the groups' names."""
    rows = [
        line.split("\t")
        for line in files(__package__).joinpath("cues.tsv").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    names = ("none", *dict.fromkeys(group for _, group in rows))
    return {word: names.index(group) for word, group in rows}, names


@cache
def character_classes() -> npt.NDArray[np.uint8]:
    """The class of every code point below TABLE."""
    table = np.zeros(TABLE, np.uint8)
    category = {"Lu": UPPER, "Lt": UPPER, "Ll": LOWER, "Nd": DIGIT, "No": DIGIT, "Zs": SPACE, "Cc": SPACE}
    for code in range(TABLE):
        table[code] = category.get(unicodedata.category(chr(code)), OTHER)
    for name, characters in CHARACTERS.items():
        for character in characters:
            table[ord(character)] = CLASSES.index(name)
    return table


@cache
def feature_names() -> tuple[str, ...]:
    """The columns of `line_features`, in order."""
    _, groups = cue_groups()
    shape = ("log_chars", "log_words", "few_words", "inner_stops", "ends_stop", "ends_colon", "ends_other")
    starts = tuple(f"starts_{name}" for name in CLASSES)
    shares = tuple(f"share_{name}" for name in CLASSES if name not in {"space", "lower"})
    more = ("title_case", "comma_any", "sign_any", "divider_any", "quote_any", "digit_any", "unknown_share")
    cues = tuple(f"{how}_{group}" for how in ("count", "share") for group in groups[1:])
    page = (
        "place",
        "chars_before",
        "log_lines",
        "repeated",
        "in_title",
        "equals_title",
        "first",
        "prose",
        "prose_before",
        "prose_share",
    )
    before = tuple(f"{group}_before" for group in RUNNING)
    return shape + starts + shares + more + cues + page + before + ("title_words", "title_share")


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the characters of each line are: arrays over the lines of a page."""

    counts: Rows  # (lines, classes)
    chars: Rows
    words: Rows
    capitals: npt.NDArray[np.int64]  # words that begin with one
    stops: npt.NDArray[np.int64]  # full stops inside the line
    first: npt.NDArray[np.uint8]  # the class of the first character
    last: npt.NDArray[np.uint8]
    closing: npt.NDArray[np.uint8]  # of the last one that is no quote or bracket


def line_features(lines: Sequence[str]) -> Rows:
    """One row a line (float32, columns as in `feature_names`), for the non-blank lines of a page in order."""
    lines = [line if len(line) <= LONG_LINE else f"{line[:LINE_HEAD]} {line[-LINE_TAIL:]}" for line in lines]
    text = "\n".join(lines) + "\n"
    shape = _shape(text, len(lines))
    cues, title_words = _word_counts(text, len(lines))
    blocks = [*_own_columns(shape, cues), *_page_columns(lines, shape, cues, title_words)]
    out = np.empty((len(lines), len(feature_names())), np.float32)
    place = 0
    for block in blocks:
        width = 1 if block.ndim == 1 else block.shape[1]
        out[:, place : place + width] = block.reshape(len(lines), width)
        place += width
    return out


def _shape(text: str, n: int) -> _Shape:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = character_classes().take(codes, mode="clip")  # beyond the table as its last one: letters
    is_end = codes == 10
    ends = np.flatnonzero(is_end)
    starts = np.concatenate(([0], ends[:-1] + 1))
    line_of = np.repeat(np.arange(n), np.diff(ends, prepend=-1))
    width = len(CLASSES)
    counts = np.bincount(line_of * width + kinds, minlength=n * width).reshape(n, width).astype(np.float32)
    counts[:, SPACE] -= 1  # the line end itself
    space = kinds == SPACE
    begins = ~space
    begins[1:] &= space[:-1]
    inner = np.zeros(len(codes), bool)
    inner[:-1] = (kinds[:-1] == STOP) & space[1:] & ~is_end[1:]
    last = kinds[np.maximum(ends - 1, starts)]
    before_last = kinds[np.maximum(ends - 2, starts)]
    return _Shape(
        counts=counts,
        chars=np.maximum(ends - starts, 1).astype(np.float32),
        words=np.maximum(np.bincount(line_of[begins], minlength=n), 1).astype(np.float32),
        capitals=np.bincount(line_of[begins & (kinds == UPPER)], minlength=n),
        stops=np.bincount(line_of[inner], minlength=n),
        first=kinds[starts],
        last=last,
        closing=np.where((last == QUOTE) | (last == BRACKET), before_last, last),
    )


def _own_columns(shape: _Shape, cues: Rows) -> list[npt.NDArray[Any]]:
    """What a line is by itself: columns and blocks of columns."""
    counts, chars, words = shape.counts, shape.chars, shape.words
    known = cues[:, 1:]
    return [
        np.log1p(chars) / 5,
        np.log1p(words) / 3,
        words <= 3,
        np.minimum(shape.stops, 4) / 2,
        shape.closing == STOP,
        shape.last == COLON,
        (shape.closing != STOP) & (shape.last != COLON),
        shape.first[:, None] == np.arange(len(CLASSES)),
        counts[:, SHARED_OUT] / chars[:, None],
        shape.capitals / words,
        counts[:, (COMMA, SIGN, DIVIDER, QUOTE, DIGIT)] > 0,
        1 - np.minimum(known.sum(1) / words, 1),
        np.minimum(known, 3) / 2,
        np.minimum(known / words[:, None], 1),
    ]


def _page_columns(
    lines: Sequence[str], shape: _Shape, cues: Rows, title_words: Rows
) -> list[npt.NDArray[Any]]:
    """How a line stands in its page."""
    n, chars, words = len(lines), shape.chars, shape.words
    names = cue_groups()[1]
    running = np.log1p(np.cumsum(cues[:, [names.index(group) for group in RUNNING]], axis=0)) / 3
    prose = (words >= PROSE_WORDS) & ((shape.closing == STOP) | (shape.stops > 0))
    prose_chars = np.where(prose, chars, 0)
    total = float(prose_chars.sum()) or 1.0
    repeats = Counter(lines)
    head = lines[0]
    return [
        np.arange(n) / n,
        np.concatenate(([0.0], np.cumsum(chars)[:-1])) / chars.sum(),
        np.full(n, np.log1p(n) / 5),
        np.minimum(np.fromiter(map(repeats.get, lines), np.float32, n) - 1, 3) / 2,
        np.array([len(line) >= MIN_TITLE and line in head for line in lines]),
        np.array([False, *map(head.__eq__, lines[1:])]),
        np.arange(n) == 0,
        prose,
        np.concatenate(([0.0], np.cumsum(prose_chars)[:-1])) / total,
        np.full(n, total / float(chars.sum())),
        running,
        np.minimum(title_words, 4) / 4,
        title_words / words,
    ]


def _word_counts(text: str, n: int) -> tuple[Rows, Rows]:
    """How many words of each cue group each line has, and how many that the page's first line (its title) has
    too."""
    table, names = cue_groups()
    tokens = WORD.findall(text.lower().replace("_", " "))
    first = tokens.index("\n") if "\n" in tokens else 0
    topic = len(names)
    groups_of = {token: topic for token in tokens[:first] if len(token) >= LONG_WORD} | table
    groups_of["\n"] = -1
    groups = np.fromiter(map(groups_of.get, tokens, repeat(0)), np.int64, len(tokens))
    end = groups < 0
    line_of: npt.NDArray[np.int64] = np.cumsum(end) - end
    word = ~end
    width = topic + 1
    flat = (
        np.bincount(line_of[word] * width + groups[word], minlength=n * width)
        .reshape(n, width)
        .astype(np.float32)
    )
    return flat[:, :topic], flat[:, topic]
