"""Word vectors for the event and relation heads: a second small encoder, trained for acts (`training/events`).

The parser's encoder was tried first: one pass a sentence for both.  An encoder fine-tuned for trees has forgotten most of what
words mean, and one trained for both was worse at acts (docs/quality.md has the figures), so acts have their own.
It reads tokens of any parser, whose pieces and shapes it makes itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demarche.errors import ModelError
from demarche.language.pieces import Pieces, shape_of
from demarche.model import Sentence, Token

FOLDER = Path(__file__).parent / "models"
# Neighbouring sentences are encoded together up to this many pieces: the passages of the corpus are no longer.
WINDOW_PIECES = 160
WINDOW_SENTENCES = 4
BATCH_PIECES = 640  # word pieces with padding a run of the encoder

Array = NDArray[np.float32]


class EventEncoder:
    """The encoder, loaded once."""

    def __init__(self, folder: Path = FOLDER, *, threads: int = 1) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        from demarche.language.files import FOLDER as LANGUAGE

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session: Any = onnxruntime.InferenceSession(
                str(folder / "encoder.onnx"), options, ["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime has no narrower common base
            raise ModelError(
                f"{folder / 'encoder.onnx'} cannot be loaded ({error}). Reinstall demarche."
            ) from None
        self._pieces = Pieces(Tokenizer.from_file(str(LANGUAGE / "tokenizer.json")))

    def attach(self, texts: Sequence[Sequence[Sentence]]) -> list[tuple[Sentence, ...]]:
        """The sentences of each text, in order, with this encoder's vectors before the parser's.

        Sentences of a parser without vectors keep none: frames code them alone.
        """
        windows: list[list[Sentence]] = []
        for sentences in texts:
            windows += self._windows(sentences)
        vectors = self.encode(
            [[token for sentence in window for token in sentence.tokens] for window in windows]
        )
        done: list[Sentence] = []
        for window, rows in zip(windows, vectors, strict=True):
            at = 0
            for sentence in window:
                own = rows[at : at + len(sentence.tokens)]
                parser = sentence.vectors
                both = None if parser is None else np.concatenate([own, parser], 1)
                done.append(replace(sentence, vectors=both))
                at += len(sentence.tokens)
        following = iter(done)
        return [tuple(next(following) for _ in sentences) for sentences in texts]

    def encode(self, rows: Sequence[Sequence[Token]]) -> list[Array]:
        """(tokens, 384) for each row of tokens, in order; rows of like length are run together."""
        out: list[Array] = [np.zeros((0, 384), np.float32)] * len(rows)
        pieces = [[self._pieces.of(token.text) for token in row] for row in rows]
        lengths = [2 + sum(map(len, row)) for row in pieces]
        batch: list[int] = []
        for k in sorted((k for k in range(len(rows)) if rows[k]), key=lambda k: lengths[k]):
            if batch and lengths[k] * (len(batch) + 1) > BATCH_PIECES:
                self._run(batch, rows, pieces, lengths, out)
                batch = []
            batch.append(k)
        if batch:
            self._run(batch, rows, pieces, lengths, out)
        return out

    def _windows(self, sentences: Sequence[Sentence]) -> list[list[Sentence]]:
        windows: list[list[Sentence]] = []
        room = 0
        for sentence in sentences:
            size = sum(len(self._pieces.of(token.text)) for token in sentence.tokens)
            if not windows or size > room or len(windows[-1]) >= WINDOW_SENTENCES:
                windows.append([])
                room = WINDOW_PIECES
            windows[-1].append(sentence)
            room -= size
        return windows

    def _run(
        self,
        batch: list[int],
        rows: Sequence[Sequence[Token]],
        pieces: Sequence[Sequence[tuple[int, ...]]],
        lengths: Sequence[int],
        out: list[Array],
    ) -> None:
        """One run of the graph; `first` and `last` are flat indices of each word's first and last piece."""
        width = max(lengths[k] for k in batch)
        ids = np.zeros((len(batch), width), np.int64)
        shape = np.zeros_like(ids)
        mask = np.zeros((len(batch), width), np.int32)
        first, last, shapes = [], [], []
        for r, k in enumerate(batch):
            flat = list(chain.from_iterable(pieces[k]))
            kinds = _shapes(rows[k])
            sizes = [len(word) for word in pieces[k]]
            ids[r, 0], ids[r, 1 : 1 + len(flat)], ids[r, 1 + len(flat)] = (
                self._pieces.cls,
                flat,
                self._pieces.sep,
            )
            shape[r, 1 : 1 + len(flat)] = np.repeat(kinds, sizes)
            mask[r, : 2 + len(flat)] = 1
            ends = np.cumsum(sizes) + r * width
            first.append(ends - sizes + 1)
            last.append(ends)
            shapes.append(kinds)
        fed = {
            "ids": ids,
            "shape": shape,
            "mask": mask,
            "positions": np.arange(width),
            "first": np.concatenate(first),
            "last": np.concatenate(last),
            "word_shape": np.concatenate(shapes),
        }
        vectors = self._session.run(["vectors"], fed)[0]
        at = 0
        for k in batch:
            out[k] = vectors[at : at + len(rows[k])]
            at += len(rows[k])


def _shapes(tokens: Sequence[Token]) -> NDArray[np.int64]:
    """The shape numbers of the tokens of a row; what begins a row has space before it."""
    end = -1
    found = []
    for token in tokens:
        found.append(shape_of(token.text, token.start != end))
        end = token.end
    return np.array(found, np.int64)
