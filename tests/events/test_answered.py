"""What is told as an answer, and what it answers: two acts, of two authors, each with its own day."""

from __future__ import annotations

import datetime as dt

import pytest

from demarche.events.answering import takes_part
from demarche.events.syntax import Clauses
from demarche.language import load
from demarche.model import CodedReport, Event, countries_of
from demarche.reports import read_row
from demarche.runners.step import Coder

pytestmark = pytest.mark.usefixtures("rules_alone")

PUBLISHED = "1987-10-20"  # a Tuesday


def events_of(coder: Coder, text: str) -> dict[str, Event]:
    """Trigger to event."""
    (coded,) = coder.code([read_row({"id": "one", "text": text, "published": PUBLISHED})])
    assert isinstance(coded, CodedReport)
    return {event.trigger.text: event for event in coded.events}


def sides_of(event: Event) -> tuple[str, str]:
    return tuple("+".join(sorted(countries_of(side))) for side in (event.actor, event.recipient))


@pytest.mark.parametrize(
    ("text", "answer", "sides", "answered", "others"),
    [
        pytest.param(
            "Norway struck a Chadian base on Monday in retaliation for a strike on a Norwegian tanker.",
            "struck", ("NOR", "TCD"), "strike", ("", "NOR"), id="a verb and a noun of one family",
        ),
        pytest.param(
            "Norway said its forces destroyed the platform on Monday in retaliation for a Chadian attack on "
            "a Norwegian ship.",
            "destroyed", ("NOR", ""), "attack", ("TCD", "NOR"), id="a verb that no frame knows",
        ),
        pytest.param(
            "The Norwegian attack was in response to a missile strike on the Norwegian tanker Bergen.",
            "attack", ("NOR", ""), "strike", ("", "NOR"), id="its sufferers are not the answer's",
        ),
    ],
)  # fmt: skip
def test_an_act_and_what_it_answers_are_two(
    coder: Coder, text: str, answer: str, sides: tuple[str, str], answered: str, others: tuple[str, str]
) -> None:
    events = events_of(coder, text)
    assert set(events) == {answer, answered}
    assert sides_of(events[answer]) == sides
    assert sides_of(events[answered]) == others
    assert [one.event for one in events[answer].answers] == [events[answered].id]


def test_the_day_after_a_word_of_answering_is_that_of_what_is_answered(coder: Coder) -> None:
    events = events_of(
        coder, "The Norwegian attack was in response to a strike on the Norwegian tanker Bergen on Friday."
    )
    assert events["attack"].date is None
    day = events["strike"].date
    assert day is not None and day.first == day.last == dt.date(1987, 10, 16)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Norway struck the base in retaliation for a raid.", {"struck", "raid"}),
        ("Norway closed the port over the siege.", {"siege"}),
        ("Norway closed the port because Chad shelled it.", {"shelled"}),
        ("Norway responded by closing the port.", {"closing"}),
        ("Norway was responsible for a raid over the border in May.", {"border"}),  # likely, no more
        ("Norway closed the port in May.", set()),
        ("In reply, Norway said nothing.", {"said"}),
    ],
)
def test_words_of_answering_and_reasons(text: str, words: set[str]) -> None:
    ((sentence,),) = load(None).parse([text])
    clauses = Clauses(sentence)
    assert {token.text for token in clauses.tokens if takes_part(clauses, token.i)} == words


def test_what_a_like_measure_answers_is_of_its_kind(coder: Coder) -> None:
    text = (
        "Norway expelled a Chadian consul on Tuesday in retaliation for the expulsion of a Norwegian envoy. "
        "Chad had detained the envoy last week. Norway said it would expel the consul as a corresponding "
        "measure to Chad's actions."
    )
    events = events_of(coder, text)
    assert "actions" in [mention.text for mention in events["expulsion"].mentions]
    assert "actions" not in [mention.text for mention in events["detained"].mentions]


def test_what_is_answered_has_not_the_day_of_its_answer(coder: Coder) -> None:
    events = events_of(
        coder, "Norway announced tariffs on Friday in retaliation for Chad's failure to keep the trade pact."
    )
    assert events["announced"].date is not None
    assert [event.date for event in events.values() if event.event == "REJECT"] == [None]
