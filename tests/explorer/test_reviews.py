"""A review is stored beside what was coded, asks for token and origin, and waits while the ledger is being
written."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.explorer.dispute import coded, make

from demarche.explorer import create_app, timeline
from demarche.explorer.export import standalone
from demarche.explorer.facets import Facets
from demarche.ledger import Ledger

FIELDS = {
    "event": "e6",
    "answered": "e3",
    "verdict": "accept",
    "note": "As the minister said.",
    "author": "A. Reader",
    "back": "/event/e6?x=1",
}


def sent(client: TestClient, **changes: str) -> dict[str, str]:
    return FIELDS | {"token": client.app.state.site.token.value} | changes  # type: ignore[attr-defined]


def test_review_is_stored_and_shown(writable: TestClient) -> None:
    before = writable.get("/event/e6.json").json()
    answer = writable.post("/reviews", data=sent(writable))
    assert (answer.status_code, answer.headers["location"]) == (303, "/event/e6?x=1")
    page = writable.get("/event/e6").text
    assert "Accepted" in page and "As the minister said." in page
    rows = writable.get("/reviews.json").json()["reviews"]
    assert [(row["event"], row["answered"], row["verdict"], row["author"]) for row in rows] == [
        ("e6", "e3", "accept", "A. Reader")
    ]
    assert "A. Reader" in writable.get("/reviews.csv").text
    after = writable.get("/event/e6.json").json()
    assert {k: v for k, v in before.items() if k != "reviews"} == {
        k: v for k, v in after.items() if k != "reviews"
    }
    # The twin says what the page says, before the next snapshot and after it, of either end of an answer.
    for newer in (False, True):
        if newer:
            writable.app.state.site.reading.renew()  # type: ignore[attr-defined]
        for address in ("/event/e6.json", "/event/e3.json", "/api/events/e6", "/api/events/e3"):
            told = writable.get(address).json()["reviews"]
            assert [(row["event"], row["answered"], row["note"]) for row in told] == [
                ("e6", "e3", "As the minister said.")
            ]
    assert writable.get("/event/e1.json").json()["reviews"] == []


def test_review_outlives_coding_again(writable: TestClient) -> None:
    writable.post("/reviews", data=sent(writable))
    site = writable.app.state.site  # type: ignore[attr-defined]
    with Ledger.open(site.reading.path) as ledger:
        ledger.store(coded())  # the same reports again
    site.reading.renew()
    assert "Accepted" in writable.get("/event/e6").text


def test_rejected_answer_is_struck_and_not_counted(writable: TestClient) -> None:
    before = writable.get("/dyad/JPN/RUS.json").json()["summary"]
    assert writable.get("/chain/e8.json").json()["rejected"] == []
    writable.post("/reviews", data=sent(writable, verdict="reject"))
    page = writable.get("/dyad/JPN/RUS").text
    assert 'class="arrow stated rejected" data-answer="e6" data-answered="e3"' in page
    assert 'class="arrow stated" data-answer="e8" data-answered="e6"' in page
    assert "rejected by analysts" in page
    data = writable.get("/dyad/JPN/RUS.json").json()
    verdicts = {(link["answer"], link["answered"]): link["verdict"] for link in data["links"]}
    assert verdicts["e6", "e3"] == "reject" and verdicts["e8", "e6"] is None
    assert data["summary"]["answers"] == before["answers"] - 1
    assert data["summary"]["lanes"]["b"]["answered"] == before["lanes"]["b"]["answered"] - 1
    chain = writable.get("/chain/e8.json").json()
    assert {act["id"] for act in chain["acts"]} == {"e6", "e8"}
    assert chain["rejected"] == [{"answer": "e6", "answered": "e3"}]
    assert "rejected by an analyst" in writable.get("/event/e6").text
    links = writable.get("/api/links?event=e6&basis=stated").json()["links"]
    assert {(link["answer"], link["verdict"]) for link in links} == {("e6", "reject"), ("e8", None)}
    # A later verdict takes the place of the earlier one; a note alone leaves it.
    writable.post("/reviews", data=sent(writable, verdict="", note="See the minister's words."))
    assert "arrow stated rejected" in writable.get("/dyad/JPN/RUS").text
    writable.post("/reviews", data=sent(writable))
    assert "arrow stated rejected" not in writable.get("/dyad/JPN/RUS").text


def test_rejected_event_is_struck_and_not_counted(writable: TestClient) -> None:
    before = writable.get("/dyad/JPN/RUS.json").json()["summary"]["lanes"]["a"]
    fields = {name: value for name, value in sent(writable, verdict="reject").items() if name != "answered"}
    writable.post("/reviews", data=fields)
    page = writable.get("/dyad/JPN/RUS").text
    assert 'class="mark actual rejected" href="/event/e6"' in page
    assert 'class="act rejected"' in page and 'class="act rejected"' in writable.get("/events").text
    after = writable.get("/dyad/JPN/RUS.json").json()
    assert after["summary"]["lanes"]["a"]["acts"] == before["acts"] - 1
    assert after["acts"] == 11


def test_what_is_rejected_is_not_taken_away(writable: TestClient) -> None:
    reading = writable.app.state.site.reading  # type: ignore[attr-defined]
    writable.post("/reviews", data=sent(writable, verdict="reject"))
    reading.renew()
    page = standalone(reading, "JPN", "RUS", Facets()).decode()
    assert 'data-answer="e8"' in page
    assert 'data-answer="e6" data-answered="e3"' not in page
    assert "1 answer that analysts rejected is left out" in page


@pytest.mark.parametrize(
    "changes",
    [{"token": "wrong"}, {"token": ""}],
)
def test_token_is_needed(writable: TestClient, changes: dict[str, str]) -> None:
    assert writable.post("/reviews", data=sent(writable, **changes)).status_code == 403
    assert not writable.get("/reviews.json").json()["reviews"]


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}]
)
def test_other_sites_cannot_write(writable: TestClient, headers: dict[str, str]) -> None:
    assert writable.post("/reviews", data=sent(writable), headers=headers).status_code == 403


@pytest.mark.parametrize(
    "changes",
    [
        {"author": " "},
        {"verdict": "maybe"},
        {"verdict": "", "note": ""},
        {"event": "none"},
        {"answered": "e12"},
        {"note": "x" * 5000},
    ],
)
def test_bad_reviews_are_explained(writable: TestClient, changes: dict[str, str]) -> None:
    answer = writable.post("/reviews", data=sent(writable, **changes))
    assert answer.status_code == 400
    assert 'href="/"' in answer.text


def test_review_by_the_api(writable: TestClient) -> None:
    fields = {name: FIELDS[name] for name in ("event", "answered", "verdict", "note", "author")}
    assert writable.post("/api/reviews", json=fields).status_code == 403
    token = {"x-demarche-token": writable.app.state.site.token.value}  # type: ignore[attr-defined]
    answer = writable.post("/api/reviews", json=fields, headers=token)
    assert answer.status_code == 201
    assert answer.json()["verdict"] == "accept"
    assert len(writable.get("/api/reviews").json()["reviews"]) == 1


def test_review_waits_while_the_ledger_is_written(tmp_path: Path) -> None:
    path = tmp_path / "busy.duckdb"
    make(path)
    client = TestClient(create_app(path, renewing=False), base_url="http://127.0.0.1", follow_redirects=False)
    writer = (
        "from demarche.ledger import Ledger; import sys; "
        "held = Ledger.open(sys.argv[1]); print('open', flush=True); input()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", writer, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None and process.stdout.readline() == "open\n"
        assert client.post("/reviews", data=sent(client)).status_code == 303
        assert "Accepted" in client.get("/event/e6").text
        waiting = path.with_name("busy.duckdb.reviews.jsonl")
        assert json.loads(waiting.read_text())["event"] == "e6"
    finally:
        process.communicate("\n")
    assert client.post("/reviews", data=sent(client, note="second", verdict="")).status_code == 303
    assert not waiting.exists()
    with Ledger.open(path, read_only=True) as ledger:
        assert len(ledger.select("SELECT * FROM reviews").rows()) == 2


def test_waiting_reviews_are_stored_as_they_were_made(
    writable: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever they say: lines that are none, or whose event is gone, go on waiting and break nothing."""
    path = writable.app.state.site.reading.path  # type: ignore[attr-defined]
    waiting = path.with_name(path.name + ".reviews.jsonl")
    good: dict[str, object] = dict.fromkeys(("answered", "verdict"))
    good |= {"id": "w1", "made": "2022-12-01T09:00:00", "author": "B", "event": "e6"}
    good |= {"note": "two\u2028lines\x85here"}
    lines = [json.dumps(row, ensure_ascii=False) for row in (good, good | {"id": "w2", "event": "gone"})]
    half = lines[0][:60]
    waiting.write_text("\n".join([*lines, half]), encoding="utf-8")
    assert "two" in writable.get("/event/e6").text and writable.get("/nothing").status_code == 404
    assert writable.post("/reviews", data=sent(writable)).status_code == 303
    assert waiting.read_text(encoding="utf-8").split("\n") == [lines[1], half, ""]
    assert caplog.text.count("is no review") == caplog.text.count("no event 'gone'") == 1
    shown = {row["id"]: row["made"] for row in writable.get("/reviews.json").json()["reviews"]}
    assert shown.pop("w1") == good["made"] and shown.keys() > {"w2"} and len(shown) == 2
    with Ledger.open(path, read_only=True) as ledger:
        stored = {row["id"]: row["made"] for row in ledger.select("SELECT * FROM reviews").rows()}
    assert stored.keys() == shown.keys() - {"w2"} | {"w1"}
    assert stored.pop("w1").isoformat() == good["made"]
    # The next that waits is a line of its own behind the half one.
    waiting.write_text(half, encoding="utf-8")
    site = writable.app.state.site  # type: ignore[attr-defined]
    site.reviews._wait(site.reviews.all()[0])
    assert [line[:7] for line in waiting.read_text().split("\n")] == [half[:7], '{"id": ', ""]


