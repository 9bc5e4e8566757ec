"""The typography of wires: underscores for dashes, backticks and apostrophes for quotation marks."""

from __future__ import annotations

import datetime as dt

import pytest

from demarche.entities.gazetteer import Gazetteer
from demarche.entities.scene import Scene
from demarche.model import CodedReport, Report
from demarche.runners.step import Coder

WIRE = (
    "OSLO, Norway (AP) _ Norway expelled two Chadian diplomats on Monday. ``They broke our laws,'' said "
    "Foreign Minister Ine Lunde. ``We ask Chad to end its threats.''"
)


@pytest.mark.parametrize(
    "line",
    [
        "OSLO, Norway (AP) _ ",
        "OSLO, Norway (AP)_ ",
        "NEWARK, N.J. _ ",
        "WASHINGTON (AP) -- ",
        "LONDON, Sept 19 - ",
    ],
)
def test_datelines(line: str) -> None:
    text = f"{line}The ministry said so."
    scene = Scene(text, Gazetteer.load().find(text), None)
    assert scene.dateline == (0, len(line))


def test_backticks_open_a_quotation() -> None:
    scene = Scene(WIRE, Gazetteer.load().find(WIRE), None)
    assert scene.quotation_at(WIRE.index("broke")) is not None
    assert scene.quotation_at(WIRE.index("said")) is None


def test_wires_are_coded_as_other_reports_are(coder: Coder) -> None:
    plain = WIRE.replace("``", '"').replace("''", '"').replace(" _ ", " - ")
    found = []
    for text in (WIRE, plain):
        (coded,) = coder.code([Report("r", text, published=dt.date(2019, 10, 10))])
        assert isinstance(coded, CodedReport)
        found.append(
            [
                (e.event, [x.country for x in e.actor], [x.country for x in e.recipient], e.trigger.text)
                for e in coded.events
            ]
        )
    assert found[0] == found[1]
    assert ("SANCTION", ["NOR"], ["TCD"], "expelled") in found[0]
