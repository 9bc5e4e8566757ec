"""Every page answers in its three forms, says what the ledger says, and has a way out of every error."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.testclient import TestClient
from tests.explorer.conftest import HOME
from tests.explorer.dispute import coded, make

from demarche.explorer import create_app
from demarche.explorer.answering import environment
from demarche.explorer.pages import report, search
from demarche.ledger import Ledger
from demarche.ledger.acts import LedgerActs
from demarche.links.deadlines import find_deadlines
from demarche.model import CodedReport, DateRange

PAGES = [
    "/",
    "/events",
    "/events?side=JPN&type=SANCTION&q=consul",
    "/actors",
    "/actor/RUS",
    "/actor/RUS?since=2023",
    "/map",
    "/map?since=2022&until=2022",
    "/deadlines",
    "/deadlines?today=2022-09-27",
    "/dyad/JPN/RUS",
    "/dyad/RUS/JPN?basis=stated&status=actual",
    "/dyad/USA/CHN",
    "/analysis/JPN/RUS",
    "/analysis/USA/CHN",
    "/event/e6",
    "/event/e10",
    "/event/e12",
    "/chain/e6",
    "/chain/e12",
    "/report/r1",
    "/report/r4",
    "/search",
    "/search?q=consul",
    "/reviews",
    "/rejects",
    "/about",
]
VOID = {"meta", "link", "input", "br", "img", "hr"}


class Outline(HTMLParser):
    """A page's tags: whether they nest, its links, ids and headings."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.attributes: set[str] = set()
        self.levels: list[int] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append((tag, values))
        self.attributes |= set(values)
        if values.get("id"):
            self.ids.append(values["id"] or "")
        if tag == "a" and values.get("href"):
            self.links.append(values["href"] or "")
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()


def twin(path: str, ending: str) -> str:
    parts = urlsplit(path)
    base = "/index" if parts.path == "/" else parts.path
    return f"{base}.{ending}" + (f"?{parts.query}" if parts.query else "")


@pytest.mark.parametrize("path", PAGES)
def test_page_and_twins(client: TestClient, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    outline = Outline(page.text)
    assert len(outline.ids) == len(set(outline.ids))
    data = client.get(twin(path, "json"))
    assert data.status_code == 200
    assert isinstance(data.json(), dict)
    table = client.get(twin(path, "csv"))
    assert table.status_code == 200
    assert "attachment" in table.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(table.text)))
    assert len({len(row) for row in rows if row}) <= 1


@pytest.mark.parametrize("path", PAGES)
def test_every_link_leads_somewhere(client: TestClient, path: str) -> None:
    for link in set(Outline(client.get(path).text).links):
        if link.startswith("#") or urlsplit(link).netloc:
            continue
        assert client.get(link).status_code == 200, link


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/events",
        "/actors",
        "/map",
        "/deadlines",
        "/reviews",
        "/rejects",
        "/about",
        "/search?q=x",
        "/dyad/JPN/RUS",
        "/analysis/JPN/RUS",
        "/actor/JPN",
    ],
)
def test_empty_ledger_is_helped(empty: TestClient, path: str) -> None:
    page = empty.get(path)
    assert page.status_code == 200
    Outline(page.text)
    if path == "/":
        assert "demarche ingest" in page.text


def test_dyad_shows_the_exchange(client: TestClient) -> None:
    data = client.get("/dyad/JPN/RUS.json").json()
    assert data["between"] == ["JPN", "RUS"]
    assert data["acts"] == 11
    lanes = {event["id"]: event["lane"] for event in data["events"]}
    assert (lanes["e1"], lanes["e6"], lanes["e9"]) == ("b", "a", "both")
    answers = {(link["answer"], link["answered"]): link for link in data["links"]}
    assert answers["e6", "e3"]["basis"] == "stated"
    assert answers["e6", "e3"]["lag_least"] == 8
    assert answers["e10", "e1"]["basis"] == "inferred"
    page = client.get("/dyad/JPN/RUS").text
    assert 'class="arrow stated" data-answer="e6" data-answered="e3"' in page
    assert 'class="arrow inferred" data-answer="e10" data-answered="e1"' in page
    assert ">8 d</text>" in page
    assert 'aria-label="4 Oct 2022: Japan → ' in page


