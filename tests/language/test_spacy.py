"""The shipped parser as a spaCy pipeline, and spaCy pipelines in the shipped parser's place."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from demarche import language
from demarche.errors import ModelError
from demarche.language.parser import ShippedParser
from demarche.language.spacy_bridge import VECTORS, SpacyParser, sentences

TEXT = (
    "  Japan's cabinet ordered a consul to leave.\n\nMoscow  hasn't answered\nyet. “We won't go,” he said. "
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return language.spacy_pipeline()


def test_a_doc_says_what_the_parser_says(nlp: Language, parser: ShippedParser) -> None:
    doc = nlp(TEXT)
    assert doc.text == TEXT
    assert sentences(doc) == parser.parse([TEXT])[0]
    root = next(token for token in doc if token.lemma_ == "order")
    assert (root.dep_, root.pos_, root.morph.get("Tense")) == ("ROOT", "VERB", ["Past"])
    assert doc.user_data[VECTORS].shape == (len(doc), 384)


@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=80))
def test_any_text_becomes_a_doc(nlp: Language, text: str) -> None:
    assert nlp(text).text == text


def test_docs_in_a_stream(nlp: Language) -> None:
    texts = ["Iran answered.", "", " \n", "Oman waited. It rained."]
    assert [len(list(doc.sents)) if len(doc) else 0 for doc in nlp.pipe(texts)] == [1, 0, 1, 2]


def test_another_tokeniser_is_told(nlp: Language) -> None:
    doc = spacy.blank("en")("The ex-minister left.")
    with pytest.raises(ModelError, match="another tokeniser made it"):
        nlp.get_pipe("demarche")(doc)


@Language.component("left_to_right")
def left_to_right(doc: spacy.tokens.Doc) -> spacy.tokens.Doc:
    """A parser for tests: the first word is the root, every other word hangs on the one before it."""
    for token in doc:
        token.head = doc[max(token.i - 1, 0)]
        token.dep_ = "dep" if token.i else "ROOT"
        token.pos_ = "X"
    return doc


def test_any_pipeline_can_be_put_in_place(tmp_path: Path) -> None:
    other = spacy.blank("en")
    other.add_pipe("left_to_right")
    other.to_disk(tmp_path / "other")
    parser = language.load(str(tmp_path / "other"))
    assert isinstance(parser, SpacyParser)
    (sentence,) = parser.parse(["Peru \n thanked Chile"])[0]
    assert [(token.text, token.head, token.dep) for token in sentence.tokens] == [
        ("Peru", -1, "root"),
        ("thanked", 0, "dep"),
        ("Chile", 1, "dep"),
    ]
    assert sentence.vectors is None


def test_a_pipeline_without_trees_is_told() -> None:
    with pytest.raises(ModelError, match="no dependency trees"):
        SpacyParser(spacy.blank("en")).parse(["Peru thanked Chile."])
