"""Nothing from a page or an address acts: not in HTML, not in a spreadsheet, not in a header, not from
another site."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.explorer.test_pages import PAGES, Outline

from demarche.explorer import create_app
from demarche.explorer.security import HEADERS, way_back

ODD = ["<script>", "javascript:", "\u202e", "onerror=alert(1)>"]


@pytest.mark.parametrize("path", PAGES)
def test_policy_and_no_inline_code(client: TestClient, path: str) -> None:
    page = client.get(path)
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    outline = Outline(page.text)
    assert not {name for name in outline.attributes if name.startswith("on") or name == "style"}
    for tag, values in outline.tags:
        if tag == "script":
            assert (values.get("src") or "").startswith("/static/")
        assert tag not in {"style", "iframe", "object", "base", "img"}
        for name in ("src", "href", "action"):
            assert not (values.get(name) or "").lower().startswith(("javascript:", "data:", "//"))


def test_hostile_report_is_only_text(client: TestClient) -> None:
    for path in ("/report/r4", "/event/e10", "/dyad/JPN/RUS", "/search?q=script", "/events", "/chain/e10"):
        page = client.get(path).text
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "\u202e" not in page
        assert "&lt;" in page or path == "/chain/e10"
    assert "The original" not in client.get("/report/r4").text  # its address is javascript:


def test_hostile_words_in_the_address(client: TestClient) -> None:
    for word in ("<script>alert(1)</script>", '"><svg onload=alert(1)>', "\u202eevil", "%00", "{{7*7}}"):
        page = client.get("/search", params={"q": word}).text
        assert "<script>alert" not in page
        assert "<svg onload" not in page
        assert "\u202e" not in page
        assert "49" not in re.sub(r"v=[0-9a-f]+", "", page)


def test_twins_are_safe_for_other_programs(client: TestClient) -> None:
    table = client.get("/events.csv").text
    assert "'=cmd()" in table
    assert "\u202e" not in table
    raw = client.get("/report/r4.json").content
    assert "\u202e".encode() not in raw
    assert client.get("/report/r4.json").json()["report"]["title"] == "An <b>odd</b> \u202etitle"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../security.py",
        "/static/%2e%2e/security.py",
        "/static/..%2fsecurity.py",
        "/static/%2fetc%2fpasswd",
        "/report/../../etc/passwd",
        "/event/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    ],
)
def test_no_way_out_of_the_folder(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "root:" not in answer.text


def test_no_header_is_broken(client: TestClient) -> None:
    answer = client.get("/dyad/JPN/RUS.csv?publisher=x%0d%0aset-cookie:%20a=b")
    assert "set-cookie" not in answer.headers
    answer = client.get("/event/x%0d%0aset-cookie:a=b.csv")
    assert "set-cookie" not in answer.headers
    assert way_back("/events\r\nset-cookie: a=b") == "/"


@pytest.mark.parametrize("to", ["//evil.example/", "https://evil.example/", "/\\evil.example", "evil", ""])
def test_no_way_back_to_elsewhere(to: str) -> None:
    assert way_back(to) == "/"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost@evil.example"])
def test_other_hosts_are_refused(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 421


def test_host_that_was_given_is_served(quarrel: Path) -> None:
    with TestClient(
        create_app(quarrel, hosts=("news.example",), renewing=False), base_url="http://news.example"
    ) as client:
        assert client.get("/about").status_code == 200


def test_limits(client: TestClient) -> None:
    assert client.get("/events?q=" + "x" * 9000).status_code == 414
    assert client.post("/reviews", content=b"x" * 70_000).status_code == 413
    assert client.get("/events?limit=5000").status_code == 400
    assert client.get("/events?page=99999999").status_code == 400
    assert client.post("/events").status_code in {404, 405}


def test_broken_pages_carry_the_headers_too(quarrel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(quarrel, renewing=False)
    monkeypatch.setattr(app.state.site.reading, "kept", None)
    answer = TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False).get("/events.json")
    assert answer.status_code == 500
    assert HEADERS.items() <= answer.headers.items()
