"""Watch against a feed server on 127.0.0.1: conditional requests, robots, back-off, webhook, restart."""

from __future__ import annotations

import datetime as dt
import json
import threading
import time
from collections.abc import Iterator
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from demarche.errors import LedgerError
from demarche.ledger import Ledger, RunFacts
from demarche.ledger.watching import Watch, watch_round
from demarche.reports import ReadOptions

from .coder import TestCoder, reports
from .contents import damage

ENTRY = """<item><title>{title}</title><link>{url}/page/{n}</link>
<pubDate>{day}</pubDate>
<description>Japan expelled a Russian consul, the ministry in Tokyo said on Tuesday. Report {n}.</description>
</item>"""


class FeedServer(ThreadingHTTPServer):
    """A feed with `entries`, a robots.txt and a webhook; counts what it is asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.entries: list[str] = []
        self.drips = False
        self.robots, self.status, self.hook_status, self.page_status = "", 200, 200, 200
        self.asked: list[tuple[str, int]] = []
        self.posts: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def add(self, number: int) -> None:
        """An entry of its own day, so that its act is not taken for another's."""
        day = format_datetime(dt.datetime(2020, 1, 1, 10, tzinfo=dt.UTC) + number * dt.timedelta(20))
        self.entries.append(ENTRY.format(title=f"Consul {number}", url=self.url, n=number, day=day))


class Handler(BaseHTTPRequestHandler):
    server: FeedServer

    def do_GET(self) -> None:
        status, body, headers = 200, b"", {}
        if self.path == "/robots.txt":
            body = self.server.robots.encode()
        elif self.server.status != 200:
            status, headers = self.server.status, {"Retry-After": "7200"}
        elif self.path != "/rss" and self.server.page_status != 200:
            status = self.server.page_status
        else:
            etag = f'"{len(self.server.entries)}"'
            headers = {"ETag": etag, "Content-Type": "application/rss+xml"}
            if self.headers.get("If-None-Match") == etag:
                status = 304
            else:
                items = "".join(self.server.entries)
                channel = f"<channel><title>News</title><language>en</language>{items}</channel>"
                body = f'<rss version="2.0">{channel}</rss>'.encode()
        self.server.asked.append((self.path, status))
        self._answer(status, body, headers)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.hook_status == 200:
            self.server.posts.append(json.loads(body))
        self._answer(self.server.hook_status, b"", {})

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        pause, size = (0.02, 1) if self.server.drips else (0, max(len(body), 1))
        for begin in range(0, len(body), size):
            self.wfile.write(body[begin : begin + size])
            time.sleep(pause)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[FeedServer]:
    made = FeedServer()
    threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def _watch(server: FeedServer, **more: Any) -> Watch:
    given: dict[str, Any] = {"every": dt.timedelta(0), "fetch_links": False, "pause": 0.0} | more
    return Watch((f"{server.url}/rss",), **given)


def test_an_entry_whose_page_could_not_be_had_is_tried_again(server: FeedServer, tmp_path: Path) -> None:
    path, watch = tmp_path / "w.duckdb", _watch(server, fetch_links=True)
    server.add(1)
    server.page_status = 404
    assert watch_round(path, watch, TestCoder()).rejects == 1
    server.page_status = 200
    again = watch_round(path, watch, TestCoder())  # the feed has not changed
    assert again.unchanged == 0 and again.reports + again.rejects > 0
    assert watch_round(path, watch, TestCoder()).reports == 0


def test_a_feed_names_no_file_of_this_machine(server: FeedServer, tmp_path: Path) -> None:
    path, own = tmp_path / "w.duckdb", tmp_path / "own.txt"
    own.write_text("Japan expelled a Russian consul, the ministry in Tokyo said on Tuesday. A secret.")
    server.add(1)
    server.page_status = 404
    links = (str(own), f"file://{own}", "-", "page/2", "http://[bad")
    server.entries = [server.entries[0].replace(f"{server.url}/page/1", link) for link in links]
    done = watch_round(path, _watch(server, fetch_links=True), TestCoder())
    assert done.reports == 0 and done.rejects == len(links)
    assert {where for where, _ in server.asked} == {"/rss", "/robots.txt", str(own), "/-", "/page/2"}
    with Ledger.open(path, read_only=True) as ledger:
        assert any(row["origin"].startswith("file://") for row in ledger.rejects())


