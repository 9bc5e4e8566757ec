"""Which language a text is in, offline."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from demarche.reports.words import words

SAMPLE = 3000  # characters in which grammar words are counted
IDENTIFIED = 1000  # characters that the identifier reads; its answer does not change with more
FEW_LETTERS = 20  # fewer say nothing about the language
FEW_WORDS = 10  # fewer mislead the identifier
CLEARLY = 0.12  # share of English grammar words: .22 in English news on average, under .03 in other languages
WORD = re.compile(r"[^\W\d_]+")
# Nigerian Pidgin, and words that hardly a line of it is without; what has none of them is English.
PIDGIN = "pcm"
ITS_OWN = frozenset({"dey", "wey", "di", "na", "sey", "don", "dem", "wetin", "fit", "una", "abeg"})
TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def identify(text: str, *, declared: str | None = None) -> str:
    """The BCP 47 code of the text's language; a text too short to tell is as declared, else "und"."""
    sample = text[:SAMPLE]
    tokens = WORD.findall(sample.lower())
    letters = sum(map(len, tokens))
    grammar = frozenset(words("english"))
    if len(tokens) >= FEW_WORDS and sum(token in grammar for token in tokens) >= CLEARLY * len(tokens):
        return "en"
    stated = tag(declared)
    if letters < FEW_LETTERS and stated:
        return stated
    if not letters:
        return stated or "und"
    found = str(_identifier().classify(sample[:IDENTIFIED])[0])
    if found == PIDGIN and ITS_OWN.isdisjoint(tokens):
        return "en"
    # A few words of English are often taken for another language; the declaration or the script decides.
    if len(tokens) < FEW_WORDS and found != "en" and sample.isascii() and (stated or "en").startswith("en"):
        return "en"
    return stated if stated and stated.split("-")[0] == found else found


def tag(declared: str | None) -> str | None:
    """A declared language as a BCP 47 tag ("en_US" → "en-US"), None when it is none."""
    if not declared or not TAG.fullmatch(declared.strip()):
        return None
    first, *rest = declared.strip().replace("_", "-").split("-")
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part for part in rest)])


@cache
def _identifier() -> Any:
    import py3langid

    return py3langid
