"""`demarche actors`: rows in, rows out, bad rows named."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from demarche.cli import build

ROWS = (
    '{"id": 7, "text": "Tokyo expelled a Russian consul.", "published": "2022-10-04"}\n'
    '{"id": 8, "text": "x", "published": "yesterday"}\n'
)


def run(folder: Path, *options: str) -> tuple[int, list[str], str]:
    path = folder / "rows.jsonl"
    path.write_text(ROWS, encoding="utf-8")
    result = CliRunner().invoke(build(), ["actors", "--no-parse", *options, str(path)])
    return result.exit_code, result.stdout.splitlines(), result.stderr


def test_rows_keep_their_id_and_bad_ones_are_named(tmp_path: Path) -> None:
    status, lines, complaints = run(tmp_path, "--json")
    (row,) = [json.loads(line) for line in lines]
    assert status == 1
    assert row["id"] == 7
    assert [(actor["span"]["text"], actor["country"], actor["sector"]) for actor in row["actors"]] == [
        ("Tokyo", "JPN", ["GOV"]),
        ("a Russian consul", "RUS", ["GOV"]),
    ]
    assert set(row["actors"][0]) == {"span", "name", "country", "sector", "wikidata", "role"}
    assert "'yesterday'" in complaints


def test_explain_says_how(tmp_path: Path) -> None:
    _, lines, _ = run(tmp_path, "--explain")
    assert "stands for its government" in lines[0]


def test_own_actors_file_is_used(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("name,country,sector\nTokyo,JPN,CVL\n", encoding="utf-8")
    _, lines, _ = run(tmp_path, "--json", "--actors", str(own))
    assert json.loads(lines[0])["actors"][0]["sector"] == ["CVL"]
