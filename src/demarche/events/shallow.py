"""Networks of one hidden layer over measures, words and vectors: the judges of answers and of sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from demarche.events.heads import Array, gelu, sigmoid


@dataclass(frozen=True, slots=True)
class Shallow:
    """Weights of a network; `names`: its vocabulary, name to row of `word`.

    mean, spread: (measures); number: (measures, hidden); word: (names, hidden); vectors: (width, hidden) for
    each of the vectors; bias, last: (hidden); offset: a number.
    """

    names: dict[str, int]
    mean: Array
    spread: Array
    number: Array
    word: Array
    vectors: tuple[Array, ...]
    bias: Array
    last: Array
    offset: float

    @classmethod
    def of(cls, weights: Mapping[str, Any], prefix: str = "") -> Shallow:
        """The network whose arrays, of any precision, have names with this prefix."""

        def array(name: str) -> Array:
            return np.asarray(weights[prefix + name], np.float32)

        count = sum(name.startswith(f"{prefix}vector.") for name in weights)
        return cls(
            names={str(name): row for row, name in enumerate(weights[f"{prefix}names"])},
            mean=array("mean"), spread=array("spread"), number=array("number"), word=array("word"),
            vectors=tuple(array(f"vector.{k}") for k in range(count)),
            bias=array("bias"), last=array("last"), offset=float(weights[f"{prefix}offset"]),
        )  # fmt: skip

    def shares(self, numbers: Array, words: Sequence[Sequence[str]], vectors: Sequence[Array]) -> Array:
        """The probability of each row: measures (rows, measures), words of each, vectors (rows, width)."""
        if not len(numbers):
            return np.zeros(0, np.float32)
        hidden = np.asarray((numbers - self.mean) / self.spread @ self.number + self.bias, np.float32)
        for own, weights in zip(vectors, self.vectors, strict=True):
            if own.shape[1] == len(weights):
                hidden += own @ weights
        for k, told in enumerate(words):
            known = [self.names[name] for name in told if name in self.names]
            if known:
                hidden[k] += self.word[known].sum(0)
        return sigmoid(gelu(hidden) @ self.last + self.offset)
