"""The step that every runner repeats: a batch of reports in, coded reports and rejects out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from demarche.entities.gazetteer import Gazetteer
from demarche.errors import CodingError
from demarche.events import lexicon
from demarche.events.coding import EventCoder
from demarche.events.heads import EventHeads
from demarche.language import Parser
from demarche.links import answers
from demarche.model import CodedReport, Reject, Report, Sentence
from demarche.ontology import load as load_ontology

# Reports parsed in one call: enough for batches of sentences of like length, few enough to keep memory flat.
BATCH = 64
# Longer reports are no news reports, and would hold up a batch.
LONGEST = 200_000
LANGUAGES = frozenset({"en"})


@dataclass(frozen=True, slots=True)
class CoderOptions:
    """What a user may put in place of what is shipped."""

    ontology: str = "plover"
    pipeline: str | None = None
    actors: tuple[Path, ...] = ()
    frames: tuple[Path, ...] = ()


class Coder:
    """Codes reports; holds the models, which are loaded once."""

    def __init__(self, options: CoderOptions | None = None) -> None:
        from demarche import language

        chosen = options or CoderOptions()
        self._parser: Parser = language.load(chosen.pipeline)
        self._events = EventCoder(
            gazetteer=Gazetteer.load(extra=chosen.actors),
            lexicon=lexicon.load(chosen.frames),
            ontology=load_ontology(chosen.ontology),
            heads=EventHeads.load(),
        )

    def code(self, reports: Sequence[Report]) -> list[CodedReport | Reject]:
        """One result for each report, in order: the report with its events, or why it cannot be coded."""
        results: list[CodedReport | Reject | None] = [_refused(report) for report in reports]
        good = [n for n, result in enumerate(results) if result is None]
        parsed = self._parser.parse([reports[n].text for n in good])
        for n, sentences in zip(good, parsed, strict=True):
            results[n] = self._one(reports[n], sentences)
        return [result for result in results if result is not None]

    def stream(self, reports: Iterable[Report | Reject], *, batch: int = BATCH) -> Iterator[CodedReport | Reject]:
        """Results in the order of the input, rejects of reading among them, a batch at a time."""
        iterator = iter(reports)
        while group := list(islice(iterator, batch)):
            coded = iter(self.code([item for item in group if isinstance(item, Report)]))
            for item in group:
                yield item if isinstance(item, Reject) else next(coded)

    def _one(self, report: Report, sentences: Sequence[Sentence]) -> CodedReport | Reject:
        try:
            coded = self._events.code(report, sentences)
            return CodedReport(report, answers.link(coded, report.text))
        except CodingError as error:
            return Reject(report.id, "coding", str(error), report.id)


def _refused(report: Report) -> Reject | None:
    if report.language.partition("-")[0] not in LANGUAGES:
        reason = f"the report is in {report.language!r}, and only English can be coded yet. It was read, and is kept with its language."
        return Reject(report.id, "coding", reason, report.id)
    if len(report.text) > LONGEST:
        reason = f"the report has {len(report.text):,} characters, more than {LONGEST:,}. Split it into its parts."
        return Reject(report.id, "coding", reason, report.id)
    return None
