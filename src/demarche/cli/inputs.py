"""How verbs turn INPUT arguments and their options into reports.

A verb takes `Inputs`, `Published`, `Publisher`, `Language`, `FetchLinks`, `MaxMb` and `Timeout` as its
parameters
and walks `reports_of(...)`: rejects are told on stderr and counted in the `Tally`, reports are handed on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated

import typer

from demarche.cli.terminal import DONE, REJECTED, say
from demarche.errors import UsageError
from demarche.model import Reject, Report
from demarche.reports import ReadOptions, read

Inputs = Annotated[
    list[str],
    typer.Argument(
        metavar="INPUT...",
        help="Files (HTML, plain text, JSON Lines, CSV, Parquet, WARC, RSS/Atom; also .gz), directories, "
        "http(s) URLs, or - for stdin.",
    ),
]
Published = Annotated[
    str | None,
    typer.Option(
        "--published",
        metavar="DATE",
        help="Day of publication (YYYY-MM-DD) of inputs that do not give theirs.",
    ),
]
Publisher = Annotated[
    str | None,
    typer.Option("--publisher", metavar="NAME", help="Publisher of inputs that do not give theirs."),
]
Language = Annotated[
    str | None,
    typer.Option(
        "--language", metavar="CODE", help="Language of the inputs, when it is not to be told from the text."
    ),
]
FetchLinks = Annotated[
    bool,
    typer.Option(
        "--fetch-links",
        help="Fetch the pages that a feed's entries link to, where the feed has no full text.",
    ),
]
MaxMb = Annotated[
    float, typer.Option("--max-mb", min=0.001, help="Largest page or row that is read, in megabytes.")
]
Timeout = Annotated[float, typer.Option("--timeout", min=0.1, help="Seconds that fetching one URL may take.")]

_DEFAULT = ReadOptions()
MAX_MB = _DEFAULT.max_bytes / 1e6
TIMEOUT = _DEFAULT.timeout


@dataclass(slots=True)
class Tally:
    """How many reports were read and which inputs were rejected; the one mutable thing of a run."""

    reports: int = 0
    furniture: int = 0
    rejects: list[Reject] = field(default_factory=list)

    @property
    def status(self) -> int:
        """The exit status: 0 when all was done, 1 when some inputs were rejected."""
        return REJECTED if self.rejects else DONE

    def reject(self, reject: Reject) -> None:
        """Counts a reject and tells it on stderr."""
        self.rejects.append(reject)
        say(f"demarche: {reject.origin}: {reject.reason}")


def read_options(
    *,
    published: str | None = None,
    publisher: str | None = None,
    language: str | None = None,
    fetch_links: bool = False,
    max_mb: float = MAX_MB,
    timeout: float = TIMEOUT,
    keep_furniture: bool = False,
) -> ReadOptions:
    """The options of the command line as the library takes them.

    Raises:
        UsageError: `published` is no date.
    """
    return ReadOptions(
        published=day(published, "--published"),
        publisher=publisher,
        language=language,
        fetch_links=fetch_links,
        max_bytes=int(max_mb * 1e6),
        timeout=timeout,
        keep_furniture=keep_furniture,
    )


def day(value: str | None, option: str) -> dt.date | None:
    """The day that an option gives.

    Raises:
        UsageError: it is no date.
    """
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise UsageError(
            f"{option} is {value!r}, which is no date. Give the day as YYYY-MM-DD, such as 2022-10-04."
        ) from None


def reports_of(inputs: list[str], options: ReadOptions, tally: Tally) -> Iterator[Report]:
    """The reports of all inputs in order; rejects are told and counted in `tally` as they come."""
    for item in read(inputs, options=options):
        if isinstance(item, Reject):
            tally.reject(item)
        else:
            tally.reports += 1
            tally.furniture += len(item.furniture)
            yield item