def test_facets_narrow_page_and_twin_alike(client: TestClient) -> None:
    address = "/dyad/JPN/RUS{}?since=2022-10&until=2022-10-31&basis=stated&type=SANCTION"
    data = client.get(address.format(".json")).json()
    assert {event["id"] for event in data["events"]} == {"e6", "e8"}
    assert [(link["answer"], link["answered"]) for link in data["links"]] == [("e8", "e6")]
    page = client.get(address.format("")).text
    assert page.count('class="mark ') == 2 + 1  # and the one in the key
    assert "since=2022-10-01" in page


def test_event_shows_where_reports_differ(client: TestClient) -> None:
    data = client.get("/event/e6.json").json()
    assert len(data["tellings"]) == 2
    numbers = next(field for field in data["differences"] if field["field"] == "numbers")
    assert numbers["disputed"]
    assert {reading["value"] for reading in numbers["readings"]} == {"1 persons", "2 persons"}
    page = client.get("/event/e6").text
    assert '<mark class="trigger" title="trigger">expelled</mark>' in page
    assert '<mark class="cue" title="cue">in retaliation for</mark>' in page


def test_old_id_leads_to_the_present_one(client: TestClient) -> None:
    answer = client.get("/event/e6b", follow_redirects=False)
    assert answer.status_code == 307
    assert answer.headers["location"] == "/event/e6"
    assert client.get("/event/e6b.json").json()["id"] == "e6"


def test_record_form(client: TestClient) -> None:
    record = client.get("/event/e3.json").json()
    assert record["deadline"]["date"] == "2022-09-28"
    assert {
        "event",
        "mode",
        "quad",
        "score",
        "trigger",
        "actor",
        "recipient",
        "date",
        "place",
        "status",
        "according_to",
        "answers",
        "sentence",
        "confidence",
    } <= set(record)
    text = client.get("/report/r1.json").json()["report"]["text"]
    for span in (record["trigger"], record["sentence"]):
        assert text[span["start"] : span["end"]] == span["text"]


def test_chain_is_told_in_a_paragraph(client: TestClient) -> None:
    data = client.get("/chain/e8.json").json()
    assert {act["id"] for act in data["acts"]} == {"e3", "e6", "e8"}
    assert data["account"].startswith(
        "On 26 Sep 2022, Russia expelled people of Japan, with a deadline of 28 Sep 2022."
    )
    assert "8 days later, Japan retaliated and expelled 1 Russian consul." in data["account"]
    assert "16 days later, Russia retaliated and announced plans to expel people of Japan." in data["account"]
    page = client.get("/chain/e8").text
    for id in ("e3", "e6", "e8"):
        assert f'href="/event/{id}"' in page


def test_event_is_headed_by_what_happened(client: TestClient) -> None:
    page = client.get("/event/e6").text
    assert "Japan expelled 1 Russian consul</h1>" in page
    assert "<strong>SANCTION</strong> expel" in page


def test_rates_stand_beside_chance(client: TestClient) -> None:
    data = client.get("/analysis/JPN/RUS.json").json()
    assert data["acts"] == 8  # actual and dated, of one side on the other; the talks once
    for row in data["rates"]:
        assert 0 <= row["rate"] <= 1
        assert 0 <= row["null_low"] <= row["null"] <= row["null_high"] <= 1
    assert [row["within_days"] for row in data["rates"] if row["acts_of"] == "all acts"] == [7, 30, 60]
    assert "demarche analyse report" in client.get("/analysis/JPN/RUS").text
    assert "no dated, actual act" in client.get("/analysis/USA/CHN").text


def test_about_shows_the_measured_quality(client: TestClient) -> None:
    from benchmarks.about import DOCUMENT, figures

    found = figures(DOCUMENT.read_text(encoding="utf-8"))
    assert {figure["what"] for figure in found} >= {"Events: links", "dates, value F1"}
    shown = client.get("/about.json").json()["quality"]
    assert shown == found, "run `python -m benchmarks.about`"
    assert found[0]["value"] in client.get("/about").text


