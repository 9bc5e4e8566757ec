"""The step spread over the processes of one machine.

Each worker loads the models once and answers one batch at a time.  Batches wait in the caller's iterator,
not in memory (back-pressure): at most `AHEAD` finished batches a worker are kept to give results in order.
A worker that crashes or hangs is replaced and the reports of its batch are tried once more, each alone; the
one that does it again becomes a reject that says why.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Protocol

from demarche.errors import DemarcheError, ModelError
from demarche.model import CodedReport, Reject, Report
from demarche.runners.step import loaded

BATCH = 32
# A batch of 32 reports takes about a second; a worker that is silent this long hangs.
HANGS_AFTER = 120.0
# Loading models takes seconds; a worker that has not said it is ready after this long never will.
STARTS_WITHIN = 120.0
READY = "ready"
THREADS = "OMP_NUM_THREADS"
# Finished batches that may wait for an earlier one, for each worker.
AHEAD = 4
TRIES = 2
# How often the parent looks at the clock of a silent worker, in seconds.
LOOKS_EVERY = 1.0

Item = Report | Reject
Result = CodedReport | Reject


class Step(Protocol):
    """What a worker repeats: `runners.step.Coder` is one."""

    def code(self, reports: Sequence[Report]) -> list[Result]: ...


@dataclass(slots=True)
class _Batch:
    """Items of the input in a row; `results[k]` is None until item k is done."""

    number: int
    results: list[Result | None]

    @property
    def done(self) -> bool:
        return None not in self.results


@dataclass(slots=True)
class _Task:
    """What is handed to a worker at once: reports of one batch, `places` their positions in it."""

    batch: _Batch
    places: list[int]
    reports: list[Report]
    tries: int = 1


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    task: _Task | None = None
    since: float = 0.0
    ready: bool = False


@dataclass(slots=True)
class LocalRunner:
    """Codes reports on `workers` processes; use as a context, or call `close`.

    `make` must be importable by the workers (a function or class of a module), since they are started afresh.
    """

    make: Callable[[], Step]
    workers: int = 2
    batch: int = BATCH
    hangs_after: float = HANGS_AFTER
    _pool: list[_Worker] = field(default_factory=list)
    _started: bool = False  # whether a worker has ever loaded its models

    def __enter__(self) -> LocalRunner:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def stream(self, reports: Iterable[Item]) -> Iterator[Result]:
        """Results in the order of the input, rejects of reading among them.

        Raises: ModelError when workers cannot load what they need, or what `make` itself raises there.
        """
        waiting = _batches(reports, self.batch)
        tasks: deque[_Task] = deque()
        open_: deque[_Batch] = deque()
        exhausted = False
        self._pool = [self._start() for _ in range(self.workers)]
        try:
            while True:
                while not exhausted and len(tasks) < self._idle() and len(open_) < AHEAD * self.workers:
                    task = next(waiting, None)
                    exhausted = task is None
                    if task is not None:
                        open_.append(task.batch)
                        tasks += [task] if task.reports else []
                self._hand_out(tasks)
                while open_ and open_[0].done:
                    yield from [result for result in open_.popleft().results if result is not None]
                if exhausted and not open_:
                    return
                self._collect(tasks)
        finally:
            self.close()

    def close(self) -> None:
        """Ends the workers; what they were coding is lost, nothing else."""
        for worker in self._pool:
            worker.process.terminate()
            worker.pipe.close()
        for worker in self._pool:
            worker.process.join(timeout=5)
            if worker.process.is_alive():
                worker.process.kill()
        self._pool = []

    def _idle(self) -> int:
        return sum(worker.task is None for worker in self._pool)

    def _hand_out(self, tasks: deque[_Task]) -> None:
        """Gives work to every worker that has loaded its models and has none."""
        for worker in self._pool:
            if not tasks:
                return
            if worker.ready and worker.task is None:
                task = tasks.popleft()
                try:
                    worker.pipe.send(task.reports)
                except OSError:  # it died just now; `_collect` will find it
                    tasks.appendleft(task)
                    continue
                worker.task, worker.since = task, time.monotonic()

    def _start(self) -> _Worker:
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(target=_work, args=(there, self.make), daemon=True)
        with _interrupts_held(), _one_thread():
            process.start()
        there.close()
        return _Worker(process, here, since=time.monotonic())

    def _collect(self, tasks: deque[_Task]) -> None:
        """Takes what is ready; replaces workers that crashed or hang."""
        ready = wait([worker.pipe for worker in self._pool], timeout=LOOKS_EVERY)
        for worker in list(self._pool):
            if worker.pipe in ready:
                try:
                    answer = worker.pipe.recv()
                except (EOFError, OSError):
                    worker.process.join(timeout=5)
                    reason = f"the worker crashed (exit status {worker.process.exitcode})"
                    self._replace(worker, reason, tasks)
                    continue
                self._take(worker, answer, tasks)
            elif worker.task is not None and time.monotonic() - worker.since > self.hangs_after:
                self._replace(worker, f"the worker was silent for {self.hangs_after:.0f} s", tasks)
            elif not worker.ready and time.monotonic() - worker.since > STARTS_WITHIN:
                self._replace(worker, f"the worker was silent for {STARTS_WITHIN:.0f} s", tasks)

    def _take(self, worker: _Worker, answer: object, tasks: deque[_Task]) -> None:
        if answer == READY:
            worker.ready = self._started = True
        elif isinstance(answer, DemarcheError):
            raise answer
        elif worker.task is not None:
            task, worker.task = worker.task, None
            if isinstance(answer, list):
                for place, result in zip(task.places, answer, strict=True):
                    task.batch.results[place] = result
            else:
                _again(task, f"the step failed ({answer})", tasks)

    def _replace(self, worker: _Worker, reason: str, tasks: deque[_Task]) -> None:
        worker.process.kill()
        worker.pipe.close()
        worker.process.join(timeout=5)
        if not self._started:
            raise ModelError(f"No worker can start: {reason}. Run with one worker to see why.")
        self._pool[self._pool.index(worker)] = self._start()
        if worker.task is not None:
            _again(worker.task, reason, tasks)


def _again(task: _Task, reason: str, tasks: deque[_Task]) -> None:
    """Puts each report of a failed task back alone, before all others; rejects one that has had its tries."""
    if task.tries >= TRIES:
        for place, report in zip(task.places, task.reports, strict=True):
            told = f"{reason}, twice with this report. Please file an issue with the report's text."
            task.batch.results[place] = Reject(report.id, "coding", told, report.id)
        return
    alone = [
        _Task(task.batch, [place], [report], task.tries + 1)
        for place, report in zip(task.places, task.reports, strict=True)
    ]
    tasks.extendleft(reversed(alone))


def _batches(items: Iterable[Item], size: int) -> Iterator[_Task]:
    iterator = iter(items)
    number = 0
    while group := list(islice(iterator, size)):
        batch = _Batch(number, [item if isinstance(item, Reject) else None for item in group])
        places = [place for place, item in enumerate(group) if isinstance(item, Report)]
        yield _Task(batch, places, [item for item in group if isinstance(item, Report)])
        number += 1


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Ctrl-C waits meanwhile; a process started inside never gets it, so that only the parent handles it."""
    if not hasattr(signal, "pthread_sigmask") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _one_thread() -> Iterator[None]:
    """A process started inside multiplies matrices on one thread; libraries read that as they load."""
    before = os.environ.get(THREADS)
    os.environ[THREADS] = before or "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[THREADS]


def _work(pipe: Connection, make: Callable[[], Step]) -> None:
    """A worker's life: load once, then answer batch after batch."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    try:
        step = loaded(make)
    except DemarcheError as error:
        pipe.send(error)
        return
    pipe.send(READY)
    while True:
        try:
            reports = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer: list[Result] | str = step.code(reports)
        except Exception as error:  # the parent tries the reports one by one
            answer = f"{type(error).__name__}: {error}"
        pipe.send(answer)
