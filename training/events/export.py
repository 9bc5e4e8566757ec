"""Writes the heads of a checkpoint as the shipped files: `python -m training.events.export CKPT FOLDER`.

`events.npz` and `relation.npz` hold the weights in half precision with the inventories; the encoder and the parser's heads are
written by `training.language.export` from the same checkpoint.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from training.events.data import STATUSES
from training.events.head import PARTS

HEADS = {"events": "heads.events.", "relation": "heads.relation."}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    state = torch.load(options.checkpoint, weights_only=True)
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, prefix in HEADS.items():
        weights = {
            key.removeprefix(prefix): value.float().numpy().astype(np.float16)
            for key, value in state["model"].items()
            if key.startswith(prefix)
        }
        inventories = {"types": state["types"], "modes": state["modes"], "statuses": STATUSES, "parts": PARTS}
        np.savez_compressed(options.folder / f"{name}.npz", **inventories, **weights)
        print(options.folder / f"{name}.npz", (options.folder / f"{name}.npz").stat().st_size)


if __name__ == "__main__":
    main()
