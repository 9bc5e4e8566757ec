"""One HTML page, as saved from a browser or fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator

from demarche.model import Reject
from demarche.reports.decoding import what_binary
from demarche.reports.opening import Opened, read_all
from demarche.reports.options import ReadOptions
from demarche.reports.rows import Row

KIND = "HTML"
RANK = 50
SUFFIXES = (".html", ".htm", ".xhtml")
LOOKED_AT = 4096  # characters in which a page shows a tag that only pages have
TAG = re.compile(r"<!doctype\s+html|<(?:html|head|body|meta|title|article|main|div|p)[\s>]", re.I)


def recognises(head: str, input_: Opened) -> bool:
    """It begins with a tag and has one that only pages have; a name in .html needs just a tag."""
    if what_binary(input_.head):
        return False
    start = head.lstrip()[:LOOKED_AT]
    named = input_.name.lower().endswith(SUFFIXES) or input_.media_type in {
        "text/html",
        "application/xhtml+xml",
    }
    return bool(TAG.search(start)) and (start.startswith("<") or named)


def rows(input_: Opened, options: ReadOptions) -> Iterator[Row | Reject]:
    """The page, undecoded: its own declaration tells its encoding."""
    yield Row(input_.origin, url=input_.url, html=read_all(input_, options), charset=input_.charset)
