"""What inputs become: fields, ids, order, encodings."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
from pathlib import Path

import pytest
from tests.reports.own_pages import HEADLINE, PARAGRAPHS, page

from demarche.model import Reject, Report
from demarche.reports import ReadOptions, read, read_row
from demarche.reports.decoding import decode, normalise

TEXT = "\n\n".join((HEADLINE, *PARAGRAPHS))


def one(path: Path | str, **options: object) -> Report:
    items = list(read([str(path)], **options))  # type: ignore[arg-type]
    assert len(items) == 1 and isinstance(items[0], Report), items
    return items[0]


def test_html_gives_body_and_metadata(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(page(), encoding="utf-8")
    report = one(path)
    assert report.title == HEADLINE
    assert report.publisher == "The Courier"
    assert report.author == "Ana Diaz"
    assert report.published == dt.date(2023, 3, 14)
    assert report.language == "en"
    assert all(text in report.text for text in PARAGRAPHS)
    assert "All rights reserved" not in report.text


def test_given_fields_win_over_found_ones(tmp_path: Path) -> None:
    row = {
        "id": "mine",
        "html": page(),
        "title": "My title",
        "published": "2020-01-02",
        "publisher": "P",
        "author": "A",
        "language": "en-ZA",
    }
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    report = one(path, published=dt.date(1999, 1, 1))
    assert (report.id, report.title, report.publisher, report.author) == ("mine", "My title", "P", "A")
    assert report.published == dt.date(2020, 1, 2)
    assert report.language == "en-ZA"


def test_the_caller_gives_the_day_for_inputs_without_one(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert one(path).published is None
    assert one(path, published=dt.date(2023, 3, 14)).published == dt.date(2023, 3, 14)


def test_a_separate_title_is_not_inserted() -> None:
    report = read_row({"title": "Some title", "text": TEXT})
    assert report.title == "Some title"
    assert report.text == TEXT


def test_ids_are_kept_or_stable(tmp_path: Path) -> None:
    assert read_row({"id": 17, "text": TEXT}).id == "17"
    by_text = read_row({"text": TEXT})
    assert by_text.id == read_row({"text": TEXT + "\n", "title": "x"}).id
    assert by_text.id != read_row({"text": TEXT + " More."}).id
    assert (
        read_row({"url": "http://a.org/1", "text": TEXT}).id
        == read_row({"url": "http://a.org/1", "html": page()}).id
    )


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("caf\xe9 “quoted”".encode(), "caf\xe9 “quoted”"),
        ("caf\xe9 “quoted”".encode("utf-8-sig"), "caf\xe9 “quoted”"),
        ("caf\xe9 “quoted”".encode("utf-16"), "caf\xe9 “quoted”"),
        (
            "The minister said “no” to the offer and left.".encode("cp1252"),
            "The minister said “no” to the offer and left.",
        ),
        (
            "Президент заявил, что переговоры продолжатся на следующей неделе в Москве.".encode("cp1251"),
            "Президент заявил, что переговоры продолжатся на следующей неделе в Москве.",
        ),
        ("<meta charset=shift_jis><p>日本</p>".encode("shift_jis"), "<meta charset=shift_jis><p>日本</p>"),
    ],
    ids=["utf-8", "bom", "utf-16", "cp1252", "cp1251", "declared"],
)
def test_encodings(data: bytes, text: str) -> None:
    assert decode(data) == text


def test_normal_form() -> None:
    assert normalise("a\r\nb\rc\u2028d") == "a\nb\nc\nd"
    assert normalise("cafe\u0301 \u00ad\u200bx\x00") == "caf\xe9 x"
    assert normalise("\n \n  Indented start\nend \n\n") == "  Indented start\nend"
    assert (
        normalise("keeps\xa0these  “odd” ‘quotes’ — and\ttabs")
        == "keeps\xa0these  “odd” ‘quotes’ — and\ttabs"
    )


def test_stdin_is_sniffed(monkeypatch: pytest.MonkeyPatch) -> None:
    for data, kind in (
        (page().encode(), "The Courier"),
        (TEXT.encode(), None),
        (gzip.compress(page().encode()), "The Courier"),
    ):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        assert one("-").publisher == kind


def test_stdin_from_a_pipe_streams_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    inner, outer = os.pipe()
    with os.fdopen(inner, "rb") as pipe, os.fdopen(outer, "wb", buffering=0) as end:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(pipe))
        end.write(json.dumps({"id": "first", "text": TEXT}).encode() + b"\n")
        items = read(["-"])
        first = next(items)
        assert isinstance(first, Report) and first.id == "first"
        end.write(json.dumps({"id": "second", "text": TEXT}).encode() + b"\n")
        end.close()
        assert [item.id for item in items if isinstance(item, Report)] == ["second"]


def test_directories_are_walked_in_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".hidden").write_text("x")
    for name in ("c.txt", "b/z.txt", "a.txt"):
        (tmp_path / name).write_text(f"{name} {TEXT}", encoding="utf-8")
    texts = [item.text.split()[0] for item in read([str(tmp_path)]) if isinstance(item, Report)]
    assert texts == ["a.txt", "b/z.txt", "c.txt"]


def test_of_a_folder_only_what_is_a_report_is_read(tmp_path: Path) -> None:
    """What is about the folder, beside a page or a result is left out; named itself it is read."""
    record = {"report": {"id": "done", "text": TEXT}, "events": []}
    files = {
        "a/report.html": page(),
        "a/expected.json": json.dumps(record, indent=1),
        "a/report_files/style.css": "body { margin: 0 }",
        "b/report.txt": TEXT,
        "b/results.jsonl": json.dumps(record) + "\n",
        "b/loose_files/other.txt": f"Other. {TEXT}",
        "c/row.json": json.dumps({"id": "row", "text": TEXT}, indent=2),
        "c/read.json": json.dumps({"report": {"id": "read", "text": TEXT}}, indent=2),
        "README.md": "Reports of March.",
        "LICENSE": "CC0",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "b/results.json.gz").write_bytes(gzip.compress(json.dumps(record).encode()))
    found = list(read([str(tmp_path)]))
    assert all(isinstance(item, Report) for item in found), found
    assert len(found) == 5 and {"row", "read"} < {item.id for item in found if isinstance(item, Report)}
    assert one(tmp_path / "a/expected.json").id == "done" and one(tmp_path / "README.md").text


def test_objects_over_several_lines(tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    rows = [json.dumps({"id": str(n), "text": TEXT}, indent=4) for n in range(3)]
    path.write_text("\n" + "\n\n".join(rows), encoding="utf-8")
    assert [item.id for item in read([str(path)]) if isinstance(item, Report)] == ["0", "1", "2"]
    path.write_text("\n".join((rows[0], '{\n"id": "bad"\n}', rows[2], "}")), encoding="utf-8")
    first, bad, last, rest = read([str(path)])
    assert isinstance(first, Report) and isinstance(last, Report)
    assert isinstance(bad, Reject) and bad.origin == f"{path}:5" and "neither" in bad.reason
    assert isinstance(rest, Reject) and rest.origin == str(path) and "is no JSON" in rest.reason


def test_reading_is_lazy(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text("".join(json.dumps({"id": i, "text": TEXT}) + "\n" for i in range(50)), encoding="utf-8")
    items = read([str(path), "never-opened"])
    assert isinstance(next(items), Report)
    items.close()  # type: ignore[attr-defined]


def test_another_language_is_read_and_marked() -> None:
    text = (
        "Le ministre des affaires étrangères a annoncé mardi que le pays allait rappeler "
        "son ambassadeur après les propos du président."
    )
    assert read_row({"text": text}).language == "fr"
    assert read_row({"text": "Ja."}).language
    assert read_row({"text": text, "language": "de"}).language == "de"


def test_csv_delimiters_and_columns(tmp_path: Path) -> None:
    for delimiter in ",;\t":
        path = tmp_path / "a"
        path.write_text(
            delimiter.join(("url", "text", "other"))
            + "\r\n"
            + delimiter.join(("http://a.org", f'"{PARAGRAPHS[0]}"', "x")),
            encoding="utf-8",
        )
        report = one(path)
        assert (report.url, report.text) == ("http://a.org", PARAGRAPHS[0])


def test_feed_entries(server: str) -> None:
    first, second, third = read([f"{server}/feed"])
    assert (
        isinstance(first, Report)
        and first.title == "Envoy recalled & more"
        and first.published == dt.date(2023, 3, 14)
    )
    assert first.text == "\n\n".join(PARAGRAPHS) and first.publisher == "The Courier"
    assert isinstance(second, Report) and second.text.startswith("Only a summary")
    assert second.published == dt.date(2023, 3, 16)  # the day in UTC
    assert isinstance(third, Reject) and "no text" in third.reason


def test_feed_links_are_fetched_only_when_asked(server: str) -> None:
    items = list(read([f"{server}/feed"], options=ReadOptions(fetch_links=True)))
    assert isinstance(items[1], Report) and PARAGRAPHS[1] in items[1].text and items[1].title == "Second"
    assert isinstance(items[2], Reject) and "404" in items[2].reason


def test_read_json_output_can_be_read_again() -> None:
    from demarche.record import report_to_dict

    report = read_row({"id": "x", "url": "http://a.org", "text": TEXT, "published": "2023-03-14"})
    again = read_row(report_to_dict(report))
    assert again == report
