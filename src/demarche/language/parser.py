"""Texts in, parsed sentences out: the shipped parser."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, compress, islice, pairwise
from pathlib import Path
from typing import Protocol

import numpy as np

from demarche.language.files import FOLDER, checked
from demarche.language.lemmas import Lemmas
from demarche.language.mending import mend
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


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence that is cut and encoded, not yet tagged and parsed: words `begin` to `end` of a window."""

    window: Window
    begin: int
    end: int

    @property
    def forms(self) -> list[str]:
        """Its words."""
        return self.window.paragraph.forms[self._words]

    @property
    def starts(self) -> list[int]:
        """Where the words begin in the text."""
        return self.window.paragraph.starts[self._words]

    @property
    def ends(self) -> list[int]:
        """Where the words end in the text."""
        return self.window.paragraph.ends[self._words]

    @property
    def pieces(self) -> list[tuple[int, ...]]:
        """The word pieces of each word."""
        return self.window.paragraph.pieces[self._words]

    @property
    def shapes(self) -> list[int]:
        """The shape of each word."""
        return self.window.paragraph.shapes[self._words]

    @property
    def _words(self) -> slice:
        return slice(self.window.begin + self.begin, self.window.begin + self.end)

    @property
    def vectors(self) -> np.ndarray:
        """(words, 384): the encoder's vectors."""
        assert self.window.vectors is not None
        return self.window.vectors[self.begin : self.end]

    @property
    def hidden(self) -> np.ndarray:
        """(words, 256): what the taggers read."""
        assert self.window.hidden is not None
        return self.window.hidden[self.begin : self.end]


class ShippedParser:
    """The parser of this package: one small encoder for tags, lemmas and trees.

    `draft` cuts and encodes, `finish` does the rest: who needs few of the sentences finishes only those.
    """

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
                parsed += self.finish(self._drafts(group, number + 1 - first, first))
                group, size, first = [], 0, number + 1
        return parsed

    def draft(self, texts: Sequence[str]) -> list[tuple[Draft, ...]]:
        """The sentences of each text, in order, cut and encoded; the texts are worked on all at once."""
        return self._drafts(
            [found for number, text in enumerate(texts) for found in self.words.paragraphs(number, text)],
            len(texts),
        )

    def finish(
        self, texts: Sequence[Sequence[Draft]], treeless: Sequence[Sequence[bool]] | None = None
    ) -> list[tuple[Sentence, ...]]:
        """The drafts of each text with tags, lemmas and trees.

        `treeless`: sentences whose trees nobody will ask for; all their words hang on the first.
        """
        drafts = [draft for text in texts for draft in text]
        whole = [True] * len(drafts) if treeless is None else [not one for text in treeless for one in text]
        if not drafts:
            return [() for _ in texts]
        tagged = self._network.tag(np.concatenate([draft.hidden for draft in drafts]))
        edges = [0, *accumulate(draft.end - draft.begin for draft in drafts)]
        trees = iter(self._network.trees([draft.vectors for draft in compress(drafts, whole)]))
        named = {
            kind: [self._network.labels[kind][n] for n in tags.tolist()] for kind, tags in tagged.items()
        }
        done = (
            self._sentence(
                draft,
                {kind: names[a:b] for kind, names in named.items()},
                *(next(trees) if has_tree else self._flat(b - a)),
            )
            for draft, (a, b), has_tree in zip(drafts, pairwise(edges), whole, strict=True)
        )
        return [tuple(islice(done, len(text))) for text in texts]

    def _flat(self, size: int) -> tuple[np.ndarray, np.ndarray]:
        """Heads and label numbers of a sentence all of whose words hang on its first one."""
        names = self._network.labels["dep"]
        heads, labels = np.zeros(size, np.int64), np.full(size, names.index("dep"))
        heads[0], labels[0] = -1, names.index("root")
        return heads, labels

    def _drafts(self, paragraphs: list[Paragraph], count: int, first: int = 0) -> list[tuple[Draft, ...]]:
        """The drafts of `count` texts, numbered from `first`."""
        found: list[list[Draft]] = [[] for _ in range(count)]
        for paragraph in paragraphs:
            for window in self._windows(paragraph):
                found[paragraph.text - first] += _cut(window)
        return [tuple(drafts) for drafts in found]

    def _windows(self, paragraph: Paragraph) -> Iterator[Window]:
        """The encoded windows of a paragraph; a window ends where its last sentence begins."""
        place = 0
        while place < len(paragraph.forms):
            window = _window(paragraph, place)
            self._network.encode(window, self.words.of_word)
            unsure = not window.complete and window.end < len(paragraph.forms)
            if unsure and window.starts is not None:
                later = np.flatnonzero(window.starts[1:])
                if len(later):
                    window.end = window.begin + int(later[-1]) + 1
            yield window
            place = window.end

    def _sentence(
        self, draft: Draft, tags: dict[str, list[str]], heads: np.ndarray, labels: np.ndarray
    ) -> Sentence:
        forms, starts, ends = draft.forms, draft.starts, draft.ends
        names = self._network.labels["dep"]
        deps = [names[label] for label in labels.tolist()]
        lemmas = self.lemmas.of_all(forms, tags["upos"], tags["xpos"])
        above = heads.tolist()
        mend(forms, tags["upos"], tags["xpos"], above, deps)
        tokens = tuple(
            map(
                Token, range(len(forms)), starts, ends, forms, lemmas,
                tags["upos"], tags["xpos"], tags["feats"], above, deps,
            )
        )  # fmt: skip
        return Sentence(starts[0], ends[-1], tokens, draft.vectors)


def _window(paragraph: Paragraph, begin: int) -> Window:
    """As many words from `begin` on as fit, at least one; if some are left, up to a plain sentence end."""
    pieces, end, words = 2, begin, paragraph.pieces
    while end < len(words) and (pieces + len(words[end]) <= WINDOW_PIECES or end == begin):
        pieces += len(words[end])
        end += 1
    if end == len(words):
        return Window(paragraph, begin, end)
    left = pieces
    for cut in range(end, begin, -1):
        if left < LEAST_FILLED * WINDOW_PIECES:
            break
        if _ends_plainly(paragraph, cut):
            return Window(paragraph, begin, cut, complete=True)
        left -= len(words[cut - 1])
    return Window(paragraph, begin, end)


def _ends_plainly(paragraph: Paragraph, cut: int) -> bool:
    """Whether a full stop stands before `cut` and, after a space, a capital after it."""
    spaced = paragraph.starts[cut] > paragraph.ends[cut - 1]
    return spaced and paragraph.forms[cut - 1] in STOPS and paragraph.forms[cut][:1].isupper()


def _cut(window: Window) -> list[Draft]:
    """The sentences of a window."""
    assert window.starts is not None
    size = window.end - window.begin
    edges = [0, *(np.flatnonzero(window.starts[1:size]) + 1).tolist(), size]
    return [Draft(window, a, b) for a, b in pairwise(edges)]
