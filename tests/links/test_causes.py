"""Causes and effects in general."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from benchmarks.floors import sunk

from demarche.errors import ModelError
from demarche.links import causes
from demarche.links.causes import BEGINS, INSIDE, OUTSIDE, CauseFinder, best_spans, networks


@pytest.fixture(scope="module")
def finder() -> CauseFinder:
    return CauseFinder()


@pytest.mark.parametrize(
    ("text", "cause", "effect"),
    [
        ("Flights were cancelled because of the strike.", "strike", "cancelled"),
        ("Protesters blocked the road after police killed a farmer.", "killed", "blocked"),
        ("A rise in bread prices led to riots in the capital.", "rise", "riots"),
    ],
)
def test_cause_and_effect_are_told_apart(finder: CauseFinder, text: str, cause: str, effect: str) -> None:
    (spans,) = finder.find([text])
    assert any(cause in one.span.text for one in spans if one.kind == "cause")
    assert any(effect in one.span.text for one in spans if one.kind == "effect")


def test_a_plain_sentence_has_none(finder: CauseFinder) -> None:
    text = "The town lies on a river and has a small university."
    assert finder.find([text]) == [[]]


def test_spans_are_words_of_the_text_and_texts_do_not_mix(finder: CauseFinder) -> None:
    texts = [
        "Flights were cancelled because of the strike.",
        "",
        "It rained. Troops fired after protesters threw stones.",
    ]
    together = finder.find(texts)
    assert together == [finder.find([text])[0] for text in texts]
    for text, spans in zip(texts, together, strict=True):
        assert all(text[one.span.start : one.span.end] == one.span.text for one in spans)


def test_no_span_goes_on_that_has_not_begun() -> None:
    scores = np.log(np.full((4, 3), 0.1, np.float32))
    scores[[0, 1, 2, 3], [INSIDE, OUTSIDE, BEGINS, INSIDE]] = 0
    assert best_spans(scores) == [(2, 4)]


def test_a_damaged_file_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "causes.npz").write_bytes(b"no weights")
    monkeypatch.setattr(causes, "files", lambda _: tmp_path)
    networks.cache_clear()
    try:
        with pytest.raises(ModelError, match="Reinstall demarche"):
            networks()
    finally:
        networks.cache_clear()


def test_spans_of_the_causal_news_corpus_stay_above_their_floor(shared: Path) -> None:
    if not (shared / "data" / "links" / "causal_news.jsonl").is_file():
        pytest.skip("needs ../shared/data/links/causal_news.jsonl, which is not there")
    assert sunk("causes") == {}
