"""What a caller may say about how inputs are read, and the limits that keep a bad input from hurting the
rest."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Given fields for inputs that do not state their own, and limits.

    The limits hold for one page or one row, not for a file: a WARC or JSON Lines file may be of any size.
    `max_bytes` was set above the largest news page of the measuring data (9 MB with inlined images).
    """

    published: dt.date | None = None
    publisher: str | None = None
    language: str | None = None
    fetch_links: bool = (
        False  # fetch the pages that a feed's entries link to, when the entry has no full text
    )
    max_bytes: int = 16_000_000  # one page, one row, one fetched answer
    timeout: float = 20.0  # seconds for a whole fetch
    max_redirects: int = 5
    keep_furniture: bool = False  # do not set furniture aside from plain text
