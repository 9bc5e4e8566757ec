"""Weekdays of agency copy hang on their verbs."""

from __future__ import annotations

import pytest

from demarche.language.mending import mend
from demarche.language.parser import ShippedParser


@pytest.fixture(scope="module")
def parser() -> ShippedParser:
    return ShippedParser()


@pytest.mark.parametrize(
    ("text", "subject", "day"),
    [
        (
            "The Norwegian government Saturday strongly condemned two attacks in Chad.",
            "government",
            "Saturday",
        ),
        ("Police Friday arrested two leaders of the opposition.", "Police", "Friday"),
        ("The Security Council Wednesday condemned the raid.", "Council", "Wednesday"),
        ("The king Monday rejected the offer.", "king", "Monday"),
        ("The Chadian army Monday shelled two villages.", "army", "Monday"),
    ],
)
def test_a_bare_weekday_is_when_it_was_done(parser: ShippedParser, text: str, subject: str, day: str) -> None:
    (sentence,) = parser.parse([text])[0]
    at = {token.text: token for token in sentence.tokens}
    verb = next(token for token in sentence.tokens if token.head < 0)
    assert (at[day].dep.split(":")[0], at[day].head) == ("obl", verb.i)
    assert (at[subject].dep, at[subject].head) == ("nsubj", verb.i)


def mended(words: str, heads: list[int], deps: list[str]) -> tuple[list[int], list[str]]:
    """Words as form/UPOS/XPOS."""
    forms, upos, xpos = zip(*(word.split("/") for word in words.split()), strict=True)
    mend(forms, upos, xpos, heads, deps)
    return heads, deps


def test_a_weekday_taken_for_the_subject_gives_it_back() -> None:
    heads, deps = mended(
        "Police/NOUN/NNS Friday/PROPN/NNP arrested/VERB/VBD him/PRON/PRP",
        [1, 2, -1, 2],
        ["compound", "nsubj", "root", "obj"],
    )
    assert (heads, deps) == ([2, 2, -1, 2], ["nsubj", "obl:unmarked", "root", "obj"])


def test_days_with_a_name_and_days_of_nouns_stay() -> None:
    for words, heads, deps in (
        (
            "Easter/PROPN/NNP Sunday/PROPN/NNP was/AUX/VBD quiet/ADJ/JJ",
            [1, 3, 3, -1], ["compound", "nsubj", "cop", "root"],
        ),
        (
            "The/DET/DT vote/NOUN/NN Friday/PROPN/NNP on/ADP/IN aid/NOUN/NN failed/VERB/VBD",
            [1, 5, 1, 4, 1, -1], ["det", "nsubj", "nmod:unmarked", "case", "nmod", "root"],
        ),
    ):  # fmt: skip
        before = (list(heads), list(deps))
        assert mended(words, heads, deps) == before
