"""The coder on real reports of ../shared/data, coded by hand: `python -m benchmarks.real [--errors]`.

`gold/real*.jsonl` hold which reports of which corpora they are, and what was coded by offsets, but no text;
the texts come from the measuring data.  The errors of all but `real_apart` were read, so these figures are
development figures; those of `real_apart` were not, and are not to be (`gold/README.md`).
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks import own
from benchmarks.answers import SHARED, given_links, parsed, print_links
from demarche.reports.decoding import normalise
from demarche.runners.step import Coder
from demarche.scoring import Score

SETS = {
    "real": "38 real reports whose errors were read",
    "real_more": "23 more real reports whose errors were read",
    "real_apart": "34 real reports kept apart",
}
# Pages are cut after the paragraph with which they have so many words.
WORDS = 380
SIDES = ("actor", "recipient", "according_to")


def gold(name: str = "real") -> list[dict[str, Any]]:
    """The reports of a set with their texts and events, in the form of the other sets; needs ../shared."""
    texts, found = _texts(), []
    for row in _rows(own.FOLDER / f"{name}.jsonl"):
        text = normalise(texts[row["source"], row["id"]])[: row.get("end")]
        found.append(row | {"text": text, "events": [_whole(event, text) for event in row["events"]]})
    return found


def _whole(event: dict[str, Any], text: str) -> dict[str, Any]:
    """An event with the words at its offsets."""

    def span(ends: list[int]) -> dict[str, Any]:
        return {"text": text[ends[0] : ends[1]], "start": ends[0], "end": ends[1]}

    def entity(told: dict[str, Any]) -> dict[str, Any]:
        at = told["at"] and span(told["at"])
        name = at["text"] if at else ""
        return {"name": name, "span": at, "country": told["country"], "sector": told.get("sector", [])}

    sides = {side: [entity(told) for told in event[side]] for side in SIDES}
    place = event["place"] and {"country": event["place"]}
    spans = {"trigger": span(event["trigger"]), "mentions": [span(ends) for ends in event["mentions"]]}
    answers = [{"event": other, "cue": None} for other in event["answers"]]
    return event | sides | spans | {"place": place, "answers": answers, "deadline": None}


@cache
def _texts() -> dict[tuple[str, str], str]:
    """The text of each report by corpus and id."""
    data = SHARED / "data"
    found = {("timebank", row["id"]): row["text"] for row in _rows(data / "dates" / "timebank.jsonl")}
    with lzma.open(data / "corpora" / "reuters21578.jsonl.xz", "rt", encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)
            title = f"{row['title']}\n\n" if row["title"] else ""
            found["reuters", row["id"]] = f"{title}{row['text']}"
    for row in _rows(data / "pages" / "html_gold.jsonl"):
        found["pages", row["id"]] = _opening(row["text"] or "")
    for row in _rows(data / "pages" / "furniture.jsonl"):
        found["furniture", row["id"]] = _opening(row["gold_body"] or "")
    return found


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def _opening(text: str) -> str:
    """The first paragraphs of a page."""
    kept, words = [], 0
    for paragraph in text.split("\n"):
        if words > WORDS:
            break
        kept.append(paragraph)
        words += len(paragraph.split())
    return "\n".join(kept).strip()


def figures(name: str = "real", coder: Coder | None = None) -> Score:
    """The coder's figures on a set."""
    return own.figures_of(gold(name), coder)


def main() -> None:
    """Prints the figures, and links given the gold's events."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--errors", action="store_true", help="links missed and wrong, given the events")
    options = parser.parse_args()
    if not SHARED.exists():
        sys.exit("The texts are in ../shared, which is not there.")
    coder = Coder()
    for name, what in SETS.items():
        print(f"{what} (benchmarks/gold/{name}.jsonl)")
        rows = gold(name)
        own.show(own.figures_of(rows, coder))
        errors = options.errors and name != "real_apart"
        print_links("given the gold's events", given_links(rows, parsed(rows, None), errors=errors))


if __name__ == "__main__":
    main()