def test_a_feed_that_drips_is_given_up(server: FeedServer, tmp_path: Path) -> None:
    server.add(1)
    server.drips = True
    done = watch_round(tmp_path / "w.duckdb", _watch(server), TestCoder(), options=ReadOptions(timeout=0.2))
    assert "no full answer within 0.2 s" in done.failures[0]


def test_rounds(server: FeedServer, tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    server.add(1)
    first = watch_round(path, _watch(server), TestCoder())
    again = watch_round(path, _watch(server), TestCoder())
    server.add(2)
    third = watch_round(path, _watch(server), TestCoder())
    assert (first.reports, first.events, first.failures) == (1, 1, [])
    assert (again.unchanged, again.reports) == (1, 0)
    assert third.reports == 1
    assert [status for where, status in server.asked if where == "/rss"] == [200, 304, 200]
    with Ledger.open(path, read_only=True) as ledger:
        assert len(ledger.events(between=("JPN", "RUS")).rows()) == 2
        assert damage(ledger) == []


def test_robots_and_back_off(server: FeedServer, tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    server.add(1)
    server.robots = "User-agent: *\nDisallow: /rss"
    forbidden = watch_round(path, _watch(server), TestCoder())
    assert "robots.txt" in forbidden.failures[0]
    assert [where for where, _ in server.asked] == ["/robots.txt"]
    server.robots, server.status = "", 503
    path = tmp_path / "w2.duckdb"
    failed = watch_round(path, _watch(server), TestCoder())
    assert "503" in failed.failures[0]
    with Ledger.open(path, read_only=True) as ledger:
        feed = ledger.sql("SELECT failures, date_diff('minute', checked, due) AS wait FROM feeds").rows()[0]
    assert feed["failures"] == 1 and feed["wait"] >= 119  # as Retry-After asks
    asked = len(server.asked)
    assert watch_round(path, _watch(server), TestCoder()).feeds == 0  # not due yet
    assert len(server.asked) == asked


def test_webhook_gets_each_match_once_and_after_a_failure(server: FeedServer, tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    server.add(1)
    server.hook_status = 500
    chosen = _watch(server, webhook=f"{server.url}/hook", where="event = 'SANCTION' AND actor = 'JPN'")
    assert watch_round(path, chosen, TestCoder()).waiting == 1
    server.hook_status = 200
    assert watch_round(path, chosen, TestCoder()).posted == 1
    assert watch_round(path, chosen, TestCoder()).posted == 0
    assert [post["event"]["event"] for post in server.posts] == ["SANCTION"]
    nothing = _watch(server, webhook=f"{server.url}/other", where="answers > 0")
    server.add(2)
    assert watch_round(path, nothing, TestCoder()).posted == 0


def test_crash_between_storing_and_queueing_loses_no_post(server: FeedServer, tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    chosen = _watch(server, webhook=f"{server.url}/hook")
    with Ledger.open(path, create=True) as ledger:  # all that a round had done when it was killed
        ledger.ingest(reports(1), TestCoder(), facts=RunFacts("watch", options={"webhook": chosen.webhook}))
        ledger.ingest(reports(3, start=3), TestCoder())
    server.add(1)
    assert watch_round(path, chosen, TestCoder()).posted == 3  # two of the first report, one of the feed


def test_condition_cannot_write(server: FeedServer, tmp_path: Path) -> None:
    for where in ("true); DROP TABLE events; --", "no_such_column = 1", "true) UNION (SELECT"):
        with pytest.raises(LedgerError):
            watch_round(
                tmp_path / "w.duckdb", _watch(server, webhook=f"{server.url}/hook", where=where), TestCoder()
            )
    with Ledger.open(tmp_path / "w.duckdb", read_only=True) as ledger:
        assert ledger.counts()["events"] == 0
