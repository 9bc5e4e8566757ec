"""Learns the gate before the event encoder: `python -m training.events.vector_gate CORPORA`.

Is a word one of an act?  A small network over the parser's word vectors and the words' pieces is taught by
the shipped coder, without gates, on reports of CORPORA (a folder of JSON Lines with `text` and an open
licence), and by the marks of `training/corpus`, which has more kinds of acts.  Prints, on every sixth report,
which it has not seen, what other values of `LEAST_SEEN` would lose and save, then learns from all and writes
`src/demarche/events/models/gate.npz`.

To be run again when the parser's encoder changes: the file tells which one it belongs to.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from benchmarks.gates import Read, coded, seen_lines
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from demarche.events.vector_gate import VectorGate
from demarche.language.files import FOLDER
from demarche.language.parser import Draft
from training.corpus import standoff
from training.corpus.markup import Passage, passages
from training.language.model import WIDTH, Encoder
from training.language.restore import encoder, sizes_of

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "src" / "demarche" / "events" / "models"
OPEN = ("wikinews_2019_2020.jsonl", "re3d.jsonl", "gum_news.jsonl", "geovirus.jsonl")
HIDDEN, NEAR, REACH = 64, 48, 2  # units of the two hidden layers; words on either side that the second reads
PASSES, BATCH, RATE, DROPPED = 5, 48, 4e-3, 0.1
ACT_WEIGHT = 8.0  # of a word of an act beside one of none: there are 170 of the latter for each
WHOLE_WEIGHT = 0.3  # of whether a sentence has an act at all
TOGETHER = 128  # passages encoded in one go
SPARED = 3  # of the project's own passages one in so many is read: they fill the memory
HELD_OUT = 6

Array = NDArray[np.float32]
Weights = dict[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence: its words, the parser's vectors of them, their pieces, and which of them tell an act."""

    forms: list[str]
    vectors: NDArray[np.float16]
    pieces: list[tuple[int, ...]]
    acts: NDArray[np.bool_]

    @classmethod
    def of(cls, draft: Draft, spans: Sequence[tuple[int, int]]) -> Told:
        """A draft, and where words of acts begin and end in its text."""
        acts = np.zeros(len(draft.forms), bool)
        starts, ends = np.array(draft.starts), np.array(draft.ends)
        for start, end in spans:
            acts |= (starts < end) & (start < ends)
        return cls(draft.forms, draft.vectors.astype(np.float16), draft.pieces, acts)


@dataclass(frozen=True, slots=True)
class Taught:
    """A report of the open corpora: its sentences, and what `benchmarks.gates` needs of it."""

    sentences: list[Told]
    read: Read


def told(folder: Path) -> list[dict[str, object]]:
    """The rows of the open corpora."""
    lines = [line for name in OPEN for line in (folder / name).read_text("utf-8").splitlines()]
    return [json.loads(line) for line in lines]


def taught(folder: Path) -> Iterator[Taught]:
    """The reports of the open corpora, coded without gates."""
    from demarche.reports import read_row

    for drafts, events, read in coded([read_row(row) for row in told(folder)]):
        spans = [(m.start, m.end) for event in events for m in (event.trigger, *event.mentions)]
        yield Taught([Told.of(draft, spans) for draft in drafts], read)


def marked(folder: Path, *, unseen: frozenset[str]) -> Iterator[tuple[bool, Told]]:
    """The sentences of marked passages: all of open news, every `SPARED`th of those written for the project.

    Each with whether its report is not among those (`unseen`, by id) that are measured on.
    """
    from demarche.language.parser import ShippedParser

    parser = ShippedParser()
    own = [(True, one) for _, one in passages(ROOT / "training" / "corpus") if isinstance(one, Passage)]
    news = [(report not in unseen, passage) for (_, report), passage in standoff.passages(folder)]
    found = [*own[::SPARED], *news]
    for begin in range(0, len(found), TOGETHER):
        group = found[begin : begin + TOGETHER]
        drafts = parser.draft([one.text for _, one in group])
        for (seen, passage), sentences in zip(group, drafts, strict=True):
            marks = [span for event in passage.events for span in (event.trigger, *event.mentions)]
            spans = [(span.start, span.end) for span in marks]
            yield from ((seen, Told.of(draft, spans)) for draft in sentences)


def embeddings() -> Tensor:
    """(pieces, 384): the event encoder's, each column of mean 0 and spread 1."""
    target = Encoder(sizes=sizes_of(MODELS / "encoder.onnx"))
    encoder(MODELS / "encoder.onnx", target)
    table = target.words.weight.detach()
    return (table - table.mean(0)) / table.std(0)


