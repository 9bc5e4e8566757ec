"""Measures a checkpoint's heads: `python -m training.events.evaluate CKPT [--plv FILE] [--threads N]`.

Prints, on the held-out passages: triggers by word and by act (type right), modes and statuses of right
triggers, and the parts by word; and the relation head's macro-F1 on the held-out relations and, if given, on
a PLV file.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from pathlib import Path

import torch
from tokenizers import Tokenizer

from demarche.language.splitter import splitter
from training.corpus.words import Splitter
from training.events.data import STATUSES, EventBatcher, Example, example_of
from training.events.head import PARTS
from training.events.relation import Relation, Relations, masked, relations_of
from training.events.train import add_heads, corpus, take_over
from training.language.model import Network
from training.language.train import minilm_folder

QUAD = {
    "AGREE": 1,
    "CONSULT": 1,
    "SUPPORT": 1,
    "COOPERATE": 2,
    "AID": 2,
    "YIELD": 2,
    "REQUEST": 3,
    "ACCUSE": 3,
    "REJECT": 3,
    "THREATEN": 3,
    "PROTEST": 4,
    "SANCTION": 4,
    "MOBILIZE": 4,
    "COERCE": 4,
    "ASSAULT": 4,
}


def network_of(path: Path) -> tuple[Network, dict[str, list[str]]]:
    """The network of a checkpoint, ready to use, and its inventories."""
    state = torch.load(path, weights_only=True)
    network = Network.shaped(state)
    add_heads(network)
    take_over(network, state["model"])
    return network.eval(), {"types": state["types"], "modes": state["modes"]}


def f1(right: int, found: int, gold: int) -> str:
    p, r = right / max(found, 1), right / max(gold, 1)
    return f"P {p:.3f} R {r:.3f} F1 {2 * p * r / max(p + r, 1e-9):.3f} (gold {gold})"


@torch.no_grad()
def events(network: Network, examples: list[Example], batcher: EventBatcher) -> None:
    """Prints the figures of the event head."""
    words, acts, attributes, parts = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for group in batcher.groups(examples, random.Random(0)):
        batch = batcher.batch(group)
        vectors = network.encode(batch)
        head = network.heads["events"]
        out = head.words(vectors)
        guess = out["trigger"].argmax(-1)
        gold, mask = batch["trigger"], batch["word_mask"]
        words["right"] += int(((guess == gold) & mask & (gold > 0)).sum())
        words["found"] += int(((guess > 0) & mask).sum())
        words["gold"] += int(((gold > 0) & mask).sum())
        for r, example in enumerate(group):
            for act in example.acts:
                acts["gold"] += 1
                hit = any(guess[r, w] == batcher.types[act.event] for w in act.words)
                acts["right"] += hit
                acts["seen"] += any(guess[r, w] > 0 for w in act.words)
                if hit and act.main:
                    w = max(act.words, key=lambda w: float(out["trigger"][r, w].max()))
                    attributes["n"] += 1
                    attributes["status"] += int(out["status"][r, w].argmax()) == STATUSES.index(act.status)
                    found = {
                        name
                        for name, i in batcher.modes.items()
                        if out["mode"][r, w, i] > 0 and name.startswith(act.event)
                    }
                    attributes["mode"] += found == {f"{act.event}/{m}" for m in act.mode}
        rows, places = batch["act_row"], batch["act_word"]
        if len(rows):
            distance = torch.arange(mask.shape[1])[None] - places[:, None]
            logits = head.parts(vectors[rows, places], vectors[rows], distance)
            for k, part in enumerate(PARTS):
                g, f = batch["parts"][:, :, k] > 0, (logits[:, :, k] > 0) & mask[rows]
                parts[part + " gold"] += int(g.sum())
                parts[part + " found"] += int(f.sum())
                parts[part + " right"] += int((g & f).sum())
    print("trigger words", f1(words["right"], words["found"], words["gold"]))
    print(
        f"acts: type right {acts['right'] / acts['gold']:.3f}, "
        f"seen {acts['seen'] / acts['gold']:.3f} of {acts['gold']}"
    )
    print(
        f"status {attributes['status'] / max(attributes['n'], 1):.3f}  "
        f"mode {attributes['mode'] / max(attributes['n'], 1):.3f}"
    )
    for part in PARTS:
        print(f"  {part:10s}", f1(parts[part + " right"], parts[part + " found"], parts[part + " gold"]))


@torch.no_grad()
def relation_scores(network: Network, relations: list[Relation], batcher: EventBatcher) -> list[list[float]]:
    """Probabilities of the types for each relation, in order."""
    task = Relations(relations, batcher)
    scores = []
    for start in range(0, len(relations), 32):
        part = relations[start : start + 32]
        batch = task.batch([Example(r.words, (), {}, ()) for r in part], part)
        actor, recipient = (torch.tensor([getattr(r, side) for r in part]) for side in ("actor", "recipient"))
        out = network.heads["relation"](network.encode(batch), batch["word_mask"], actor, recipient)
        scores += out["type"].softmax(-1).tolist()
    return scores


def macro(gold: list[object], found: list[object]) -> float:
    scores = []
    for label in set(gold):
        right = sum(g == f == label for g, f in zip(gold, found, strict=True))
        scores.append(2 * right / max(gold.count(label) + found.count(label), 1))
    return 100 * sum(scores) / len(scores)


def root(scores: list[float], types: list[str]) -> str:
    """The PLV class: CONCEDE and RETREAT added up as YIELD."""
    total = Counter[str]()
    for name, value in zip(types, scores, strict=True):
        total["YIELD" if name in {"CONCEDE", "RETREAT"} else name] += value
    return max(total, key=lambda name: total[name])


def plv_pairs(path: Path, split: Splitter) -> list[Relation]:
    """The marked pairs of a PLV file, masked, each with PLV's class."""
    relations = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        actor, recipient = (tuple(row[side]) if row[side] else None for side in ("actor", "recipient"))
        _, words, a, b = masked(row["text"], actor, recipient, split)
        relations.append(Relation(words, a, b, row["event"]))
    return relations


def plv(network: Network, path: Path, batcher: EventBatcher, split: Splitter) -> None:
    """Prints macro-F1 over roots and quads on a PLV file, and the classes mixed up most."""
    relations = plv_pairs(path, split)
    types = list(batcher.types)
    found = [root(scores, types) for scores in relation_scores(network, relations, batcher)]
    gold = [{"CONCEDE": "YIELD", "RETREAT": "YIELD"}.get(r.event, r.event) for r in relations]
    print(
        f"PLV root {macro(gold, found):.1f} "
        f"quad {macro([QUAD[g] for g in gold], [QUAD[f] for f in found]):.1f}"
    )
    print(Counter((g, f) for g, f in zip(gold, found, strict=True) if g != f).most_common(14))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--plv", type=Path)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    network, inventories = network_of(options.checkpoint)
    tokenizer = Tokenizer.from_file(str(minilm_folder() / "tokenizer.json"))
    batcher = EventBatcher(tokenizer, inventories["types"], inventories["modes"])
    split = splitter()
    _, held = corpus()
    events(network, [example_of(passage, split) for passage in held], batcher)
    relations = [relation for passage in held for relation in relations_of(passage, split)]
    types = list(batcher.types)
    found = [
        max(zip(scores, types, strict=True))[1] for scores in relation_scores(network, relations, batcher)
    ]
    print(
        f"held-out relations: macro-F1 {macro([r.event for r in relations], found):.1f} of {len(relations)}"
    )
    if options.plv:
        plv(network, options.plv, batcher, split)


if __name__ == "__main__":
    main()
