"""Contexts by their words."""

from __future__ import annotations

import json
import random
import time
import tomllib
from pathlib import Path

import pytest
from benchmarks.contexts import figures, measure

from demarche.ontology import contexts_of, load
from demarche.ontology.contexts import base, contexts_near, entries, evidence

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
        levels = [lists.get(level, []) for level in ("sure", "strong", "weak", "never")]
        wordings = [wording for entries in levels for entry in entries for wording in entry.split(" | ")]
        forms = [" ".join(map(base, wording.split())) for wording in wordings]
        assert len(forms) == len(set(forms)), (context, sorted(f for f in forms if forms.count(f) > 1))
        assert set(lists.get("unless", ())) <= set(table) - {context}
        assert set(lists) <= {"sure", "strong", "weak", "never", "unless"}


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
    assert "legal" not in contexts_of(["he", "spoke", "to", "a", "jury", "about", "the", "weather"])
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


@pytest.mark.parametrize(
    "words",
    [
        ["the", "pro-democracy", "camp"],
        ["the", "pro", "-", "democracy", "camp"],
        ["women", "'s", "rights"],
        ["women", "’s", "right"],
        ["women's", "rights"],
    ],
)
def test_hyphens_and_possessives_make_no_difference(words: list[str]) -> None:
    assert {"pro_democracy", "gender"} & set(contexts_of(words))


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("the secret service guarded the secret service gate", "intelligence"),
        ("the opposition landslide was a landslide victory", "disasters"),
        ("tear gas and more tear gas", "natural_resource"),
        ("war crimes and war crimes again", "crime"),
        ("the liberal democratic party and the social democratic party", "pro_democracy"),
        ("an air strike and a missile strike", "economic"),
    ],
)
def test_phrases_that_mean_something_else_are_no_sign(text: str, context: str) -> None:
    assert context not in evidence(text.split())
    assert context not in contexts_of(text.split())


def test_the_longest_of_overlapping_entries_counts_alone() -> None:
    assert (
        evidence(["the", "prime", "minister", "resigned"])["executive"]
        < evidence(["the", "prime", "minister", "resign"])["executive"]
    )  # an entry of its own, not "prime minister" and "resign"


def test_wordings_of_an_entry_count_as_one() -> None:
    one, both = evidence(["president"])["executive"], evidence(["president", "premier"])["executive"]
    assert both == one > 0


def test_the_lead_counts_for_more() -> None:
    filler = ["they", "walked", "along", "the", "river", "and", "spoke", "about", "music"] * 20
    assert evidence(["asylum", *filler])["asylum"] > evidence([*filler, "asylum"])["asylum"] > 0


def test_crime_gives_way_to_what_says_it_more_closely() -> None:
    assert contexts_of(["police", "arrested", "a", "murder", "suspect"]) == ("crime",)
    found = contexts_of(["police", "arrested", "a", "murder", "suspect", "with", "cocaine"])
    assert "illegal_drugs" in found and "crime" not in found


def test_an_event_has_the_contexts_that_the_words_around_it_speak_of() -> None:
    report = ("military", "election", "health")
    assert contexts_near(report, ["voters", "went", "to", "the", "polling", "stations"]) == ("election",)
    assert contexts_near(report, ["he", "said", "so", "on", "tuesday"]) == report
    assert contexts_near(report, ["the", "court", "acquitted", "her"]) == report
    assert contexts_near((), ["the", "court", "acquitted", "her"]) == ()


def test_a_report_takes_no_time() -> None:
    words = [word for text, _ in TEXTS for word in text.split()] * 5
    random.Random(0).shuffle(words)
    contexts_of(words)
    entries.cache_info()
    start = time.process_time()
    for _ in range(20):
        contexts_of(words)
    assert (time.process_time() - start) / 20 < 0.005  # 0.3 ms on a free core; the bound is for a busy one


@pytest.mark.parametrize("name", ["contexts.jsonl", "event_contexts.jsonl"])
def test_labels_are_plovers_and_hold_no_text(root: Path, name: str) -> None:
    lines = (root / "benchmarks" / "data" / name).read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    order = list(load().contexts)
    for row in rows:
        assert row["contexts"] == [context for context in order if context in row["contexts"]]
        assert set(row) <= {"id", "corpus", "drawn", "trigger", "contexts"}
    if name == "contexts.jsonl":
        assert len({row["id"] for row in rows}) == len(rows)
        assert sum(row["drawn"] == "tuning" for row in rows) >= 200
        assert sum(row["drawn"] == "test" for row in rows) >= 80


def test_figures_are_f1() -> None:
    found = figures([(("military",), ("military", "legal")), (("health",), ())])
    assert (found.together.right, found.together.spurious, found.together.missed) == (1, 1, 1)
    assert found.together.f1 == pytest.approx(0.5)
    assert found.macro_f1 == pytest.approx(0.5)  # of military and legal; no text is labelled with health


def test_labelled_openings_stay_above_their_floors(shared: Path, root: Path) -> None:
    floors = tomllib.loads((root / "tests" / "floors.toml").read_text("utf-8"))["contexts"]
    found = measure("test")
    assert found.together.f1 >= floors["micro_f1"]
    assert found.macro_f1 >= floors["macro_f1"]
