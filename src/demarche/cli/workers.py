"""How verbs spread the coding: over processes (`--workers`) or a cluster (`--engine ray`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import typer

from demarche.cli.terminal import say
from demarche.errors import UsageError, unknown

if TYPE_CHECKING:
    from demarche.model import CodedReport, Reject, Report
    from demarche.reports import ReadOptions
    from demarche.runners.step import CoderOptions

ENGINES = ("local", "ray")
Workers = Annotated[
    int | None,
    typer.Option("--workers", min=1, metavar="N", help="Processes that code; the default is one, this one."),
]


class Codes(Protocol):
    """One process or many: reports in, results out in the same order."""

    def stream(self, reports: Iterable[Report | Reject]) -> Iterator[CodedReport | Reject]: ...


def coder_of(options: CoderOptions, workers: int | None) -> Codes:
    """The coder itself, or `workers` processes of it."""
    from demarche.runners.step import Coder, loaded

    make = partial(Coder, options)
    if workers is None or workers == 1:
        return loaded(make)
    from demarche.runners.local import LocalRunner

    return LocalRunner(make, workers=workers)


class Clustered:
    """What a cluster made of the inputs, as a stream that a ledger ingests (see `runners.parts.Merged`)."""

    def __init__(self, merged: Any, lost: list[Reject]) -> None:
        self._merged, self._lost = merged, lost

    def reports(self) -> Iterator[Report | Reject]:
        """The reports and rejects of all parts in the order of the inputs, then the shards that were lost."""
        yield from self._merged.reports()
        yield from self._lost

    def stream(self, reports: Iterable[Report | Reject]) -> Iterator[CodedReport | Reject]:
        """The results of those reports that the ledger did not leave out."""
        yield from self._merged.stream(reports)


def on_cluster(
    engine: str,
    parts: Path | None,
    inputs: list[str],
    reading: ReadOptions,
    options: CoderOptions,
    *,
    workers: int | None = None,
) -> Clustered:
    """The inputs coded by a cluster, when all are done; what an earlier run did is not done again.

    Raises: UsageError for an unknown engine, or without a folder for the parts.
    """
    if engine not in ENGINES:
        raise unknown("engine", engine, ENGINES)
    if parts is None:
        raise UsageError(
            "Where are results kept? With --engine ray give --parts DIR, a folder all machines see."
        )
    from demarche.runners.parts import Merged
    from demarche.runners.ray import RayRunner, shards_of
    from demarche.runners.step import Coder

    runner = RayRunner(partial(Coder, options), parts.resolve(), workers=workers, options=reading)
    shards = shards_of(inputs)
    lost = runner.run(shards, progress=_told)
    for reject in lost:
        say(f"demarche: {reject.origin}: {reject.reason}")
    return Clustered(Merged(runner.parts(shards)), lost)


def _told(row: dict[str, Any]) -> None:
    say(f"{row['shard']}: {row['reports']} reports → {row['events']} events; {row['rejects']} rejected")
