"""`demarche parse`: rows in, rows out, in order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from demarche.cli import parse as verb
from demarche.errors import ModelError

APP = typer.Typer()
APP.callback()(lambda: None)
verb.register(APP)


def run(*arguments: str, given: str = "") -> tuple[int, list[dict[str, object]], str]:
    result = CliRunner().invoke(APP, ["parse", *arguments], input=given)
    return (
        result.exit_code,
        [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")],
        result.output,
    )


def test_rows_keep_order_and_ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verb, "BATCH_CHARACTERS", 60)
    texts = ["Chad left. Mali stayed.", "", "A ship sank.", "He said: “No.” They agreed."]
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps({"id": f"r{n}", "text": text}) + "\n" for n, text in enumerate(texts)))
    status, rows, _ = run("--json", str(file))
    assert status == 0 and [row["id"] for row in rows] == ["r0", "r1", "r2", "r3"]
    first = rows[0]
    assert list(first) == ["id", "tokens", "sentences"] and first["sentences"] == [[0, 10], [11, 23]]
    assert [token["head"] for token in first["tokens"] if token["dep"] == "root"] == [-1, -1]
    stayed = next(n for n, token in enumerate(first["tokens"]) if token["lemma"] == "stay")
    mali = next(token for token in first["tokens"] if token["lemma"] == "Mali")
    assert mali["head"] == stayed, "heads count in the row, not in the sentence"
    assert set(mali) == {"start", "end", "upos", "feats", "lemma", "head", "dep"}


def test_bad_rows_are_counted_and_the_rest_is_done() -> None:
    given = '{"id": 1, "text": "Yes."}\nnonsense\n{"id": 2}\n{"id": 3, "text": 4}\n{"id": 5, "text": "No."}\n'
    status, rows, output = run("--json", "-", given=given)
    assert status == 1 and [row["id"] for row in rows] == [1, 5]
    assert (
        "-:2" in output
        and "-:3" in output
        and "-:4" in output
        and "2 rows done, 4 words, 3 rejected" in output
    )


def test_a_table_for_reading() -> None:
    status, _, output = run("-", given='{"id": 1, "text": "Japan expelled a consul."}\n')
    assert status == 0 and "2\texpelled\texpel\tVERB" in output


def test_an_unknown_pipeline_is_told() -> None:
    with pytest.raises(ModelError, match="no_such"):
        CliRunner().invoke(APP, ["parse", "--pipeline", "no_such", "-"], catch_exceptions=False)
