"""Frames: the shipped file is sound, and a user's wins."""

from __future__ import annotations

from pathlib import Path

import pytest

from demarche.errors import UsageError
from demarche.events import lexicon
from demarche.events.syntax import Clauses
from demarche.language import load
from demarche.ontology import load as load_ontology


@pytest.fixture(scope="module")
def parser():  # type: ignore[no-untyped-def]
    return load()


def _frames(parser, text: str, *, extra: tuple[Path, ...] = ()) -> list[tuple[str, str, tuple[str, ...]]]:  # type: ignore[no-untyped-def]
    found = []
    for sentence in parser.parse([text])[0]:
        clauses = Clauses(sentence)
        for token in clauses.tokens:
            frame = lexicon.load(extra).match(clauses, token.i)
            if frame:
                found.append((token.text, frame.event, frame.mode))
    return found


def test_every_shipped_frame_names_acts_of_the_ontology() -> None:
    ontology = load_ontology("plover")
    for frames in lexicon.load()._frames.values():
        for frame in frames:
            if frame.event != lexicon.NOTHING:
                ontology.validate(frame.event, frame.mode)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Poland expelled three Belarusian diplomats.", ("expelled", "SANCTION", ("expel",))),
        ("Kenya deported a British journalist.", ("deported", "COERCE", ("deport",))),
        ("Turkey imposed tariffs on American cars.", ("imposed", "SANCTION", ("discontinue",))),
        ("Police arrested the opposition leader.", ("arrested", "COERCE", ("arrest",))),
        ("The army shelled the town.", ("shelled", "ASSAULT", ("heavy-weapons",))),
        ("Peru recalled its ambassador from Quito.", ("recalled", "SANCTION", ("withdraw",))),
        ("Rebels released two hostages.", ("released", "RETREAT", ("release",))),
        ("Norwegian troops left the country.", ("left", "RETREAT", ("withdraw",))),
        ("The minister resigned.", ("resigned", "RETREAT", ("resign",))),
        ("Kenya voiced regret over Somalia's decision.", ("voiced", "ACCUSE", ("disapprove",))),
        ("The minister said it was too early to restore ties.", ("early", "REJECT", ("change",))),
        ("The army is pressing its offensive.", ("pressing", "ASSAULT", ())),
        ("Mexico will take the tariffs to the World Trade Organization.", ("take", "ACCUSE", ("allege",))),
    ],
)
def test_company_decides(parser, text: str, expected: tuple[str, str, tuple[str, ...]]) -> None:  # type: ignore[no-untyped-def]
    assert expected in _frames(parser, text)


@pytest.mark.parametrize(
    "text",
    ["The striker struck gold in the last match.", "The company missed its target for the third quarter."],
)
def test_metaphors_are_no_acts(parser, text: str) -> None:  # type: ignore[no-untyped-def]
    assert _frames(parser, text) == []


def test_a_users_frames_win(parser, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    own = tmp_path / "mine.tsv"
    own.write_text("# mine\nv\texpel\t-\tREJECT/meet\tobj\n", encoding="utf-8")
    assert ("expelled", "REJECT", ("meet",)) in _frames(
        parser, "Poland expelled three diplomats.", extra=(own,)
    )


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("v\texpel\tSANCTION", "five columns"),
        ("v\texpel\tobj=@nosuch\tSANCTION\t-", "no word set '@nosuch'"),
        ("q\ta\t-\tAID\t-", "no part of speech"),
    ],
)
def test_a_bad_row_is_named(row: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        lexicon.read_frames(f"# header\n{row}\n", {"envoy": ["consul"]}, origin="mine.tsv")
    with pytest.raises(UsageError, match=r"mine\.tsv:2"):
        lexicon.read_frames(f"# header\n{row}\n", {"envoy": ["consul"]}, origin="mine.tsv")
