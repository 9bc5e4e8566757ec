"""Every benchmark that there is, into benchmarks/results.md: `python -m benchmarks [PART…]` (`make bench`).

With `--renew` the parts named take the place of theirs on the page; where that was written on another machine
they say on which they were measured.

Each part runs by itself with a time limit; one that fails or takes too long is told in the page and the
rest goes on.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.metadata
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import demarche

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
PAGE = Path(__file__).parent / "results.md"
LIBRARIES = ("numpy", "onnxruntime", "spacy", "duckdb", "trafilatura")
# Seconds that a part may take, and all of them together.
LIMIT, WHOLE = 150, 600
TITLE = "## "


@dataclass(frozen=True, slots=True)
class Part:
    """A table of the page: its commands in order, of which the last prints it."""

    title: str
    commands: tuple[str, ...]


# {shared} is the measuring data, {python} this Python, {tmp} a folder that is thrown away.
PARTS = {
    "events": Part(
        "Events, rows and links on the dev gold",
        (
            '{python} -c "from pathlib import Path; from benchmarks.events import SHARED, code_dev; '
            "code_dev(SHARED, Path('{tmp}'))\"",
            "{python} -m demarche score {shared}/gold/dev.jsonl {tmp}/dev-coded.jsonl",
        ),
    ),
    "real": Part("Real reports coded by hand", ("{python} -m benchmarks.real",)),
    "own": Part("The gold sets that ship, two of them kept apart", ("{python} -m benchmarks.own",)),
    "sentences": Part("Ways of telling an act", ("{python} -m benchmarks.sentences",)),
    **{
        f"parse {name}": Part(
            f"Parsing from raw text: {name}",
            (
                "{python} {shared}/score/parse.py input {shared}/data/treebanks/"
                + file
                + " > {tmp}/in.jsonl",
                "{python} -m demarche parse --json {tmp}/in.jsonl > {tmp}/out.jsonl",
                "{python} {shared}/score/parse.py score {shared}/data/treebanks/"
                + file.replace(" ", " {tmp}/out.jsonl ", 1),
            ),
        )
        for name, file in (
            ("EWT test", "ewt-test.conllu.xz "),
            ("PUD", "en_pud-ud-test.conllu.xz "),
            ("GUM test news", "gumopen-test.conllu.xz --genre news"),
        )
    },
    "furniture": Part("Furniture of pages", ("{python} -m benchmarks.furniture",)),
    "dates": Part("Dates on TimeBank", ("{python} -m benchmarks.dates",)),
    "places": Part("Places on LGL and GeoVirus", ("{python} -m benchmarks.places",)),
    "contexts": Part("Contexts of labelled openings", ("{python} -m benchmarks.contexts",)),
    "actors": Part("Actors of the dev gold, given their spans", ("{python} -m benchmarks.actors",)),
    "classify": Part(
        "Marked pairs (PLV, never trained on)",
        (
            "{python} {shared}/score/relations.py input {shared}/data/relations/plv_train.jsonl"
            " > {tmp}/in.jsonl",
            "{python} -m demarche classify --json {tmp}/in.jsonl > {tmp}/out.jsonl",
            "{python} {shared}/score/relations.py score {shared}/data/relations/plv_train.jsonl"
            " {tmp}/out.jsonl",
        ),
    ),
    "links": Part(
        "Links: how often inferred answers are right", ("{python} -m benchmarks.links --reliability",)
    ),
    "answers": Part(
        "Links given the gold's acts, and mentions of one act", ("{python} -m benchmarks.answers",)
    ),
    "causes": Part("Causes and effects: the Causal News Corpus", ("{python} -m benchmarks.causes",)),
    "ledger": Part("The ledger, 200,000 events", ("{python} -m benchmarks.ledger --rows 200000",)),
    "speed": Part("Speed on one core", ("{python} -m benchmarks.speed",)),
}


def measured(part: Part, seconds: float) -> str:
    """What the part printed, or in words why there is nothing."""
    with tempfile.TemporaryDirectory() as folder:
        end = time.monotonic() + seconds
        for command in part.commands:
            line = command.format(python=sys.executable, shared=SHARED, tmp=folder)
            try:
                done = subprocess.run(
                    line, shell=True, cwd=ROOT, capture_output=True, text=True, check=True,
                    timeout=max(1.0, end - time.monotonic()),
                )  # fmt: skip
            except subprocess.TimeoutExpired:
                return f"Not measured: took longer than {seconds:.0f} s."
            except subprocess.CalledProcessError as error:
                told = (error.stderr.strip().splitlines() or ["no message"])[-1]
                return f"Not measured: ended with status {error.returncode} ({told})."
        return f"{done.stdout.strip()}\n"


def heading() -> str:
    """Machine, versions and day."""
    versions = [f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES]
    return (
        "# Results\n\nWritten by `make bench`; every figure is from the command beneath its heading, run on "
        f"{dt.date.today()} with demarche {demarche.__version__}.\n\n"
        f"Machine: {_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}. "
        f"Python {platform.python_version()}, {', '.join(versions)}.\n"
    )


def _processor() -> str:
    """The processor's name, with what it can do that integer networks profit from."""
    try:
        facts = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return platform.processor() or "unknown processor"
    name = next((line.partition(":")[2].strip() for line in facts.splitlines() if "model name" in line), "?")
    return f"{name} ({'with' if 'avx512_vnni' in facts else 'without'} AVX512-VNNI)"


def sections(names: list[str]) -> Iterator[str]:
    """The page's sections as they are measured."""
    end = time.monotonic() + WHOLE
    for name in names:
        left = end - time.monotonic()
        begun = time.monotonic()
        found = measured(PARTS[name], min(LIMIT, left)) if left > 1 else "Not measured: no time was left."
        print(f"{name}: {time.monotonic() - begun:.0f} s", file=sys.stderr)
        command = PARTS[name].commands[-1].format(python="python", shared="../shared", tmp="…")
        yield f"{TITLE}{PARTS[name].title}\n\n`{command}`\n\n```\n{found.strip()}\n```\n"


def renewed(page: str, new: str) -> str:
    """A page with the sections of a new one in the place of those with their titles, or at its end."""
    head, *old = page.split(f"\n{TITLE}")
    fresh, *found = new.split(f"\n{TITLE}")
    if _processor() not in head:
        line = next(line for line in fresh.splitlines() if line.startswith("Machine: "))
        found = [section.replace("\n\n", f"\n\n{line}\n\n", 1) for section in found]
    by_title = {section.partition("\n")[0]: section for section in old}
    by_title |= {section.partition("\n")[0]: section.rstrip("\n") + "\n" for section in found}
    return f"\n{TITLE}".join([head, *by_title.values()])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="only these, not written to the page")
    parser.add_argument("--renew", action="store_true", help="put the parts named in their place on the page")
    options = parser.parse_args()
    chosen = options.parts
    if not SHARED.exists():
        sys.exit("The measuring data is not in ../shared; the benchmarks need it.")
    page = heading()
    for section in sections(chosen or [*PARTS]):
        print(section, flush=True)
        page += f"\n{section}"
    if options.renew:
        PAGE.write_text(renewed(PAGE.read_text("utf-8"), page), encoding="utf-8")
    elif not chosen:
        PAGE.write_text(page, encoding="utf-8")
        print(f"written to {PAGE.relative_to(ROOT)}", file=sys.stderr)


if __name__ == "__main__":
    main()
