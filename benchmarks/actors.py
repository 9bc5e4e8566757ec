"""How many gold actors and recipients get the right country and sector, given their spans.

    python -m benchmarks.actors [--errors N] [--parse]

Reads ../shared/gold/dev.jsonl (not part of the repository).  A gold entity counts as right in country when
`resolve_all` of its span gives its country; in sector when the sectors overlap (both empty counts as right).
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import time
from pathlib import Path

from demarche.entities.actors import ActorResolver
from demarche.entities.gazetteer import Gazetteer

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold" / "dev.jsonl"


def main() -> None:
    """Prints the two shares and, with --errors, what went wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.actors", description=__doc__)
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--parse", action="store_true", help="with the shipped parser's sentences")
    options = parser.parse_args()
    gazetteer = Gazetteer.load()
    gazetteer.find("")
    language = None
    if options.parse:
        from demarche.language import load

        language = load()
    total = country = sector = shown = reports = 0
    spent = 0.0
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        report = json.loads(line)
        published = dt.date.fromisoformat(report["published"]) if report["published"] else None
        sentences = language.parse([report["text"]])[0] if language else None
        begin = time.process_time()
        resolver = ActorResolver(gazetteer, report["text"], sentences, published)
        for event in report["events"]:
            for side in ("actor", "recipient"):
                for gold in event[side]:
                    if gold["span"] is None:
                        continue
                    found = resolver.resolve_all(gold["span"]["start"], gold["span"]["end"])
                    right = [entity for entity in found if entity.country == gold["country"]]
                    overlap = any(
                        set(entity.sector) & set(gold["sector"]) or (not entity.sector and not gold["sector"])
                        for entity in right or found
                    )
                    total += 1
                    country += bool(right)
                    sector += overlap
                    if (not right or not overlap) and shown < options.errors:
                        shown += 1
                        print(report["id"], repr(gold["span"]["text"]), gold["country"], gold["sector"], "≠",
                              [(e.country, e.sector, e.how) for e in found])  # fmt: skip
        spent += time.process_time() - begin
        reports += 1
    print(
        f"{total} spans: country {country / total:.3f}, sector overlap {sector / total:.3f}; "
        f"{spent / reports * 1000:.2f} ms of processor time a report"
    )


if __name__ == "__main__":
    main()
