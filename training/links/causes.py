"""Teaches the tagger of causes and effects: `python -m training.links.causes OUT.npz [--corpus FILE]`.

It reads the vectors of the two shipped encoders, which stay as they are: word by word the parser's (syntax)
and that for acts (meaning) side by side.  Sentences without a cause teach it only to tell that there is none.
The weights that ship are a running mean over the steps, of one network for each of `--seeds`.  Prints how
good each is on the development part, and all together.
"""

from __future__ import annotations

import argparse
import copy
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from benchmarks.causes import Counts, compare, told
from torch import Tensor, nn
from torch.nn import functional as F

from demarche import language
from demarche.events.encoder import EventEncoder
from demarche.language.parser import ShippedParser
from demarche.language.splitter import splitter
from demarche.links.causes import HEADS, KINDS, CauseNetwork, CauseNetworks, spans_of
from training.corpus.causal_news import Sentence, sentences
from training.events.causes import tags_of
from training.events.data import IGNORE

CORPUS = Path("../shared/data/links/causal_news.jsonl")
WIDTH, LAYERS, LONGEST = 256, 2, 200
EPOCHS, ROWS, RATE, DECAY, DROPOUT = 12, 16, 5e-4, 0.05, 0.3
MEAN = 0.99
# What it weighs to tell whether there is a cause at all.
ANY = 0.1
TOGETHER = 64


@dataclass(frozen=True, slots=True)
class Known:
    """A sentence of the corpus with the encoders' vectors of its words, (words, 768)."""

    sentence: Sentence
    vectors: np.ndarray


class Tagger(nn.Module):
    """The network of `demarche.links.causes`, to be taught."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(768, WIDTH)
        self.places = nn.Embedding(LONGEST, WIDTH)
        nn.init.normal_(self.places.weight, std=0.02)
        layer = nn.TransformerEncoderLayer(
            WIDTH, HEADS, WIDTH * 2, DROPOUT, "gelu", batch_first=True, norm_first=True
        )
        self.layers = nn.TransformerEncoder(layer, LAYERS, enable_nested_tensor=False)
        self.norm = nn.LayerNorm(WIDTH)
        self.tags = nn.Linear(WIDTH, len(KINDS) * 3)
        self.any = nn.Linear(WIDTH, 1)

    def forward(self, vectors: Tensor, words: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of the tags (rows, words, kinds, 3), and that a sentence tells a cause (rows)."""
        dropped = F.dropout(vectors, DROPOUT, self.training)
        places = torch.arange(vectors.shape[1]).clamp(max=LONGEST - 1)
        hidden = self.layers(self.first(dropped) + self.places(places), src_key_padding_mask=~words)
        normed = F.dropout(self.norm(hidden), DROPOUT, self.training)
        mean = (normed * words[..., None]).sum(1) / words.sum(1, keepdim=True)
        return self.tags(normed).unflatten(-1, (len(KINDS), 3)), self.any(mean).squeeze(1)


def known(path: Path, part: str) -> list[Known]:
    """The sentences of a part of the corpus with their vectors."""
    parser, encoder = language.load(None), EventEncoder()
    assert isinstance(parser, ShippedParser)
    marked = sentences(path, part, splitter())
    found = []
    for begin in range(0, len(marked), TOGETHER):
        drafts = parser.draft([one.text for one in marked[begin : begin + TOGETHER]])
        vectors = encoder.vectors(drafts)
        for sentence, own, acts in zip(marked[begin:], drafts, vectors, strict=False):
            starts = [start for draft in own for start in draft.starts]
            both = np.concatenate([np.concatenate([d.vectors for d in own]), np.concatenate(acts)], 1)
            place = {start: k for k, start in enumerate(starts)}
            found.append(Known(sentence, both[[place[word.start] for word in sentence.words]]))
    return found


