"""Contexts by their words."""

from __future__ import annotations

import random
import time
import tomllib
from pathlib import Path

import pytest

from demarche.ontology import contexts_of, load
from demarche.ontology.contexts import base, entries

TEXTS = [
    ("the navy sent two frigates into the strait", "military"),
    ("voters queued at polling stations before the run-off", "election"),
    ("lawmakers debated the bill in parliament", "legislative"),
    ("the central bank raised interest rates to curb inflation", "economic"),
    ("the ambassador was called to the foreign ministry", "diplomatic"),
    ("health officials said the cholera outbreak had spread", "health"),
    ("the flood drove thousands from their homes", "disasters"),
    ("inspectors found traces of a nerve agent", "cbrn"),
    ("hackers stole files in a ransomware attack", "cyber"),
    ("prosecutors charged the minister with taking bribes in a corruption case", "corruption"),
    ("customs officers seized two tonnes of cocaine", "illegal_drugs"),
    ("the court granted the writer asylum", "asylum"),
    ("thousands of refugees crossed the frontier", "migration"),
    ("the island's status as disputed territory was not discussed", "territory"),
    ("un peacekeepers patrolled the buffer zone", "peacekeeping"),
]


@pytest.mark.parametrize(("text", "context"), TEXTS)
def test_words_show_the_context(text: str, context: str) -> None:
    assert context in contexts_of(text.split())


@pytest.mark.parametrize(
    "text", ["the striker scored twice in the second half", "she baked bread for her neighbours", ""]
)
def test_no_words_no_context(text: str) -> None:
    assert contexts_of(text.split()) == ()


def test_lists_are_plovers_and_no_entry_counts_twice(root: Path) -> None:
    path = root / "src" / "demarche" / "ontology" / "context_words.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    assert list(table) == list(load().contexts)
    for context, lists in table.items():
        forms = [" ".join(map(base, phrase.split())) for phrase in lists["strong"] + lists["weak"]]
        assert len(forms) == len(set(forms)), context


@pytest.mark.parametrize(
    ("word", "context"),
    [
        ("according", "diplomatic"),
        ("important", "economic"),
        ("pollution", "election"),
        ("nationalist", "economic"),
    ],
)
def test_stems_do_not_reach_other_words(word: str, context: str) -> None:
    assert context not in {entry.context for entry in entries(word)}


def test_one_weak_word_is_not_enough() -> None:
    assert "legal" not in contexts_of(["he", "spoke", "to", "a", "judge", "about", "the", "weather"])
    assert "legal" in contexts_of(["the", "judge", "read", "the", "verdict"])


def test_a_passing_mention_does_not_make_a_long_report() -> None:
    filler = ["they", "walked", "along", "the", "river", "and", "spoke", "about", "music"] * 60
    assert "health" in contexts_of(["the", "epidemic", "spread"])
    assert "health" not in contexts_of([*filler, "epidemic"])


def test_lemmas_do_as_well_as_words() -> None:
    assert contexts_of(["troops", "fired", "tear", "gas"]) == contexts_of(["troop", "fire", "tear", "gas"])


def test_names_and_order_are_plovers() -> None:
    every = [word for text, _ in TEXTS for word in text.split()]
    found = contexts_of(every * 2)
    assert list(found) == [name for name in load().contexts if name in found]


def test_a_report_takes_no_time() -> None:
    words = [word for text, _ in TEXTS for word in text.split()] * 5
    random.Random(0).shuffle(words)
    contexts_of(words)
    entries.cache_info()
    start = time.process_time()
    for _ in range(20):
        contexts_of(words)
    assert (time.process_time() - start) / 20 < 0.005  # 0.3 ms on a free core; the bound is for a busy one
