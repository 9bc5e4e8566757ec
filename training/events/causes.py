"""Causes and effects in general: the Causal News Corpus (CC0) as a task beside acts.

Each word is tagged for three kinds of spans (cause, effect, signal), each on its own: outside, beginning,
inside.  The head does not ship: what does reads both encoders' vectors (`training/links/causes.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from demarche.links.causes import BEGINS, INSIDE, KINDS, OUTSIDE
from training.corpus.causal_news import Sentence
from training.events.data import IGNORE, EventBatcher
from training.language.model import WIDTH, Dropout, Network
from training.language.train import with_hidden

HIDDEN = 256


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
