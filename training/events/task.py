"""The event task: what the shared network learns besides parsing (see `training.language.train.run`)."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from training.events.data import IGNORE, EventBatcher, Example
from training.events.head import EventHead
from training.language.model import Network
from training.language.train import with_hidden

WEIGHTS = {"trigger": 1.3, "mode": 3.0, "status": 0.3, "parts": 12.0}
# Acts a batch whose pairs are trained; more cost time and teach little.
MOST_ACTS = 48


@dataclass
class Events:
    """Triggers, modes, statuses and parts from passages of the corpus."""

    examples: Sequence[Example]
    batcher: EventBatcher
    seed: int = 1
    pieces: int = 1200

    def batches(self) -> Iterator[dict[str, Tensor]]:
        for epoch in itertools.count():
            rng = random.Random(self.seed * 1000 + epoch)
            for group in self.batcher.groups(self.examples, rng, pieces=self.pieces):
                yield self.batcher.batch(group)

    def loss(self, network: Network, batch: dict[str, Tensor]) -> dict[str, Tensor]:
        if network.training:
            batch = with_hidden(batch, self.batcher.pieces.mask)
        vectors = network.encode(batch)
        head: EventHead = network.heads["events"]  # type: ignore[assignment]
        return losses_of(head, vectors, batch)


def losses_of(head: EventHead, vectors: Tensor, batch: dict[str, Tensor]) -> dict[str, Tensor]:
    """Weighted losses by name; those of acts are left out of a batch without acts."""
    words = head.words(vectors)
    losses = {
        "trigger": WEIGHTS["trigger"]
        * F.cross_entropy(
            words["trigger"].float().flatten(0, 1), batch["trigger"].flatten(), ignore_index=IGNORE
        )
    }
    rows, places = batch["act_row"], batch["act_word"]
    if not len(rows):
        return losses
    losses["status"] = WEIGHTS["status"] * F.cross_entropy(
        words["status"][rows, places].float(), batch["status"][rows, places]
    )
    losses["mode"] = WEIGHTS["mode"] * F.binary_cross_entropy_with_logits(
        words["mode"][rows, places].float(), batch["mode"][rows, places]
    )
    chosen = torch.randperm(len(rows))[:MOST_ACTS]
    rows, places, gold = rows[chosen], places[chosen], batch["parts"][chosen]
    distance = torch.arange(gold.shape[1])[None] - places[:, None]
    logits = head.parts(vectors[rows, places], vectors[rows], distance).float()
    mask = batch["word_mask"][rows][:, :, None].expand_as(logits)
    losses["parts"] = WEIGHTS["parts"] * F.binary_cross_entropy_with_logits(logits[mask], gold[mask])
    return losses
