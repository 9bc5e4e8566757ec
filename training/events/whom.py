"""Trains the judge of sides that nothing tells: `python -m training.events.whom EXAMPLES OUT.npz`.

EXAMPLES: written by `python -m training.events.whom --read EXAMPLES [--part K --of N]`, one file or several.
Every passage of the training corpus is coded; an event that lies at a marked one of its type and lacks an
actor or a recipient is an example for each country named near it: is it the marked side's?
With --held a part of the passages that the event encoder has not seen is kept apart and measured.
"""

from __future__ import annotations

import argparse
import pickle
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from benchmarks.answers import matches, report_of

from demarche.events import whom
from demarche.events.coding import EventCoder
from demarche.events.implied import by_answers
from demarche.events.whom import NO_OPINION, SIDES, Chances, Side
from demarche.links import answers
from demarche.model import Event
from demarche.runners.step import Coder
from training.links.examples import TOGETHER, Row, write
from training.shallow import FOLDS, Judges, Rows, kept_apart, vocabulary, weighed

# Names of words that fewer passages have are not learnt.
RARE = 6
# Measures of the event head's opinion: those of `whom._Weighing._thought`, after the 9 of `_told`.
OPINIONS = range(9, 9 + 2 * (len(whom.GROUPS) + 1))


@dataclass(frozen=True, slots=True)
class Example:
    """A passage's chances on one side; `right[k]`: pair k is the marked side's, `known[k]`: or is not."""

    name: str
    side: Side
    unseen: bool
    chances: Chances
    right: np.ndarray
    known: np.ndarray


def examples(rows: Sequence[tuple[Row, bool]], coder: Coder, events: EventCoder) -> Iterator[Example]:
    """The examples of some passages; `rows`: each with whether it is unseen."""
    for begin in range(0, len(rows), TOGETHER):
        part = rows[begin : begin + TOGETHER]
        for (row, unseen), sentences in zip(part, coder.parse([row["text"] for row, _ in part]), strict=True):
            coded = events.code(report_of(row), sentences)
            found = by_answers(answers.link(coded, row["text"]), coded.named)
            for side in SIDES if coded.near is not None else ():
                table = whom.chances(side, found, coded.clusters, coded.near)
                if table is not None:
                    yield _example(row, unseen, side, found, table)
        print(begin, len(rows), flush=True)


def _example(row: Row, unseen: bool, side: Side, events: Sequence[Event], table: Chances) -> Example:
    marked = {record["id"]: record for record in row["events"]}
    at = {own: marked[given] for given, own in matches(row, events).items()}
    right, known = [], []
    for n, country in table.pairs:
        record = at.get(events[n].id)
        countries = [entity["country"] for entity in record[side]] if record is not None else []
        right.append(country in countries)
        known.append(record is not None and (country in countries or None not in countries))
    return Example(row["id"], side, unseen, table, np.array(right, bool), np.array(known, bool))


def table_of(found: Sequence[Example], names: dict[str, int]) -> Rows:
    """The examples as rows, those of which nothing can be said left out."""
    return Rows.of(
        [e.chances.numbers[e.known] for e in found],
        [words for e in found for words, known in zip(e.chances.words, e.known, strict=True) if known],
        [[e.chances.acts[e.known] for e in found]],
        [e.right[e.known] for e in found],
        [weighed(e, int(e.known.sum())) for e in found],
        names,
    )


def measure(found: Sequence[Example], share: np.ndarray) -> None:
    """Prints for some thresholds how many sides are told right, as another's, and where none is marked."""
    events: dict[tuple[str, int], list[tuple[float, bool]]] = defaultdict(list)
    places = iter(share.tolist())
    for e in found:
        for (n, _), right, known in zip(e.chances.pairs, e.right, e.known, strict=True):
            if known:
                events[e.name, n].append((next(places), bool(right)))
    named = sum(any(right for _, right in told) for told in events.values())
    print(f"{len(events)} events without the side, of {named} it is named near them")
    for least in (0.3, 0.4, 0.5, 0.6, 0.7):
        best = [(max(told), any(right for _, right in told)) for told in events.values()]
        taken = [(right, other) for (p, right), other in best if p >= least]
        hits = sum(right for right, _ in taken)
        spurious = sum(not other for _, other in taken)
        print(
            f"  from {least}: {hits} right, {len(taken) - hits - spurious} another's, {spurious} none marked"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--read", action="store_true")
    parser.add_argument("--part", type=int, default=0)
    parser.add_argument("--of", type=int, default=1)
    parser.add_argument("--held", type=int, help=f"which of {FOLDS} parts of the unseen is kept apart")
    options = parser.parse_args()
    if options.read:
        write(options.files[0], options.part, options.of, examples)
        return
    *files, out = options.files
    found: list[Example] = [e for path in files for e in pickle.loads(path.read_bytes()) if e.known.any()]
    held = kept_apart(found, options.held)
    arrays: dict[str, np.ndarray] = {}
    for side in SIDES:
        own = [e for e in found if e.side == side]
        train = [e for e in own if e.name not in held]
        names = vocabulary((e.chances.words for e in train), RARE)
        table = table_of(train, names)
        right = int(table.right.sum())
        print(f"{side}: {len(table.right)} countries near events, {right} right, {len(names)} names")
        blank = dict.fromkeys(OPINIONS, NO_OPINION)
        judges = Judges.taught(table, names, headless=blank)
        kept = [e for e in own if e.name in held]
        if kept:
            measure(kept, judges.shares(table_of(kept, names)))
        arrays |= judges.weights(f"{side}.")
    np.savez_compressed(out, **arrays)


if __name__ == "__main__":
    main()
