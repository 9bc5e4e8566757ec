"""Which sentences the event encoder reads: the gate between the parser's encoder and it.

A small network scores each word by the parser's vector, by the word's pieces (a vector that has been made
for trees no longer tells well what a word means), and by what it made of the two words on either side.
The event head taught it (`training/events/vector_gate.py`).  Sentences in which some word scores enough are
read, neighbours together; the others get no act, and texts in which no act is heard no trees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from demarche.events.gate import own_stems, stem
from demarche.events.heads import Array
from demarche.events.lexicon import Lexicon
from demarche.weights import made_of

# The least log-odds of some word of a sentence that the event encoder reads; `python -m benchmarks.gates`
# shows what other values lose and spare.
LEAST_SEEN = -1.25
# What the file holds, for a hidden layer of h units and a second one of n that reads w words in a row:
# (384, h), (h,); (pieces, h) in int8 and its scale by row; (w, h, n), (n,); (n,), ().
PARTS = ("hidden", "hidden_bias", "pieces", "scale", "near", "near_bias", "out", "out_bias")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`worth`: the event encoder reads the sentence.

    `own`: it has a word of a user's own frames, so that acts are looked for whatever the event head hears.
    """

    worth: bool
    own: bool = False


class Encoded(Protocol):
    """A sentence as the parser's encoder leaves it: its words, their pieces, their vectors (words, 384)."""

    @property
    def forms(self) -> Sequence[str]: ...

    @property
    def pieces(self) -> Sequence[tuple[int, ...]]: ...

    @property
    def vectors(self) -> NDArray[np.floating[Any]]: ...


class VectorGate:
    """Tells sentences that may tell an act from the others."""

    def __init__(self, weights: Mapping[str, Any], *, own: frozenset[str] = frozenset()) -> None:
        self._pieces = np.asarray(weights["pieces"], np.int8)
        self._w = {name: np.asarray(weights[name], np.float32) for name in PARTS if name != "pieces"}
        self._own = own

    @classmethod
    def load(cls, lexicon: Lexicon) -> VectorGate:
        """The shipped gate; words of a user's own frames open it.

        Raises: ModelError for a missing or damaged file.
        """
        path = files("demarche.events") / "models" / "gate.npz"
        own = own_stems(lexicon)
        return made_of(path, "the gate", lambda weights: cls(weights, own=own))

    def judge(self, texts: Sequence[Sequence[Encoded]]) -> list[list[Verdict]]:
        """What becomes of each sentence of each text."""
        best = iter(self.scores([sentence for text in texts for sentence in text]).tolist())
        return [[self._verdict(next(best), sentence) for sentence in text] for text in texts]

    def _verdict(self, score: float, sentence: Encoded) -> Verdict:
        if self._own and any(stem(form.lower()) in self._own for form in sentence.forms):
            return Verdict(worth=True, own=True)
        return Verdict(score >= LEAST_SEEN)

    def scores(self, sentences: Sequence[Encoded]) -> Array:
        """The greatest log-odds of a word of each sentence to be the word of an act."""
        if not sentences:
            return np.zeros(0, np.float32)
        w = self._w
        vectors = np.concatenate([sentence.vectors for sentence in sentences])
        hidden = vectors @ w["hidden"] + w["hidden_bias"] + self._of_pieces(sentences)
        # Sentences stand apart so far that no word reads another one's.
        width = len(w["near"])
        reach = width // 2
        sizes = np.array([len(sentence.forms) for sentence in sentences])
        places = np.arange(len(vectors)) + np.repeat(np.arange(len(sizes)), sizes) * reach
        apart = np.zeros((int(places[-1]) + 1 + 2 * reach, hidden.shape[1]), np.float32)
        apart[places + reach] = np.maximum(hidden, 0)
        near = sum(apart[k : len(apart) - 2 * reach + k] @ w["near"][k] for k in range(width))
        scores = np.maximum(near[places] + w["near_bias"], 0) @ w["out"] + w["out_bias"]
        return np.maximum.reduceat(scores, np.cumsum(sizes) - sizes)

    def _of_pieces(self, sentences: Sequence[Encoded]) -> Array:
        """What the pieces of each word bring to the hidden layer: their mean."""
        words = [pieces for sentence in sentences for pieces in sentence.pieces]
        counts = np.array([len(pieces) for pieces in words])
        ids = np.fromiter(chain.from_iterable(words), np.int64, int(counts.sum()))
        rows = self._pieces[ids] * self._w["scale"][ids, None]
        return np.asarray(np.add.reduceat(rows, np.cumsum(counts) - counts) / counts[:, None], np.float32)
