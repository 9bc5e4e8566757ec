"""Trains the event and relation heads on the shared encoder: `python -m training.events.train --out CKPT`.

With --start it goes on from the parser's checkpoint and keeps parsing in the mix, so that one encoder serves
both; without, it starts from MiniLM alone.  A twentieth of the corpus, chosen by a hash of the text, is held
out.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer

from demarche.language.splitter import splitter
from demarche.ontology import load
from training.corpus import standoff
from training.corpus.causal_news import sentences
from training.corpus.markup import Passage, is_held_out, passages
from training.corpus.words import Splitter
from training.events.causes import CauseHead, Causes
from training.events.data import STATUSES, EventBatcher, Example, example_of
from training.events.head import EventHead
from training.events.relation import RelationHead, Relations, relations_of
from training.events.task import Events
from training.language.data import Batcher, Labels, read
from training.language.model import Network
from training.language.train import Meeting, Parsing, Task, minilm_folder, run

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
NEWS = CORPUS.parents[1].parent / "shared" / "data" / "corpora"
REAL_TIMES = 2
LONGEST = 400  # pieces; the few longer passages would fill a batch each
# MiniLM was made for meanings of sentences, which its last layer holds: the mix of layers starts from there.
LAST_LAYER = 2.0


def corpus(folder: Path = CORPUS, news: Path = NEWS) -> tuple[list[Passage], list[Passage]]:
    """All well-formed passages of the corpus and of marked open news: (to train on, held out).

    Whole reports of real news count `REAL_TIMES` as much as what was written for the project.
    """
    train, held = [], []
    counted = [(1, passage) for _, passage in passages(folder) if isinstance(passage, Passage)]
    for (name, _), passage in standoff.passages(news):
        counted.append((1 if name == standoff.CAUSAL_NEWS else REAL_TIMES, passage))
    for times, passage in counted:
        if is_held_out(passage):
            held.append(passage)
        else:
            train += [passage] * times
    return train, held


def examples_of(passages: Sequence[Passage], batcher: EventBatcher, split: Splitter) -> list[Example]:
    """Passages as word indices, without those of more than `LONGEST` pieces."""
    return [
        example for passage in passages if batcher.length(example := example_of(passage, split)) <= LONGEST
    ]


def inventory() -> tuple[list[str], list[str]]:
    """The types and the `TYPE/mode` names, in the ontology's order."""
    ontology = load("plover")
    types = list(ontology.types)
    return types, [f"{name}/{mode}" for name in types for mode in ontology.modes(name)]


def add_heads(network: Network) -> None:
    """Puts the event, relation and cause heads on the network."""
    types, modes = inventory()
    sizes = {"types": len(types), "modes": len(modes), "statuses": len(STATUSES)}
    network.heads["events"] = EventHead(**sizes)
    network.heads["relation"] = RelationHead(**sizes)
    network.heads["causes"] = CauseHead()


def begin(options: argparse.Namespace) -> tuple[Network, Labels]:
    """The network to train: the parser's checkpoint, or MiniLM without parsing, with the heads on it."""
    torch.manual_seed(options.seed)
    if options.start:
        state = torch.load(options.start, weights_only=True)
        network, labels = Network.shaped(state), Labels(**state["labels"])
        network.load_state_dict(state["model"], strict=False)
    else:
        labels = Labels(["X"], ["X"], ["_"], ["dep"])
        network = Network(labels.as_dict())
        network.encoder.load_minilm(minilm_folder())
        network.encoder.mix.data[-1] = LAST_LAYER
    add_heads(network)
    if options.start and any(name.startswith("heads.events") for name in state["model"]):
        take_over(network, state["model"])
    return network, labels


def take_over(network: Network, weights: dict[str, torch.Tensor]) -> None:
    """Takes over a checkpoint's weights; older ones may lack the cause head.

    Raises: SystemExit where anything else is missing or left over.
    """
    found = network.load_state_dict(weights, strict=False)
    if found.unexpected_keys or any(not name.startswith("heads.causes.") for name in found.missing_keys):
        raise SystemExit(f"The checkpoint does not fit: {found}")


def train_heads(rank: int, options: argparse.Namespace, meeting: Meeting) -> None:
    """One process's part of the training."""
    torch.set_num_threads(1)
    tokenizer = Tokenizer.from_file(str(minilm_folder() / "tokenizer.json"))
    split = splitter()
    train, held = corpus()
    if options.all:
        train += held
    types, modes = inventory()
    batcher = EventBatcher(tokenizer, types, modes)
    examples = examples_of(train, batcher, split)
    relations = [relation for passage in train for relation in relations_of(passage, split)]
    if rank == 0:
        print(
            f"{len(examples)} passages, {len(relations)} relations to train on; "
            f"{len(held)} passages held out",
            flush=True,
        )
    seed = options.seed * 10 + rank
    shares = [float(share) for share in options.shares.split(",")]
    network, labels = begin(options)
    tasks: dict[str, tuple[Task, float]] = {
        "events": (Events(examples, batcher, seed=seed), shares[0]),
        "relation": (Relations(relations, batcher, seed=seed), shares[1]),
    }
    causal = NEWS.parent / "links" / "causal_news.jsonl"
    if shares[2] and causal.is_file():
        known = sentences(causal, "train", split)
        tasks["causes"] = (Causes(known, batcher, seed=seed), shares[2])
    if shares[3]:
        trees = [
            s for name in ("ewt", "gumopen") for s in read(options.treebanks / f"{name}-train.conllu.xz")
        ]
        tasks["parsing"] = (Parsing(trees, Batcher(tokenizer, labels), seed=seed + 7), shares[3])
    extra = {"labels": labels.as_dict(), "types": types, "modes": modes}
    run(
        network, tasks, options.out, rank=rank, meeting=meeting, steps=options.steps, minutes=options.minutes,
        rate=options.rate, seed=options.seed, extra=extra, decay=options.decay,
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--treebanks", type=Path, default=Path("../shared/data/treebanks"))
    parser.add_argument("--start", type=Path, help="a checkpoint to go on from, usually the parser's")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--rate", type=float, default=0.5)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument(
        "--shares", default="0.55,0.4,0.05,0", help="of the steps: events, relation, causes, parsing"
    )
    parser.add_argument("--decay", type=float, default=1.0, help="of the rate, from layer to layer downwards")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--all", action="store_true", help="train on the held-out passages too")
    options = parser.parse_args()
    if options.shares.count(",") != 3:
        parser.error("--shares takes four numbers: of events, relation, causes and parsing")
    meeting = Meeting(begin(options)[0], options.processes)
    torch.multiprocessing.spawn(train_heads, (options, meeting), nprocs=options.processes)


if __name__ == "__main__":
    main()
