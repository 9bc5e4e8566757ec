"""Passages of the training corpus become batches for the event head.

A word is labelled where it touches a marked span.  Labels of one batch, by name:
ids, shape, mask (rows, pieces); first, last, word_shape, word_mask, trigger, status (rows, words);
mode (rows, words, modes); and the pairs as lists: `act_row`, `act_word` (acts), `parts` (acts, words, parts).
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
import torch
from tokenizers import Tokenizer

from demarche.language.pieces import Pieces, shape_of
from training.corpus.markup import Passage
from training.corpus.words import Splitter, Word, touched, words_of
from training.events.head import PARTS

IGNORE = -100
STATUSES = ("actual", "future", "hypothetical", "negated", "alleged", "denied")
ROLES = {
    "actor": "actor",
    "recipient": "recipient",
    "date": "date",
    "place": "place",
    "speaker": "speaker",
    "deadline": "deadline",
}


@dataclass(frozen=True, slots=True)
class Act:
    """A trigger span of a passage as word indices, with what is known of it.  `number`: its event."""

    number: int
    words: tuple[int, ...]
    event: str
    mode: tuple[str, ...]
    status: str
    main: bool


@dataclass(frozen=True, slots=True)
class Example:
    """A passage as words and acts; parts: (event, part) to word indices; links: (answer, answered, cue)."""

    words: tuple[Word, ...]
    acts: tuple[Act, ...]
    parts: dict[tuple[int, str], frozenset[int]]
    links: tuple[tuple[int, int, frozenset[int]], ...]


def example_of(passage: Passage, split: Splitter) -> Example:
    """A marked passage as word indices."""
    words = words_of(passage.text, split)
    acts, parts = [], {}
    for event in passage.events:
        for span, main in [(event.trigger, True), *((span, False) for span in event.mentions)]:
            found = tuple(touched(words, span.start, span.end))
            if found:
                acts.append(Act(event.number, found, event.event, event.mode, event.status, main))
        for part in ROLES:
            spans = getattr(event, part)
            inside = frozenset(i for span in spans for i in touched(words, span.start, span.end))
            if inside:
                parts[event.number, part] = inside
    links = tuple(
        (
            link.answer,
            link.answered,
            frozenset(touched(words, link.cue.start, link.cue.end) if link.cue else ()),
        )
        for link in passage.links
    )
    return Example(words, tuple(acts), parts, links)


class HasWords(Protocol):
    """Anything of words."""

    @property
    def words(self) -> tuple[Word, ...]: ...


Worded = TypeVar("Worded", bound=HasWords)


class EventBatcher:
    """Turns examples into tensors."""

    def __init__(self, tokenizer: Tokenizer, types: Sequence[str], modes: Sequence[str]) -> None:
        self.pieces = Pieces(tokenizer)
        self.types = {name: i + 1 for i, name in enumerate(types)}
        self.modes = {name: i for i, name in enumerate(modes)}
        self.statuses = {name: i for i, name in enumerate(STATUSES)}

    def length(self, example: Example) -> int:
        return 2 + sum(len(self.pieces.of(word.text)) for word in example.words)

    def groups(
        self, examples: Sequence[Example], rng: random.Random, *, pieces: int = 1200
    ) -> Iterator[list[Example]]:
        """Groups of examples of like length, `pieces` pieces each with padding, in random order."""
        lengths = [self.length(example) for example in examples]
        order = sorted(range(len(examples)), key=lambda i: lengths[i] * rng.uniform(0.85, 1.15))
        groups: list[list[int]] = [[]]
        for i in order:
            longest = max([lengths[j] for j in groups[-1]] + [lengths[i]])
            if groups[-1] and longest * (len(groups[-1]) + 1) > pieces:
                groups.append([])
            groups[-1].append(i)
        rng.shuffle(groups)
        for group in groups:
            yield [examples[i] for i in group]

    def epochs(
        self, items: Sequence[Worded], *, seed: int, pieces: int
    ) -> Iterator[tuple[list[Example], list[Worded]]]:
        """Without end: groups of what has words, as examples without acts and as they are."""
        plain = [Example(item.words, (), {}, ()) for item in items]
        of = {id(example): item for example, item in zip(plain, items, strict=True)}
        for epoch in itertools.count():
            for group in self.groups(plain, random.Random(seed * 1000 + epoch), pieces=pieces):
                yield group, [of[id(example)] for example in group]

    def batch(self, group: Sequence[Example]) -> dict[str, torch.Tensor]:
        width = max(self.length(example) for example in group)
        longest = max(len(example.words) for example in group)
        rows = len(group)
        out: dict[str, np.ndarray] = {name: np.zeros((rows, width), np.int64) for name in ("ids", "shape")}
        out["mask"] = np.zeros((rows, width), bool)
        for name in ("first", "last", "word_shape"):
            out[name] = np.zeros((rows, longest), np.int64)
        out["word_mask"] = np.zeros((rows, longest), bool)
        out["trigger"] = np.full((rows, longest), IGNORE, np.int64)
        out["status"] = np.full((rows, longest), IGNORE, np.int64)
        out["mode"] = np.zeros((rows, longest, len(self.modes)), np.float32)
        acts: list[tuple[int, int, np.ndarray]] = []
        for r, example in enumerate(group):
            self._words(out, r, example)
            acts += self._acts(out, r, example, longest)
        out["act_row"] = np.array([row for row, _, _ in acts], np.int64)
        out["act_word"] = np.array([word for _, word, _ in acts], np.int64)
        out["parts"] = (
            np.stack([parts for _, _, parts in acts])
            if acts
            else np.zeros((0, longest, len(PARTS)), np.float32)
        )
        return {name: torch.from_numpy(array) for name, array in out.items()}

    def _words(self, out: dict[str, np.ndarray], r: int, example: Example) -> None:
        place = 1
        out["ids"][r, 0] = self.pieces.cls
        for w, word in enumerate(example.words):
            ids = self.pieces.of(word.text)
            shape = shape_of(word.text, word.space_before)
            out["ids"][r, place : place + len(ids)] = ids
            out["shape"][r, place : place + len(ids)] = shape
            out["first"][r, w], out["last"][r, w] = place, place + len(ids) - 1
            out["word_shape"][r, w], out["word_mask"][r, w] = shape, True
            out["trigger"][r, w] = 0
            place += len(ids)
        out["ids"][r, place] = self.pieces.sep
        out["mask"][r, : place + 1] = True

    def _acts(
        self, out: dict[str, np.ndarray], r: int, example: Example, longest: int
    ) -> list[tuple[int, int, np.ndarray]]:
        answered = {link[0]: [] for link in example.links}
        for answer, other, _ in example.links:
            answered[answer].append(other)
        cues = {link[0]: frozenset[int]() for link in example.links}
        for answer, _, cue in example.links:
            cues[answer] |= cue
        words_by_event: dict[int, set[int]] = {}
        for act in example.acts:
            words_by_event.setdefault(act.number, set()).update(act.words)
        rows = []
        for act in example.acts:
            parts = np.zeros((longest, len(PARTS)), np.float32)
            for k, part in enumerate(PARTS[:6]):
                parts[list(example.parts.get((act.number, part), ())), k] = 1
            parts[list(words_by_event[act.number] - set(act.words)), PARTS.index("same")] = 1
            for other in answered.get(act.number, ()):
                parts[list(words_by_event.get(other, ())), PARTS.index("answers")] = 1
            parts[list(cues.get(act.number, ())), PARTS.index("cue")] = 1
            for word in act.words:
                out["trigger"][r, word] = self.types[act.event]
                out["status"][r, word] = self.statuses[act.status]
                for mode in act.mode:
                    out["mode"][r, word, self.modes[f"{act.event}/{mode}"]] = 1
                rows.append((r, word, parts))
        return rows
