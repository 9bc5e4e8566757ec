"""Text becomes paragraphs of words, each with its offsets, word pieces and shape.

spaCy's English tokeniser splits one stretch between white space at a time; what it made of a
stretch is remembered with its word pieces, so that running text costs a table look-up a stretch.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from demarche.language.pieces import Pieces

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# A blank line ends a paragraph; a single line break inside one is white space in hard-wrapped text. A text
# with a longer line than any that is wrapped so is not: each of its lines is a paragraph, the headline first.
BLANK_LINE = re.compile(r"(?:\r\n|[\n\r\u2028])[^\S\r\n\u2028]*(?:\r\n|[\n\r\u2028])\s*|[\u2029\f]\s*")
LINE_BREAK = re.compile(r"(?:\r\n|[\n\r\u2028\u2029\f])\s*")
LONGEST_WRAPPED = 160
STRETCH = re.compile(r"\S+")
LONGEST_STRETCH = 400  # characters; a longer one (base64, a run of dashes) is cut into several
CACHE = 100_000  # stretches remembered; about 40 MB when full


@dataclass(slots=True)
class Paragraph:
    """The words of one paragraph: five lists of one entry a word, offsets in the whole text."""

    text: int
    forms: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    pieces: list[tuple[int, ...]] = field(default_factory=list)
    shapes: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stretch:
    """What stands between two white spaces, split into words; offsets from its beginning."""

    forms: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    pieces: tuple[tuple[int, ...], ...]
    shapes: tuple[int, ...]


class Words:
    """Splits texts into paragraphs of words."""

    def __init__(self, tokenizer: Tokenizer, split: Callable[[str], list[str]]) -> None:
        self.of_word = Pieces(tokenizer)
        self._split = split
        self._known: dict[str, Stretch] = {}

    def paragraphs(self, number: int, text: str) -> list[Paragraph]:
        """The paragraphs of text `number` that have words, in order."""
        found = []
        for begin, end in _blocks(text):
            paragraph = Paragraph(number)
            for match in STRETCH.finditer(text, begin, end):
                self._add(paragraph, match[0], match.start())
            if paragraph.forms:
                found.append(paragraph)
        return found

    def _add(self, paragraph: Paragraph, stretch: str, at: int) -> None:
        if len(stretch) > LONGEST_STRETCH:
            for cut in range(0, len(stretch), LONGEST_STRETCH):
                self._add(paragraph, stretch[cut : cut + LONGEST_STRETCH], at + cut)
            return
        known = self._known.get(stretch)
        if known is None:
            if len(self._known) >= CACHE:
                self._known.clear()
            known = self._known[stretch] = self._read(stretch)
        paragraph.forms += known.forms
        if len(known.forms) == 1:
            paragraph.starts.append(at)
            paragraph.ends.append(at + known.ends[0])
        else:
            paragraph.starts += [at + start for start in known.starts]
            paragraph.ends += [at + end for end in known.ends]
        paragraph.pieces += known.pieces
        paragraph.shapes += known.shapes

    def _read(self, stretch: str) -> Stretch:
        forms = self._split(stretch)
        starts, place = [], 0
        for form in forms:
            starts.append(place)
            place += len(form)
        ends = [start + len(form) for start, form in zip(starts, forms, strict=True)]
        row = self.of_word.row(forms, starts, ends)
        return Stretch(tuple(forms), tuple(starts), tuple(ends), tuple(row.pieces), tuple(row.shapes))


def _is_wrapped(text: str) -> bool:
    """Whether the lines of a text may be cut to a width."""
    return all(len(line) <= LONGEST_WRAPPED for line in text.splitlines())


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Where the paragraphs of a text begin and end."""
    begin = 0
    for gap in (BLANK_LINE if _is_wrapped(text) else LINE_BREAK).finditer(text):
        yield begin, gap.start()
        begin = gap.end()
    yield begin, len(text)
