"""From treebanks to the shipped files, in one command: `python -m training.language [--treebanks …]`.

Trains a teacher of six layers, from it a parser of three and from that one with narrower layers, exports,
builds the lemma table and measures; see README.md beside this file.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from training.language.export import manifest

STEPS = 2250  # a process; as many batches as the teacher of the shipped weights has seen
PUPIL_STEPS = 4600  # and as many as these have
NARROW = ("--heads", "8", "--inner", "512")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--treebanks", type=Path, default=Path("../shared/data/treebanks"))
    parser.add_argument("--yardstick", type=Path, default=Path("../shared/score/parse.py"))
    parser.add_argument("--work", type=Path, default=Path("build/language"), help="where checkpoints go")
    parser.add_argument("--folder", type=Path, default=Path("src/demarche/language/models"))
    parser.add_argument("--news", type=Path, default=Path("../shared/data/corpora"))
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--pupil-steps", type=int, default=PUPIL_STEPS)
    options = parser.parse_args()
    treebanks, folder, work = str(options.treebanks), str(options.folder), options.work

    def run(module: str, *arguments: str) -> None:
        subprocess.run([sys.executable, "-m", f"training.language.{module}", *arguments], check=True)

    teacher, silver, pupil = str(work / "teacher"), str(work / "silver.conllu.xz"), work / "pupil"
    run("train", "--treebanks", treebanks, "--out", str(work), "--steps", str(options.steps))
    run("export", str(work / "final.pt"), treebanks, teacher)
    run("lemmas", treebanks, teacher)
    run("silver", teacher, str(options.news), silver)
    run(
        "distil", "--treebanks", treebanks, "--teacher", str(work / "final.pt"), "--silver", silver,
        "--out", str(pupil), "--steps", str(options.pupil_steps),
    )  # fmt: skip
    narrow = work / "narrow"
    run(
        "distil", "--treebanks", treebanks, "--teacher", str(pupil / "final.pt"), "--silver", silver,
        *NARROW, "--rate", "0.8", "--out", str(narrow), "--steps", str(options.pupil_steps),
    )  # fmt: skip
    run("export", str(narrow / "final.pt"), treebanks, folder)
    run("lemmas", treebanks, folder)
    manifest(options.folder)
    if options.yardstick.exists():
        run("measure", str(options.yardstick), treebanks, folder)


if __name__ == "__main__":
    main()
