"""Every reader is found and keeps the contract of demarche.reports.readers."""

from __future__ import annotations

import dataclasses
import gzip
import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fastwarc.warc import WarcRecord, WarcRecordType
from tests.reports.own_pages import HEADLINE, PARAGRAPHS, feed, page

from demarche.model import Reject, Report
from demarche.reports import ReadOptions, read
from demarche.reports.opening import opened
from demarche.reports.readers import Reader, reader_for, readers
from demarche.reports.rows import FIELDS, Row

TEXT = "\n\n".join((HEADLINE, *PARAGRAPHS))


def warc(pages: dict[str, bytes], *, status: str = "200 OK", kind: str = "text/html") -> bytes:
    out = io.BytesIO()
    info = WarcRecord()
    info.init_headers(WarcRecordType.warcinfo)
    info.set_bytes_content(b"software: none\r\n")
    info.write(out)
    for url, body in pages.items():
        record = WarcRecord()
        record.init_headers(WarcRecordType.response)
        record.headers["WARC-Target-URI"] = url
        record.headers["Content-Type"] = "application/http; msgtype=response"
        record.set_bytes_content(f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body)
        record.write(out)
    return out.getvalue()


def parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(
        pa.table({"id": ["p1", "p2"], "text": [TEXT, TEXT], "published": ["2023-03-14", None]}), out
    )
    return out.getvalue()


def jsonl_line(key: str) -> bytes:
    import json

    return (
        json.dumps({"id": key, "title": "Another title", "text": TEXT, "published": "2023-03-14"}).encode()
        + b"\n"
    )


EXAMPLES = {
    "HTML": page().encode(),
    "plain text": TEXT.encode(),
    "JSON Lines": jsonl_line("a") + jsonl_line("b"),
    "CSV": f'id,text,published\nc1,"{PARAGRAPHS[0]}",2023-03-14\nc2,"{PARAGRAPHS[1]}",\n'.encode(),
    "Parquet": parquet(),
    "WARC": warc(
        {"http://example.org/one": page().encode(), "http://example.org/two": page("Second").encode()}
    ),
    "RSS or Atom feed": feed("http://example.org").encode(),
}


@pytest.mark.parametrize("reader", readers(), ids=lambda reader: reader.KIND)
class TestEveryReader:
    def test_declares_itself(self, reader: Reader) -> None:
        assert isinstance(reader.KIND, str) and reader.KIND
        assert isinstance(reader.RANK, int)
        assert reader.KIND in EXAMPLES, "add an example of the new kind to this test"

    @pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
    def test_recognises_its_kind_by_content_alone(self, reader: Reader, packed: bool, tmp_path: Path) -> None:
        path = tmp_path / "unnamed"
        data = EXAMPLES[reader.KIND]
        path.write_bytes(gzip.compress(data) if packed else data)
        with opened(str(path), ReadOptions()) as input_:
            assert reader_for(input_) is reader
            rows = list(reader.rows(input_, ReadOptions()))
        assert all(isinstance(row, Row | Reject) for row in rows)
        assert any(isinstance(row, Row) for row in rows)

    def test_reads_reports(self, reader: Reader, tmp_path: Path) -> None:
        path = tmp_path / "unnamed"
        path.write_bytes(EXAMPLES[reader.KIND])
        items = list(read([str(path)]))
        reports = [item for item in items if isinstance(item, Report)]
        assert reports
        assert "foreign ministry" in reports[0].text
        assert [report.id for report in reports] == [
            item.id for item in read([str(path)]) if isinstance(item, Report)
        ]

    def test_does_not_claim_the_other_kinds(self, reader: Reader, tmp_path: Path) -> None:
        for kind, data in EXAMPLES.items():
            path = tmp_path / "unnamed"
            path.write_bytes(data)
            with opened(str(path), ReadOptions()) as input_:
                assert kind == reader_for(input_).KIND


def test_row_fields_are_the_documented_ones() -> None:
    assert {field.name for field in dataclasses.fields(Row)} == {*FIELDS, "origin", "charset"}


def test_warc_passes_over_what_is_no_page(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(
        warc({"http://example.org/gone": b"gone"}, status="404 Not Found")
        + warc({"http://example.org/image": b"\x89PNG"}, kind="image/png")
        + warc({"http://example.org/one": page().encode()})
    )
    items = list(read([str(path)]))
    assert [item.url for item in items if isinstance(item, Report)] == ["http://example.org/one"]
    assert len(items) == 1
