"""What one marked actor does to one marked recipient, for people who have their own actors (`demarche classify`).

Both entities are masked ("Country A", "Country B"), so that acts decide and not countries; the relation head of
`training/events/relation.py` reads the shared encoder's word vectors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from demarche.errors import InputError, ModelError
from demarche.events.heads import Array, gelu, sigmoid, softmax
from demarche.language import Parser
from demarche.model import Sentence, Status

ACTOR, RECIPIENT = "Country A", "Country B"
LEAST_MODE = 0.5


@dataclass(frozen=True, slots=True)
class Pair:
    """A text with the spans of its actor and recipient, as (start, end) offsets; the recipient may be missing."""

    text: str
    actor: tuple[int, int]
    recipient: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """What the actor does to the recipient; `scores` has a probability for each type."""

    event: str
    mode: tuple[str, ...]
    status: Status
    scores: dict[str, float]


class RelationClassifier:
    """Classifies marked pairs; holds parser and head."""

    def __init__(self, parser: Parser, weights: dict[str, Any]) -> None:
        self._parser = parser
        self._w = {name: np.asarray(value, np.float32) for name, value in weights.items() if value.dtype.kind == "f"}
        self._types = [str(name) for name in weights["types"]]
        self._modes = [str(name) for name in weights["modes"]]
        self._statuses = [str(name) for name in weights["statuses"]]

    @classmethod
    def load(cls, parser: Parser | None = None) -> RelationClassifier:
        """The shipped classifier, on the shipped parser's encoder.

        Raises: ModelError where the head is missing or damaged.
        """
        from demarche import language

        return cls(parser or language.load(), _shipped())

    def classify(self, pairs: Sequence[Pair]) -> list[Relation]:
        """One relation for each pair, in order; many in one call are faster than many calls.

        Raises: InputError for a span outside its text.
        """
        texts, places = [], []
        for pair in pairs:
            text, a, b = masked(pair)
            texts.append(text)
            places.append((a, b))
        parsed = self._parser.parse(texts)
        return [self._one(sentences, *place) for sentences, place in zip(parsed, places, strict=True)]

    def _one(self, sentences: Sequence[Sentence], actor: int, recipient: int) -> Relation:
        tokens = [token for sentence in sentences for token in sentence.tokens]
        found = [sentence.vectors for sentence in sentences if sentence.vectors is not None]
        if not found or len(tokens) != sum(map(len, found)):
            raise ModelError("classify needs the shipped parser's word vectors. Leave out --pipeline.")
        vectors = np.concatenate(found)
        at = {token.start: i for i, token in enumerate(tokens)}
        out = self._head(vectors, at.get(actor), at.get(recipient))
        scores = softmax(out["event"])
        event = self._types[int(scores.argmax())]
        modes = sigmoid(out["mode"])
        return Relation(
            event=event,
            mode=tuple(
                name.partition("/")[2]
                for name, value in zip(self._modes, modes, strict=True)
                if name.startswith(f"{event}/") and value >= LEAST_MODE
            ),
            status=self._statuses[int(out["status"].argmax())],  # type: ignore[arg-type]
            scores={name: round(float(value), 4) for name, value in zip(self._types, scores, strict=True)},
        )

    def _head(self, vectors: Array, actor: int | None, recipient: int | None) -> dict[str, Array]:
        """The logits of `training.events.relation.RelationHead` for one text."""
        w = self._w
        nothing = np.zeros(vectors.shape[1], np.float32)
        attention = softmax((vectors @ w["attention.weight"].T + w["attention.bias"])[:, 0])
        pooled = np.concatenate(
            [
                vectors.mean(0),
                nothing if actor is None else vectors[actor],
                nothing if recipient is None else vectors[recipient],
                attention @ vectors,
            ]
        )
        hidden = gelu(pooled @ w["hidden.weight"].T + w["hidden.bias"])
        return {name: hidden @ w[f"{name}.weight"].T + w[f"{name}.bias"] for name in ("event", "mode", "status")}


def masked(pair: Pair) -> tuple[str, int, int]:
    """The text with both spans masked, and the offsets of the letters A and B in it (-1 for none).

    Raises: InputError for a span that is empty or outside the text.
    """
    spans = [(*pair.actor, ACTOR)] + ([(*pair.recipient, RECIPIENT)] if pair.recipient else [])
    for start, end, _ in spans:
        if not 0 <= start < end <= len(pair.text):
            raise InputError(f"The span [{start}, {end}] is not inside the text of {len(pair.text)} characters. Spans are [start, end] in code points, start < end.")
    out, last, places = "", 0, {ACTOR: -1, RECIPIENT: -1}
    for start, end, mask in sorted(spans):
        if start < last:
            continue  # the recipient stands inside the actor's span: it is masked with it
        out += pair.text[last:start]
        places[mask] = len(out) + len(mask) - 1
        out += mask
        last = end
    return out + pair.text[last:], places[ACTOR], places[RECIPIENT]


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Any]:
    path = files("demarche.events") / "models" / "relation.npz"
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as weights:
            return dict(weights)
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: the relation head cannot be read ({error}). Reinstall demarche.") from error
