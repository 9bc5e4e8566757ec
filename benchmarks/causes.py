"""Causes and effects against the Causal News Corpus: `python -m benchmarks.causes`.

Sentences of the corpus's development part that tell a cause, which are not trained on.  Spans are compared
exactly and by the fair measure of the shared task, where a span with wrong bounds or a wrong kind is one
mistake, not two.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from training.corpus.causal_news import sentences
from training.corpus.words import touched

from demarche.language.splitter import splitter
from demarche.links.causes import KINDS, CauseFinder

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "data" / "links" / "causal_news.jsonl"
Spans = Mapping[str, Sequence[tuple[int, int]]]
Counts = Counter[str]


def compare(gold: Spans, found: Spans) -> Counts:
    """Counts of right, missed, spurious, and wrong (bounds or kind) spans of one sentence."""
    counts = Counts()
    left = [(kind, span) for kind in KINDS for span in gold[kind]]
    mine = [(kind, span) for kind in KINDS for span in found[kind]]
    for one in [one for one in mine if one in left]:
        mine.remove(one)
        left.remove(one)
        counts["right"] += 1
    for same_kind in (True, False):
        for one in list(mine):
            near = [
                other
                for other in left
                if (other[0] == one[0]) == same_kind and one[1][0] < other[1][1] and other[1][0] < one[1][1]
            ]
            if near:
                mine.remove(one)
                left.remove(near[0])
                counts["wrong"] += 1
    return counts + Counter(missed=len(left), spurious=len(mine))


def shares(counts: Counts) -> dict[str, tuple[float, float, float]]:
    """Exact and fair precision, recall and F1."""
    right, wrong = counts["right"], counts["wrong"]
    found = {}
    for name, weight in (("exact", 1.0), ("fair", 0.5)):
        p = right / max(1, right + counts["spurious"] + weight * wrong)
        r = right / max(1, right + counts["missed"] + weight * wrong)
        found[name] = p, r, 2 * p * r / max(1e-9, p + r)
    return found


def told(counts: Counts) -> str:
    """The same as a line."""
    return ", ".join(f"{name} P {p:.3f} R {r:.3f} F1 {f:.3f}" for name, (p, r, f) in shares(counts).items())


def counts(path: Path = CORPUS) -> Counts:
    """The counts of the shipped tagger, over words."""
    chosen = [one for one in sentences(path, "dev", splitter()) if one.spans["cause"]]
    total = Counts()
    texts = [one.text for one in chosen]
    for sentence, found in zip(chosen, CauseFinder().find(texts, always=True), strict=True):
        mine: dict[str, list[tuple[int, int]]] = {kind: [] for kind in KINDS}
        for one in found:
            inside = touched(sentence.words, one.span.start, one.span.end)
            mine[one.kind].append((inside[0], inside[-1] + 1))
        total += compare(sentence.spans, mine)
    return total


def main() -> None:
    if not CORPUS.is_file():
        sys.exit("The measuring data is not in ../shared; this benchmark needs it.")
    print(told(counts()))


if __name__ == "__main__":
    main()
