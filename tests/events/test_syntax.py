"""Slots: who stands where around a verb or noun, in every voice."""

from __future__ import annotations

import pytest

from demarche.events.syntax import Clauses
from demarche.language import load
from demarche.model import Sentence, Token


@pytest.fixture(scope="module")
def parser():  # type: ignore[no-untyped-def]
    return load()


def _slot(parser, text: str, trigger: str, slot: str) -> set[str]:  # type: ignore[no-untyped-def]
    (sentence,) = parser.parse([text])[0]
    clauses = Clauses(sentence)
    i = next(token.i for token in clauses.tokens if token.text == trigger)
    return {clauses.tokens[j].text for j in clauses.slots(i).get(slot)}


@pytest.mark.parametrize(
    ("text", "trigger", "slot", "word"),
    [
        ("Japan expelled a Russian consul.", "expelled", "subj", "Japan"),
        ("Japan expelled a Russian consul.", "expelled", "obj", "consul"),
        ("A consul was expelled by Japan.", "expelled", "subj", "Japan"),
        ("A consul was expelled by Japan.", "expelled", "obj", "consul"),
        ("The expulsion of a diplomat angered Tokyo.", "expulsion", "of", "diplomat"),
        ("Russia's expulsion of a diplomat angered Tokyo.", "expulsion", "poss", "Russia"),
        ("Tokyo summoned the envoy and demanded an apology.", "demanded", "subj", "Tokyo"),
        ("Rebels launched an attack on the base.", "attack", "verb_subj", "Rebels"),
        ("Rebels launched an attack on the base.", "attack", "on", "base"),
        ("France imposed sanctions on Mali.", "imposed", "on", "Mali"),
        ("The minister, who condemned the raid, left.", "condemned", "subj", "minister"),
    ],
)
def test_slots(parser, text: str, trigger: str, slot: str, word: str) -> None:  # type: ignore[no-untyped-def]
    assert word in _slot(parser, text, trigger, slot)


def test_a_cycle_or_a_missing_head_does_no_harm() -> None:
    """Another parser may give broken trees; slots must still come to an end."""
    tokens = tuple(
        Token(i, 2 * i, 2 * i + 1, "a", "a", "VERB", "VB", "_", (i + 1) % 3, "xcomp") for i in range(3)
    )
    clauses = Clauses(Sentence(0, 6, tokens))
    for i in range(3):
        clauses.slots(i)
        assert clauses.tree.subtree(i) == [0, 1, 2]
        assert len(list(clauses.tree.ancestors(i))) <= 3
