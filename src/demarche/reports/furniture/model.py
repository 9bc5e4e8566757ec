"""The line classifier's forward pass in numpy; its weights are trained by `python -m training.furniture`.

A few small networks of one shape (see training/furniture/network.py) vote: each encodes a line, looks at its
neighbours through dilated convolutions and at the page as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import as_file, files

import numpy as np
import numpy.typing as npt

from demarche.errors import ModelError
from demarche.reports.furniture.features import Rows, feature_names
from demarche.threads import one_thread

Weights = Sequence[Mapping[str, npt.NDArray[np.float32]]]
DILATIONS = (1, 2, 4, 8, 16, 32)  # as trained
BODY, TITLE, START, END = 0, 1, 2, 3  # the columns of the answer


@cache
def shipped() -> Weights:
    """The weights in the package, one mapping a network.

    Raises:
        ModelError: the file is missing or was trained for other features.
    """
    try:
        with as_file(files(__package__).joinpath("weights.npz")) as path, np.load(path) as arrays:
            nets: dict[str, dict[str, npt.NDArray[np.float32]]] = {}
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
    return [nets[number] for number in sorted(nets)]


def answers(rows: Rows, weights: Weights) -> Rows:
    """Logits a line (shape (lines, 4)): it is body, it is the title, the body starts there, it ends there."""
    with one_thread():
        mean: Rows = np.mean([_forward(rows, net) for net in weights], axis=0, dtype=np.float32)
    return mean


def _forward(rows: Rows, net: Mapping[str, npt.NDArray[np.float32]]) -> Rows:
    own = np.maximum(rows @ net["encode.weight"].T + net["encode.bias"], 0)
    state = own
    n, width = own.shape
    for i, dilation in enumerate(DILATIONS):
        three = np.zeros((n, 3 * width), np.float32)
        if n > dilation:
            three[dilation:, :width] = state[:-dilation]
            three[:-dilation, 2 * width :] = state[dilation:]
        three[:, width : 2 * width] = state
        state = state + np.maximum(three @ net[f"convs.{i}.weight"].T + net[f"convs.{i}.bias"], 0)
    whole = np.concatenate([state.mean(0), state.max(0)])
    near = np.maximum(state + (net["page.weight"] @ whole + net["page.bias"]), 0)
    answer: Rows = np.concatenate([near, own], axis=1) @ net["out.weight"].T + net["out.bias"]
    return answer
