"""Floors of the parser's quality and speed, from tests/floors.toml."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from demarche.cli.parse import record
from demarche.language.parser import ShippedParser

FLOORS = tomllib.loads((Path(__file__).parents[1] / "floors.toml").read_text("utf-8"))["parse"]
SENTENCES = [
    "The foreign ministry said on Monday that it had summoned the ambassador over the remarks.",
    "Protesters marched through the capital, and officials promised talks within a week.",
]


@pytest.mark.parametrize("name", sorted(FLOORS["treebank"]))
def test_treebanks(parser: ShippedParser, shared: Path, tmp_path: Path, name: str) -> None:
    floor = FLOORS["treebank"][name]
    yardstick = [sys.executable, str(shared / "score" / "parse.py")]
    treebank = [str(shared / "data" / "treebanks" / floor["file"])]
    genre = ["--genre", floor["genre"]] if "genre" in floor else []
    given = subprocess.run(
        [*yardstick, "input", *treebank, *genre], capture_output=True, text=True, check=True
    ).stdout
    rows = [json.loads(line) for line in given.splitlines()]
    parsed = parser.parse([row["text"] for row in rows])
    answers = tmp_path / "parsed.jsonl"
    with answers.open("w", encoding="utf-8") as out:
        for row, sentences in zip(rows, parsed, strict=True):
            out.write(json.dumps({"id": row["id"], **record(sentences)}) + "\n")
    command = [*yardstick, "score", *treebank, str(answers), *genre, "--json"]
    scores = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    below = {kind: (scores[kind], least) for kind, least in floor["least"].items() if scores[kind] < least}
    assert not below, f"{name} fell below its floors (measured, floor): {below}"


def test_speed(parser: ShippedParser) -> None:
    texts = [" ".join(SENTENCES * 2)] * 60
    parser.parse(texts[:4])
    begun = time.process_time()
    words = sum(len(sentence.tokens) for sentences in parser.parse(texts) for sentence in sentences)
    rate = words / (time.process_time() - begun)
    assert rate >= FLOORS["words_per_second"], f"{rate:.0f} words per CPU-second"
