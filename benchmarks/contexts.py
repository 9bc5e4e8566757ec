"""Contexts: precision, recall and F1 of `contexts_of` on reports labelled by hand.

    python -m benchmarks.contexts [--each]    on the openings for the test, and on those tuned on
    python -m benchmarks.contexts --events    of single events, by what is read around them
    python -m benchmarks.contexts --draw      the reports to label, as JSON Lines with their openings

`data/contexts.jsonl` and `data/event_contexts.jsonl` hold ids and labels only; the texts are in
../shared/data/corpora.  A report is labelled by what its first 150 words say, before the program sees it, and
measured on these.  Those for the test were drawn and labelled after the words had been written.  Macro F1 is
over the contexts that some text has.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demarche.language import load as load_parser
from demarche.ontology import contexts_of, load
from demarche.ontology.contexts import contexts_near

SHARED = Path(__file__).resolve().parents[2] / "shared"
LABELS = Path(__file__).parent / "data" / "contexts.jsonl"
EVENT_LABELS = Path(__file__).parent / "data" / "event_contexts.jsonl"
BESIDE = (0, 1, 2)  # sentences before and after an event that are tried
WORDS = 150  # words of a report that are labelled and measured
SHORTEST = 60  # words of a report that is drawn
SEED = "contexts"
SHINGLE = 8  # words in a row that two texts do not share by chance
# Different words for people and bodies of politics that a drawn report's opening holds at least: enough that
# nearly all drawn are political, and none of them words of one context alone.
POLITICAL = re.compile(
    r"\b(government|minister|president|prime minister|parliament|congress|senate|police|army|military|rebels?"
    r"|troops|protest\w*|court|ambassador|opposition|election\w*|king|queen|state department|white house"
    r"|embassy|soldiers?|guerrillas?|strike|union|party|sanctions|treaty|authorities|officials?|mayor|governor"
    r"|lawmakers?|activists?|refugees|migrants)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Corpus:
    """A file of reports, and how many different political words make one of them worth drawing."""

    name: str
    file: str
    least: int


WIKINEWS = Corpus("wikinews", "wikinews_2019_2020.jsonl", 2)
REUTERS = Corpus("reuters21578", "reuters21578.jsonl.xz", 4)
GUM = Corpus("gum_news", "gum_news.jsonl", 2)
RE3D = Corpus("re3d", "re3d.jsonl", 2)
CORPORA = (WIKINEWS, REUTERS, GUM, RE3D)
# How many reports are drawn of which corpus, in this order; None stands for `data/rare_contexts.toml`, each
# context of which draws so many from the first two corpora.
Draws = tuple[tuple[Corpus | None, int], ...]
TUNING: Draws = ((WIKINEWS, 100), (REUTERS, 100), (None, 2), (WIKINEWS, 50), (REUTERS, 50))
TEST: Draws = ((REUTERS, 50), (GUM, 20), (RE3D, 30))


@dataclass(frozen=True, slots=True)
class Opening:
    """The first words of a report as they stand in it."""

    id: str
    corpus: str
    text: str


def openings(corpus: Corpus) -> Iterator[Opening]:
    """The openings of a corpus's reports, in the file's order; companies' own news (a ticker in the title)
    left out."""
    for row in _reports(corpus):
        if "<" not in row["title"]:
            yield Opening(row["id"], corpus.name, opening(row["text"]))


def _reports(corpus: Corpus) -> Iterator[dict[str, Any]]:
    yield from _lines(SHARED / "data" / "corpora" / corpus.file)


def opening(text: str) -> str:
    """The text up to its `WORDS`th word."""
    words = list(re.finditer(r"\S+", text))[:WORDS]
    return text[: words[-1].end()] if words else ""


def drawn() -> Iterator[tuple[str, Opening]]:
    """The reports to label, each with what it was drawn for: "tuning", "rare" or "test".

    They are political, and none shares words in a row with the dev gold or another of them.
    """
    pools = {corpus: _pool(corpus) for corpus in CORPORA}
    seen = {shingle for line in _lines(SHARED / "gold" / "dev.jsonl") for shingle in _shingles(line["text"])}
    for part, draws in (("tuning", TUNING), ("test", TEST)):
        for corpus, count in draws:
            if corpus is None:
                caught = _rare((pools[WIKINEWS], pools[REUTERS]), count, seen)
                yield from (("rare", report) for report in caught)
            else:
                least = corpus.least
                political = (report for report in pools[corpus] if _political(report) >= least)
                yield from ((part, report) for report in _fresh(political, count, seen))


def _pool(corpus: Corpus) -> list[Opening]:
    """The corpus's openings that are long enough, in an order by chance."""
    long = [report for report in openings(corpus) if len(report.text.split()) >= SHORTEST]
    return sorted(long, key=lambda report: _hash(f"{SEED}:{report.id}"))


def _rare(pools: Sequence[Sequence[Opening]], count: int, seen: set[str]) -> Iterator[Opening]:
    """For each rare context some reports of each pool that hold a word of its net."""
    nets = tomllib.loads((LABELS.parent / "rare_contexts.toml").read_text(encoding="utf-8"))
    for words in nets.values():
        net = re.compile(rf"\b(?:{'|'.join(words)})", re.IGNORECASE)
        for pool in pools:
            caught = (report for report in pool if _political(report) and net.search(report.text))
            yield from _fresh(caught, count, seen)


def _fresh(reports: Iterable[Opening], count: int, seen: set[str]) -> Iterator[Opening]:
    """The first `count` reports that share no words in a row with those seen, which they join."""
    for report in reports:
        shingles = _shingles(report.text)
        if seen.isdisjoint(shingles):
            if not count:
                return
            seen |= shingles
            count -= 1
            yield report


