"""How text splits into words as Universal Dependencies has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demarche.language.affixes import Affixes
from demarche.language.pieces import SHAPES, shape_of
from demarche.language.splitter import splitter

Split = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def split() -> Split:
    return splitter()


@pytest.mark.parametrize(
    "words",
    [
        "do n't",
        "wo n’t",
        "Japan 's",
        "pro-Beijing",
        "ex-minister ,",
        "co-wrote",
        "state - run",
        "F - 16",
        "and / or",
        "!!!",
        "`` We",
        "go , ''",
        "--",
        "555-0199",
        "Capt.",
        "etc. ,",
        "etc .",
        "7:30 pm",
        "U.S.",
        "“ We",
        "go . ”",
        "$ 10",
        "5 – 6",
        "can not",
        "said --",
        "( EU ) ,",
        "al.",
        "Sat.",
        "n/a",
    ],
)
def test_stretches(split: Split, words: str) -> None:
    assert split(words.replace(" ", "")) == words.split()


@settings(max_examples=300, deadline=None)
@given(stretch=st.text(min_size=1, max_size=40).filter(lambda text: not any(c.isspace() for c in text)))
def test_words_joined_are_the_stretch(split: Split, stretch: str) -> None:
    words = split(stretch)
    assert "".join(words) == stretch and all(words)


@given(word=st.text(min_size=1, max_size=20), space=st.booleans())
def test_every_word_has_a_shape(word: str, space: bool) -> None:
    assert 1 <= shape_of(word, space) < SHAPES


STRETCHES = st.lists(
    st.sampled_from(
        [
            "Russia", "can't", "U.S.", "e.g.", "don’t", ":-)", "$10", "km²", "7pm", "http://a.org/b?c=1",
            "a@b.fr", "'s", "—", "-", "...", "(", ")", "“", "”", "\"", ",", ".", "/", "10,000", "F-16", "'em",
            "Ph.D.", "é",
        ]
    ),
    min_size=1,
    max_size=4,
).map("".join)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(stretch=STRETCHES)
def test_the_rules_split_as_spacy_does(stretch: str) -> None:
    assert affixes().split(stretch) == [token.text for token in tokenizer()(stretch)]


@cache
def affixes() -> Affixes:
    return Affixes.read()


@cache
def tokenizer() -> Callable[[str], Iterable[Any]]:
    import spacy

    return spacy.blank("en").tokenizer
