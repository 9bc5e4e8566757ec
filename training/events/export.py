"""Writes the shipped files of a checkpoint: `python -m training.events.export CKPT FOLDER`.

`encoder.onnx` (int8, as the parser's), `events.npz` and `relation.npz` (heads in half precision, with their
inventories) and `manifest.json`.  The reaches of the activations are measured on the corpus.  A pupil's
checkpoint (`training/events/distil.py`) holds an encoder alone: the heads in FOLDER stay.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from demarche.language.splitter import splitter
from training.events.data import STATUSES, EventBatcher, example_of
from training.events.distil import NO_PARSER
from training.events.head import PARTS
from training.events.train import add_heads, corpus, inventory, take_over
from training.language.export import encoder, manifest, reaches
from training.language.model import Network
from training.language.train import minilm_folder

HEADS = {"events": "heads.events.", "relation": "heads.relation."}
CALIBRATION = 600  # passages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    state = torch.load(options.checkpoint, weights_only=True)
    pupil = not any(key.startswith("heads.") for key in state["model"])
    network = Network.shaped({"labels": NO_PARSER, **state})
    if pupil:
        network.load_state_dict(state["model"], strict=False)
    else:
        add_heads(network)
        take_over(network, state["model"])
    network.eval()
    options.folder.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(minilm_folder() / "tokenizer.json"))
    types, modes = inventory() if pupil else (state["types"], state["modes"])
    batcher = EventBatcher(tokenizer, types, modes)
    split = splitter()
    examples = [example_of(passage, split) for passage in corpus()[0][:CALIBRATION]]
    measured = reaches(
        network, [batcher.batch(group) for group in batcher.groups(examples, random.Random(0))]
    )
    with torch.no_grad():
        encoder(network, options.folder / "encoder.onnx", reaches=measured)
    for name, prefix in {} if pupil else HEADS.items():
        weights = {
            key.removeprefix(prefix): value.float().numpy().astype(np.float16)
            for key, value in state["model"].items()
            if key.startswith(prefix)
        }
        inventories = {"types": types, "modes": modes, "statuses": STATUSES, "parts": PARTS}
        np.savez_compressed(options.folder / f"{name}.npz", **inventories, **weights)
    manifest(options.folder, steps=state["step"])


if __name__ == "__main__":
    main()