def _political(report: Opening) -> int:
    """How many different political words the opening holds."""
    return len({found.lower() for found in POLITICAL.findall(report.text)})


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _shingles(text: str) -> set[str]:
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(slots=True)
class Counts:
    """Right, spurious and missed contexts."""

    right: int = 0
    spurious: int = 0
    missed: int = 0

    def add(self, found: bool, labelled: bool) -> None:
        """Counts one context of one text."""
        self.right += found and labelled
        self.spurious += found and not labelled
        self.missed += labelled and not found

    @property
    def f1(self) -> float:
        """F1; 1 where there was nothing to find and nothing found."""
        all_of_them = 2 * self.right + self.spurious + self.missed
        return 2 * self.right / all_of_them if all_of_them else 1.0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.spurious)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)


@dataclass(frozen=True, slots=True)
class Figures:
    """Over all contexts together, and context by context in PLOVER's order."""

    texts: int
    together: Counts
    each: dict[str, Counts]

    @property
    def macro_f1(self) -> float:
        """The mean F1 of the contexts that some text is labelled with."""
        labelled = [counts.f1 for counts in self.each.values() if counts.right + counts.missed]
        return sum(labelled) / max(1, len(labelled))


def figures(pairs: Iterable[tuple[Collection[str], Collection[str]]]) -> Figures:
    """The figures of (found, labelled) contexts, a pair a text."""
    each = {name: Counts() for name in load().contexts}
    together = Counts()
    texts = 0
    for found, labelled in pairs:
        texts += 1
        for name, counts in each.items():
            counts.add(name in found, name in labelled)
            together.add(name in found, name in labelled)
    return Figures(texts, together, each)


def measure(*parts: str) -> Figures:
    """The figures of `contexts_of` on the labelled openings of the parts ("tuning", "rare", "test")."""
    rows = [row for row in _lines(LABELS) if row["drawn"] in parts]
    texts = {report.id: report.text for corpus in CORPORA for report in openings(corpus)}
    lemmas = _lemmas({row["id"]: texts[row["id"]] for row in rows})
    return figures(
        (contexts_of([lemma for sentence in lemmas[row["id"]] for lemma in sentence.lemmas]), row["contexts"])
        for row in rows
    )


def measure_events() -> dict[str, Figures]:
    """The figures of single events, by how many sentences before and after them are read.

    "all" gives them their report's contexts.
    """
    rows = list(_lines(EVENT_LABELS))
    texts = {row["id"]: row["text"] for corpus in (WIKINEWS, REUTERS) for row in _reports(corpus)}
    lemmas = _lemmas({row["id"]: texts[row["id"]] for row in rows})
    report = {
        name: contexts_of([lemma for sentence in sentences for lemma in sentence.lemmas])
        for name, sentences in lemmas.items()
    }
    found = {"all": figures((report[row["id"]], row["contexts"]) for row in rows)}
    for beside in BESIDE:
        found[str(beside)] = figures(
            (
                contexts_near(report[row["id"]], _around(lemmas[row["id"]], row["trigger"], beside)),
                row["contexts"],
            )
            for row in rows
        )
    return found


@dataclass(frozen=True, slots=True)
class Lemmas:
    """A sentence's offsets in its text, and its lemmas in lower case."""

    start: int
    end: int
    lemmas: tuple[str, ...]


def _lemmas(texts: dict[str, str]) -> dict[str, list[Lemmas]]:
    """The parsed sentences of texts, by id."""
    parsed = load_parser().parse(list(texts.values()))
    return {
        name: [
            Lemmas(sentence.start, sentence.end, tuple(token.lemma.lower() for token in sentence.tokens))
            for sentence in sentences
        ]
        for name, sentences in zip(texts, parsed, strict=True)
    }


def _around(sentences: Sequence[Lemmas], offset: int, beside: int) -> list[str]:
    """The lemmas of the sentence that holds the offset, and of as many beside it."""
    at = next(n for n, sentence in enumerate(sentences) if offset < sentence.end)
    near = sentences[max(0, at - beside) : at + beside + 1]
    return [lemma for sentence in near for lemma in sentence.lemmas]


def _print(name: str, found: Figures) -> None:
    together = found.together
    print(
        f"{name:22}{found.texts:6}{together.precision:11.3f}{together.recall:8.3f}{together.f1:8.3f}"
        f"{found.macro_f1:8.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.contexts",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--draw", action="store_true")
    parser.add_argument("--events", action="store_true")
    parser.add_argument("--each", action="store_true", help="every context of the test by itself as well")
    options = parser.parse_args()
    if options.draw:
        for part, report in drawn():
            print(json.dumps({"id": report.id, "corpus": report.corpus, "drawn": part, "text": report.text}))
        return
    print(f"{'':22}{'texts':>6}{'precision':>11}{'recall':>8}{'F1':>8}{'macro':>8}")
    if options.events:
        for beside, found in measure_events().items():
            _print("the report's" if beside == "all" else f"{beside} sentences beside", found)
        return
    test = measure("test")
    _print("test", test)
    _print("tuned on", measure("tuning", "rare"))
    if options.each:
        for name, counts in test.each.items():
            if counts.right + counts.spurious + counts.missed:
                print(f"{name:22}{counts.right + counts.missed:6}{counts.precision:11.3f}{counts.recall:8.3f}"
                      f"{counts.f1:8.3f}")  # fmt: skip


if __name__ == "__main__":
    main()
