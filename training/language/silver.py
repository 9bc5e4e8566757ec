"""Parses of open text by a parser, to learn from: `python -m training.language.silver FOLDER NEWS OUT`.

The texts are the passages of `training/corpus` and of the marked open news; OUT is a treebank in CoNLL-U, one
document a passage, whose trees and tags are the parser's. A smaller network learns from it what the
treebanks alone are too few to teach (`distil.py`).
"""

from __future__ import annotations

import argparse
import lzma
from collections.abc import Iterator
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from demarche.language.parser import ShippedParser
from demarche.model import Sentence
from training.corpus import standoff
from training.corpus.markup import Passage, passages

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
TOGETHER = 200  # texts a call


def texts(news: Path) -> list[str]:
    """Each text once, in order."""
    own = [passage.text for _, passage in passages(CORPUS) if isinstance(passage, Passage)]
    real = [passage.text for _, passage in standoff.passages(news)]
    return list(dict.fromkeys(own + real))


def lines(number: int, sentences: tuple[Sentence, ...], text: str) -> Iterator[str]:
    """The sentences of a text as CoNLL-U."""
    yield f"# newdoc id = {number}"
    yield "# newpar"
    for sentence in sentences:
        for token in sentence.tokens:
            glued = token.end < len(text) and not text[token.end].isspace()
            yield "\t".join(
                (
                    str(token.i + 1), token.text, token.lemma, token.upos, token.xpos, token.feats or "_",
                    str(token.head + 1), token.dep, "_", "SpaceAfter=No" if glued else "_",
                )
            )  # fmt: skip
        yield ""


def parsed(folder: Path, group: list[tuple[int, str]]) -> str:
    """The treebank of numbered texts."""
    found = ShippedParser(folder).parse([text for _, text in group])
    return "".join(
        line + "\n"
        for (number, text), sentences in zip(group, found, strict=True)
        for line in lines(number, sentences, text)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the parser's model files")
    parser.add_argument("news", type=Path)
    parser.add_argument("out", type=Path, help="a file ending in .conllu.xz")
    options = parser.parse_args()
    numbered = list(enumerate(texts(options.news)))
    groups = [numbered[at : at + TOGETHER] for at in range(0, len(numbered), TOGETHER)]
    with get_context("spawn").Pool(2) as pool, lzma.open(options.out, "wt", preset=0) as out:
        for done, block in enumerate(pool.imap(partial(parsed, options.folder), groups), 1):
            out.write(block)
            print(f"{done} of {len(groups)}", flush=True)


if __name__ == "__main__":
    main()
