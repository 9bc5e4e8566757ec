"""One writes and others read: copies of a ledger that readers open while a writer holds the file.

DuckDB lets one process write a file, or many read it, never both.  So a long-lived reader (`demarche
serve`) opens a
copy beside the ledger, `<ledger>.snapshot-<number>`, and the writer (`ingest`, `watch`, `import`) puts a
newer one in its
place after its batches, as soon as there is any copy: the first reader asks for it by making the empty
number 0.
A copy is complete before it gets its name, and a reader that has an older one open keeps it until it asks
again.
"""

from __future__ import annotations

import glob
import logging
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from demarche.errors import LedgerError

if TYPE_CHECKING:
    from demarche.ledger.store import Ledger

# A writer spends at most a twentieth of its time on copies, and makes none within so many seconds of the
# last.
SHARE, SECONDS = 20, 10.0
# How long a reader waits for the first copy from a writer that is busy with a batch.
WAIT = 30.0
NUMBER = re.compile(r"\.snapshot-(\d+)$")
COPY = "import shutil, sys; shutil.copyfile(sys.argv[1], sys.argv[2])"


def copies(path: Path) -> list[Path]:
    """The snapshots beside a ledger, the latest first; an empty one is a wish for the first."""
    numbered = [
        (int(found[1]), child)
        for child in path.parent.glob(f"{glob.escape(path.name)}.snapshot-*")
        if (found := NUMBER.search(child.name))
    ]
    return [child for _, child in sorted(numbered, reverse=True)]


def filled(path: Path) -> list[Path]:
    """The snapshots that can be read, the latest first; one that is taken away meanwhile is left out."""
    return [copy for copy in copies(path) if _size(copy)]


def changed(path: Path) -> int:
    """When a ledger was last written, in ns, with what waits beside it; 0 where there is none."""
    return max(_modified(path), _modified(path.with_name(path.name + ".wal")))


def publish(ledger: Ledger) -> Path:
    """The path of a new snapshot of a ledger that is open for writing; older ones are taken away.

    Raises:
        LedgerError: it cannot be written (disk full, read-only folder).
    """
    path = ledger.path
    with ledger.between_transactions() as connection:
        connection.execute("CHECKPOINT")
        older = copies(path)
        number = int(NUMBER.search(older[0].name)[1]) + 1 if older else 1  # type: ignore[index]
        unfinished = path.with_name(f"{path.name}.snapshot-unfinished")
        # In a process of its own: closing a second handle of the file here would release DuckDB's lock on
        # it (POSIX).
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", COPY, str(path), str(unfinished)],
            capture_output=True,
            text=True,
        )
    if done.returncode:
        unfinished.unlink(missing_ok=True)
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise LedgerError(
            f"{path}: no snapshot could be made ({reason}). Make room in its folder; the ledger itself is "
            "whole."
        )
    snapshot = path.with_name(f"{path.name}.snapshot-{number}")
    unfinished.replace(snapshot)
    for copy in older:
        copy.unlink(missing_ok=True)
    return snapshot


class Publisher:
    """Decides, after a writer's batches, whether a snapshot is wanted and due.

    One that cannot be made is told in the log: the batch is stored all the same, and the next is written.
    """

    def __init__(self) -> None:
        self._due = 0.0
        self._behind = False

    def wrote(self, ledger: Ledger) -> None:
        """A batch was committed."""
        self._behind = True
        if time.monotonic() >= self._due and copies(ledger.path):
            self._publish(ledger)

    def closing(self, ledger: Ledger) -> None:
        """The ledger is about to be closed: the last batches are published too."""
        if self._behind and copies(ledger.path):
            self._publish(ledger)

    def _publish(self, ledger: Ledger) -> None:
        started = time.monotonic()
        try:
            publish(ledger)
            self._behind = False
        except (LedgerError, OSError) as error:
            logging.getLogger(__name__).warning("%s Readers have the snapshot before it.", error)
        took = time.monotonic() - started
        self._due = time.monotonic() + max(SECONDS, SHARE * took)


def latest(path: Path, *, wait: float = WAIT) -> Path:
    """The path of a snapshot to read: as new as the ledger when nobody writes it, else the writer's last.

    Raises:
        LedgerError: there is no ledger, or a busy writer has made no snapshot within `wait` seconds.
    """
    from demarche.ledger.store import Ledger

    found = filled(path)
    if found and _modified(found[0]) >= changed(path):
        return found[0]
    try:
        with Ledger.open(path) as ledger:
            return publish(ledger)
    except LedgerError as error:
        if "is in use" not in str(error):
            raise
    if found:
        return found[0]
    wish = path.with_name(f"{path.name}.snapshot-0")
    wish.touch()
    until = time.monotonic() + wait
    while time.monotonic() < until:
        ready = filled(path)
        if ready:
            return ready[0]
        time.sleep(0.1)
    raise LedgerError(
        f"{path}: is being written, and its writer made no snapshot within {wait:g} s. "
        "It makes one after its next batch: try again then."
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _modified(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
