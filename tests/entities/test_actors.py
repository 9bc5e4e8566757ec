"""The resolver: lists, parses, evidence, all mentions of a text, and the compiled table of persons."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from demarche.entities.actors import ActorResolver
from demarche.entities.gazetteer import Gazetteer
from demarche.entities.people import tenures
from demarche.model import Sentence, Span, Token

DAY = dt.date(2022, 10, 4)
TEXT = (
    "TOKYO (Reuters) - Japan ordered a Russian consul to leave. The ministry said police in Sapporo had no "
    "part in it. Russia and China protested, and both countries recalled their envoys."
)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


def test_mentions_come_in_order_and_are_slices_of_the_text(gazetteer: Gazetteer) -> None:
    found = ActorResolver(gazetteer, TEXT, None, DAY).mentions()
    spans = [entity.span for entity in found if entity.span is not None]
    assert [span.start for span in spans] == sorted(span.start for span in spans)
    assert all(span.text == TEXT[span.start : span.end] for span in spans)
    assert [entity.country for entity in found][:4] == ["JPN", "RUS", "JPN", "JPN"]
    assert "TOKYO" not in [span.text for span in spans]


def test_a_span_may_be_given_as_one(gazetteer: Gazetteer) -> None:
    resolver = ActorResolver(gazetteer, TEXT, None, DAY)
    at = TEXT.index("both countries")
    assert [e.country for e in resolver.resolve_all(Span.of(TEXT, at, at + 14))] == ["RUS", "CHN"]
    assert resolver.resolve(at, at + 14).country == "RUS"


def test_every_answer_says_how(gazetteer: Gazetteer) -> None:
    assert all(entity.how for entity in ActorResolver(gazetteer, TEXT, None, DAY).mentions())


def test_a_span_of_nothing_is_nobody(gazetteer: Gazetteer) -> None:
    entity = ActorResolver(gazetteer, TEXT, None, DAY).resolve(5, 5)
    assert (entity.country, entity.sector) == (None, ())


def test_a_parse_says_who_is_the_subject(gazetteer: Gazetteer) -> None:
    text = "France Ghana told. It paid."  # with Ghana as the subject
    rows = [
        ("France", 0, 2, "obj"),
        ("Ghana", 7, 2, "nsubj"),
        ("told", 13, -1, "root"),
        (".", 17, 2, "punct"),
    ]
    more = [("It", 19, 1, "nsubj"), ("paid", 22, -1, "root"), (".", 26, 1, "punct")]
    sentences = [sentence(0, 18, rows), sentence(19, 27, more)]
    assert ActorResolver(gazetteer, text, sentences, DAY).resolve(19, 21).country == "GHA"


def test_a_secretary_of_state_is_no_state(gazetteer: Gazetteer) -> None:
    text = "The United States sent ships to Chad. The Secretary of State left for Paris."
    at = text.index("The Secretary")
    entity = ActorResolver(gazetteer, text, None, DAY).resolve(at, text.index(" left"))
    assert (entity.name, entity.country) == ("Secretary of State", "USA")


def sentence(start: int, end: int, rows: list[tuple[str, int, int, str]]) -> Sentence:
    tokens = tuple(
        Token(
            i,
            at,
            at + len(word),
            word,
            word.lower(),
            "PROPN" if word[0].isupper() else "VERB",
            "",
            "",
            head,
            dep,
        )
        for i, (word, at, head, dep) in enumerate(rows)
    )
    return Sentence(start, end, tokens)


def test_a_holding_is_read_as_it_is_written() -> None:
    (tenure,) = tenures("JPN GOV 2021-10-04 - Chief Cabinet Secretary")
    assert (tenure.country, tenure.role, tenure.last) == ("JPN", "Chief Cabinet Secretary", None)
    assert tenure.covers(DAY)


def test_wikidata_export_becomes_holdings(tmp_path: Path) -> None:
    from training.actors import wikidata

    def row(**cells: str) -> dict[str, dict[str, str]]:
        return {name: {"type": "literal", "value": value} for name, value in cells.items()}

    export = tmp_path / "export.json"
    bindings = [
        row(
            person="http://www.wikidata.org/entity/Q99",
            personLabel="Flavia Elphberg",
            positionLabel="Prime Minister of Ruritania",
            iso="DEU",
            start="2026-01-15T00:00:00Z",
        ),
        row(
            person="http://www.wikidata.org/entity/Q98",
            personLabel="Q98",
            positionLabel="x",
            iso="DEU",
            start="2026",
        ),
    ]
    export.write_text(json.dumps({"results": {"bindings": bindings}}), encoding="utf-8")
    ((name, number, holding),) = wikidata.holdings(export)
    assert (name, number) == ("Flavia Elphberg", "Q99")
    assert holding.written() == "DEU GOV 2026-01-15 - Prime Minister"
    export.write_text("{}", encoding="utf-8")
    with pytest.raises(ValueError, match="not a SPARQL JSON result"):
        list(wikidata.holdings(export))


def test_gold_spans_get_their_country(shared: Path, gazetteer: Gazetteer) -> None:
    """The share of gold actors and recipients whose country is right, given their spans, stays above 92 %."""
    right = total = 0
    for line in (shared / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines():
        report = json.loads(line)
        day = dt.date.fromisoformat(report["published"]) if report["published"] else None
        resolver = ActorResolver(gazetteer, report["text"], None, day)
        for event in report["events"]:
            for gold in [*event["actor"], *event["recipient"]]:
                if gold["span"]:
                    found = resolver.resolve_all(gold["span"]["start"], gold["span"]["end"])
                    right += gold["country"] in [entity.country for entity in found]
                    total += 1
    assert right / total >= 0.92


def test_who_states_speaks_below_the_colon(gazetteer: Gazetteer) -> None:
    text = "After the visit to Kenya, the Chilean minister said:\n\nKenya helps.\n\nPeru is near. I met many."
    start = text.index("I met")
    assert ActorResolver(gazetteer, text, None, DAY).resolve(start, start + 1).country == "CHL"
