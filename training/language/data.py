"""CoNLL-U treebanks become batches of running text for the parser.

A `Word` row keeps what UD says and what the raw text looks like (space before it).  Words of a
multiword token whose parts spell the token ("do" + "n't") are pieces of it without space between.
"""

from __future__ import annotations

import lzma
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from demarche.language.pieces import Pieces, shape_of
from training.language.model import POSITIONS

IGNORE = -100
NAME_TYPES = {"person": "PER", "organization": "ORG", "place": "LOC"}
NAME_PARTS = {"PROPN", "ADP", "DET", "CCONJ", "PUNCT", "ADJ", "NUM", "PART", "NOUN"}
NAME_LENGTH = 8  # longer "names" of GUM are descriptions with a name in them


@dataclass(frozen=True, slots=True)
class Word:
    """One syntactic word: `head` counts from 0 in the sentence, -1 for the root."""

    form: str
    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    dep: str
    space_before: bool
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Gold:
    """One sentence of a treebank; `opens` says that a paragraph begins with it."""

    words: tuple[Word, ...]
    document: str
    opens: bool


@dataclass(slots=True)
class Labels:
    """The label inventories, in a fixed order (the first of each is the commonest)."""

    upos: list[str] = field(default_factory=list)
    xpos: list[str] = field(default_factory=list)
    feats: list[str] = field(default_factory=list)
    dep: list[str] = field(default_factory=list)
    name: list[str] = field(
        default_factory=lambda: ["O", *(f"{p}-{t}" for t in ("PER", "ORG", "LOC") for p in "BI")]
    )

    @classmethod
    def of(cls, sentences: Sequence[Gold]) -> Labels:
        """The labels seen at least 3 times (rarer ones teach nothing and cost a row each)."""
        labels = cls()
        for kind in ("upos", "xpos", "feats", "dep"):
            counts = Counter(getattr(word, kind) for sentence in sentences for word in sentence.words)
            setattr(labels, kind, [label for label, n in counts.most_common() if n >= 3])
        return labels

    def as_dict(self) -> dict[str, list[str]]:
        return {kind: getattr(self, kind) for kind in ("upos", "xpos", "feats", "dep", "name")}


def read(path: Path) -> list[Gold]:
    """All sentences of a CoNLL-U file (plain or .xz), in order."""
    opener = lzma.open if path.suffix == ".xz" else open
    sentences: list[Gold] = []
    document, opens, rows = path.name, True, []
    names = False
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line.startswith("# newdoc"):
                document, opens = line.partition("=")[2].strip() or f"{path.name}:{len(sentences)}", True
            elif line.startswith("# newpar") and not line.startswith("# newpar_block"):
                opens = True
            elif line.startswith("# global.Entity"):
                names = True
            elif line and line[0] != "#":
                rows.append(line.split("\t"))
            elif not line and rows:
                sentences.append(Gold(_words(rows, names), document, opens))
                opens, rows = False, []
    if rows:
        sentences.append(Gold(_words(rows, names), document, opens))
    return sentences


def _words(rows: list[list[str]], names: bool) -> tuple[Word, ...]:
    space_after: dict[int, bool] = {}
    for row in rows:
        if "-" in row[0]:
            first, last = map(int, row[0].split("-"))
            for inner in range(first, last):
                space_after[inner] = False
            space_after[last] = "SpaceAfter=No" not in row[9]
    words, glued = [], False
    real = [row for row in rows if row[0].isdigit()]
    tags = _names(real) if names else [None] * len(real)
    for row, name in zip(real, tags, strict=True):
        head = int(row[6]) - 1
        dep = "root" if head < 0 else row[7]
        words.append(Word(row[1], row[2], row[3], row[4], row[5], head, dep, not glued, name))
        glued = not space_after.get(int(row[0]), "SpaceAfter=No" not in row[9])
    return tuple(words)


