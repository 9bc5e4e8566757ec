"""The network: MiniLM's layers, word vectors, and one head a task.

`Encoder` gives one vector a word; heads read word vectors only, so that a further head (events)
is a module of its own that is trained on batches of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from demarche.language.pieces import SHAPES

WIDTH, HEADS, LAYERS, INNER = 384, 12, 6, 1536
POSITIONS = 512  # the most pieces of a row
HEAD = WIDTH // HEADS
WHOLE = ((HEADS, INNER),) * LAYERS  # MiniLM's own size: heads of attention and inner width of each layer
ARC, LABEL = 256, 96

Sizes = Sequence[tuple[int, int]]


class Dropout(nn.Module):
    """Dropout with one mask for all rows of a batch: drawing masks is what costs on a CPU."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        mask = (torch.rand(x.shape[1:], device=x.device) >= self.share).to(x.dtype)
        return x * (mask / (1 - self.share))


class Layer(nn.Module):
    """One transformer layer in BERT's post-norm form, of as many heads and as wide as said.

    Plain matrix products train faster on a CPU than the fused attention.
    """

    def __init__(self, dropout: float, *, heads: int = HEADS, inner: int = INNER) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * heads * HEAD)
        self.out = nn.Linear(heads * HEAD, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, inner)
        self.down = nn.Linear(inner, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        rows, length, _ = x.shape
        q, k, v = self.qkv(x).view(rows, length, 3, -1, HEAD).permute(2, 0, 3, 1, 4).unbind(0)
        scores = (q @ k.transpose(2, 3)) * HEAD**-0.5 + mask
        attended = (scores.softmax(-1).to(v.dtype) @ v).transpose(1, 2).reshape(rows, length, -1)
        x = self.norm1(x + self.dropout(self.out(attended)))
        return self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """Pieces to word vectors: a mix of all layers at a word's first and last piece, plus its shape.

    `sizes`: heads and inner width of each layer.
    """

    def __init__(self, *, sizes: Sizes = WHOLE, vocabulary: int = 30522, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.shapes = nn.Embedding(SHAPES, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout, heads=heads, inner=inner) for heads, inner in sizes)
        self.mix = nn.Parameter(torch.zeros(len(sizes) + 1))
        self.word_shapes = nn.Embedding(SHAPES, WIDTH)
        self.word_norm = nn.LayerNorm(WIDTH)
        self.dropout = Dropout(dropout)
        nn.init.normal_(self.shapes.weight, std=0.002)
        nn.init.normal_(self.word_shapes.weight, std=0.02)

    def layered(self, ids: Tensor, shape: Tensor, mask: Tensor) -> list[Tensor]:
        """(chunks, pieces, 384) as it goes into the first layer, and as each one leaves it."""
        x = self.words(ids) + self.positions.weight[: ids.shape[1]] + self.shapes(shape)
        found = [self.dropout(self.norm(x))]
        bias = torch.zeros(mask.shape, dtype=found[0].dtype).masked_fill(~mask, -1e4)[:, None, None, :]
        for layer in self.layers:
            found.append(layer(found[-1], bias.to(found[-1].dtype)))
        return found

    def of_words(self, layered: Sequence[Tensor], first: Tensor, last: Tensor, word_shape: Tensor) -> Tensor:
        """(chunks, words, 384): the mix of all layers at each word's ends."""
        share = self.mix.softmax(0)
        mixed = share[0] * layered[0]
        for weight, x in zip(share[1:], layered[1:], strict=True):
            mixed = mixed + weight * x
        rows = torch.arange(len(mixed))[:, None]
        vectors = mixed[rows, first] + mixed[rows, last] + self.word_shapes(word_shape)
        return self.dropout(self.word_norm(vectors))

    def load_minilm(self, folder: Path) -> None:
        """Takes the weights of all-MiniLM-L6-v2 (model.safetensors in `folder`)."""
        weights = load_file(folder / "model.safetensors")
        weights = {name.removeprefix("bert."): tensor for name, tensor in weights.items()}
        kind = weights["embeddings.token_type_embeddings.weight"][0]
        self.words.weight.data.copy_(weights["embeddings.word_embeddings.weight"])
        self.positions.weight.data.copy_(weights["embeddings.position_embeddings.weight"] + kind)
        _copy(self.norm, weights, "embeddings.LayerNorm")
        for n, layer in enumerate(self.layers):
            at = f"encoder.layer.{n}"
            for part in ("weight", "bias"):
                getattr(layer.qkv, part).data.copy_(
                    torch.cat(
                        [
                            weights[f"{at}.attention.self.{which}.{part}"]
                            for which in ("query", "key", "value")
                        ]
                    )
                )
            _copy(layer.out, weights, f"{at}.attention.output.dense")
            _copy(layer.norm1, weights, f"{at}.attention.output.LayerNorm")
            _copy(layer.up, weights, f"{at}.intermediate.dense")
            _copy(layer.down, weights, f"{at}.output.dense")
            _copy(layer.norm2, weights, f"{at}.output.LayerNorm")


def _copy(module: nn.Module, weights: dict[str, Tensor], name: str) -> None:
    module.weight.data.copy_(weights[f"{name}.weight"])
    module.bias.data.copy_(weights[f"{name}.bias"])


class Tagger(nn.Module):
    """UPOS, XPOS, FEATS, sentence start and name tags, each a linear layer over a shared hidden one."""

    def __init__(self, sizes: dict[str, int], *, hidden: int = 256, dropout: float = 0.2) -> None:
        super().__init__()
        self.hidden = nn.Linear(WIDTH, hidden)
        self.heads = nn.ModuleDict({kind: nn.Linear(hidden, n) for kind, n in sizes.items()})
        self.dropout = Dropout(dropout)

    def forward(self, vectors: Tensor) -> dict[str, Tensor]:
        hidden = self.dropout(F.gelu(self.hidden(vectors)))
        return {kind: head(hidden) for kind, head in self.heads.items()}


class Biaffine(nn.Module):
    """Arcs and labels between the words of a row."""

    def __init__(self, labels: int, *, dropout: float = 0.25) -> None:
        super().__init__()
        self.root = nn.Parameter(torch.randn(WIDTH) * 0.02)
        self.project = nn.Linear(WIDTH, 2 * ARC + 2 * LABEL)
        self.arc = nn.Parameter(torch.eye(ARC) * 0.05)
        self.arc_bias = nn.Parameter(torch.zeros(ARC))
        self.label = nn.Parameter(torch.zeros(LABEL, labels * LABEL))
        self.label_dependent = nn.Linear(LABEL, labels)
        self.label_head = nn.Linear(LABEL, labels, bias=False)
        self.dropout = Dropout(dropout)
        nn.init.xavier_uniform_(self.arc)
        nn.init.normal_(self.label, std=0.01)

    def forward(self, vectors: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Arc scores (rows, words, 1 + words); label sides of dependents, and of heads (root first)."""
        root = self.root.expand(vectors.shape[0], 1, WIDTH)
        projected = self.dropout(F.gelu(self.project(torch.cat([root, vectors], 1))))
        arc_d, arc_h, label_d, label_h = projected.split([ARC, ARC, LABEL, LABEL], -1)
        scores = (arc_d[:, 1:] @ self.arc) @ arc_h.transpose(1, 2) * ARC**-0.5 + (arc_h @ self.arc_bias)[
            :, None, :
        ]
        return scores, label_d[:, 1:], label_h

    def labels(self, dependents: Tensor, heads: Tensor) -> Tensor:
        """(pairs, labels) from (pairs, 96) twice."""
        crossed = (dependents @ self.label).view(dependents.shape[0], -1, LABEL)
        scores = (crossed @ heads[:, :, None]).squeeze(-1)
        return scores + self.label_dependent(dependents) + self.label_head(heads)


def sizes_of(weights: dict[str, Tensor]) -> list[tuple[int, int]]:
    """Heads and inner width of each layer of a network's weights."""
    layers = [f"encoder.layers.{n}" for n in range(len(weights["encoder.mix"]) - 1)]
    return [
        (weights[f"{at}.out.weight"].shape[1] // HEAD, weights[f"{at}.up.weight"].shape[0]) for at in layers
    ]


class Network(nn.Module):
    """The encoder and its heads; `heads` takes further ones by name."""

    def __init__(self, labels: dict[str, list[str]], *, sizes: Sizes = WHOLE) -> None:
        super().__init__()
        self.encoder = Encoder(sizes=sizes)
        tags = {kind: len(labels[kind]) for kind in ("upos", "xpos", "feats", "name")} | {"start": 2}
        self.heads = nn.ModuleDict({"tagger": Tagger(tags), "biaffine": Biaffine(len(labels["dep"]))})

    @classmethod
    def shaped(cls, state: dict[str, Any]) -> Network:
        """A new network of a checkpoint's labels and of its encoder's layers."""
        return cls(state["labels"], sizes=sizes_of(state["model"]))

    def encode(self, batch: dict[str, Tensor]) -> Tensor:
        """The word vectors of a batch: (chunks, words, 384)."""
        return self.encode_all(batch)[1]

    def encode_all(self, batch: dict[str, Tensor]) -> tuple[list[Tensor], Tensor]:
        """What each layer makes of the pieces of a batch, and the word vectors."""
        layered = self.encoder.layered(*(batch[name] for name in ("ids", "shape", "mask")))
        words = (batch[name] for name in ("first", "last", "word_shape"))
        return layered, self.encoder.of_words(layered, *words)
