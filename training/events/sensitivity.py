"""What a narrower layer of the event encoder costs: `python -m training.events.sensitivity`.

Each layer by itself is made narrower and fitted to its own output (`training/language/narrowing.py`); told is
the mean squared distance of the word vectors from those of the whole network, before anything is taught.
"""

from __future__ import annotations

import argparse
import contextlib
import io
from itertools import islice

import torch

from training.events.distil import NO_PARSER, passage_batches, teacher_of
from training.language.distil import vectors_apart
from training.language.model import HEADS, INNER, Network
from training.language.narrowing import moments, narrowed

SIZES = ((8, INNER), (4, INNER), (2, INNER), (HEADS, 1152), (HEADS, 768), (HEADS, 512))
FITTED, COMPARED = 50, 8  # batches


@torch.no_grad()
def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    torch.set_num_threads(1)
    whole = teacher_of()
    whole.heads = torch.nn.ModuleDict()
    seen = moments(whole, islice(passage_batches(5), FITTED))
    compared = list(islice(passage_batches(77), COMPARED))
    wanted = [whole.encode(batch) for batch in compared]

    def apart(network: Network) -> float:
        pairs = zip(compared, wanted, strict=True)
        return sum(
            float(vectors_apart(network.encode(batch), told, batch["word_mask"])) for batch, told in pairs
        ) / len(compared)

    layers = len(whole.encoder.layers)
    for layer in range(layers):
        told = []
        for size in SIZES:
            sizes = [(HEADS, INNER)] * layers
            sizes[layer] = size
            with contextlib.redirect_stdout(io.StringIO()):
                network = narrowed(whole, NO_PARSER, seen, sizes=sizes)
            told.append(f"{size[0]} heads, {size[1]} units {apart(network):.4f}")
        print(f"layer {layer}:", "; ".join(told), flush=True)


if __name__ == "__main__":
    main()
