"""How alike two texts are: content words of sentences, and MinHash sketches that show which reports copy
each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from demarche.links.graph import components
from demarche.links.tables import table

WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
# Enough of a word to bring its forms together ("tariff", "tariffs"; "retaliate", "retaliation").
STEM = 6
# MinHash: permutations give the estimate a standard error of about 0.06; shingles of three words forgive a
# changed word in a sentence.  Two reports of which more than half is alike are one voice.
PERMUTATIONS, SHINGLE, SEED = 64, 3, 1987
ONE_VOICE = 0.5

Sketch = tuple[int, ...]


@lru_cache(maxsize=65536)
def content_words(text: str) -> frozenset[str]:
    """The stems of a sentence's words, without the words that every report uses."""
    return frozenset(word[:STEM] for word in WORD.findall(text.lower()) if len(word) > 2) - _common()


def cosine(a: frozenset[str], b: frozenset[str]) -> float:
    """The likeness of two sets of words, 0 … 1: shared words over the geometric mean of their numbers."""
    return len(a & b) / (len(a) * len(b)) ** 0.5 if a and b else 0.0


def sketch(text: str) -> Sketch:
    """The MinHash signature of a report's text: 64 numbers, as many equal as texts are alike."""
    from rensa import RMinHash

    words = [word.lower() for word in WORD.findall(text)]
    shingles = [" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))]
    signature = RMinHash(PERMUTATIONS, SEED)
    signature.update(shingles)
    return tuple(signature.digest())


def likeness(a: Sketch, b: Sketch) -> float:
    """The estimated share of shingles that two texts have in common, 0 … 1."""
    return sum(x == y for x, y in zip(a, b, strict=True)) / len(a) if a else 0.0


def voices(sketches: Mapping[str, Sketch], *, order: Iterable[str]) -> dict[str, str]:
    """Report id to the first report, in `order`, that tells the same text: its voice."""
    import numpy as np

    ranked = list(order)
    signatures = np.array([sketches[report] for report in ranked])
    alike = (
        [
            (a, ranked[n + 1 + int(k)])
            for n, a in enumerate(ranked)
            for k in np.flatnonzero((signatures[n + 1 :] == signatures[n]).mean(axis=1) >= ONE_VOICE)
        ]
        if len(ranked) > 1
        else []
    )
    voice = {}
    for group in components(ranked, alike):
        voice.update(dict.fromkeys(group, group[0]))
    return voice


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(word[:STEM] for word in table("same_act.toml")["common_words"])
