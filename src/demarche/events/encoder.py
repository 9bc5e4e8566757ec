"""Word vectors for the event and relation heads: a second small encoder, trained for acts.

The parser's encoder was tried first: one pass a sentence for both.  An encoder fine-tuned for trees has
forgotten most of what words mean, and one trained for both was worse at acts (docs/quality.md has the
figures), so acts have their own (`training/events`).  It reads words of any parser, whose pieces and shapes
it makes itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from demarche.language.files import FOLDER as LANGUAGE
from demarche.language.files import opened
from demarche.language.pieces import Pieces, shape_of
from demarche.model import Sentence

FOLDER = Path(__file__).parent / "models"
# Neighbouring sentences are encoded together up to this many pieces: no passage of the corpus is longer.
WINDOW_PIECES = 160
WINDOW_SENTENCES = 4
BATCH_PIECES = 640  # word pieces with padding a run of the encoder

Array = NDArray[np.float32]


class Written(Protocol):
    """A sentence as it is written: its words and where they stand in the text."""

    @property
    def forms(self) -> Sequence[str]: ...

    @property
    def starts(self) -> Sequence[int]: ...

    @property
    def ends(self) -> Sequence[int]: ...


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A parsed sentence as it is written."""

    forms: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def of(cls, sentence: Sentence) -> _Parsed:
        tokens = sentence.tokens
        return cls([t.text for t in tokens], [t.start for t in tokens], [t.end for t in tokens])


class EventEncoder:
    """The encoder, loaded once."""

    def __init__(self, folder: Path = FOLDER, *, threads: int = 1) -> None:
        from tokenizers import Tokenizer

        self._session = opened(folder / "encoder.onnx", threads=threads)
        self._pieces = Pieces(Tokenizer.from_file(str(LANGUAGE / "tokenizer.json")))

    def attach(self, texts: Sequence[Sequence[Sentence]]) -> list[tuple[Sentence, ...]]:
        """The sentences of each text, in order, with this encoder's vectors, whoever has parsed them."""
        found = self.vectors([[_Parsed.of(sentence) for sentence in sentences] for sentences in texts])
        return [
            tuple(replace(sentence, vectors=own) for sentence, own in zip(sentences, vectors, strict=True))
            for sentences, vectors in zip(texts, found, strict=True)
        ]

    def vectors(
        self, texts: Sequence[Sequence[Written]], wanted: Sequence[Sequence[bool]] | None = None
    ) -> list[list[Array | None]]:
        """(words, 384) for each sentence of each text.

        `wanted`: which sentences; the neighbours that are encoded together with one get theirs too, the
        others None.
        """
        rows: list[list[Written]] = []
        places: list[list[tuple[int, int]]] = []  # by window: (text, sentence)
        for number, sentences in enumerate(texts):
            for together in self._together(sentences):
                if wanted is None or any(wanted[number][k] for k in together):
                    rows.append([sentences[k] for k in together])
                    places.append([(number, k) for k in together])
        found: list[list[Array | None]] = [[None] * len(sentences) for sentences in texts]
        for window, at, vectors in zip(rows, places, self._encode(rows), strict=True):
            edges = [0, *accumulate(len(sentence.forms) for sentence in window)]
            for (number, k), (a, b) in zip(at, pairwise(edges), strict=True):
                found[number][k] = vectors[a:b]
        return found

    def size(self, form: str) -> int:
        """How many pieces a word has."""
        return len(self._pieces.of(form))

    def windows(self, sentences: Sequence[Sentence]) -> list[list[int]]:
        """Which sentences of a text, by number, are encoded together."""
        return self._together([_Parsed.of(sentence) for sentence in sentences])

    def _together(self, sentences: Sequence[Written]) -> list[list[int]]:
        windows: list[list[int]] = []
        room = 0
        for k, sentence in enumerate(sentences):
            size = sum(len(self._pieces.of(form)) for form in sentence.forms)
            if not windows or size > room or len(windows[-1]) >= WINDOW_SENTENCES:
                windows.append([])
                room = WINDOW_PIECES
            windows[-1].append(k)
            room -= size
        return windows

    def _encode(self, windows: Sequence[Sequence[Written]]) -> list[Array]:
        """(words, 384) for each window, in order; windows of like length are run together."""
        rows = [_Row.of(window, self._pieces) for window in windows]
        out: list[Array] = [np.zeros((0, 384), np.float32)] * len(rows)
        batch: list[int] = []
        for k in sorted((k for k in range(len(rows)) if len(rows[k].sizes)), key=lambda k: rows[k].length):
            if batch and rows[k].length * (len(batch) + 1) > BATCH_PIECES:
                self._run(batch, rows, out)
                batch = []
            batch.append(k)
        if batch:
            self._run(batch, rows, out)
        return out

    def _run(self, batch: Sequence[int], rows: Sequence[_Row], out: list[Array]) -> None:
        """One run of the graph; `first` and `last` are flat indices of each word's first and last piece."""
        width = max(rows[k].length for k in batch)
        ids = np.zeros((len(batch), width), np.int64)
        shape = np.zeros_like(ids)
        mask = np.zeros((len(batch), width), np.int32)
        first, last = [], []
        for r, k in enumerate(batch):
            row = rows[k]
            ids[r, 0], ids[r, 1 : row.length - 1], ids[r, row.length - 1] = (
                self._pieces.cls,
                row.pieces,
                self._pieces.sep,
            )
            shape[r, 1 : row.length - 1] = np.repeat(row.shapes, row.sizes)
            mask[r, : row.length] = 1
            ends = np.cumsum(row.sizes) + r * width
            first.append(ends - row.sizes + 1)
            last.append(ends)
        fed = {
            "ids": ids,
            "shape": shape,
            "mask": mask,
            "positions": np.arange(width),
            "first": np.concatenate(first),
            "last": np.concatenate(last),
            "word_shape": np.concatenate([rows[k].shapes for k in batch]),
        }
        vectors = self._session.run(["vectors"], fed)[0]
        at = 0
        for k in batch:
            out[k] = vectors[at : at + len(rows[k].sizes)]
            at += len(rows[k].sizes)


@dataclass(frozen=True, slots=True)
class _Row:
    """A window as the graph takes it: its pieces, how many of them each word has, and the words' shapes."""

    pieces: list[int]
    sizes: NDArray[np.int64]
    shapes: NDArray[np.int64]

    @property
    def length(self) -> int:
        """Pieces with the two special ones."""
        return len(self.pieces) + 2

    @classmethod
    def of(cls, window: Sequence[Written], known: Pieces) -> _Row:
        """The row of a window; what begins it has space before it."""
        pieces: list[int] = []
        sizes, shapes = [], []
        end = -1
        for sentence in window:
            for form, start, stop in zip(sentence.forms, sentence.starts, sentence.ends, strict=True):
                own = known.of(form)
                pieces += own
                sizes.append(len(own))
                shapes.append(shape_of(form, start != end))
                end = stop
        return cls(pieces, np.array(sizes, np.int64), np.array(shapes, np.int64))