def _names(rows: list[list[str]]) -> list[str]:
    """BIO name tags from GUM's entity brackets: outermost spans that a proper noun heads."""
    spans, stack = [], []
    for i, row in enumerate(rows):
        found = re.search(r"(?:^|\|)Entity=([^|]+)", row[9])
        for opening, closing in re.findall(r"\((\d+-[^()]+)|(\d+)\)", found[1]) if found else []:
            if opening:
                stack.append((opening.split("-")[0], opening.split("-")[1], i))
                if re.search(re.escape("(" + opening) + r"\)", found[1]):
                    spans.append((stack[-1][2], i + 1, stack.pop()[1]))
            elif closing:
                for depth in range(len(stack) - 1, -1, -1):
                    if stack[depth][0] == closing:
                        _, kind, start = stack.pop(depth)
                        spans.append((start, i + 1, kind))
                        break
    tags = ["O"] * len(rows)
    for start, end, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
        while start < end and (rows[start][3] in ("DET", "PUNCT") or rows[start][1].islower()):
            start += 1
        while start < end and rows[end - 1][3] in ("PART", "PUNCT"):
            end -= 1
        inside = range(start, end)
        heads = [i for i in inside if not start < int(rows[i][6]) <= end or int(rows[i][6]) == 0]
        if (
            kind not in NAME_TYPES
            or not inside
            or len(inside) > NAME_LENGTH
            or any(tags[i] != "O" for i in inside)
        ):
            continue
        if rows[heads[0] if heads else start][3] == "PROPN" and all(
            rows[i][3] in NAME_PARTS or rows[i][4] in ("NNP", "NNPS") for i in inside
        ):
            for i in inside:
                tags[i] = ("B-" if i == start else "I-") + NAME_TYPES[kind]
    return tags


def chunks(
    sentences: Sequence[Gold], rng: random.Random, *, most: int = 6, longest: int = 200
) -> Iterator[list[Gold]]:
    """Runs of 1 to `most` neighbouring sentences of one document, mostly of one paragraph."""
    current: list[Gold] = []
    size = rng.randint(1, most)
    for sentence in sentences:
        crosses = current and (
            sentence.document != current[0].document
            or (sentence.opens and rng.random() < 0.85)
            or sum(len(s.words) for s in current) + len(sentence.words) > longest
        )
        if current and (crosses or len(current) >= size):
            yield current
            current, size = [], rng.randint(1, most)
        current.append(sentence)
    if current:
        yield current


QUOTES = [("“", "”", "‘", "’"), ('"', '"', "'", "'")]
STOPS = {".", "!", "?", "…"}


def augment(chunk: list[Gold], rng: random.Random) -> list[Gold]:
    """The chunk as other typists would have written it: case, quotes, a missing last stop."""
    chance = rng.random()
    if chance < 0.04:
        chunk = [_spelt(s, str.lower) for s in chunk]
    elif chance < 0.06:
        chunk = [_spelt(s, str.upper) for s in chunk]
    elif chance < 0.08:
        chunk = [_spelt(s, lambda form: form[:1].upper() + form[1:]) for s in chunk]
    if rng.random() < 0.15:
        chunk = [_quoted(s, rng.randint(0, 1)) for s in chunk]
    if rng.random() < 0.08:
        last = chunk[-1].words
        if len(last) > 2 and last[-1].form in STOPS and all(word.head != len(last) - 1 for word in last):
            chunk = [*chunk[:-1], replace(chunk[-1], words=last[:-1])]
    return chunk


def _spelt(sentence: Gold, spell: object) -> Gold:
    return replace(sentence, words=tuple(replace(w, form=spell(w.form)) for w in sentence.words))  # type: ignore[operator]


def _quoted(sentence: Gold, style: int) -> Gold:
    """Curly quotes by their tags (`` and '' say the direction), or all straight."""
    opening, closing, single_opening, apostrophe = QUOTES[style]
    words = []
    for word in sentence.words:
        form = word.form
        if word.xpos in ("``", "''") and form in ('"', "“", "”"):
            form = opening if word.xpos == "``" else closing
        elif word.xpos == "``" and form in ("'", "‘"):
            form = single_opening
        elif "'" in form or "’" in form:
            form = form.replace("'", apostrophe).replace("’", apostrophe)
        words.append(replace(word, form=form))
    return replace(sentence, words=tuple(words))


