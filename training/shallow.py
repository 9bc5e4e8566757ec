"""Teaching networks of one hidden layer (`demarche.events.shallow`): the judges of answers and of sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

HIDDEN = 48
# So many networks are taught, and judge together.
NETWORKS = 3
EPOCHS, BATCH, RATE, DECAY = 8, 256, 2e-3, 0.2
DROPOUT, WORD_DROPOUT = 0.3, 0.15
# Of the rows so many go without the event head, as where another parser is used.
WITHOUT_HEAD = 0.1
# Passages that the encoder has not seen count more: there its opinions are worth what they are elsewhere.
UNSEEN_COUNTS = 3.0
# Into so many parts these are divided, of which one is kept apart to be measured.
FOLDS = 2


class Network(nn.Module):
    """The network of `demarche.events.shallow`, to be taught."""

    def __init__(self, measures: int, names: int, widths: Sequence[int]) -> None:
        super().__init__()
        self.number = nn.Linear(measures, HIDDEN)
        self.word = nn.EmbeddingBag(names + 1, HIDDEN, mode="sum", padding_idx=names)
        self.vectors = nn.ModuleList([nn.Linear(width, HIDDEN, bias=False) for width in widths])
        self.last = nn.Linear(HIDDEN, 1)
        nn.init.normal_(self.word.weight, std=0.02)
        with torch.no_grad():
            self.word.weight[names] = 0

    def forward(self, numbers: Tensor, words: Tensor, vectors: Sequence[Tensor]) -> Tensor:
        hidden = self.number(numbers) + self.word(words)
        for layer, own in zip(self.vectors, vectors, strict=True):
            hidden = hidden + layer(own)
        return self.last(F.dropout(F.gelu(hidden), DROPOUT, self.training)).squeeze(1)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows to be taught or judged; `words`: (rows, most names), filled up with the number of names."""

    numbers: Tensor
    words: Tensor
    vectors: tuple[Tensor, ...]
    right: Tensor
    weight: Tensor

    @classmethod
    def of(
        cls,
        numbers: Sequence[np.ndarray],
        words: Iterable[Sequence[str]],
        vectors: Sequence[Sequence[np.ndarray]],
        right: Sequence[np.ndarray],
        weight: Sequence[np.ndarray],
        names: Mapping[str, int],
    ) -> Rows:
        """From the arrays of single passages; `vectors`: those of each passage, for each of the vectors."""
        told = [[names[w] for w in ws if w in names] for ws in words]
        most = max(map(len, told))
        return cls(
            torch.from_numpy(np.concatenate(numbers).astype(np.float32)),
            torch.tensor([ws + [len(names)] * (most - len(ws)) for ws in told]),
            tuple(torch.from_numpy(np.concatenate(own).astype(np.float16)) for own in vectors),
            torch.from_numpy(np.concatenate(right)).float(),
            torch.from_numpy(np.concatenate(weight).astype(np.float32)),
        )


class Passage(Protocol):
    """What an example tells of its passage."""

    @property
    def name(self) -> str: ...

    @property
    def unseen(self) -> bool: ...


def weighed(example: Passage, rows: int) -> np.ndarray:
    """What each row of an example counts."""
    return np.full(rows, UNSEEN_COUNTS if example.unseen else 1.0)


def kept_apart(examples: Iterable[Passage], fold: int | None) -> set[str]:
    """The names of every `FOLDS`th passage that the event encoder has not seen, from `fold` on."""
    unseen = sorted({example.name for example in examples if example.unseen})
    return set(unseen[fold::FOLDS]) if fold is not None else set()


def vocabulary(passages: Iterable[Iterable[Sequence[str]]], rare: int) -> dict[str, int]:
    """The names of words that so many passages have, by row."""
    counted = Counter(name for words in passages for name in {w for ws in words for w in ws})
    return {name: row for row, name in enumerate(sorted(n for n, times in counted.items() if times >= rare))}


@dataclass(frozen=True, slots=True)
class Judges:
    """Networks that judge together: the mean and spread of their measures, and their vocabulary by row."""

    networks: Sequence[Network]
    mean: Tensor
    spread: Tensor
    names: Mapping[str, int]

    @classmethod
    def taught(cls, rows: Rows, names: Mapping[str, int], *, headless: Mapping[int, float]) -> Judges:
        """Networks taught the same rows from different beginnings.

        `headless`: measures of the event head's opinion, by place, and what they are without it.
        """
        mean, spread = rows.numbers.mean(0), rows.numbers.std(0).clamp(min=0.05)
        networks = [
            _taught(rows, mean, spread, len(names), seed, headless=headless) for seed in range(NETWORKS)
        ]
        return cls(networks, mean, spread, names)

    @torch.no_grad()
    def shares(self, rows: Rows) -> np.ndarray:
        """The probability of each row, by the mean of the networks' log odds."""
        measured, vectors = (rows.numbers - self.mean) / self.spread, [own.float() for own in rows.vectors]
        odds = [network(measured, rows.words, vectors) for network in self.networks]
        return torch.sigmoid(torch.stack(odds).mean(0)).numpy()

    def weights(self, prefix: str = "") -> dict[str, np.ndarray]:
        """The arrays that `Shallow.of` reads: side by side, the networks are one."""
        networks = self.networks

        def joined(parts: Sequence[Tensor]) -> np.ndarray:
            return torch.cat([part.detach() for part in parts], -1).numpy().astype(np.float16)

        found = {
            "names": np.array(list(self.names)), "mean": self.mean.numpy(), "spread": self.spread.numpy(),
            "number": joined([n.number.weight.T for n in networks]),
            "word": joined([n.word.weight[:-1] for n in networks]),
            "bias": joined([n.number.bias for n in networks]),
            "last": joined([n.last.weight[0] / len(networks) for n in networks]),
            "offset": np.float32(np.mean([n.last.bias.item() for n in networks])),
        }  # fmt: skip
        for k in range(len(networks[0].vectors)):
            found[f"vector.{k}"] = joined([n.vectors[k].weight.T for n in networks])
        return {f"{prefix}{name}": value for name, value in found.items()}


def _taught(
    rows: Rows, mean: Tensor, spread: Tensor, names: int, seed: int, *, headless: Mapping[int, float]
) -> Network:
    """A network taught some rows, whose measures have this mean and spread."""
    torch.manual_seed(seed)
    network = Network(rows.numbers.shape[1], names, [own.shape[1] for own in rows.vectors])
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * (len(rows.right) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(1.0, (s + 1) / (0.1 * steps)) * max(0.0, 1 - s / steps)
    )
    network.train()
    for _ in range(EPOCHS):
        order = torch.randperm(len(rows.right))
        for begin in range(0, len(order) - BATCH + 1, BATCH):
            chosen = order[begin : begin + BATCH]
            numbers, vectors = rows.numbers[chosen].clone(), [own[chosen].float() for own in rows.vectors]
            blind = torch.rand(len(chosen)) < WITHOUT_HEAD
            for own in vectors:
                own[blind] = 0
            for place, value in headless.items():
                numbers[blind, place] = value
            words = rows.words[chosen]
            words = words.masked_fill(torch.rand(words.shape) < WORD_DROPOUT, names)
            out = network((numbers - mean) / spread, words, vectors)
            losses = F.binary_cross_entropy_with_logits(out, rows.right[chosen], reduction="none")
            loss = (losses * rows.weight[chosen]).sum() / rows.weight[chosen].sum()
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            schedule.step()
    return network.eval()
