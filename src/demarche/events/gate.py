"""Whether a report can hold a political event at all, and which of its sentences may tell an act.

Encoding is most of the work, and much of what news agencies send is no politics.  Two gates stand before it.

`Gate`, before anything is parsed: each word stem has a
weight (`data/act_stems.tsv`, learnt from the project's own marked corpus): how much more often it stands in
sentences with an act than in others.  A report is worth parsing when the weights of one of its sentences
sum up to `LEAST` and it names anybody who may act or be acted upon.

Single paragraphs of a report that passes are all parsed: leaving some out saved 6 to 13 % of the text, but
the parser reads its neighbours differently then, and events of the dev gold were lost.

`VectorGate`, between the parser's encoder and the event encoder: a network of a few thousand weights over the
parser's word vectors, taught by the event head, picks the sentences that the event encoder reads.  Sentences
that nothing was found worth encoding around get no act, and texts without any such sentence no tree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Protocol

import numpy as np

from demarche.entities.gazetteer import Gazetteer
from demarche.events.heads import Array, gelu
from demarche.events.lexicon import Lexicon
from demarche.weights import made_of

# The least sum of weights (log-odds) of a sentence that may hold an act.  The dev gold's report that comes
# nearest has 2.3; `python -m training.events.gate` prints what single sentences lose, docs/benchmarks.md
# whole reports.
LEAST = -1.5
# The least log-odds of some word of a sentence that the event encoder reads; `python -m benchmarks.gates`
# shows what other values lose and spare.
LEAST_SEEN = 0.0
# Below this one a sentence that is read along with its neighbours gets no act: of the 166 events coded in the
# dev gold none is told in such sentences alone.
LEAST_TOLD = -4.0
# What the file of the vector gate holds: (hidden, 384), (hidden,), (hidden,), ().
PARTS = ("hidden", "hidden_bias", "out", "out_bias")
# A weight that opens the gate by itself: of the words of a user's own frames.
OPENS = 100.0
WORD = re.compile(r"[^\W\d_]+|\d+")
SENTENCE_END = re.compile(r"""(?<=[.!?])["”’')]*\s+(?=["“‘'(]?[A-Z0-9])""")
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


@dataclass(frozen=True, slots=True)
class Verdict:
    """`worth`: the event encoder reads the sentence; `quiet`: it tells no act, even if a neighbour does.

    `own`: it has a word of a user's own frames, so it is read and never quiet.
    """

    worth: bool
    quiet: bool
    own: bool = False


class Encoded(Protocol):
    """A sentence with the parser's vectors (words, 384): a draft or a parsed one."""

    @property
    def forms(self) -> Sequence[str]: ...

    @property
    def vectors(self) -> Array: ...


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
        return cls({**weights, **dict.fromkeys(_own_stems(lexicon), OPENS)}, bias)

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


class VectorGate:
    """Tells sentences that may tell an act by the parser's word vectors."""

    def __init__(
        self, weights: Mapping[str, Array], *, own: frozenset[str], least: float = LEAST_SEEN
    ) -> None:
        self._w = {name: np.asarray(value, np.float32) for name, value in weights.items()}
        self._own = own
        self._least = least

    @classmethod
    def load(cls, lexicon: Lexicon) -> VectorGate:
        """The shipped gate; words of a user's own frames open it.

        Raises: ModelError for a missing or damaged file.
        """
        path = files("demarche.events") / "models" / "gate.npz"
        shipped = made_of(path, "the gate", lambda weights: {name: weights[name] for name in PARTS})
        return cls(shipped, own=_own_stems(lexicon))

    def judge(self, texts: Sequence[Sequence[Encoded]]) -> list[list[Verdict]]:
        """What becomes of each sentence of each text."""
        sentences = [sentence for text in texts for sentence in text]
        if not sentences:
            return [[] for _ in texts]
        scores = self.scores(np.concatenate([sentence.vectors for sentence in sentences]))
        begins = np.cumsum([0, *(len(sentence.vectors) for sentence in sentences[:-1])])
        best = iter(np.maximum.reduceat(scores, begins).tolist())
        return [[self._verdict(next(best), sentence) for sentence in text] for text in texts]

    def _verdict(self, score: float, sentence: Encoded) -> Verdict:
        if self._own and any(stem(form.lower()) in self._own for form in sentence.forms):
            return Verdict(True, False, own=True)
        return Verdict(score >= self._least, score < LEAST_TOLD)

    def scores(self, vectors: Array) -> Array:
        """The log-odds of each word, given by its row of (words, 384), to be the word of an act."""
        hidden = gelu(vectors @ self._w["hidden"].T + self._w["hidden_bias"])
        return np.asarray(hidden @ self._w["out"] + self._w["out_bias"], np.float32)


def possible(text: str, gazetteer: Gazetteer, lexicon: Lexicon) -> bool:
    """Whether a report or paragraph may hold a political event: it may tell an act, and names somebody."""
    return Gate.load(lexicon).opens(text) and names_anybody(text, gazetteer)


def names_anybody(text: str, gazetteer: Gazetteer) -> bool:
    """Whether the gazetteer finds a state, person, organisation, office or people in the text."""
    return any(match.entry.kind != "blocked" for match in gazetteer.find(text))


def _own_stems(lexicon: Lexicon) -> frozenset[str]:
    """The stems of the words of a user's own frames."""
    return frozenset(stem(word) for lemma in lexicon.own_lemmas for word in WORD.findall(lemma.lower()))


@lru_cache(maxsize=1)
def _shipped() -> tuple[dict[str, float], float]:
    """Weights by stem, and the bias, which the file has under the stem `*`."""
    rows = (files("demarche.events") / "data" / "act_stems.tsv").read_text("utf-8").splitlines()
    weights = {stem: float(weight) for stem, weight in (row.split("\t") for row in rows if row[0] != "#")}
    return weights, weights.pop("*")
