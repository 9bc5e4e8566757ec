"""Coded reports into the ledger: batch by batch, each whole or not at all.

A report is known by its id and the sha256 of its fields.  One that the ledger has, in any version, is left
out
before it is coded; so a run that was killed is completed by running it again, and running it twice changes
nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from demarche.ledger.rows import Batch, add_reject, add_report, digest
from demarche.model import CodedReport, Reject, Report

if TYPE_CHECKING:
    from demarche.ledger.store import Ledger

# A batch is written after so many reports or so many seconds: what a crash can cost, against the price of a
# commit.
BATCH_REPORTS = 256
BATCH_SECONDS = 15.0
# Reports whose versions are kept in mind; more are looked up again.
REMEMBERED = 10_000


class Codes(Protocol):
    """Anything that codes a stream in order: `runners.step.Coder`, a pool of many, or a test's own."""

    def stream(self, reports: Iterable[Report | Reject]) -> Iterator[CodedReport | Reject]: ...


@dataclass(frozen=True, slots=True)
class RunFacts:
    """With what a run writes: kept with every row it writes."""

    verb: str = "ingest"
    ontology: str | None = None
    models: dict[str, str] | None = None
    options: dict[str, object] | None = None


@dataclass(slots=True)
class Counts:
    """What a run has done so far."""

    reports: int = 0
    events: int = 0
    links: int = 0
    rejects: int = 0
    known: int = 0
    updated: int = 0

    def as_dict(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in self.__slots__}


def ingest(
    ledger: Ledger,
    reports: Iterable[Report | Reject],
    coder: Codes,
    *,
    facts: RunFacts = RunFacts(),
    batch_reports: int = BATCH_REPORTS,
    progress: Callable[[Counts], None] | None = None,
) -> tuple[int, Counts]:
    """The run's number and its counts, when all reports are coded and stored.

    A report that cannot be coded is kept as a report without events, beside its reject.  `progress` is called
    after every batch.

    Raises:
        LedgerError: a batch could not be written; those before it are stored.
    """
    writer = Writer(ledger, facts, batch_reports=batch_reports, progress=progress)
    for result in coder.stream(writer.fresh(reports)):
        writer.add(result)
    return writer.run, writer.finish()


class Writer:
    """Collects results into batches and writes them; one run of one verb."""

    def __init__(
        self,
        ledger: Ledger,
        facts: RunFacts,
        *,
        batch_reports: int = BATCH_REPORTS,
        progress: Callable[[Counts], None] | None = None,
    ) -> None:
        self._ledger = ledger
        self._size = batch_reports
        self._progress = progress
        self._batch = Batch()
        self._since = time.monotonic()
        # Reports handed on to the coder, until their result comes back, and the versions that are there of
        # each.
        self._in_flight: dict[str, list[tuple[Report, str]]] = {}
        self._versions: dict[str, list[str]] = {}
        self.counts = Counts()
        self._batch.starts = ledger.new_run(facts)
        self.run = int(self._batch.starts["id"])

    def fresh(self, reports: Iterable[Report | Reject]) -> Iterator[Report | Reject]:
        """The reports that the ledger does not have yet, in order, and all rejects."""
        iterator = iter(reports)
        while group := list(islice(iterator, self._size)):
            self._look_up([item.id for item in group if isinstance(item, Report)])
            for item in group:
                if isinstance(item, Reject):
                    yield item
                    continue
                sha256 = digest(item)
                self._look_up([item.id])  # a batch that was written meanwhile may have forgotten it
                waiting = self._in_flight.setdefault(item.id, [])
                if sha256 in self._versions[item.id] or any(sha256 == other for _, other in waiting):
                    self.counts.known += 1
                    continue
                waiting.append((item, sha256))
                yield item

    def _look_up(self, ids: Iterable[str]) -> None:
        """Learns which versions of the reports are stored, those that are in work apart."""
        wanted = list(dict.fromkeys(id for id in ids if id not in self._versions))
        if wanted:
            stored = self._ledger.versions(wanted)
            self._versions |= {id: stored.get(id, []) for id in wanted}

    def add(self, result: CodedReport | Reject) -> None:
        """Puts a result into the batch, and writes the batch when it is full or old."""
        if isinstance(result, Reject):
            add_reject(self._batch, result, run=self.run)
            self.counts.rejects += 1
            waiting = self._in_flight.get(result.report_id or "")
            # An input that could not be read may name the id of a report that was read well elsewhere.
            if waiting and result.stage == "coding":
                self._add(CodedReport(waiting[0][0], ()))
        else:
            self._add(result)
        if len(self._batch) >= self._size or time.monotonic() - self._since > BATCH_SECONDS:
            self.flush()

    def _add(self, coded: CodedReport) -> None:
        report = coded.report
        waiting = self._in_flight.get(report.id)
        if waiting:
            sha256 = waiting.pop(0)[1]
        else:  # a stream that was not filtered by `fresh`
            sha256 = digest(report)
            self._look_up([report.id])
        versions = self._versions[report.id]
        if sha256 in versions:
            self.counts.known += 1
            return
        if any(row["id"] == report.id for row in self._batch.reports):
            self.flush()  # two versions of a page go into two batches, so that the second replaces the first
            self._versions[report.id] = versions  # which may be forgotten with the batch
        versions.append(sha256)
        add_report(self._batch, coded, version=len(versions), sha256=sha256, run=self.run)
        self.counts.reports += 1
        self.counts.updated += len(versions) > 1
        self.counts.events += len(coded.events)
        self.counts.links += sum(len(event.answers) for event in coded.events)

    def flush(self) -> None:
        """Writes the batch, in one transaction."""
        if len(self._batch) or self._batch.ends:
            self._ledger.write(self._batch)
            self._batch = Batch()
            if len(self._versions) > REMEMBERED:
                self._in_flight = {id: waiting for id, waiting in self._in_flight.items() if waiting}
                self._versions = {id: self._versions[id] for id in self._in_flight}
        self._since = time.monotonic()
        if self._progress is not None:
            self._progress(self.counts)

    def finish(self) -> Counts:
        """Writes what is left and closes the run."""
        from demarche.ledger.store import ended

        self._batch.ends = ended(self.run, self.counts.as_dict())
        self.flush()
        return self.counts
