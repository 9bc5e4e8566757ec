"""Causes and effects in general: the Causal News Corpus (CC0) as a task beside acts.

Each word is tagged for three kinds of spans (cause, effect, signal), each on its own: outside, beginning,
inside.  `python -m training.events.causes CKPT` measures spans on the corpus's development part, which is not
trained on, both exactly and by the fair measure of the shared task (a span with wrong bounds or a wrong kind
is one mistake, not two).
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from demarche.language.splitter import splitter
from training.corpus.standoff import joined, plain
from training.events.data import IGNORE, EventBatcher, Example, Splitter, Word, words_of
from training.language.model import WIDTH, Dropout, Network
from training.language.train import with_hidden

KINDS = ("cause", "effect", "signal")
OUTSIDE, BEGINS, INSIDE = range(3)
HIDDEN = 256
Spans = dict[str, list[tuple[int, int]]]


class CauseHead(nn.Module):
    """Logits a word and kind: (…, 3 kinds, 3 tags)."""

    def __init__(self, *, width: int = WIDTH, dropout: float = 0.2) -> None:
        super().__init__()
        self.hidden = nn.Linear(width, HIDDEN)
        self.tags = nn.Linear(HIDDEN, len(KINDS) * 3)
        self.dropout = Dropout(dropout)

    def forward(self, vectors: Tensor) -> Tensor:
        tags: Tensor = self.tags(self.dropout(F.gelu(self.hidden(vectors))))
        return tags.unflatten(-1, (len(KINDS), 3))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as words, with the word indices (first, last + 1) of all its relations' spans."""

    words: tuple[Word, ...]
    spans: Spans


def sentences(path: Path, part: str, split: Splitter) -> list[Sentence]:
    """The sentences of a part ("train" or "dev") of `causal_news.jsonl`."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["split"] != part:
            continue
        text = joined(row["text"])
        moved = _places(plain(row["text"]), text)
        words = words_of(text, split)
        spans: Spans = {kind: [] for kind in KINDS}
        for relation, kind in itertools.product(row["relations"], KINDS):
            for start, end in relation[kind]:
                touched = [i for i, w in enumerate(words) if w.start < moved[end] and moved[start] < w.end]
                if touched and (touched[0], touched[-1] + 1) not in spans[kind]:
                    spans[kind].append((touched[0], touched[-1] + 1))
        found.append(Sentence(words, spans))
    return found


def _places(before: str, after: str) -> list[int]:
    """Where each offset of a text stands after some of its blanks were taken out."""
    places, at = [], 0
    for letter in before:
        places.append(at)
        at += at < len(after) and after[at] == letter
    return [*places, len(after)]


@dataclass
class Causes:
    """Batches of sentences and their loss."""

    sentences: Sequence[Sentence]
    batcher: EventBatcher
    seed: int = 1
    pieces: int = 1200

    def batches(self) -> Iterator[dict[str, Tensor]]:
        for group, own in self.batcher.epochs(self.sentences, seed=self.seed, pieces=self.pieces):
            yield self.batcher.batch(group) | {"tags": tags_of(own)}

    def loss(self, network: Network, batch: dict[str, Tensor]) -> dict[str, Tensor]:
        if network.training:
            batch = with_hidden(batch, self.batcher.pieces.mask)
        logits = network.heads["causes"](network.encode(batch)).float()
        return {"causes": F.cross_entropy(logits.flatten(0, 2), batch["tags"].flatten(), ignore_index=IGNORE)}


def tags_of(group: Sequence[Sentence]) -> Tensor:
    """(rows, words, kinds), `IGNORE` beyond the end of a sentence."""
    longest = max(len(sentence.words) for sentence in group)
    tags = torch.full((len(group), longest, len(KINDS)), IGNORE)
    for r, sentence in enumerate(group):
        tags[r, : len(sentence.words)] = OUTSIDE
        for k, kind in enumerate(KINDS):
            for start, end in sentence.spans[kind]:
                tags[r, start:end, k] = INSIDE
            for start, _ in sentence.spans[kind]:
                tags[r, start, k] = BEGINS
    return tags


def spans_of(scores: Tensor) -> list[tuple[int, int]]:
    """The best spans of one kind by its scores (words, 3): no span goes on that has not begun."""
    best, back = scores[0].clone(), []
    best[INSIDE] = -1e9
    for row in scores[1:]:
        into = best[:, None].expand(3, 3).clone()
        into[OUTSIDE, INSIDE] = -1e9
        value, came = into.max(0)
        back.append(came)
        best = value + row
    tag, path = int(best.argmax()), []
    for came in reversed(back):
        path.append(tag)
        tag = int(came[tag])
    path = [tag, *reversed(path)]
    starts = [i for i, tag in enumerate(path) if tag == BEGINS]
    return [(i, next((j for j in range(i + 1, len(path)) if path[j] != INSIDE), len(path))) for i in starts]


def compare(gold: Spans, found: Spans) -> Counter[str]:
    """Counts of right, missed, spurious, and wrong (bounds or kind) spans of one sentence."""
    counts = Counter[str]()
    left = [(kind, span) for kind in KINDS for span in gold[kind]]
    mine = [(kind, span) for kind in KINDS for span in found[kind]]
    for one in [one for one in mine if one in left]:
        mine.remove(one)
        left.remove(one)
        counts["right"] += 1
    for same_kind in (True, False):
        for one in list(mine):
            near = [
                other
                for other in left
                if (other[0] == one[0]) == same_kind and one[1][0] < other[1][1] and other[1][0] < one[1][1]
            ]
            if near:
                mine.remove(one)
                left.remove(near[0])
                counts["wrong"] += 1
    return counts + Counter(missed=len(left), spurious=len(mine))


@torch.no_grad()
def measure(network: Network, known: Sequence[Sentence], batcher: EventBatcher) -> Counter[str]:
    """The counts over the sentences that tell a cause, as the shared task asks for them."""
    counts = Counter[str]()
    for sentence in known:
        if not sentence.spans["cause"]:
            continue
        batch = batcher.batch([Example(sentence.words, (), {}, ())])
        scores = network.heads["causes"](network.encode(batch))[0].float().log_softmax(-1)
        counts += compare(sentence.spans, {kind: spans_of(scores[:, k]) for k, kind in enumerate(KINDS)})
    return counts


def told(counts: Counter[str]) -> str:
    """Exact and fair precision, recall and F1."""
    right, wrong = counts["right"], counts["wrong"]
    lines = []
    for name, half in (("exact", 1.0), ("fair", 0.5)):
        p = right / max(1, right + counts["spurious"] + half * wrong)
        r = right / max(1, right + counts["missed"] + half * wrong)
        lines.append(f"{name} P {p:.3f} R {r:.3f} F1 {2 * p * r / max(1e-9, p + r):.3f}")
    return ", ".join(lines)


def main() -> None:
    from training.events.evaluate import network_of
    from training.language.train import minilm_folder

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--corpus", type=Path, default=Path("../shared/data/links/causal_news.jsonl"))
    options = parser.parse_args()
    network, inventories = network_of(options.checkpoint)
    tokenizer = Tokenizer.from_file(str(minilm_folder() / "tokenizer.json"))
    batcher = EventBatcher(tokenizer, inventories["types"], inventories["modes"])
    print(told(measure(network, sentences(options.corpus, "dev", splitter()), batcher)))


if __name__ == "__main__":
    main()
