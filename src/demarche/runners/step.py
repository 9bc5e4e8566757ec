"""The step that every runner repeats: a batch of reports in, coded reports and rejects out."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TypeVar

from demarche.entities.gazetteer import Gazetteer
from demarche.errors import CodingError
from demarche.events import implied, lexicon, whom
from demarche.events.coding import EventCoder
from demarche.events.copies import Copies
from demarche.events.encoder import EventEncoder
from demarche.events.gate import Gate
from demarche.events.heads import Array, EventHeads
from demarche.events.vector_gate import VectorGate, Verdict
from demarche.events.voice import QUOTATION
from demarche.language import Parser
from demarche.language.parser import Draft, ShippedParser
from demarche.links import answers
from demarche.model import CodedReport, Reject, Report, Sentence
from demarche.ontology import load as load_ontology
from demarche.threads import one_thread

# Reports parsed in one call: enough for batches of sentences of like length, few enough to keep memory flat.
BATCH = 64
# Characters of the reports that are parsed and encoded in one go.
TOGETHER = 36_000
# Longer reports are no news reports, and would hold up a batch.
LONGEST = 200_000
LANGUAGES = frozenset({"en"})
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class CoderOptions:
    """What a user may put in place of what is shipped; `gate`: pass over what can hold no event."""

    ontology: str = "plover"
    pipeline: str | None = None
    actors: tuple[Path, ...] = ()
    frames: tuple[Path, ...] = ()
    gate: bool = True


class Coder:
    """Codes reports; holds the models, which are loaded once."""

    def __init__(self, options: CoderOptions | None = None) -> None:
        from demarche import language

        chosen = options or CoderOptions()
        self._parser: Parser = language.load(chosen.pipeline)
        self._heads = EventHeads.load()
        self._encoder = EventEncoder() if self._heads is not None else None
        self._gazetteer = Gazetteer.load(extra=chosen.actors)
        ontology = load_ontology(chosen.ontology)
        frames = lexicon.load(chosen.frames, lexicon.named_by(ontology))
        for name in sorted(frames.own_types):
            ontology.type(name)  # a mistyped one is an error, not silence
        self._gate = Gate.load(frames) if chosen.gate else None
        self._vector_gate = VectorGate.load(frames) if chosen.gate else None
        self._copies = Copies()
        self._events = EventCoder(
            gazetteer=self._gazetteer,
            lexicon=frames,
            ontology=ontology,
            heads=self._heads,
        )

    def code(self, reports: Sequence[Report]) -> list[CodedReport | Reject]:
        """One result for each report, in order: the report with its events, or why it cannot be coded."""
        results: list[CodedReport | Reject | None] = [self._at_once(report) for report in reports]
        left = [n for n, result in enumerate(results) if result is None]
        for group in _groups(left, reports):
            with one_thread():
                parsed = self._read([reports[n].text for n in group])
                coded = [self._one(reports[n], sentences) for n, sentences in zip(group, parsed, strict=True)]
            for n, result in zip(group, coded, strict=True):
                results[n] = result
                if isinstance(result, CodedReport):
                    self._copies.keep(result)
        return [result for result in results if result is not None]

    def _at_once(self, report: Report) -> CodedReport | Reject | None:
        """What needs no parse: a report that is refused, was coded under another id, or can hold no event."""
        refused = _refused(report)
        if refused is not None:
            return refused
        copied = self._copies.of(report)
        if copied is not None:
            return copied
        return None if self._worth_parsing(report.text) else CodedReport(report, ())

    def parse(self, texts: Sequence[str]) -> list[tuple[Sentence, ...]]:
        """The sentences of each text, parsed, with the event encoder's word vectors."""
        parsed = self._parser.parse(texts)
        return self._encoder.attach(parsed) if self._encoder is not None else parsed

    def _read(self, texts: Sequence[str]) -> list[tuple[Sentence, ...]]:
        """As `parse`, but only as far as the gate and the event head see that acts are told.

        Texts without any have no sentences; sentences that tell none are quiet.
        """
        gate, heads, encoder, parser = self._vector_gate, self._heads, self._encoder, self._parser
        if gate is None or heads is None or encoder is None or not isinstance(parser, ShippedParser):
            return self.parse(texts)
        drafts = parser.draft(texts)
        verdicts = gate.judge(drafts)
        vectors = encoder.vectors(drafts, [[one.worth for one in text] for text in verdicts])
        quiet = _quiet(verdicts, vectors, heads)
        worth = [n for n, untold in enumerate(quiet) if not all(untold)]
        parsed = parser.finish([drafts[n] for n in worth], [_treeless(drafts[n], quiet[n]) for n in worth])
        done: list[tuple[Sentence, ...]] = [()] * len(texts)
        for n, sentences in zip(worth, parsed, strict=True):
            done[n] = tuple(
                replace(sentence, vectors=own, quiet=untold)
                for sentence, own, untold in zip(sentences, vectors[n], quiet[n], strict=True)
            )
        return done

    def _worth_parsing(self, text: str) -> bool:
        return self._gate is None or self._gate.passes(text, self._gazetteer)

    def stream(
        self, reports: Iterable[Report | Reject], *, batch: int = BATCH
    ) -> Iterator[CodedReport | Reject]:
        """Results in the order of the input, rejects of reading among them, a batch at a time."""
        iterator = iter(reports)
        while group := list(islice(iterator, batch)):
            coded = iter(self.code([item for item in group if isinstance(item, Report)]))
            for item in group:
                yield item if isinstance(item, Reject) else next(coded)

    def _one(self, report: Report, sentences: Sequence[Sentence]) -> CodedReport | Reject:
        try:
            coded = self._events.code(report, sentences)
            linked = implied.by_answers(answers.link(coded, report.text), coded.named)
            return CodedReport(report, whom.completed(linked, coded.clusters, coded.near, coded.named))
        except CodingError as error:
            return Reject(report.id, "coding", str(error), report.id)
        except Exception as error:  # one report must never end a run of a million
            told = (
                f"the coder failed on it ({type(error).__name__}: {error}). "
                "Please file an issue with the report's text."
            )
            return Reject(report.id, "coding", told, report.id)


