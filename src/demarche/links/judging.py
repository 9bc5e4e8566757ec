"""The judge of pairs of acts: how likely it is that the one answers the other.

A network of one hidden layer reads what speaks for it (`pairing.py`); `training/links` makes it, from the
answers that the training corpus marks.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from demarche.events.heads import Array
from demarche.events.shallow import Shallow
from demarche.links.pairing import Pairs
from demarche.weights import made_of


def shares(pairs: Pairs) -> Array:
    """The probability of each pair that the one act answers the other, (pairs,)."""
    return judge().shares(pairs.numbers, pairs.words, (pairs.acts[:, 0], pairs.acts[:, 1]))


@lru_cache(maxsize=1)
def judge() -> Shallow:
    """The shipped judge.

    Raises: ModelError for a missing or damaged file.
    """
    return made_of(files("demarche.links") / "models" / "judge.npz", "the judge of answers", Shallow.of)
