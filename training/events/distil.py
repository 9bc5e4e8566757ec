"""A smaller event encoder learns from the shipped one: `python -m training.events.distil --out X`.

The pupil begins as the teacher's layers made narrower (`training/language/narrowing.py`), or as some of
them. On passages, open news and marked pairs it is to give each word the vector that the teacher gives it,
and through the teacher's own heads, which stay as they are, the same probabilities. Of neighbouring sentences
the teacher reads all, the pupil those that the gate lets through, as in use: it learns to do without the
others. No label is read: the shipped heads, thresholds and calibration go on to hold.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F

from demarche.language.parser import Draft
from demarche.language.splitter import splitter
from training.corpus.words import Word
from training.events.data import EventBatcher, Example
from training.events.relation import Relation, relations_of
from training.events.train import LONGEST, NEWS, add_heads, corpus, examples_of, inventory
from training.events.vector_gate import told as open_reports
from training.language.distil import FROZEN, Begun, begun, layers_apart, smaller, teach, vectors_apart
from training.language.model import Network
from training.language.restore import encoder, sizes_of
from training.language.train import Meeting, minilm_folder, run

SHIPPED = Path(__file__).resolve().parents[2] / "src" / "demarche" / "events" / "models"
NO_PARSER = {kind: ["X"] for kind in ("upos", "xpos", "feats", "name", "dep")}
LIKENESS = 6.0  # weight of the vectors' mean squared distance
LAYERS_ALIKE = 2.0  # of the layers'
WEIGHTS = {"trigger": 3.0, "mode": 3.0, "status": 0.5, "parts": 12.0, "type": 1.0}
LEAST_ACT = 0.03  # probability of an act from which on a word's parts are compared
MOST_ACTS = 48
GOLD = NEWS.parents[1] / "gold" / "dev.jsonl"
PIECES = 1400  # of a batch, as the teacher reads it
TOGETHER = 200  # texts


def teacher_of(folder: Path = SHIPPED) -> Network:
    """The shipped event encoder and its two heads as a network."""
    network = Network(NO_PARSER, sizes=sizes_of(folder / "encoder.onnx"))
    encoder(folder / "encoder.onnx", network.encoder)
    add_heads(network)
    for name in ("events", "relation"):
        with np.load(folder / f"{name}.npz") as weights:
            state = {
                key: torch.from_numpy(weights[key].astype(np.float32))
                for key in network.heads[name].state_dict()
            }
        network.heads[name].load_state_dict(state)
    return network.eval()


def _apart(found: Tensor, wanted: Tensor, mask: Tensor) -> Tensor:
    """Cross-entropy of the teacher's probabilities, less their own entropy: 0 where both agree."""
    found, wanted = found[mask].float().log_softmax(-1), wanted[mask].float().log_softmax(-1)
    return F.kl_div(found, wanted, reduction="batchmean", log_target=True)


