"""The bar of a long run on stderr, on a terminal only: how far, how fast, how long still."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from demarche.cli.terminal import plain
from demarche.model import Reject, Report

if TYPE_CHECKING:
    from demarche.ledger import Counts
    from demarche.reports import ReadOptions


class Progress:
    """How much of the inputs is read, in bytes; of an input in work, as far as its reports' texts reach.

    `inputs`: the INPUT arguments with directories opened, in order; `total`: their bytes.
    """

    def __init__(self, inputs: Iterable[str], *, terminal: bool | None = None) -> None:
        self.inputs = [(name, _size(name)) for argument in inputs for name in _expanded(argument)]
        self.total = sum(size for _, size in self.inputs)
        self._done = 0
        self._current = self._read = 0
        self._started = time.monotonic()
        self._bar: Any = None
        self._task: Any = None
        self._terminal = sys.stderr.isatty() if terminal is None else terminal

    @property
    def completed(self) -> int:
        """Bytes that are read, of `total`."""
        return self._done + min(self._read, self._current)

    def __enter__(self) -> Self:
        if self._terminal:
            from rich.console import Console
            from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.fields[rate]}"),
                TimeElapsedColumn(),
                TimeRemainingColumn(),
            )
            self._bar = Bar(*columns, console=Console(file=sys.stderr), transient=True)
            self._task = self._bar.add_task("reading", total=self.total or None, rate="")
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def begin(self, size: int) -> None:
        """The next input, of so many bytes, is read."""
        self._done += self._current
        self._current, self._read = size, 0

    def seen(self, item: Report | Reject) -> None:
        """One report or reject of the input was read."""
        if isinstance(item, Report):
            self._read += len(item.text)

    def stored(self, counts: Counts) -> None:
        """A batch was stored."""
        if self._bar is not None:
            rate = (counts.reports + counts.known) / max(time.monotonic() - self._started, 0.001)
            what = f"{counts.reports:,} reports, {counts.events:,} events"
            self._bar.update(
                self._task, completed=self.completed, description=what, rate=f"{rate:,.1f} reports/s"
            )


def tracked(options: ReadOptions, progress: Progress) -> Iterator[Report | Reject]:
    """The reports and rejects of the progress's inputs in order, each told to it; rejects on stderr too."""
    from demarche.reports import read

    for name, size in progress.inputs:
        progress.begin(size)
        for item in read([name], options=options):
            progress.seen(item)
            if isinstance(item, Reject):
                print(plain(f"demarche: {item.origin}: {item.reason}"), file=sys.stderr)
            yield item


def _expanded(argument: str) -> list[str]:
    """The inputs that an argument names; itself where there are none, for reading it says what is wrong."""
    from demarche.reports.opening import expand

    try:
        return list(expand(argument)) or [argument]
    except OSError:
        return [argument]


def _size(name: str) -> int:
    """The bytes of a file; 0 for what has none to count (URLs, stdin)."""
    try:
        path = Path(name)
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0
