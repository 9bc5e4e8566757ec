"""Trains the judge of pairs of acts: `python -m training.links.train OUT.npz EXAMPLES… [--held FOLD]`.

EXAMPLES: files that `training.links.examples` wrote.  With --held, every `FOLDS`th passage that the event
encoder has not seen is kept apart and measured: links found among all that the passages mark.
"""

from __future__ import annotations

import argparse
import pickle
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from demarche.links.pairing import NO_OPINION
from training.links.example import Example

HIDDEN = 48
# Names of words that fewer passages have are not learnt.
RARE = 12
# So many networks are taught, and judge together.
NETWORKS = 3
EPOCHS, BATCH, RATE, DECAY = 8, 256, 2e-3, 0.2
DROPOUT, WORD_DROPOUT = 0.3, 0.15
# Of the pairs so many go without the event head, as where another parser is used.
WITHOUT_HEAD = 0.1
# Measures of the event head's opinion, the first of all.
OPINIONS = (0, 1, 2, 4, 5, 6, 7)
KNOWN = 3
# Passages that the encoder has not seen count more: there its opinions are worth what they are elsewhere.
UNSEEN_COUNTS = 3.0
FOLDS = 2


class Network(nn.Module):
    """The judge of `demarche.links.judging`, to be taught."""

    def __init__(self, measures: int, names: int, width: int) -> None:
        super().__init__()
        self.number = nn.Linear(measures, HIDDEN)
        self.word = nn.EmbeddingBag(names + 1, HIDDEN, mode="sum", padding_idx=names)
        self.answer = nn.Linear(width, HIDDEN, bias=False)
        self.answered = nn.Linear(width, HIDDEN, bias=False)
        self.last = nn.Linear(HIDDEN, 1)
        nn.init.normal_(self.word.weight, std=0.02)
        with torch.no_grad():
            self.word.weight[names] = 0

    def forward(self, numbers: Tensor, words: Tensor, acts: Tensor) -> Tensor:
        hidden = self.number(numbers) + self.word(words) + self.answer(acts[:, 0]) + self.answered(acts[:, 1])
        return self.last(F.dropout(F.gelu(hidden), DROPOUT, self.training)).squeeze(1)


class Table:
    """Examples as tensors; `words`: (pairs, most names), filled up with the number of names."""

    def __init__(self, examples: Sequence[Example], names: dict[str, int]) -> None:
        self.numbers = torch.from_numpy(
            np.concatenate([e.pairs.numbers for e in examples]).astype(np.float32)
        )
        self.acts = torch.from_numpy(np.concatenate([e.pairs.acts for e in examples]).astype(np.float16))
        self.right = torch.from_numpy(np.concatenate([e.right for e in examples])).float()
        weights = [np.full(len(e.right), UNSEEN_COUNTS if e.unseen else 1.0, np.float32) for e in examples]
        self.weight = torch.from_numpy(np.concatenate(weights))
        told = [[names[w] for w in ws if w in names] for e in examples for ws in e.pairs.words]
        most = max(map(len, told))
        self.words = torch.tensor([ws + [len(names)] * (most - len(ws)) for ws in told])


def vocabulary(examples: Sequence[Example]) -> dict[str, int]:
    """The names that are learnt, by row."""
    counted = Counter(name for e in examples for name in {w for ws in e.pairs.words for w in ws})
    return {name: row for row, name in enumerate(sorted(n for n, times in counted.items() if times >= RARE))}


