"""A WARC file of ten thousand records, read whole: every page, every broken record, nothing else."""

from __future__ import annotations

import gzip
from pathlib import Path

from demarche.model import CodedReport, Reject, Report
from demarche.reports import read
from demarche.runners.parts import part_of, write

RECORDS = 10_000
# One in so many is a request, an image, a "not found", an empty page.
KINDS = ("page", "page", "page", "request", "page", "image", "page", "missing", "page", "empty")


def _record(number: int, kind: str) -> bytes:
    url = f"http://news.example/{number}"
    page = f"<html><body><p>Minister {number} of Peru met his colleague from Chile in Lima.</p></body></html>"
    if kind == "request":
        body, what = f"GET /{number} HTTP/1.1\r\nHost: news.example\r\n\r\n".encode(), "request"
    else:
        status = "404 Not Found" if kind == "missing" else "200 OK"
        media = (
            "image/png"
            if kind == "image"
            else "text/plain; charset=utf-8"
            if kind == "empty"
            else "text/html"
        )
        content = "" if kind == "empty" else page
        head = f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\nContent-Length: {len(content)}\r\n\r\n"
        body = (head + content).encode()
        what = "response"
    head = (
        f"WARC/1.0\r\nWARC-Type: {what}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-01T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012d}>\r\n"
        f"Content-Type: application/http; msgtype={what}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + body + b"\r\n\r\n", compresslevel=1)


class Nothing:
    """A step that codes nothing."""

    def stream(self, reports):  # type: ignore[no-untyped-def]
        for item in reports:
            yield item if isinstance(item, Reject) else CodedReport(item, ())


def test_ten_thousand_records(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc.gz"
    with path.open("wb") as stream:
        for number in range(RECORDS):
            stream.write(_record(number, KINDS[number % len(KINDS)]))
    counts = write(part_of(str(path), tmp_path / "parts"), Nothing().stream(read([str(path)])))
    pages, empty = (RECORDS * KINDS.count(kind) // len(KINDS) for kind in ("page", "empty"))
    assert counts == {"reports": pages, "events": 0, "rejects": empty}


def test_a_file_that_breaks_off_gives_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "cut.warc.gz"
    whole = [_record(number, "page") for number in range(1_000)]
    path.write_bytes(b"".join(whole[:-1]) + whole[-1][:60])
    items = list(read([str(path)]))
    lost = len(whole) - sum(isinstance(item, Report) for item in items)
    assert lost <= READ_AHEAD
    assert sum(isinstance(item, Reject) for item in items) == 1


# Records that the decompressor has read ahead, but not handed on, when it meets the end.
READ_AHEAD = 200
