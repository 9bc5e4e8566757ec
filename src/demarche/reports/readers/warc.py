"""WARC archives: the HTTP responses that hold pages; requests, warcinfo and metadata are passed over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from demarche.errors import InputError
from demarche.model import Reject
from demarche.reports.opening import DAMAGED, Opened, damaged, too_large
from demarche.reports.options import ReadOptions
from demarche.reports.readers import reject
from demarche.reports.rows import Row

KIND = "WARC"
RANK = 11
MAGIC = b"WARC/"
PAGES = ("text/html", "application/xhtml+xml", "text/plain")


def recognises(head: str, input_: Opened) -> bool:
    """It begins with a WARC record's version line."""
    return input_.head.startswith(MAGIC)


def rows(input_: Opened, options: ReadOptions) -> Iterator[Row | Reject]:
    """A row for every page that was answered with status 200; a Reject for one that is broken or too large.

    Responses with another status or another kind of content (images, scripts) are not reports and are passed
    over.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    number = 0
    try:
        records = ArchiveIterator(
            _Forward(input_.stream),
            record_types=WarcRecordType.response,
            parse_http=False,
            auto_decode="all",
            fsspec_args=False,
        )
        for number, record in enumerate(records, 1):
            row = _row(record, f"{input_.origin}:{number}", options)
            if row is not None:
                yield row
    except DAMAGED as error:
        raise damaged(f"{input_.origin}:{number + 1}", error) from None
    except BaseException as error:
        if not _is_breakage(error):
            raise
        raise InputError(
            f"{input_.origin}: breaks off after response {number} ({str(error)[:200]}). What came before "
            f"was read; fetch the rest again."
        ) from None


def _row(record: Any, origin: str, options: ReadOptions) -> Row | Reject | None:
    url = record.headers.get("WARC-Target-URI")
    place = f"{origin} <{url}>" if url else origin
    if record.content_length > options.max_bytes:
        return reject(place, too_large(place, options.max_bytes))
    try:
        if not record.is_http:
            return None
        record.parse_http()
        headers = record.http_headers
        if headers is None or headers.status_code != 200:
            return None
        kind = (record.http_content_type or "text/html").lower()
        if kind not in PAGES:
            return None
        body = record.reader.read(options.max_bytes + 1)
        charset = record.http_charset
    except DAMAGED:
        raise
    except BaseException as error:
        if not _is_breakage(error):
            raise
        return reject(
            place,
            f"the record is broken ({str(error)[:120]}). Nothing to do unless it is needed: fetch the "
            f"page itself.",
        )
    if len(body) > options.max_bytes:
        return reject(place, too_large(place, options.max_bytes))
    if not body.strip():
        return reject(place, "the record is empty. Nothing to do unless it is needed: fetch the page itself.")
    if kind == "text/plain":
        from demarche.reports.decoding import decode

        return Row(place, url=url, text=decode(body, charset))
    return Row(place, url=url, html=body, charset=charset)


class _Forward:
    """A stream that FastWARC can ask for its position and skip forward in, also when it cannot go back."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._place = stream, 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._place += len(data)
        return data

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = 0) -> int:
        ahead = offset - self._place if whence == 0 else offset
        if whence == 2 or ahead < 0:
            raise OSError("the stream only goes forward")
        while ahead > 0 and (data := self.read(min(ahead, 65_536))):
            ahead -= len(data)
        return self._place

    def close(self) -> None:
        """The input is closed by whoever opened it."""


def _is_breakage(error: BaseException) -> bool:
    """Whether an error comes from bad data: FastWARC panics on some (an exception outside of `Exception`)."""
    return (
        isinstance(error, OSError | ValueError | RuntimeError | EOFError)
        or type(error).__name__ == "PanicException"
    )
