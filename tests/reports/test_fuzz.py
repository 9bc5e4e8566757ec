"""Any bytes and any text go in; Reports and Rejects come out, never an exception."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.reports.test_contract import EXAMPLES

from demarche.errors import InputError
from demarche.model import Reject, Report
from demarche.reports import read, read_row
from demarche.reports.decoding import normalise
from demarche.reports.furniture.separate import separate
from demarche.reports.page import fragment_text, read_page

FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
STARTS = (
    b"",
    b"<html>",
    b"<rss>",
    b'{"text": "',
    b"PAR1",
    b"WARC/1.0\r\n",
    b"text,html\n",
    b"\x1f\x8b\x08",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"%PDF",
)


@FUZZ
@given(start=st.sampled_from(STARTS), data=st.binary(max_size=300), packed=st.booleans())
def test_any_bytes(start: bytes, data: bytes, packed: bool, tmp_path: Path) -> None:
    path = tmp_path / "input"
    path.write_bytes(gzip.compress(start + data) if packed else start + data)
    items = list(read([str(path)]))
    assert (
        items
        or start == b"WARC/1.0\r\n"
        or start.startswith(b'{"')
        or b"text,html" in start
        or not (start + data).strip()
    )
    assert all(isinstance(item, Report | Reject) for item in items)


@FUZZ
@given(
    kind=st.sampled_from(sorted(EXAMPLES)), at=st.floats(0, 1), cut=st.booleans(), junk=st.binary(max_size=40)
)
def test_damaged_files(kind: str, at: float, cut: bool, junk: bytes, tmp_path: Path) -> None:
    data = EXAMPLES[kind]
    place = int(at * len(data))
    path = tmp_path / "input"
    path.write_bytes(data[:place] + junk + (b"" if cut else data[place + len(junk) :]))
    assert all(isinstance(item, Report | Reject) for item in read([str(path)]))


@FUZZ
@given(text=st.text(max_size=600))
def test_any_text(text: str) -> None:
    clean = normalise(text)
    page = separate(clean)
    words = sorted(" ".join([page.text, *(piece.text for piece in page.furniture)]).split())
    assert words == sorted(clean.split()), "nothing is lost and nothing added"
    fragment_text(text)


LINES = st.lists(
    st.sampled_from(
        [
            "Share",
            "By Ana Diaz",
            "© 2023 The Courier",
            "The minister said on Monday that talks would go on.",
            "Read more",
            "×",
            "",
            "  ",
            "\u2028",
            "Subscribe now",
        ]
    ),
    max_size=40,
)


@FUZZ
@given(lines=LINES)
def test_nothing_is_lost_from_pages(lines: list[str]) -> None:
    clean = normalise("\n".join(lines))
    page = separate(clean)
    assert sorted(" ".join([page.text, *(piece.text for piece in page.furniture)]).split()) == sorted(
        clean.split()
    )


TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div>",
        "<table>",
        "<article>",
        "<!--",
        "-->",
        "<script>",
        "&amp;",
        "&#0;",
        "<title>",
        "<meta charset=",
        "<a href='",
    ]
)


@FUZZ
@given(parts=st.lists(TAGS | st.text(max_size=30), max_size=30))
def test_any_markup(parts: list[str]) -> None:
    read_page("<html><body>" + "".join(parts))


VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=40)
    | st.lists(st.integers(), max_size=2)
)


@FUZZ
@given(
    row=st.dictionaries(
        st.sampled_from(["id", "url", "title", "text", "html", "published", "language", "author"]), VALUES
    )
)
def test_any_row(row: dict[str, object], tmp_path: Path) -> None:
    try:
        report = read_row(row)
        assert report.text
    except InputError as error:
        assert str(error)
    path = tmp_path / "row.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    assert len(list(read([str(path)]))) == 1


@pytest.mark.parametrize("text", ["a", "\n" * 1000, "x" * 100_000, "a\n" * 5000, "\ud800\udc00 \ud800"])
def test_odd_sizes(text: str) -> None:
    separate(normalise(text))
