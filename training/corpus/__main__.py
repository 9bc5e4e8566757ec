"""`python -m training.corpus check [FOLDER]`: reads the corpus, says what is wrong with it, and counts;
`python -m training.corpus agreement`: how far the second, blind labelling agrees with it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from demarche.ontology import load
from training.corpus.agreement import agreement
from training.corpus.check import Finding, check

HERE = Path(__file__).parent


def main() -> int:
    """Prints the finding; 1 if a mark is wrong or a passage stands twice."""
    parser = argparse.ArgumentParser(prog="python -m training.corpus", description=__doc__)
    parser.add_argument("verb", choices=["check", "agreement"])
    parser.add_argument(
        "folder", nargs="?", type=Path, default=HERE, help="a folder of *.txt, this one if left out"
    )
    parser.add_argument("--modes", action="store_true", help="count modes as well")
    arguments = parser.parse_args()
    if arguments.verb == "agreement":
        for file, figures in agreement(arguments.folder).items():
            print(f"{file}: " + ", ".join(f"{name} {value:.3f}" for name, value in figures.items()))
        return 0
    finding = check(arguments.folder)
    for line in finding.errors + finding.duplicates:
        print(line)
    print(summary(finding, modes=arguments.modes))
    return 1 if finding.errors or finding.duplicates else 0


def summary(finding: Finding, *, modes: bool) -> str:
    """The counts, a line or two for each kind."""
    events = sum(finding.types.values())
    share = finding.without_events / finding.lines if finding.lines else 0.0
    lines = [
        f"{finding.lines} lines, {finding.sentences} sentences ({finding.in_passages} of them in passages), "
        f"{share:.0%} of lines without events, {len(finding.errors)} errors, "
        f"{len(finding.duplicates)} duplicates",
        f"{events} events: " + _shares({name: finding.types[name] for name in load("plover").types}, events),
        "status: " + _shares(dict(finding.statuses.most_common()), events),
        "spans: " + ", ".join(f"{name} {count}" for name, count in finding.spans.items()),
        "links: " + ", ".join(f"{name} {count}" for name, count in finding.links.items()),
    ]
    if modes:
        every = [f"{t.name}/{m}" for t in load("plover").types.values() for m in [*t.modes, "-"]]
        lines.append("modes: " + ", ".join(f"{name} {finding.modes[name]}" for name in every))
    return "\n".join(lines)


def _shares(counts: dict[str, int], total: int) -> str:
    return ", ".join(f"{name} {count} ({count / max(total, 1):.0%})" for name, count in counts.items())


if __name__ == "__main__":
    sys.exit(main())
