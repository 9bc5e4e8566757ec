"""The step spread over the processes of one machine.

Each worker loads the models once and answers one batch at a time.  Batches wait in the caller's iterator, not in memory
(back-pressure): at most `AHEAD` finished batches are kept to give results in the order of the input.  A worker that
crashes or hangs is replaced and its batch tried once more, alone; then its reports become rejects that say why.
"""

from __future__ import annotations

import multiprocessing
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Protocol

from demarche.model import CodedReport, Reject, Report

BATCH = 32
# A batch of 32 reports takes about a second; a worker that is silent this long hangs.
HANGS_AFTER = 120.0
# Loading models takes seconds; a worker that has not said it is ready after this long never will.
STARTS_WITHIN = 120.0
READY = "ready"
# Finished batches that may wait for an earlier one, for each worker.
AHEAD = 4
TRIES = 2

Item = Report | Reject
Result = CodedReport | Reject


class Step(Protocol):
    """What a worker repeats: `runners.step.Coder` is one."""

    def code(self, reports: Sequence[Report]) -> list[Result]: ...


@dataclass(slots=True)
class _Batch:
    number: int
    items: list[Item]
    tries: int = 0


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    batch: _Batch | None = None
    since: float = 0.0
    ready: bool = False


@dataclass(slots=True)
class LocalRunner:
    """Codes reports on `workers` processes; use as a context, or call `close`."""

    make: Callable[[], Step]
    workers: int = 2
    batch: int = BATCH
    hangs_after: float = HANGS_AFTER
    _pool: list[_Worker] = field(default_factory=list)

    def __enter__(self) -> LocalRunner:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def stream(self, reports: Iterable[Item]) -> Iterator[Result]:
        """Results in the order of the input, rejects of reading among them.

        `make` must be importable by the workers (a function of a module), since they are started afresh.
        """
        waiting = _batches(reports, self.batch)
        again: deque[_Batch] = deque()
        done: dict[int, list[Result]] = {}
        following = 0
        try:
            while True:
                self._hand_out(waiting, again, room=len(done) < AHEAD * self.workers)
                while following in done:
                    yield from done.pop(following)
                    following += 1
                busy = [worker for worker in self._pool if worker.batch is not None]
                if not busy and not again:
                    if len(done) == 0 and self._exhausted:
                        return
                    continue
                self._collect(busy, again, done)
        finally:
            self.close()

    def close(self) -> None:
        """Ends the workers; what they were coding is lost, nothing else."""
        for worker in self._pool:
            worker.process.terminate()
            worker.pipe.close()
        for worker in self._pool:
            worker.process.join(timeout=5)
        self._pool.clear()

    _exhausted: bool = False

    def _hand_out(self, waiting: Iterator[_Batch], again: deque[_Batch], *, room: bool) -> None:
        while len(self._pool) < self.workers:
            self._pool.append(self._start())
        for worker in self._pool:
            if worker.batch is not None:
                continue
            batch = again.popleft() if again else (next(waiting, None) if room and not self._exhausted else None)
            if batch is None:
                self._exhausted = self._exhausted or room
                return
            worker.batch, worker.since = batch, time.monotonic()
            worker.pipe.send([item for item in batch.items if isinstance(item, Report)])

    def _start(self) -> _Worker:
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=_work, args=(there, self.make), daemon=True)
        process.start()
        there.close()
        return _Worker(process, here)

    def _collect(self, busy: list[_Worker], again: deque[_Batch], done: dict[int, list[Result]]) -> None:
        """Takes what is ready; replaces workers that crashed or hang."""
        ready = wait([worker.pipe for worker in busy], timeout=1.0)
        for worker in busy:
            batch = worker.batch
            assert batch is not None
            if worker.pipe in ready:
                try:
                    answer = worker.pipe.recv()
                except (EOFError, OSError):
                    worker.process.join(timeout=5)
                    self._failed(worker, f"the worker crashed (exit status {worker.process.exitcode})", again, done)
                    continue
                if answer == READY:
                    worker.ready, worker.since = True, time.monotonic()
                    continue
                results = iter(answer)
                done[batch.number] = [item if isinstance(item, Reject) else next(results) for item in batch.items]
                worker.batch = None
            elif time.monotonic() - worker.since > (limit := self.hangs_after if worker.ready else STARTS_WITHIN):
                self._failed(worker, f"the worker was silent for {limit:.0f} s", again, done)

    def _failed(self, worker: _Worker, reason: str, again: deque[_Batch], done: dict[int, list[Result]]) -> None:
        """Replaces a worker; its batch is tried once more, then each of its reports is rejected."""
        batch = worker.batch
        assert batch is not None
        worker.process.kill()
        worker.pipe.close()
        worker.process.join(timeout=5)
        self._pool[self._pool.index(worker)] = self._start()
        batch.tries += 1
        if batch.tries < TRIES:
            again.append(batch)
            return
        told = f"{reason}, twice with this batch of {len(batch.items)}. Code its reports one by one to find the one that does it."
        done[batch.number] = [
            item if isinstance(item, Reject) else Reject(item.id, "coding", told, item.id) for item in batch.items
        ]


def _batches(items: Iterable[Item], size: int) -> Iterator[_Batch]:
    iterator = iter(items)
    number = 0
    while group := list(islice(iterator, size)):
        yield _Batch(number, group)
        number += 1


def _work(pipe: Connection, make: Callable[[], Step]) -> None:
    """A worker's life: load once, then answer batch after batch."""
    import os
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    step = make()
    pipe.send(READY)
    while True:
        try:
            reports = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(step.code(reports))
