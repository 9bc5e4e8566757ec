"""Shipped files back into a network to train: `restored(FOLDER)`.

Checkpoints are not kept in the repository; what ships is enough to go on from. Weights of matrix products
come back as int8 left them, one part in 250 of a column's largest off. The root's vector, of which only the
projection ships, is fitted to it.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch.nn import functional as F

from training.language.export import TAGS
from training.language.model import ARC, HEAD, LABEL, WIDTH, Encoder, Network


class _Read:
    """A written graph: its nodes in order, and its constants by name."""

    def __init__(self, path: Path) -> None:
        graph = onnx.load(path).graph
        self.nodes = list(graph.node)
        self._constants = {c.name: numpy_helper.to_array(c) for c in graph.initializer}

    def of(self, node: onnx.NodeProto) -> list[torch.Tensor]:
        """The constants that a node reads, in order."""
        found = [self._constants[name] for name in node.input if name in self._constants]
        return [torch.from_numpy(np.array(value)) for value in found]

    def all(self, *kinds: str) -> list[list[torch.Tensor]]:
        """The constants of each node of these kinds that reads any, in order."""
        found = [self.of(node) for node in self.nodes if node.op_type in kinds]
        return [constants for constants in found if constants]

    def products(self) -> list[tuple[torch.Tensor, torch.Tensor]]:
        """The int8 products in order: weights (inputs, outputs) and bias."""
        gelus = iter(self.all("BiasGelu"))  # in older graphs they hold the bias of the product before
        found = []
        for weight, _, scale, _, _, *bias in self.all("MatMulIntegerToFloat"):
            found.append((weight.float() * scale, bias[0] if bias else next(gelus)[0]))
        return found


def reaches(path: Path) -> dict[str, tuple[float, float]]:
    """The reaches of an int8 `encoder.onnx`, as `training.language.export.reaches` measured them."""
    read = _Read(path)
    found = {}
    ends = read.all("QuantizeLinear")
    for number, (step, zero) in enumerate(ends[: len(ends) // 4 * 4]):  # without the tagger's
        name = f"{number // 4}.{('qkv', 'out', 'up', 'down')[number % 4]}"
        low, high = -float(zero) * float(step), (255 - float(zero)) * float(step)
        found[name] = (low, high)
    return found


@torch.no_grad()
def encoder(path: Path, target: Encoder) -> None:
    """Fills an encoder from an int8 `encoder.onnx`."""
    read = _Read(path)
    whole, scale, positions, shapes, word_shapes = (found[0] for found in read.all("Gather"))
    target.words.weight.copy_(whole.float() * scale)
    for table, values in (
        (target.positions, positions), (target.shapes, shapes), (target.word_shapes, word_shapes),
    ):  # fmt: skip
        table.weight.copy_(values)
    scales = [found[0] for found in read.all("Mul")]
    shares = torch.stack([value.reshape(()) for value in scales if value.numel() == 1])
    target.mix.copy_(shares.log())
    norms = [value for value in scales if value.numel() == WIDTH]
    shifts = [found[0] for found in read.all("Add") if found[0].numel() == WIDTH]
    layers = [(layer.norm1, layer.norm2) for layer in target.layers]
    places = [target.norm, *(norm for pair in layers for norm in pair), target.word_norm]
    for norm, weight, bias in zip(places, norms, shifts, strict=True):
        norm.weight.copy_(weight)
        norm.bias.copy_(bias)
    _products(read, target)


def _products(read: _Read, target: Encoder) -> None:
    """The matrix products of all layers: queries, keys and values as one or as three, then out, up, down."""
    parts = iter(read.products())
    for layer in target.layers:
        weights, biases = [], []
        while sum(weight.shape[1] for weight in weights) < layer.qkv.out_features:
            weight, bias = next(parts)
            weights.append(weight)
            biases.append(bias)
        layer.qkv.weight.copy_(torch.cat(weights, 1).T)
        layer.qkv.bias.copy_(torch.cat(biases))
        for linear in (layer.out, layer.up, layer.down):
            weight, bias = next(parts)
            linear.weight.copy_(weight.T)
            linear.bias.copy_(bias)


def sizes_of(path: Path) -> list[tuple[int, int]]:
    """Heads and inner width of each layer of an `encoder.onnx`."""
    read = _Read(path)
    layers = len(read.all("QuantizeLinear")) // 4
    products = [found[0].shape for found in read.all("MatMulIntegerToFloat")]
    each = len(products) // layers
    # The parser's has one more product, that of the tagger.
    of_layers = (products[n * each : (n + 1) * each] for n in range(layers))
    return [(out[0] // HEAD, up[1]) for *_, out, up, _ in of_layers]


def restored(folder: Path) -> tuple[Network, dict[str, list[str]]]:
    """The parser's network of a folder, and its label inventories.

    The head for names, which does not ship, begins anew.
    """
    labels = json.loads((folder / "labels.json").read_text("utf-8"))
    shown = torch.tensor(labels.pop("root"))
    network = Network(labels, sizes=sizes_of(folder / "encoder.onnx"))
    encoder(folder / "encoder.onnx", network.encoder)
    tagger, biaffine = network.heads["tagger"], network.heads["biaffine"]
    inner, words, sides, arcs, pairs = (
        _Read(folder / f"{name}.onnx") for name in ("encoder", "words", "sides", "arcs", "labels")
    )
    with torch.no_grad():
        (start,) = inner.all("MatMul")[-1]
        linears = [tagger.hidden, *(tagger.heads[kind] for kind in TAGS), biaffine.project]
        told = [inner.products()[-1], *words.products(), *sides.products()]
        for linear, (weight, bias) in zip(linears, told, strict=True):
            linear.weight.copy_(weight.T)
            linear.bias.copy_(bias)
        # Of the two logits of a beginning only the difference ships.
        shift = next(found[0] for found in inner.all("Add") if found[0].numel() == 1)
        tagger.heads["start"].weight.copy_(torch.cat([-start.T, start.T]) / 2)
        tagger.heads["start"].bias.copy_(torch.cat([-shift, shift]) / 2)
        turn, arc_bias, root = (found[0] for found in arcs.all("MatMul"))
        biaffine.arc.copy_(turn * ARC**0.5)
        biaffine.arc_bias.copy_(arc_bias)
        dependent, of_head, _ = (found[0] for found in pairs.all("MatMul"))
        ((crossed, _),) = pairs.products()
        biaffine.label.copy_(crossed)
        biaffine.label_dependent.weight.copy_(dependent.T)
        biaffine.label_dependent.bias.copy_(pairs.all("Add")[0][0])
        biaffine.label_head.weight.copy_(of_head.T)
    _fit_root(biaffine, root[:, 0], shown)
    return network, labels


def _fit_root(biaffine: torch.nn.Module, arc: torch.Tensor, label: torch.Tensor) -> None:
    """Sets the root's vector so that its two sides as a head are the given ones."""
    wanted = torch.cat([arc, label])
    root = torch.zeros(WIDTH, requires_grad=True)
    kept = torch.cat([torch.arange(ARC, 2 * ARC), torch.arange(2 * ARC + LABEL, 2 * ARC + 2 * LABEL)])
    weight, bias = biaffine.project.weight.detach()[kept], biaffine.project.bias.detach()[kept]
    optimizer = torch.optim.LBFGS(
        [root], max_iter=2000, line_search_fn="strong_wolfe", tolerance_change=1e-12
    )

    def off() -> torch.Tensor:
        optimizer.zero_grad()
        loss = (F.gelu(weight @ root + bias) - wanted).square().sum()
        loss.backward()
        return loss

    optimizer.step(off)
    biaffine.root.data.copy_(root.detach())
