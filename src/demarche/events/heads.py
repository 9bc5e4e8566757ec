"""The event head at run time: numpy over the event encoder's word vectors, no framework.

`training/events` trains it on the project's own corpus; `models/events.npz` holds the weights.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate, pairwise
from typing import Any, Generic, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from demarche.model import Status
from demarche.weights import made_of

Array = NDArray[np.float32]
Made = TypeVar("Made")
# Sentences whose words' types are remembered, and their side of pairs, and acts whose side is: they are
# asked for again and again.
TYPED, SIDED, ACTS = 2048, 256, 64
HEARD = 16  # sentences whose words are looked at at once: more do not fit the cache
# A sentence none of whose words is an act by this much tells none; `python -m benchmarks.gates` shows what
# other values lose and spare.
LEAST_HEARD = 0.2
# The error function is 1 in float32 from here on; coefficients of the highest power first.
ERF_END = np.float32(4)
ERF_ABOVE = np.array(
    [-2.72614225801306e-10, 2.77068142495902e-08, -2.10102402082508e-06, -5.69250639462346e-05,
     -7.34990630326855e-04, -2.95459980854025e-03, -1.60960333262415e-02],
    np.float32,
)  # fmt: skip
ERF_BELOW = np.array(
    [-1.45660718464996e-05, -2.13374055278905e-04, -1.68282697438203e-03, -7.37332916720468e-03,
     -1.42647390514189e-02],
    np.float32,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WordScores:
    """Probabilities for the words of one sentence.

    `types`: (words, 1 + types), "no act" first; `modes`: (words, modes), each its own probability;
    `statuses`: (words, 6).
    """

    types: Array
    modes: Array
    statuses: Array


class _Remembered(Generic[Made]):
    """What was made of the last arrays, each known by which it is and not by what stands in it."""

    def __init__(self, make: Callable[[Array], Made], most: int) -> None:
        self._make, self._most = make, most
        # Kept with the arrays themselves, so that no others get their number.
        self._known: dict[int, tuple[Array, Made]] = {}

    def of(self, rows: Array) -> Made:
        """What is made of an array."""
        known = self._known.get(id(rows))
        return self.keep(rows, self._make(rows)) if known is None else known[1]

    def keep(self, rows: Array, made: Made) -> Made:
        """Remembers what was made of an array."""
        if len(self._known) >= self._most:
            self._known.clear()
        self._known[id(rows)] = rows, made
        return made


class EventHeads:
    """Scores of words and of pairs of words, from the event encoder's vectors."""

    def __init__(self, weights: dict[str, Any]) -> None:
        self._w = {
            name: np.asarray(value, np.float32) for name, value in weights.items() if value.dtype.kind == "f"
        }
        self.types: list[str] = [str(name) for name in weights["types"]]
        self.modes: list[str] = [str(name) for name in weights["modes"]]
        self.statuses: list[Status] = [cast(Status, str(name)) for name in weights["statuses"]]
        self.parts: list[str] = [str(name) for name in weights["parts"]]
        self._middle = len(self._w["distance.weight"]) // 2
        # From 2 ** middle words on all distances are one bucket.
        self._buckets = self._bucket(np.arange(-(2**self._middle), 2**self._middle + 1))
        self._typed = _Remembered(self._types_of, TYPED)
        self._sided = _Remembered(self.sided, SIDED)
        self._acted = _Remembered(self._act_side, ACTS)

    @classmethod
    def load(cls) -> EventHeads | None:
        """The shipped head, or None when this build has none.

        Raises: ModelError for a damaged file.
        """
        return _shipped()

    def words(self, rows: Array) -> WordScores:
        """Scores of every word of a sentence; a row is a word's vector."""
        hidden, types = self._typed.of(rows)
        return WordScores(
            types, sigmoid(self._linear("mode", hidden)), softmax(self._linear("status", hidden))
        )

    def likeliest(self, rows: Array) -> float:
        """The greatest probability of a word of a sentence to be one of an act."""
        return float((1 - self._typed.of(rows)[1][:, 0]).max())

    def heard(self, sentences: Sequence[Array]) -> list[bool]:
        """Whether a word of each sentence may be one of an act; the words of many are looked at at once."""
        for begin in range(0, len(sentences), HEARD):
            together = sentences[begin : begin + HEARD]
            hidden, types = self._types_of(np.concatenate(together))
            edges = [0, *accumulate(map(len, together))]
            for rows, (a, b) in zip(together, pairwise(edges), strict=True):
                self._typed.keep(rows, (hidden[a:b], types[a:b]))
        return [self.likeliest(rows) >= LEAST_HEARD for rows in sentences]

    def _types_of(self, rows: Array) -> tuple[Array, Array]:
        """The hidden layer of the words of a sentence, and the probabilities of their types."""
        hidden = gelu(self._linear("hidden", rows))
        return hidden, softmax(self._linear("trigger", hidden))

    def pairs(self, act: Array, words: Array, distance: NDArray[np.int64]) -> Array:
        """Probabilities (words, parts) that a word plays a part in the act of a trigger, given by its row."""
        return self.paired(act, self._sided.of(words), distance)

    def sided(self, words: Array) -> tuple[Array, Array]:
        """What words bring to their pairs whatever the act, for `paired`: (words, 96) and (words, parts)."""
        w = gelu(self._linear("word_side", words))
        return w, self._linear("pair_word", w)

    def paired(self, act: Array, words: tuple[Array, Array], distance: NDArray[np.int64]) -> Array:
        """The same as `pairs` for words whose side is known."""
        w, scores = words
        crossed, own = self._acted.of(act)
        return sigmoid(scores + w @ crossed + own + self._w["distance.weight"][self._near(distance)])

    def among(self, acts: Array, places: NDArray[np.int64]) -> Array:
        """Probabilities (acts, acts, parts): row k is about act k, `places` are positions in words."""
        w, scores = self._sided.of(acts)
        crossed, own = self._act_side(acts)
        near = self._w["distance.weight"][self._near(places[None, :] - places[:, None])]
        return sigmoid(scores[None] + w @ crossed + own[:, None, :] + near)

    def _act_side(self, act: Array) -> tuple[Array, Array]:
        """What an act brings to its pairs whatever the word, (96, parts) and (parts,), or each of several."""
        a = gelu(self._linear("act_side", act))
        return np.tensordot(a, self._w["pair"], (-1, 1)).swapaxes(-1, -2), self._linear("pair_act", a)

    def _near(self, distance: NDArray[np.int64]) -> NDArray[np.int64]:
        """The buckets of distances."""
        farthest = 2**self._middle
        return np.asarray(self._buckets[np.clip(distance, -farthest, farthest) + farthest], np.int64)

    def _bucket(self, distance: NDArray[np.int64]) -> NDArray[np.int64]:
        """As in `training.events.head.bucket`: signed logarithmic buckets."""
        size = np.clip(np.round(np.log2(np.abs(distance) + 1)), 0, self._middle).astype(np.int64)
        return np.asarray(self._middle + np.sign(distance) * size, np.int64)

    def _linear(self, name: str, x: Array) -> Array:
        return linear(x, self._w, name)


