"""What the frames say of each word, as features for the event head.

The head has seen each word in few sentences; the frames (`lexicon`) know more words but not their company.
Their votes are part of what the head reads, and it has learned when to trust them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from demarche.events.lexicon import NOTHING, POS, Frame, Lexicon
from demarche.events.syntax import Clauses

Array = NDArray[np.float32]


def width(types: Sequence[str]) -> int:
    """How many features a word has: two for each type and one for words that the frames rule out."""
    return 2 * len(types) + 1


def features(clauses: Clauses, lexicon: Lexicon, types: Sequence[str]) -> tuple[Array, dict[int, Frame]]:
    """(words, features) of a sentence, and the frames that hold, by word.

    Columns: which types some frame of the word names whatever its company; which type the frame that holds
    names; and whether the word's frames say that it is no act.
    """
    rows = np.zeros((len(clauses.tokens), width(types)), np.float32)
    index = {name: k for k, name in enumerate(types)}
    held: dict[int, Frame] = {}
    for token in clauses.tokens:
        frames = lexicon.of(clauses.lemmas[token.i])
        if not frames:
            continue
        for frame in frames:
            if frame.event in index and token.upos in POS[frame.pos]:
                rows[token.i, index[frame.event]] = 1
        holding = lexicon.first(clauses, token.i)
        if holding is None:
            continue
        if holding.event == NOTHING:
            rows[token.i, -1] = 1
        elif holding.event in index:
            rows[token.i, len(types) + index[holding.event]] = 1
            held[token.i] = holding
    return rows, held
