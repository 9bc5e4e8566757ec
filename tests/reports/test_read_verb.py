"""`demarche read` on the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.reports.own_pages import HEADLINE, PARAGRAPHS, page
from typer.testing import CliRunner, Result

from demarche.cli import build
from demarche.errors import UsageError


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(build(), ["read", *arguments], input=stdin)


@pytest.fixture()
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.html"
    path.write_text(page(), encoding="utf-8")
    return path


def test_json_is_the_record(good: Path) -> None:
    done = run("--json", str(good))
    assert done.exit_code == 0
    (line,) = done.stdout.splitlines()
    report = json.loads(line)["report"]
    assert list(report) == [
        "id",
        "url",
        "title",
        "publisher",
        "author",
        "published",
        "language",
        "text",
        "furniture",
    ]
    assert report["title"] == HEADLINE and report["published"] == "2023-03-14"
    assert done.stderr.strip() == "1 report read, 0 lines set aside, 0 inputs rejected"


def test_rejects_are_told_and_counted_and_the_rest_done(good: Path, tmp_path: Path) -> None:
    done = run("--json", str(tmp_path / "none.html"), str(good), "ftp://example.org/")
    assert done.exit_code == 1
    assert len(done.stdout.splitlines()) == 1
    said = done.stderr.splitlines()
    assert (
        "none.html: there is no such file" in said[0]
        and "ftp://example.org/: is no http(s) address" in said[1]
    )
    assert said[-1] == "1 report read, 0 lines set aside, 2 inputs rejected"


def test_usage_errors_end_with_two() -> None:
    wrong = run("--published", "yesterday", "-", stdin=b"x")
    assert isinstance(wrong.exception, UsageError) and "YYYY-MM-DD" in str(wrong.exception)
    assert run().exit_code == 2


def test_piped_display_is_plain(good: Path) -> None:
    done = run(str(good))
    text = done.stdout
    assert text.startswith("id: ") and f"title: {HEADLINE}\n" in text and PARAGRAPHS[0] in text
    assert "\x1b" not in text
    assert run(str(good)).stdout == done.stdout


def test_terminal_escapes_in_a_text_do_not_reach_the_terminal() -> None:
    done = run(
        "-", stdin=b"The minister said \x1b[2J\x1b]0;title\x07 that talks would go on.\nA second line here."
    )
    assert "\x1b" not in done.stdout and "\x07" not in done.stdout


def test_given_fields_from_the_command_line() -> None:
    done = run(
        "--json",
        "--published",
        "2022-10-04",
        "--publisher",
        "Agency",
        "-",
        stdin="\n\n".join(PARAGRAPHS).encode(),
    )
    report = json.loads(done.stdout)["report"]
    assert report["published"] == "2022-10-04" and report["publisher"] == "Agency"
    assert report["text"] == "\n\n".join(PARAGRAPHS)


def test_as_a_program() -> None:
    command = [sys.executable, "-m", "demarche", "read", "--published", "yesterday", "-"]
    done = subprocess.run(command, input=b"x", capture_output=True, check=False)
    assert done.returncode == 2
    assert b"YYYY-MM-DD" in done.stderr and b"Traceback" not in done.stderr
