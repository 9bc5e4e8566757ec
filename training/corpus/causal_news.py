"""The Causal News Corpus (CC0): sentences with the spans of their causes, effects and signals."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from pathlib import Path

from demarche.links.causes import KINDS
from training.corpus.standoff import joined, plain
from training.corpus.words import Splitter, Word, touched, words_of

Spans = dict[str, list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as printed and as words, with the word indices (first, last + 1) of all its spans."""

    text: str
    words: tuple[Word, ...]
    spans: Spans


def sentences(path: Path, part: str, split: Splitter) -> list[Sentence]:
    """The sentences of a part ("train" or "dev") of `causal_news.jsonl`."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["split"] != part:
            continue
        text = joined(row["text"])
        moved = _places(plain(row["text"]), text)
        words = words_of(text, split)
        spans: Spans = {kind: [] for kind in KINDS}
        for relation, kind in itertools.product(row["relations"], KINDS):
            for start, end in relation[kind]:
                inside = touched(words, moved[start], moved[end])
                if inside and (inside[0], inside[-1] + 1) not in spans[kind]:
                    spans[kind].append((inside[0], inside[-1] + 1))
        found.append(Sentence(text, words, spans))
    return found


def _places(before: str, after: str) -> list[int]:
    """Where each offset of a text stands after some of its blanks were taken out."""
    places, at = [], 0
    for letter in before:
        places.append(at)
        at += at < len(after) and after[at] == letter
    return [*places, len(after)]
