"""The event head: what each word of a passage names, and which words play which part in it.

It reads the word vectors of the shared encoder.  Per word: a trigger of one of the ontology's types or none,
its modes, its status.  Per pair of a trigger word and any word: the parts (actor, recipient, date, …),
whether both name the same act, and whether the one act answers the other.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.language.model import WIDTH, Dropout

HIDDEN, PAIR = 256, 96
# Distance buckets in words, from the trigger to the other word: signed, by powers of two.
BUCKETS = 17
PARTS = ("actor", "recipient", "date", "place", "speaker", "deadline", "same", "answers", "cue")


def bucket(distance: Tensor) -> Tensor:
    """Signed logarithmic buckets, 0 … BUCKETS - 1, the middle one for distance 0."""
    size = (distance.abs().float() + 1).log2().round().long().clamp(max=BUCKETS // 2)
    return BUCKETS // 2 + distance.sign() * size


class EventHead(nn.Module):
    """Triggers, modes and statuses per word, and parts per pair."""

    def __init__(self, *, types: int, modes: int, statuses: int, dropout: float = 0.2) -> None:
        super().__init__()
        self.hidden = nn.Linear(WIDTH, HIDDEN)
        self.trigger = nn.Linear(HIDDEN, types + 1)
        self.mode = nn.Linear(HIDDEN, modes)
        self.status = nn.Linear(HIDDEN, statuses)
        self.act_side = nn.Linear(WIDTH, PAIR)
        self.word_side = nn.Linear(WIDTH, PAIR)
        self.pair = nn.Parameter(torch.randn(len(PARTS), PAIR, PAIR) * 0.02)
        self.pair_act = nn.Linear(PAIR, len(PARTS))
        self.pair_word = nn.Linear(PAIR, len(PARTS))
        self.distance = nn.Embedding(BUCKETS, len(PARTS))
        self.dropout = Dropout(dropout)
        nn.init.zeros_(self.distance.weight)
        nn.init.constant_(self.pair_word.bias, -3.0)

    def words(self, vectors: Tensor) -> dict[str, Tensor]:
        """Logits a word: trigger (…, types + 1) with "none" first, mode (…, modes), status (…, statuses)."""
        hidden = self.dropout(F.gelu(self.hidden(vectors)))
        return {"trigger": self.trigger(hidden), "mode": self.mode(hidden), "status": self.status(hidden)}

    def parts(self, acts: Tensor, words: Tensor, distance: Tensor) -> Tensor:
        """Logits (acts, words, parts) that a word plays a part in an act.

        acts: vectors of trigger words (acts, 384); words: of all words of each act's passage
        (acts, words, 384); distance: (acts, words).
        """
        act, word = self.dropout(F.gelu(self.act_side(acts))), self.dropout(F.gelu(self.word_side(words)))
        crossed = torch.einsum("ai,pij->apj", act, self.pair)
        scores = torch.einsum("apj,awj->awp", crossed, word)
        return scores + self.pair_act(act)[:, None] + self.pair_word(word) + self.distance(bucket(distance))
