"""Texts in, parsed sentences out: the shipped parser."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import numpy as np

from demarche.language.files import FOLDER, checked
from demarche.language.lemmas import Lemmas
from demarche.language.network import Network, Window
from demarche.language.splitter import splitter
from demarche.language.words import Paragraph, Words
from demarche.model import Sentence, Token

WINDOW_PIECES = 250  # the longest stretch encoded at once; training saw up to about 260
LEAST_FILLED = 0.6  # share of a window that must be filled for it to end at a full stop before its end
STOPS = frozenset(".!?")
GROUP_WORDS = 6_000  # words of the texts that are parsed together; bounds the memory


class Parser(Protocol):
    """What every parser promises."""

    def parse(self, texts: Sequence[str]) -> list[tuple[Sentence, ...]]:
        """The sentences of each text, in order; offsets index the text as given."""
        ...


class ShippedParser:
    """The parser of this package: one small encoder for tags, lemmas and trees."""

    def __init__(self, folder: Path = FOLDER, *, threads: int = 1) -> None:
        from tokenizers import Tokenizer

        checked(folder)
        self.words = Words(Tokenizer.from_file(str(folder / "tokenizer.json")), splitter())
        self._network = Network(folder, threads=threads)
        self.lemmas = Lemmas.read(folder / "lemmas.tsv", known=self.words.of_word.knows)

    def parse(self, texts: Sequence[str]) -> list[tuple[Sentence, ...]]:
        """The sentences of each text, in order; offsets index the text as given.

        Many texts in one call are faster than many calls: they are encoded together by length.
        """
        parsed: list[tuple[Sentence, ...]] = []
        group: list[Paragraph] = []
        size, first = 0, 0
        for number, text in enumerate(texts):
            found = self.words.paragraphs(number, text)
            group += found
            size += sum(len(paragraph.forms) for paragraph in found)
            if size >= GROUP_WORDS or number == len(texts) - 1:
                parsed += self._parse(group, first, number + 1)
                group, size, first = [], 0, number + 1
        return parsed

    def _parse(self, paragraphs: list[Paragraph], first: int, last: int) -> Iterator[tuple[Sentence, ...]]:
        pieces: list[tuple[Window, int, int]] = []
        for windows in self._windows(paragraphs):
            for window in windows:
                pieces += _sentences(window)
        trees = self._network.trees(
            [window.sides[a:b] for window, a, b in pieces if window.sides is not None]
        )
        found: list[list[Sentence]] = [[] for _ in range(first, last)]
        for (window, a, b), (heads, labels) in zip(pieces, trees, strict=True):
            found[window.paragraph.text - first].append(self._sentence(window, a, b, heads, labels))
        return (tuple(sentences) for sentences in found)

    def _windows(self, paragraphs: list[Paragraph]) -> list[list[Window]]:
        """The encoded windows of each paragraph; a window ends where its last sentence begins."""
        done: list[list[Window]] = [[] for _ in paragraphs]
        places = [0] * len(paragraphs)
        waiting = list(range(len(paragraphs)))
        cls, sep = self.words.of_word.cls, self.words.of_word.sep
        while waiting:
            windows = [_window(paragraphs[i], places[i]) for i in waiting]
            self._network.encode(windows, cls, sep)
            for i, window in zip(waiting, windows, strict=True):
                unsure = not window.complete and window.end < len(paragraphs[i].forms)
                if unsure and window.starts is not None:
                    later = np.flatnonzero(window.starts[1:])
                    if len(later):
                        window.end = window.begin + int(later[-1]) + 1
                done[i].append(window)
                places[i] = window.end
            waiting = [i for i in waiting if places[i] < len(paragraphs[i].forms)]
        return done

    def _sentence(self, window: Window, a: int, b: int, heads: np.ndarray, labels: np.ndarray) -> Sentence:
        assert window.tags is not None and window.vectors is not None
        names = self._network.labels
        paragraph, begin = window.paragraph, window.begin + a
        end = window.begin + b
        upos, xpos, feats = (
            [names[kind][tag] for tag in window.tags[kind][a:b].tolist()]
            for kind in ("upos", "xpos", "feats")
        )
        forms = paragraph.forms[begin:end]
        deps = [names["dep"][label] for label in labels.tolist()]
        lemmas = self.lemmas.of_all(forms, upos, xpos)
        rows = zip(
            range(b - a),
            paragraph.starts[begin:end],
            paragraph.ends[begin:end],
            forms,
            lemmas,
            upos,
            xpos,
            feats,
            heads.tolist(),
            deps,
            strict=True,
        )
        tokens = tuple(Token(*row) for row in rows)
        return Sentence(tokens[0].start, tokens[-1].end, tokens, window.vectors[a:b])


def _window(paragraph: Paragraph, begin: int) -> Window:
    """As many words from `begin` on as fit, at least one; if some are left, up to a plain sentence end."""
    pieces, end, words = 2, begin, paragraph.pieces
    while end < len(words) and (pieces + len(words[end]) <= WINDOW_PIECES or end == begin):
        pieces += len(words[end])
        end += 1
    if end == len(words):
        return Window(paragraph, begin, end, pieces)
    left = pieces
    for cut in range(end, begin, -1):
        if left < LEAST_FILLED * WINDOW_PIECES:
            break
        if _ends_plainly(paragraph, cut):
            return Window(paragraph, begin, cut, left, complete=True)
        left -= len(words[cut - 1])
    return Window(paragraph, begin, end, pieces)


def _ends_plainly(paragraph: Paragraph, cut: int) -> bool:
    """Whether a full stop stands before `cut` and, after a space, a capital after it."""
    spaced = paragraph.starts[cut] > paragraph.ends[cut - 1]
    return spaced and paragraph.forms[cut - 1] in STOPS and paragraph.forms[cut][:1].isupper()


def _sentences(window: Window) -> list[tuple[Window, int, int]]:
    """The sentences of a window as (window, first word, end), counted from the window's beginning."""
    assert window.starts is not None
    size = window.end - window.begin
    edges = [0, *(np.flatnonzero(window.starts[1:size]) + 1).tolist(), size]
    return [(window, a, b) for a, b in pairwise(edges)]