@lru_cache(maxsize=1)
def _shipped() -> EventHeads | None:
    path = files("demarche.events") / "models" / "events.npz"
    if not path.is_file():
        return None
    return made_of(path, "the event head", EventHeads)


def linear(x: Array, weights: Mapping[str, Array], name: str) -> Array:
    """The linear layer of this name."""
    return np.asarray(x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"], np.float32)


def gelu(x: Array) -> Array:
    """x by the share of the normal distribution below it."""
    share = erf(x * np.float32(0.7071067811865476))
    share += 1
    share *= x
    share *= 0.5
    return np.asarray(share, np.float32)


def erf(x: Array) -> Array:
    """The error function to float32's precision: a ratio of two polynomials of x squared.

    Source: Eigen's `generic_fast_erf_float`; loading scipy for it would cost more than all the heads' work.
    """
    x = np.clip(x, -ERF_END, ERF_END)
    square = x * x
    x *= _polynomial(ERF_ABOVE, square)
    x /= _polynomial(ERF_BELOW, square)
    return np.asarray(x, np.float32)


def _polynomial(coefficients: Array, x: Array) -> Array:
    """Its values, worked out in place."""
    value: Array = np.asarray(x * coefficients[0], np.float32)
    for coefficient in coefficients[1:-1]:
        value += coefficient
        value *= x
    value += coefficients[-1]
    return value


def sigmoid(x: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))), np.float32)


def softmax(x: Array) -> Array:
    e = np.exp(x - x.max(-1, keepdims=True))
    return np.asarray(e / e.sum(-1, keepdims=True), np.float32)
