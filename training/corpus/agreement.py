"""How far a second, blind labelling agrees with the corpus.

`blind/second.txt` (of corpora a to d), `third.txt` (of e to g) and `fourth.txt` (of h) hold passages
drawn at random and labelled again without sight of the first labels, `blind/real.tsv` such passages of open
news.  An act is found twice where marked words overlap; an event where the type is the same too;
attributes are compared among those.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from demarche.model import Span
from training.corpus import standoff
from training.corpus.markup import MarkedEvent, Passage, passages

FOLDER = Path(__file__).parent
NEWS = FOLDER.parents[1].parent / "shared" / "data" / "corpora"
SPANS = ("actor", "recipient", "date", "place")


def agreement(folder: Path = FOLDER, news: Path = NEWS) -> dict[str, dict[str, float]]:
    """The figures by name, for each file of second labels.

    F1 of acts, events and links; of the events found twice the share with equal status and modes, and with
    overlapping (or equally missing) actor, recipient, date and place.
    """
    first = {p.text: p for _, p in passages(folder) if isinstance(p, Passage)}
    first |= {p.text: p for _, p in standoff.passages(news, folder / "real.tsv")}
    counts: dict[str, Counter[str]] = {}
    again = [(where.partition(":")[0], p) for where, p in passages(folder / "blind")]
    again += [("real.tsv", p) for _, p in standoff.passages(news, folder / "blind" / "real.tsv")]
    for where, second in again:
        if not isinstance(second, Passage):
            raise SystemExit(f"{where}: {second}")
        if second.text in first:
            _compare(first[second.text], second, counts.setdefault(where, Counter()))
    return {where: _figures(found) for where, found in counts.items()}


def _figures(counts: Counter[str]) -> dict[str, float]:
    figures = {
        name: 2 * counts[name] / max(counts[f"first {of}"] + counts[f"second {of}"], 1)
        for name, of in (("acts", "events"), ("events", "events"), ("links", "links"))
    }
    for name in ("status", "mode", *SPANS):
        figures[name] = counts[name] / max(counts["events"], 1)
    return figures | {"passages": float(counts["passages"])}


def _compare(first: Passage, second: Passage, counts: Counter[str]) -> None:
    pairs = _pairs(first, second)
    counts["passages"] += 1
    for name, passage in (("first", first), ("second", second)):
        counts[f"{name} events"] += len(passage.events)
        counts[f"{name} links"] += len({(link.answer, link.answered) for link in passage.links})
    for mine in first.events:
        other = pairs.get(mine.number)
        if other is None:
            continue
        counts["acts"] += 1
        if mine.event != other.event:
            continue
        counts["events"] += 1
        counts["status"] += mine.status == other.status
        counts["mode"] += set(mine.mode) == set(other.mode)
        for part in SPANS:
            a, b = getattr(mine, part), getattr(other, part)
            counts[part] += (not a and not b) or _meet(a, b)
    theirs = {(link.answer, link.answered) for link in second.links}
    for pair in {(link.answer, link.answered) for link in first.links}:
        known = [pairs.get(number) for number in pair]
        counts["links"] += tuple(event.number if event else None for event in known) in theirs


def _pairs(first: Passage, second: Passage) -> dict[int, MarkedEvent]:
    """By number of the first pass the event of the second that it is: of its own type where there is one."""
    found: dict[int, MarkedEvent] = {}
    taken: set[int] = set()
    for typed in (True, False):
        for mine in first.events:
            fitting = (
                other
                for other in second.events
                if other.number not in taken
                and (not typed or other.event == mine.event)
                and _meet((mine.trigger, *mine.mentions), (other.trigger, *other.mentions))
            )
            if mine.number not in found and (other := next(fitting, None)):
                found[mine.number] = other
                taken.add(other.number)
    return found


def _meet(a: tuple[Span, ...], b: tuple[Span, ...]) -> bool:
    return any(x.start < y.end and y.start < x.end for x in a for y in b)
