"""The user's own actors: they go before the shipped tables, and what is wrong in them is named."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from demarche.entities.actorfiles import cameo, read
from demarche.entities.actors import ActorResolver
from demarche.entities.gazetteer import Gazetteer
from demarche.errors import InputError

TOML = """
[[actor]]
names = ["Ruritanian Guard", "RG Brigade"]
country = "DEU"
sector = ["MIL"]
wikidata = "Q1"

[[actor]]
names = ["Rudolf Rassendyll"]
country = "DEU"
sector = ["CVL"]

[[actor.term]]
sector = ["GOV"]
role = "King"
from = 1994-06-01
to = 1994-09-01
"""

DICTIONARY = """\
# A dictionary in the form that PETRARCH reads.
RURITANIA_ [DEU]
+KINGDOM_OF_RURITANIA_
RUDOLF_ELPHBERG_  # comment
\t[DEUELI 800101-940531]
\t[DEUGOV 940601-940901]
\t[DEUELI]
LEAGUE_OF_SMALL_STATES_ [IGOUNO]
STRELSAU_GAZETTE_ [DEUMED]
"""


def write(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def test_toml_actor_is_found_with_its_terms(tmp_path: Path) -> None:
    gazetteer = Gazetteer.load(extra=[write(tmp_path, "mine.toml", TOML)])
    text = "The Ruritanian Guard saluted Rudolf Rassendyll."
    on_the_throne = ActorResolver(gazetteer, text, None, dt.date(1994, 7, 1))
    assert on_the_throne.resolve(0, 20).sector == ("MIL",)
    assert on_the_throne.resolve(0, 20).wikidata == "Q1"
    assert on_the_throne.resolve(29, 46).role == "King"
    assert ActorResolver(gazetteer, text, None, dt.date(1996, 7, 1)).resolve(29, 46).sector == ("ELI",)


def test_own_entry_goes_before_the_shipped_one(tmp_path: Path) -> None:
    path = write(tmp_path, "mine.csv", "name,country,sector,from,to,role,wikidata\nGreenpeace,NLD,SOC,,,,\n")
    entity = ActorResolver(Gazetteer.load(extra=[path]), "Greenpeace sued.", None, None).resolve(0, 10)
    assert (entity.country, entity.sector) == ("NLD", ("SOC",))


def test_csv_rows_of_one_name_are_one_person(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "mine.csv",
        "name,country,sector,from,to,role\n"
        "Flavia Elphberg|Queen Flavia,DEU,CVL,,1994-05-31,\n"
        "Flavia Elphberg|Queen Flavia,DEU,GOV,1994-06-01,,Queen\n",
    )
    entries = dict(read(path))
    assert [tenure.role for tenure in entries["Queen Flavia"].tenures] == [None, "Queen"]


def test_cameo_dictionary_loads_as_it_is(tmp_path: Path) -> None:
    gazetteer = Gazetteer.load(extra=[write(tmp_path, "mine.actors.txt", DICTIONARY)])
    text = "The Kingdom of Ruritania sent Rudolf Elphberg to the League of Small States."
    resolver = ActorResolver(gazetteer, text, None, dt.date(1994, 7, 1))
    assert resolver.resolve(4, 24).country == "DEU"
    assert resolver.resolve(30, 45).sector == ("GOV",)
    assert resolver.resolve(53, 75).country == "UNO"


@pytest.mark.parametrize(
    ("code", "who"),
    [
        ("IGOUNO", ("UNO", ())),
        ("IGOEUREEC", ("EUR", ())),
        ("USAMED", ("USA", ("JRN",))),
        ("USAGOVMIL", ("USA", ("GOV", "MIL"))),
        ("PALINS", ("PSE", ("REB",))),
        ("QQQGOV", (None, ("GOV",))),
    ],
)
def test_cameo_codes_become_plover(code: str, who: tuple[str | None, tuple[str, ...]]) -> None:
    assert cameo(code) == who


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.toml", "[[actor]]\nnames=['X']\ncountry='GER'\n", "Unknown country 'GER'"),
        ("a.toml", "[[actor]]\nnames=['X']\nsector=['ARMY']\n", "Unknown sector 'ARMY'"),
        ("a.toml", "[[actor]]\ncountry='DEU'\n", "actor 1: names"),
        ("a.toml", "[[actor]]\nnames=['X']\nnation='DEU'\n", "Unknown field 'nation'"),
        ("a.toml", "names = [\n", "not TOML"),
        ("a.toml", "x = 1\n", r"no \[\[actor\]\]"),
        ("a.csv", "name;country\n", "no column"),
        ("a.csv", "name,country,sector,from\nX,DEU,GOV,1.2.1994\n", "a.csv:2: '1.2.1994' is no date"),
        ("a.csv", "name,country,sector\n,DEU,GOV\n", "the name is empty"),
        ("a.csv", "name,country,sector,from,to\nX,DEU,GOV,1994-06-01,1993-06-01\n", "before it begins"),
        ("a.xlsx", "", "end in .toml, .csv"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, name: str, content: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(write(tmp_path, name, content))


def test_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        read(tmp_path / "none.toml")
