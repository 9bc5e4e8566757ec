"""Marks on open news are kept apart from its text, and come back to it."""

from __future__ import annotations

import json
from pathlib import Path

from training.corpus import standoff
from training.corpus.markup import parse_line

TEXT = "Monday, March 4\n\nOdd {words}.\nNorland expelled two Sudran envoys\non Monday, and Sudra protested."
START = TEXT.index("Norland expelled")
MARKED = (
    f"#= news one {START} {len(TEXT)}\n"
    "@2019-03-05 {Norland|a1 r2} {expelled|1:SANCTION/expel} {two Sudran envoys|r1} {on Monday|d1}, and "
    "{Sudra|a2} {protested|2:ACCUSE/disapprove}. =2>1\n"
)


def test_a_marked_passage_comes_back_from_its_row() -> None:
    (stretch,) = standoff.stretches(MARKED.splitlines())
    again = standoff.Stretch.of_row(stretch.row())
    assert again == stretch
    assert again.passage(TEXT) == parse_line(MARKED.splitlines()[1])


def test_the_table_holds_no_word_of_the_text() -> None:
    (stretch,) = standoff.stretches(MARKED.splitlines())
    assert not {"Norland", "Sudran", "protested", "Monday"} & set(stretch.row().replace("\t", " ").split())


def test_passages_are_read_with_their_texts(tmp_path: Path) -> None:
    (stretch,) = standoff.stretches(MARKED.splitlines())
    table = tmp_path / "real.tsv"
    table.write_text(standoff.HEADER + stretch.row() + "\n", "utf-8")
    (tmp_path / "news.jsonl").write_text(json.dumps({"id": "one", "text": TEXT}) + "\n", "utf-8")
    ((_, passage),) = standoff.passages(tmp_path, table)
    assert [event.event for event in passage.events] == ["SANCTION", "ACCUSE"]
    assert not list(standoff.passages(tmp_path / "nowhere", table))


def test_the_shipped_table_is_sound() -> None:
    rows = [row for row in standoff.TABLE.read_text("utf-8").splitlines() if not row.startswith("#")]
    assert len(rows) > 1000
    for row in rows:
        stretch = standoff.Stretch.of_row(row)
        assert stretch.row() == row
        assert all(0 <= start < end <= stretch.end - stretch.start for start, end, _ in stretch.marks)
