"""The network: six MiniLM layers, word vectors, and one head a task.

`Encoder` gives one vector a word; heads read word vectors only, so that a further head (events)
is a module of its own that is trained on batches of its own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from demarche.language.pieces import SHAPES

WIDTH, HEADS, LAYERS, INNER = 384, 12, 6, 1536
ARC, LABEL = 256, 96


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
    """One transformer layer in BERT's post-norm form.

    Plain matrix products train faster on a CPU than the fused attention.
    """

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        rows, length, _ = x.shape
        q, k, v = self.qkv(x).view(rows, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
        scores = (q @ k.transpose(2, 3)) * (WIDTH // HEADS) ** -0.5 + mask
        attended = (scores.softmax(-1).to(v.dtype) @ v).transpose(1, 2).reshape(rows, length, WIDTH)
        x = self.norm1(x + self.dropout(self.out(attended)))
        return self.norm2(x + self.dropout(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """Pieces to word vectors: a mix of all layers at a word's first and last piece, plus its shape."""

    def __init__(self, *, layers: int = LAYERS, vocabulary: int = 30522, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.positions = nn.Embedding(512, WIDTH)
        self.shapes = nn.Embedding(SHAPES, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(layers))
        self.mix = nn.Parameter(torch.zeros(layers + 1))
        self.word_shapes = nn.Embedding(SHAPES, WIDTH)
        self.word_norm = nn.LayerNorm(WIDTH)
        self.dropout = Dropout(dropout)
        nn.init.normal_(self.shapes.weight, std=0.002)
        nn.init.normal_(self.word_shapes.weight, std=0.02)

    def pieces(self, ids: Tensor, shape: Tensor, mask: Tensor) -> Tensor:
        """(chunks, pieces, 384): the mix of all layers."""
        x = self.words(ids) + self.positions.weight[: ids.shape[1]] + self.shapes(shape)
        x = self.dropout(self.norm(x))
        bias = torch.zeros(mask.shape, dtype=x.dtype).masked_fill(~mask, -1e4)[:, None, None, :]
        share = self.mix.softmax(0)
        mixed = share[0] * x
        for weight, layer in zip(share[1:], self.layers, strict=True):
            x = layer(x, bias.to(x.dtype))
            mixed = mixed + weight * x
        return mixed

    def forward(
        self, ids: Tensor, shape: Tensor, mask: Tensor, first: Tensor, last: Tensor, word_shape: Tensor
    ) -> Tensor:
        """(chunks, words, 384)"""
        mixed = self.pieces(ids, shape, mask)
        rows = torch.arange(ids.shape[0])[:, None]
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


class Network(nn.Module):
    """The encoder and its heads; `heads` takes further ones by name."""

    def __init__(self, labels: dict[str, list[str]], *, layers: int = LAYERS) -> None:
        super().__init__()
        self.encoder = Encoder(layers=layers)
        sizes = {kind: len(labels[kind]) for kind in ("upos", "xpos", "feats", "name")} | {"start": 2}
        self.heads = nn.ModuleDict({"tagger": Tagger(sizes), "biaffine": Biaffine(len(labels["dep"]))})

    @classmethod
    def shaped(cls, state: dict[str, Any]) -> Network:
        """A new network of a checkpoint's labels and as many layers as its encoder has."""
        return cls(state["labels"], layers=len(state["model"]["encoder.mix"]) - 1)

    def encode(self, batch: dict[str, Tensor]) -> Tensor:
        return self.encoder(
            *(batch[name] for name in ("ids", "shape", "mask", "first", "last", "word_shape"))
        )
