"""`demarche code` on bad inputs: each is told and counted, the rest is done, exit status 1."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run

GOOD = "Japan expelled a Russian consul on Tuesday, the foreign ministry in Tokyo said."
ROW = json.dumps({"id": "good", "text": GOOD, "published": "2022-10-04"})


def _broken(kind: str, folder: Path) -> Path:
    """An input that is bad in one way."""
    packed = gzip.compress((ROW + "\n").encode() * 50)
    name, data = {
        "empty": ("empty.txt", b""),
        "binary": ("photo.txt", bytes(range(256)) * 20),
        "truncated gzip": ("cut.jsonl.gz", packed[: len(packed) // 2]),
        "no JSON": ("rows.jsonl", f'{ROW}\n{{"id": "bad", "text": \n'.encode()),
        "wrong date": ("days.jsonl", f"{ROW}\n{ROW.replace('2022-10-04', '4 Oct')}\n".encode()),
        "no article": ("page.html", b"<html><body><nav>Home</nav></body></html>"),
        "other language": (
            "fr.txt",
            "Le ministère des Affaires étrangères a annoncé mardi l’expulsion d’un consul russe, "
            "en réponse à celle d’un diplomate japonais la semaine dernière.".encode(),
        ),
        "missing": ("nowhere.html", None),
    }[kind]
    path = folder / name
    if data is not None:
        path.write_bytes(data)
    return path


KINDS = (
    "empty", "binary", "truncated gzip", "no JSON", "wrong date", "no article", "other language", "missing",
)  # fmt: skip


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("kind", KINDS)
def test_a_bad_input_is_told_and_the_rest_is_done(kind: str, run: Run, tmp_path: Path) -> None:
    good = tmp_path / "good.jsonl"
    good.write_text(ROW + "\n", "utf-8")
    bad = _broken(kind, tmp_path)
    told = run("demarche code --json", str(bad), str(good))
    assert told.status == 1
    assert [json.loads(line) for line in told.out.splitlines()][-1]["report"]["id"] == "good"
    complaint, summary = told.err.splitlines()[0], told.err.splitlines()[-1]
    assert complaint.startswith("demarche: ")
    assert bad.name in complaint or "fr" in complaint
    assert "1 rejected" in summary
    assert "Traceback" not in told.err


@pytest.mark.usefixtures("loaded")
def test_good_input_ends_with_0(run: Run) -> None:
    told = run("demarche code --json -", stdin=ROW)
    assert told.status == 0, told.err
    assert json.loads(told.out)["report"]["published"] == "2022-10-04"


@pytest.mark.usefixtures("loaded")
def test_an_undated_report_is_told_what_it_lacks(run: Run) -> None:
    row = {name: value for name, value in json.loads(ROW).items() if name != "published"}
    assert "--published" in run("demarche code --json -", stdin=json.dumps(row)).err
    assert "--published" not in run("demarche code --json -", stdin=ROW).err


@pytest.mark.usefixtures("loaded")
def test_the_table_steers_no_terminal(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(f"\x1b[31m{GOOD}\x1b]0;owned\x07 \u202eback\n", "utf-8")
    told = run("demarche code --published 2022-10-04 --explain", str(path))
    assert told.status == 0, told.err
    assert not {"\x1b", "\x07", "\u202e"} & set(told.out)


def test_lines_that_are_no_utf8_or_too_deep_are_told_and_the_rest_is_done(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    latin = '{"id": "bad", "text": "in caf\xe9"}'.encode("latin-1")
    good = b'{"id": "good", "text": "on 3 May 2020"}'
    path.write_bytes(b"\n".join([b"\xef\xbb\xbf" + good, latin, b"[" * 100_000, good]))
    told = run("demarche dates --json", str(path))
    assert told.status == 1 and "Traceback" not in told.err
    assert [json.loads(line)["id"] for line in told.out.splitlines()] == ["good", "good"]
    assert f"{path}:2: not a JSON object" in told.err and f"{path}:3: not a JSON object" in told.err
