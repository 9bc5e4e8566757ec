"""Pairs of acts with what they are: `python -m training.links.examples OUT [--part K --of N]`.

Every passage of the training corpus is read twice: with the acts that it marks, and with those that the coder
finds in it, its own mistakes among them.  A pair is right where the passage marks a link between the acts (of
the coder's, those that lie at marked acts of their type).
"""

from __future__ import annotations

import argparse
import pickle
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.answers import given_the_gold, gold_links, matches, report_of
from benchmarks.links import resolving

from demarche.entities.gazetteer import Gazetteer
from demarche.events import lexicon
from demarche.events.coding import Coded, EventCoder
from demarche.events.heads import EventHeads
from demarche.links.answers import suggestions
from demarche.links.pairing import pairs_of
from demarche.model import Span
from demarche.ontology import load
from demarche.record import span_to_dict
from demarche.runners.step import Coder
from training.corpus import standoff
from training.corpus.markup import Passage, is_held_out, passages
from training.links.example import Example

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
NEWS = CORPUS.parents[1].parent / "shared" / "data" / "corpora"
TOGETHER = 64

Row = dict[str, Any]


def all_passages() -> Iterator[tuple[str, Passage]]:
    """The passages of the corpus and of marked open news, with their names."""
    for name, passage in passages(CORPUS):
        if isinstance(passage, Passage):
            yield name, passage
    for (corpus, report), passage in standoff.passages(NEWS):
        yield f"{corpus}:{report}", passage


def is_unseen(name: str, passage: Passage) -> bool:
    """Whether the shipped event encoder was not trained on a passage: held out, or marked later."""
    later = name.startswith(("h", standoff.TREEBANK))  # corpus h, and weblogs
    return later or is_held_out(passage)


def row_of(name: str, passage: Passage, gazetteer: Gazetteer) -> Row:
    """A passage in the form of the gold, its marked roles resolved to countries."""
    resolved = resolving(passage, gazetteer)

    def sides(spans: Sequence[Span]) -> list[Row]:
        return [{"name": e.name, "country": e.country, "sector": list(e.sector)} for e in resolved(spans)]

    events = [
        {
            "id": str(event.number), "event": event.event, "mode": list(event.mode), "status": event.status,
            "trigger": span_to_dict(event.trigger), "mentions": [span_to_dict(one) for one in event.mentions],
            "actor": sides(event.actor), "recipient": sides(event.recipient), "according_to": [],
            "answers": [{"event": str(x.answered)} for x in passage.links if x.answer == event.number],
            "date": None,
        }
        for event in passage.events
    ]  # fmt: skip
    published = passage.published.isoformat() if passage.published else None
    return {"id": name, "text": passage.text, "published": published, "events": events}


def examples(rows: Sequence[tuple[Row, bool]], coder: Coder, events: EventCoder) -> Iterator[Example]:
    """Both readings of each passage; `rows`: each with whether it is unseen."""
    heads = EventHeads.load()
    for begin in range(0, len(rows), TOGETHER):
        part = rows[begin : begin + TOGETHER]
        for (row, unseen), sentences in zip(part, coder.parse([row["text"] for row, _ in part]), strict=True):
            wanted = gold_links(row)
            given = given_the_gold(row, sentences, heads)
            if len(given.events) > 1:
                ids = {event.id: event.id for event in given.events}
                yield _example(row, False, unseen, given, ids, wanted)
            coded = events.code(report_of(row), sentences)
            if len(coded.events) > 1:
                yield _example(row, True, unseen, coded, matches(row, coded.events), wanted)
        print(begin, len(rows), flush=True)


def _example(
    row: Row, is_coded: bool, unseen: bool, coded: Coded, ids: dict[str, str], wanted: set[tuple[str, str]]
) -> Example:
    links = {(ids.get(a, ""), ids.get(b, "")) for a, b in wanted}
    pairs = pairs_of(coded, suggestions(coded, row["text"]))
    right = [(coded.events[a].id, coded.events[b].id) in links for a, b in pairs.pairs]
    return Example(row["id"], is_coded, unseen, pairs, np.array(right, bool), len(wanted))


def write(
    out: Path,
    part: int,
    parts: int,
    made: Callable[[Sequence[tuple[Row, bool]], Coder, EventCoder], Iterator[Any]],
) -> None:
    """Writes what is made of every `parts`-th passage: of rows, each with whether it is unseen."""
    gazetteer = Gazetteer.load()
    events = EventCoder(
        gazetteer=gazetteer, lexicon=lexicon.load(()), ontology=load("plover"), heads=EventHeads.load()
    )
    rows = [
        (row_of(name, passage, gazetteer), is_unseen(name, passage))
        for k, (name, passage) in enumerate(all_passages())
        if k % parts == part and passage.events
    ]
    out.write_bytes(pickle.dumps(list(made(rows, Coder(), events))))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--part", type=int, default=0)
    parser.add_argument("--of", type=int, default=1)
    options = parser.parse_args()
    write(options.out, options.part, options.of, examples)


if __name__ == "__main__":
    main()
