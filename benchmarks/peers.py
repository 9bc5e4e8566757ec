"""What each stage costs beside its peers, on the same texts: `python -m benchmarks.peers [--reports N]`.

Processor seconds of this process on one thread, so that a busy machine disturbs little; peers that are not
installed are left out by name (`pip install dateparser en_core_web_sm`).
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import importlib.util
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from benchmarks.speed import SHARED, texts
from demarche.model import Report

Timed = tuple[str, str, Callable[[], object]]


def timed(call: Callable[[], object]) -> float:
    """Processor seconds of a call, with cold caches."""
    begun = time.process_time()
    call()
    return time.process_time() - begun


def parsers(reports: Sequence[Report]) -> Iterator[Timed]:
    """Parsing: ours, spaCy's blank tokeniser, and each English spaCy pipeline that is installed."""
    import spacy

    from demarche import language

    bodies = [report.text for report in reports]
    ours = language.load()
    ours.parse(bodies[:2])
    yield "parse", "demarche", lambda: ours.parse(bodies)
    blank = spacy.blank("en")
    yield "tokenise only", "spaCy blank('en')", lambda: list(blank.pipe(bodies))
    for name in ("en_core_web_sm", "en_core_web_md"):
        if importlib.util.find_spec(name):
            pipeline = spacy.load(name)
            yield (
                "parse",
                f"spaCy {name}",
                lambda pipeline=pipeline: list(pipeline.pipe(bodies, batch_size=32)),
            )
    yield "encoder alone", "onnxruntime (the limit)", _encoder(ours, bodies)


def _encoder(parser: Any, bodies: Sequence[str]) -> Callable[[], object]:
    """The encoder's graph over the same words, packed as in use; nothing else."""
    words, network = parser.words, parser._network
    paragraphs = [found for number, body in enumerate(bodies) for found in words.paragraphs(number, body)]
    fed: list[dict[str, Any]] = []
    session = network._sessions["encoder"]

    class Recording:
        def run(self, names: list[str], inputs: dict[str, Any]) -> Any:
            fed.append(inputs)
            return session.run(names, inputs)

    network._sessions["encoder"] = Recording()
    for paragraph in paragraphs:
        list(parser._windows(paragraph))
    network._sessions["encoder"] = session
    return lambda: [session.run(["vectors"], inputs) for inputs in fed]


def dates(reports: Sequence[Report]) -> Iterator[Timed]:
    """Date expressions: ours, and dateparser's search."""
    from demarche.events.dates import find_dates

    yield "dates", "demarche", lambda: [find_dates(report.text, report.published) for report in reports]
    if importlib.util.find_spec("dateparser.search"):
        search = importlib.import_module("dateparser.search").search_dates
        few = reports[:: max(1, len(reports) // FEW)][:FEW]
        yield f"dates ({len(few)})", "dateparser", lambda: [search(r.text, languages=["en"]) for r in few]


FEW = 20  # reports that slow peers get


def pages() -> Iterator[Timed]:
    """Web pages to text: ours, trafilatura, resiliparse."""
    from demarche.reports import read_row

    folder = SHARED / "data" / "pages" / "html"
    found = sorted(path for path in folder.rglob("*.html*") if path.is_file())[:FEW]
    markup = [
        (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode(
            "utf-8", "replace"
        )
        for path in found
    ]
    _tried(lambda: read_row({"html": markup[0]}))  # loads the models
    yield (
        f"HTML ({len(found)})",
        "demarche",
        lambda: [_tried(lambda page=page: read_row({"html": page})) for page in markup],
    )
    import trafilatura

    yield f"HTML ({len(found)})", "trafilatura", lambda: [trafilatura.extract(page) for page in markup]
    if importlib.util.find_spec("resiliparse"):
        extract = importlib.import_module("resiliparse.extract.html2text").extract_plain_text
        yield (
            f"HTML ({len(found)})",
            "resiliparse",
            lambda: [extract(page, main_content=True) for page in markup],
        )


def _tried(call: Callable[[], object]) -> object:
    from demarche.errors import InputError

    try:
        return call()
    except InputError:
        return None


def others(reports: Sequence[Report]) -> Iterator[Timed]:
    """Names, places and the gate, which have no peer on the index."""
    from demarche.entities.gazetteer import Gazetteer
    from demarche.entities.places import find_places
    from demarche.events import lexicon
    from demarche.events.gate import Gate

    gazetteer, gate = Gazetteer.load(), Gate.load(lexicon.load())
    gazetteer.find("x"), find_places("Paris, France")
    yield "names", "demarche", lambda: [gazetteer.find(report.text) for report in reports]
    yield (
        "places",
        "demarche",
        lambda: [find_places(report.text, published=report.published) for report in reports],
    )
    yield "gate", "demarche", lambda: [gate.opens(report.text) for report in reports]


def main(show: Callable[[str], None] = print) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=200)
    options = parser.parse_args()
    if not SHARED.exists():
        sys.exit("The measuring data is not in ../shared; this benchmark needs it.")
    os.environ["OMP_NUM_THREADS"] = "1"
    from demarche.reports import read_row

    reports = [read_row(dict(row)) for row in texts(options.reports)]
    words = sum(len(report.text.split()) for report in reports)
    show(f"{len(reports)} reports of {words / len(reports):.0f} words; load {os.getloadavg()[0]:.1f}")
    for room in (parsers(reports), dates(reports), others(reports), pages()):
        for stage, who, call in room:
            count = int(stage.partition("(")[2].rstrip(")")) if "(" in stage else len(reports)
            show(f"{stage:16s} {who:28s} {1000 * timed(call) / count:9.2f} ms each")


if __name__ == "__main__":
    main()
