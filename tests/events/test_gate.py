"""The gate lets through what may be politics, and stops what cannot."""

from __future__ import annotations

import json
import time
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from demarche.entities.gazetteer import Gazetteer
from demarche.events import lexicon
from demarche.events.gate import SHORT, Gate, stem
from demarche.events.vector_gate import VectorGate, Verdict
from demarche.language.files import FOLDER
from demarche.language.parser import ShippedParser
from demarche.model import CodedReport
from demarche.record import coded_to_dict
from demarche.reports import read_row
from demarche.scoring import score

if TYPE_CHECKING:
    from demarche.runners.step import Coder

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
    assert Gate.load(lexicon.load()).passes(text, Gazetteer.load())


@pytest.mark.parametrize("text", OTHERS)
def test_others_do_not(text: str) -> None:
    assert not Gate.load(lexicon.load()).passes(text, Gazetteer.load())


def test_a_short_text_passes_when_it_names_somebody() -> None:
    gate, gazetteer = Gate.load(lexicon.load()), Gazetteer.load()
    told = "Farmers in Peru grow maize on 300 terraces."
    assert not gate.opens(told) and gate.passes(told, gazetteer)
    assert not gate.passes(" ".join([told] * (SHORT // len(told) + 1)), gazetteer)


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
    gate, gazetteer = Gate.load(lexicon.load()), Gazetteer.load()
    rows = [json.loads(line) for line in (shared / "gold" / "dev.jsonl").read_text("utf-8").splitlines()]
    assert not [row["id"] for row in rows if row["events"] and not gate.passes(row["text"], gazetteer)]


def verdicts(parser: ShippedParser, texts: list[str], frames: lexicon.Lexicon) -> list[Verdict]:
    judged = VectorGate.load(frames).judge(parser.draft(texts))
    return [verdict for text in judged for verdict in text]


def test_sentences_of_politics_are_worth_encoding(coder: Coder) -> None:
    assert isinstance(coder._parser, ShippedParser)
    assert all(verdict.worth for verdict in verdicts(coder._parser, POLITICS, lexicon.load()))
    others = verdicts(coder._parser, OTHERS, lexicon.load())
    assert len(others) >= len(OTHERS) and not any(verdict.worth for verdict in others)


def test_own_frames_make_their_sentences_worth_encoding(coder: Coder, tmp_path: Path) -> None:
    assert isinstance(coder._parser, ShippedParser)
    frames = tmp_path / "own.tsv"
    frames.write_text("v\tgarnish\t-\tACCUSE\tobj\n", "utf-8")
    text = ["The soup needs two onions. The cook garnished it."]
    before, after = verdicts(coder._parser, text, lexicon.load((frames,)))
    assert not before.worth and after == Verdict(worth=True, own=True)


def test_a_sentence_scores_the_same_whatever_stands_beside_it(coder: Coder) -> None:
    assert isinstance(coder._parser, ShippedParser)
    gate = VectorGate.load(lexicon.load())
    drafts = [draft for text in coder._parser.draft([*POLITICS, "No", *OTHERS]) for draft in text]
    alone = [float(gate.scores([draft])[0]) for draft in drafts]
    assert gate.scores(drafts).tolist() == pytest.approx(alone, abs=1e-4)
    assert gate.scores([]).tolist() == []


def test_it_was_taught_on_the_shipped_parser() -> None:
    """`python -m training.events.vector_gate` teaches it anew when the parser's encoder changes."""
    with np.load(files("demarche.events") / "models" / "gate.npz") as weights:
        taught_on = str(weights["parser"])
    manifest = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
    assert taught_on == manifest["files"]["encoder.onnx"]["sha256"]


def test_gates_hardly_cost_the_dev_gold_anything(shared: Path, coder: Coder) -> None:
    """What is passed over is not read beside other sentences either, so single events come and go."""
    rows = [json.loads(line) for line in (shared / "gold" / "dev.jsonl").read_text("utf-8").splitlines()]
    reports = [read_row({name: row[name] for name in ("id", "text", "published")}) for row in rows]
    gated = [coded_to_dict(one) for one in coder.code(reports) if isinstance(one, CodedReport)]
    whole = [
        coded_to_dict(CodedReport(report, coder._events.code(report, sentences).events))
        for report, sentences in zip(reports, coder.parse([report.text for report in reports]), strict=True)
    ]
    assert score(rows, gated).events.f1 > score(rows, whole).events.f1 - 0.02


def test_it_is_cheap() -> None:
    gate = Gate.load(lexicon.load())
    text = " ".join(OTHERS * 8)
    gate.opens(text)
    begun = time.process_time()
    for _ in range(100):
        gate.opens(text)
    assert (time.process_time() - begun) / 100 < 0.001  # a third of it when nothing else runs
