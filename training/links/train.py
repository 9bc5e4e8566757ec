"""Trains the judge of pairs of acts: `python -m training.links.train OUT.npz EXAMPLES… [--held FOLD]`.

EXAMPLES: files that `training.links.examples` wrote.  With --held, every `FOLDS`th passage that the event
encoder has not seen is kept apart and measured: links found among all that the passages mark.
"""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from demarche.links.pairing import NO_OPINION
from training.links.example import Example
from training.shallow import FOLDS, Judges, Rows, kept_apart, vocabulary, weighed

# Names of words that fewer passages have are not learnt.
RARE = 12
# Measures of the event head's opinion, the first of all, and the one that says whether it has any.
OPINIONS = (0, 1, 2, 4, 5, 6, 7)
KNOWN = 3
HEADLESS = dict.fromkeys(OPINIONS, NO_OPINION) | {KNOWN: 0.0}


def table_of(examples: Sequence[Example], names: dict[str, int]) -> Rows:
    """Examples as rows."""
    return Rows.of(
        [e.pairs.numbers for e in examples],
        [words for e in examples for words in e.pairs.words],
        [[e.pairs.acts[:, side] for e in examples] for side in (0, 1)],
        [e.right for e in examples],
        [weighed(e, len(e.right)) for e in examples],
        names,
    )


def measure(name: str, shares: np.ndarray, right: np.ndarray, links: int) -> None:
    """Prints F1 for some thresholds."""
    for least in (0.3, 0.35, 0.4, 0.45, 0.5):
        found = shares >= least
        hits = int((found & right).sum())
        print(
            f"{name} from {least}: P {hits / max(1, found.sum()):.3f} R {hits / links:.3f} "
            f"F1 {2 * hits / (found.sum() + links):.3f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("examples", type=Path, nargs="+")
    parser.add_argument("--held", type=int, help=f"which of {FOLDS} parts is kept apart")
    options = parser.parse_args()
    found: list[Example] = [e for path in options.examples for e in pickle.loads(path.read_bytes())]
    held = kept_apart(found, options.held)
    train = [e for e in found if e.name not in held]
    names = vocabulary((e.pairs.words for e in train), RARE)
    print(f"{len(train)} readings of passages, {len(names)} names")
    judges = Judges.taught(table_of(train, names), names, headless=HEADLESS)
    for is_coded in (False, True):
        kept = [e for e in found if e.name in held and e.coded == is_coded]
        if kept:
            table = table_of(kept, names)
            what = "the coder's acts" if is_coded else "the acts as marked"
            measure(what, judges.shares(table), table.right.numpy() > 0, sum(e.links for e in kept))
    np.savez_compressed(options.out, **judges.weights())


if __name__ == "__main__":
    main()
