"""The verbs of the ledger, as a user calls them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import shutil
from pathlib import Path
from types import ModuleType

import pytest
import typer
from typer.testing import CliRunner, Result

from demarche.cli import check, events, explain, export, import_, ingest, merge, rejects, reviews, sql, watch
from demarche.cli.ledgers import show
from demarche.cli.progress import Progress, tracked
from demarche.errors import DemarcheError, InputError, ModelError, UsageError
from demarche.ledger import Ledger
from demarche.model import Report
from demarche.reports import ReadOptions

from .coder import DAY, TestCoder, coded
from .coder import reports as reports_of
from .contents import damage

VERBS: dict[str, ModuleType] = {
    "check": check,
    "events": events,
    "explain": explain,
    "export": export,
    "import": import_,
    "ingest": ingest,
    "merge": merge,
    "rejects": rejects,
    "reviews": reviews,
    "sql": sql,
    "watch": watch,
}


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer()
    for module in VERBS.values():
        module.register(app)
    return app


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "test.duckdb"
    nasty = Report(
        "n",
        "\x1b[31mJapan expelled a consul.",
        title="=HYPERLINK(1)",
        publisher="@News\x07",
        published=DAY - dt.timedelta(30),
    )
    with Ledger.open(path, create=True) as ledger:
        ledger.ingest(reports_of(6), TestCoder())
        ledger.store([coded(nasty)])
    monkeypatch.setenv("DEMARCHE_LEDGER", str(path))
    return path


def _run(app: typer.Typer, *arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_help_has_an_example_of_the_verb(app: typer.Typer, verb: str) -> None:
    assert VERBS[verb].EXAMPLE.startswith(f"demarche {verb} ")
    assert _run(app, verb, "--help").exit_code == 0


def test_events_in_every_format(app: typer.Typer, path: Path) -> None:
    table = _run(app, "events", "--between", "JPN", "RUS", "--type", "SANCTION", "--since", "2022-01-01")
    assert table.exit_code == 0 and "SANCTION" in table.stdout
    rows = [json.loads(line) for line in _run(app, "events", "--format", "jsonl").stdout.splitlines()]
    with Ledger.open(path, read_only=True) as ledger:
        number = len(ledger.events().rows())
    assert len(rows) == number
    text = _run(app, "events", "--format", "csv").stdout
    assert "\x1b" not in text and "\x07" not in text
    cells = list(csv.DictReader(io.StringIO(text)))
    assert len(cells) == number and "'@News" in {row["publisher"] for row in cells}
    parquet = path.with_suffix(".parquet")
    assert (
        _run(app, "events", "--format", "parquet", "-o", str(parquet)).exit_code == 0
        and parquet.stat().st_size
    )
    with pytest.raises(UsageError, match="Give --output"):
        raise _run(app, "events", "--format", "parquet").exception or AssertionError


def test_explain_marks_spans_and_names_the_run(app: typer.Typer, path: Path) -> None:
    with Ledger.open(path, read_only=True) as ledger:
        answer = ledger.links().rows()[0]
    said = _run(app, "explain", answer["answer"]).stdout
    assert "[expelled|trigger]" in said and "[Japan|actor]" in said and "[in retaliation|cue]" in said
    assert f"answers {answer['answered']}: retaliates, stated" in said and "run 1 (ingest" in said
    assert "\x1b" not in said
    assert json.loads(_run(app, "explain", answer["answer"], "--json").stdout)["run"]["verb"] == "ingest"
    with pytest.raises(UsageError, match="There is no event"):
        raise _run(app, "explain", "nothing").exception or AssertionError


def test_sql_and_rejects(app: typer.Typer, path: Path) -> None:
    found = _run(
        app, "sql", "SELECT count(*) AS n FROM events WHERE actor = ?", "--param", "JPN", "--format", "csv"
    )
    assert found.exit_code == 0 and found.stdout.startswith("n\n")
    refused = _run(app, "sql", "DROP TABLE events")
    assert isinstance(refused.exception, DemarcheError)
    assert _run(app, "rejects").exit_code == 0


def test_check_export_merge(app: typer.Typer, path: Path) -> None:
    assert _run(app, "check").exit_code == 0
    output = path.with_name("events.tab")
    assert _run(app, "export", "--format", "polecat", str(path), "-o", str(output)).exit_code == 0
    other, both = path.with_name("other.duckdb"), path.with_name("both.duckdb")
    assert _run(app, "import", "--format", "polecat", str(output), "--ledger", str(other)).exit_code == 0
    assert _run(app, "merge", str(path), str(other), "-o", str(both)).exit_code == 0
    assert _run(app, "check", str(both)).exit_code == 0
    again = _run(app, "merge", str(path), "-o", str(both))
    assert isinstance(again.exception, UsageError)


def test_check_says_what_is_broken_and_what_to_do(app: typer.Typer, path: Path) -> None:
    with Ledger.open(path) as ledger, ledger.transaction() as connection:
        connection.execute("UPDATE mentions SET begins = begins + 1")
        connection.execute("UPDATE reports SET text = text || '.' WHERE id = 'n'")
        connection.execute(
            "INSERT INTO links SELECT * REPLACE (answered AS answer, answer AS answered) FROM links"
        )
        connection.execute("DELETE FROM runs")
    done = _run(app, "check")
    assert done.exit_code == 1
    broken = {line.partition(":")[0] for line in done.stdout.splitlines() if not line.startswith(" ")}
    assert broken >= {"span_differs", "text_changed", "answers_in_a_circle", "row_without_run"}


def test_without_a_ledger(app: typer.Typer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEMARCHE_LEDGER", raising=False)
    with pytest.raises(UsageError, match="Which ledger"):
        raise _run(app, "events").exception or AssertionError


def test_reviews_go_from_one_ledger_to_another(app: typer.Typer, path: Path) -> None:
    with Ledger.open(path) as ledger:
        link = ledger.links().rows()[0]
        others = [row for row in ledger.events() if row["id"] not in (link["answer"], link["answered"])]
        first, second = others[:2]
        ledger.review(first["id"], author="=Ada", verdict="reject", note="was a plan,\nno more")
        ledger.review(link["answer"], answered=link["answered"], author="Bo", verdict="accept")
        ledger.review(second["id"], author="Bo", verdict=None, note="only here")
    assert "was a plan" in _run(app, "reviews").stdout
    told = [json.loads(line) for line in _run(app, "reviews", "--format", "jsonl").stdout.splitlines()]
    again = shutil.copy(path, path.with_name("again.duckdb"))
    with Ledger.open(again) as ledger, ledger.transaction() as connection:
        connection.execute("DELETE FROM reviews")
        connection.execute("DELETE FROM mentions WHERE event = ?", [second["id"]])
        connection.execute("DELETE FROM events WHERE id = ?", [second["id"]])
    for name in ("csv", "jsonl"):
        file = path.with_name(f"reviews.{name}")
        assert _run(app, "reviews", "--format", name, "-o", str(file)).exit_code == 0
        done = _run(app, "reviews", str(file), "--ledger", str(again))
        assert done.exit_code == 1 and f"There is no event {second['id']!r}" in done.output
    file.write_text(json.dumps({"reviews": told[:2]}))
    assert (
        "0 reviews stored; 2 known already; 0 refused"
        in _run(app, "reviews", str(file), "--ledger", str(again)).output
    )
    with Ledger.open(again, read_only=True) as ledger:
        found = {row["id"]: row for row in ledger.sql("SELECT * FROM reviews")}
    assert {one["id"]: one["verdict"] for one in told[:2]} == {
        id: row["verdict"] for id, row in found.items()
    }
    for one in told[:2]:
        row = found[one["id"]]
        assert [str(row[name]) for name in ("made", "event", "answered")] == [
            str(one[name]) for name in ("made", "event", "answered")
        ]
    assert found[told[0]["id"]]["author"] == "=Ada"
    file.write_text("just words")
    with pytest.raises(InputError, match="holds no reviews"):
        raise _run(app, "reviews", str(file)).exception or AssertionError


def test_reviews_with_line_ends_of_all_kinds_and_a_broken_line(app: typer.Typer, path: Path) -> None:
    with Ledger.open(path, read_only=True) as ledger:
        event = ledger.events().rows()[0]["id"]
    file = path.with_name("reviews.jsonl")
    notes = ("one\u2028two", "three\u0085four")
    rows = [{"event": event, "author": "Ada", "note": note} for note in notes]
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    assert "2 reviews stored" in _run(app, "reviews", str(file)).output
    file.write_text(f"{json.dumps(rows[0])}\n{{broken\n", "utf-8")
    with pytest.raises(InputError, match=r"reviews\.jsonl:2: is no JSON"):
        raise _run(app, "reviews", str(file)).exception or AssertionError


def test_rows_are_printed_as_they_come(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Ledger.open(path, read_only=True) as ledger:
        for format in ("csv", "jsonl"):
            found = ledger.sql(
                "SELECT n AS a, CASE WHEN n = 9999999 THEN error('last') END AS a FROM range(10000000) t(n)"
            )
            with pytest.raises(DemarcheError, match="last"):
                show(found, format)
            assert capsys.readouterr().out.count("\n") > 1000
            assert show(ledger.sql("SELECT 1 AS a, 2 AS a"), format) == 1


def test_progress_counts_the_files_of_folders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.txt", "inner/b.txt", "empty.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("" if name == "empty.txt" else "Japan expelled a consul.\n" * 9)
    missing = str(tmp_path / "missing.txt")
    progress = Progress([str(tmp_path), missing], terminal=False)
    assert progress.total == 2 * 9 * len("Japan expelled a consul.\n")
    found = list(tracked(ReadOptions(), progress))
    assert [type(item).__name__ for item in found] == ["Report", "Reject", "Report", "Reject"]
    assert progress.completed == progress.total
    told = capsys.readouterr().err
    assert "empty.txt: is empty" in told and f"{missing}: there is no such file" in told


def test_ingest_with_the_shipped_models(app: typer.Typer, path: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "TOKYO - Japan on Tuesday ordered a Russian consul to leave the country in retaliation for the "
        "detention of a Japanese diplomat in Vladivostok last month.\n"
    )
    arguments = ("ingest", "--published", "2022-10-04", str(page), "--ledger", str(tmp_path / "real.duckdb"))
    first = _run(app, *arguments)
    if isinstance(first.exception, ModelError):
        pytest.skip(f"the shipped models are not there: {first.exception}")
    assert first.exit_code == 0, first.output
    assert "1 known already" in _run(app, *arguments).output
    with Ledger.open(tmp_path / "real.duckdb", read_only=True) as ledger:
        assert damage(ledger) == [] and ledger.counts()["reports"] == 1
