"""Answers within a report: the right direction whatever the order in the text, and no answer out of mere
sequence.
"""

from __future__ import annotations

import datetime as dt

import pytest

from demarche.links.cued import cued
from demarche.links.lags import lag_between
from demarche.model import CodedReport, DateRange, Event, Report
from demarche.runners.step import Coder


@pytest.fixture(scope="module")
def answers_of(coder: Coder):  # type: ignore[no-untyped-def]
    def find(text: str) -> set[tuple[str, str]]:
        """(word of the answer, word of what it answers) for each answer found."""
        (result,) = coder.code([Report("r", text, published=dt.date(2021, 5, 14))])
        assert isinstance(result, CodedReport)
        by_id = {event.id: event for event in result.events}
        return {
            (word(event), word(by_id[answer.event])) for event in result.events for answer in event.answers
        }

    def word(event: Event) -> str:
        return event.trigger.text.lower()

    return find


@pytest.mark.parametrize(
    ("text", "answer", "answered"),
    [
        (
            "Estonia expelled two Russian diplomats on Tuesday in retaliation for the expulsion of "
            "its consul from St Petersburg.",
            "expelled",
            "expulsion",
        ),
        (
            "In response to the seizure of a Greek tanker by Iran, Greece summoned the Iranian "
            "ambassador.",
            "summoned",
            "seizure",
        ),
        (
            "Mali recalled its ambassador from Paris in protest at the arrest of its finance "
            "minister by French police.",
            "recalled",
            "arrest",
        ),
        (
            "Latvia banned Russian television on Monday. Following the ban, Russia summoned the "
            "Latvian ambassador.",
            "summoned",
            "banned",
        ),
        (
            "Serbia arrested three Kosovo police officers. The arrests drew sharp criticism from the "
            "United States.",
            "criticism",
            "arrested",
        ),
        (
            "India banned Pakistani imports on Monday. The ban prompted Pakistan to expel an Indian "
            "diplomat on Tuesday.",
            "expel",
            "banned",
        ),
        (
            "Chile closed its consulate in Lima on Monday. Peru expelled the Chilean consul on "
            "Wednesday in a tit-for-tat move.",
            "expelled",
            "closed",
        ),
        (
            "Thousands of people marched in Rome on Saturday to protest the bombing of Yemen by "
            "Saudi Arabia.",
            "marched",
            "bombing",
        ),
        (
            "Kenya arrested a Somali diplomat on Sunday. Somalia condemned Kenya on "
            "Monday.",
            "condemned",
            "arrested",
        ),
        (
            "The United States will impose tariffs on Chinese steel on 1 July. China threatened on "
            "Wednesday to take retaliatory measures.",
            "threatened",
            "impose",
        ),
        (
            "The release of the French journalists by Iran paved the way for talks between France and Iran.",
            "talks",
            "release",
        ),
        (
            "Japan agreed to buy American wheat. In return, the United States lifted its tariffs on "
            "Japanese steel.",
            "lifted",
            "agreed",
        ),
        (
            "Chadian guns shelled two villages in Niger on Friday, hours after a roadside bomb killed three "
            "Chadian soldiers near the border. In reply to the shelling, Nigerien rebels fired rockets at a "
            "Chadian town.",
            "fired",
            "shelled",
        ),
        (  # far from the act that the report is about
            "Norway pulled its troops out of Chad on Monday. The base lies north of the capital. It was "
            "built in 2003. Some 300 soldiers had served there. Few will miss the heat. The Nigerien foreign "
            "minister criticised the decision.",
            "criticised",
            "pulled",
        ),
        (
            "Chadian rebels bombed a Norwegian school in June. Nobody was hurt, and few took notice of it. "
            "Retaliating 13 days after the deadly school bombing, Norwegian forces on Thursday fired on two "
            "villages in Chad.",
            "fired",
            "bombed",
        ),
        (  # what the army does is its president's move
            "Chad's president said on Monday that the army would be sent to the border with Niger. The "
            "region is dry. Few people live there. The governors of two provinces of Chad backed the "
            "president's move.",
            "backed",
            "sent",
        ),
        (  # a deed against the accusers' own
            "Chad accused Norwegian troops on Monday of shelling two villages in Chad.",
            "accused",
            "shelling",
        ),
        (
            "President Deby was invited to Oslo by Norway's government on Monday. Chad's president accepted "
            "the invitation on Tuesday.",
            "accepted",
            "invited",
        ),
        (  # a request that is named as known after its refusal
            "Chad's government is unwilling to send troops. Norway's request to Chad for a battalion will be "
            "looked at in June, it said.",
            "unwilling",
            "request",
        ),
        (  # "the decision" is no act of its own
            "Norway expelled a Chadian envoy on Monday. Chad was disappointed by the Norwegian government's "
            "decision.",
            "disappointed",
            "expelled",
        ),
        (  # two clauses side by side, the second done back to who acted in the first
            "Chad expelled two Nigerien envoys on Monday, and Niger closed the border with Chad on Tuesday.",
            "closed",
            "expelled",
        ),
        (  # a noun that takes up the answer, where the head does not look: long after
            "Norway expelled two Chadian envoys in August 2020. Nobody was surprised at the expulsions, "
            "which a minister had planned in retaliation for the arrest of a consul by Chad in January 2020.",
            "expelled",
            "arrest",
        ),
    ],
)  # fmt: skip
def test_cues_give_the_direction(answers_of, text: str, answer: str, answered: str) -> None:  # type: ignore[no-untyped-def]
    found = answers_of(text)
    assert any(answer in a and answered in b for a, b in found), found
    assert not any(answered in a and answer in b for a, b in found), found


