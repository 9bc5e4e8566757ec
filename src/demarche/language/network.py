"""The neural network at run time: onnxruntime sessions, and how words are packed for them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from demarche.language.files import opened
from demarche.language.pieces import Pieces
from demarche.language.trees import best_heads
from demarche.language.words import Paragraph

ARC, LABEL = 256, 96  # widths of the parser's four sides, as trained
BATCH_WORDS = 2048  # words with padding a run of the arc scorer
BATCH_TAGGED = 512  # words a run of the taggers, and of the parser's sides
ENCODED = ["vectors", "hidden", "start"]
TAGGED = ["upos", "xpos", "feats"]
BATCH_PAIRS = 64  # dependents a run of the labeller: their scores of all labels then stay in the cache


@dataclass(slots=True)
class Window:
    """Some words of a paragraph that are encoded together, one entry a word.

    `complete`: it ends where a sentence plainly does; `hidden`: what the taggers read; `starts`: which
    words begin a sentence.
    """

    paragraph: Paragraph
    begin: int
    end: int
    complete: bool = False
    vectors: np.ndarray | None = None
    hidden: np.ndarray | None = None
    starts: np.ndarray | None = None


class Network:
    """The five graphs; `tag` and `trees` take words of many texts at once."""

    def __init__(self, folder: Path, *, threads: int) -> None:
        names = ("encoder", "words", "sides", "arcs", "labels")
        self._sessions = {name: opened(folder / f"{name}.onnx", threads=threads) for name in names}
        self.labels: dict[str, Any] = json.loads((folder / "labels.json").read_text("utf-8"))
        self._root = np.asarray(self.labels["root"], np.float32)

    def encode(self, window: Window, of_word: Pieces) -> None:
        """Fills in the vectors and sentence starts of a window, read alone: nothing to pad or to mask."""
        words = slice(window.begin, window.end)
        fed = of_word.fed(window.paragraph.pieces[words], window.paragraph.shapes[words])
        vectors, hidden, start = self._sessions["encoder"].run(ENCODED, fed)
        window.vectors, window.hidden, window.starts = vectors, hidden, start > 0

    def tag(self, hidden: np.ndarray) -> dict[str, np.ndarray]:
        """Numbers of labels by kind, of words by what the encoder gave of them: (words, 256)."""
        parts = [self._sessions["words"].run(TAGGED, {"hidden": own}) for own in _cut(hidden)]
        return dict(zip(TAGGED, map(np.concatenate, zip(*parts, strict=True)), strict=True))

    def trees(self, sentences: Sequence[np.ndarray]) -> list[tuple[np.ndarray, np.ndarray]]:
        """Heads (-1 for the root) and label numbers of sentences, each given by its words' vectors."""
        if not sentences:
            return []
        edges = np.cumsum([len(vectors) for vectors in sentences])[:-1]
        parts = [
            self._sessions["sides"].run(["sides"], {"vectors": own})[0]
            for own in _cut(np.concatenate(sentences))
        ]
        sides = np.split(np.concatenate(parts), edges)
        heads: list[np.ndarray] = [np.empty(0)] * len(sides)
        order = sorted(range(len(sides)), key=lambda i: len(sides[i]))
        batch: list[int] = []
        for i in order:
            if batch and len(sides[i]) * (len(batch) + 1) > BATCH_WORDS:
                self._arcs(batch, sides, heads)
                batch = []
            batch.append(i)
        if batch:
            self._arcs(batch, sides, heads)
        labels = self._label(sides, heads)
        return list(zip(heads, labels, strict=True))

    def _arcs(self, batch: list[int], sides: Sequence[np.ndarray], heads: list[np.ndarray]) -> None:
        lengths = np.array([len(sides[i]) for i in batch])
        width = int(lengths[-1])
        packed = np.zeros((len(batch), width, 2 * ARC), np.float32)
        for row, i in enumerate(batch):
            packed[row, : lengths[row]] = sides[i][:, : 2 * ARC]
        blocked = np.where(np.arange(width)[None, :] < lengths[:, None], 0, -1e9).astype(np.float32)
        fed = {"dependents": packed[:, :, :ARC], "heads": packed[:, :, ARC:], "blocked": blocked}
        found = best_heads(self._sessions["arcs"].run(["scores"], fed)[0], lengths)
        for row, i in enumerate(batch):
            heads[i] = found[row, : lengths[row]] - 1

    def _label(self, sides: Sequence[np.ndarray], heads: Sequence[np.ndarray]) -> list[np.ndarray]:
        if not sides:
            return []
        flat = np.concatenate([side[:, 2 * ARC :] for side in sides])
        counts = np.array([len(side) for side in sides])
        head = np.concatenate(heads)
        at_root = head < 0
        begins = np.repeat(np.cumsum(counts) - counts, counts)
        of_heads = flat[np.where(at_root, 0, head + begins), LABEL:]
        of_heads[at_root] = self._root
        found = np.concatenate(
            [
                self._sessions["labels"].run(
                    ["dep"],
                    {
                        "dependents": flat[a : a + BATCH_PAIRS, :LABEL],
                        "heads": of_heads[a : a + BATCH_PAIRS],
                        "is_root": at_root[a : a + BATCH_PAIRS].astype(np.float32),
                    },
                )[0]
                for a in range(0, len(flat), BATCH_PAIRS)
            ]
        )
        return np.split(found, np.cumsum(counts)[:-1])


def _cut(words: np.ndarray) -> Iterator[np.ndarray]:
    """The rows of words, as many at a time as a run takes."""
    return (words[a : a + BATCH_TAGGED] for a in range(0, len(words), BATCH_TAGGED))
