"""INPUT arguments to open inputs: files, directories, URLs and stdin, unzipped, with their first bytes in
view.

Nothing here knows what an input holds; the readers look at `Opened.head` and `Opened.name`.
"""

from __future__ import annotations

import gzip
import io
import re
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from demarche.errors import InputError
from demarche.reports.folders import files_of
from demarche.reports.options import ReadOptions

HEAD = 65_536  # bytes in view for the readers that recognise an input
GZIP = b"\x1f\x8b"
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
# What decompressing a damaged or cut file raises.
DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error)


@dataclass(frozen=True, slots=True)
class Opened:
    """An input with its first bytes: `stream` gives all of it, from the start, uncompressed.

    `origin` is how messages name it, `name` what the readers look at (without .gz), `url` where it was
    fetched from.
    """

    origin: str
    name: str
    head: bytes
    stream: BinaryIO
    url: str | None = None
    charset: str | None = None
    media_type: str | None = None


class _Replay(io.RawIOBase):
    """The bytes already read, then the rest of the stream."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer))
        if self._head:
            chunk, self._head = self._head[: len(view)], self._head[len(view) :]
        else:
            chunk = _some(self._rest, len(view))
        view[: len(chunk)] = chunk
        return len(chunk)


def expand(name: str) -> Iterator[str]:
    """The inputs that an argument names: itself, or those among a directory's files (`folders.files_of`)."""
    if name == "-" or SCHEME.match(name):
        yield name
        return
    path = Path(name)
    if not path.is_dir():
        yield name
        return
    for child in files_of(path):
        yield str(child)


@contextmanager
def opened(name: str, options: ReadOptions) -> Iterator[Opened]:
    """One input, opened; closed again at the end.

    Raises:
        InputError: it is missing, empty, cannot be read or fetched, or its compression is damaged.
    """
    if SCHEME.match(name):
        from demarche.reports.fetching import fetch

        answer = fetch(name, options)
        stream = io.BytesIO(answer.body)
        yield _view(name, stream, url=answer.url, charset=answer.charset, media_type=answer.media_type)
        return
    if name == "-":
        yield _view("-", sys.stdin.buffer)
        return
    try:
        file = Path(name).open("rb")  # noqa: SIM115 – closed below, after the caller is done
    except FileNotFoundError:
        raise InputError(
            f"{name}: there is no such file. Give a file, a directory, an http(s) URL, or - for stdin."
        ) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise InputError(
            f"{name}: cannot be opened ({reason}). Check the path and its permissions."
        ) from None
    with file:
        yield _view(name, file)


def _view(
    origin: str,
    stream: BinaryIO,
    *,
    url: str | None = None,
    charset: str | None = None,
    media_type: str | None = None,
) -> Opened:
    name = url or origin
    try:
        head, stream = _head(stream)
        if head.startswith(GZIP):
            name = name.removesuffix(".gz").removesuffix(".GZ")
            head, stream = _head(cast(BinaryIO, gzip.GzipFile(fileobj=stream)))
    except DAMAGED as error:
        raise damaged(origin, error) from None
    except OSError as error:
        raise InputError(
            f"{origin}: cannot be read ({error.strerror or error}). Check the file or its disk."
        ) from None
    if not head:
        raise InputError(f"{origin}: is empty. Nothing to read; give a file that holds a report.")
    return Opened(origin, name, head, stream, url, charset, media_type)


def damaged(origin: str, error: Exception) -> InputError:
    """The error for a compressed input that breaks off or is spoilt."""
    return InputError(
        f"{origin}: the compressed data is cut off or damaged ({error}). Fetch or copy the file again; "
        f"`gzip -t` checks it."
    )


def read_all(input_: Opened, options: ReadOptions) -> bytes:
    """All bytes of an input that holds one page.

    Raises:
        InputError: there are more than `options.max_bytes`, or the compression is damaged.
    """
    try:
        data = input_.stream.read(options.max_bytes + 1)
    except DAMAGED as error:
        raise damaged(input_.origin, error) from None
    if len(data) > options.max_bytes:
        raise too_large(input_.origin, options.max_bytes)
    return data


def too_large(place: str, limit: int) -> InputError:
    """The error for a page or row above the limit."""
    return InputError(
        f"{place}: is larger than {limit / 1e6:g} MB, more than any report. "
        "Split it, or raise the limit (max_bytes, --max-mb) if it is one report indeed."
    )


def _head(stream: BinaryIO) -> tuple[bytes, BinaryIO]:
    """The first bytes (at least one read's worth, enough to tell a signature), and the stream from its
    start."""
    head = b""
    while len(head) < HEAD:
        chunk = _some(stream, HEAD - len(head))
        head += chunk
        # A pipe gives what it has: wait for more only while a line or a signature is not there yet.
        if not chunk or (b"\n" in head and len(head) > 512 and not stream_is_file(stream)):
            break
    if stream_is_file(stream):
        stream.seek(0)
        return head, stream
    return head, cast(BinaryIO, io.BufferedReader(_Replay(head, stream), HEAD))


def stream_is_file(stream: BinaryIO) -> bool:
    """Whether the stream can go back to its start without reading anew."""
    return isinstance(stream, io.BytesIO) or (isinstance(stream, io.BufferedReader) and stream.seekable())


def _some(stream: BinaryIO, size: int) -> bytes:
    read = getattr(stream, "read1", stream.read)
    return cast(bytes, read(size))