def test_report_numbers_its_acts(client: TestClient) -> None:
    page = client.get("/report/r1").text
    assert (
        '<mark class="trigger">detained</mark><sup><a href="/event/e1" aria-label="act 1">1</a></sup>' in page
    )
    assert page.index("act 1") < page.index("act 2") < page.index("act 5")
    assert "<details" in page and "Subscribe to our letter" in page
    assert 'href="https://r1.example/news"' in page


def test_deadlines_are_judged_from_a_day(client: TestClient) -> None:
    early = {
        row["event"]: row["state"]
        for row in client.get("/deadlines.json?today=2022-09-27").json()["deadlines"]
    }
    assert early["e5"] == "open"
    late = {row["event"]: row["state"] for row in client.get("/deadlines.json").json()["deadlines"]}
    assert late["e5"] == "lapsed"


@pytest.mark.parametrize("today", ["2022-09-25", "2022-09-27", "2022-09-30", "2022-10-20", "2024-01-01"])
def test_deadlines_are_judged_as_from_all_acts(client: TestClient, today: str) -> None:
    with Ledger.open_snapshot(client.app.state.site.reading.path) as ledger:  # type: ignore[attr-defined]
        acts = LedgerActs(ledger)
        all_acts = acts.acts()
        views = find_deadlines(
            all_acts, acts.links([act.id for act in all_acts]), today=dt.date.fromisoformat(today)
        )
    rows = client.get(f"/deadlines.json?today={today}").json()["deadlines"]
    told = {row["event"]: (row["state"], row["by"], row["why"]) for row in rows}
    assert {view.act.id: (view.state, view.by and view.by.id, view.why) for view in views} == told
    assert {view.act.id: view.left for view in views} == {row["event"]: row["days_left"] for row in rows}


def test_a_page_without_a_graph_says_so(client: TestClient) -> None:
    answer = client.get("/deadlines.graphml")
    assert answer.status_code == 404
    assert "GraphML" in answer.json()["error"]


@pytest.mark.parametrize("path", ["/dyad/JPN/RUS", "/dyad/JPN/RUS?basis=stated", "/chain/e6"])
def test_graph_is_what_the_page_shows(client: TestClient, path: str) -> None:
    shown = client.get(path.replace("?", ".json?") if "?" in path else f"{path}.json").json()
    answer = client.get(path.replace("?", ".graphml?") if "?" in path else f"{path}.graphml")
    assert answer.headers["content-type"] == "application/graphml+xml"
    graph = ET.fromstring(answer.text)
    links = shown.get("links") or shown["answers"]
    edges = graph.findall(".//{*}edge")
    assert {(edge.get("source"), edge.get("target")) for edge in edges} == {
        (link["answered"], link["answer"]) for link in links
    }
    bases = [edge.findtext("{*}data[@key='edge_basis']") for edge in edges]
    assert bases == [link["basis"] for link in links]
    ids = {node.get("id") for node in graph.findall(".//{*}node")}
    assert ids == {row["id"] for row in shown.get("events") or shown["acts"]}
    assert "GraphML" in client.get(path).text and "GraphML" not in client.get("/events").text


def test_tables_say_whose_acts_they_speak_of(client: TestClient) -> None:
    demands = list(csv.DictReader(io.StringIO(client.get("/deadlines.csv").text)))
    shown = client.get("/deadlines.json").json()
    acts = {row["id"]: row for row in shown["acts"]}
    assert [row["event"] for row in demands] == [row["event"] for row in shown["deadlines"]]
    for row in demands:
        act = acts[row["event"]]
        assert (row["type"], row["actor"], row["day"]) == (act["event"], act["actor"], act["day"])
    tree = list(csv.DictReader(io.StringIO(client.get("/chain/e6.csv").text)))
    shown = client.get("/chain/e6.json").json()
    assert {row["id"] for row in tree} == {row["id"] for row in shown["acts"]}
    answers = {(row["id"], row["answered"]) for row in tree if row["answered"]}
    assert answers == {(link["answer"], link["answered"]) for link in shown["answers"]}


