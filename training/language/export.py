"""Writes the shipped files: `python -m training.language.export CHECKPOINT TREEBANKS FOLDER [--float]`.

The graphs are written node by node, so that each operation is the one that onnxruntime runs
fastest: int8 matrix products with one scale a column (VNNI), fused attention, GELU and norms.
`encoder.onnx`, `words.onnx`, `sides.onnx` and `labels.onnx` are int8; `arcs.onnx` stays in float.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer

from training.language.data import Batcher, Labels, chunks, read
from training.language.model import ARC, HEAD, LABEL, WIDTH, Network

OPSET, IR, CONTRIB = 20, 9, "com.microsoft"
FORMAT = 4  # raised when the files change in a way that older code cannot read
TAGS = ("upos", "xpos", "feats")  # what of the tagger's heads ships; its names are weak
FLOAT, INT64, INT32 = TensorProto.FLOAT, TensorProto.INT64, TensorProto.INT32


Reach = tuple[float, float]  # the least and the greatest value that a product reads
Reaches = dict[str, Reach]


class Graph:
    """An ONNX graph under construction: `node` gives back the name of its output."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.known: dict[str, str] = {}

    def constant(self, array: object, dtype: type | None = None) -> str:
        value = np.asarray(array.detach().numpy() if isinstance(array, torch.Tensor) else array)
        if dtype is not None:
            value = value.astype(dtype)
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def shared(self, array: list[float], dtype: type) -> str:
        """A small constant that many nodes use, written once."""
        key = repr((array, dtype))
        if key not in self.known:
            self.known[key] = self.constant(array, dtype)
        return self.known[key]

    def node(
        self,
        kind: str,
        *inputs: str,
        outputs: list[str] | str | None = None,
        domain: str = "",
        **attributes: object,
    ) -> str:
        names = [outputs] if isinstance(outputs, str) else outputs or [f"n{len(self.nodes)}"]
        self.nodes.append(helper.make_node(kind, list(inputs), names, domain=domain, **attributes))
        return names[0]

    def write(self, path: Path, inputs: dict[str, tuple[int, list[object]]], outputs: dict[str, int]) -> None:
        graph = helper.make_graph(
            self.nodes,
            path.stem,
            [helper.make_tensor_value_info(name, kind, shape) for name, (kind, shape) in inputs.items()],
            [helper.make_tensor_value_info(name, kind, None) for name, kind in outputs.items()],
            self.constants,
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
        model = helper.make_model(graph, opset_imports=opsets, producer_name="demarche", ir_version=IR)
        onnx.save(model, path)


def product(
    graph: Graph,
    x: str,
    linear: torch.nn.Linear,
    *,
    reach: Reach | None = None,
    parts: int = 1,
) -> list[str]:
    """x W^T + b, its columns as `parts` outputs; in int8 where `reach` tells the ends of the values of x.

    One scale for x and one an output column.  Parts that are products of their own cost less than to split
    one afterwards.

    The scale of x is fixed beforehand: one measured on the batch at hand would let texts that happen
    to be parsed together change each other's parse, and cost a pass more.
    """
    weights = np.split(linear.weight.detach().numpy().T, parts, 1)
    biases = np.split(linear.bias.detach().numpy(), parts)
    if reach is None:
        found = [graph.node("MatMul", x, graph.constant(weight)) for weight in weights]
        return [graph.node("Add", y, graph.constant(part)) for y, part in zip(found, biases, strict=True)]
    low, high = min(reach[0], 0.0), max(reach[1], 0.0)
    step = (high - low) / 255
    x_scale, x_zero = graph.constant(step, np.float32), graph.constant(round(-low / step), np.uint8)
    whole_x = graph.node("QuantizeLinear", x, x_scale, x_zero)
    found = []
    for weight, part in zip(weights, biases, strict=True):
        scale = np.maximum(np.abs(weight).max(0), 1e-8) / 127
        whole = np.clip(np.rint(weight / scale), -127, 127).astype(np.int8)
        inputs = [whole_x, graph.constant(whole), x_scale, graph.constant(scale, np.float32), x_zero]
        inputs += [graph.constant(np.zeros(len(scale), np.int8)), graph.constant(part)]
        found.append(graph.node("MatMulIntegerToFloat", *inputs, domain=CONTRIB))
    return found


def norm(graph: Graph, x: str, layer: torch.nn.LayerNorm) -> str:
    """The layer norm of x (rows, 384), as an instance norm of one channel.

    onnxruntime's kernel for that is vectorised, the one for LayerNormalization is not.
    """
    x = graph.node("Reshape", x, graph.shared([-1, 1, WIDTH], np.int64))
    ones, zeros = graph.shared([1], np.float32), graph.shared([0], np.float32)
    x = graph.node("InstanceNormalization", x, ones, zeros, epsilon=max(layer.eps, 1e-9))
    x = graph.node("Reshape", x, graph.shared([-1, WIDTH], np.int64))
    return graph.node("Add", graph.node("Mul", x, graph.constant(layer.weight)), graph.constant(layer.bias))


def embedded(graph: Graph, ids: str, table: torch.Tensor, *, quantised: bool) -> str:
    """Rows of a table, in int8 with one scale a row where `quantised`."""
    if not quantised:
        return graph.node("Gather", graph.constant(table), ids)
    weight = table.detach().numpy()
    scale = np.maximum(np.abs(weight).max(1, keepdims=True), 1e-8) / 127
    whole = np.clip(np.rint(weight / scale), -127, 127).astype(np.int8)
    rows = graph.node("Cast", graph.node("Gather", graph.constant(whole), ids), to=FLOAT)
    return graph.node("Mul", rows, graph.node("Gather", graph.constant(scale, np.float32), ids))


def encoder(network: Network, path: Path, *, reaches: Reaches, starts: bool = False) -> None:
    """ids, shape (chunks, pieces), first, last (flat indices), word_shape -> vectors (words, 384).

    There is no mask: rows that are read together have to be of one length.
    `starts`: the tagger's `hidden` (words, 256) too, and `start`, a logit for each word that a sentence
    begins there.
    """
    graph, net = Graph(), network.encoder
    x = embedded(graph, "ids", net.words.weight, quantised=bool(reaches))
    x = graph.node("Add", x, graph.node("Gather", graph.constant(net.positions.weight), "positions"))
    x = graph.node("Add", x, embedded(graph, "shape", net.shapes.weight, quantised=False))
    x = norm(graph, x, net.norm)
    share = net.mix.softmax(0).detach().numpy()
    mixed = graph.node("Mul", x, graph.constant(share[0], np.float32))
    rows = graph.node("Concat", graph.node("Shape", "ids"), graph.shared([-1], np.int64), axis=0)
    for n, layer in enumerate(net.layers):
        heads = layer.out.in_features // HEAD
        qkv = product(graph, x, layer.qkv, reach=reaches.get(f"{n}.qkv"), parts=3)
        parts = [graph.node("Reshape", part, rows) for part in qkv]
        attended = graph.node("MultiHeadAttention", *parts, domain=CONTRIB, num_heads=heads)
        attended = graph.node("Reshape", attended, graph.shared([-1, heads * HEAD], np.int64))
        x = norm(
            graph,
            graph.node("Add", x, *product(graph, attended, layer.out, reach=reaches.get(f"{n}.out"))),
            layer.norm1,
        )
        up = graph.node("Gelu", *product(graph, x, layer.up, reach=reaches.get(f"{n}.up")))
        x = norm(
            graph,
            graph.node("Add", x, *product(graph, up, layer.down, reach=reaches.get(f"{n}.down"))),
            layer.norm2,
        )
        mixed = graph.node("Add", mixed, graph.node("Mul", x, graph.constant(share[n + 1], np.float32)))
    words = graph.node("Add", graph.node("Gather", mixed, "first"), graph.node("Gather", mixed, "last"))
    words = graph.node("Add", words, embedded(graph, "word_shape", net.word_shapes.weight, quantised=False))
    graph.node("Identity", norm(graph, words, net.word_norm), outputs="vectors")
    outputs = {"vectors": FLOAT}
    if starts:
        _starts(graph, network.heads["tagger"], reaches)
        outputs |= {"hidden": FLOAT, "start": FLOAT}
    whole: tuple[int, list[object]] = (INT64, ["chunks", "pieces"])
    inputs = {
        "ids": whole,
        "shape": whole,
        "positions": (INT64, ["pieces"]),
    }
    flat_words = {name: (INT64, ["words"]) for name in ("first", "last", "word_shape")}
    graph.write(path, inputs | flat_words, outputs)


def _starts(graph: Graph, tagger: torch.nn.Module, reaches: Reaches) -> None:
    hidden = product(graph, "vectors", tagger.hidden, reach=reaches.get("vectors"))
    graph.node("Gelu", *hidden, outputs="hidden")
    head = tagger.heads["start"]
    logit = graph.node("MatMul", "hidden", graph.constant((head.weight[1] - head.weight[0])[:, None]))
    logit = graph.node("Add", logit, graph.constant((head.bias[1] - head.bias[0])[None]))
    graph.node("Squeeze", logit, graph.constant([1], np.int64), outputs="start")


def sums(path: Path) -> None:
    """x (rows, 64) of bytes -> y (rows, 16): its product by a matrix of 127. Shows whether sums overflow."""
    graph = Graph()
    graph.node("MatMulInteger", "x", graph.constant(np.full((64, 16), 127, np.int8)), outputs="y")
    graph.write(path, {"x": (TensorProto.UINT8, ["rows", 64])}, {"y": INT32})


def words(network: Network, path: Path, *, reaches: Reaches) -> None:
    """hidden (words, 256) -> upos, xpos, feats: label numbers."""
    graph, tagger = Graph(), network.heads["tagger"]
    for kind in TAGS:
        (logits,) = product(graph, "hidden", tagger.heads[kind], reach=reaches.get("hidden"))
        graph.node("ArgMax", logits, outputs=kind, axis=-1, keepdims=0)
    wide: tuple[int, list[object]] = (FLOAT, ["words", tagger.hidden.out_features])
    graph.write(path, {"hidden": wide}, dict.fromkeys(TAGS, INT64))


def sides(network: Network, path: Path, *, reaches: Reaches) -> None:
    """vectors (words, 384) -> sides (words, 704): what arcs and labels read of words, for trees alone."""
    graph = Graph()
    both = product(graph, "vectors", network.heads["biaffine"].project, reach=reaches.get("vectors"))
    graph.node("Gelu", *both, outputs="sides")
    graph.write(path, {"vectors": (FLOAT, ["words", WIDTH])}, {"sides": FLOAT})


def arcs(network: Network, path: Path) -> None:
    """arc sides of dependents and heads (rows, words, 256), blocked (rows, words): -1e9 at padding, else 0.

    -> scores (rows, words, 1 + words), the root first.
    """
    graph, biaffine = Graph(), network.heads["biaffine"]
    root = torch.nn.functional.gelu(biaffine.project(biaffine.root))[ARC : 2 * ARC]
    turned = graph.node("MatMul", "dependents", graph.constant(biaffine.arc * ARC**-0.5))
    scores = graph.node("MatMul", turned, graph.node("Transpose", "heads", perm=[0, 2, 1]))
    bias = graph.node("MatMul", "heads", graph.constant(biaffine.arc_bias))
    bias = graph.node("Unsqueeze", graph.node("Add", bias, "blocked"), graph.constant([1], np.int64))
    scores = graph.node("Add", scores, bias)
    to_root = graph.node("MatMul", turned, graph.constant(root[:, None]))
    to_root = graph.node("Add", to_root, graph.constant((root @ biaffine.arc_bias).detach().reshape(1)))
    graph.node("Concat", to_root, scores, outputs="scores", axis=2)
    side: tuple[int, list[object]] = (FLOAT, ["rows", "words", ARC])
    graph.write(
        path, {"dependents": side, "heads": side, "blocked": (FLOAT, ["rows", "words"])}, {"scores": FLOAT}
    )


def labels(network: Network, path: Path, root_label: int, *, reaches: Reaches) -> None:
    """label sides of dependents and of their heads (pairs, 96), is_root (pairs) -> dep: label numbers.

    `root` is chosen where and only where the head is the root.
    """
    graph, biaffine = Graph(), network.heads["biaffine"]
    count = biaffine.label_dependent.out_features
    label = torch.nn.Linear(*biaffine.label.shape)
    label.weight.copy_(biaffine.label.T)
    label.bias.zero_()
    (crossed,) = product(graph, "dependents", label, reach=reaches.get("label"))
    crossed = graph.node("Reshape", crossed, graph.constant([-1, count, LABEL], np.int64))
    column = graph.node("Unsqueeze", "heads", graph.constant([2], np.int64))
    scores = graph.node("Squeeze", graph.node("MatMul", crossed, column), graph.constant([2], np.int64))
    scores = graph.node("Add", scores, *product(graph, "dependents", biaffine.label_dependent))
    scores = graph.node(
        "Add", scores, graph.node("MatMul", "heads", graph.constant(biaffine.label_head.weight.T))
    )
    bonus = np.zeros((1, count), np.float32)
    bonus[0, root_label] = 1e4
    sign = graph.node(
        "Sub", graph.node("Mul", "is_root", graph.constant(2, np.float32)), graph.constant(1, np.float32)
    )
    scores = graph.node(
        "Add",
        scores,
        graph.node(
            "MatMul", graph.node("Unsqueeze", sign, graph.constant([1], np.int64)), graph.constant(bonus)
        ),
    )
    graph.node("ArgMax", scores, outputs="dep", axis=-1, keepdims=0)
    side: tuple[int, list[object]] = (FLOAT, ["pairs", LABEL])
    graph.write(path, {"dependents": side, "heads": side, "is_root": (FLOAT, ["pairs"])}, {"dep": INT64})


CALIBRATION = 1200  # sentences of the training treebanks on which the activations' reaches are measured
BEYOND = 1e-5  # share of values at either end that may lie beyond the reach and are clipped


class Ends:
    """The values that products read, as they come in: the outermost of each."""

    def __init__(self) -> None:
        self._outermost: dict[str, list[tuple[torch.Tensor, torch.Tensor]]] = {}
        self._counts: dict[str, int] = {}

    def add(self, name: str, values: torch.Tensor) -> None:
        """More values of a product."""
        values = values.flatten()
        most = max(1, int(len(values) * BEYOND * 20))
        ends = values.topk(most).values, -(-values).topk(most).values
        self._outermost.setdefault(name, []).append(ends)
        self._counts[name] = self._counts.get(name, 0) + len(values)

    def reaches(self) -> Reaches:
        """By product, the values without the share `BEYOND` at either end."""
        found = {}
        for name, pairs in self._outermost.items():
            place = max(1, int(self._counts[name] * BEYOND))
            high = torch.cat([pair[0] for pair in pairs]).topk(place).values[-1]
            low = -(-torch.cat([pair[1] for pair in pairs])).topk(place).values[-1]
            found[name] = (float(low), float(high))
        return found


@torch.no_grad()
def reaches(network: Network, batches: list[dict[str, torch.Tensor]]) -> Reaches:
    """The reaches of what each matrix product reads.

    "layer.name" in the encoder; in the parser's heads "vectors", "hidden" and "label" (of dependents).
    """
    ends = Ends()

    def watch(name: str, mask: torch.Tensor) -> object:
        return lambda _, inputs: ends.add(name, inputs[0][mask])

    tagger, biaffine = network.heads["tagger"], network.heads["biaffine"]
    for batch in batches:
        hooks = [
            getattr(layer, part).register_forward_pre_hook(watch(f"{n}.{part}", batch["mask"]))
            for n, layer in enumerate(network.encoder.layers)
            for part in ("qkv", "out", "up", "down")
        ]
        vectors = network.encode(batch)[batch["word_mask"]]
        for hook in hooks:
            hook.remove()
        ends.add("vectors", vectors)
        ends.add("hidden", torch.nn.functional.gelu(tagger.hidden(vectors)))
        ends.add("label", torch.nn.functional.gelu(biaffine.project(vectors))[:, 2 * ARC : 2 * ARC + LABEL])
    return ends.reaches()


def calibrate(network: Network, treebanks: Path, tokenizer: Path, names: dict[str, list[str]]) -> Reaches:
    """The reaches measured on running text of the training treebanks."""
    rng = random.Random(0)
    batcher = Batcher(Tokenizer.from_file(str(tokenizer)), Labels(**names))
    sentences = [
        s
        for name in ("ewt", "gumopen")
        for s in read(treebanks / f"{name}-train.conllu.xz")[: CALIBRATION // 2]
    ]
    found = list(chunks(sentences, rng))
    return reaches(network, [batcher.batch(group) for group in batcher.batches(found, rng)])


def ship(checkpoint: Path, folder: Path, *, treebanks: Path, tokenizer: Path, quantised: bool = True) -> None:
    """Writes all files of the parser but the lemmas, and a manifest with their digests."""
    state = torch.load(checkpoint, weights_only=True)
    network = Network.shaped(state).eval()
    network.load_state_dict(state["model"], strict=False)
    folder.mkdir(parents=True, exist_ok=True)
    measured = calibrate(network, treebanks, tokenizer, state["labels"]) if quantised else {}
    with torch.no_grad():
        encoder(network, folder / "encoder.onnx", reaches=measured, starts=True)
        sums(folder / "sums.onnx")
        words(network, folder / "words.onnx", reaches=measured)
        sides(network, folder / "sides.onnx", reaches=measured)
        arcs(network, folder / "arcs.onnx")
        labels(network, folder / "labels.onnx", state["labels"]["dep"].index("root"), reaches=measured)
        biaffine = network.heads["biaffine"]
        root = torch.nn.functional.gelu(biaffine.project(biaffine.root))[2 * ARC + LABEL :]
    (folder / "labels.json").write_text(
        json.dumps({**state["labels"], "root": [round(float(x), 6) for x in root]}, ensure_ascii=False),
        encoding="utf-8",
    )
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    manifest(folder, steps=state["step"])


def manifest(folder: Path, **told: object) -> None:
    """Writes manifest.json: the format's number and each file's size and SHA-256."""
    known = folder / "manifest.json"
    old = json.loads(known.read_text("utf-8")) if known.exists() else {}
    files = {
        path.name: {"bytes": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
        for path in sorted(folder.iterdir())
        if path.suffix in (".onnx", ".json", ".tsv") and path.name != "manifest.json"
    }
    known.write_text(
        json.dumps({**old, **told, "format": FORMAT, "files": files}, indent=1) + "\n", encoding="utf-8"
    )


def main() -> None:
    from training.language.train import minilm_folder

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("treebanks", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--float", action="store_true", help="leave the encoder in float32, to measure what int8 costs"
    )
    options = parser.parse_args()
    ship(
        options.checkpoint,
        options.folder,
        treebanks=options.treebanks,
        tokenizer=minilm_folder() / "tokenizer.json",
        quantised=not options.float,
    )


if __name__ == "__main__":
    main()
