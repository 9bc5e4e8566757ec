"""Reads news before events are learnt: `python -m training.events.adapt --out CKPT --minutes 15 CORPORA`.

MiniLM was tuned to tell sentences apart, and has lost some of what single words mean.  Guessing hidden words
of open news (Wikinews, GUM's news, re3d) and of the training corpus brings it back; `training.events.train
--start` goes on from there.  Reports of the dev gold are left out.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from demarche.language.splitter import splitter
from training.corpus.markup import Passage, passages
from training.events.data import EventBatcher, Example, words_of
from training.events.train import CORPUS, LAST_LAYER, inventory
from training.language.data import Labels
from training.language.model import WIDTH, Network
from training.language.train import Meeting, minilm_folder, run

OPEN = ("wikinews_2019_2020.jsonl", "re3d.jsonl", "gum_news.jsonl", "geovirus.jsonl")
HIDDEN_SHARE = 0.15
# Of the hidden pieces so many are masked, so many replaced by another one; the rest stay and are guessed too.
MASKED, REPLACED = 0.8, 0.1
WINDOW = 90  # words


class Guess(nn.Module):
    """Pieces from their vectors: a layer of its own, then likeness to the embeddings, which stay."""

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        self.hidden = nn.Linear(WIDTH, WIDTH)
        self.norm = nn.LayerNorm(WIDTH)
        self.bias = nn.Parameter(torch.zeros(vocabulary))

    def forward(self, vectors: Tensor, embeddings: Tensor) -> Tensor:
        hidden = self.norm(F.gelu(self.hidden(vectors)))
        return hidden @ embeddings.to(hidden.dtype).T + self.bias.to(hidden.dtype)


@dataclass
class Hidden:
    """The task: guess the hidden pieces of stretches of news."""

    examples: Sequence[Example]
    batcher: EventBatcher
    seed: int

    def batches(self) -> Iterator[dict[str, Tensor]]:
        for epoch in itertools.count():
            rng = random.Random(self.seed * 1000 + epoch)
            for group in self.batcher.groups(self.examples, rng):
                yield self.batcher.batch(group)

    def loss(self, network: Network, batch: dict[str, Tensor]) -> dict[str, Tensor]:
        ids, words = batch["ids"], network.encoder.words.weight
        chosen = (torch.rand(ids.shape) < HIDDEN_SHARE) & (batch["shape"] > 0) & batch["mask"]
        how = torch.rand(ids.shape)
        seen = torch.where(chosen & (how < MASKED), self.batcher.pieces.mask, ids)
        other = torch.randint(1000, words.shape[0], ids.shape)
        seen = torch.where(chosen & (how >= MASKED) & (how < MASKED + REPLACED), other, seen)
        vectors = network.encoder.pieces(seen, batch["shape"], batch["mask"])
        guess: Guess = network.heads["guess"]  # type: ignore[assignment]
        logits = guess(vectors[chosen], words)
        return {"guess": F.cross_entropy(logits.float(), ids[chosen])}


def texts(corpora: Path) -> Iterator[str]:
    """Open news without the reports of the dev gold, and the passages of the training corpus."""
    gold = corpora.parents[1] / "gold" / "dev.jsonl"
    measured = [json.loads(line) for line in gold.read_text("utf-8").splitlines()] if gold.exists() else []
    left_out = {row["corpus_id"] for row in measured}
    for name in OPEN:
        for line in (corpora / name).read_text("utf-8").splitlines():
            row = json.loads(line)
            if row["id"] not in left_out:
                yield row["text"]
    for _, passage in passages(CORPUS):
        if isinstance(passage, Passage):
            yield passage.text


def stretches(found: Iterator[str]) -> Iterator[Example]:
    """Texts in windows."""
    split = splitter()
    for text in found:
        words = words_of(text, split)
        for begin in range(0, len(words), WINDOW):
            yield Example(words[begin : begin + WINDOW], (), {}, ())


def begin(seed: int) -> tuple[Network, Labels]:
    """MiniLM with the guessing head."""
    torch.manual_seed(seed)
    labels = Labels(["X"], ["X"], ["_"], ["dep"])
    network = Network(labels.as_dict())
    network.encoder.load_minilm(minilm_folder())
    network.encoder.mix.data[-1] = LAST_LAYER
    network.heads["guess"] = Guess(network.encoder.words.weight.shape[0])
    return network, labels


def train(rank: int, options: argparse.Namespace, meeting: Meeting) -> None:
    """One process's part."""
    torch.set_num_threads(1)
    network, labels = begin(options.seed)
    batcher = EventBatcher(Tokenizer.from_file(str(minilm_folder() / "tokenizer.json")), *inventory())
    examples = list(stretches(texts(options.corpora)))
    if rank == 0:
        print(f"{len(examples)} stretches of {WINDOW} words", flush=True)
    task = Hidden(examples, batcher, options.seed * 10 + rank)
    run(
        network, {"guess": (task, 1.0)}, options.out, rank=rank, meeting=meeting, steps=options.steps,
        minutes=options.minutes, rate=options.rate, seed=options.seed, extra={"labels": labels.as_dict()},
        decay=0.9,
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--rate", type=float, default=1.0)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    meeting = Meeting(begin(options.seed)[0], options.processes)
    torch.multiprocessing.spawn(train, (options, meeting), nprocs=options.processes)


if __name__ == "__main__":
    main()
