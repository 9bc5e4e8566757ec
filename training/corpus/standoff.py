"""Marks on open news, kept apart from its texts: `real.tsv` says which words of which report mark what.

The texts (Wikinews, GUM's news, re3d, GeoVirus, the Causal News Corpus, EWT's weblogs and newsgroups: open
licences) stay where the corpora are; the table holds offsets and tags only, so that the project contains no
word of them.  A row: corpus, report, first and last offset of the passage, day of publication or `-`, marks
as `from-to:tag tag` (offsets within the passage) with `;` between them, links as `1>2`.  A passage is the
text of its stretch with every white space a blank.

`python -m training.corpus.standoff MARKED…` adds to the table what files in the mark-up of this folder hold,
where a line `#= corpus report from to` stands before each passage.
"""

from __future__ import annotations

import json
import lzma
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from training.corpus.markup import Passage, bare, parse_line, published_of, trailing_links

TABLE = Path(__file__).parent / "real.tsv"
CAUSAL_NEWS = "causal_news"  # its sentences: `links/causal_news.jsonl` beside the corpora
TREEBANK = "ewt"  # whole documents of it: `treebanks/ewt-*.conllu.xz` beside the corpora
HEADER = "# corpus, report, from, to, published, marks, links: see standoff.py\n"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A passage of a report of a corpus, by its place, with its marks."""

    corpus: str
    report: str
    start: int
    end: int
    published: str
    marks: tuple[tuple[int, int, str], ...]
    links: tuple[str, ...]

    def row(self) -> str:
        """One line of the table."""
        marks = ";".join(f"{start}-{end}:{tags}" for start, end, tags in self.marks)
        fields = (self.corpus, self.report, str(self.start), str(self.end), self.published, marks)
        return "\t".join((*fields, " ".join(self.links)))

    @classmethod
    def of_row(cls, row: str) -> Stretch:
        """A line of the table, read."""
        corpus, report, start, end, published, marked, links = row.split("\t")
        marks = []
        for mark in marked.split(";") if marked else []:
            place, _, tags = mark.partition(":")
            first, _, last = place.partition("-")
            marks.append((int(first), int(last), tags))
        return cls(corpus, report, int(start), int(end), published, tuple(marks), tuple(links.split()))

    def passage(self, text: str) -> Passage:
        """The marked passage; `text`: the whole report's.

        Raises: MarkupError where the marks do not fit.
        """
        own = plain(text[self.start : self.end])
        line, done = "", 0
        for start, end, tags in self.marks:
            line += f"{own[done:start]}{{{own[start:end]}|{tags}}}"
            done = end
        line += own[done:] + "".join(f" ={link}" for link in self.links)
        return parse_line(line if self.published == "-" else f"@{self.published} {line}")


def plain(text: str) -> str:
    """The text with every white space a blank: offsets stay."""
    return re.sub(r"\s", " ", text)


def passages(corpora: Path, table: Path = TABLE) -> Iterator[tuple[tuple[str, str], Passage]]:
    """The marked passages of open news, each with its corpus and report; none where corpora or table are
    missing.
    """
    if not table.is_file() or not corpora.is_dir():
        return
    for row in table.read_text("utf-8").splitlines():
        if row and not row.startswith("#"):
            stretch = Stretch.of_row(row)
            yield (
                (stretch.corpus, stretch.report),
                stretch.passage(_texts(corpora, stretch.corpus)[stretch.report]),
            )


@lru_cache(maxsize=8)
def _texts(corpora: Path, corpus: str) -> dict[str, str]:
    """The texts of a corpus, by the ids of its reports."""
    if corpus == TREEBANK:
        return _documents(corpora.parent / "treebanks")
    path = corpora.parent / "links" if corpus == CAUSAL_NEWS else corpora
    rows = [json.loads(line) for line in (path / f"{corpus}.jsonl").read_text("utf-8").splitlines()]
    if corpus == CAUSAL_NEWS:
        return {f"{row['doc_id']}_{row['sent_id']}": joined(row["text"]) for row in rows}
    return {row["id"]: row["text"] for row in rows}


def _documents(treebanks: Path) -> dict[str, str]:
    """The documents of EWT's training and development parts, by id: their sentences with blanks between."""
    sentences: dict[str, list[str]] = {}
    document = ""
    for part in ("train", "dev"):
        with lzma.open(treebanks / f"{TREEBANK}-{part}.conllu.xz", "rt", encoding="utf-8") as lines:
            for line in lines:
                name, _, value = line.partition("=")
                if name.strip() == "# newdoc id":
                    document = value.strip()
                elif name.strip() == "# text":
                    sentences.setdefault(document, []).append(value.strip())
    return {name: " ".join(texts) for name, texts in sentences.items()}


def joined(text: str) -> str:
    """A text of the Causal News Corpus, whose marks stand apart from the words, as it was printed."""
    text = re.sub(r" +([,.;:!?%)\]’”])", r"\1", plain(text))
    text = re.sub(r" ('s|'re|'ve|'d|'ll|'m|n't)\b", r"\1", text)
    return re.sub(r"([(\[“‘$]) +", r"\1", text)


def stretches(lines: Iterable[str]) -> Iterator[Stretch]:
    """The stretches of a marked file."""
    place: list[str] = []
    for line in lines:
        if line.startswith("#="):
            place = line.split()[1:]
        elif line.strip() and not line.startswith("#"):
            parse_line(line)
            corpus, report, start, end = place
            yield Stretch(corpus, report, int(start), int(end), *_marks(line.strip()))


def _marks(line: str) -> tuple[str, tuple[tuple[int, int, str], ...], tuple[str, ...]]:
    """Day, marks and links of a marked line."""
    published, line = published_of(line)
    line, links = trailing_links(line)
    _, marks = bare(line)
    return (
        published.isoformat() if published else "-",
        tuple((mark.span.start, mark.span.end, " ".join(mark.tags)) for mark in marks),
        tuple(f"{answer}>{answered}" for answer, answered in links),
    )


def main() -> None:
    old = TABLE.read_text("utf-8").splitlines() if TABLE.is_file() else []
    rows = [Stretch.of_row(row) for row in old if row and not row.startswith("#")]
    rows += [s for name in sys.argv[1:] for s in stretches(Path(name).read_text("utf-8").splitlines())]
    by_place = {(s.corpus, s.report, s.start): s for s in rows}
    found = [by_place[place] for place in sorted(by_place)]
    TABLE.write_text(HEADER + "".join(stretch.row() + "\n" for stretch in found), "utf-8")
    print(f"{len(found)} passages, {sum(len(stretch.marks) for stretch in found)} marks")


if __name__ == "__main__":
    main()
