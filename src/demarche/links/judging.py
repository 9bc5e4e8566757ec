"""The judge of pairs of acts: how likely it is that the one answers the other.

A network of one hidden layer reads what speaks for it (`pairing.py`); `training/links` makes it, from the
answers that the training corpus marks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from demarche.events.heads import Array, gelu, sigmoid
from demarche.links.pairing import Pairs
from demarche.weights import made_of


@dataclass(frozen=True, slots=True)
class Judge:
    """Weights of the network; `words`: its vocabulary, name to row of `word`.

    mean, spread: (measures); number: (measures, hidden); word: (names, hidden); answer, answered:
    (384, hidden); bias, last: (hidden); offset: a number.
    """

    words: dict[str, int]
    mean: Array
    spread: Array
    number: Array
    word: Array
    answer: Array
    answered: Array
    bias: Array
    last: Array
    offset: float

    @classmethod
    def of(cls, weights: Mapping[str, Any]) -> Judge:
        """The judge with these weights, of any precision."""
        words = {str(name): row for row, name in enumerate(weights["words"])}
        arrays = {
            name: np.asarray(value, np.float32)
            for name, value in weights.items()
            if name not in {"words", "offset"}
        }
        return cls(words=words, offset=float(weights["offset"]), **arrays)

    def shares(self, pairs: Pairs) -> Array:
        """The probability of each pair, (pairs,)."""
        if not pairs.pairs:
            return np.zeros(0, np.float32)
        measured = (pairs.numbers - self.mean) / self.spread
        hidden = np.asarray(measured @ self.number + self.bias, np.float32)
        if pairs.acts.shape[2] == len(self.answer):
            hidden += pairs.acts[:, 0] @ self.answer + pairs.acts[:, 1] @ self.answered
        for k, names in enumerate(pairs.words):
            known = [self.words[name] for name in names if name in self.words]
            if known:
                hidden[k] += self.word[known].sum(0)
        return sigmoid(gelu(hidden) @ self.last + self.offset)


@lru_cache(maxsize=1)
def judge() -> Judge:
    """The shipped judge.

    Raises: ModelError for a missing or damaged file.
    """
    return made_of(files("demarche.links") / "models" / "judge.npz", "the judge of answers", Judge.of)