@pytest.mark.usefixtures("rules_alone")
@pytest.mark.parametrize(
    "text",
    [
        "Kenya expelled a Somali diplomat on Monday. Norway sent 40 tonnes of food to Sudan on Tuesday.",
        "Police in Lima arrested two lawmakers. France and Germany signed a treaty in Aachen.",
        "Poland expelled a Belarusian diplomat on Monday. Belarus declined to respond in kind on Tuesday.",
        "Norway will deploy troops at villages that Chad bombed on Monday.",
        "Chad expelled two Nigerien envoys on Monday, and Norway closed the border with Sweden on Tuesday.",
        "Norway sent rescuers to Chad on Monday. Germany rejected the demands of its farmers on Tuesday.",
    ],
)
def test_mere_sequence_is_no_answer(answers_of, text: str) -> None:  # type: ignore[no-untyped-def]
    assert answers_of(text) == set()


def test_the_lag_is_an_interval_of_days() -> None:
    monday = DateRange(dt.date(2021, 5, 10), dt.date(2021, 5, 10))
    week = DateRange(dt.date(2021, 5, 10), dt.date(2021, 5, 16))
    wednesday = DateRange(dt.date(2021, 5, 12), dt.date(2021, 5, 12))
    assert lag_between(monday, wednesday) == (2, 2)
    assert lag_between(week, wednesday) == (0, 2)
    assert lag_between(None, wednesday) is None


def test_who_does_two_things_to_another_in_a_row_does_not_answer_himself(answers_of) -> None:  # type: ignore[no-untyped-def]
    text = (
        "Norway expelled a Chadian consul on Tuesday. The move came after Norway demanded an apology from "
        "Chad last week for detaining a diplomat."
    )
    assert not any("expelled" in a and "demanded" in b for a, b in answers_of(text))


def test_a_cue_after_the_first_answer_belongs_to_the_act_beside_it(coder: Coder) -> None:
    text = (
        "Russia said on Saturday it was expelling 23 British diplomats in response to London's expulsion of "
        "the same number of Russians over the poisoning of a former double agent in Salisbury."
    )
    (sentences,) = coder.parse([text])
    coded = coder._events.code(Report("r", text, published=dt.date(2018, 3, 17)), sentences)
    words = [event.trigger.text for event in coded.events]
    over = {
        (words[one.answer], words[one.answered])
        for one in cued(coded, text)
        if one.way == "cue" and one.cue is not None and one.cue.text == "over"
    }
    assert over == {("expulsion", "poisoning")}
