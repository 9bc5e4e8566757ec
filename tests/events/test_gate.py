"""The gate lets through what may be politics, and stops what cannot."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from demarche.entities.gazetteer import Gazetteer
from demarche.events import lexicon
from demarche.events.gate import Gate, possible, stem

POLITICS = [
    "Peru expelled two Chilean diplomats.",
    "The foreign ministers of Ghana and Togo met in Lomé on Monday.",
    "Rebels shelled the airport and seized a police post, the army said.",
    "Norway's parliament ratified the treaty despite protests by farmers.",
    "Spain's government said it would send 200 million euros in aid to Morocco.",
]
OTHERS = [
    "Shr 34 cts vs 29 cts. Net 1.2 mln vs 1.0 mln. Revs 19.0 mln vs 17.2 mln. Avg shrs 3.5 mln.",
    "The soup needs two onions and a clove of garlic.",
    "Rain is likely in the north, with temperatures near ten degrees.",
]


@pytest.mark.parametrize(
    "forms",
    ["expel expels expelled expelling", "ally allies", "impose imposed imposing", "meet meeting meetings"],
)
def test_forms_of_a_word_have_one_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize("text", POLITICS)
def test_politics_pass(text: str) -> None:
    assert possible(text, Gazetteer.load(), lexicon.load())


@pytest.mark.parametrize("text", OTHERS)
def test_others_do_not(text: str) -> None:
    assert not possible(text, Gazetteer.load(), lexicon.load())


def test_one_sentence_opens_a_report() -> None:
    gate = Gate.load(lexicon.load())
    assert gate.opens(" ".join([*OTHERS, POLITICS[0], *OTHERS]))


def test_words_of_own_frames_open_it(tmp_path: Path) -> None:
    frames = tmp_path / "own.tsv"
    frames.write_text("v\tgarnish\t-\tACCUSE\tobj\n", "utf-8")
    gate = Gate.load(lexicon.load((frames,)))
    assert gate.opens("The cook garnished the soup.")
    assert not Gate.load(lexicon.load()).opens("The cook garnished the soup.")


def test_no_dev_report_with_events_is_stopped(shared: Path) -> None:
    gazetteer, frames = Gazetteer.load(), lexicon.load()
    rows = [json.loads(line) for line in (shared / "gold" / "dev.jsonl").read_text("utf-8").splitlines()]
    assert not [row["id"] for row in rows if row["events"] and not possible(row["text"], gazetteer, frames)]


def test_it_is_cheap() -> None:
    gate = Gate.load(lexicon.load())
    text = " ".join(OTHERS * 8)
    gate.opens(text)
    begun = time.process_time()
    for _ in range(100):
        gate.opens(text)
    assert (time.process_time() - begun) / 100 < 0.001  # a third of it when nothing else runs
