"""CAMEO from PLOVER and back."""

from __future__ import annotations

import pytest

from demarche.errors import UsageError
from demarche.ontology import cameo_code, goldstein, load, plover_of_cameo

# What the crosswalk must say of an act: type, mode, contexts, lemma of the trigger, the clause.
ACTS = [
    ("SANCTION", "expel", "", "expel", "Latvia expelled two Belarusian diplomats", "161"),
    ("SANCTION", "expel", "", "expel", "the junta expelled the UN observers", "1662"),
    ("SANCTION", "discontinue", "", "impose", "Canada imposed sanctions on eleven generals", "163"),
    ("SANCTION", "discontinue", "", "sever", "Peru severed diplomatic relations with the island", "161"),
    ("SANCTION", "discontinue", "", "suspend", "Sweden suspended military aid to the regime", "1622"),
    ("SANCTION", "discontinue", "", "break", "the rebels broke off talks", "164"),
    ("SANCTION", "convict", "", "convict", "the court convicted the mayor", "116"),
    ("COERCE", "deport", "", "deport", "Oman deported the poet", "174"),
    ("COERCE", "arrest", "", "detain", "police detained the editor", "173"),
    ("COERCE", "restrict", "", "ban", "the court banned the party", "1722"),
    ("ACCUSE", "disapprove", "", "condemn", "Chile condemned the raid", "111"),
    ("ACCUSE", "disapprove", "", "summon", "Chile summoned the ambassador", "114"),
    ("ACCUSE", "allege", "", "accuse", "Chile accused him of torture", "1122"),
    ("ACCUSE", "allege", "", "sue", "the union sued the ministry", "115"),
    ("REQUEST", "yield", "", "demand", "Chile demanded the release of the crew", "1053"),
    ("REQUEST", "yield", "", "urge", "Chile urged a ceasefire", "0256"),
    ("THREATEN", "restrict", "", "threaten", "the bloc threatened sanctions", "1312"),
    ("PROTEST", "demo", "", "march", "thousands marched to demand that he step down", "1411"),
    ("PROTEST", "strike", "", "strike", "dockers went on strike", "143"),
    ("ASSAULT", "aerial", "", "bomb", "jets bombed the port", "195"),
    ("ASSAULT", "destroy", "", "demolish", "soldiers demolished the huts", "1712"),
    ("ASSAULT", "explosives", "", "kill", "a car bomb killed four", "1832"),
    ("ASSAULT", "", "repression", "kill", "troops killed two", "175"),
    ("CONSULT", "visit", "", "receive", "the king received the envoy", "043"),
    ("CONSULT", "visit", "", "visit", "the envoy visited Fiji", "042"),
    ("SUPPORT", "", "", "ratify", "parliament ratified the treaty", "057"),
    ("CONCEDE", "", "", "apologise", "the army apologised", "055"),
    ("AID", "", "asylum", "grant", "Ecuador granted the publisher asylum", "075"),
    ("AGREE", "", "", "agree", "both agreed to meet in May", "036"),
]


@pytest.mark.parametrize(("event", "mode", "context", "lemma", "clause", "code"), ACTS)
def test_the_act_decides_the_code(
    event: str, mode: str, context: str, lemma: str, clause: str, code: str
) -> None:
    assert cameo_code(event, mode.split(), context.split(), lemma, clause) == code


def test_every_type_and_mode_has_a_code_that_exists() -> None:
    for event, known in load().types.items():
        for modes in ([], *([mode] for mode in known.modes)):
            code = cameo_code(event, modes)
            assert code is not None
            assert -10 <= goldstein(code) <= 10
    assert cameo_code("BOYCOTT") is None


def test_the_way_back_finds_the_type() -> None:
    """For the bare type and mode, the code's PLOVER reading is of the same type, but for named exceptions."""
    elsewhere = {
        ("RETREAT", "resign"): "CONCEDE",  # CAMEO has no resignation but yielding to a demand for one
        ("PROTEST", "vandalize"): "PROTEST",
    }
    for event, known in load().types.items():
        for mode in (None, *known.modes):
            code = cameo_code(event, [mode] if mode else [])
            reading = plover_of_cameo(code) if code else None
            assert reading is not None
            assert reading.event == elsewhere.get((event, mode or ""), event), (event, mode, code)


def test_every_cameo_code_reads_as_plover_or_as_no_event() -> None:
    plover = load()
    bare = set()
    for root, known in load("cameo").types.items():
        for code in known.modes:
            assert code.startswith(root)
            reading = plover_of_cameo(code)
            if reading is None:
                bare.add(root)
                continue
            plover.validate(reading.event, reading.modes)
            assert set(reading.contexts) <= set(plover.contexts)
    assert bare == {"01"}


@pytest.mark.parametrize(
    ("code", "event", "modes"),
    [
        ("163", "SANCTION", ("discontinue",)),
        ("1712", "ASSAULT", ("destroy",)),
        ("116", "SANCTION", ("convict",)),
    ],
)
def test_known_errors_of_the_conversion_table_are_not_repeated(
    code: str, event: str, modes: tuple[str, ...]
) -> None:
    reading = plover_of_cameo(code)
    assert reading is not None
    assert (reading.event, reading.modes) == (event, modes)


def test_codes_are_strings() -> None:
    assert goldstein("010") == 0
    assert goldstein("10") == -5
    assert goldstein("042") == 1.9
    with pytest.raises(UsageError, match="Did you mean"):
        goldstein("0421")
