"""Exchange with the field: what each format's rows become, round trips, and the contract of importers and
exporters.
"""

from __future__ import annotations

import csv
import dataclasses
import json
import random
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.explorer.dispute import make as make_quarrel

from demarche.errors import LedgerError, UsageError
from demarche.ledger import Ledger
from demarche.ledger.acts import LedgerActs
from demarche.ledger.exchange.exporters import exporters, graphml
from demarche.ledger.exchange.importers import columns_of, importers, statements_of
from demarche.ledger.exchange.importing import ImportCounts, import_files
from demarche.model import CodedReport, Entity, Report

from .coder import TestCoder, coded, reports
from .contents import damage

EVENT_COLUMNS = {
    "origin_id",
    "event",
    "mode",
    "context",
    "cameo",
    "quad",
    "score",
    "day",
    "date_from",
    "date_to",
    "actor",
    "actor_name",
    "actor_sector",
    "recipient",
    "recipient_name",
    "recipient_sector",
    "more_actors",
    "more_recipients",
    "place",
    "place_country",
    "geonameid",
    "lat",
    "lon",
    "status",
    "publisher",
    "published",
    "story",
    "mentions",
}


def _icews(
    id: int, code: str, actor: str, recipient: str, *, day: str = "2018-06-01", story: str = "5:1"
) -> dict[str, str]:
    return {
        "Event ID": str(id),
        "Event Date": day,
        "Source Name": f"Government ({actor})",
        "Source Sectors": "Executive,Government",
        "Source Country": actor,
        "Event Text": "x",
        "CAMEO Code": code,
        "Intensity": "-2.0",
        "Target Name": f"Military ({recipient})",
        "Target Sectors": "Military",
        "Target Country": recipient,
        "Story ID": story.split(":")[0],
        "Sentence Number": story.split(":")[1],
        "Publisher": "News",
        "City": "Kiev",
        "Country": "Ukraine",
        "Latitude": "50.4",
        "Longitude": "30.5",
    }


def _polecat(id: int) -> dict[str, str]:
    return {
        "Event ID": f"P{id}",
        "Event Date": "2022-10-04",
        "Event Type": "SANCTION",
        "Event Mode": "expel",
        "Intensity": "-7.0",
        "Quad Code": "MATERIAL CONFLICT",
        "Contexts": "diplomatic;legal",
        "Actor Name": "Japan",
        "Actor Country": "JPN;USA",
        "Primary Actor Sector": "GOV",
        "Actor Sectors": "GOV;MIL",
        "Recipient Name": "Russia",
        "Recipient Country": "RUS",
        "Recipient Sectors": "GOV",
        "Placename": "Tokyo",
        "Country": "JPN",
        "Latitude": "35.7",
        "Longitude": "139.7",
        "GeoNames ID": "1850147",
        "Source": "News",
        "Publication Date": "2022-10-05",
    }


def _gdelt(id: int, *, code: str = "172", actor: str = "JPN") -> dict[str, str]:
    return {
        "GLOBALEVENTID": str(id),
        "SQLDATE": "20221004",
        "Actor1Name": "JAPAN",
        "Actor1CountryCode": actor,
        "Actor1Type1Code": "GOV",
        "Actor2Name": "EUROPEAN UNION",
        "Actor2KnownGroupCode": "EEC",
        "EventCode": code,
        "GoldsteinScale": "-5.0",
        "NumMentions": "4",
        "ActionGeo_FullName": "Kiev",
        "ActionGeo_CountryCode": "UP",
        "ActionGeo_Lat": "50.4",
        "ActionGeo_Long": "30.5",
        "DATEADDED": "20221005",
        "SOURCEURL": "https://www.news.example/a",
    }


def _acled(id: int) -> dict[str, str]:
    return {
        "event_id_cnty": f"NIR{id}",
        "event_date": "04 October 2022",
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "actor1": "Military Forces of Niger (2011-2023)",
        "inter1": "State forces",
        "actor2": "Unidentified Armed Group, (Niger)",
        "inter2": "Political militia",
        "country": "Niger",
        "location": 'Diffa, "old town"',
        "latitude": "13.3",
        "longitude": "12.6",
        "source": "News",
    }