def test_lines_of_a_wire_are_paragraphs() -> None:
    """Lines that were broken to fit a page are shown without these breaks; marks stay where they were."""
    wire = (
        "    Japan expelled a Russian consul on Tuesday in\nretaliation for the detention of one of its own\n"
        "in the port of Vladivostok, officials said.\n    Moscow protested to the ambassador and said that\n"
        "it would answer.\n"
    )
    begins = wire.index("detention")
    place = {"event": "e", "start": begins, "end": begins + len("detention"), "main": True}
    found = report.paragraphs({"report": {"text": wire}, "events": [{"id": "e"}], "places": [place]})
    assert len(found) == 2
    assert [piece.text for piece in found[0].pieces if piece.number] == ["detention"]
    assert "on Tuesday in retaliation" in found[0].pieces[0].text


def test_places_that_are_level_have_one_order(tmp_path: Path) -> None:
    """Else a page and its twin, made at different times, could differ."""
    path = tmp_path / "level.duckdb"
    make(path)
    with Ledger.open(path) as ledger, ledger.transaction() as connection:
        connection.execute(
            "UPDATE events SET place = 'Springfield', lat = 90 - n, lon = 0, place_country = codes[n] "
            "FROM (SELECT id AS this, row_number() OVER (ORDER BY id) AS n FROM events), "
            "(SELECT list(code ORDER BY code DESC) AS codes FROM unnest($1) t(code)) WHERE id = this",
            [[f"A{letter}A" for letter in "ABCDEFGHIJKLMNOP"]],
        )
    with TestClient(create_app(path, renewing=False), base_url=HOME) as client:
        places = [row["place_country"] for row in client.get("/map.json").json()["places"]]
    assert len(places) > 5 and places == sorted(places)


@pytest.mark.parametrize(
    "filters", ["", "since=2022-10-01", "type=REQUEST", "until=2022-09-26&status=actual"]
)
def test_persons_are_those_of_the_acts_that_fit(client: TestClient, filters: str) -> None:
    reading = client.app.state.site.reading  # type: ignore[attr-defined]
    fitting = {row["id"] for row in client.get(f"/events.json?{filters}").json()["events"]}
    named: dict[str, list[int]] = {}
    for row in reading.ledger.sql("SELECT event, name, role FROM entities WHERE country = 'RUS'").rows():
        if row["event"] in fitting:
            counts = named.setdefault(row["name"], [0, 0, 0])
            counts[("actor", "recipient", "according_to").index(row["role"])] += 1
    persons = client.get(f"/actor/RUS.json?{filters}").json()["persons"]
    assert named and {one["name"]: [one["acts"], one["received"], one["speaks"]] for one in persons} == named


def test_search_shows_whole_words(client: TestClient) -> None:
    text = "one twenty-two " * 20
    cut = search.whole_words(text[6 : 6 + search.AROUND], first=False)
    assert set(cut.split()) == {"one", "twenty-two"}
    assert search.whole_words("one tw", first=True) == "one tw"
    row = client.get("/search.json?q=spying").json()["reports"][0]
    assert "spying" in row["around"]


