"""The step spread over a cluster with Ray Data (`pip install demarche[ray]`).

Shards are files (WARC, Parquet, JSON Lines, anything that `reports` reads); a worker takes one at a time,
reads it, codes it and writes its part (`parts.py`) into a folder that all machines see.  A worker that is
lost loses the shard it was at, which another codes again; a run whose driver is lost goes on where it was
when it is started again, since shards with a marker of the same file and options are left out.  Parts come
out the same whoever writes them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from demarche.errors import UsageError
from demarche.model import CodedReport, Reject, Report
from demarche.runners.parts import Part, part_of, state, with_refused, write
from demarche.runners.step import loaded

if TYPE_CHECKING:
    from demarche.reports import ReadOptions

# How often a shard is tried on another worker when the one that had it is lost; then the shard is rejected.
TRIES = 3
# Workers that are asked for at least, so that a run begins before the whole cluster is free.
LEAST_WORKERS = 1


class StreamStep(Protocol):
    """What a worker repeats: `runners.step.Coder` is one."""

    def stream(self, reports: Iterable[Report | Reject]) -> Iterator[CodedReport | Reject]: ...


@dataclass(frozen=True, slots=True)
class RayRunner:
    """Codes shards on the workers of a Ray cluster; the one at $RAY_ADDRESS, else one on this machine.

    `make` gives each worker its step, `workers` is the most that are used at once (None: as many as the
    cluster has cores); the shards, the package and `folder` must be there on every machine.
    """

    make: Callable[[], StreamStep]
    folder: Path
    workers: int | None = None
    options: ReadOptions | None = None
    _settings: dict[str, Any] = field(default_factory=dict)  # of ray.init, for tests

    def run(
        self, shards: Iterable[str], *, progress: Callable[[dict[str, Any]], None] | None = None
    ) -> list[Reject]:
        """Codes every shard that has no complete part yet; rejects for those that could not be coded.

        `progress` gets {"shard", "reports", "events", "rejects"} as each shard is done.

        Raises: UsageError when Ray is not installed.
        """
        wanted = self._parts(shards)
        todo = [part for part in wanted if not part.complete]
        if todo:
            self.folder.mkdir(parents=True, exist_ok=True)
            for row in self._rows([part.shard for part in todo]):
                if progress is not None:
                    progress(row)
        return [_lost(part) for part in wanted if not part.complete]

    def parts(self, shards: Iterable[str]) -> list[Part]:
        """The complete parts of these shards, in their order."""
        return [part for part in self._parts(shards) if part.complete]

    def part(self, shard: str) -> Part:
        """The part of a shard, with these options."""
        return self._parts([shard])[0]

    def _parts(self, shards: Iterable[str]) -> list[Part]:
        digest = self._digest()
        return [part_of(shard, self.folder, options=digest) for shard in shards]

    def _digest(self) -> str:
        """Of what the results hang on besides the shard: this program, its step, how inputs are read, and the
        user's own files.
        """
        from demarche import __version__
        from demarche.runners.step import CoderOptions

        step = self.make.func if isinstance(self.make, partial) else self.make
        given = self.make.args if isinstance(self.make, partial) else ()
        chosen = [one for one in given if isinstance(one, CoderOptions)]
        own = [file for one in chosen for file in (*one.actors, *one.frames, Path(one.ontology))]
        files = [state(file) for file in own]
        told = repr((__version__, getattr(step, "__qualname__", ""), given, self.options, files))
        return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()[:16]

    def _rows(self, shards: list[str]) -> Iterator[dict[str, Any]]:
        ray = _ray()
        if not ray.is_initialized():
            ray.init(logging_level="ERROR", log_to_driver=False, **self._settings)
        data = import_module("ray.data")
        context = data.DataContext.get_current()
        context.enable_progress_bars = False
        context.max_errored_blocks = (
            -1
        )  # a shard that cannot be coded must not end the run; it becomes a reject
        cores = int(ray.cluster_resources().get("CPU", 1))
        most = max(LEAST_WORKERS, min(self.workers or cores, cores, len(shards)))
        dataset = data.from_items([{"shard": shard} for shard in shards], override_num_blocks=len(shards))
        coded = dataset.map_batches(
            _Worker,
            fn_constructor_args=(self.make, str(self.folder), self.options, self._digest()),
            batch_size=1,
            concurrency=(LEAST_WORKERS, most),
            num_cpus=1,
            max_restarts=-1,
            max_task_retries=TRIES - 1,
        )
        for row in coded.iter_rows():
            yield {name: str(value) if name == "shard" else int(value) for name, value in row.items()}


class _Worker:
    """One process of the cluster: loads the models once, then codes shard after shard."""

    def __init__(
        self, make: Callable[[], StreamStep], folder: str, options: ReadOptions | None, digest: str
    ) -> None:
        self._step = loaded(make)
        self._folder = Path(folder)
        self._options = options
        self._digest = digest

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[Any]]:
        rows = [self._code(str(shard)) for shard in batch["shard"]]
        return {name: [row[name] for row in rows] for name in ("shard", "reports", "events", "rejects")}

    def _code(self, shard: str) -> dict[str, Any]:
        from demarche.reports import read

        part = part_of(shard, self._folder, options=self._digest)  # the file as it is before it is read
        results = with_refused(self._step.stream, read([shard], options=self._options))
        return {"shard": shard, **write(part, results)}


def shards_of(inputs: Iterable[str]) -> list[str]:
    """The files that INPUT arguments name, directories opened; each is one shard.

    Raises: UsageError for stdin, which no other machine can read.
    """
    from demarche.reports.opening import SCHEME, expand

    found: list[str] = []
    for argument in inputs:
        if argument == "-":
            raise UsageError(
                "stdin cannot be spread over a cluster. Give files or directories that every machine sees."
            )
        found += [name if SCHEME.match(name) else str(Path(name).resolve()) for name in expand(argument)]
    return list(dict.fromkeys(found))


def _lost(part: Part) -> Reject:
    reason = (
        f"no worker could code this shard in {TRIES} tries (the workers died, or {part.path.parent} cannot "
        "be written). See the logs in Ray's dashboard, split the shard to find what does it, and run "
        "again: what is done is kept."
    )
    return Reject(part.shard, "running", reason)


def _ray() -> Any:
    try:
        return import_module("ray")
    except ImportError:
        raise UsageError(
            "The engine 'ray' needs Ray, which is not installed. Run: pip install 'demarche[ray]'. "
            "On one machine, --workers N needs nothing more."
        ) from None
