"""Words as the encoder sees them: word pieces and shapes.

The vocabulary is uncased, so that an added embedding of a word's shape (nine kinds) and of
the space before it gives back case and the direction of quotes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MOST_PIECES = 12  # a word keeps its first eleven pieces and its last: an URL says no more in full
# Marks of agencies' wires, and what the encoders know in their place.
WIRED = {"``": '"', "''": '"', "_": "-"}
CACHE = 200_000  # distinct words remembered, about 30 MB
(LOWER, TITLE, UPPER, INITIAL, MIXED, DIGITS, ALNUM, PUNCT, OTHER) = range(1, 10)
SHAPES = 2 * 9 + 1  # each with and without a space before it; 0 is padding and the special pieces


class Pieced(Protocol):
    """Words as an encoder reads them: the pieces of each, and its shape."""

    @property
    def pieces(self) -> Sequence[tuple[int, ...]]: ...

    @property
    def shapes(self) -> Sequence[int]: ...


@dataclass(frozen=True, slots=True)
class Row:
    """Some words that were just cut into pieces."""

    pieces: Sequence[tuple[int, ...]]
    shapes: Sequence[int]


class Pieces:
    """The word pieces of words, remembered from word to word."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self._tokenizer = tokenizer
        self._known: dict[str, tuple[int, ...]] = {}
        self.cls, self.sep, self.unknown, self.mask = (
            int(tokenizer.token_to_id(piece) or 0) for piece in ("[CLS]", "[SEP]", "[UNK]", "[MASK]")
        )

    def of(self, word: str) -> tuple[int, ...]:
        """The piece ids of one word, at least one and at most `MOST_PIECES`."""
        known = self._known.get(word)
        if known is None:
            ids = self._tokenizer.encode(
                _writable(WIRED.get(word, word)[:200]), add_special_tokens=False
            ).ids or [self.unknown]
            if len(ids) > MOST_PIECES:
                ids = [*ids[: MOST_PIECES - 1], ids[-1]]
            if len(self._known) >= CACHE:
                self._known.clear()
            known = self._known[word] = tuple(ids)
        return known

    def row(self, forms: Sequence[str], starts: Sequence[int], ends: Sequence[int]) -> Row:
        """Words given by their forms and by where they stand in a text; the first has space before it."""
        glued = [False, *(start == end for start, end in zip(starts[1:], ends, strict=False))]
        shapes = [shape_of(form, not to_last) for form, to_last in zip(forms, glued, strict=False)]
        return Row([self.of(form) for form in forms], shapes)

    def fed(self, words: Sequence[tuple[int, ...]], shapes: Sequence[int]) -> dict[str, NDArray[Any]]:
        """What an encoder's graph takes for one row of words, each given by its pieces and its shape."""
        ids = np.array([[self.cls, *chain.from_iterable(words), self.sep]], np.int64)
        of_words, each = np.array(shapes, np.int64), np.array([len(pieces) for pieces in words])
        shape = np.zeros_like(ids)
        shape[0, 1:-1] = np.repeat(of_words, each)
        last = np.cumsum(each)
        return {
            "ids": ids, "shape": shape, "positions": np.arange(ids.shape[1]),
            "first": last - each + 1, "last": last, "word_shape": of_words,
        }  # fmt: skip

    def knows(self, word: str) -> bool:
        """Whether the vocabulary has the word as a whole: it is common English."""
        return self._tokenizer.token_to_id(word) is not None


def spaced(shape: int) -> int:
    """The number of the same shape with a space before it."""
    return shape if shape > OTHER else shape + 9


def _writable(word: str) -> str:
    """The word without lone surrogates, which no tokeniser takes."""
    return word.encode("utf-8", "replace").decode("utf-8")


def shape_of(word: str, space_before: bool) -> int:
    """The number of the word's shape, 1 to 9, plus 9 where a space comes before it."""
    if word.isalpha():
        if word.islower():
            shape = LOWER
        elif len(word) == 1:
            shape = INITIAL if word.isupper() else OTHER
        elif word.isupper():
            shape = UPPER
        elif word[0].isupper() and word[1:].islower():
            shape = TITLE
        else:
            shape = MIXED
    elif any(c.isdigit() for c in word):
        shape = ALNUM if any(c.isalpha() for c in word) else DIGITS
    elif any(c.isalpha() for c in word):
        shape = MIXED if word[:1].isupper() else LOWER
    else:
        shape = PUNCT if word.isascii() or not word.isprintable() or len(word) == 1 else OTHER
    return shape + 9 * space_before
