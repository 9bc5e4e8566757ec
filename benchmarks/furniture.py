"""How well and how fast pages are read: `python -m benchmarks.furniture`.

Plain text: each labelled page is read by the shipped network that never saw its publisher (see
training/furniture), and by the vote of all, which has.  HTML: the pages of ../shared/data/pages/html against
html_gold.jsonl.  Clean texts: how many come out unchanged.  Times are CPU time of one thread.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
import time
from collections import Counter
from collections.abc import Iterator
from statistics import mean

from training.furniture.labels import words
from training.furniture.measuring import SHARED, f1, labelled_pages, parts, score

from benchmarks.pages import gold, measured
from demarche.model import Report
from demarche.reports.assembling import assemble
from demarche.reports.decoding import normalise
from demarche.reports.furniture.model import shipped
from demarche.reports.furniture.separate import separate
from demarche.reports.rows import Row

REUTERS_SAMPLE = 2000  # reports


def plain_text() -> dict[str, float]:
    """F1 and lead kept on publishers not seen in training, and CPU milliseconds a page."""
    unseen, seen, spent, pages = [], [], 0.0, 0
    for k, part in enumerate(parts(labelled_pages())):
        held = shipped().only(k)
        for page in part:
            if not page.english:
                continue
            text = normalise(page.raw)
            unseen.append(score(page, separate(text, networks=held).text))
            started = time.process_time()
            whole = separate(text)
            spent += time.process_time() - started
            seen.append(score(page, whole.text))
            pages += 1
    return {
        "pages": pages,
        "F1, unseen publishers": mean(f for f, _ in unseen),
        "lead kept, unseen publishers": mean(kept for _, kept in unseen),
        "F1, shipped vote (has seen them)": mean(f for f, _ in seen),
        "ms a page": 1000 * spent / pages,
    }


def html() -> dict[str, float]:
    """Body F1, share of right dates and titles, and pages a CPU second."""
    told, data = gold(), list(measured())
    _read(data[0][1])  # the first page pays for the imports
    started = time.process_time()
    pages = [_read(raw) for _, raw in data]
    spent = time.process_time() - started
    rows = [
        _best(page, told[publisher])
        for (publisher, _), page in zip(data, pages, strict=True)
        if publisher in told
    ]
    return {
        "pages": len(data),
        "F1": mean(row[0] for row in rows),
        "date right": mean(row[1] for row in rows),
        "title right": mean(row[2] for row in rows),
        "pages/s": len(data) / spent,
    }


def _read(raw: bytes) -> Report:
    return assemble(Row(origin="", html=raw))


def _best(page: Report, gold: list[dict[str, str]]) -> tuple[float, bool, bool]:
    """(F1, date right, title right) against the publisher's gold page that is likest: pages are matched by
    publisher.
    """
    body = Counter(words(page.text))
    best, row = max(((_forgiving(body, row), row) for row in gold), key=lambda pair: pair[0])
    return best, str(page.published) == row["date"], words(page.title or "") == words(row["title"] or "")


def _forgiving(body: Counter[str], row: dict[str, str]) -> float:
    """F1 of a body; a title above it is forgiven, as in ../shared/score/furniture.py."""
    text, title = Counter(words(row["text"])), Counter(words(row["title"] or ""))
    return max(f1(body, text), f1(body - title, text))


def clean() -> dict[str, float]:
    """Share of reports without furniture that come out unchanged, and share of words lost in all, by
    corpus."""
    figures: dict[str, float] = {}
    for name, texts in _clean_texts():
        same = lost = total = 0
        for text in texts:
            out = separate(text)
            same += out.text == text
            lost += sum(len(words(piece.text)) for piece in out.furniture)
            total += len(words(text))
        figures[f"{name}: unchanged"] = same / len(texts)
        figures[f"{name}: words lost"] = lost / total
    return figures


def _clean_texts() -> Iterator[tuple[str, list[str]]]:
    for name in ("wikinews_2019_2020", "gum_news", "re3d", "geovirus"):
        rows = (SHARED / "corpora" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        yield name, [normalise(json.loads(row)["text"]) for row in rows]
    with lzma.open(SHARED / "corpora" / "reuters21578.jsonl.xz", "rt", encoding="utf-8") as file:
        rows = [line for line, _ in zip(file, range(REUTERS_SAMPLE), strict=False)]
    yield "reuters", [text for row in rows if (text := normalise(json.loads(row)["text"]))]
    gold = (SHARED.parent / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    yield "dev gold but for d00", [normalise(json.loads(row)["text"]) for row in gold[1:]]


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.furniture", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--only", choices=["plain text", "html", "clean"], help="one of the tables")
    args = parser.parse_args()
    if not SHARED.exists():
        sys.exit(f"The measuring data are not there ({SHARED}). They cannot be part of the repository.")
    tables = {"plain text": plain_text, "html": html, "clean": clean}
    figures = {name: table() for name, table in tables.items() if args.only in {None, name}}
    if args.json:
        print(json.dumps(figures))
        return
    for name, table in figures.items():
        print(name)
        for what, value in table.items():
            print(f"  {what:34} {value:.4g}")


if __name__ == "__main__":
    main()
