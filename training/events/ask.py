"""Asks the teacher of each passage: `python -m training.events.ask TEACHER.pt OUT.pt`.

Writes, by the words of a passage, the teacher's probabilities of trigger types, and of modes, statuses and
parts at the marked triggers; and by the text of a masked pair those of its types.  `training.events.train
--opinions OUT.pt` lets the small network learn from them beside the marks.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from demarche.language.splitter import splitter
from training.events.data import EventBatcher, Example, Opinion, example_of
from training.events.evaluate import relation_scores
from training.events.opinions import FIELDS
from training.events.relation import relations_of
from training.events.teacher import Teacher
from training.events.train import LONGEST, corpus, inventory
from training.language.train import minilm_folder


@torch.no_grad()
def opinions(teacher: Teacher, examples: list[Example], batcher: EventBatcher) -> dict[str, Opinion]:
    """What the teacher thinks of each passage, by its words."""
    head = teacher.heads["events"]
    found = {}
    for group in batcher.groups(examples, random.Random(0)):
        batch = batcher.batch(group)
        with torch.autocast("cpu", torch.bfloat16):
            vectors = teacher.encode(batch)
            out = head.words(vectors)
            rows, places = batch["act_row"], batch["act_word"]
            distance = torch.arange(vectors.shape[1])[None] - places[:, None]
            parts = head.parts(vectors[rows, places], vectors[rows], distance).float().sigmoid()
        triggers = out["trigger"].float().softmax(-1)
        for r, example in enumerate(group):
            n, mine = len(example.words), (rows == r).nonzero()[:, 0]
            acts = places[mine]
            told = (
                triggers[r, :n], acts, out["mode"][r, acts].float().sigmoid(),
                out["status"][r, acts].float().softmax(-1), parts[mine, :n],
            )  # fmt: skip
            found[example.text] = Opinion(
                *(x.numpy().astype(np.int64 if x is acts else np.float16) for x in told)
            )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("teacher", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    tokenizer = Tokenizer.from_file(str(minilm_folder() / "tokenizer.json"))
    teacher = Teacher(tokenizer)
    teacher.load_state_dict(torch.load(options.teacher, weights_only=True)["model"])
    teacher.eval()
    types, modes = inventory()
    batcher, split = EventBatcher(tokenizer, types, modes), splitter()
    passages = {passage.text: passage for passage in corpus()[0]}.values()
    examples = [example_of(passage, split) for passage in passages]
    examples = [example for example in examples if batcher.length(example) <= LONGEST]
    found = opinions(teacher, examples, batcher)
    relations = [relation for passage in passages for relation in relations_of(passage, split)]
    with torch.autocast("cpu", torch.bfloat16):
        scores = relation_scores(teacher, relations, batcher)
    told = {
        "passages": {key: [getattr(one, name) for name in FIELDS] for key, one in found.items()},
        "relations": {
            relation.text: np.array(own, np.float32) for relation, own in zip(relations, scores, strict=True)
        },
    }
    torch.save(told, options.out)
    print(f"{len(found)} passages, {len(relations)} pairs")


if __name__ == "__main__":
    main()
