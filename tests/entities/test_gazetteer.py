"""The gazetteer: what it finds, how fast, and that its tables are sound."""

from __future__ import annotations

import time

import pytest

from demarche.entities.gazetteer import Gazetteer
from demarche.entities.tables import alternatives, sectors, table

# A tenth of the figure that benchmarks/actors.py is held to, so that a busy machine does not fail the suite.
CHARACTERS_A_SECOND = 200_000


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


def names(gazetteer: Gazetteer, text: str) -> list[str]:
    return [text[match.start : match.end] for match in gazetteer.find(text) if match.entry.kind != "role"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Iranian and Iran's", ["Iranian", "Iran"]),
        ("Nigerians left Niger", ["Nigerians", "Niger"]),
        ("the US told us", ["US"]),
        ("turkey in Turkey", ["Turkey"]),
        ("JAPAN WARNS U.S. ON CHIPS", ["JAPAN", "U.S."]),
        ("the General Agreement on Tariffs and\nTrade", ["General Agreement on Tariffs and\nTrade"]),
        ("N’Djamena and Côte d’Ivoire", ["N’Djamena", "Côte d’Ivoire"]),
        ("a U.S.-led force", ["U.S."]),
        ("“Russia” and 'Ukraine'", ["Russia", "Ukraine"]),
        ("Chadwick went to Iranshahr", []),
        ("US$ 5 for a US flag", ["US"]),
        ("North and South Korea", ["North", "South Korea"]),
        ("West or East Germany", ["West", "East Germany"]),
        ("", []),
    ],
)
def test_names_are_found_at_word_boundaries(gazetteer: Gazetteer, text: str, found: list[str]) -> None:
    assert names(gazetteer, text) == found


def test_offsets_hold_where_lower_case_is_longer(gazetteer: Gazetteer) -> None:
    text = "İİİ İzmir met Germany"
    assert names(gazetteer, text)[-1] == "Germany"


def test_persons_are_found_by_full_name_and_known_by_surname(gazetteer: Gazetteer) -> None:
    assert gazetteer.named("ronald reagan")[0].country == "USA"
    assert gazetteer.surnamed("Thatcher")[0].name == "Margaret Thatcher"


def test_one_pass_is_fast(gazetteer: Gazetteer) -> None:
    text = "Moscow said the Japanese ministry would meet President Bush and NATO on Monday in Geneva. " * 2000
    gazetteer.find("warm")
    begin = time.process_time()
    gazetteer.find(text)
    assert len(text) / (time.process_time() - begin) > CHARACTERS_A_SECOND


def test_every_code_in_the_tables_is_known() -> None:
    states = {fields[0] for fields in table("states.tsv")}
    codes = {code for (code, *_) in table("sectors.tsv")}
    stateless = {"UNO", "EUR", "IGO", "NGO", "ISM", "IMG", "MNC", "-"}
    for country, sector, *_ in table("organisations.tsv"):
        assert country.lstrip("?") in states | stateless, country
        assert set(sectors(sector)) <= codes, sector
    for sector, *_ in table("roles.tsv"):
        assert set(sectors(sector.lstrip("~"))) <= codes, sector
    for country, *_ in [*table("territories.tsv"), *table("cities.tsv")]:
        assert country in states


def test_every_state_has_a_name_of_its_own() -> None:
    seen: dict[str, str] = {}
    for code, names_of_state, *_ in table("states.tsv"):
        for form in alternatives(names_of_state):
            assert seen.setdefault(form, code) == code, form


def test_every_territory_name_of_cldr_is_known(gazetteer: Gazetteer) -> None:
    from training.actors.check_names import missing

    assert missing(gazetteer) == []