def _write(
    path: Path,
    format: str,
    rows: list[dict[str, str]],
    *,
    without: Callable[[str], bool] = lambda name: False,
) -> Path:
    columns = [name for name in columns_of(format) if not without(name)]
    with path.open("w", encoding="utf-8", newline="") as stream:
        if format == "acled":
            writer = csv.DictWriter(stream, columns)
            writer.writeheader()
            writer.writerows(rows)
        else:
            lines = [] if format == "gdelt" else ["\t".join(columns)]
            lines += ["\t".join(row.get(name, "") for name in columns) for row in rows]
            stream.write("\n".join(lines) + "\n")
    return path


def _import(
    tmp_path: Path, format: str, *files: Path
) -> tuple[list[dict[str, Any]], ImportCounts, list[dict[str, Any]]]:
    with Ledger.open(tmp_path / f"{format}.duckdb", create=True, files=True) as ledger:
        counts = import_files(ledger, format, files)
        assert damage(ledger) == []
        return ledger.events().rows(), counts, ledger.rejects().rows()


def test_icews(tmp_path: Path) -> None:
    rows = [
        _icews(1, "040", "Ukraine", "Russian Federation"),
        _icews(2, "040", "Russian Federation", "Ukraine")
        | {"Source Name": "Military (Russian Federation)", "Target Name": "Government (Ukraine)"},
        _icews(3, "010", "Ukraine", "Holy See"),
        _icews(4, "172", "Ukraine", "Atlantis"),
        _icews(4, "172", "Ukraine", "Atlantis"),
        _icews(4, "173", "Ukraine", "Atlantis"),
        _icews(5, "9999", "Ukraine", "Russian Federation"),
        _icews(6, "172", "Ukraine", "Russian Federation", day="2018-06-31"),
    ]
    path = _write(tmp_path / "a.tab", "icews", rows)
    path.write_text(path.read_text() + "only\tthree\tcells\n")
    events, counts, rejects = _import(tmp_path, "icews", path)
    assert (counts.events, counts.duplicates, counts.mirrors, counts.rejects) == (5, 1, 1, 3)
    assert [(row["line"], row["stage"]) for row in rejects] == [(8, "import"), (9, "import"), (10, "import")]
    first, second, statement, *others = events
    assert (first["actor"], first["recipient"], first["event"], first["cameo"]) == (
        "UKR",
        "RUS",
        "CONSULT",
        "040",
    )
    assert (first["actor_sector"], first["recipient_sector"], first["place_country"]) == (
        ["GOV"],
        ["MIL"],
        "UKR",
    )
    assert (first["mirror_of"], second["mirror_of"]) == (None, first["id"])
    assert (statement["event"], statement["quad"], statement["recipient"]) == (
        None,
        "verbal cooperation",
        "VAT",
    )
    assert {row["id"] for row in others} == {"icews:4", "icews:4-2"} and others[0]["recipient"] is None


def test_next_reverse_is_what_a_search_by_hand_finds(tmp_path: Path) -> None:
    rng = random.Random(3)
    names = ["Ukraine", "Poland", "France", "Russian Federation"]
    rows = [
        _icews(n, "172", *rng.choices(names, k=2), day=f"2018-{rng.randint(1, 6):02}-{rng.randint(1, 28):02}")
        for n in range(150)
    ]
    _import(tmp_path, "icews", _write(tmp_path / "a.tab", "icews", rows))
    with Ledger.open(tmp_path / "icews.duckdb", read_only=True) as ledger:
        acts = [row for row in ledger.events() if row["actor"] != row["recipient"]]
        found = {row["id"]: row for row in ledger.sql("SELECT * FROM next_reverse(30)")}
    assert len(found) == len(acts) > 100
    for act in acts:
        later = [
            (other["day"], other["id"])
            for other in acts
            if (other["actor"], other["recipient"]) == (act["recipient"], act["actor"])
            and 0 < (other["day"] - act["day"]).days <= 30
        ]
        day, id = min(later, default=(None, None))
        assert found[act["id"]]["reverse_id"] == id
        assert found[act["id"]]["lag_days"] == (day and (day - act["day"]).days)


