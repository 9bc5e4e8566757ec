"""The measured quality that the explorer's about page shows, taken over from docs/quality.md.

    python -m benchmarks.about            writes src/demarche/explorer/quality.toml anew
    python -m benchmarks.about --check    only compares; status 1 where the file is behind the document

Run it after the tables of docs/quality.md were brought up to date.  Two kinds of tables are taken: those with
the columns P, R and F1, whose section's heading says the data and the command (`## Events (dev gold, …;
`python -m benchmarks.events`)`), and those with the columns stage, figure and on.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "quality.md"
FILE = ROOT / "src" / "demarche" / "explorer" / "quality.toml"
HEADER = """\
# Measured quality, shown on the about page: one table [[figure]] per measure.
#   what     the measure in words        value    as measured      on   the data and its size
#   command  what measures it again, from the repository's root
# Provenance: the tables of docs/quality.md, by `python -m benchmarks.about`.
"""
EVERYTHING = "make bench"
HEADING = re.compile(r"^## (?P<name>[^(]+?)(?: \((?P<on>[^`)]*?)[;,]? ?(?:`(?P<command>[^`]+)`)?\))?$")

Figure = dict[str, str]


def figures(document: str) -> list[Figure]:
    """The figures of the document's tables, in its order: what, value, on, command.

    Raises: SystemExit when there is none, or a row has not as many cells as its table has columns.
    """
    found = [figure for section in re.split(r"(?m)^(?=## )", document) for figure in _of_section(section)]
    if not found:
        sys.exit(f"{DOCUMENT}: has no table with the columns P, R, F1 nor stage, figure, on.")
    return found


def _of_section(section: str) -> Iterator[Figure]:
    heading = HEADING.match(section.partition("\n")[0])
    for table in re.findall(r"(?m)(?:^\|.*\n?)+", section):
        head, _, *rows = [_cells(line) for line in table.strip().splitlines()]
        for row in rows:
            if len(row) != len(head):
                sys.exit(
                    f"{DOCUMENT}: the row {' | '.join(row)!r} has not the {len(head)} cells of its table."
                )
        if head[1:] == ["P", "R", "F1"] and heading:
            for name, precision, recall, f1 in rows:
                yield {
                    "what": f"{heading['name']}: {name}",
                    "value": f"F1 {f1} (P {precision}, R {recall})",
                    "on": heading["on"] or "",
                    "command": heading["command"] or EVERYTHING,
                }
        elif head == ["stage", "figure", "on"]:
            for name, value, on in rows:
                yield {"what": name, "value": value, "on": on, "command": EVERYTHING}


def _cells(line: str) -> list[str]:
    return [cell.strip().strip("*") for cell in line.strip().strip("|").split("|")]


def written(found: list[Figure]) -> str:
    """The file with these figures."""
    tables = (
        "\n[[figure]]\n"
        + "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in figure.items())
        for figure in found
    )
    return HEADER + "".join(tables)


def main() -> None:
    """Writes the file, or compares it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    text = written(figures(DOCUMENT.read_text(encoding="utf-8")))
    if parser.parse_args().check:
        if FILE.read_text(encoding="utf-8") != text:
            sys.exit(f"{FILE.name} is behind {DOCUMENT.name}: run `python -m benchmarks.about`.")
        return
    FILE.write_text(text, encoding="utf-8")
    print(f"written to {FILE.relative_to(ROOT)}", file=sys.stderr)


if __name__ == "__main__":
    main()
