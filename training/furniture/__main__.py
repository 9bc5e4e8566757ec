"""Trains the furniture classifier: `python -m training.furniture`.

The labelled pages of ../shared/data (publishers' texts: only weights come out) are parted by publisher in
three;
one network is trained on each two parts.  The three are shipped together and vote, and each tells how well a
page of a publisher that it never saw is read: `python -m benchmarks.furniture` measures that from the shipped
file.  Writes src/demarche/reports/furniture/weights.npz.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import torch

from training.furniture.learn import train
from training.furniture.measuring import FOLDS, ROOT, SHARED, clean_reports, labelled_pages, parts

OUT = ROOT / "src" / "demarche" / "reports" / "furniture" / "weights.npz"


def main() -> None:
    """Trains the networks of the parts asked for and writes (or completes) the weights file."""
    parser = argparse.ArgumentParser(prog="python -m training.furniture", description=__doc__)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument(
        "--parts", type=int, nargs="*", default=range(FOLDS), help="only these, into files beside --out"
    )
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    if not SHARED.exists():
        sys.exit(f"The labelled pages are not there ({SHARED}). They cannot be part of the repository.")
    torch.set_num_threads(1)
    parted, plain = parts(labelled_pages()), clean_reports()
    arrays = {}
    for k in args.parts:
        known = [page for i, part in enumerate(parted) if i != k for page in part]
        net = train(known, plain, seed=k, epochs=args.epochs)
        arrays |= {f"{k}/{name}": array for name, array in net.weights().items()}
        print(f"part {k}: trained on {len(known)} pages", flush=True)
    np.savez_compressed(args.out, **arrays)
    print(f"wrote {args.out} ({args.out.stat().st_size / 1024:.0f} KB)")


if __name__ == "__main__":
    main()
