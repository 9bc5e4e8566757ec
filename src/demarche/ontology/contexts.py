"""PLOVER's contexts of a text, by the words of `context_words.toml`.

A text has a context when its words for it weigh enough: a strong entry `STRONG`, a weak one `WEAK`, each
counted once, a strong one twice when it comes back.  A short text needs one strong entry or two weak ones,
a long one more, since a passing mention does not say what a report is about.  One pass over the words: the
cost grows with the text, not with the lists.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

STRONG, WEAK = 2, 1
# Words of a text up to which a context needs that weight.  Set by eye on 60 Wikinews and Reuters reports.
NEEDED = ((120, 2), (400, 3), (1_000_000, 4))
CACHED_WORDS = 65_536  # distinct words whose entries are remembered


@dataclass(frozen=True, slots=True)
class Entry:
    """A word or phrase in base form: the words after its first, and whether its last word may have any
    ending."""

    context: str
    phrase: str
    rest: tuple[str, ...]
    open_ended: bool
    weight: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Entries by their first word, and open-ended single words by their stem."""

    contexts: tuple[str, ...]
    by_word: dict[str, tuple[Entry, ...]]
    by_stem: dict[str, tuple[Entry, ...]]
    stem_lengths: tuple[int, ...]

    def starting(self, word: str) -> Iterable[Entry]:
        """The entries whose first word is the base form of `word`, or a stem of it."""
        yield from self.by_word.get(base(word), ())
        for length in self.stem_lengths:
            if length > len(word):
                return
            yield from self.by_stem.get(word[:length], ())


def contexts_of(words: Sequence[str]) -> tuple[str, ...]:
    """The contexts that a text is about, in PLOVER's order.

    `words`: its words or lemmas in order, lower case.
    """
    found: dict[str, dict[str, int]] = {}
    for i, word in enumerate(words):
        for entry in entries(word):
            if entry.rest and not _continues(entry, words, i + 1):
                continue
            weights = found.setdefault(entry.context, {})
            most = entry.weight * (2 if entry.weight == STRONG else 1)
            weights[entry.phrase] = min(most, weights.get(entry.phrase, 0) + entry.weight)
    needed = next(weight for length, weight in NEEDED if len(words) <= length)
    return tuple(name for name in _lexicon().contexts if sum(found.get(name, {}).values()) >= needed)


def base(word: str) -> str:
    """The word without a plural s, the same for "troops" and "troop"; not always a word."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] not in "siu" else word


@lru_cache(maxsize=CACHED_WORDS)
def entries(word: str) -> tuple[Entry, ...]:
    """The entries that may begin with a word."""
    return tuple(_lexicon().starting(word))


@cache
def _lexicon() -> Lexicon:
    text = files("demarche.ontology").joinpath("context_words.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    by_word: dict[str, list[Entry]] = {}
    by_stem: dict[str, list[Entry]] = {}
    for context, lists in table.items():
        for weight, phrases in ((STRONG, lists["strong"]), (WEAK, lists["weak"])):
            for phrase in phrases:
                first, *rest = phrase.rstrip("*").split()
                open_ended = phrase.endswith("*")
                if open_ended and not rest:
                    by_stem.setdefault(first, []).append(Entry(context, phrase, (), True, weight))
                else:
                    entry = Entry(context, phrase, tuple(map(base, rest)), open_ended, weight)
                    by_word.setdefault(base(first), []).append(entry)
    return Lexicon(
        contexts=tuple(table),
        by_word={word: tuple(many) for word, many in by_word.items()},
        by_stem={stem: tuple(many) for stem, many in by_stem.items()},
        stem_lengths=tuple(sorted({len(stem) for stem in by_stem})),
    )


def _continues(entry: Entry, words: Sequence[str], start: int) -> bool:
    """Whether the phrase goes on at `start` as it began."""
    last = start + len(entry.rest) - 1
    if last >= len(words):
        return False
    for i, wanted in enumerate(entry.rest, start):
        if base(words[i]) != wanted and not (entry.open_ended and i == last and words[i].startswith(wanted)):
            return False
    return True
