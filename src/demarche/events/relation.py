"""What one marked actor does to one marked recipient, for people with their own actors (`demarche classify`).

Both entities are masked ("Country A", "Country B"), so that acts decide and not countries; the relation head
of `training/events/relation.py` reads the event encoder's word vectors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, cast

import numpy as np

from demarche import language
from demarche.errors import InputError, ModelError
from demarche.events import lexicon
from demarche.events.cues import features
from demarche.events.encoder import EventEncoder
from demarche.events.heads import Array, gelu, sigmoid, softmax
from demarche.events.syntax import Clauses
from demarche.language import Parser
from demarche.model import Sentence, Status

ACTOR, RECIPIENT = "Country A", "Country B"
LEAST_MODE = 0.5


@dataclass(frozen=True, slots=True)
class Pair:
    """A text with the (start, end) offsets of its actor and of its recipient, which may be missing."""

    text: str
    actor: tuple[int, int] | None
    recipient: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """What the actor does to the recipient; `scores` has a probability for each type."""

    event: str
    mode: tuple[str, ...]
    status: Status
    scores: dict[str, float]


class RelationClassifier:
    """Classifies marked pairs; holds encoder and head."""

    def __init__(self, parser: Parser, encoder: EventEncoder, weights: dict[str, Any]) -> None:
        self._parser = parser
        self._encoder = encoder
        self._lexicon = lexicon.load()
        self._w = {
            name: np.asarray(value, np.float32) for name, value in weights.items() if value.dtype.kind == "f"
        }
        self._types = [str(name) for name in weights["types"]]
        self._modes = [str(name) for name in weights["modes"]]
        self._statuses = [cast(Status, str(name)) for name in weights["statuses"]]

    @classmethod
    def load(cls) -> RelationClassifier:
        """The shipped classifier.

        Raises: ModelError where its files are missing or damaged.
        """
        return cls(language.load(), EventEncoder(), _shipped())

    def classify(self, pairs: Sequence[Pair]) -> list[Relation]:
        """One relation for each pair, in order; many in one call are faster than many calls.

        Raises: InputError for a span outside its text.
        """
        marked = [masked(pair) for pair in pairs]
        parsed = self._encoder.attach(self._parser.parse([text for text, _, _ in marked]))
        return [self._pair(sentences, a, b) for sentences, (_, a, b) in zip(parsed, marked, strict=True)]

    def _pair(self, sentences: Sequence[Sentence], a: int, b: int) -> Relation:
        """The relation of one parsed text; `a` and `b` are the offsets of the masks' letters."""
        tokens = [token for sentence in sentences for token in sentence.tokens]
        rows = [
            np.concatenate([s.vectors, features(Clauses(s), self._lexicon, self._types)[0]], 1)
            for s in sentences
            if s.vectors is not None and s.tokens
        ]
        if not rows:
            raise InputError("The text of the pair has no words. Give the sentence that names both.")
        at = {token.start: n for n, token in enumerate(tokens)}
        return self._one(np.concatenate(rows), at.get(a), at.get(b))

    def _one(self, vectors: Array, actor: int | None, recipient: int | None) -> Relation:
        out = self._head(vectors, actor, recipient)
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
            status=self._statuses[int(out["status"].argmax())],
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
        return {
            name: hidden @ w[f"{name}.weight"].T + w[f"{name}.bias"] for name in ("event", "mode", "status")
        }


def masked(pair: Pair) -> tuple[str, int, int]:
    """The text with both spans masked, and the offsets of the letters A and B in it (-1 for none).

    Raises: InputError for a span that is empty or outside the text.
    """
    spans = [(*span, mask) for span, mask in ((pair.actor, ACTOR), (pair.recipient, RECIPIENT)) if span]
    for start, end, _ in spans:
        if not 0 <= start < end <= len(pair.text):
            raise InputError(
                f"The span [{start}, {end}] is not inside the text of {len(pair.text)} characters. "
                "Spans are [start, end] in code points, start < end."
            )
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
        raise ModelError(
            f"{path}: the relation head cannot be read ({error}). Reinstall demarche."
        ) from error
