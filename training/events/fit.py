"""Fits the heads on the finished encoder's vectors: `python -m training.events.fit CKPT FOLDER`.

The encoder is trained with heads that see its vectors only.  Here it stays as it is, and new heads are fitted
that also see what the frames say of each word (`demarche.events.cues`), to convergence: some minutes.  FOLDER
holds `encoder.onnx` (training.events.export) and gets `events.npz` and `relation.npz`.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from demarche import language
from demarche.events import lexicon
from demarche.events.cues import features, width
from demarche.events.encoder import EventEncoder
from demarche.events.syntax import Clauses
from demarche.language.splitter import splitter
from training.corpus.markup import Passage
from training.events.data import STATUSES, EventBatcher, Example, example_of
from training.events.head import PARTS, EventHead
from training.events.relation import Relation, RelationHead, relation_losses, relations_of
from training.events.task import losses_of
from training.events.train import corpus, inventory
from training.language.model import WIDTH
from training.language.train import minilm_folder

EPOCHS, RATE, PIECES = 14, 2e-3, 2400


@dataclass(frozen=True, slots=True)
class Fixed:
    """The words of an example as fixed rows: encoder vectors and frame features side by side."""

    example: Example
    rows: np.ndarray


class Reader:
    """Texts to fixed rows, by the same road as at run time."""

    def __init__(self, folder: Path, types: Sequence[str]) -> None:
        self._parser = language.load()
        self._encoder = EventEncoder(folder)
        self._lexicon = lexicon.load()
        self._types = types

    def rows(self, texts: Sequence[str]) -> list[np.ndarray]:
        """(words, 2 * 384 + features) for each text."""
        out = []
        for sentences in self._encoder.attach(self._parser.parse(texts)):
            parts = [
                np.concatenate([s.vectors, features(Clauses(s), self._lexicon, self._types)[0]], 1)
                for s in sentences
                if s.vectors is not None and len(s.tokens)
            ]
            out.append(
                np.concatenate(parts) if parts else np.zeros((0, 2 * WIDTH + width(self._types)), np.float32)
            )
        return out


def fixed(examples: Sequence[Example], texts: Sequence[str], reader: Reader) -> list[Fixed]:
    """The examples whose words the parser splits alike (nearly all)."""
    found = []
    for example, rows in zip(examples, reader.rows(texts), strict=True):
        if len(rows) == len(example.words):
            found.append(Fixed(example, rows.astype(np.float32)))
    return found


def stacked(group: Sequence[Fixed], longest: int) -> Tensor:
    out = np.zeros((len(group), longest, group[0].rows.shape[1]), np.float32)
    for r, item in enumerate(group):
        out[r, : len(item.rows)] = item.rows
    return torch.from_numpy(out)


def fit_events(items: Sequence[Fixed], batcher: EventBatcher, head: EventHead, *, epochs: int) -> None:
    """Trains the event head in place."""
    by_id = {id(item.example): item for item in items}
    plain = [item.example for item in items]
    optimizer = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=0.02)
    total = epochs * sum(1 for _ in batcher.groups(plain, random.Random(0), pieces=PIECES))
    step, begun = 0, time.time()
    head.train()
    for epoch in range(epochs):
        losses: dict[str, Tensor] = {}
        for group in batcher.groups(plain, random.Random(epoch), pieces=PIECES):
            batch = batcher.batch(group)
            rows = stacked([by_id[id(example)] for example in group], batch["trigger"].shape[1])
            losses = losses_of(head, rows, batch)
            optimizer.zero_grad()
            torch.stack(list(losses.values())).sum().backward()
            optimizer.step()
            step += 1
            for part in optimizer.param_groups:
                part["lr"] = RATE * (1 - step / total)
        print(
            "events",
            epoch,
            round(time.time() - begun),
            {k: round(float(v), 3) for k, v in losses.items()},
            flush=True,
        )
    head.eval()


def fit_relations(
    items: Sequence[tuple[Relation, np.ndarray]],
    batcher: EventBatcher,
    head: RelationHead,
    *,
    epochs: int,
    size: int = 32,
) -> None:
    """Trains the relation head in place."""
    optimizer = torch.optim.AdamW(head.parameters(), lr=RATE / 2, weight_decay=0.05)
    order = list(range(len(items)))
    total, step, begun = epochs * (len(items) // size), 0, time.time()
    head.train()
    for epoch in range(epochs):
        random.Random(epoch).shuffle(order)
        for start in range(0, len(order) - size + 1, size):
            chosen = [items[k] for k in order[start : start + size]]
            losses = relation_losses(head, *padded(chosen), [relation for relation, _ in chosen], batcher)
            optimizer.zero_grad()
            torch.stack(list(losses.values())).sum().backward()
            optimizer.step()
            step += 1
            for part in optimizer.param_groups:
                part["lr"] = RATE / 2 * max(0.0, 1 - step / total)
        print(
            "relation",
            epoch,
            round(time.time() - begun),
            {k: round(float(v), 3) for k, v in losses.items()},
            flush=True,
        )
    head.eval()


def padded(items: Sequence[tuple[Relation, np.ndarray]]) -> tuple[Tensor, Tensor]:
    """(rows, words, width) and the mask of real words."""
    longest = max(len(rows) for _, rows in items)
    out = np.zeros((len(items), longest, items[0][1].shape[1]), np.float32)
    mask = np.zeros((len(items), longest), bool)
    for r, (_, rows) in enumerate(items):
        out[r, : len(rows)], mask[r, : len(rows)] = rows, True
    return torch.from_numpy(out), torch.from_numpy(mask)


def save(head: torch.nn.Module, path: Path, types: Sequence[str], modes: Sequence[str]) -> None:
    weights = {name: value.float().numpy().astype(np.float16) for name, value in head.state_dict().items()}
    np.savez_compressed(path, types=types, modes=modes, statuses=STATUSES, parts=PARTS, **weights)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--all", action="store_true", help="fit on the held-out passages too")
    parser.add_argument("--only", choices=["events", "relation"])
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    types, modes = inventory()
    split = splitter()
    batcher = EventBatcher(Tokenizer.from_file(str(minilm_folder() / "tokenizer.json")), types, modes)
    train, held = corpus()
    reader = Reader(options.folder, types)
    passages: list[Passage] = train + held if options.all else train
    sizes = {
        "types": len(types),
        "modes": len(modes),
        "statuses": len(STATUSES),
        "extra": WIDTH + width(types),
    }
    if options.only != "relation":
        items = fixed([example_of(p, split) for p in passages], [p.text for p in passages], reader)
        print(len(items), "of", len(passages), "passages", flush=True)
        head = EventHead(**sizes)
        fit_events(items, batcher, head, epochs=options.epochs)
        save(head, options.folder / "events.npz", types, modes)
    if options.only != "events":
        found = [relation for p in passages for relation in relations_of(p, split)]
        rows = reader.rows([relation.text for relation in found])
        pairs = [(r, x) for r, x in zip(found, rows, strict=True) if len(x) == len(r.words)]
        relation_head = RelationHead(**sizes)
        fit_relations(pairs, batcher, relation_head, epochs=options.epochs)
        save(relation_head, options.folder / "relation.npz", types, modes)


if __name__ == "__main__":
    main()
