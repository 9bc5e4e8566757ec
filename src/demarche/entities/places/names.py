"""The form under which a place name is filed: one key for all its spellings.

The compiler of the index (training/places/compile.py) and the reader of texts must agree on these
functions; a change here needs a new index (`python -m training.places.compile`).
"""

from __future__ import annotations

import hashlib
import unicodedata
from functools import lru_cache

# Letters that Unicode does not take apart into a base letter and a mark.
_LETTERS = str.maketrans(
    {
        "ß": "ss", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ł": "l", "ı": "i",
        "ħ": "h", "ə": "a",
        "-": " ", "–": " ", "‐": " ", "/": " ", ",": " ",
        ".": None, "'": None, "’": None, "‘": None, "ʻ": None, "ʼ": None, "ʿ": None, "ʾ": None, "`": None,
        "´": None,
    }
)  # fmt: skip
_SHORT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}

# Bits of a key's hash that the index keeps: with half a million names and two hundred look-ups a report,
# one report in ten thousand meets a name that is none.
HASH_BITS = 40


@lru_cache(maxsize=1 << 15)
def fold(name: str) -> str:
    """The name in lower case without marks, dots, apostrophes and hyphens; St., Mt. and Ft. written out."""
    if name.isascii():
        text = name.lower()
    else:
        text = "".join(
            c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c)
        )
    words = text.translate(_LETTERS).split()
    return " ".join([_SHORT.get(word, word) for word in words[:-1]] + words[-1:])


@lru_cache(maxsize=1 << 15)
def key(name: str) -> int:
    """The number under which a name is filed, stable across machines and versions of Python."""
    digest = hashlib.blake2b(fold(name).encode(), digest_size=HASH_BITS // 8).digest()
    return int.from_bytes(digest, "big")
