"""The ledger's events into a file of another format: found exporter, guarded cells, clear errors."""

from __future__ import annotations

from pathlib import Path
from typing import IO, TYPE_CHECKING

from demarche.errors import LedgerError, UsageError

if TYPE_CHECKING:
    from demarche.ledger.store import Ledger


def export(ledger: Ledger, format: str, output: Path) -> int:
    """How many events were written to `output` in that format.

    Raises:
        UsageError: an unknown format, or a path that cannot be written.
        LedgerError: the ledger was not opened with `files`, or cannot be read.
    """
    from demarche.ledger.exchange.exporters import exporter

    if not ledger.files:
        raise LedgerError(f"{ledger.path}: an export writes files. Open the ledger with files=True.")
    return exporter(format).write(ledger, output)


def copy_out(ledger: Ledger, statement: str, output: Path) -> int:
    """How many rows a COPY statement wrote to $output; $version is the program's, where it is named."""
    import duckdb

    from demarche import __version__

    params = {"output": str(output)}
    if "$version" in statement:
        params["version"] = f"demarche {__version__}"
    try:
        return int(ledger.cursor().execute(statement, params).fetchall()[0][0])
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        raise UsageError(
            f"{output}: cannot be written ({said}). Check the folder, its permissions and its room."
        ) from None


def opened(output: Path) -> IO[str]:
    """The file, open for writing text."""
    try:
        return output.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise UsageError(
            f"{output}: cannot be written ({error.strerror}). Check the folder and its permissions."
        ) from None
