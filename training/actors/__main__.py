"""`python -m training.actors [--shared DIR] [--export FILE.json …]` writes the table of persons anew."""

from __future__ import annotations

import argparse
from pathlib import Path

from training.actors.persons import ROOT, compile_persons, write


def main() -> None:
    """Compiles and says how many persons the table has."""
    parser = argparse.ArgumentParser(prog="python -m training.actors", description=__doc__)
    parser.add_argument(
        "--shared", type=Path, default=ROOT.parent / "shared" / "data", help="where actors/ lies"
    )
    parser.add_argument(
        "--export", type=Path, action="append", default=[], help="a Wikidata SPARQL result in JSON"
    )
    options = parser.parse_args()
    rows = compile_persons(options.shared, options.export)
    path = write(rows)
    print(f"{len(rows)} persons, {path.stat().st_size / 1e6:.2f} MB → {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
