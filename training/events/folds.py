"""How far the network goes when it may learn from PLV: `python -m training.events.folds CKPT PLV_TRAIN`.

A benchmark only: the network of the checkpoint is tuned on four fifths of the pairs and asked about the last
fifth, five times.  Nothing of it ships; the shipped model has never seen PLV.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch.nn import functional as F

from demarche.language.splitter import splitter
from training.events.data import EventBatcher, Example
from training.events.evaluate import QUAD, macro, network_of, plv_pairs, relation_scores, root
from training.events.relation import Relation
from training.language.model import Network
from training.language.train import minilm_folder

FOLDS, EPOCHS, ROWS = 5, 6, 16
ENCODER_RATE, HEAD_RATE, WARM_UP = 6e-5, 6e-4, 0.1
SMOOTHING = 0.05


def tuned(path: Path, relations: list[Relation], batcher: EventBatcher, seed: int) -> Network:
    """The network of the checkpoint after `EPOCHS` epochs on the relations."""
    network, _ = network_of(path)
    torch.manual_seed(seed)
    network.train()
    head = list(network.heads["relation"].parameters())
    layers = list(network.encoder.layers.parameters())
    optimizer = torch.optim.AdamW(
        [{"params": layers, "lr": ENCODER_RATE}, {"params": head, "lr": HEAD_RATE}], weight_decay=0.01
    )
    rng = random.Random(seed)
    steps = EPOCHS * (len(relations) // ROWS)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (WARM_UP * steps)) * max(0.0, 1 - step / steps)
    )
    for _ in range(EPOCHS):
        order = rng.sample(relations, len(relations))
        for begin in range(0, len(order) - ROWS + 1, ROWS):
            group = order[begin : begin + ROWS]
            batch = batcher.batch([Example(relation.words, (), {}, ()) for relation in group])
            actor, recipient = (
                torch.tensor([getattr(relation, side) for relation in group])
                for side in ("actor", "recipient")
            )
            out = network.heads["relation"](network.encode(batch), batch["word_mask"], actor, recipient)
            loss = _loss(out["type"].float(), group, batcher)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
    return network.eval()


def _loss(logits: torch.Tensor, group: list[Relation], batcher: EventBatcher) -> torch.Tensor:
    """Cross entropy over PLV's classes: CONCEDE and RETREAT are one."""
    names = list(batcher.types)
    classes = [name for name in names if name != "RETREAT"]
    concede, retreat = names.index("CONCEDE"), names.index("RETREAT")
    merged = logits.clone()
    merged[:, concede] = torch.logsumexp(logits[:, [concede, retreat]], 1)
    kept = merged[:, [names.index(name) for name in classes]]
    gold = ["CONCEDE" if relation.event == "YIELD" else relation.event for relation in group]
    return F.cross_entropy(
        kept, torch.tensor([classes.index(name) for name in gold]), label_smoothing=SMOOTHING
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("pairs", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    _, inventories = network_of(options.checkpoint)
    tokenizer = Tokenizer.from_file(str(minilm_folder() / "tokenizer.json"))
    batcher = EventBatcher(tokenizer, inventories["types"], inventories["modes"])
    relations = plv_pairs(options.pairs, splitter())
    order = random.Random(7).sample(range(len(relations)), len(relations))
    found = [""] * len(relations)
    for fold in range(FOLDS):
        inside = set(order[fold::FOLDS])
        network = tuned(
            options.checkpoint, [relations[n] for n in order if n not in inside], batcher, seed=fold
        )
        asked = [n for n in range(len(relations)) if n in inside]
        scores = relation_scores(network, [relations[n] for n in asked], batcher)
        for n, score in zip(asked, scores, strict=True):
            found[n] = root(score, list(batcher.types))
        gold = [relations[n].event for n in asked]
        print(f"fold {fold + 1}: root macro-F1 {macro(gold, [found[n] for n in asked]):.1f}", flush=True)
    gold = [relation.event for relation in relations]
    print(
        f"all folds: root macro-F1 {macro(gold, found):.1f}, "
        f"quad {macro([QUAD[g] for g in gold], [QUAD[f] for f in found]):.1f} of {len(gold)}"
    )


if __name__ == "__main__":
    main()