def batch(group: Sequence[Known]) -> tuple[Tensor, Tensor, Tensor]:
    """Vectors (rows, words, 768), which are words, and tags (rows, words, kinds)."""
    longest = max(len(one.vectors) for one in group)
    vectors, words = torch.zeros(len(group), longest, 768), torch.zeros(len(group), longest, dtype=torch.bool)
    for row, one in enumerate(group):
        vectors[row, : len(one.vectors)] = torch.from_numpy(one.vectors)
        words[row, : len(one.vectors)] = True
    tags = tags_of([one.sentence for one in group])
    for row, one in enumerate(group):
        if not one.sentence.spans["cause"]:
            tags[row] = IGNORE
    return vectors, words, tags


def taught(train: Sequence[Known], seed: int) -> Tagger:
    """A tagger taught the sentences; its weights are a running mean."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    chosen = list(train)
    network = Tagger()
    mean = copy.deepcopy(network)
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * (len(chosen) // ROWS)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (0.1 * steps)) * max(0.0, 1 - step / steps)
    )
    network.train()
    for _ in range(EPOCHS):
        rng.shuffle(chosen)
        for begin in range(0, len(chosen) - ROWS + 1, ROWS):
            group = chosen[begin : begin + ROWS]
            vectors, words, tags = batch(group)
            found, any_ = network(vectors, words)
            told_any = torch.tensor([float(bool(one.sentence.spans["cause"])) for one in group])
            loss = F.cross_entropy(found.flatten(0, 2), tags.flatten(), ignore_index=IGNORE)
            loss = loss + ANY * F.binary_cross_entropy_with_logits(any_, told_any)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            with torch.no_grad():
                for kept, new in zip(mean.parameters(), network.parameters(), strict=True):
                    kept.lerp_(new, 1 - MEAN)
    return mean.eval()


def weights(tagger: Tagger) -> dict[str, np.ndarray]:
    """The weights by the names that `demarche.links.causes` reads."""
    state = {name: value.numpy() for name, value in tagger.state_dict().items()}
    found = {"places": state["places.weight"], "layers": np.array(LAYERS)}
    for name in ("first", "norm", "tags", "any"):
        found |= {f"{name}.{kind}": state[f"{name}.{kind}"] for kind in ("weight", "bias")}
    names = {
        "in": "self_attn.in_proj_",
        "out": "self_attn.out_proj.",
        "wide": "linear1.",
        "narrow": "linear2.",
    }
    names |= {"norm1": "norm1.", "norm2": "norm2."}
    for layer in range(LAYERS):
        for own, theirs in names.items():
            for kind in ("weight", "bias"):
                found[f"{layer}.{own}.{kind}"] = state[f"layers.layers.{layer}.{theirs}{kind}"]
    return found


def measure(network: CauseNetwork | CauseNetworks, rows: Sequence[Known]) -> Counts:
    """The counts over the sentences that tell a cause, as the shared task asks for them."""
    counts = Counts()
    for one in rows:
        if one.sentence.spans["cause"]:
            tags, _ = network.tags(one.vectors)
            counts += compare(one.sentence.spans, spans_of(tags))
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    options = parser.parse_args()
    train, dev = known(options.corpus, "train"), known(options.corpus, "dev")
    members = []
    for seed in options.seeds:
        members.append(weights(taught(train, seed)))
        print(f"seed {seed}: {told(measure(CauseNetwork(members[-1]), dev))}", flush=True)
    found = {f"{number}.{name}": w for number, own in enumerate(members) for name, w in own.items()}
    networks = CauseNetworks.of(found)
    print(f"together: {told(measure(networks, dev))}")
    right = sum((networks.tags(one.vectors)[1] >= 0.5) == bool(one.sentence.spans["cause"]) for one in dev)
    print(f"whether a sentence tells a cause: right in {right / len(dev):.3f}")
    np.savez_compressed(options.out, **{name: w.astype(np.float16) for name, w in found.items()})


if __name__ == "__main__":
    main()
