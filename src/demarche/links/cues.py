"""The words of `data/cues.toml` that say that one act answers another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from demarche.links.tables import table


@dataclass(frozen=True, slots=True)
class Cues:
    """The lists of `data/cues.toml`, in lower case.

    forward: phrases that hang on the answer, with the confidence that each kind deserves; the other lists
    hold lemmas.
    """

    forward: Mapping[str, float]
    backward: frozenset[str]
    backward_phrases: Mapping[str, frozenset[str]]
    following: frozenset[str]
    answering: frozenset[str]
    finding: frozenset[str]
    objecting: frozenset[str]
    feeling: frozenset[str]
    times: frozenset[str]
    refused: frozenset[str]
    inquiries: frozenset[str]
    undoing: frozenset[str]
    inviting: frozenset[str]
    coming: frozenset[str]


@lru_cache(maxsize=1)
def cues() -> Cues:
    """The shipped cue words."""
    found = table("cues.toml")
    return Cues(
        {phrase: group["confidence"] for group in found["forward"] for phrase in group["phrases"]},
        frozenset(found["backward"]["verbs"]),
        {verb: frozenset(words) for verb, words in found["backward_phrases"].items()},
        frozenset(found["following"]["verbs"]),
        frozenset(found["answering"]["words"]),
        frozenset(found["finding"]["verbs"]),
        frozenset(found["objecting"]["verbs"]),
        frozenset(found["feeling"]["words"]),
        frozenset(found["times"]["nouns"]),
        frozenset(found["refused"]["words"]),
        frozenset(found["inquiries"]["nouns"]),
        frozenset(found["undoing"]["verbs"]),
        frozenset(found["inviting"]["words"]),
        frozenset(found["coming"]["words"]),
    )
