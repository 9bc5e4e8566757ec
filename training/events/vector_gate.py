"""Learns the gate before the event encoder: `python -m training.events.vector_gate CORPORA`.

A network of one small hidden layer over the parser's word vectors: is the word one of an act?  It is taught
by the shipped coder, without gates, on reports of CORPORA (a folder of JSON Lines with `text` and an open
licence), and by the marks of `training/corpus`, which has more kinds of acts.  Prints, on every sixth report,
which it has not seen, what other values of `LEAST_SEEN` would lose and save, then learns from all and writes
`src/demarche/events/models/gate.npz`.

To be run again when the parser's encoder changes: the file tells which one it belongs to.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from demarche.events.gate import VectorGate
from demarche.language.files import FOLDER
from training.corpus import standoff
from training.corpus.markup import Passage, passages

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "src" / "demarche" / "events" / "models" / "gate.npz"
OPEN = ("wikinews_2019_2020.jsonl", "re3d.jsonl", "gum_news.jsonl", "geovirus.jsonl")
HIDDEN, PASSES, BATCH, RATE, DROPPED = 64, 6, 1024, 4e-3, 0.1
ACT_WEIGHT = 8.0  # of a word of an act beside one of none: there are 170 of the latter for each
TOGETHER = 32  # reports coded in one go
SPARED = 3  # of the project's own passages one in so many is read: they fill the memory
HELD_OUT = 6
LEASTS = (-3.0, -2.5, -2.0, -1.5, -1.0, -0.5, 0.0)

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Taught:
    """A coded report: the parser's vectors of its words, which are triggers, and how they group.

    `windows`: by word, its window of the event encoder; `events`: by event, the words of its mentions.
    """

    vectors: Array
    triggers: NDArray[np.bool_]
    windows: NDArray[np.int64]
    events: tuple[tuple[int, ...], ...]


def told(folder: Path) -> list[dict[str, object]]:
    """The rows of the open corpora."""
    lines = [line for name in OPEN for line in (folder / name).read_text("utf-8").splitlines()]
    return [json.loads(line) for line in lines]


def taught(folder: Path) -> Iterator[Taught]:
    """The reports of the open corpora, coded without gates."""
    from demarche.reports import read_row
    from demarche.runners.step import Coder, CoderOptions

    coder = Coder(CoderOptions(gate=False))
    reports = [read_row(row) for row in told(folder)]
    for begin in range(0, len(reports), TOGETHER):
        group = reports[begin : begin + TOGETHER]
        drafts = coder._parser.parse([report.text for report in group])
        for report, draft, sentences in zip(group, drafts, coder._encoder.attach(drafts), strict=True):
            tokens = [token for sentence in sentences for token in sentence.tokens]
            place = {token.start: n for n, token in enumerate(tokens)}
            coded = coder._events.code(report, sentences)
            events = tuple(
                tuple(place[mention.start] for mention in (event.trigger, *event.mentions))
                for event in coded.events
            )
            triggers = np.zeros(len(tokens), bool)
            triggers[[n for words in events for n in words]] = True
            sizes = [len(sentence.tokens) for sentence in sentences]
            windows = [n for n, group in enumerate(coder._encoder.windows(sentences)) for _ in group]
            yield Taught(
                np.concatenate([sentence.vectors for sentence in draft]),
                triggers,
                np.repeat(windows, sizes),
                events,
            )


def marked(folder: Path, *, unseen: frozenset[str]) -> Iterator[tuple[bool, Taught]]:
    """Marked passages: all of open news, and every `SPARED`th of those written for the project.

    Each with whether its report is not among those (`unseen`, by id) that are measured on.
    """
    from demarche.language import load
    from demarche.language.parser import ShippedParser

    parser = load(None)
    assert isinstance(parser, ShippedParser)
    own = [(True, one) for _, one in passages(ROOT / "training" / "corpus") if isinstance(one, Passage)]
    news = [(report not in unseen, passage) for (_, report), passage in standoff.passages(folder)]
    found = [*own[::SPARED], *news]
    for begin in range(0, len(found), TOGETHER * 4):
        group = found[begin : begin + TOGETHER * 4]
        drafts = parser.draft([one.text for _, one in group])
        for (seen, passage), sentences in zip(group, drafts, strict=True):
            starts = np.array([start for sentence in sentences for start in sentence.starts])
            ends = np.array([end for sentence in sentences for end in sentence.ends])
            triggers = np.zeros(len(starts), bool)
            for event in passage.events:
                for span in (event.trigger, *event.mentions):
                    triggers |= (starts < span.end) & (span.start < ends)
            if len(starts):
                vectors = np.concatenate([sentence.vectors for sentence in sentences])
                yield seen, Taught(vectors, triggers, np.zeros(len(starts), np.int64), ())


def learnt(reports: Sequence[Taught], seed: int = 1) -> dict[str, Array]:
    """The weights, as `demarche.events.gate.PARTS` names them."""
    torch.manual_seed(seed)
    x = torch.from_numpy(np.concatenate([report.vectors for report in reports]))
    y = torch.from_numpy(np.concatenate([report.triggers for report in reports]).astype(np.float32))
    middle, spread = x.mean(0), x.std(0) + 1e-3
    x = (x - middle) / spread
    hidden, out = torch.nn.Linear(x.shape[1], HIDDEN), torch.nn.Linear(HIDDEN, 1)
    network = torch.nn.Sequential(hidden, torch.nn.GELU(), torch.nn.Dropout(DROPPED), out)
    optimiser = torch.optim.AdamW(network.parameters(), weight_decay=1e-2)
    steps = PASSES * (len(x) // BATCH)
    rates = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps + 1)
    for _ in range(PASSES):
        order = torch.randperm(len(x))
        for begin in range(0, len(x) - BATCH + 1, BATCH):
            rows = order[begin : begin + BATCH]
            loss = torch.nn.functional.binary_cross_entropy_with_logits(
                network(x[rows])[:, 0], y[rows], pos_weight=torch.tensor(ACT_WEIGHT)
            )
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            rates.step()
    with torch.no_grad():
        weight = hidden.weight / spread
        parts = {
            "hidden": weight,
            "hidden_bias": hidden.bias - weight @ middle,
            "out": out.weight[0],
            "out_bias": out.bias[0],
        }
        return {name: part.numpy() for name, part in parts.items()}


def table(weights: dict[str, Array], reports: Sequence[Taught]) -> Iterator[str]:
    """A line for each value of `LEAST_SEEN`: what it loses and saves."""
    gate = VectorGate(weights, own=frozenset())
    scored = [(report, gate.scores(report.vectors)) for report in reports]
    words = sum(len(report.vectors) for report in reports)
    for least in LEASTS:
        read = lost = events = 0
        for report, scores in scored:
            opened = np.isin(report.windows, report.windows[scores >= least])
            read += int(opened.sum())
            events += len(report.events)
            lost += sum(not opened[list(mentions)].any() for mentions in report.events)
        yield f"LEAST_SEEN {least:5.1f}: {read / words:.0%} of words encoded, {lost} of {events} events lost"


def belongs_to() -> str:
    """The digest of the parser's encoder."""
    manifest = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
    return str(manifest["files"]["encoder.onnx"]["sha256"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    options = parser.parse_args()
    ids = [str(row["id"]) for row in told(options.corpora)[::HELD_OUT]]
    reports = list(taught(options.corpora))
    own = list(marked(options.corpora, unseen=frozenset(ids)))
    seen = [report for n, report in enumerate(reports) if n % HELD_OUT]
    for line in table(learnt([*seen, *(one for known, one in own if known)]), reports[::HELD_OUT]):
        print(line)
    write(learnt([*reports, *(one for _, one in own)]))


def write(weights: dict[str, Array]) -> None:
    """The file, in half precision."""
    half = {name: np.asarray(part, np.float16) for name, part in weights.items()}
    np.savez_compressed(OUT, parser=belongs_to(), **half)


if __name__ == "__main__":
    main()
