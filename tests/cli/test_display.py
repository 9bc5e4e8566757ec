"""How rows and counts are worded."""

from demarche.cli.display import names
from demarche.cli.terminal import counted
from demarche.events.implied import unnamed
from demarche.model import Entity


def test_somebody_of_a_country_whom_no_words_name_has_its_name() -> None:
    assert names((unnamed("GBR", "GOV", "implied"),)) == "United Kingdom (GBR GOV)"
    assert names((Entity(None, "MMR", "MMR", ()),)) == "Myanmar (MMR)"
    assert names((Entity(None, "UNO", "UNO", ()),)) == "United Nations (UNO)"


def test_names_and_unknown_codes_stay() -> None:
    assert names((Entity(None, "Théo Blanc", "FRA", ("GOV",)),)) == "Théo Blanc (FRA GOV)"
    assert names((Entity(None, "XXX", "XXX", ()),)) == "XXX"
    assert names((Entity(None, "the rebels", None, ()),)) == "the rebels"


def test_one_is_no_plural() -> None:
    assert [counted(n, "report") for n in (0, 1, 2)] == ["0 reports", "1 report", "2 reports"]
