"""A smaller parser learns from the shipped one: `python -m training.language.distil --out CKPT`.

The pupil begins as some of the teacher's layers, made narrower where so asked (`narrowing.py`), with its
embeddings and heads, and learns from the treebanks (`Parsing`) and from open text that the teacher parsed
(`silver.py`). On both it is also to give each word the vector that the teacher gives it, so that what reads
the vectors need not be trained anew.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.language.data import Batcher, Labels, chunks, read
from training.language.model import HEADS, INNER, Dropout, Network, sizes_of
from training.language.narrowing import moments, narrowed
from training.language.restore import restored
from training.language.train import Meeting, Parsing, minilm_folder, run, save, with_hidden

SHIPPED = Path(__file__).resolve().parents[2] / "src" / "demarche" / "language" / "models"
LIKENESS = 4.0  # weight of the vectors' mean squared distance beside the parser's losses
LAYERS_ALIKE = 1.0  # weight of the distance between the layers of both, where they have as many
SEEN = 150  # batches over which a narrow layer is fitted
FROZEN = 0.999  # a decay below 1 leaves the embeddings as the teacher has them
Begun = tuple[Network, dict[str, list[str]]]  # a network and its label inventories


@dataclass
class Distilled(Parsing):
    """Parsing, and the teacher's word vectors."""

    teacher: Network | None = None

    def loss(self, network: Network, batch: dict[str, Tensor]) -> dict[str, Tensor]:
        assert self.teacher is not None
        if network.training:
            batch = with_hidden(batch, self.batcher.pieces.mask)
        layers, vectors = network.encode_all(batch)
        with torch.no_grad():
            inner, wanted = self.teacher.encode_all(batch)
        alike = {
            "vectors": LIKENESS * vectors_apart(vectors, wanted, batch["word_mask"]),
            "layers": LAYERS_ALIKE * layers_apart(layers, inner, batch["mask"]),
        }
        return {**self.losses(network, vectors, batch), **alike}


def vectors_apart(found: Tensor, wanted: Tensor, mask: Tensor) -> Tensor:
    """The mean squared distance between the pupil's and the teacher's vectors of the words of a mask."""
    return (found[mask].float() - wanted[mask].float()).square().mean()


def layers_apart(found: Sequence[Tensor], wanted: Sequence[Tensor], mask: Tensor) -> Tensor:
    """The mean squared distance between what the layers of both make of the pieces of a mask.

    As a share of each layer's variance; 0 where they have not as many.
    """
    if len(found) != len(wanted):
        return torch.zeros(())
    both = [(own[mask].float(), told[mask].float()) for own, told in zip(found[1:], wanted[1:], strict=True)]
    return torch.stack([(own - told).square().mean() / told.var() for own, told in both]).mean()


def teacher_of(path: Path) -> tuple[Network, dict[str, list[str]]]:
    """The network of a folder of shipped files or of a checkpoint, and its label inventories."""
    if path.is_dir():
        return restored(path)
    state = torch.load(path, weights_only=True)
    network = Network.shaped(state)
    network.load_state_dict(state["model"], strict=False)
    return network, state["labels"]


def pupil(teacher: Network, labels: dict[str, list[str]], kept: list[int]) -> Network:
    """A network of the teacher's layers of these numbers, its embeddings and its heads."""
    sizes = sizes_of(teacher.state_dict())
    network = Network(labels, sizes=[sizes[n] for n in kept])
    state = network.state_dict()
    for name, value in teacher.state_dict().items():
        if name == "encoder.mix":
            shares = value.softmax(0)
            # The share of a layer left out goes to the next one that is kept, or to the last.
            edges = [-1, *kept[:-1], len(shares) - 2]
            state[name] = torch.stack(
                [shares[0], *(shares[a + 2 : b + 2].sum() for a, b in pairwise(edges))]
            ).log()
        elif name.startswith("encoder.layers."):
            number, _, rest = name.removeprefix("encoder.layers.").partition(".")
            if int(number) in kept:
                state[f"encoder.layers.{kept.index(int(number))}.{rest}"] = value
        elif name in state:
            state[name] = value
    network.load_state_dict(state)
    return network


