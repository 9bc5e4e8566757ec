"""The words of a text, as the shipped parser splits it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Splitter = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Word:
    """A token of a passage, by its offsets, with whether white space stands before it."""

    text: str
    start: int
    end: int
    space_before: bool


def words_of(text: str, split: Splitter) -> tuple[Word, ...]:
    """The tokens of a text, split as the shipped parser splits it."""
    words = []
    for stretch in re.finditer(r"\S+", text):
        at = stretch.start()
        for part in split(stretch.group()):
            words.append(Word(part, at, at + len(part), at == stretch.start()))
            at += len(part)
    return tuple(words)


def touched(words: Sequence[Word], start: int, end: int) -> list[int]:
    """Which words, by number, a stretch of the text touches."""
    return [i for i, word in enumerate(words) if word.start < end and start < word.end]
