"""The splitting of spaCy's English tokeniser, without spaCy: its rules are in `data/affixes.json`.

Loading spaCy takes half a second and 60 MB; of it all that is needed here is how one stretch between white
space splits.  Prefixes and suffixes are taken off until none is left, what remains is a special case, an
address, or splits at its infixes; last, special cases that affixes have cut are put together again.

Source: spaCy 3.8, `spacy/tokenizer.pyx` (MIT); `tests/language/test_words.py` compares the two.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Affixes:
    """The rules: patterns of what is cut off or split at, and `special` stretches with their words.

    `mended`: special cases as affixes alone would cut them, for when they stand inside a longer stretch.
    """

    prefix: re.Pattern[str]
    suffix: re.Pattern[str]
    infix: re.Pattern[str]
    address: re.Pattern[str]
    special: Mapping[str, Words]
    mended: Mapping[Words, Words]
    longest: int

    @classmethod
    def read(cls) -> Affixes:
        """The shipped rules."""
        table: dict[str, Any] = json.loads(
            resources.files("demarche.language").joinpath("data/affixes.json").read_text("utf-8")
        )
        mended = {tuple(cut): tuple(table["special"][name]) for name, cut in table["cut"].items()}
        return cls(
            prefix=re.compile(table["prefix"]),
            suffix=re.compile(table["suffix"]),
            infix=re.compile(table["infix"]),
            address=re.compile(table["address"]),
            special={name: tuple(words) for name, words in table["special"].items()},
            mended=mended,
            longest=max(map(len, mended)),
        )

    def split(self, stretch: str) -> list[str]:
        """The words of a stretch without white space; joined they are the stretch again."""
        if stretch in self.special:
            return [*self.special[stretch]]
        if stretch.isascii() and stretch.isalpha():
            return [stretch]
        words = self._cut(stretch)
        return self._mend(words) if len(words) > 1 else words

    def _cut(self, rest: str) -> list[str]:
        """The words as affixes and special cases give them, from the outside inwards."""
        before: list[str] = []
        after: list[str] = []
        while rest and rest not in self.special:
            prefix = self.prefix.search(rest)
            suffix = self.suffix.search(rest)
            if not (prefix and prefix.end()) and not (suffix and suffix.start() < len(rest)):
                break
            if prefix and prefix.end():
                before.append(rest[: prefix.end()])
                rest = rest[prefix.end() :]
                if rest in self.special:
                    break
                suffix = self.suffix.search(rest)
            if suffix and suffix.start() < len(rest):
                after.append(rest[suffix.start() :])
                rest = rest[: suffix.start()]
        return [*before, *self._core(rest), *reversed(after)]

    def _core(self, rest: str) -> Sequence[str]:
        """The words of what is left without affixes."""
        if not rest:
            return ()
        if rest in self.special:
            return self.special[rest]
        if self.address.match(rest):
            return (rest,)
        words, place = [], 0
        for infix in self.infix.finditer(rest):
            if infix.start() == 0 == place:
                continue
            words += [rest[place : infix.start()], infix.group()]
            place = infix.end()
        return [word for word in (*words, rest[place:]) if word]

    def _mend(self, words: list[str]) -> list[str]:
        """The words with special cases put together again, the longest first, then the first."""
        found = [
            (first - last, first, last)
            for first in range(len(words))
            for last in range(first + 1, min(len(words), first + self.longest) + 1)
            if tuple(words[first:last]) in self.mended
        ]
        if not found:
            return words
        taken: dict[int, int] = {}
        used: set[int] = set()
        for _, first, last in sorted(found):
            if used.isdisjoint(range(first, last)):
                used.update(range(first, last))
                taken[first] = last
        out: list[str] = []
        i = 0
        while i < len(words):
            last = taken.get(i, 0)
            out += self.mended[tuple(words[i:last])] if last else (words[i],)
            i = max(last, i + 1)
        return out
