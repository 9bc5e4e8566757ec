"""Everything that can be said about the corpus without reading it: errors, counts, duplicates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from training.corpus.markup import MarkupError, Passage, passages

SHINGLE = 4  # words; a pair of passages is compared by the runs of four words that it shares
NEAR = 0.4  # share of shingles in common, of the shorter passage, that makes a near duplicate
SENTENCE_END = re.compile(r"""[.!?]["”’')]*(?=\s+["“‘'(]?[A-Z0-9]|$)""")
NO_SENTENCE_END = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|St|Gen|Col|Lt|Sen|Rep|Gov|No|[A-Z]|[AP]\.M|U\.[SNK])\.$", re.I
)


@dataclass(slots=True)
class Finding:
    """What was found: errors and duplicates as lines to print, counts by name."""

    errors: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    lines: int = 0
    sentences: int = 0
    without_events: int = 0
    in_passages: int = 0
    types: Counter[str] = field(default_factory=Counter)
    modes: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    spans: Counter[str] = field(default_factory=Counter)
    links: Counter[str] = field(default_factory=Counter)


def check(folder: Path) -> Finding:
    """The finding on all *.txt of a folder."""
    finding = Finding()
    read: list[tuple[str, Passage]] = []
    for place, passage in passages(folder):
        if isinstance(passage, MarkupError):
            finding.errors.append(f"{place}: {passage}")
        else:
            read.append((place, passage))
    for _, passage in read:
        _count(passage, finding)
    finding.duplicates.extend(duplicates(read))
    return finding


def _count(passage: Passage, finding: Finding) -> None:
    sentences = count_sentences(passage.text)
    finding.lines += 1
    finding.sentences += sentences
    finding.in_passages += sentences if sentences > 1 else 0
    finding.without_events += not passage.events
    for event in passage.events:
        finding.types[event.event] += 1
        finding.statuses[event.status] += 1
        finding.modes.update(f"{event.event}/{mode}" for mode in event.mode or ("-",))
        for name in ("mentions", "actor", "recipient", "date", "place", "deadline", "speaker"):
            finding.spans[name] += len(getattr(event, name))
    for link in passage.links:
        finding.links["with cue" if link.cue else "without cue"] += 1


def count_sentences(text: str) -> int:
    """The number of sentences of a passage, by its full stops, abbreviations set aside."""
    ends = [end for end in SENTENCE_END.finditer(text) if not NO_SENTENCE_END.search(text[: end.start() + 1])]
    unfinished = not ends or ends[-1].end() < len(text.rstrip())
    return len(ends) + unfinished


def duplicates(read: Iterable[tuple[str, Passage]]) -> list[str]:
    """A line for each pair of passages that say the same, or nearly, in the same words."""
    shingles: list[tuple[str, frozenset[tuple[str, ...]]]] = []
    for place, passage in read:
        words = re.findall(r"\w+", passage.text.lower())
        length = min(SHINGLE, len(words))
        own = {tuple(words[k : k + length]) for k in range(len(words) - length + 1)}
        shingles.append((place, frozenset(own)))
    holders: dict[tuple[str, ...], list[int]] = {}
    for i, (_, runs) in enumerate(shingles):
        for run in runs:
            holders.setdefault(run, []).append(i)
    shared: Counter[tuple[int, int]] = Counter()
    for several in holders.values():
        shared.update((a, b) for k, a in enumerate(several) for b in several[k + 1 :])
    found = []
    for (a, b), count in sorted(shared.items()):
        share = count / min(len(shingles[a][1]), len(shingles[b][1]))
        if share >= NEAR:
            found.append(f"{shingles[b][0]} repeats {shingles[a][0]} ({share:.0%} of {SHINGLE}-word runs)")
    return found
