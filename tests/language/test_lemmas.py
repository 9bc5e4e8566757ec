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
        ("extradited", "VERB", "VBN", "extradite"),
        ("visited", "VERB", "VBD", "visit"),
        ("revoking", "VERB", "VBG", "revoke"),
        ("severed", "VERB", "VBD", "sever"),
        ("toppled", "VERB", "VBD", "topple"),
        ("conceding", "VERB", "VBG", "concede"),
        ("postponed", "VERB", "VBN", "postpone"),
        ("stonewalled", "VERB", "VBD", "stonewall"),
        ("patrolling", "VERB", "VBG", "patrol"),
        ("emphasised", "VERB", "VBD", "emphasise"),
        ("agreed", "VERB", "VBD", "agree"),
        ("coming", "VERB", "VBG", "come"),
        ("singing", "VERB", "VBG", "sing"),
        ("besieged", "VERB", "VBN", "besiege"),
        ("required", "VERB", "VBD", "require"),
        ("shot", "VERB", "VBD", "shoot"),
        ("fled", "VERB", "VBD", "flee"),
        ("overthrown", "VERB", "VBN", "overthrow"),
        ("withheld", "VERB", "VBD", "withhold"),
        ("trafficking", "VERB", "VBG", "traffic"),
        ("safer", "ADJ", "JJR", "safe"),
    ],
)
def test_lemmas(parser: ShippedParser, form: str, upos: str, xpos: str, lemma: str) -> None:
    assert parser.lemmas.of(form, upos, xpos) == lemma
