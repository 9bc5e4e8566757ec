"""The relation task: what one marked actor does to one marked recipient (`demarche classify`).

Both entities are masked, so that the head learns acts and not countries: the actor reads "Country A", the recipient
"Country B".  Pooled from word vectors: their mean, the two masked entities, and an attention over all words.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.corpus.markup import Passage
from training.events.data import IGNORE, EventBatcher, Example, Splitter, Word, words_of
from training.language.model import WIDTH, Dropout, Network
from training.language.train import MASKED

ACTOR, RECIPIENT = "Country A", "Country B"
SENTENCE_END = re.compile(r"""[.!?]["'”’)]*\s+(?=["'“‘(]?[A-Z])""")
HIDDEN = 256
SMOOTHING = 0.05


@dataclass(frozen=True, slots=True)
class Relation:
    """A masked sentence as words, where A and B stand (-1: nowhere), and what A does to B."""

    words: tuple[Word, ...]
    actor: int
    recipient: int
    event: str
    mode: tuple[str, ...] = ()
    status: str = "actual"


def masked(text: str, actor: tuple[int, int] | None, recipient: tuple[int, int] | None, split: Splitter) -> tuple[tuple[Word, ...], int, int]:
    """The words of the text with both spans replaced by their masks, and the indices of the letters A and B."""
    spans = sorted(
        [(*span, mask) for span, mask in ((actor, ACTOR), (recipient, RECIPIENT)) if span], key=lambda span: span[0]
    )
    out, last, places = [], 0, {}
    for start, end, mask in spans:
        if start < last:
            continue
        out.append(text[last:start])
        places[mask] = sum(map(len, out)) + len(mask) - 1
        out.append(mask)
        last = end
    out.append(text[last:])
    words = words_of("".join(out), split)
    at = {word.start: i for i, word in enumerate(words)}
    return words, at.get(places.get(ACTOR, -1), -1), at.get(places.get(RECIPIENT, -1), -1)


def relations_of(passage: Passage, split: Splitter) -> list[Relation]:
    """One relation for each event of the passage that has an actor or a recipient in its sentence or next to it."""
    bounds = [0, *(m.end() for m in SENTENCE_END.finditer(passage.text)), len(passage.text)]
    found = []
    for event in passage.events:
        start, end = event.trigger.start, event.trigger.end
        sentence = max(b for b in bounds if b <= start)

        def nearest(spans: Sequence[object], at: int = start) -> tuple[int, int] | None:
            spans = sorted(spans, key=lambda span: abs(span.start - at))  # type: ignore[attr-defined]
            return (spans[0].start, spans[0].end) if spans else None  # type: ignore[attr-defined]

        actor, recipient = nearest(event.actor), nearest(event.recipient)
        if not actor and not recipient:
            continue
        left = min([sentence, *(s[0] for s in (actor, recipient) if s)])
        left = max(b for b in bounds if b <= left)
        right = max([end, *(s[1] for s in (actor, recipient) if s)])
        right = min(b for b in bounds if b >= right)
        if right - left > 700:
            continue
        shift = lambda span: (span[0] - left, span[1] - left) if span else None  # noqa: E731
        words, a, b = masked(passage.text[left:right].rstrip(), shift(actor), shift(recipient), split)
        found.append(Relation(words, a, b, event.event, event.mode, event.status))
    return found


class RelationHead(nn.Module):
    """Type, mode and status of what A does to B."""

    def __init__(self, *, types: int, modes: int, statuses: int, dropout: float = 0.2) -> None:
        super().__init__()
        self.attention = nn.Linear(WIDTH, 1)
        self.hidden = nn.Linear(4 * WIDTH, HIDDEN)
        self.event = nn.Linear(HIDDEN, types)
        self.mode = nn.Linear(HIDDEN, modes)
        self.status = nn.Linear(HIDDEN, statuses)
        self.dropout = Dropout(dropout)

    def forward(self, vectors: Tensor, mask: Tensor, actor: Tensor, recipient: Tensor) -> dict[str, Tensor]:
        rows = torch.arange(len(vectors))
        mean = (vectors * mask[:, :, None]).sum(1) / mask.sum(1)[:, None]
        weights = self.attention(vectors)[:, :, 0].masked_fill(~mask, -1e4).softmax(-1)
        attended = (weights[:, :, None] * vectors).sum(1)
        a = vectors[rows, actor.clamp(min=0)] * (actor >= 0)[:, None]
        b = vectors[rows, recipient.clamp(min=0)] * (recipient >= 0)[:, None]
        hidden = self.dropout(F.gelu(self.hidden(self.dropout(torch.cat([mean, a, b, attended], -1)))))
        return {"type": self.event(hidden), "mode": self.mode(hidden), "status": self.status(hidden)}


@dataclass
class Relations:
    """Batches of masked relations and their loss."""

    relations: Sequence[Relation]
    batcher: EventBatcher
    seed: int = 1
    pieces: int = 1200

    def batches(self) -> Iterator[dict[str, Tensor]]:
        plain = [Example(relation.words, (), {}, ()) for relation in self.relations]
        of = {id(example): relation for example, relation in zip(plain, self.relations, strict=True)}
        for epoch in itertools.count():
            rng = random.Random(self.seed * 1000 + epoch)
            for group in self.batcher.groups(plain, rng, pieces=self.pieces):
                yield self.batch(group, [of[id(example)] for example in group])

    def batch(self, group: Sequence[Example], relations: Sequence[Relation]) -> dict[str, Tensor]:
        batch = self.batcher.batch(group)
        batch["actor"] = torch.tensor([r.actor for r in relations])
        batch["recipient"] = torch.tensor([r.recipient for r in relations])
        batch["type"] = torch.tensor([self.batcher.types[r.event] - 1 for r in relations])
        batch["relation_status"] = torch.tensor([self.batcher.statuses[r.status] for r in relations])
        modes = np.zeros((len(relations), len(self.batcher.modes)), np.float32)
        for row, relation in enumerate(relations):
            for mode in relation.mode:
                modes[row, self.batcher.modes[f"{relation.event}/{mode}"]] = 1
        batch["relation_mode"] = torch.from_numpy(modes)
        return batch

    def loss(self, network: Network, batch: dict[str, Tensor]) -> dict[str, Tensor]:
        ids = batch["ids"]
        if network.training:
            hidden = (torch.rand(ids.shape) < MASKED) & (batch["shape"] > 0)
            batch = batch | {"ids": torch.where(hidden, self.batcher.pieces.mask, ids)}
        out = network.heads["relation"](network.encode(batch), batch["word_mask"], batch["actor"], batch["recipient"])
        return {
            "relation": F.cross_entropy(out["type"].float(), batch["type"], label_smoothing=SMOOTHING, ignore_index=IGNORE),
            "relation_mode": 2 * F.binary_cross_entropy_with_logits(out["mode"].float(), batch["relation_mode"]),
            "relation_status": 0.2 * F.cross_entropy(out["status"].float(), batch["relation_status"]),
        }
