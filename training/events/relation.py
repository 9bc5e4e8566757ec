"""The relation task: what one marked actor does to one marked recipient (`demarche classify`).

Both entities are masked, so that the head learns acts and not countries: the actor reads "Country A", the
recipient "Country B".  Pooled from word vectors: their mean, the two masked entities, and an attention over
all words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from demarche.model import Span
from training.corpus.markup import Passage
from training.corpus.words import Splitter, Word, words_of
from training.events.data import EventBatcher, Example
from training.language.model import WIDTH, Dropout, Network
from training.language.train import with_hidden

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
    text: str = ""


def masked(
    text: str, actor: tuple[int, int] | None, recipient: tuple[int, int] | None, split: Splitter
) -> tuple[tuple[Word, ...], int, int]:
    """The text's words with both spans replaced by their masks, and the indices of the letters A and B."""
    spans = sorted(
        [(*span, mask) for span, mask in ((actor, ACTOR), (recipient, RECIPIENT)) if span],
        key=lambda span: span[0],
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
    return "".join(out), words, at.get(places.get(ACTOR, -1), -1), at.get(places.get(RECIPIENT, -1), -1)


def relations_of(passage: Passage, split: Splitter) -> list[Relation]:
    """A relation for each event of the passage with an actor or a recipient in or next to its sentence."""
    bounds = [0, *(m.end() for m in SENTENCE_END.finditer(passage.text)), len(passage.text)]
    found = []
    for event in passage.events:
        start, end = event.trigger.start, event.trigger.end
        sentence = max(b for b in bounds if b <= start)

        def nearest(spans: Sequence[Span], at: int = start) -> tuple[int, int] | None:
            near = min(spans, key=lambda span: abs(span.start - at), default=None)
            return (near.start, near.end) if near else None

        actor, recipient = nearest(event.actor), nearest(event.recipient)
        if not actor and not recipient:
            continue
        left = min([sentence, *(s[0] for s in (actor, recipient) if s)])
        left = max(b for b in bounds if b <= left)
        right = max([end, *(s[1] for s in (actor, recipient) if s)])
        right = min(b for b in bounds if b >= right)
        if right - left > 700:
            continue
        written, words, a, b = masked(
            passage.text[left:right].rstrip(), _shifted(actor, left), _shifted(recipient, left), split
        )
        found.append(Relation(words, a, b, event.event, event.mode, event.status, written))
    return found


def _shifted(span: tuple[int, int] | None, left: int) -> tuple[int, int] | None:
    return (span[0] - left, span[1] - left) if span else None


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
        for group, own in self.batcher.epochs(self.relations, seed=self.seed, pieces=self.pieces):
            yield self.batch(group, own)

    def batch(self, group: Sequence[Example], relations: Sequence[Relation]) -> dict[str, Tensor]:
        return self.batcher.batch(group) | {"relation": relations}  # type: ignore[dict-item]

    def loss(self, network: Network, batch: dict[str, Tensor]) -> dict[str, Tensor]:
        if network.training:
            batch = with_hidden(batch, self.batcher.pieces.mask)
        relations: Sequence[Relation] = batch["relation"]  # type: ignore[assignment]
        head: RelationHead = network.heads["relation"]  # type: ignore[assignment]
        return relation_losses(head, network.encode(batch), batch["word_mask"], relations, self.batcher)


def relation_losses(
    head: RelationHead, vectors: Tensor, mask: Tensor, relations: Sequence[Relation], batcher: EventBatcher
) -> dict[str, Tensor]:
    """Losses by name for a batch of relations, from the rows of their words."""
    actor = torch.tensor([r.actor for r in relations])
    recipient = torch.tensor([r.recipient for r in relations])
    out = head(vectors, mask, actor, recipient)
    modes = np.zeros((len(relations), len(batcher.modes)), np.float32)
    for row, relation in enumerate(relations):
        for mode in relation.mode:
            modes[row, batcher.modes[f"{relation.event}/{mode}"]] = 1
    types = torch.tensor([batcher.types[r.event] - 1 for r in relations])
    statuses = torch.tensor([batcher.statuses[r.status] for r in relations])
    return {
        "relation": F.cross_entropy(out["type"].float(), types, label_smoothing=SMOOTHING),
        "relation_mode": 2 * F.binary_cross_entropy_with_logits(out["mode"].float(), torch.from_numpy(modes)),
        "relation_status": 0.2 * F.cross_entropy(out["status"].float(), statuses),
    }