def train(rank: int, options: argparse.Namespace, meeting: Meeting | None) -> None:
    """One process's part of the training."""
    torch.set_num_threads(1)
    teacher, names = teacher_of(options.teacher)
    teacher.eval()
    labels = Labels(**names)
    network = begun(options.start)
    batcher = Batcher(Tokenizer.from_file(str(minilm_folder() / "tokenizer.json")), labels)
    trees = [s for name in ("ewt", "gumopen") for s in read(options.treebanks / f"{name}-train.conllu.xz")]
    seed = options.seed * 10 + rank
    tasks = {
        "gold": (Distilled(trees, batcher, seed=seed, teacher=teacher), 1 - options.silver_share),
        "silver": (
            Distilled(read(options.silver), batcher, seed=seed, teacher=teacher),
            options.silver_share,
        ),
    }
    run(
        network, dict(tasks), options.out, rank=rank, meeting=meeting, steps=options.steps,
        minutes=options.minutes, rate=options.rate, seed=options.seed, extra={"labels": names}, decay=FROZEN,
    )  # fmt: skip


def begin(options: argparse.Namespace) -> Begun:
    """The pupil as it begins, and its label inventories."""
    teacher, names = teacher_of(options.teacher)

    def batches() -> Iterator[dict[str, Tensor]]:
        rng = random.Random(options.seed)
        batcher = Batcher(Tokenizer.from_file(str(minilm_folder() / "tokenizer.json")), Labels(**names))
        for group in batcher.batches(list(chunks(read(options.silver), rng)), rng):
            yield batcher.batch(group)

    return smaller(teacher, names, options, batches()), names


def smaller(
    teacher: Network,
    labels: dict[str, list[str]],
    options: argparse.Namespace,
    batches: Iterable[dict[str, Tensor]],
) -> Network:
    """A pupil of the layers that the options name, as narrow as they say; `batches`: what it is fitted on."""
    network = begun(options.start) if options.start else pupil(teacher, labels, options.layers)
    whole = sizes_of(network.state_dict())
    asked = zip(_each(options.heads, len(whole)), _each(options.inner, len(whole)), strict=True)
    sizes = [(min(a, c), min(b, d)) for (a, b), (c, d) in zip(whole, asked, strict=True)]
    if sizes == whole:
        return network
    return narrowed(network, labels, moments(network, islice(batches, SEEN)), sizes=sizes)


def _each(sizes: list[int], layers: int) -> list[int]:
    """One size for each layer; one given is that of all."""
    return sizes * layers if len(sizes) == 1 else sizes


def begun(start: Path) -> Network:
    """A checkpoint of a pupil, without dropout in its encoder.

    The teacher's vectors are what keeps it from learning texts by heart.
    """
    state = torch.load(start, weights_only=True)
    network = Network.shaped(state)
    if any(name.startswith("heads.") for name in state["model"]):
        network.load_state_dict(state["model"], strict=False)
    else:
        network.heads = torch.nn.ModuleDict()
        network.load_state_dict(state["model"])
    for module in network.encoder.modules():
        if isinstance(module, Dropout):
            module.share = 0.0
    return network


def _numbers(told: str) -> list[int]:
    return [int(number) for number in told.split(",")]


def teach(
    parser: argparse.ArgumentParser,
    begin: Callable[[argparse.Namespace], Begun],
    train: Callable[[int, argparse.Namespace, Meeting], None],
    *,
    layers: str,
) -> None:
    """Adds the options that every pupil has to a parser, and trains one in as many processes as they say."""
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--layers", type=_numbers, default=layers, help="which of the teacher's the pupil begins with"
    )
    parser.add_argument(
        "--heads", type=_numbers, default=[HEADS], help="heads of attention left, in all layers or in each"
    )
    parser.add_argument(
        "--inner", type=_numbers, default=[INNER], help="inner units left, in all layers or in each"
    )
    parser.add_argument("--start", type=Path, help="a checkpoint to go on from, narrower if so asked")
    parser.add_argument("--steps", type=int)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--rate", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    network, labels = begin(options)
    options.start = options.out / "start.pt"
    save(options.start, network, step=0, extra={"labels": labels})
    meeting = Meeting(begun(options.start), options.processes)
    torch.multiprocessing.spawn(train, (options, meeting), nprocs=options.processes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--treebanks", type=Path, default=Path("../shared/data/treebanks"))
    parser.add_argument("--silver", type=Path, required=True)
    parser.add_argument("--teacher", type=Path, default=SHIPPED, help="model files, or a checkpoint")
    parser.add_argument("--silver-share", type=float, default=0.6)
    teach(parser, begin, train, layers="0,1,2")


if __name__ == "__main__":
    main()
