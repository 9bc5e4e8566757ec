"""Which dates are an act's: not those of what is only spoken of, nor those that say which noun is meant."""

from __future__ import annotations

import pytest

from demarche.model import CodedReport
from demarche.reports import read_row
from demarche.runners.step import Coder

FRIDAY = ("2024-05-03", "2024-05-03")
YEAR = ("2010-01-01", "2010-12-31")
Days = tuple[str, str] | None


def days_of(coder: Coder, text: str, published: str | None = "2024-05-07") -> list[tuple[str, Days]]:
    """(type, first and last day) of a text's events, in order."""
    (coded,) = coder.code([read_row({"id": "one", "text": text, "published": published})])
    assert isinstance(coded, CodedReport)
    return [
        (event.event, (event.date.first.isoformat(), event.date.last.isoformat()) if event.date else None)
        for event in coded.events
    ]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        pytest.param(
            "Norway accused Chad of having shelled the camp on Friday.",
            [("ACCUSE", None), ("ASSAULT", FRIDAY)],
            id="the day of what somebody is accused of",
        ),
        pytest.param("Norway urged Chad to hold a vote on Friday.", [("REQUEST", None)], id="what is asked"),
        pytest.param(
            "Norwegians marched on Friday against the invasion of Chad by Libya.",
            [("PROTEST", FRIDAY), ("ASSAULT", None)],
            id="the day of marching is not that of what they march against",
        ),
        pytest.param(
            "Norway bombed the port on Friday, three days after Chad shelled a Norwegian ship.",
            [("ASSAULT", FRIDAY), ("ASSAULT", ("2024-04-30", "2024-04-30"))],
            id="days after",
        ),
        pytest.param(
            "Norway closed its embassy on Friday, the day before Chad shelled a Norwegian ship.",
            [("SANCTION", FRIDAY), ("ASSAULT", ("2024-05-04", "2024-05-04"))],
            id="the day before",
        ),
        pytest.param(
            "Norway bombed the port on Friday, only weeks after Chad shelled a Norwegian ship.",
            [("ASSAULT", FRIDAY), ("ASSAULT", None)],
            id="weeks after, nobody knows when",
        ),
        pytest.param("Norway on Friday urged Chad to hold a vote.", [("REQUEST", FRIDAY)], id="who asks"),
        pytest.param(
            "Norway urged Chad to pay in a letter sent on Friday.", [("REQUEST", FRIDAY)], id="post"
        ),
        pytest.param("Norway condemned the 2010 law of Chad.", [("ACCUSE", None)], id="which law"),
        pytest.param("The Norwegian president visited Chad in 2010.", [("CONSULT", YEAR)], id="when"),
        pytest.param(
            "The Norwegian president visited Chad during the 2010 campaign.",
            [("CONSULT", YEAR)],
            id="on which occasion",
        ),
        pytest.param(
            "Norway seized the ship on Friday and later arrested its Chadian crew.",
            [("COERCE", FRIDAY), ("COERCE", None)],
            id="what came later",
        ),
        pytest.param(
            "Chad, which lost the war of 2010, has sent soldiers to Norway's border.",
            [("MOBILIZE", None)],
            id="the perfect is of no day long ago",
        ),
        pytest.param(
            "Norwegian planes have bombed Chad since the war began in 2010.",
            [("ASSAULT", ("2010-01-01", "2024-05-07"))],
            id="what has gone on since",
        ),
        pytest.param(
            "On Friday, the Norwegian president is to visit Chad.", [("AGREE", None)], id="a visit to come"
        ),
        pytest.param(
            "The Norwegian premier's talks with President Deby of Chad later this month are about fish.",
            [("AGREE", None)],
            id="talks to come",
        ),
        pytest.param(
            "A series of bilateral meetings will take place between senior officials of Norway and Chad.",
            [("AGREE", None)],
            id="meetings that will take place",
        ),
        pytest.param(
            "Norwegian ministers will visit Chad this month to sign a contract.",
            [("AGREE", None)],
            id="in the rest of a month",
        ),
        pytest.param(
            "The Norwegian president is to visit Chad, he said on Friday.",
            [("AGREE", FRIDAY)],
            id="the day on which it is said",
        ),
    ],
)
def test_the_days_of_acts(coder: Coder, text: str, days: list[tuple[str, Days]]) -> None:
    assert days_of(coder, text) == days


SPOKEN_ON_FRIDAY = "Norway's president, Harald Lunde, condemned Chad on Friday. "


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("Lunde also urged Chad to release the ship.", FRIDAY, id="he says more"),
        pytest.param("Prime Minister Jonas Dahl urged Chad to release the ship.", None, id="another says it"),
        pytest.param("Lunde had urged Chad to release the ship.", None, id="he said it before"),
        pytest.param("Lunde has since urged Chad to release the ship.", None, id="he said it since"),
        pytest.param(
            "Norwegian police freed the crew after Lunde urged Chad to release the ship.",
            None,
            id="something came after it",
        ),
    ],
)
def test_the_leads_day_is_of_what_is_said_then(coder: Coder, text: str, day: Days) -> None:
    days = dict(days_of(coder, SPOKEN_ON_FRIDAY + text))
    assert days["ACCUSE"] == FRIDAY
    assert days["REQUEST"] == day


def test_the_day_of_what_is_told_is_not_that_of_telling_it(coder: Coder) -> None:
    days = dict(
        days_of(
            coder,
            "Norway urged Chad to hold a vote. Norway bombed the camp in Chad on Friday, Norwegian officials "
            "said.",
        )
    )
    assert days == {"REQUEST": None, "ASSAULT": FRIDAY}