class Batcher:
    """Turns chunks into tensors; see `batch` for the fields."""

    def __init__(self, tokenizer: Tokenizer, labels: Labels) -> None:
        self.pieces = Pieces(tokenizer)
        self.labels = labels
        self.index = {kind: {label: i for i, label in enumerate(of)} for kind, of in labels.as_dict().items()}

    def length(self, chunk: list[Gold]) -> int:
        return 2 + sum(len(self.pieces.of(word.form)) for sentence in chunk for word in sentence.words)

    def batches(
        self, found: list[list[Gold]], rng: random.Random, *, pieces: int = 1200
    ) -> Iterator[list[list[Gold]]]:
        """Groups chunks of about the same length so that a batch holds about `pieces` pieces with padding.

        Those that are longer than the encoder has places for are left out.
        """
        lengths = [self.length(chunk) for chunk in found]
        order = sorted((n * rng.uniform(0.9, 1.1), i) for i, n in enumerate(lengths) if n <= POSITIONS)
        groups: list[list[list[Gold]]] = [[]]
        for _, i in order:
            group = groups[-1]
            longest = max([self.length(c) for c in group] + [self.length(found[i])])
            if group and longest * (len(group) + 1) > pieces:
                group = []
                groups.append(group)
            group.append(found[i])
        rng.shuffle(groups)
        yield from groups

    def batch(self, group: list[list[Gold]]) -> dict[str, torch.Tensor]:
        """ids, shape, mask: (chunks, pieces); first, last, word_shape, word_mask and labels: (chunks, words).

        `head` is an index in the chunk's words plus 1, 0 being the root; `sentence` numbers the
        sentence of each word in its chunk; `start` is 1 at the first word of a sentence.
        """
        width = max(self.length(chunk) for chunk in group)
        longest = max(sum(len(s.words) for s in chunk) for chunk in group)
        rows = len(group)
        out = {name: np.zeros((rows, width), np.int64) for name in ("ids", "shape")}
        out["mask"] = np.zeros((rows, width), bool)
        for name in ("first", "last", "word_shape"):
            out[name] = np.zeros((rows, longest), np.int64)
        out["word_mask"] = np.zeros((rows, longest), bool)
        for name in ("upos", "xpos", "feats", "dep", "name", "head", "start"):
            out[name] = np.full((rows, longest), IGNORE, np.int64)
        out["sentence"] = np.full((rows, longest), -1, np.int64)
        for r, chunk in enumerate(group):
            self._fill(out, r, chunk)
        return {name: torch.from_numpy(array) for name, array in out.items()}

    def _fill(self, out: dict[str, np.ndarray], r: int, chunk: list[Gold]) -> None:
        place, w = 1, 0
        out["ids"][r, 0] = self.pieces.cls
        for number, sentence in enumerate(chunk):
            base = w
            for word in sentence.words:
                ids = self.pieces.of(word.form)
                shape = shape_of(word.form, word.space_before)
                out["ids"][r, place : place + len(ids)] = ids
                out["shape"][r, place : place + len(ids)] = shape
                out["first"][r, w], out["last"][r, w] = place, place + len(ids) - 1
                out["word_shape"][r, w], out["word_mask"][r, w] = shape, True
                for kind in ("upos", "xpos", "feats", "dep", "name"):
                    out[kind][r, w] = self.index[kind].get(getattr(word, kind), IGNORE)
                out["head"][r, w] = 0 if word.head < 0 else base + word.head + 1
                out["sentence"][r, w], out["start"][r, w] = number, w == base
                place, w = place + len(ids), w + 1
        out["ids"][r, place] = self.pieces.sep
        out["mask"][r, : place + 1] = True
