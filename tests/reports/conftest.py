"""A local web server with good and bad pages."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests.reports.own_pages import feed, page


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/loop":
            self._send(302, b"", location="/loop")
        elif self.path == "/file":
            self._send(302, b"", location="file:///etc/passwd")
        elif self.path == "/moved":
            self._send(301, b"", location="/page")
        elif self.path == "/slow":
            time.sleep(2)
            self._send(200, b"late")
        elif self.path == "/trickle":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            for _ in range(30):
                try:
                    self.wfile.write(b"<p>x</p>")
                    self.wfile.flush()
                except OSError:
                    return
                time.sleep(0.1)
        elif self.path == "/large":
            self._send(200, b"<html><body>" + b"<p>word</p>" * 200_000)
        elif self.path == "/page":
            self._send(200, page().encode())
        elif self.path == "/latin":
            self._send(
                200,
                "<html><body><p>caf\xe9</p></body></html>".encode("latin-1"),
                kind="text/html; charset=iso-8859-1",
            )
        elif self.path == "/feed":
            self._send(
                200, feed(f"http://127.0.0.1:{self.server.server_port}").encode(), kind="application/rss+xml"
            )
        else:
            self._send(404, b"no such page")

    def _send(
        self, status: int, body: bytes, *, location: str | None = None, kind: str = "text/html"
    ) -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The base URL of a web server on this machine with good and bad pages."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}"
    http.shutdown()