def _each_apart(found: Tensor, wanted: Tensor) -> Tensor:
    """The same for probabilities that are each their own."""
    return F.binary_cross_entropy_with_logits(
        found.float(), wanted.float().sigmoid()
    ) - F.binary_cross_entropy_with_logits(wanted.float(), wanted.float().sigmoid())


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring sentences that are encoded together; `kept`: which of their words the pupil reads."""

    words: tuple[Word, ...]
    kept: tuple[int, ...]

    def left(self) -> Example:
        """What the pupil reads."""
        return Example(tuple(self.words[k] for k in self.kept), (), {}, ())


@dataclass
class Likeness:
    """Passages and news: vectors, acts and parts as the teacher sees them."""

    teacher: Network
    batcher: EventBatcher
    stretches: Sequence[Stretch]
    seed: int = 1

    def batches(self) -> Iterator[dict[str, Tensor]]:
        """What the pupil reads, and what the teacher reads under names that begin with `whole_`.

        `places`, `piece_places`: where the pupil's words and pieces stand in the whole.
        """
        for group, own in self.batcher.epochs(self.stretches, seed=self.seed, pieces=PIECES):
            whole = self.batcher.batch(group)
            batch = self.batcher.batch([stretch.left() for stretch in own])
            batch["places"] = torch.zeros(batch["word_mask"].shape, dtype=torch.long)
            batch["piece_places"] = torch.zeros(batch["mask"].shape, dtype=torch.long)
            for row, stretch in enumerate(own):
                ends = zip(whole["first"][row].tolist(), whole["last"][row].tolist(), strict=True)
                pieces = [range(first, last + 1) for first, last in ends]
                at = [
                    0,
                    *chain.from_iterable(pieces[k] for k in stretch.kept),
                    int(whole["mask"][row].sum()) - 1,
                ]
                batch["piece_places"][row, : len(at)] = torch.tensor(at)
                batch["places"][row, : len(stretch.kept)] = torch.tensor(stretch.kept)
            yield batch | {f"whole_{name}": value for name, value in whole.items()}

    def _taught(self, batch: dict[str, Tensor]) -> tuple[list[Tensor], Tensor]:
        """What the teacher makes of the pupil's pieces after each layer, and of its words."""
        whole = {name.removeprefix("whole_"): batch[name] for name in batch if name.startswith("whole_")}
        inner, words = self.teacher.encode_all(whole)
        rows = torch.arange(len(words))[:, None]
        return [layer[rows, batch["piece_places"]] for layer in inner], words[rows, batch["places"]]

    def loss(self, network: Network, batch: dict[str, Tensor]) -> dict[str, Tensor]:
        mask, head = batch["word_mask"], self.teacher.heads["events"]
        with torch.no_grad():
            inner, wanted = self._taught(batch)
            told = head.words(wanted)
        layers, found = network.encode_all(batch)
        own = head.words(found)
        losses = {"vectors": LIKENESS * vectors_apart(found, wanted, mask)}
        losses["layers"] = LAYERS_ALIKE * layers_apart(layers, inner, batch["mask"])
        losses["trigger"] = WEIGHTS["trigger"] * _apart(own["trigger"], told["trigger"], mask)
        acts = (1 - told["trigger"].float().softmax(-1)[:, :, 0]) * mask
        rows, words = (acts > LEAST_ACT).nonzero(as_tuple=True)
        if not len(rows):
            return losses
        losses["status"] = WEIGHTS["status"] * _apart(own["status"], told["status"], acts > LEAST_ACT)
        losses["mode"] = WEIGHTS["mode"] * _each_apart(own["mode"][rows, words], told["mode"][rows, words])
        chosen = torch.randperm(len(rows))[:MOST_ACTS]
        rows, words = rows[chosen], words[chosen]
        distance = batch["places"][rows] - batch["places"][rows, words][:, None]
        with torch.no_grad():
            parts = head.parts(wanted[rows, words], wanted[rows], distance)
        pupils = head.parts(found[rows, words], found[rows], distance)
        losses["parts"] = WEIGHTS["parts"] * _each_apart(pupils[mask[rows]], parts[mask[rows]])
        return losses


@dataclass
class PairLikeness:
    """Marked pairs: vectors, types, modes and statuses as the teacher sees them."""

    teacher: Network
    batcher: EventBatcher
    relations: Sequence[Relation]
    seed: int = 1

    def batches(self) -> Iterator[dict[str, Tensor]]:
        for group, own in self.batcher.epochs(self.relations, seed=self.seed, pieces=PIECES):
            yield self.batcher.batch(group) | {
                "actor": torch.tensor([relation.actor for relation in own]),
                "recipient": torch.tensor([relation.recipient for relation in own]),
            }

    def loss(self, network: Network, batch: dict[str, Tensor]) -> dict[str, Tensor]:
        mask, head = batch["word_mask"], self.teacher.heads["relation"]
        sides = batch["actor"], batch["recipient"]
        with torch.no_grad():
            wanted = self.teacher.encode(batch)
            told = head(wanted, mask, *sides)
        found = network.encode(batch)
        own = head(found, mask, *sides)
        every = torch.ones(len(mask), dtype=torch.bool)
        return {
            "pair_vectors": LIKENESS * vectors_apart(found, wanted, mask),
            "type": WEIGHTS["type"] * _apart(own["type"], told["type"], every),
            "pair_mode": WEIGHTS["mode"] * _each_apart(own["mode"], told["mode"]),
            "pair_status": WEIGHTS["status"] * _apart(own["status"], told["status"], every),
        }


