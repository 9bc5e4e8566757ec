"""The marks of the training corpus, read against the ontology."""

from __future__ import annotations

from pathlib import Path

import pytest
from training.corpus.check import check, count_sentences
from training.corpus.markup import MarkupError, parse_line

LINE = (
    "@2021-05-12 {Norland|a1 r2} {expelled|1:SANCTION/expel} {two Sudran envoys|r1} {on Tuesday|d1} "
    "{in retaliation for|c1>2} the {closure|2:SANCTION/discontinue!alleged} of its consulate by {Sudra|a2}. "
    "{The move|1} was {condemned|3:ACCUSE/disapprove}. =3>1"
)


def test_a_line_becomes_text_events_and_links() -> None:
    passage = parse_line(LINE)
    assert passage.text.startswith(
        "Norland expelled two Sudran envoys on Tuesday in retaliation for the closure of"
    )
    assert str(passage.published) == "2021-05-12"
    first, second, third = passage.events
    assert (first.event, first.mode, first.status) == ("SANCTION", ("expel",), "actual")
    assert [span.text for span in first.actor + first.recipient + first.date] == [
        "Norland",
        "two Sudran envoys",
        "on Tuesday",
    ]
    assert [span.text for span in first.mentions] == ["The move"]
    assert second.status == "alleged"
    assert third.mode == ("disapprove",)
    assert [(link.answer, link.answered, link.cue and link.cue.text) for link in passage.links] == [
        (3, 1, None),
        (1, 2, "in retaliation for"),
    ]
    for event in passage.events:
        assert passage.text[event.trigger.start : event.trigger.end] == event.trigger.text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{He|a1} {left|1:RETRET}.", "Did you mean 'RETREAT'?"),
        ("{He|a1} {left|1:RETREAT/resing}.", "Did you mean 'resign'?"),
        ("{He|a1} {left|1:RETREAT/resign!perhaps}.", "unknown status 'perhaps'"),
        ("{He|a2} {left|1:RETREAT/resign}.", "Event 2 has tags but no trigger"),
        ("{He|a1} {left|1:RETREAT} and {quit|1:RETREAT}.", "Event 1 has two triggers"),
        ("{He|a1} {left|1:RETREAT}. =1>4", "Event 4 has tags but no trigger"),
        ("{He|a1} {left|1:RETREAT}. =1>1", "answers itself"),
        ("{He {left|1:RETREAT}.", "A stray '{'"),
        ("{He|q1} {left|1:RETREAT}.", "Unknown tag 'q1'"),
        ("{ He|a1} {left|1:RETREAT}.", "a blank at an edge"),
        ("@2021-13-01 Nothing.", "no date"),
    ],
)
def test_a_wrong_mark_is_told(line: str, said: str) -> None:
    with pytest.raises(MarkupError) as caught:
        parse_line(line)
    assert said in str(caught.value)


def test_check_counts_and_finds_repetitions(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        f"# a comment\n\n{LINE}\n{LINE}\nThe striker scored twice. Nobody minded.\n{{He|a9}} left.\n",
        encoding="utf-8",
    )
    finding = check(tmp_path)
    assert (finding.lines, finding.sentences, finding.without_events) == (3, 6, 1)
    assert finding.types == {"SANCTION": 4, "ACCUSE": 2}
    assert finding.statuses == {"actual": 4, "alleged": 2}
    assert finding.errors[0].startswith("a.txt:6: Event 9")
    assert finding.duplicates == ["a.txt:4 repeats a.txt:3 (100% of 4-word runs)"]


def test_the_corpus_itself_is_sound(root: Path) -> None:
    finding = check(root / "training" / "corpus")
    assert not finding.errors
    assert finding.lines > 0


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Mr. Kane left.", 1),
        ('He left. "Why?" she asked.', 2),
        ("No stop", 1),
        ("It hit the U.S. He fled.", 1),
    ],
)
def test_sentences_are_counted(text: str, count: int) -> None:
    assert count_sentences(text) == count