def taught(table: Table, mean: Tensor, spread: Tensor, names: int, seed: int) -> Network:
    """A network taught the table, whose measures have this mean and spread."""
    torch.manual_seed(seed)
    network = Network(table.numbers.shape[1], names, table.acts.shape[2])
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * (len(table.right) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(1.0, (s + 1) / (0.1 * steps)) * max(0.0, 1 - s / steps)
    )
    network.train()
    for _ in range(EPOCHS):
        order = torch.randperm(len(table.right))
        for begin in range(0, len(order) - BATCH + 1, BATCH):
            chosen = order[begin : begin + BATCH]
            numbers, acts, words = (
                table.numbers[chosen].clone(),
                table.acts[chosen].float(),
                table.words[chosen],
            )
            blind = torch.rand(len(chosen)) < WITHOUT_HEAD
            acts[blind] = 0
            for place in OPINIONS:
                numbers[blind, place] = NO_OPINION
            numbers[blind, KNOWN] = 0
            words = table.words[chosen]
            words = words.masked_fill(torch.rand(words.shape) < WORD_DROPOUT, names)
            out = network((numbers - mean) / spread, words, acts)
            losses = F.binary_cross_entropy_with_logits(out, table.right[chosen], reduction="none")
            loss = (losses * table.weight[chosen]).sum() / table.weight[chosen].sum()
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            schedule.step()
    return network.eval()


@torch.no_grad()
def shares(networks: Sequence[Network], mean: Tensor, spread: Tensor, table: Table) -> np.ndarray:
    """The probability of each pair, by the mean of the networks' log odds."""
    measured = (table.numbers - mean) / spread
    odds = [network(measured, table.words, table.acts.float()) for network in networks]
    return torch.sigmoid(torch.stack(odds).mean(0)).numpy()


def measure(name: str, shares: np.ndarray, right: np.ndarray, links: int) -> None:
    """Prints F1 for some thresholds."""
    for least in (0.3, 0.35, 0.4, 0.45, 0.5):
        found = shares >= least
        hits = int((found & right).sum())
        print(
            f"{name} from {least}: P {hits / max(1, found.sum()):.3f} R {hits / links:.3f} "
            f"F1 {2 * hits / (found.sum() + links):.3f}"
        )


def save(networks: Sequence[Network], mean: Tensor, spread: Tensor, names: dict[str, int], out: Path) -> None:
    """Writes the weights as `demarche.links.judging` reads them: side by side, the networks are one."""

    def joined(weights: Sequence[Tensor]) -> np.ndarray:
        return torch.cat([w.detach() for w in weights], -1).numpy().astype(np.float16)

    np.savez_compressed(
        out, words=np.array(list(names)), mean=mean.numpy(), spread=spread.numpy(),
        number=joined([n.number.weight.T for n in networks]),
        word=joined([n.word.weight[:-1] for n in networks]),
        answer=joined([n.answer.weight.T for n in networks]),
        answered=joined([n.answered.weight.T for n in networks]),
        bias=joined([n.number.bias for n in networks]),
        last=joined([n.last.weight[0] / len(networks) for n in networks]),
        offset=np.float32(np.mean([n.last.bias.item() for n in networks])),
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("examples", type=Path, nargs="+")
    parser.add_argument("--held", type=int, help=f"which of {FOLDS} parts is kept apart")
    options = parser.parse_args()
    found: list[Example] = [e for path in options.examples for e in pickle.loads(path.read_bytes())]
    apart = sorted({e.name for e in found if e.unseen})
    held = set(apart[options.held :: FOLDS]) if options.held is not None else set()
    train = [e for e in found if e.name not in held]
    names = vocabulary(train)
    print(f"{len(train)} readings of passages, {len(names)} names")
    table = Table(train, names)
    mean, spread = table.numbers.mean(0), table.numbers.std(0).clamp(min=0.05)
    networks = [taught(table, mean, spread, len(names), seed) for seed in range(NETWORKS)]
    for is_coded in (False, True):
        kept = [e for e in found if e.name in held and e.coded == is_coded]
        if kept:
            table = Table(kept, names)
            what = "the coder's acts" if is_coded else "the acts as marked"
            measure(
                what,
                shares(networks, mean, spread, table),
                table.right.numpy() > 0,
                sum(e.links for e in kept),
            )
    save(networks, mean, spread, names, options.out)


if __name__ == "__main__":
    main()
