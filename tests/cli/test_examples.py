"""Every verb's help has an example, and every example does what it shows."""

from __future__ import annotations

import csv
import json
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import typer
from tests.cli.conftest import Run
from tests.ledger.coder import TestCoder, reports
from tests.ledger.test_exchange import _icews

from demarche.cli import build
from demarche.ledger import Ledger

PREFIX = "Example: "
SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "reports"
FEED = """<rss version="2.0"><channel><title>News</title><item><title>Consul expelled</title>
<pubDate>Tue, 04 Oct 2022 10:00:00 GMT</pubDate><description>
Japan expelled a Russian consul on Tuesday, the foreign ministry in Tokyo said. Moscow called it a
provocation.
</description></item></channel></rss>"""


def _verbs(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    for name, verb in sorted(command.commands.items()):
        if hasattr(verb, "commands"):
            yield from _verbs(verb, (*path, name))
        else:
            yield " ".join((*path, name)), verb


VERBS = dict(_verbs(typer.main.get_command(build())))


@pytest.mark.parametrize("name", VERBS)
def test_help_has_an_example(name: str) -> None:
    told = VERBS[name].epilog or ""
    assert told.startswith(PREFIX)
    assert f"demarche {name}" in told


@pytest.mark.parametrize("name", VERBS)
def test_help_says_what_comes_out(name: str, run: Run) -> None:
    told = run(f"demarche {name} --help")
    assert told.status == 0
    assert VERBS[name].help.strip()
    for parameter in VERBS[name].params:
        assert getattr(parameter, "help", None) or parameter.name == "help", (
            f"{name}: {parameter.name} has no help"
        )


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every file that an example names."""
    folder = tmp_path_factory.mktemp("examples")
    shutil.copy(SAMPLES / "salisbury" / "report.html", folder / "page.html")
    shutil.copy(SAMPLES / "derby" / "report.txt", folder / "notes.txt")
    (folder / "reports").mkdir()
    shutil.copy(SAMPLES / "cod-quarrel-3" / "report.txt", folder / "reports")
    for name, start in (("my", 0), ("berlin", 100), ("vienna", 200)):
        with Ledger.open(folder / f"{name}.duckdb", create=True) as ledger:
            ledger.ingest(reports(12, start=start), TestCoder())
    _rows(folder / "acts.csv", ("actor", "recipient", "date", "cameo", "score"), _acts())
    _rows(folder / "weekly.csv", ("week", "usa", "chn"), _weeks())
    icews = [_icews(n, "172", "Ukraine", "Russian Federation") for n in range(3)]
    with (folder / "20220103-icews-events.tab").open("w", encoding="utf-8", newline="") as stream:
        names = [*list(icews[0])[:15], "District", "Province", *list(icews[0])[15:]]
        writer = csv.DictWriter(stream, names, delimiter="\t", restval="")
        writer.writeheader()
        writer.writerows(icews)
    record = {"report": {"id": "a", "text": "x"}, "events": []}
    (folder / "coded.jsonl").write_text(json.dumps(record) + "\n", "utf-8")
    (folder / "gold.jsonl").write_text(json.dumps({"id": "a", "text": "x", "events": []}) + "\n", "utf-8")
    return folder


def _rows(path: Path, columns: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows(rows)


def _acts() -> Iterator[tuple[object, ...]]:
    """Two years in which each of two sides answers the other within days."""
    for week in range(100):
        day = f"20{20 + week // 50}-{week % 12 + 1:02}-{week * 7 % 26 + 1:02}"
        hostile = week % 3
        code, score = ("172", -5.0) if hostile else ("040", 1.0)
        yield "USA", "CHN", day, code, score
        yield "CHN", "USA", day[:-2] + f"{int(day[-2:]) + 2:02}", code, score


def _weeks() -> Iterator[tuple[object, ...]]:
    for week in range(120):
        yield week, (week * 7919) % 11 - 5.0, (week * 104729) % 13 - 6.0


@pytest.fixture(scope="module")
def feed() -> Iterator[str]:
    """The address of a feed with one entry, on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/rss" else 404)
            self.send_header("Content-Type", "application/rss+xml")
            self.end_headers()
            self.wfile.write(FEED.encode() if self.path == "/rss" else b"")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("name", VERBS)
def test_examples_run(
    name: str, house: Path, feed: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(house, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DEMARCHE_LEDGER", "my.duckdb")
    command = VERBS[name].epilog.removeprefix(PREFIX).replace("https://news.example", feed)
    if name == "explain":
        with Ledger.open("my.duckdb", read_only=True) as ledger:
            command = f"demarche explain {ledger.events().rows()[0]['id']}"
    if name == "serve":
        import uvicorn

        monkeypatch.setattr(uvicorn.Server, "run", lambda self, sockets=None: None)
        command = command.replace("8765", "0")
    stdin = ""
    if command.startswith("echo '"):
        stdin, _, command = command.removeprefix("echo '").partition("' | ")
    told = run(command, stdin=stdin)
    assert told.status == 0, told.err
    assert told.out or told.err
