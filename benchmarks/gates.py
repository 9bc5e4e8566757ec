"""What the gates around the parser's encoder spare and lose: `python -m benchmarks.gates [--reports N]`.

Reports are those of `benchmarks.speed`.  Each is coded without gates; then is told, for other values of
`gate.LEAST`, and for what passes, of `vector_gate.LEAST_SEEN` and `heads.LEAST_HEARD`, how much would not be
read and which events would be lost.
"""

from __future__ import annotations

import argparse
import bisect
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import inf

from benchmarks.speed import SHARED, texts
from demarche.events.gate import LEAST, SHORT, names_anybody
from demarche.events.heads import LEAST_HEARD
from demarche.events.vector_gate import LEAST_SEEN, Encoded, VectorGate
from demarche.language.parser import Draft, ShippedParser
from demarche.model import Event, Report, Sentence
from demarche.reports import read_row
from demarche.runners.step import Coder, CoderOptions
from demarche.threads import one_thread

PASSED = (-1.5, -0.5, 0.0, 0.5, 1.0)
SEEN = (-2.0, -1.5, -1.25, -1.0, -0.75, -0.5, 0.0)
HEARD = (0.1, 0.2, 0.3, 0.4, 0.5)
TOGETHER = 20


@dataclass(frozen=True, slots=True)
class Read:
    """A report by sentence: its words, the gate's log-odds, the event head's greatest probability of an act.

    `told`: by event, the sentences of its mentions; `best`: the log-odds by which the report itself passes.
    """

    words: list[int]
    heard: list[float]
    told: list[set[int]]
    seen: list[float] = field(default_factory=list)
    best: float = inf

    @property
    def size(self) -> int:
        """How many words the report has."""
        return sum(self.words)

    def seen_by(self, gate: VectorGate, sentences: Sequence[Encoded]) -> Read:
        """With what a gate sees in the report's sentences."""
        return replace(self, seen=gate.scores(sentences).tolist())

    def opened(self, least: float) -> set[int]:
        """The sentences that the event encoder reads."""
        return {k for k, seen in enumerate(self.seen) if seen >= least}


def read(count: int) -> Iterator[Read]:
    """The reports of the benchmark."""
    gated = Coder()
    first, second = gated._gate, gated._vector_gate
    assert first is not None and second is not None
    rows = list(map(read_row, texts(count)))
    for row, (drafts, _, found) in zip(rows, coded(rows), strict=True):
        best = inf if len(row.text) <= SHORT else first.best(row.text)
        named = names_anybody(row.text, gated._gazetteer)
        yield replace(found.seen_by(second, drafts), best=best if named else -inf)


def passed_lines(found: Sequence[Read]) -> Iterator[str]:
    """A line for each of some values of `LEAST`: what would be parsed, and lost."""
    words, events = sum(one.size for one in found), sum(len(one.told) for one in found)
    for least in PASSED:
        stopped = [one for one in found if one.best < least]
        parsed = 1 - sum(one.size for one in stopped) / words
        lost = sum(len(one.told) for one in stopped)
        mark = " (in use)" if least == LEAST else ""
        yield (
            f"LEAST {least:5.2f}: {len(stopped)} of {len(found)} reports stopped, "
            f"{parsed:.3f} of the words parsed, {lost} of {events} events lost{mark}"
        )


def coded(reports: Sequence[Report]) -> Iterator[tuple[Sequence[Draft], Sequence[Event], Read]]:
    """Reports coded without gates: the sentences of each as the parser's encoder leaves them, its events."""
    coder = Coder(CoderOptions(gate=False))
    parser, heads, encoder = coder._parser, coder._heads, coder._encoder
    assert isinstance(parser, ShippedParser) and heads is not None and encoder is not None
    for at in range(0, len(reports), TOGETHER):
        group = reports[at : at + TOGETHER]
        drafted = parser.draft([report.text for report in group])
        parsed = encoder.attach(parser.finish(drafted))
        for report, drafts, sentences in zip(group, drafted, parsed, strict=True):
            events = coder._events.code(report, sentences).events
            yield (
                drafts,
                events,
                Read(
                    [len(sentence.tokens) for sentence in sentences],
                    [
                        heads.likeliest(sentence.vectors)
                        for sentence in sentences
                        if sentence.vectors is not None
                    ],
                    [_told(event, sentences) for event in events],
                ),
            )


def seen_lines(found: Sequence[Read]) -> Iterator[str]:
    """A line for each of some values of `LEAST_SEEN`: what would be read, and lost."""
    words = sum(one.size for one in found)
    for least in SEEN:
        opened = [one.opened(least) for one in found]
        seen = sum(one.words[k] for one, own in zip(found, opened, strict=True) for k in own)
        lost = sum(not told & own for one, own in zip(found, opened, strict=True) for told in one.told)
        mark = " (in use)" if least == LEAST_SEEN else ""
        yield f"LEAST_SEEN {least:5.2f}: {seen / words:.3f} of the words encoded, {lost} events lost{mark}"


def _told(event: Event, sentences: Sequence[Sentence]) -> set[int]:
    """The numbers of the sentences that an event is told in."""
    starts = [sentence.start for sentence in sentences]
    return {bisect.bisect(starts, span.start) - 1 for span in (event.trigger, *event.mentions)}


def main(show: Callable[[str], None] = print) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=600)
    options = parser.parse_args()
    if not SHARED.exists():
        sys.exit("The measuring data is not in ../shared; this benchmark needs it.")
    with one_thread():
        found = list(read(options.reports))
    for line in passed_lines(found):
        show(line)
    found = [one for one in found if one.best >= LEAST]
    words, events = sum(one.size for one in found), sum(len(one.told) for one in found)
    show(f"{len(found)} reports pass, {words} words, {events} events")
    for line in seen_lines(found):
        show(line)
    opened = [one.opened(LEAST_SEEN) for one in found]
    for least in HEARD:
        heard = [{k for k in own if one.heard[k] >= least} for one, own in zip(found, opened, strict=True)]
        quiet = [one for one, own in zip(found, heard, strict=True) if not own]
        lost = sum(
            bool(told & own) and not told & loud
            for one, own, loud in zip(found, opened, heard, strict=True)
            for told in one.told
        )
        mark = " (in use)" if least == LEAST_HEARD else ""
        show(
            f"LEAST_HEARD {least:4.2f}: {sum(map(len, heard))} of {sum(map(len, opened))} sentences heard, "
            f"{len(quiet)} reports with {sum(one.size for one in quiet) / words:.3f} of the words "
            f"without trees, {lost} events lost{mark}"
        )


if __name__ == "__main__":
    main()
