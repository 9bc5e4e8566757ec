"""Text becomes parsed sentences: tokens, tags, lemmas and Universal Dependencies.

    parser = demarche.language.load()
    sentences = parser.parse(["Japan expelled a Russian consul."])[0]

`load("en_core_web_sm")` (any spaCy pipeline with UD labels, by name or path) puts another parser in
the shipped one's place; `spacy_pipeline()` gives the shipped one as a spaCy `Language`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from demarche.language.parser import Parser

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["Parser", "load", "spacy_pipeline"]


def load(pipeline: str | None = None, *, threads: int = 1) -> Parser:
    """The shipped parser, or the spaCy pipeline of that name or path behind the same interface.

    `threads`: threads of the shipped parser; its output does not depend on them.

    Raises `ModelError` where files are missing or damaged, or the pipeline cannot be loaded.
    """
    if pipeline is None:
        from demarche.language.parser import ShippedParser

        return ShippedParser(threads=threads)
    from demarche.language.spacy_bridge import SpacyParser

    return SpacyParser.load(pipeline)


def spacy_pipeline(*, threads: int = 1) -> Language:
    """The shipped parser as a spaCy pipeline: `nlp(text)` gives a `Doc` with UD tags, lemmas and trees."""
    from demarche.language.spacy_bridge import pipeline

    return pipeline(threads=threads)