def test_dates_as_weekly_files_write_them(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.tab", "icews", [_icews(1, "172", "Ukraine", "Poland", day="6/21/2018")])
    assert str(_import(tmp_path, "icews", path)[0][0]["day"]) == "2018-06-21"


def test_same_file_twice(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.tab", "icews", [_icews(n, "172", "Ukraine", "Poland") for n in range(9)])
    _, counts, _ = _import(tmp_path, "icews", path, path)
    assert (counts.events, counts.known) == (9, 9)


def test_polecat(tmp_path: Path) -> None:
    rows = [_polecat(1) | {"Actor Country": "Japan;United States;Atlantis"}, _polecat(2)]
    path = _write(tmp_path / "a.tab", "polecat", [rows[0], rows[1] | {"Event Type": "SUNSET"}])
    path.write_text(path.read_text().replace("\tIntensity\t", "\tEvent Intensity\t"))
    (event,), counts, rejects = _import(tmp_path, "polecat", path)
    assert (event["event"], event["mode"], event["context"]) == (
        "SANCTION",
        ["expel"],
        ["diplomatic", "legal"],
    )
    assert (event["actor"], event["more_actors"]) == ("JPN", ["USA", "Atlantis"])
    assert event["actor_sector"] == ["GOV", "MIL"]
    assert (event["geonameid"], str(event["published"]), event["publisher"]) == (
        1850147,
        "2022-10-05",
        "News",
    )
    assert [row["line"] for row in rejects] == [3] and counts.rejects == 1


@pytest.mark.parametrize("version", ["2.0", "1.0", "early 1.0"])
@pytest.mark.parametrize("zipped", [True, False])
def test_gdelt(tmp_path: Path, version: str, zipped: bool) -> None:
    def without(name: str) -> bool:
        return (version != "2.0" and name.endswith("_ADM2Code")) or (
            version == "early 1.0" and name == "SOURCEURL"
        )

    path = _write(
        tmp_path / "x.CSV",
        "gdelt",
        [_gdelt(1), _gdelt(2, code="---"), _gdelt(3, actor="ROM")],
        without=without,
    )
    if zipped:
        with zipfile.ZipFile(tmp_path / "x.CSV.zip", "w") as archive:
            archive.write(path, "x.CSV")
        path = tmp_path / "x.CSV.zip"
    (event, other), _, rejects = _import(tmp_path, "gdelt", path)
    assert (event["actor"], event["recipient"], event["place_country"], event["mentions"]) == (
        "JPN",
        "EUR",
        "UKR",
        4,
    )
    assert (event["event"], event["score"], str(event["day"])) == ("COERCE", -5.0, "2022-10-04")
    assert event["publisher"] == (None if version == "early 1.0" else "news.example")
    assert other["actor"] == "ROU" and [row["line"] for row in rejects] == [2]


def test_acled(tmp_path: Path) -> None:
    (event,), _, _ = _import(tmp_path, "acled", _write(tmp_path / "a.csv", "acled", [_acled(1)]))
    assert (event["event"], event["actor"], event["recipient"], str(event["day"])) == (
        "ASSAULT",
        "NER",
        "NER",
        "2022-10-04",
    )
    assert event["place"] == 'Diffa, "old town"' and event["actor_sector"] == ["GOV"]


def test_file_of_another_kind_is_a_reject(tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("just words\n")
    empty = tmp_path / "empty.tab"
    empty.touch()
    for format in importers():
        events, counts, rejects = _import(tmp_path, format, other, empty, tmp_path / "missing")
        assert (events, counts.rejects, len(rejects)) == ([], 3, 3)
        assert all(row["reason"].count(". ") for row in rejects)


@pytest.mark.parametrize("name", sorted(importers()))
def test_importer_contract(name: str) -> None:
    module = importers()[name]
    assert module.TITLE and name == module.NAME
    own = statements_of(name)
    assert {"rows", "origin_ids", "day", "actor", "recipient"} <= set(own)
    aliases = {line.rsplit(" AS ", 1)[-1].strip(" ,") for line in own["rows"].splitlines()}
    assert "origin_id" in aliases
    assert all(f" AS {column}" in own["rows"] or f".{column}" in own["rows"] for column in EVENT_COLUMNS)


def _coded_ledger(path: Path) -> Path:
    plain = coded(
        Report("p", "Japan expelled a consul and, in retaliation, expelled another.", publisher="News")
    )
    joint = dataclasses.replace(
        plain.events[0],
        id="joint",
        actor=(Entity(None, "Japan", "JPN", ("GOV",)), Entity(None, "Italy", "ITA", ("MIL",))),
    )
    nasty = dataclasses.replace(
        plain.events[0], id="nasty", actor=(Entity(None, "=cmd|' /C calc'!A0\x1b[31m", "JPN", ()),)
    )
    with Ledger.open(path, create=True) as ledger:
        ledger.ingest(reports(12), TestCoder())
        ledger.store([CodedReport(plain.report, (*plain.events, joint, nasty))])
    return path


@pytest.mark.parametrize("name", sorted(exporters()))
def test_exporter_contract(name: str, tmp_path: Path) -> None:
    path, output = _coded_ledger(tmp_path / "l.duckdb"), tmp_path / f"out.{name}"
    with Ledger.open(path, read_only=True, files=True) as ledger:
        number = exporters()[name].write(ledger, output)
        assert number > 0 and output.exists()
        if output.is_file():
            text = output.read_text("utf-8")
            assert "\x1b" not in text
            if name != "plover-json":
                cells = [
                    cell
                    for line in text.splitlines()
                    for cell in line.replace(">", "\t").replace(",", "\t").split("\t")
                ]
                assert not [cell for cell in cells if cell.startswith(("=", "@", "+"))]
        with pytest.raises(UsageError):
            exporters()[name].write(ledger, tmp_path / "no" / "such" / "folder" / "x")


@pytest.mark.parametrize("name", ["csv", "icews", "polecat"])
def test_formulas_of_an_imported_file_do_not_pass_on(name: str, tmp_path: Path) -> None:
    formula = "=HYPERLINK(1)"
    columns = [column for column in columns_of("polecat") if "Date" not in column and "itude" not in column]
    hostile = dict.fromkeys(columns, formula) | {"Event Type": "AID", "GeoNames ID": "", "Intensity": "1"}
    hostile |= {"Event Date": "2022-10-04"}
    path = _write(tmp_path / "a.tab", "polecat", [hostile])
    path.write_text(path.read_text() + "\t".join(_gdelt(1).values()) + "\n")
    with Ledger.open(tmp_path / "l.duckdb", create=True, files=True) as ledger:
        assert import_files(ledger, "polecat", [path]).events == 1
        gdelt = _gdelt(1, actor="@SUM") | {"Actor1Type1Code": "-2+3", "ActionGeo_CountryCode": "+1"}
        import_files(ledger, "gdelt", [_write(tmp_path / "b.CSV", "gdelt", [gdelt])])
        ledger.export(name, tmp_path / "out")
    cells = re.split(r"[\t,\n]", (tmp_path / "out").read_text("utf-8"))
    assert not [cell for cell in cells if re.match(r"[=+@]|-\D", cell) or cell.startswith("-2+")]


def test_parquet_goes_into_no_folder_that_holds_some(tmp_path: Path) -> None:
    (tmp_path / "out" / "month=1999-01").mkdir(parents=True)
    path = _coded_ledger(tmp_path / "l.duckdb")
    with Ledger.open(path, read_only=True, files=True) as ledger:
        with pytest.raises(UsageError, match="holds an export already"):
            ledger.export("parquet", tmp_path / "out")
        (tmp_path / "out" / "month=1999-01").rmdir()
        assert ledger.export("parquet", tmp_path / "out")


def test_export_needs_files(tmp_path: Path) -> None:
    path = _coded_ledger(tmp_path / "l.duckdb")
    with Ledger.open(path, read_only=True) as ledger, pytest.raises(LedgerError, match="files=True"):
        ledger.export("csv", tmp_path / "x.csv")
    with (
        Ledger.open(path, read_only=True, files=True) as ledger,
        pytest.raises(UsageError, match="Did you mean 'polecat'"),
    ):
        ledger.export("polcat", tmp_path / "x")


# What each format holds of an event; the rest is lost by its nature.
HELD = {
    "polecat": (
        "event",
        "mode",
        "context",
        "quad",
        "score",
        "day",
        "actor",
        "more_actors",
        "actor_name",
        "actor_sector",
        "recipient",
        "recipient_name",
        "recipient_sector",
        "place",
        "place_country",
        "lat",
        "lon",
        "geonameid",
        "published",
        "publisher",
    ),
    "icews": (
        "cameo",
        "score",
        "day",
        "actor",
        "actor_name",
        "recipient",
        "recipient_name",
        "place",
        "place_country",
        "lat",
        "lon",
        "publisher",
    ),
}


@pytest.mark.parametrize("format", sorted(HELD))
def test_round_trip(format: str, tmp_path: Path) -> None:
    with Ledger.open(_coded_ledger(tmp_path / "l.duckdb"), read_only=True, files=True) as ledger:
        ledger.export(format, tmp_path / "out")
        told = {row["id"]: row for row in ledger.events()}
    events, counts, _ = _import(tmp_path, format, tmp_path / "out")
    assert (counts.events, counts.rejects) == (len(told), 0)
    for event in events:
        before = told[event["origin_id"]]
        for name in HELD[format]:
            if before["id"] != "nasty" or name != "actor_name":
                assert (event[name] or None) == (before[name] or None), name


def test_icews_round_trip_is_complete(tmp_path: Path) -> None:
    rows = [
        _icews(1, "172", "Ukraine", "Russian Federation"),
        _icews(2, "010", "France", "Poland", story="77:12"),
    ]
    events, _, _ = _import(tmp_path, "icews", _write(tmp_path / "a.tab", "icews", rows))
    with Ledger.open(tmp_path / "icews.duckdb", read_only=True, files=True) as ledger:
        ledger.export("icews", tmp_path / "b.tab")
    again, _, _ = _import(tmp_path / ".." / tmp_path.name, "icews", tmp_path / "b.tab")
    assert again == events


def test_json_and_graphml_say_what_the_ledger_says(tmp_path: Path) -> None:
    with Ledger.open(_coded_ledger(tmp_path / "l.duckdb"), read_only=True, files=True) as ledger:
        ledger.export("plover-json", tmp_path / "x.jsonl")
        ledger.export("graphml", tmp_path / "x.graphml")
        rows, links = ledger.events().rows(), ledger.links().rows()
    records = [json.loads(line) for line in (tmp_path / "x.jsonl").read_text("utf-8").splitlines()]
    assert [record["id"] for record in records] == [row["id"] for row in rows]
    assert all(record["trigger"]["text"] == "expelled" and record["reports"] for record in records)
    edges = ET.parse(tmp_path / "x.graphml").findall(".//{*}edge")
    assert {(edge.get("source"), edge.get("target")) for edge in edges} == {
        (link["answered"], link["answer"]) for link in links
    }


def test_graphml_has_what_is_inferred(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `demarche chains` infers it; where the ledger is too large for that, the graph says so."""
    make_quarrel(tmp_path / "l.duckdb")
    with Ledger.open(tmp_path / "l.duckdb", read_only=True, files=True) as ledger:
        acts = LedgerActs(ledger)
        expected = {(row["answered"], row["answer"]): row["basis"] for row in ledger.links()}
        answers = {answer for _, answer in expected}
        for link in acts.links([act.id for act in acts.acts()]):
            if link.answer not in answers:
                expected[link.answered, link.answer] = link.basis
        ledger.export("graphml", tmp_path / "x.graphml")
        monkeypatch.setattr(graphml, "MOST_INFERRED", 1)
        ledger.export("graphml", tmp_path / "stated.graphml")
    graph, stated = ET.parse(tmp_path / "x.graphml"), ET.parse(tmp_path / "stated.graphml")

    def edges(graph: Any) -> dict[tuple[str, str], str]:
        return {
            (edge.get("source"), edge.get("target")): edge.findtext("{*}data[@key='edge_basis']")
            for edge in graph.findall(".//{*}edge")
        }

    assert "inferred" in edges(graph).values()
    assert edges(graph) == expected and len(expected) > len(edges(stated))
    ids = {node.get("id") for node in graph.findall(".//{*}node")}
    assert ids == {end for pair in edges(graph) for end in pair}
    assert "No answers were inferred" in (stated.findtext(".//{*}desc") or "")
    assert graph.find(".//{*}desc") is None
