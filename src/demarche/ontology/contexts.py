"""PLOVER's contexts of a text, by the words of `context_words.toml`.

A text has a context when its words for it weigh enough: a sure entry `SURE`, a strong one `STRONG` and twice
that when it comes back, a weak one `WEAK`, each half as much again in the text's lead, where news says what
it is about.  A short text needs one strong entry or two weak ones, a longer one more, since a passing mention
does not say what a report is about.  One pass over the words: the cost grows with the text, not with the
lists.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain

SURE, STRONG, WEAK, NEVER = 4, 2, 1, 0
# The lead's words, and how much more an entry weighs there.  These and the first three of `NEEDED` were tuned
# on the openings of `benchmarks/data/contexts.jsonl` that are not for the test; see `benchmarks.contexts`.
LEAD, IN_LEAD = 60, 1.5
# Words of a text up to which a context needs that weight.  The longer ones were set on whole reports whose
# openings are labelled, so that nearly nine in ten of the opening's contexts stay.
NEEDED = ((40, 3.0), (120, 4.5), (250, 5.0), (400, 5.5), (700, 6.0), (1_000_000, 7.5))
CACHED_WORDS = 65_536  # distinct words whose entries are remembered
# What parsers cut off or leave on as they like: hyphens and possessive endings.
HYPHENS = re.compile(r"[-–]")
POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Entry:
    """One wording of an entry in base form: the words after its first, and whether its last word may have any
    ending.  `name` is the entry's line in the file, which all its wordings share."""

    context: str
    name: str
    rest: tuple[str, ...]
    open_ended: bool
    weight: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Entries by their first word, and open-ended single words by their stem; by context, those that say it
    more closely."""

    contexts: tuple[str, ...]
    unless: dict[str, frozenset[str]]
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
    lexicon = _lexicon()
    weights = evidence(words)
    needed = next(weight for length, weight in NEEDED if len(words) <= length)
    found = {name for name, weight in weights.items() if weight >= needed}
    return tuple(
        name for name in lexicon.contexts if name in found and found.isdisjoint(lexicon.unless[name])
    )


def contexts_near(contexts: Sequence[str], words: Sequence[str]) -> tuple[str, ...]:
    """Those of a report's contexts that one of its events has: the words around it speak of them.

    Where they speak of none, the event has all of the report's.  `words`: those of the event's sentence and
    of the one on either side, as for `contexts_of`; neither more nor less was better
    (`python -m benchmarks.contexts --events`).
    """
    if len(contexts) < 2:
        return tuple(contexts)
    spoken_of = evidence(words)
    return tuple(name for name in contexts if name in spoken_of) or tuple(contexts)


def evidence(words: Sequence[str]) -> dict[str, float]:
    """What the words for each context weigh together; contexts without any are left out.

    `words`: as for `contexts_of`.
    """
    plain = list(chain.from_iterable(map(_plain, words)))
    found: dict[str, dict[str, float]] = {}
    ends: dict[str, int] = {}  # by context, the word after the entry found last
    bases = [*map(base, plain), ""]
    for i, beginning in enumerate(map(entries, plain)):
        following = bases[i + 1]
        for entry in beginning:
            if entry.rest and not entry.open_ended and entry.rest[0] != following:
                continue  # most phrases: soon told
            if ends.get(entry.context, 0) > i or (entry.rest and not _continues(entry, plain, bases, i + 1)):
                continue
            ends[entry.context] = i + 1 + len(entry.rest)
            if entry.weight == NEVER:
                continue
            weights = found.setdefault(entry.context, {})
            most = entry.weight * IN_LEAD * (2 if entry.weight == STRONG else 1)
            weight = entry.weight * (IN_LEAD if i < LEAD else 1)
            weights[entry.name] = min(most, weights.get(entry.name, 0) + weight)
    return {context: sum(weights.values()) for context, weights in found.items()}


def base(word: str) -> str:
    """The word without a plural s, the same for "troops" and "troop"; not always a word."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] not in "siu" else word


@lru_cache(maxsize=CACHED_WORDS)
def entries(word: str) -> tuple[Entry, ...]:
    """The entries that may begin with a word, those of most words first."""
    return tuple(sorted(_lexicon().starting(word), key=lambda entry: -len(entry.rest)))


@lru_cache(maxsize=CACHED_WORDS)
def _plain(word: str) -> tuple[str, ...]:
    """The word's parts between hyphens, without possessive endings; nothing for a bare "-" or "'s"."""
    parts = (POSSESSIVE.sub("", part) for part in HYPHENS.split(word))
    return tuple(part for part in parts if part)


@cache
def _lexicon() -> Lexicon:
    text = files("demarche.ontology").joinpath("context_words.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    by_word: dict[str, list[Entry]] = {}
    by_stem: dict[str, list[Entry]] = {}
    for context, lists in table.items():
        for level, weight in (("sure", SURE), ("strong", STRONG), ("weak", WEAK), ("never", NEVER)):
            for name in lists.get(level, ()):
                for first, entry in _wordings(context, name, weight):
                    if entry.open_ended and not entry.rest:
                        by_stem.setdefault(first, []).append(entry)
                    else:
                        by_word.setdefault(base(first), []).append(entry)
    return Lexicon(
        contexts=tuple(table),
        unless={context: frozenset(lists.get("unless", ())) for context, lists in table.items()},
        by_word={word: tuple(many) for word, many in by_word.items()},
        by_stem={stem: tuple(many) for stem, many in by_stem.items()},
        stem_lengths=tuple(sorted({len(stem) for stem in by_stem})),
    )


def _wordings(context: str, name: str, weight: int) -> Iterator[tuple[str, Entry]]:
    """The wordings of an entry as it stands in the file, each with its first word."""
    for wording in name.split(" | "):
        first, *rest = (part for word in wording.rstrip("*").split() for part in _plain(word))
        yield first, Entry(context, name, tuple(map(base, rest)), wording.endswith("*"), weight)


def _continues(entry: Entry, words: Sequence[str], bases: Sequence[str], start: int) -> bool:
    """Whether a phrase of several words goes on at `start` as it began; `bases`: the words' base forms."""
    last = start + len(entry.rest) - 1
    if last >= len(words):
        return False
    for i, wanted in enumerate(entry.rest, start):
        if bases[i] != wanted and not (entry.open_ended and i == last and words[i].startswith(wanted)):
            return False
    return True
