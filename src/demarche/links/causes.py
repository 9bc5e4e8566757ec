"""Causes and effects in general: which words of a sentence tell why, which what came of it, and which say so.

Three networks of two layers of attention read the vectors of both encoders, the parser's and that for acts,
and what they say is averaged; `training/links` makes them from the Causal News Corpus.  They know
no acts and no sides: "the bridge collapsed because of rust" has a cause too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import get_args

import numpy as np

from demarche import language
from demarche.events.encoder import EventEncoder
from demarche.events.heads import Array, gelu, linear, sigmoid, softmax
from demarche.language.parser import Draft, ShippedParser
from demarche.model import CauseKind, CauseSpan, Span
from demarche.threads import one_thread
from demarche.weights import made_of

KINDS: tuple[CauseKind, ...] = get_args(CauseKind)
OUTSIDE, BEGINS, INSIDE = range(3)
HEADS = 4
# The probability of telling a cause from which a sentence is looked at.
LEAST = 0.5
NEVER = np.float32(-1e9)


class CauseFinder:
    """Finds causes, effects and signals; holds the models, which are loaded once.

    Raises: ModelError for a missing or damaged file.
    """

    def __init__(self) -> None:
        parser = language.load(None)
        assert isinstance(parser, ShippedParser)
        self._parser = parser
        self._encoder = EventEncoder()
        self._networks = networks()

    def find(self, texts: Sequence[str], *, always: bool = False) -> list[list[CauseSpan]]:
        """The spans of each text, in order of their place; they end with their sentence.

        always: of sentences that probably tell no cause too.
        """
        with one_thread():
            drafts = self._parser.draft(texts)
            vectors = self._encoder.vectors(drafts)
        found: list[list[CauseSpan]] = []
        for text, sentences, own in zip(texts, drafts, vectors, strict=True):
            spans: list[CauseSpan] = []
            for sentence, acts in zip(sentences, own, strict=True):
                assert acts is not None
                tags, any_ = self._networks.tags(np.concatenate([sentence.vectors, acts], 1))
                if any_ >= LEAST or always:
                    spans += _spans(text, sentence, tags)
            found.append(sorted(spans, key=lambda one: (one.span.start, one.span.end, one.kind)))
        return found


def _spans(text: str, sentence: Draft, tags: Array) -> list[CauseSpan]:
    """The spans of a sentence; none where it has no cause, or no effect."""
    places = spans_of(tags)
    if not places["cause"] or not places["effect"]:
        return []
    return [
        CauseSpan(kind, Span.of(text, sentence.starts[first], sentence.ends[end - 1]))
        for kind, spans in places.items()
        for first, end in spans
    ]


@dataclass(frozen=True, slots=True)
class CauseNetworks:
    """The tagger: networks that were taught alike, with other beginnings."""

    networks: tuple[CauseNetwork, ...]

    @classmethod
    def of(cls, weights: Mapping[str, Array]) -> CauseNetworks:
        """The networks whose weights have names that begin with a number: "0.first.weight"."""
        found: dict[str, dict[str, Array]] = defaultdict(dict)
        for name, value in weights.items():
            number, _, own = name.partition(".")
            found[number][own] = np.asarray(value, np.float32)
        return cls(tuple(CauseNetwork(found[number]) for number in sorted(found)))

    def tags(self, vectors: Array) -> tuple[Array, float]:
        """The means of what the networks say: see `CauseNetwork.tags`."""
        said = [network.tags(vectors) for network in self.networks]
        return np.mean([tags for tags, _ in said], 0), sum(any_ for _, any_ in said) / len(said)


@dataclass(frozen=True, slots=True)
class CauseNetwork:
    """One network; weights as `training/links/causes.py` writes them."""

    weights: dict[str, Array]

    def tags(self, vectors: Array) -> tuple[Array, float]:
        """Log probabilities (words, 3 kinds, 3 tags) for the words of one sentence, and the probability that
        it tells a cause at all; vectors: (words, 768).
        """
        w, words = self.weights, len(vectors)
        places = np.minimum(np.arange(words), len(w["places"]) - 1)
        x = vectors @ w["first.weight"].T + w["first.bias"] + w["places"][places]
        for layer in range(int(w["layers"])):
            x = x + self._attended(f"{layer}.", _normed(x, w, f"{layer}.norm1"))
            hidden = gelu(linear(_normed(x, w, f"{layer}.norm2"), w, f"{layer}.wide"))
            x = x + linear(hidden, w, f"{layer}.narrow")
        x = _normed(x, w, "norm")
        shares = softmax(linear(x, w, "tags").reshape(words, len(KINDS), 3))
        any_ = float(sigmoid(linear(x.mean(0), w, "any"))[0])
        return np.asarray(np.log(np.maximum(shares, 1e-9)), np.float32), any_

    def _attended(self, layer: str, x: Array) -> Array:
        """What every word takes from the others."""
        w, words = self.weights, len(x)
        parts = linear(x, w, f"{layer}in").reshape(words, 3, HEADS, -1).transpose(1, 2, 0, 3)
        query, key, value = parts
        shares = softmax(query @ key.transpose(0, 2, 1) / np.float32(query.shape[-1] ** 0.5))
        return linear((shares @ value).transpose(1, 0, 2).reshape(words, -1), w, f"{layer}out")


def _normed(x: Array, w: dict[str, Array], name: str) -> Array:
    centred = x - x.mean(-1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(-1, keepdims=True) + np.float32(1e-5))
    return np.asarray(centred / spread * w[f"{name}.weight"] + w[f"{name}.bias"], np.float32)


def spans_of(tags: Array) -> dict[CauseKind, list[tuple[int, int]]]:
    """The likeliest spans (first, end) of each kind, in words, by the log probabilities of their tags."""
    return {kind: best_spans(tags[:, k]) for k, kind in enumerate(KINDS)}


def best_spans(scores: Array) -> list[tuple[int, int]]:
    """The likeliest spans (first, end) of one kind by its log probabilities (words, 3).

    None goes on that has not begun; one that begins where another ends is the same.
    """
    best = scores[0].copy()
    best[INSIDE] = NEVER
    back = []
    for row in scores[1:]:
        into = np.repeat(best[:, None], 3, 1)
        into[OUTSIDE, INSIDE] = NEVER
        came = into.argmax(0)
        back.append(came)
        best = into[came, np.arange(3)] + row
    tag, path = int(best.argmax()), []
    for came in reversed(back):
        path.append(tag)
        tag = int(came[tag])
    path = [tag, *reversed(path)]
    edges = np.flatnonzero(np.diff([0, *(tag != OUTSIDE for tag in path), 0]))
    return [(int(first), int(end)) for first, end in edges.reshape(-1, 2)]


@lru_cache(maxsize=1)
def networks() -> CauseNetworks:
    """The shipped tagger.

    Raises: ModelError for a missing or damaged file.
    """
    path = files("demarche.links") / "models" / "causes.npz"
    return made_of(path, "the tagger of causes", CauseNetworks.of)