def test_search_asks_no_event_for_what_is_no_name(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = client.app.state.site.reading  # type: ignore[attr-defined]
    named = {
        name.lower()
        for row in reading.ledger.events().rows()
        for name in (row["actor_name"], row["recipient_name"], row["place"])
        if name
    }
    assert set(search.prepare(reading).split("\n")) == named
    asked: list[str] = []
    ask = type(reading).ask
    monkeypatch.setattr(
        type(reading), "ask", lambda self, query, params=None: asked.append(query) or ask(self, query, params)
    )
    assert client.get("/search.json?q=VLADIVOSTOK").json()["events"]
    assert any("actor_name" in query for query in asked)
    asked.clear()
    assert client.get("/search.json?q=protested").json()["reports"]
    assert asked and not any("actor_name" in query for query in asked)


def test_search_takes_as_many_reports_as_the_time_allows() -> None:
    block = search.BLOCK
    assert search._next(block, search.SECONDS, block) == 0
    assert search._next(block, search.SECONDS / 100, block) == 2 * block
    assert search._next(4 * block, search.SECONDS / 2, 4 * block) == 4 * block
    assert search._next(block, search.SECONDS * 0.99, block) == block


def test_search_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "many.duckdb"
    with Ledger.open(path, create=True) as ledger:
        first = coded()[0].report
        ledger.store([CodedReport(replace(first, id=f"n{n}", text=f"A ship, {n}."), ()) for n in range(30)])
    monkeypatch.setattr(search, "BLOCK", 7)
    with TestClient(create_app(path, renewing=False), base_url=HOME) as client:
        seen: list[str] = []
        address: str | None = "/search.json?q=ship"
        while address:
            data = client.get(address).json()
            seen += [row["id"] for row in data["reports"]]
            assert not data["not_shown"]
            address = data["further"] and f"/search.json?q=ship&before={data['further']}"
    assert sorted(seen) == sorted(f"n{n}" for n in range(30))


def test_search_wants_every_word(client: TestClient) -> None:
    """Also those of a whole sentence."""
    text = client.get("/report/r1.json").json()["report"]["text"]
    words = list(dict.fromkeys(text.split()))[:12]
    assert [row["id"] for row in client.get(f"/search.json?q={'+'.join(words)}").json()["reports"]] == ["r1"]
    assert not client.get(f"/search.json?q={'+'.join(words)}+zebra").json()["reports"]


def test_search_marks_words(client: TestClient) -> None:
    page = client.get("/search?q=CONSUL+spying").text
    assert '<mark class="found">consul</mark>' in page
    assert [row["id"] for row in client.get("/search.json?q=consul+spying").json()["reports"]] == ["r1"]
    assert "/actor/JPN" in client.get("/search?q=japan").text


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/nothing", 404, "home page"),
        ("/event/none", 404, "list of events"),
        ("/report/none", 404, "Search"),
        ("/chain/none", 404, "list of events"),
        ("/dyad/JPN/JPN", 400, "two different codes"),
        ("/dyad/Japan/RUS", 400, "three letters"),
        ("/analysis/JPN/JPN", 400, "two different codes"),
        ("/events?type=SANCTIN", 400, "Did you mean"),
        ("/events?since=yesterday", 400, "YYYY-MM-DD"),
        ("/events?page=0", 400, "whole number"),
        ("/events?confidence=2", 400, "from 0 to 1"),
        ("/actor/J", 400, "three letters"),
        ("/events?q=" + "x" * 300, 400, "at most 200"),
        ("/static/../app.py", 404, "page"),
    ],
)
def test_errors_say_what_to_do(client: TestClient, path: str, status: int, says: str) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert says in answer.text
    assert 'href="/"' in answer.text
    assert "aria-current" not in answer.text


def test_bad_filters_lead_back_to_the_page(client: TestClient) -> None:
    answer = client.get("/dyad/JPN/RUS?since=yesterday")
    assert answer.status_code == 400 and 'href="/dyad/JPN/RUS"' in answer.text
    assert "without its filters" not in client.get("/nothing?since=2022").text
    assert 'href="//' not in client.get("//other.example/?since=x").text


def test_a_report_of_the_future_moves_no_day(tmp_path: Path) -> None:
    path = tmp_path / "late.duckdb"
    make(path)
    before, later = coded()[1], "2099-01-01"
    report, act = replace(before.report, id="r9", published=dt.date.fromisoformat(later)), before.events[0]
    date = DateRange(dt.date.fromisoformat(later), dt.date.fromisoformat(later))
    with Ledger.open(path) as ledger:
        ledger.store([CodedReport(report, (replace(act, id="e99", date=date),))])
    with TestClient(create_app(path, renewing=False), base_url=HOME) as client:
        home = client.get("/index.json").json()
        assert home["today"] == dt.date.today().isoformat()
        assert home["disputes"] and "e99" not in {row["answer"] for row in home["answers"]}