def test_refused_form_leads_back(writable: TestClient) -> None:
    for changes in ({"verdict": "", "note": ""}, {"token": "old"}):
        page = writable.post("/reviews", data=sent(writable, **changes)).text
        assert "<h1>Not stored</h1>" in page and 'href="/event/e6?x=1"' in page
    page = writable.post("/reviews", data=sent(writable, note="x" * 5000, back="//evil.example/")).text
    assert "evil.example" not in page
    form = writable.get("/event/e12").text
    assert 'value="accept" required' in form and "checked" not in form


def test_rejected_event_is_not_counted_anywhere(writable: TestClient) -> None:
    def counts() -> tuple[int, int, int, int]:
        """Acts of the dispute at home, Russia's on its page and in the list, and those on the map."""
        home = writable.get("/index.json").json()
        dispute = next(row for row in home["disputes"] if (row["a"], row["b"]) == ("JPN", "RUS"))
        listed = writable.get("/actors.json").json()["actors"]
        return (
            dispute["acts"],
            writable.get("/actor/RUS.json").json()["acts"],
            next(row["acts"] for row in listed if row["code"] == "RUS"),
            writable.get("/map.json").json()["placed"],
        )

    before = counts()
    writable.post("/reviews", data=sent(writable, event="e1", answered="", verdict="reject"))
    assert counts() == tuple(count - 1 for count in before)
    assert "rejected by an analyst" in writable.get("/events").text
    writable.post("/reviews", data=sent(writable, event="e1", answered="", verdict="accept"))
    assert counts() == before


def test_rejected_event_is_in_no_bar(writable: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in those of a period with too many acts to draw each, nor in the overview of all years."""
    monkeypatch.setattr(timeline, "MOST_MARKS", 3)

    def counts() -> tuple[int, int]:
        shown = writable.get("/dyad/JPN/RUS.json?since=2022&until=2022").json()
        assert shown["drawn"] == "bars"
        return sum(row["acts"] for row in shown["bars"]), sum(row["acts"] for row in shown["span"])

    before = counts()
    writable.post("/reviews", data=sent(writable, event="e1", answered="", verdict="reject"))
    assert counts() == (before[0] - 1, before[1] - 1)
