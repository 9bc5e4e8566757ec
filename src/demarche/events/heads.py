"""The event head at run time: numpy over the event encoder's word vectors, no framework.

`training/events` trains it on the project's own corpus; `models/events.npz` holds the weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from demarche.errors import ModelError
from demarche.model import Status

Array = NDArray[np.float32]
# Words of neighbouring sentences within this many sentences may play a part in an act.
REACH = 2


@dataclass(frozen=True, slots=True)
class WordScores:
    """Probabilities for the words of one sentence.

    `types`: (words, 1 + types), "no act" first; `modes`: (words, modes), each its own probability;
    `statuses`: (words, 6).
    """

    types: Array
    modes: Array
    statuses: Array


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

    @classmethod
    def load(cls) -> EventHeads | None:
        """The shipped head, or None when this build has none.

        Raises: ModelError for a damaged file.
        """
        return _shipped()

    def words(self, rows: Array) -> WordScores:
        """Scores of every word of a sentence; a row is its vector and what the frames say (`cues.features`)."""
        hidden = gelu(self._linear("hidden", rows))
        return WordScores(
            softmax(self._linear("trigger", hidden)),
            sigmoid(self._linear("mode", hidden)),
            softmax(self._linear("status", hidden)),
        )

    def pairs(self, act: Array, words: Array, distance: NDArray[np.int64]) -> Array:
        """Probabilities (words, parts) that a word plays a part in the act of a trigger, given by its row."""
        a = gelu(self._linear("act_side", act))
        w = gelu(self._linear("word_side", words))
        crossed = np.einsum("i,pij->pj", a, self._w["pair"])
        scores = w @ crossed.T + self._linear("pair_act", a) + self._linear("pair_word", w)
        scores += self._w["distance.weight"][self._bucket(distance)]
        return sigmoid(scores)

    def _bucket(self, distance: NDArray[np.int64]) -> NDArray[np.int64]:
        """As in `training.events.head.bucket`: signed logarithmic buckets."""
        middle = len(self._w["distance.weight"]) // 2
        size = np.clip(np.round(np.log2(np.abs(distance) + 1)), 0, middle).astype(np.int64)
        return np.asarray(middle + np.sign(distance) * size, np.int64)

    def _linear(self, name: str, x: Array) -> Array:
        return np.asarray(x @ self._w[f"{name}.weight"].T + self._w[f"{name}.bias"], np.float32)


@lru_cache(maxsize=1)
def _shipped() -> EventHeads | None:
    path = files("demarche.events") / "models" / "events.npz"
    if not path.is_file():
        return None
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as weights:
            return EventHeads(dict(weights))
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"{path}: the event head cannot be read ({error}). Reinstall demarche.") from error


def gelu(x: Array) -> Array:
    from scipy.special import erf

    return np.asarray(0.5 * x * (1 + erf(x * np.float32(0.7071067811865476))), np.float32)


def sigmoid(x: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))), np.float32)


def softmax(x: Array) -> Array:
    e = np.exp(x - x.max(-1, keepdims=True))
    return np.asarray(e / e.sum(-1, keepdims=True), np.float32)
