"""Measures model folders from raw text: `python -m training.language.measure YARDSTICK TREEBANKS FOLDER…`.

Prints a Markdown table; the yardstick is the script that makes texts of a treebank and scores parses of them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from demarche.cli.parse import record
from demarche.language.parser import ShippedParser

SETS = {
    "EWT dev": ("ewt-dev", []),
    "EWT test": ("ewt-test", []),
    "GUM dev, news": ("gumopen-dev", ["--genre", "news"]),
    "GUM test, news": ("gumopen-test", ["--genre", "news"]),
    "GUM test, all": ("gumopen-test", []),
    "PUD": ("en_pud-ud-test", []),
    "PUD, news": ("en_pud-ud-test", ["--genre", "news"]),
}
COLUMNS = ["tokens", "sentences", "upos", "lemma", "uas", "las", "las_np", "clas", "words"]


def scores(yardstick: Path, treebank: Path, genre: list[str], parser: ShippedParser) -> dict[str, float]:
    """The yardstick's figures for one treebank, and words per CPU-second as `speed`."""
    command = [sys.executable, str(yardstick)]
    given = subprocess.run(
        [*command, "input", str(treebank), *genre], capture_output=True, text=True, check=True
    )
    rows = [json.loads(line) for line in given.stdout.splitlines()]
    begun = time.process_time()
    parsed = parser.parse([row["text"] for row in rows])
    seconds = time.process_time() - begun
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as out:
        for row, sentences in zip(rows, parsed, strict=True):
            out.write(json.dumps({"id": row["id"], **record(sentences)}) + "\n")
        out.flush()
        scored = subprocess.run(
            [*command, "score", str(treebank), out.name, *genre, "--json"],
            capture_output=True,
            text=True,
            check=True,
        )
    found: dict[str, float] = json.loads(scored.stdout)
    return found | {"speed": found["words"] / seconds}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("yardstick", type=Path)
    parser.add_argument("treebanks", type=Path)
    parser.add_argument("folders", type=Path, nargs="+")
    options = parser.parse_args()
    print(f"| | | {' | '.join(COLUMNS)} | words/s |\n|{'---|' * (len(COLUMNS) + 3)}")
    for folder in options.folders:
        shipped = ShippedParser(folder)
        for name, (file, genre) in SETS.items():
            found = scores(options.yardstick, options.treebanks / f"{file}.conllu.xz", genre, shipped)
            figures = " | ".join(
                f"{found[column]:.2f}" if column != "words" else f"{found[column]:.0f}" for column in COLUMNS
            )
            print(f"| {folder.name} | {name} | {figures} | {found['speed']:.0f} |", flush=True)


if __name__ == "__main__":
    main()