def loaded(make: Callable[[], Made]) -> Made:
    """What `make` makes, for a process that repeats it to its end: no collection of garbage looks at it."""
    made = make()
    gc.freeze()
    return made


def _quiet(
    verdicts: Sequence[Sequence[Verdict]], vectors: Sequence[Sequence[Array | None]], heads: EventHeads
) -> list[list[bool]]:
    """Which sentences of each text tell no act: by the gate, and by the event head where they were read."""
    heard = iter(heads.heard([own for text in vectors for own in text if own is not None]))
    return [
        [not (verdict.own | (own is not None and next(heard))) for verdict, own in zip(*text, strict=True)]
        for text in zip(verdicts, vectors, strict=True)
    ]


def _treeless(drafts: Sequence[Draft], quiet: Sequence[bool]) -> list[bool]:
    """Which sentences nobody asks for the trees of: the quiet ones, unless they may say who speaks.

    That is asked of quotations and of the sentence before one.
    """
    quoted = [draft.forms[0] in QUOTATION for draft in drafts]
    return [
        untold and not own and not after
        for untold, own, after in zip(quiet, quoted, [*quoted[1:], False], strict=True)
    ]


def _groups(numbers: Sequence[int], reports: Sequence[Report]) -> Iterator[list[int]]:
    """The numbers of the reports that are coded together: enough to fill batches, few to keep memory flat."""
    group: list[int] = []
    size = 0
    for n in numbers:
        group.append(n)
        size += len(reports[n].text)
        if size >= TOGETHER:
            yield group
            group, size = [], 0
    if group:
        yield group


def _refused(report: Report) -> Reject | None:
    if report.language.partition("-")[0] not in LANGUAGES:
        reason = (
            f"the report is in {report.language!r}, and only English can be coded yet. "
            "It was read, and is kept with its language."
        )
        return Reject(report.id, "coding", reason, report.id)
    if len(report.text) > LONGEST:
        reason = (
            f"the report has {len(report.text):,} characters, more than {LONGEST:,}. Split it into its parts."
        )
        return Reject(report.id, "coding", reason, report.id)
    return None
