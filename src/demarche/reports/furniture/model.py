"""The line classifier's forward pass in numpy; its weights are trained by `python -m training.furniture`.

A few small networks of one shape (see training/furniture/network.py) vote: each encodes a line, looks at its
neighbours through dilated convolutions and at the page as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

import numpy as np

from demarche.errors import ModelError
from demarche.reports.furniture.features import Rows, feature_names
from demarche.threads import one_thread

DILATIONS = (1, 2, 4, 8, 16, 32)  # as trained
BODY, TITLE, START, END = 0, 1, 2, 3  # the columns of the answer


@dataclass(frozen=True, slots=True)
class Networks:
    """The weights of all networks side by side, by layer: (networks, in, out), biases (networks, 1, out).

    Those of a convolution are (networks, in, 3 · out): for the line before, itself, the line after.
    """

    layers: Mapping[str, Rows]

    @classmethod
    def of(cls, nets: Sequence[Mapping[str, Rows]]) -> Networks:
        """Of the networks' own weights, as trained: (out, in), a convolution's (out, 3 · in)."""
        layers = {}
        for name in nets[0]:
            side = np.stack([net[name] for net in nets])
            layers[name] = side.transpose(0, 2, 1) if side.ndim == 3 else side[:, None]
            if name.startswith("convs.") and side.ndim == 3:
                layers[name] = np.concatenate(np.split(layers[name], 3, axis=1), axis=2)
        return cls({name: np.ascontiguousarray(layer) for name, layer in layers.items()})

    def only(self, k: int) -> Networks:
        """The k-th network by itself."""
        return Networks({name: layer[k : k + 1] for name, layer in self.layers.items()})


@cache
def shipped() -> Networks:
    """The networks in the package.

    Raises:
        ModelError: the file is missing or was trained for other features.
    """
    try:
        with as_file(files(__package__).joinpath("weights.npz")) as path, np.load(path) as arrays:
            nets: dict[str, dict[str, Rows]] = {}
            for key in arrays.files:
                number, name = key.split("/", 1)
                nets.setdefault(number, {})[name] = arrays[key]
    except (OSError, ValueError) as error:
        raise ModelError(f"The furniture weights cannot be read ({error}). Install demarche again.") from None
    found, wanted = nets["0"]["encode.weight"].shape[1], len(feature_names())
    if found != wanted:
        raise ModelError(
            f"The furniture weights are for {found} features, this version has {wanted}. Run python -m "
            f"training.furniture."
        )
    return Networks.of([nets[number] for number in sorted(nets)])


def answers(rows: Rows, networks: Networks) -> Rows:
    """Logits a line (shape (lines, 4)): it is body, it is the title, the body starts there, it ends there."""
    with one_thread():
        mean: Rows = _forward(rows, networks.layers).mean(0, dtype=np.float32)
    return mean


def _forward(rows: Rows, nets: Mapping[str, Rows]) -> Rows:
    """Logits of each network, (networks, lines, 4)."""
    own: Rows = rows @ nets["encode.weight"]
    own += nets["encode.bias"]
    np.maximum(own, 0, out=own)
    state = own.copy()
    count, n, width = own.shape
    # What a line gives to a later one, to itself, to an earlier one.
    places = np.empty((count, n, 3 * width), np.float32)
    here = np.empty_like(own)
    for i, dilation in enumerate(DILATIONS):
        np.matmul(state, nets[f"convs.{i}.weight"], out=places)
        np.add(places[:, :, width : 2 * width], nets[f"convs.{i}.bias"], out=here)
        if n > dilation:
            here[:, dilation:] += places[:, :-dilation, :width]
            here[:, :-dilation] += places[:, dilation:, 2 * width :]
        state += np.maximum(here, 0, out=here)
    whole = np.concatenate([state.mean(1, keepdims=True), state.max(1, keepdims=True)], axis=2)
    near = np.maximum(state + (whole @ nets["page.weight"] + nets["page.bias"]), 0)
    out: Rows = np.concatenate([near, own], axis=2) @ nets["out.weight"] + nets["out.bias"]
    return out
