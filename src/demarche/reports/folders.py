"""Which files of a folder are inputs: all but those that are about the folder or lie beside a report.

A file that is named itself is always read; this is only for folders that are walked.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

# About the folder and by custom named so, with any suffix: README.md, LICENSE, NOTICE.txt.
ABOUT = re.compile(r"(?:readme|licen[cs]e|copying|notice|authors|changelog|contributing)(?:\.\w+)?", re.I)
# What a browser saves beside page.html: its scripts, styles and pictures, in page_files/.
COMPANIONS = "_files"
PAGES = (".html", ".htm", ".xhtml")
JSON_NAME = re.compile(r"\.(?:json|jsonl|ndjson|jsonlines)(?:\.gz)?", re.I)
RECORD = re.compile(r'\ufeff?\s*\{\s*"report"\s*:\s*\{')
RECORD_HEAD = 200  # bytes in which a record shows its first key
RECORD_LIMIT = 16_000_000  # bytes of a first record that are looked through for its events


def files_of(folder: Path) -> Iterator[Path]:
    """The inputs of a folder and of those in it, sorted.

    Left out are hidden files, files about the folder (README, LICENSE, …), what a browser saved beside a
    page, and results that `demarche code --json` wrote: their reports are those of the files beside them.
    """
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in inner.parts)
        if not hidden and not _beside_a_page(folder, inner) and path.is_file() and not _is_about(path):
            yield path


def _is_about(path: Path) -> bool:
    return bool(ABOUT.fullmatch(path.name)) or (
        any(JSON_NAME.fullmatch("".join(path.suffixes[-n:])) for n in (1, 2)) and holds_results(path)
    )


def _beside_a_page(folder: Path, inner: Path) -> bool:
    for part in inner.parents:
        if part.name.endswith(COMPANIONS):
            page = folder / part.with_name(part.name.removesuffix(COMPANIONS))
            if any(page.with_name(page.name + suffix).is_file() for suffix in PAGES):
                return True
    return False


def holds_results(path: Path) -> bool:
    """Whether a JSON file's first value is a record of docs/record.md with its events: a result, no input.

    A file that cannot be opened or is damaged is none; reading it will say so.
    """
    try:
        with path.open("rb") as raw:
            stream = gzip.GzipFile(fileobj=raw) if raw.read(2) == b"\x1f\x8b" else raw
            raw.seek(0)
            head = stream.read(RECORD_HEAD)
            if not RECORD.match(head.decode("utf-8", "replace")):
                return False
            text = (head + stream.read(RECORD_LIMIT)).decode("utf-8", "replace")
    except (OSError, EOFError, zlib.error):
        return False
    try:
        value, _ = json.JSONDecoder().raw_decode(text.lstrip("\ufeff \t\r\n"))
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and "events" in value