def test_search_says_what_it_leaves_out(tmp_path: Path) -> None:
    """Reports of a block beyond those shown, and versions that were replaced."""
    path = tmp_path / "versions.duckdb"
    make(path)
    first = coded()[0].report
    with Ledger.open(path) as ledger:
        ledger.store([CodedReport(replace(first, text="The consul has left. It is over."), ())])
        many = search.MOST_OF_A_BLOCK + 2
        ledger.store([CodedReport(replace(first, id=f"m{n}", text=f"Ship {n}."), ()) for n in range(many)])
    with TestClient(create_app(path, renewing=False), base_url=HOME) as client:
        page = client.get("/search?q=spying").text
        assert 'href="/report/r1?version=1"' in page and "an earlier version" in page
        page = client.get("/search?q=left").text
        assert 'href="/report/r1"' in page and "earlier version" not in page
        assert "another word" not in page
        data = client.get("/search.json?q=ship").json()
        assert (len(data["reports"]), data["not_shown"]) == (search.MOST_OF_A_BLOCK, 2)
        assert "another word" in client.get("/search?q=ship").text


@pytest.mark.parametrize(
    "path",
    [
        "/events?origin=coded&type=SANCTION&type=ACCUSE&publisher=Neva%20Courier&confidence=0.6&limit=50",
        "/dyad/JPN/RUS?origin=coded&publisher=Neva+Courier&publisher=Nobody&status=actual&basis=stated&compare=all",
        "/map?type=ASSAULT&basis=stated&since=2022-01-01&publisher=A%2C%20B",
        "/deadlines?today=2022-09-27&type=REQUEST&origin=coded",
    ],
)
def test_form_keeps_every_filter(client: TestClient, path: str) -> None:
    """Sent as it comes, a page's form asks for the page that it is on."""
    sent: list[tuple[str, str]] = []
    inside, select = False, ""
    for tag, values in Outline(client.get(path).text).tags:
        inside = values.get("class") == "facets" if tag == "form" else inside
        select = values.get("name") or "" if tag == "select" else select
        if inside and tag == "input":
            sent.append((values["name"] or "", values["value"] or ""))
        if inside and tag == "option" and "selected" in values:
            sent.append((select, values["value"] or ""))
    assert sorted(pair for pair in sent if pair[1]) == sorted(parse_qsl(urlsplit(path).query))


def test_undated_acts_have_no_date(client: TestClient) -> None:
    act = {"date_from": None, "date_to": None, "day": None}
    parts = (
        environment()
        .get_template("parts.html")
        .make_module({"judged": None, "token": "", "back": "", "reviews_of": None})
    )
    assert parts.when(act).strip() == "no date"  # type: ignore[attr-defined]
    assert "None" not in client.get("/event/e7").text


def test_imported_events_alone(tmp_path: Path) -> None:
    """Every page of a ledger whose events have no texts."""
    columns = {
        "Event ID": "1",
        "Event Date": "2018-06-01",
        "Source Name": "Government (Ukraine)",
        "Source Sectors": "Government",
        "Source Country": "Ukraine",
        "Event Text": "x",
        "CAMEO Code": "172",
        "Intensity": "-5.0",
        "Target Name": "Military (Russian Federation)",
        "Target Sectors": "Military",
        "Target Country": "Russian Federation",
        "Story ID": "5",
        "Sentence Number": "1",
        "Publisher": "News",
        "City": "Kiev",
        "District": "",
        "Province": "",
        "Country": "Ukraine",
        "Latitude": "50.4",
        "Longitude": "30.5",
    }
    file, path = tmp_path / "icews.tab", tmp_path / "imported.duckdb"
    file.write_text("\t".join(columns) + "\n" + "\t".join(columns.values()) + "\n", encoding="utf-8")
    with Ledger.open(path, create=True, files=True) as ledger:
        ledger.import_files("icews", [file])
    with Ledger.open(path, read_only=True) as ledger:
        event = ledger.events().rows()[0]["id"]
    with TestClient(create_app(path, renewing=False), base_url=HOME) as client:
        for page in ("/", "/dyad/UKR/RUS", "/analysis/UKR/RUS", f"/event/{event}", f"/chain/{event}"):
            assert client.get(page).status_code == 200, page
        assert "from 0 reports" not in client.get("/").text
        assert "0 answers" not in client.get("/dyad/UKR/RUS").text  # nobody looked for any
        assert "story" in client.get(f"/event/{event}").text
        for page in ("/actor/UKR", "/map", "/deadlines", "/events", "/about", "/search?q=kiev"):
            assert client.get(page).status_code == 200, page
