"""Whether a report can hold a political event at all: the gate before the parser.

Encoding is most of the work, and much of what news agencies send is no politics.  Each word stem has a
weight (`data/act_stems.tsv`, learnt from the project's own marked corpus): how much more often it stands in
sentences with an act than in others.  A report is worth parsing when the weights of one of its sentences
sum up to `LEAST`, or it is short, and it names anybody who may act or be acted upon.  What passes meets a
second gate, one for its sentences (`vector_gate`).

Single paragraphs of a report that passes are all parsed: leaving some out saved 6 to 13 % of the text, but
the parser reads its neighbours differently then, and events of the dev gold were lost.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from demarche.entities.gazetteer import Gazetteer
from demarche.events.lexicon import Lexicon

# The least sum of weights (log-odds) of a sentence that may hold an act.  The dev gold's report that comes
# nearest has 2.3; `python -m benchmarks.gates` shows what other values lose and spare.
LEAST = 0.0
# Characters of a text that is parsed without asking for the weights: in one sentence or two a single rare
# word may be all that tells the act, and they cost little.
SHORT = 200
# A weight that opens the gate by itself: of the words of a user's own frames.
OPENS = 100.0
WORD = re.compile(r"[^\W\d_]+|\d+")
SENTENCE_END = re.compile(r"""(?<=[.!?])["”’')]*\s+(?=(?:["“‘'(]|``)?[A-Z0-9])""")
# Endings that are taken off a word, the longest first, down to no fewer than `SHORTEST` letters.
ENDINGS = ("ingly", "edly", "ings", "ers", "ors", "ies", "ied", "ing", "ed", "er", "or", "es", "s", "e", "y")
SHORTEST = 3
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
        self._bias = bias
        self._least = least - bias
        self._known: dict[str, float] = {}

    @classmethod
    def load(cls, lexicon: Lexicon) -> Gate:
        """The shipped gate; words of a user's own frames open it."""
        weights, bias = _shipped()
        return cls({**weights, **dict.fromkeys(own_stems(lexicon), OPENS)}, bias)

    def passes(self, text: str, gazetteer: Gazetteer) -> bool:
        """Whether a text may hold a political event: it may tell an act, or is short, and names somebody."""
        return (len(text) <= SHORT or self.opens(text)) and names_anybody(text, gazetteer)

    def opens(self, text: str) -> bool:
        """Whether some sentence of the text may hold an act."""
        return any(self.score(sentence) >= self._least for sentence in SENTENCE_END.split(text))

    def best(self, text: str) -> float:
        """The greatest log-odds of a sentence of the text to hold an act: what `LEAST` is held against."""
        return max(map(self.score, SENTENCE_END.split(text))) + self._bias

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


def names_anybody(text: str, gazetteer: Gazetteer) -> bool:
    """Whether the gazetteer finds a state, person, organisation, office or people in the text."""
    return any(match.entry.kind != "blocked" for match in gazetteer.find(text))


def own_stems(lexicon: Lexicon) -> frozenset[str]:
    """The stems of the words of a user's own frames."""
    return frozenset(stem(word) for lemma in lexicon.own_lemmas for word in WORD.findall(lemma.lower()))


@lru_cache(maxsize=1)
def _shipped() -> tuple[dict[str, float], float]:
    """Weights by stem, and the bias, which the file has under the stem `*`."""
    rows = (files("demarche.events") / "data" / "act_stems.tsv").read_text("utf-8").splitlines()
    weights = {stem: float(weight) for stem, weight in (row.split("\t") for row in rows if row[0] != "#")}
    return weights, weights.pop("*")
