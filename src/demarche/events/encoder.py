"""Word vectors for the event and relation heads: a second small encoder, trained for acts.

The parser's encoder was tried first: one pass a sentence for both.  An encoder fine-tuned for trees has
forgotten most of what words mean, and one trained for both was worse at acts (docs/quality.md has the
figures), so acts have their own (`training/events`).  It reads words of any parser, cut into the pieces that
both encoders share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from demarche.language.files import FOLDER as LANGUAGE
from demarche.language.files import opened
from demarche.language.pieces import Pieced, Pieces, spaced
from demarche.model import Sentence

FOLDER = Path(__file__).parent / "models"
# Neighbouring sentences are encoded together up to this many pieces: no passage of the corpus is longer.
WINDOW_PIECES = 160
WINDOW_SENTENCES = 4

Array = NDArray[np.float32]


class EventEncoder:
    """The encoder, loaded once."""

    def __init__(self, folder: Path = FOLDER, *, threads: int = 1) -> None:
        from tokenizers import Tokenizer

        self._session = opened(folder / "encoder.onnx", threads=threads)
        # Graphs made before windows were read alone ask which pieces are no padding.
        self._masked = "mask" in {given.name for given in self._session.get_inputs()}
        self.pieces = Pieces(Tokenizer.from_file(str(LANGUAGE / "tokenizer.json")))

    def attach(self, texts: Sequence[Sequence[Sentence]]) -> list[tuple[Sentence, ...]]:
        """The sentences of each text, in order, with this encoder's vectors, whoever has parsed them."""
        found = self.vectors([[self._pieced(sentence) for sentence in sentences] for sentences in texts])
        return [
            tuple(replace(sentence, vectors=own) for sentence, own in zip(sentences, vectors, strict=True))
            for sentences, vectors in zip(texts, found, strict=True)
        ]

    def vectors(
        self, texts: Sequence[Sequence[Pieced]], wanted: Sequence[Sequence[bool]] | None = None
    ) -> list[list[Array | None]]:
        """(words, 384) for each sentence of each text.

        `wanted`: which sentences; the others are not read, and get None.
        """
        found: list[list[Array | None]] = [[None] * len(sentences) for sentences in texts]
        for number, sentences in enumerate(texts):
            for window in self.windows(sentences):
                read = [k for k in window if wanted is None or wanted[number][k]]
                vectors = self._encode([sentences[k] for k in read])
                edges = [0, *accumulate(len(sentences[k].shapes) for k in read)]
                for k, (a, b) in zip(read, pairwise(edges), strict=True):
                    found[number][k] = vectors[a:b]
        return found

    def size(self, form: str) -> int:
        """How many pieces a word has."""
        return len(self.pieces.of(form))

    def _pieced(self, sentence: Sentence) -> Pieced:
        tokens = sentence.tokens
        return self.pieces.row([t.text for t in tokens], [t.start for t in tokens], [t.end for t in tokens])

    def windows(self, sentences: Sequence[Pieced]) -> list[list[int]]:
        """Which sentences of a text, by number, are encoded together."""
        windows: list[list[int]] = []
        room = 0
        for k, sentence in enumerate(sentences):
            size = sum(map(len, sentence.pieces))
            if not windows or size > room or len(windows[-1]) >= WINDOW_SENTENCES:
                windows.append([])
                room = WINDOW_PIECES
            windows[-1].append(k)
            room -= size
        return windows

    def _encode(self, window: Sequence[Pieced]) -> Array:
        """(words, 384) for the words of a window; what begins it has space before it."""
        words = [pieces for sentence in window for pieces in sentence.pieces]
        shapes = [shape for sentence in window for shape in sentence.shapes]
        if not words:
            return np.zeros((0, 384), np.float32)
        shapes[0] = spaced(shapes[0])
        fed = self.pieces.fed(words, shapes)
        if self._masked:
            fed["mask"] = np.ones(fed["ids"].shape, np.int32)
        vectors: Array = self._session.run(["vectors"], fed)[0]
        return vectors