def open_news(folder: Path = NEWS) -> list[str]:
    """The texts of the open corpora, without the dev gold's reports."""
    gold = map(json.loads, GOLD.read_text("utf-8").splitlines())
    kept = {" ".join(row["text"].split()) for row in gold}
    texts = [str(row["text"]) for row in open_reports(folder)]
    return [text for text in texts if " ".join(text.split()) not in kept]


def stretches(texts: Sequence[str]) -> Iterator[Stretch]:
    """What the coder encodes together of each text, but for what is too long, or all quiet."""
    from demarche.runners.step import Coder

    coder, batcher = Coder(), batcher_of()
    for begin in range(0, len(texts), TOGETHER):
        drafts = coder._parser.draft(texts[begin : begin + TOGETHER])
        for sentences, verdicts in zip(drafts, coder._vector_gate.judge(drafts), strict=True):
            for window in coder._encoder.windows(sentences):
                words: list[Word] = []
                kept: list[int] = []
                for k in window:
                    if verdicts[k].worth:
                        kept += range(len(words), len(words) + len(sentences[k].forms))
                    words += _words(sentences[k])
                stretch = Stretch(tuple(words), tuple(kept))
                if kept and batcher.length(Example(stretch.words, (), {}, ())) <= LONGEST:
                    yield stretch


def _words(sentence: Draft) -> Iterator[Word]:
    """The words of a sentence; what begins it has space before it."""
    ends = [-1, *sentence.ends]
    for form, start, end, last in zip(sentence.forms, sentence.starts, sentence.ends, ends, strict=False):
        yield Word(form, start, end, start != last)


def batcher_of() -> EventBatcher:
    """The shipped inventory's."""
    return EventBatcher(Tokenizer.from_file(str(minilm_folder() / "tokenizer.json")), *inventory())


def passage_batches(seed: int) -> Iterator[dict[str, Tensor]]:
    """Batches of the corpus's passages."""
    batcher = batcher_of()
    examples = examples_of(corpus()[0], batcher, splitter())
    for group in batcher.groups(examples, random.Random(seed), pieces=PIECES):
        yield batcher.batch(group)


def begin(options: argparse.Namespace) -> Begun:
    """The pupil's encoder as it begins, and no labels."""
    teacher = teacher_of()
    teacher.heads = torch.nn.ModuleDict()

    network = smaller(teacher, NO_PARSER, options, passage_batches(options.seed))
    network.heads = torch.nn.ModuleDict()
    return network, NO_PARSER


def train(rank: int, options: argparse.Namespace, meeting: Meeting | None) -> None:
    """One process's part of the training."""
    torch.set_num_threads(1)
    teacher = teacher_of().requires_grad_(False)
    network = begun(options.start)
    batcher = batcher_of()
    split = splitter()
    passages = corpus()[0]
    relations = [relation for passage in passages for relation in relations_of(passage, split)]
    own_texts = list(stretches([passage.text for passage in passages]))
    news = list(stretches(open_news()))
    seed = options.seed * 10 + rank
    own = 1 - options.pairs - options.news
    tasks = {
        "passages": (Likeness(teacher, batcher, own_texts, seed=seed), own),
        "news": (Likeness(teacher, batcher, news, seed=seed), options.news),
        "pairs": (PairLikeness(teacher, batcher, relations, seed=seed), options.pairs),
    }
    run(
        network, dict(tasks), options.out, rank=rank, meeting=meeting, steps=options.steps,
        minutes=options.minutes, rate=options.rate, seed=options.seed, extra={"labels": NO_PARSER},
        decay=FROZEN,
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=float, default=0.2, help="share of the steps with marked pairs")
    parser.add_argument("--news", type=float, default=0.35, help="share of the steps with open news")
    teach(parser, begin, train, layers="0,1,2,3,4,5")


if __name__ == "__main__":
    main()
