"""What one marked actor does to one marked recipient, for people with their own actors (`demarche classify`).

Both entities are masked ("Country A", "Country B"), so that acts decide and not countries.  Two heads read
the event encoder's word vectors and multiply what they think: the relation head
(`training/events/relation.py`), which looks at the whole text, and the event head, which looks for words that
name an act of the one to the other.  No parse is needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, cast

import numpy as np

from demarche.errors import InputError
from demarche.events.encoder import EventEncoder
from demarche.events.heads import Array, EventHeads, gelu, sigmoid, softmax
from demarche.language.splitter import splitter
from demarche.model import Status
from demarche.weights import made_of

ACTOR, RECIPIENT = "Country A", "Country B"
LEAST_MODE = 0.5
STRETCH = re.compile(r"\S+")
# What is marked is read with so many word pieces around it: the encoder was taught on single sentences.
MOST_PIECES = 400
# From this probability on a word may name the act; what an act without and with both sides' words counts; and
# the power of that count beside the relation head's probability.  Chosen on PLV's training part.
LEAST_NAMED, UNSIDED, UNNAMED, POWER = 0.05, 0.05, 0.003, 1.0


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

    def __init__(
        self, encoder: EventEncoder, weights: dict[str, Any], heads: EventHeads | None = None
    ) -> None:
        self._encoder = encoder
        self._heads = heads
        self._split = splitter()
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
        return cls(EventEncoder(), _shipped(), EventHeads.load())

    def classify(self, pairs: Sequence[Pair]) -> list[Relation]:
        """One relation for each pair, in order; many in one call are faster than many calls.

        Raises: InputError for a span outside its text.
        """
        marked = [masked(pair) for pair in pairs]
        words = [_Words.of(text, self._split).around(a, b, self._encoder.size) for text, a, b in marked]
        pieces = self._encoder.pieces
        found = self._encoder.vectors([[pieces.row(row.forms, row.starts, row.ends)] for row in words])
        results = []
        for row, (vectors,), (_, a, b) in zip(words, found, marked, strict=True):
            if vectors is None or not len(vectors):
                raise InputError("The text of the pair has no words. Give the sentence that names both.")
            at = {start: n for n, start in enumerate(row.starts)}
            results.append(self._one(vectors, at.get(a), at.get(b)))
        return results

    def _one(self, vectors: Array, actor: int | None, recipient: int | None) -> Relation:
        out = self._head(vectors, actor, recipient)
        scores = softmax(out["event"])
        if self._heads is not None:
            scores = scores * (self._named(vectors, actor, recipient) + UNNAMED) ** POWER
            scores = scores / scores.sum()
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

    def _named(self, vectors: Array, actor: int | None, recipient: int | None) -> Array:
        """For each type how surely some word names an act of it by the actor to the recipient."""
        assert self._heads is not None
        types = self._heads.words(vectors).types
        does, suffers = (self._heads.parts.index(name) for name in ("actor", "recipient"))
        best = np.zeros(types.shape[1] - 1, np.float32)
        for word in np.flatnonzero(1 - types[:, 0] > LEAST_NAMED):
            parts = self._heads.pairs(vectors[word], vectors, np.arange(len(vectors)) - word)
            sides = (
                (parts[actor, does] if actor is not None else 0.5) + UNSIDED,
                (parts[recipient, suffers] if recipient is not None else 0.5) + UNSIDED,
            )
            best = np.maximum(best, types[word, 1:] * (sides[0] * sides[1]))
        return best

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


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text as the encoder reads them."""

    forms: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def of(cls, text: str, split: Callable[[str], list[str]]) -> _Words:
        forms: list[str] = []
        starts: list[int] = []
        for stretch in STRETCH.finditer(text):
            at = stretch.start()
            for form in split(stretch.group()):
                forms.append(form)
                starts.append(at)
                at += len(form)
        return cls(forms, starts, [start + len(form) for start, form in zip(starts, forms, strict=True)])

    def around(self, a: int, b: int, size: Callable[[str], int]) -> _Words:
        """The words around the offsets `a` and `b` (-1 for none), `MOST_PIECES` pieces at most."""
        sizes = [size(form) for form in self.forms]
        if sum(sizes) <= MOST_PIECES:
            return self
        marked = [n for n, start in enumerate(self.starts) if start in (a, b)] or [0]
        begin = end = (marked[0] + marked[-1]) // 2
        room, growing = MOST_PIECES, True
        while growing:
            growing = False
            if end < len(sizes) and sizes[end] <= room:
                room, end, growing = room - sizes[end], end + 1, True
            if begin > 0 and sizes[begin - 1] <= room:
                room, begin, growing = room - sizes[begin - 1], begin - 1, True
        kept = slice(begin, end)
        return _Words(self.forms[kept], self.starts[kept], self.ends[kept])


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
    return made_of(files("demarche.events") / "models" / "relation.npz", "the relation head", dict)
