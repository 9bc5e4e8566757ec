"""Whether a text can hold a political event at all, asked before the parser is.

Parsing is most of the work, and much of what news agencies send is no politics.  Each word stem has a weight
(`data/act_stems.tsv`, learnt from the project's own marked corpus): how much more often it stands in
sentences with an act than in others.  A paragraph is worth parsing when the weights of one of its sentences
sum up to `LEAST`; a report, when it has such a paragraph and names anybody who may act or be acted upon.  The
gate errs on the side of parsing: what it stops cannot be found later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files

from demarche.entities.gazetteer import Gazetteer
from demarche.events.lexicon import Lexicon
from demarche.model import Sentence

# The least sum of weights (log-odds) of a sentence that may hold an act.  Chosen so that it loses no event of
# the dev gold and under 0.3 % of the corpus's; `python -m training.events.gate` prints what others lose.
LEAST = -2.5
# A weight that opens the gate by itself: of the words of a user's own frames.
OPENS = 100.0
WORD = re.compile(r"[^\W\d_]+|\d+")
SENTENCE_END = re.compile(r"""(?<=[.!?])["”’')]*\s+(?=["“‘'(]?[A-Z0-9])""")
# A blank line, or an indented one as in hard-wrapped agency copy.
PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*|\n[^\S\n]{2,}")
# Endings that are taken off a word, the longest first, down to no fewer than `SHORTEST` letters.
ENDINGS = ("ingly", "edly", "ings", "ers", "ors", "ies", "ied", "ing", "ed", "er", "or", "es", "s", "e", "y")
SHORTEST = 3
# What stands for a paragraph that was made blank: the paragraphs around it are no neighbours.
BREAK = "\n\n"
NUMBER = "0"  # the stem of all numbers
CACHE = 100_000  # words whose weight is remembered; about 10 MB when full


def stem(word: str) -> str:
    """A lower-case word without its ending: expel, expels, expelled and expelling are one stem.

    Coarser than a dictionary form: it only has to keep together what belongs together.
    """
    if word.isdigit():
        return NUMBER
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            word = word[: -len(ending)]
            break
    if len(word) > SHORTEST and word[-1] == word[-2]:
        word = word[:-1]
    return word[:-1] if word.endswith(("e", "i", "y")) and len(word) > SHORTEST else word


class Gate:
    """Tells texts that may hold an event from those that need not be parsed; remembers words it has seen."""

    def __init__(self, weights: dict[str, float], bias: float, *, least: float = LEAST) -> None:
        self._weights = weights
        self._least = least - bias
        self._known: dict[str, float] = {}

    @classmethod
    def load(cls, lexicon: Lexicon) -> Gate:
        """The shipped gate; words of a user's own frames open it."""
        weights, bias = _shipped()
        own = {stem(word): OPENS for lemma in lexicon.own_lemmas for word in WORD.findall(lemma.lower())}
        return cls({**weights, **own}, bias)

    def opens(self, text: str) -> bool:
        """Whether some sentence of the text may hold an act."""
        return any(self.score(sentence) >= self._least for sentence in SENTENCE_END.split(text))

    def score(self, sentence: str) -> float:
        """The sum of the weights of a sentence's words, without the bias."""
        known = self._known
        total = 0.0
        for word in set(WORD.findall(sentence.lower())):
            weight = known.get(word)
            total += self._learn(word) if weight is None else weight
        return total

    def _learn(self, word: str) -> float:
        if len(self._known) >= CACHE:
            self._known.clear()
        weight = self._known[word] = self._weights.get(stem(word), 0.0)
        return weight

    def closed(self, text: str) -> list[tuple[int, int]]:
        """(start, end) of the paragraphs that need not be parsed, in order."""
        return [(start, end) for start, end in paragraphs(text) if not self.opens(text[start:end])]


def possible(text: str, gazetteer: Gazetteer, lexicon: Lexicon) -> bool:
    """Whether a report or paragraph may hold a political event: it may tell an act, and names somebody."""
    return Gate.load(lexicon).opens(text) and names_anybody(text, gazetteer)


def names_anybody(text: str, gazetteer: Gazetteer) -> bool:
    """Whether the gazetteer finds a state, person, organisation, office or people in the text."""
    return any(match.entry.kind != "blocked" for match in gazetteer.find(text))


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of every paragraph."""
    begin = 0
    for gap in PARAGRAPH.finditer(text):
        yield begin, gap.start()
        begin = gap.end()
    yield begin, len(text)


def blanked(text: str, closed: Sequence[tuple[int, int]]) -> str:
    """The text with paragraphs made blank, so that a parser passes over them and every offset stays."""
    for start, end in closed:
        if end - start >= len(BREAK):
            text = text[:start] + BREAK + " " * (end - start - len(BREAK)) + text[end:]
    return text


def with_closed(
    sentences: Sequence[Sentence], closed: Sequence[tuple[int, int]], text: str
) -> tuple[Sentence, ...]:
    """The parsed sentences with those of unparsed paragraphs, which have no tokens, in their places.

    Who "he" is and how far back a name was depends on every sentence, parsed or not.
    """
    found = list(sentences)
    for start, end in closed:
        begin = start
        for gap in SENTENCE_END.finditer(text, start, end):
            found.append(Sentence(begin, gap.start(), ()))
            begin = gap.end()
        if begin < end:
            found.append(Sentence(begin, end, ()))
    return tuple(sorted(found, key=lambda sentence: sentence.start))


@lru_cache(maxsize=1)
def _shipped() -> tuple[dict[str, float], float]:
    """Weights by stem, and the bias, which the file has under the stem `*`."""
    rows = (files("demarche.events") / "data" / "act_stems.tsv").read_text("utf-8").splitlines()
    weights = {stem: float(weight) for stem, weight in (row.split("\t") for row in rows if row[0] != "#")}
    return weights, weights.pop("*")
