"""Ontologies as files: PLOVER's facts, extensions, and what is said about mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from demarche.errors import InputError, UsageError
from demarche.ontology import available, load

TYPES = [
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
]


@pytest.mark.parametrize("name", available())
def test_every_ontology_is_complete(name: str) -> None:
    ontology = load(name)
    assert ontology.name == name
    assert ontology.title and ontology.version
    for event, known in ontology.types.items():
        assert known.name == event and known.means
        assert -10 <= ontology.score(event) <= 10
        assert ontology.quad(event)
        for mode in ontology.modes(event):
            assert ontology.validate(event, [mode]) == (mode,)
            assert known.modes[mode].means
            assert -10 <= ontology.score(event, [mode]) <= 10


def test_plover_has_its_types_contexts_and_sectors() -> None:
    plover = load()
    assert sorted(plover.types) == sorted(TYPES)
    assert len(plover.contexts) == 37
    assert {"GOV", "MIL", "JUD", "REB", "UNK"} <= set(plover.sectors)
    assert {"UNO", "EUR", "IGO", "KOS"} <= set(plover.standing)
    assert plover.modes("REQUEST") == plover.modes("REJECT") == ("assist", "change", "yield", "meet")
    assert plover.modes("AGREE") == ()
    assert plover.type("SANCTION").needs_recipient and not plover.type("PROTEST").needs_recipient


def test_every_type_and_mode_of_plover_has_examples_and_near_misses() -> None:
    plover = load()
    for known in plover.types.values():
        for entry in (known, *known.modes.values()):
            assert entry.examples, entry.name
            assert entry.near, entry.name
            assert all(near.reading is None or near.reading in plover.types for near in entry.near)


def test_scores_are_the_codebooks() -> None:
    plover = load()
    assert plover.score("ASSAULT", ["unconventional"]) == -10
    assert plover.score("AID") == 10
    assert plover.score("ACCUSE") == -3, "the codebook's +3 contradicts its modes"
    assert plover.score("COERCE", ["censor", "martial-law"]) == -7.5, "the mode farthest from zero counts"
    assert load("cameo").score("01", ["010"]) == 0


def test_quads() -> None:
    plover = load()
    assert {plover.quad(t) for t in ("AGREE", "CONSULT", "SUPPORT", "CONCEDE")} == {"verbal cooperation"}
    assert {plover.quad(t) for t in ("COOPERATE", "AID", "RETREAT")} == {"material cooperation"}
    assert {plover.quad(t) for t in ("REQUEST", "ACCUSE", "REJECT", "THREATEN")} == {"verbal conflict"}
    assert {plover.quad(t) for t in ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT")} == {
        "material conflict"
    }


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: load("ploverr"), "Did you mean 'plover'?"),
        (lambda: load().validate("EXPEL", ()), "Unknown event type 'EXPEL'. Available: ACCUSE"),
        (lambda: load().validate("SANCTION", ["expell"]), "Did you mean 'expel'?"),
        (lambda: load().validate("AID", ["military"]), "AID has no modes"),
    ],
)
def test_unknown_names_are_told_with_the_nearest(call: object, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        call()  # type: ignore[operator]
    assert said in str(caught.value)


def test_a_users_file_extends_plover(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        'extends = "plover"\nname = "mine"\n'
        '[types.BOYCOTT]\nmeans = "shuns"\nquad = "material conflict"\nscore = -4\ntriggers = ["boycott"]\n'
        '[types.ACCUSE.modes.mock]\nmeans = "mocks"\nscore = -1\n',
        encoding="utf-8",
    )
    mine = load(str(path))
    assert mine.name == "mine"
    assert mine.type("BOYCOTT").triggers == ("boycott",)
    assert mine.modes("ACCUSE")[-1] == "mock"
    assert mine.contexts == load().contexts
    assert "BOYCOTT" not in load().types


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not = [toml", "is not TOML"),
        ('name = "x"', "is incomplete"),
        ('name="x"\ntitle="x"\nversion="1"\n[types.A]\nmeans="a"\nscore=0\nquad="odd"', "quad of A is 'odd'"),
        ('extends = "SELF"', "extends itself"),
    ],
)
def test_a_bad_file_is_told(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text.replace("SELF", path.as_posix()), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(path.as_posix())
    assert said in str(caught.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load(str(tmp_path / "none.toml"))