class Network(nn.Module):
    """Log-odds of each word: (sentences, words) from vectors (sentences, words, 384) and pieces."""

    def __init__(self, table: Tensor) -> None:
        super().__init__()
        self.table = nn.EmbeddingBag.from_pretrained(table, mode="mean", freeze=True)
        self.hidden = nn.Linear(WIDTH, HIDDEN)
        self.of_pieces = nn.Linear(WIDTH, HIDDEN, bias=False)
        self.near = nn.Conv1d(HIDDEN, NEAR, 2 * REACH + 1, padding=REACH)
        self.out = nn.Linear(NEAR, 1)
        self.dropout = nn.Dropout(DROPPED)

    def forward(self, vectors: Tensor, pieces: Tensor, begins: Tensor, mask: Tensor) -> Tensor:
        lexical = torch.zeros_like(vectors)
        lexical[mask] = self.table(pieces, begins)
        hidden = F.relu(self.hidden(vectors) + self.of_pieces(lexical)) * mask[..., None]
        near = F.relu(self.near(self.dropout(hidden).transpose(1, 2)).transpose(1, 2))
        return self.out(self.dropout(near))[..., 0]


def learnt(sentences: Sequence[Told], table: Tensor, seed: int = 1) -> Weights:
    """The weights, as `demarche.events.vector_gate.PARTS` names them."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    some = torch.from_numpy(np.concatenate([one.vectors for one in sentences[::20]]).astype(np.float32))
    middle, spread = some.mean(0), some.std(0) + 1e-3
    network = Network(table)
    free = [parameter for parameter in network.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(free, weight_decay=1e-2)
    steps = PASSES * -(-len(sentences) // BATCH)
    rates = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps + 1)
    for _ in range(PASSES):
        order = sorted(sentences, key=lambda one: len(one.acts) + rng.uniform(0, 6))
        batches = [order[a : a + BATCH] for a in range(0, len(order), BATCH)]
        rng.shuffle(batches)
        for batch in batches:
            _loss(network, batch, middle, spread).backward()
            optimiser.step()
            optimiser.zero_grad()
            rates.step()
    return _weights(network.eval(), table, middle, spread)


def _loss(network: Network, batch: Sequence[Told], middle: Tensor, spread: Tensor) -> Tensor:
    mask = torch.zeros(len(batch), max(len(one.acts) for one in batch), dtype=torch.bool)
    for row, one in enumerate(batch):
        mask[row, : len(one.acts)] = True
    vectors = torch.zeros(*mask.shape, WIDTH)
    rows = torch.from_numpy(np.concatenate([one.vectors for one in batch]).astype(np.float32))
    vectors[mask] = (rows - middle) / spread
    acts = torch.zeros(mask.shape)
    acts[mask] = torch.from_numpy(np.concatenate([one.acts for one in batch]).astype(np.float32))
    words = [pieces for one in batch for pieces in one.pieces]
    counts = torch.tensor([len(pieces) for pieces in words])
    flat = torch.tensor([piece for pieces in words for piece in pieces])
    scores = network(vectors, flat, counts.cumsum(0) - counts, mask)
    each = F.binary_cross_entropy_with_logits(scores[mask], acts[mask], pos_weight=torch.tensor(ACT_WEIGHT))
    best = scores.masked_fill(~mask, -torch.inf).max(1).values
    return each + WHOLE_WEIGHT * F.binary_cross_entropy_with_logits(best, acts.max(1).values)


@torch.no_grad()
def _weights(network: Network, table: Tensor, middle: Tensor, spread: Tensor) -> Weights:
    """What ships: scales and means taken into the weights, and what each piece brings worked out."""
    hidden = network.hidden.weight / spread
    brought = (table @ network.of_pieces.weight.T).numpy()
    scale = np.maximum(np.abs(brought).max(1), 1e-6) / 127
    parts = {
        "hidden": hidden.T,
        "hidden_bias": network.hidden.bias - hidden @ middle,
        "scale": torch.from_numpy(scale),
        "near": network.near.weight.permute(2, 1, 0),
        "near_bias": network.near.bias,
        "out": network.out.weight[0],
        "out_bias": network.out.bias[0],
    }
    found: Weights = {name: part.numpy().astype(np.float16) for name, part in parts.items()}
    return found | {"pieces": np.rint(brought / scale[:, None]).astype(np.int8)}


def belongs_to() -> str:
    """The digest of the parser's encoder."""
    manifest = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
    return str(manifest["files"]["encoder.onnx"]["sha256"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    options = parser.parse_args()
    table = embeddings()
    ids = [str(row["id"]) for row in told(options.corpora)[::HELD_OUT]]
    reports = list(taught(options.corpora))
    own = list(marked(options.corpora, unseen=frozenset(ids)))
    seen = [one for n, report in enumerate(reports) if n % HELD_OUT for one in report.sentences]
    gate = VectorGate(learnt([*seen, *(one for known, one in own if known)], table))
    for line in seen_lines([report.read.seen_by(gate, report.sentences) for report in reports[::HELD_OUT]]):
        print(line, flush=True)
    every = [one for report in reports for one in report.sentences]
    np.savez_compressed(
        MODELS / "gate.npz",
        parser=belongs_to(),
        **learnt([*every, *(one for _, one in own)], table),
    )


if __name__ == "__main__":
    main()
