"""Slots: who stands where around a verb or noun, in every voice; and the sides that grammar puts right."""

from __future__ import annotations

import numpy as np
import pytest

from demarche.events.sides import sides
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
        ("Two sailors were seized by soldiers and taken to a prison.", "taken", "obj", "sailors"),
        ("Two sailors were seized by soldiers and taken to a prison.", "taken", "subj", "soldiers"),
        ("A man described by Reuters as jailed in Chad was freed.", "jailed", "obj", "man"),
    ],
)
def test_slots(parser, text: str, trigger: str, slot: str, word: str) -> None:  # type: ignore[no-untyped-def]
    assert word in _slot(parser, text, trigger, slot)


def test_what_a_passive_relative_clause_is_about_does_it_only_if_it_happened_in_it(parser) -> None:  # type: ignore[no-untyped-def]
    assert _slot(parser, "The deal that was signed in Fiji bans whaling.", "signed", "subj") == set()
    assert _slot(parser, "Fiji shut the school whose teacher was arrested.", "arrested", "subj") == set()
    raid = "A raid in which two soldiers were killed angered Fiji."
    assert _slot(parser, raid, "killed", "subj") == {"raid"}


@pytest.mark.parametrize(
    ("text", "trigger", "event", "marked", "right"),
    [
        pytest.param(
            "Fiji endured an attack on Monday.", "attack", "ASSAULT", ("Fiji", ""), ("", "Fiji"), id="endured"
        ),
        pytest.param(
            "Fiji survived an attack on Monday.",
            "attack",
            "ASSAULT",
            ("Fiji", ""),
            ("", "Fiji"),
            id="survived",
        ),
        pytest.param(
            "Fiji undergoes an attack.", "attack", "ASSAULT", ("Fiji", ""), ("", "Fiji"), id="undergoes"
        ),
        pytest.param(
            "Fiji asked Tonga to enforce the embargo imposed by the League.",
            "asked",
            "REQUEST",
            ("Fiji League", "Tonga"),
            ("Fiji", "Tonga"),
            id="who does something else",
        ),
        pytest.param(
            "Fiji arrested two sailors in Samoa.",
            "arrested",
            "COERCE",
            ("Fiji Samoa", "sailors"),
            ("Fiji", "sailors"),
            id="where it happens",
        ),
        pytest.param(
            "Fiji will bomb Tonga if Samoa falls.",
            "bomb",
            "ASSAULT",
            ("Fiji", "Tonga Samoa"),
            ("Fiji", "Tonga"),
            id="on condition that",
        ),
        pytest.param(
            "Fiji would bomb Tonga unless Samoa gave way.",
            "bomb",
            "ASSAULT",
            ("Fiji", "Tonga Samoa"),
            ("Fiji", "Tonga"),
            id="unless",
        ),
        pytest.param(
            "Tonga said that Fiji condemned the raid.",
            "condemned",
            "ACCUSE",
            ("Tonga Fiji", ""),
            ("Fiji", ""),
            id="the subject of a word of blame blames",
        ),
    ],
)
def test_sides(  # type: ignore[no-untyped-def]
    parser, text: str, trigger: str, event: str, marked: tuple[str, str], right: tuple[str, str]
) -> None:
    """`marked`, `right`: the doers and the sufferers, before and after grammar has put them right."""
    (sentence,) = parser.parse([text])[0]
    clauses = Clauses(sentence)
    at = {token.text: token.i for token in clauses.tokens}
    doers, sufferers = ([at[word] for word in words.split()] for words in marked)
    even = np.zeros(len(at))
    found = sides(
        clauses, at[trigger], event, (doers, sufferers), (even, even), is_somebody=lambda head: True
    )
    assert (
        tuple(" ".join(clauses.tokens[i].text for i in heads) for heads in (found.doers, found.sufferers))
        == right
    )


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
