"""How many ways of telling an act the coder knows: `python -m benchmarks.sentences [--missed]`.

Sentences written for it (benchmarks/gold/sentences.tsv and sentences_apart.tsv), each a report of its own: a
sentence with an act counts as found when an act of its type is; one without any counts as a false alarm when
one is found.

--missed   lists what is missed and what is falsely found, of the set whose errors may be read
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from demarche.model import CodedReport
from demarche.reports import read_row
from demarche.runners.step import Coder

FOLDER = Path(__file__).parent / "gold"
SETS = {
    "sentences": "sentences whose errors were read",
    "sentences_apart": "sentences kept apart",
}
NOTHING = "NONE"
PUBLISHED = "2024-05-20"


@dataclass(slots=True)
class Found:
    """`told`, `found`: sentences by the type of their act; `nothing`, `alarms`: those without an act, and
    those of them in which one is found.  `missed`: the wrong ones, as lines.
    """

    told: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    nothing: int = 0
    alarms: int = 0
    missed: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found.total() / self.told.total()

    @property
    def alarmed(self) -> float:
        return self.alarms / self.nothing


def rows(name: str) -> list[tuple[str, str]]:
    """(type, sentence) of a set."""
    lines = (FOLDER / f"{name}.tsv").read_text("utf-8").splitlines()
    return [(kind, text) for kind, _, text in (li.partition("\t") for li in lines if not li.startswith("#"))]


def measure(name: str, coder: Coder) -> Found:
    """What the coder finds in a set."""
    told, result = rows(name), Found()
    reports = [
        read_row({"id": f"{name} {k}", "text": text, "published": PUBLISHED})
        for k, (_, text) in enumerate(told)
    ]
    for (kind, text), coded in zip(told, coder.code(reports), strict=True):
        types = [event.event for event in coded.events] if isinstance(coded, CodedReport) else []
        if kind == NOTHING:
            result.nothing += 1
            right = not types
            result.alarms += not right
        else:
            result.told[kind] += 1
            right = kind in types
            result.found[kind] += right
        if not right:
            result.missed.append(f"{kind}\t{text}\t{' '.join(types)}")
    return result


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--missed", action="store_true")
    options = parser.parse_args()
    coder = Coder()
    found = {name: measure(name, coder) for name in SETS}
    if options.missed:
        print("\n".join(found["sentences"].missed))
        return
    for name, what in SETS.items():
        one = found[name]
        print(f"{what} (benchmarks/gold/{name}.tsv)")
        print(f"  acts found    {one.recall:.3f}  of {one.told.total()}")
        print(f"  false alarms  {one.alarmed:.3f}  of {one.nothing}")
    print(f"  {'':10} {'read':>12} {'kept apart':>12}")
    for kind in sorted(found["sentences"].told):
        shares = [
            f"{one.found[kind] / one.told[kind]:.2f} of {one.told[kind]:3}"
            for one in (found["sentences"], found["sentences_apart"])
        ]
        print(f"  {kind:10} {shares[0]:>12} {shares[1]:>12}")


if __name__ == "__main__":
    main()
