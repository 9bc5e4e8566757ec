"""Alliances and their members by date."""

from __future__ import annotations

import datetime as dt

import pytest

from demarche.entities.alliances import alliances, members
from demarche.entities.tables import table
from demarche.errors import UsageError


@pytest.mark.parametrize(
    ("name", "day", "inside", "outside"),
    [
        ("NATO", "1990-01-01", "ESP", "POL"),
        ("nato", "2024-04-01", "SWE", "AUT"),
        ("EU", "2019-12-31", "GBR", "HRT"),
        ("European Union", "2020-02-01", "HRV", "GBR"),
        ("G8", "2010-01-01", "RUS", "CHN"),
        ("Group of Seven", "2022-10-04", "JPN", "RUS"),
        ("BRICS", "2012-01-01", "ZAF", "IRN"),
        ("ECOWAS", "2025-06-01", "NGA", "MLI"),
        ("African Union", "2018-01-01", "MAR", "ISR"),
        ("OPEC", "2019-06-01", "SAU", "QAT"),
        ("CSTO", "2022-01-01", "KAZ", "UKR"),
    ],
)
def test_membership_follows_the_date(name: str, day: str, inside: str, outside: str) -> None:
    found = members(name, dt.date.fromisoformat(day))
    assert inside in found
    assert outside not in found


def test_without_a_date_all_who_ever_belonged() -> None:
    assert {"GBR", "HRV"} <= set(members("EUR"))


def test_an_alliance_that_has_ended_has_no_members() -> None:
    assert members("Warsaw Pact", dt.date(1992, 1, 1)) == ()


def test_an_unknown_alliance_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="Did you mean 'ASEAN'"):
        members("ASEAM")


def test_every_member_is_a_known_state() -> None:
    states = {fields[0] for fields in table("states.tsv")}
    for name in alliances():
        assert set(members(name)) <= states, name
