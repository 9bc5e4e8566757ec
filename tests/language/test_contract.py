"""What every parser promises, whatever the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demarche.language.parser import ShippedParser
from demarche.model import Sentence

PIECES = [
    "Russia",
    "don't",
    "U.S.",
    "“We",
    "won't”",
    "--",
    "etc.,",
    "pro-Beijing",
    "\n",
    "\n\n",
    "  ",
    ".",
    "10,000",
    "é",
    "𝔘",
    "\u200b",
    "1–2",
]
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=60).map("".join),
)


def check(text: str, sentences: Sequence[Sentence]) -> None:
    """Spans match the text, nothing but white space is left out, and every sentence is one tree."""
    place = 0
    for sentence in sentences:
        tokens = sentence.tokens
        assert tokens and (sentence.start, sentence.end) == (tokens[0].start, tokens[-1].end)
        assert "\n\n" not in text[sentence.start : sentence.end]
        for i, token in enumerate(tokens):
            assert token.i == i and token.text == text[token.start : token.end] != ""
            assert text[place : token.start].strip() == "" and token.start >= place
            assert token.lemma and token.upos and token.xpos and token.feats and token.dep
            assert (
                (token.head == -1) == (token.dep == "root")
                and -1 <= token.head < len(tokens)
                and token.head != i
            )
            place = token.end
        assert sum(token.head == -1 for token in tokens) == 1
        for token in tokens:
            steps, at = 0, token
            while at.head >= 0:
                at, steps = tokens[at.head], steps + 1
                assert steps <= len(tokens), "a cycle"
    assert text[place:].strip() == ""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts=st.lists(TEXTS, min_size=1, max_size=4))
def test_any_text_parses_into_trees_over_its_own_characters(parser: ShippedParser, texts: list[str]) -> None:
    parsed = parser.parse(texts)
    assert len(parsed) == len(texts)
    for text, sentences in zip(texts, parsed, strict=True):
        check(text, sentences)


def test_a_report(parser: ShippedParser) -> None:
    text = "Japan's government ordered a Russian consul to leave.\n\nMoscow hasn't answered\nyet."
    first, second = parser.parse([text])[0]
    assert [token.text for token in first.tokens][:3] == ["Japan", "'s", "government"]
    ordered = next(token for token in first.tokens if token.lemma == "order")
    assert ordered.dep == "root" and ordered.upos == "VERB"
    government = next(token for token in first.tokens if token.text == "government")
    assert (government.dep, government.head) == ("nsubj", ordered.i)
    assert [token.lemma for token in second.tokens] == ["Moscow", "have", "not", "answer", "yet", "."]


def test_no_texts_and_texts_without_words(parser: ShippedParser) -> None:
    assert parser.parse([]) == []
    assert parser.parse(["", " \n\n\t", "\ufeff\n"])[:2] == [(), ()]


def test_word_vectors_come_along(parser: ShippedParser) -> None:
    for sentence in parser.parse(["Iran released the ship. Oman helped."])[0]:
        assert sentence.vectors is not None
        assert sentence.vectors.shape == (len(sentence.tokens), 384) and sentence.vectors.dtype == np.float32
        assert np.isfinite(sentence.vectors).all()


def test_parsing_is_the_same_alone_and_in_company(parser: ShippedParser) -> None:
    texts = [
        f"The minister of country {n} said that talks with its neighbours {'would ' * (n % 2)}go on."
        for n in range(30)
    ]
    assert parser.parse(texts) == [parser.parse([text])[0] for text in texts]


def test_a_blank_line_ends_a_sentence_and_a_single_one_does_not(parser: ShippedParser) -> None:
    wrapped = "The ambassador was told to leave\nthe country within two days of the decision"
    assert len(parser.parse([wrapped])[0]) == 1
    assert len(parser.parse([wrapped.replace("\n", "\r\n \r\n")])[0]) == 2


def test_long_paragraphs_are_cut_at_sentences(parser: ShippedParser) -> None:
    sentence = "The foreign ministry said on Monday that the two envoys had been called in over the remarks. "
    text = sentence * 60
    parsed = parser.parse([text])[0]
    check(text, parsed)
    assert len(parsed) == 60


def test_a_paragraph_without_sentences_still_parses(parser: ShippedParser) -> None:
    text = "and ministers " * 1500
    check(text, parser.parse([text])[0])


def test_a_stretch_without_white_space_is_cut(parser: ShippedParser) -> None:
    text = "x1-" * 3000
    check(text, parser.parse([text])[0])
    assert re.fullmatch(r"\S+", text)


def test_drafts_finished_alone_are_the_sentences_of_the_whole(parser: ShippedParser) -> None:
    texts = [
        "Peru recalled its envoy. Chile did not.",
        "",
        "Nothing of note happened.",
        "Ghana thanked Togo.\n\nIt rained.",
    ]
    whole = parser.parse(texts)
    drafts = parser.draft(texts)
    assert [[draft.forms for draft in text] for text in drafts] == [
        [[token.text for token in sentence.tokens] for sentence in text] for text in whole
    ]
    assert parser.finish([drafts[3], drafts[0]]) == [whole[3], whole[0]]
    assert parser.finish([(), drafts[2][:1]]) == [(), whole[2][:1]]
    ((quiet, told),) = parser.finish([drafts[0]], [[True, False]])
    assert told == whole[0][1]
    assert [token.head for token in quiet.tokens] == [-1, 0, 0, 0, 0]
    assert [(token.lemma, token.upos) for token in quiet.tokens] == [
        (token.lemma, token.upos) for token in whole[0][0].tokens
    ]
    for text, sentences in zip(drafts, whole, strict=True):
        for draft, sentence in zip(text, sentences, strict=True):
            assert np.array_equal(draft.vectors, sentence.vectors)


def test_lines_of_running_text_are_paragraphs(parser: ShippedParser) -> None:
    lead = "OSLO - Norway seized a trawler and took it to port with " + "its nets and " * 12 + "its crew."
    text = f"Norway seizes trawler\n{lead}\nIceland protested."
    sentences = parser.parse([text])[0]
    assert [text[s.start : s.end] for s in sentences] == text.split("\n")
    wrapped = "Norway seized a trawler\non Monday and took it\nto port."
    assert len(parser.parse([wrapped])[0]) == 1
