"""Measures anew what tests/floors.toml pins: `python -m benchmarks.floors [SECTION…] [--raise]`.

    --raise                               lifts floors to what is measured, less a margin
    --lower SECTION.NAME VALUE --reason WHY   lowers one; the reason stays in the file

Ends with status 1 when a figure is below its floor (above, for costs and errors).
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
import re
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from demarche.runners.step import Coder
    from demarche.scoring import Score

FILE = Path(__file__).resolve().parents[1] / "tests" / "floors.toml"
SHARED = Path(__file__).resolve().parents[2] / "shared"
# Room below what was measured, so that another processor's rounding does not fail a test.
MARGIN = 0.005
# Figures of which less is better: their floor is a ceiling.
COSTS = ("calibration_error", "at_most_")


def measured_events() -> dict[str, float]:
    from benchmarks.events import figures_on_dev

    with tempfile.TemporaryDirectory() as folder:
        return figures_on_dev(SHARED, Path(folder))


def measured_own() -> dict[str, float]:
    from benchmarks import own

    return _by_set(own.SETS, own.figures)


def measured_real() -> dict[str, float]:
    from benchmarks import real

    return _by_set(real.SETS, real.figures)


def _by_set(names: Iterable[str], figures: Callable[[str, Coder], Score]) -> dict[str, float]:
    """F1 of events and rows by gold set."""
    from demarche.runners.step import Coder

    coder = Coder()
    found = {name: figures(name, coder) for name in names}
    return {f"{name}_{part}": getattr(found[name], part).f1 for name in found for part in ("events", "rows")}


def measured_sentences() -> dict[str, float]:
    from benchmarks.sentences import SETS, measure
    from demarche.runners.step import Coder

    coder = Coder()
    found = {name: measure(name, coder) for name in SETS}
    return {
        **{f"{name}_found": one.recall for name, one in found.items()},
        **{f"at_most_alarmed_{name}": one.alarmed for name, one in found.items()},
    }


def measured_dates() -> dict[str, float]:
    from benchmarks.dates import measure

    found = measure()
    return {
        "value_f1": found.f1,
        "right_where_found": found.right_where_found,
        "at_most_milliseconds": found.milliseconds,
    }


def measured_places() -> dict[str, float]:
    from benchmarks.places import FILES, measure

    return {
        f"{name.lower()}_161km": measure(SHARED / "data" / "places" / file).accuracy
        for name, file in FILES.items()
    }


def measured_contexts() -> dict[str, float]:
    from benchmarks.contexts import measure

    found = measure("test")
    return {"micro_f1": found.together.f1, "macro_f1": found.macro_f1}


def measured_pages() -> dict[str, float]:
    from benchmarks.furniture import html

    figures = html()
    return {"body_f1": figures["F1"], "date": figures["date right"]}


def measured_links() -> dict[str, float]:
    from benchmarks.answers import f1, given_own

    return {f"given_{name}": f1(counts) for name, counts in given_own().items()}


def measured_causes() -> dict[str, float]:
    from benchmarks.causes import counts, shares

    return {"fair_f1": shares(counts())["fair"][2]}


MEASURED: dict[str, Callable[[], dict[str, float]]] = {
    "events": measured_events,
    "own": measured_own,
    "sentences": measured_sentences,
    "real": measured_real,
    "dates": measured_dates,
    "places": measured_places,
    "contexts": measured_contexts,
    "pages": measured_pages,
    "links": measured_links,
    "causes": measured_causes,
}


def is_cost(name: str) -> bool:
    """Whether less of it is better."""
    return name.startswith(COSTS)


def keeps(name: str, value: float, floor: float) -> bool:
    """Whether the figure is on the right side of its floor."""
    return value <= floor if is_cost(name) else value >= floor


def sunk(section: str) -> dict[str, tuple[float, float]]:
    """Name to (measured, floor) of a section's figures that are on the wrong side."""
    figures, floors = MEASURED[section](), tomllib.loads(FILE.read_text("utf-8"))[section]
    return {n: (figures[n], floor) for n, floor in floors.items() if not keeps(n, figures[n], floor)}


def changed(text: str, section: str, name: str, value: float, reason: str | None = None) -> str:
    """The file with one floor changed; the reason goes above it as a comment.

    Raises: SystemExit when there is no such floor.
    """
    pattern = re.compile(rf"(?ms)^(\[{re.escape(section)}\]\n(?:(?!^\[).)*?)^{re.escape(name)} = [^\n#]+")
    if not pattern.search(text):
        sys.exit(f"There is no floor {section}.{name} in {FILE.name}.")
    note = f"# {dt.date.today()}: lowered to {value:g}: {' '.join(reason.split())}\n" if reason else ""
    return pattern.sub(lambda found: f"{found[1]}{note}{name} = {value:g}", text, count=1)


def lifted(text: str, section: str, figures: dict[str, float]) -> str:
    """The file with the section's floors lifted to the figures less the margin; none is lowered."""
    for name, floor in tomllib.loads(text)[section].items():
        if name in figures and not name.startswith("at_most_"):
            better = _rounded(name, figures[name])
            if keeps(name, better, floor) and better != floor:
                text = changed(text, section, name, better)
    return text


def _rounded(name: str, value: float) -> float:
    """A floor for the figure: two more digits than it needs are cut off on the safe side."""
    if is_cost(name):
        return math.ceil((value + MARGIN) * 1000) / 1000
    return math.floor((value - MARGIN) * 1000) / 1000


def lower(text: str, what: str, value: str, reason: str | None) -> str:
    """The file with one floor lowered.

    Raises: SystemExit without a reason.
    """
    if not reason or not reason.strip():
        sys.exit("A floor is lowered with a reason only: --lower SECTION.NAME VALUE --reason WHY")
    section, _, name = what.partition(".")
    return changed(text, section, name, float(value), reason)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.floors",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("sections", nargs="*", help=f"of {', '.join(MEASURED)}; all by default")
    parser.add_argument("--raise", dest="lift", action="store_true")
    parser.add_argument("--lower", nargs=2, metavar=("SECTION.NAME", "VALUE"))
    parser.add_argument("--reason")
    options = parser.parse_args()
    text = FILE.read_text("utf-8")
    if options.lower:
        FILE.write_text(lower(text, *options.lower, options.reason), encoding="utf-8")
        return
    pinned = tomllib.loads(text)
    sunk = False
    for section in options.sections or [name for name in MEASURED if name in pinned]:
        figures = MEASURED[section]()
        for name, floor in pinned[section].items():
            good = keeps(name, figures[name], floor)
            sunk |= not good
            print(f"{section}.{name:28} {figures[name]:8.4f}  floor {floor:g}{'' if good else '  SUNK'}")
        if options.lift:
            text = lifted(text, section, figures)
    if options.lift:
        FILE.write_text(text, encoding="utf-8")
    sys.exit(int(sunk))


if __name__ == "__main__":
    main()
