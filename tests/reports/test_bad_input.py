"""Bad input: a Reject that names it, says why and what to do; the rest is done."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest
from tests.reports.own_pages import PARAGRAPHS, page

from demarche.model import Reject, Report
from demarche.reports import ReadOptions, read

TEXT = "\n\n".join(PARAGRAPHS)
BAD = {
    "empty": (b"", "is empty"),
    "blank": (b" \n\n ", "only blanks"),
    "binary": (bytes(range(32)) * 100, "binary data"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF file"),
    "cut.gz": (gzip.compress(TEXT.encode() * 50)[:100], "cut off or damaged"),
    "spoilt.gz": (b"\x1f\x8b\x08\x00garbage that is no deflate stream at all", "cut off or damaged"),
    "start.html": (
        b"<html><head><title>Home</title></head><body><nav><a href=x>News</a></nav></body></html>",
        "no report",
    ),
    "broken.parquet": (b"PAR1" + b"x" * 50 + b"PAR1", "cannot be read as Parquet"),
    "list.json": (b'[{"text": "x"}]', "list"),
    "indented.json": (b'{\n  "name": "settings",\n  "list": [\n    1\n  ]\n}\n', "neither 'text' nor 'html'"),
    "indented-list.json": (b'[\n  {\n    "text": "x"\n  }\n]\n', "list"),
    "cut.json": (b'{\n  "text": "The minister', "is no JSON"),
    "nocolumns.csv": (b"a,b\n1,2\n", "first line names no"),
    "empty.rss": (
        b'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title></channel></rss>',
        "no entries",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_is_rejected_and_the_rest_done(name: str, tmp_path: Path) -> None:
    data, why = BAD[name]
    bad, good = tmp_path / name, tmp_path / "good.txt"
    bad.write_bytes(data)
    good.write_text(TEXT, encoding="utf-8")
    reject, report = read([str(bad), str(good)])
    assert isinstance(reject, Reject) and isinstance(report, Report)
    assert reject.origin.startswith(str(bad)) and reject.stage == "read"
    assert why in reject.reason
    assert reject.reason.count(".") >= 2 or "give" in reject.reason.lower(), "it says what to do"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{not json", "is no JSON"),
        ("[1, 2]", "list"),
        ('{"id": "a"}', "neither 'text' nor 'html'"),
        ('{"text": 3}', "a number, not a string"),
        ('{"text": "x y", "published": "soon"}', "'soon'"),
        ('{"text": "x y", "published": "2023-02-30"}', "no date"),
        ('{"text": "x y", "title": ["a"]}', "'title' is a list"),
        ('{"text": "x y", "id": {}}', "'id' is an object"),
        ('{"text": "\\u0000\\u200b"}', "no text"),
        ("[" * 100_000, "is no JSON"),
    ],
)
def test_bad_row_is_rejected_with_its_line(line: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(
        f"{json.dumps({'id': 'ok', 'text': TEXT})}\n\n{line}\n{json.dumps({'id': 'ok2', 'text': TEXT})}",
        encoding="utf-8",
    )
    items = list(read([str(path)]))
    assert [item.id for item in items if isinstance(item, Report)] == ["ok", "ok2"]
    (reject,) = [item for item in items if isinstance(item, Reject)]
    assert reject.origin == f"{path}:3"
    assert why in reject.reason


def test_a_huge_line_is_skipped_without_being_held(tmp_path: Path) -> None:
    path = tmp_path / "huge.jsonl"
    with path.open("wb") as file:
        file.write(b'{"text": "')
        for _ in range(100):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n' + json.dumps({"id": "after", "text": TEXT}).encode())
    reject, report = read([str(path)])
    assert isinstance(reject, Reject) and "larger than 16 MB" in reject.reason
    assert isinstance(report, Report) and report.id == "after"


def test_a_huge_text_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    path.write_bytes(b"x" * 2_000_000)
    (reject,) = read([str(path)], options=ReadOptions(max_bytes=1_000_000))
    assert isinstance(reject, Reject) and "larger than 1 MB" in reject.reason


def test_gzip_cut_in_the_middle_gives_the_rows_before(tmp_path: Path) -> None:
    import random

    rng = random.Random(1)
    rows = "".join(json.dumps({"id": i, "text": f"{rng.random()} {TEXT}"}) + "\n" for i in range(300))
    path = tmp_path / "cut.jsonl.gz"
    path.write_bytes(gzip.compress(rows.encode())[:-200])
    items = list(read([str(path)]))
    assert len(items) > 100 and isinstance(items[-1], Reject) and "cut off" in items[-1].reason


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/nothing", "404"),
        ("/loop", "redirects more than 5 times"),
        ("/file", "no http(s) address"),
        ("/slow", "no full answer within 1 s"),
        ("/trickle", "no full answer within 1 s"),
        ("/large", "larger than 1 MB"),
    ],
)
def test_bad_url(path: str, why: str, server: str) -> None:
    options = ReadOptions(timeout=1, max_bytes=1_000_000)
    reject, report = read([f"{server}{path}", f"{server}/moved"], options=options)
    assert isinstance(reject, Reject) and why in reject.reason, reject
    assert reject.origin == f"{server}{path}"
    assert isinstance(report, Report) and report.url and report.url.endswith("/page")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/x",
        "file:///etc/passwd",
        "javascript://x",
        "http://",
        "http://127.0.0.1:1/",
        "http://[bad/",
    ],
)
def test_other_schemes_and_dead_addresses(url: str) -> None:
    (reject,) = read([url], options=ReadOptions(timeout=2))
    assert isinstance(reject, Reject)
    assert reject.reason


def test_broken_warc_records_are_counted(tmp_path: Path) -> None:
    from tests.reports.test_contract import warc

    path = tmp_path / "a.warc"
    good = warc({"http://example.org/one": page().encode()})
    path.write_bytes(
        good
        + warc({"http://example.org/large": page().encode() + b" " * 50_000, "http://example.org/empty": b""})
        + good[:-300]
    )
    items = list(read([str(path)], options=ReadOptions(max_bytes=20_000)))
    rejects = [item for item in items if isinstance(item, Reject)]
    assert sum(isinstance(item, Report) for item in items) >= 1
    assert any("larger than" in reject.reason and "/large" in reject.origin for reject in rejects)
    assert any("is empty" in reject.reason for reject in rejects)


def test_what_no_encoding_holds_is_left_out(tmp_path: Path) -> None:
    row = {name: f"a\ud83db {name}" for name in ("id", "url", "title", "publisher", "author")}
    (tmp_path / "rows.jsonl").write_text(json.dumps(row | {"text": TEXT}))
    linked = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A\\ud83d head"}</script>'
    )
    (tmp_path / "page.html").write_text(page().replace("</head>", f"{linked}</head>"))
    name = os.fsdecode(bytes(tmp_path) + b"/caf\xe9.txt")
    Path(name).touch()
    read_page, reject, report = sorted(
        read([str(tmp_path / "page.html"), name, str(tmp_path / "rows.jsonl")]),
        key=lambda item: (isinstance(item, Report) and item.id == "ab id", isinstance(item, Reject)),
    )
    assert isinstance(read_page, Report) and read_page.title == "A head"
    assert isinstance(report, Report) and report.url == "ab url" and report.author == "ab author"
    assert isinstance(reject, Reject) and reject.origin.endswith("caf\\udce9.txt")
    for item in (read_page, reject, report):
        str(item).encode()


def test_a_charset_that_decodes_nothing(tmp_path: Path) -> None:
    for name in ("undefined", "rot-13", "idna"):
        head = f"<head><meta charset={name}><!-- caf\xe9 -->"
        (tmp_path / "page.html").write_bytes(page().replace("<head>", head).encode("cp1252", "replace"))
        (report,) = read([str(tmp_path / "page.html")])
        assert isinstance(report, Report)


def test_a_library_that_fails_on_a_row_or_an_input_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps({"id": id, "text": f"{id} {TEXT}"}) + "\n" for id in ("bad", "good")))

    def identify(text: str, **_: object) -> str:
        if text.startswith("bad"):
            raise IndexError("deep inside")
        return "en"

    monkeypatch.setattr("demarche.reports.assembling.identify", identify)
    reject, report = read([str(path)])
    assert isinstance(reject, Reject) and reject.origin == f"{path}:1" and "IndexError" in reject.reason
    assert isinstance(report, Report) and report.id == "good"
    monkeypatch.setattr("demarche.reports.readers.jsonl.decode", lambda data: 1 / 0)
    (reject,) = read([str(path)])
    assert isinstance(reject, Reject) and "ZeroDivisionError" in reject.reason


def test_missing_file_and_empty_directory(tmp_path: Path) -> None:
    missing, empty = read([str(tmp_path / "nothing.html"), str(tmp_path)])
    assert isinstance(missing, Reject) and "no such file" in missing.reason
    assert isinstance(empty, Reject) and "no files" in empty.reason
