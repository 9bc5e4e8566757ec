"""Lemmas by table and by rule."""

from __future__ import annotations

import pytest

from demarche.language.parser import ShippedParser


@pytest.mark.parametrize(
    ("form", "upos", "xpos", "lemma"),
    [
        ("expelled", "VERB", "VBD", "expel"),
        ("accused", "VERB", "VBD", "accuse"),
        ("ordering", "VERB", "VBG", "order"),
        ("detained", "VERB", "VBN", "detain"),
        ("stopped", "VERB", "VBD", "stop"),
        ("imposed", "VERB", "VBD", "impose"),
        ("condemns", "VERB", "VBZ", "condemn"),
        ("denies", "VERB", "VBZ", "deny"),
        ("seized", "VERB", "VBN", "seize"),
        ("was", "AUX", "VBD", "be"),
        ("n't", "PART", "RB", "not"),
        ("n’t", "PART", "RB", "not"),
        ("embassies", "NOUN", "NNS", "embassy"),
        ("women", "NOUN", "NNS", "woman"),
        ("States", "PROPN", "NNPS", "State"),
        ("Russian", "ADJ", "JJ", "Russian"),
        ("Moscow", "PROPN", "NNP", "Moscow"),
        ("withdrew", "VERB", "VBD", "withdraw"),
        ("toughest", "ADJ", "JJS", "tough"),
        ("retaliating", "VERB", "VBG", "retaliate"),
        ("The", "DET", "DT", "the"),
        ("pledging", "VERB", "VBG", "pledge"),
        ("regrets", "VERB", "VBD", "regret"),  # a wrong tag
    ],
)
def test_lemmas(parser: ShippedParser, form: str, upos: str, xpos: str, lemma: str) -> None:
    assert parser.lemmas.of(form, upos, xpos) == lemma
