"""Causes and effects in general: the Causal News Corpus (CC0) as a task beside acts.

Each word is tagged for three kinds of spans (cause, effect, signal), each on its own: outside, beginning,
inside.  The head does not ship: what does reads both encoders' vectors (`training/links/causes.py`).
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from demarche.links.causes import BEGINS, INSIDE, KINDS, OUTSIDE
from training.corpus.standoff import joined, plain
from training.events.data import IGNORE, EventBatcher, Splitter, Word, words_of
from training.language.model import WIDTH, Dropout, Network
from training.language.train import with_hidden

HIDDEN = 256
Spans = dict[str, list[tuple[int, int]]]


class CauseHead(nn.Module):
    """Logits a word and kind: (…, 3 kinds, 3 tags)."""

    def __init__(self, *, width: int = WIDTH, dropout: float = 0.2) -> None:
        super().__init__()
        self.hidden = nn.Linear(width, HIDDEN)
        self.tags = nn.Linear(HIDDEN, len(KINDS) * 3)
        self.dropout = Dropout(dropout)

    def forward(self, vectors: Tensor) -> Tensor:
        tags: Tensor = self.tags(self.dropout(F.gelu(self.hidden(vectors))))
        return tags.unflatten(-1, (len(KINDS), 3))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as printed and as words, with the word indices (first, last + 1) of all its spans."""

    text: str
    words: tuple[Word, ...]
    spans: Spans


def sentences(path: Path, part: str, split: Splitter) -> list[Sentence]:
    """The sentences of a part ("train" or "dev") of `causal_news.jsonl`."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["split"] != part:
            continue
        text = joined(row["text"])
        moved = _places(plain(row["text"]), text)
        words = words_of(text, split)
        spans: Spans = {kind: [] for kind in KINDS}
        for relation, kind in itertools.product(row["relations"], KINDS):
            for start, end in relation[kind]:
                touched = [i for i, w in enumerate(words) if w.start < moved[end] and moved[start] < w.end]
                if touched and (touched[0], touched[-1] + 1) not in spans[kind]:
                    spans[kind].append((touched[0], touched[-1] + 1))
        found.append(Sentence(text, words, spans))
    return found


def _places(before: str, after: str) -> list[int]:
    """Where each offset of a text stands after some of its blanks were taken out."""
    places, at = [], 0
    for letter in before:
        places.append(at)
        at += at < len(after) and after[at] == letter
    return [*places, len(after)]


@dataclass
class Causes:
    """Batches of sentences and their loss."""

    sentences: Sequence[Sentence]
    batcher: EventBatcher
    seed: int = 1
    pieces: int = 1200

    def batches(self) -> Iterator[dict[str, Tensor]]:
        for group, own in self.batcher.epochs(self.sentences, seed=self.seed, pieces=self.pieces):
            yield self.batcher.batch(group) | {"tags": tags_of(own)}

    def loss(self, network: Network, batch: dict[str, Tensor]) -> dict[str, Tensor]:
        if network.training:
            batch = with_hidden(batch, self.batcher.pieces.mask)
        logits = network.heads["causes"](network.encode(batch)).float()
        return {"causes": F.cross_entropy(logits.flatten(0, 2), batch["tags"].flatten(), ignore_index=IGNORE)}


def tags_of(group: Sequence[Sentence]) -> Tensor:
    """(rows, words, kinds), `IGNORE` beyond the end of a sentence."""
    longest = max(len(sentence.words) for sentence in group)
    tags = torch.full((len(group), longest, len(KINDS)), IGNORE)
    for r, sentence in enumerate(group):
        tags[r, : len(sentence.words)] = OUTSIDE
        for k, kind in enumerate(KINDS):
            for start, end in sentence.spans[kind]:
                tags[r, start:end, k] = INSIDE
            for start, _ in sentence.spans[kind]:
                tags[r, start, k] = BEGINS
    return tags
