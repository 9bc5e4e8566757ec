"""The server from start to end: what is made before anybody asks, and that it ends when it is told to."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from starlette.datastructures import QueryParams
from starlette.testclient import TestClient
from tests.explorer.dispute import coded, make

from demarche.cli.serve import serve
from demarche.errors import LedgerError
from demarche.explorer import app, create_app
from demarche.explorer.pages import Ask, dyad, found
from demarche.explorer.reading import Reading
from demarche.ledger import Ledger

WAIT = 60.0


def test_first_pages_are_made_before_they_are_asked_for(
    quarrel: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = create_app(quarrel, renewing=False).state.site
    site.warm()

    def asked(*_: object) -> None:
        raise AssertionError("a page asked the ledger")

    pages = dict(found())
    site.reading.judged()
    monkeypatch.setattr(type(site.reading), "ask", asked)
    monkeypatch.setattr(site.reading, "judged", lambda judged=site.reading.judged(): judged)
    for path in ("/", "/actors", "/map", "/deadlines", "/events"):
        assert pages[path](site.reading, Ask({}, QueryParams(), path)).data
    assert pages["/dyad/{a}/{b}"](
        site.reading, Ask({"a": "JPN", "b": "RUS"}, QueryParams(), "/dyad/JPN/RUS")
    ).data
    assert pages["/actor/{code}"](site.reading, Ask({"code": "JPN"}, QueryParams(), "/actor/JPN")).data


@pytest.mark.parametrize(
    "path", ["/", "/dyad/JPN/RUS?type=SANCTION", "/analysis/JPN/RUS", "/map?since=2022-09-01"]
)
def test_a_slow_page_begins_before_it_is_computed(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(app, "PATIENCE", 60.0)
    whole = client.get(path)
    monkeypatch.setattr(app, "PATIENCE", 0.0)
    monkeypatch.setattr(client.app.state.site.reading, "kept", lambda _, make: time.sleep(0.1) or make())
    begun = client.get(path)
    assert "content-length" in whole.headers and "content-length" not in begun.headers
    assert begun.text == whole.text
    assert begun.headers["content-security-policy"] == whole.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (LedgerError("It took too long."), "It took too long."),
        (ValueError("x = 7"), "a mistake of the program"),
    ],
)
def test_what_goes_wrong_in_a_page_that_has_begun_is_said_in_it(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, error: Exception, says: str
) -> None:
    def late(*_: object, **__: object) -> None:
        time.sleep(0.2)
        raise error

    monkeypatch.setattr(dyad, "exchange", late)
    answer = client.get("/dyad/JPN/CHN")
    assert answer.text.count("<main") == answer.text.count("</html>") == 1
    assert says in answer.text and "x = 7" not in answer.text
    assert client.get("/dyad/JPN/JPN").status_code == 400  # what the address tells is known at once


def test_same_snapshot_is_not_opened_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was computed stays while a writer is busy and has made no newer copy."""
    path = tmp_path / "written.duckdb"
    make(path)
    reading = Reading(path)
    ledger, size = reading.ledger, reading.size()
    with Ledger.open(path) as writer:
        os.utime(path)
        with monkeypatch.context() as busy:
            busy.setattr("demarche.explorer.reading.latest", lambda _: ledger.path)
            reading._renew()
        assert reading.ledger is ledger and reading.size() is size
        writer.store(coded())
    reading._renew()
    assert reading.ledger is not ledger


@pytest.mark.parametrize(
    ("host", "says"),
    [("127.0.0.1", set()), ("127.0.0.2", {"write reviews"}), ("0.0.0.0", {"write reviews", "rebinding"})],
)
def test_other_hosts_are_warned_of(
    quarrel: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    host: str,
    says: set[str],
) -> None:
    monkeypatch.setattr("uvicorn.Server.run", lambda *_, **__: None)
    serve(quarrel, host=host, port=0, browser=False)
    said = capsys.readouterr().err
    assert {word for word in ("write reviews", "rebinding") if word in said} == says


def answers(address: str) -> bool:
    """Whether a page comes; the address is printed a moment before it is served."""
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=WAIT) as answer:
                return bool(answer.status == 200)
        except urllib.error.URLError:
            time.sleep(0.1)
    return False


def test_ends_when_told_to(quarrel: Path) -> None:
    """Also while it still computes the first pages: a thread within DuckDB would abort the process."""
    command = [sys.executable, "-m", "demarche", "serve", str(quarrel), "--port", "0", "--no-browser"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        address = re.search(r"http://\S+", server.stdout.readline())
        assert address
        assert answers(address[0])
        server.send_signal(signal.SIGINT)
        _, said = server.communicate(timeout=WAIT)
    finally:
        server.kill()
    assert server.returncode == 0, said
