"""Inferred answers are those of the ledger's acts, whatever page asks, and stop where too many compete."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from demarche.explorer import inferring
from demarche.explorer.inferring import Inferring
from demarche.explorer.reading import Reading
from demarche.ledger.acts import LedgerActs
from demarche.model import Link


@pytest.fixture(scope="module")
def reading(quarrel: Path) -> Reading:
    return Reading(quarrel, renewing=False)


@pytest.fixture(scope="module")
def expected(reading: Reading) -> dict[tuple[str, str], float]:
    """What the ledger infers from all its acts at once, without acts whose answer is a row already."""
    acts = LedgerActs(reading.ledger)
    links = acts.links([act.id for act in acts.acts()])
    written = {row["answer"] for row in reading.ledger.links()}
    return pairs(link for link in links if link.basis == "inferred" and link.answer not in written)


def pairs(links: object) -> dict[tuple[str, str], float]:
    assert hasattr(links, "__iter__")
    return {(link.answer, link.answered): link.confidence for link in links if isinstance(link, Link)}


def test_as_from_all_acts_at_once(reading: Reading, expected: dict[tuple[str, str], float]) -> None:
    ids = [row["id"] for row in reading.ledger.events().rows()]
    assert expected
    assert pairs(Inferring(reading).of(ids)) == expected
    for id in ids:
        one = Inferring(reading)
        assert pairs(one.of([id])) == {pair: sure for pair, sure in expected.items() if pair[0] == id}
        assert pairs(one.to([id])) == {pair: sure for pair, sure in expected.items() if pair[1] == id}


def test_rows_at_hand_are_not_asked_for_again(reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = reading.ledger.events().rows()
    ids = [row["id"] for row in rows]
    found = Inferring(reading).of(ids)
    asked: list[str] = []
    of = type(reading).rows
    monkeypatch.setattr(
        type(reading), "rows", lambda self, name, params=None: asked.append(name) or of(self, name, params)
    )
    assert Inferring(reading).of(ids, rows) == found
    assert "inferring.stated" in asked and "inferring.asked" not in asked


def test_no_more_work_than_is_left(reading: Reading) -> None:
    ids = [row["id"] for row in reading.ledger.events().rows()]
    tired = Inferring(reading, work=1)
    assert tired.of(ids) == [] and tired.left == set(ids)
    assert tired.to(ids) == []


@pytest.mark.parametrize("work", [1500, 3000, 6000, 50_000])
def test_hopeless_acts_are_those_that_no_work_would_do_for(
    reading: Reading, monkeypatch: pytest.MonkeyPatch, work: int
) -> None:
    """Leaving them out before their rivals are asked for changes nothing that is found or left."""
    ids = [row["id"] for row in reading.ledger.events().rows()]
    monkeypatch.setattr(inferring, "READING", 1000)
    quick = Inferring(reading, work=work)
    found = quick.of(ids), quick.left
    hopeless = {row["id"] for row in quick._open(ids) if quick._hopeless(row)}
    monkeypatch.setattr(Inferring, "_hopeless", lambda *_: False)
    slow = Inferring(reading, work=work)
    assert (slow.of(ids), slow.left) == found
    assert hopeless <= slow.left and bool(hopeless) == (work <= 3000)


def test_rivals_are_asked_for_the_days_of_their_author_alone(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [row["id"] for row in reading.ledger.events().rows()]
    rows = Inferring(reading)._open(ids)
    together = inferring._Rivals(reading, rows)
    assert [set(together.near(row)) for row in rows] == [
        set(inferring._Rivals(reading, [row]).near(row)) for row in rows
    ]


def test_mentions_are_the_same_by_index_and_by_table(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [row["id"] for row in reading.ledger.events().rows()]
    for statement in ("inferring.told", "events.sentences"):
        few = reading.of_mentions(statement, ids)
        monkeypatch.setattr("demarche.explorer.reading.FEW", 0)
        many = reading.of_mentions(statement, ids)
        monkeypatch.undo()
        assert few and sorted(few, key=str) == sorted(many, key=str)


def test_all_is_compared_when_asked(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = client.get("/dyad/JPN/RUS.json").json()
    reading = client.app.state.site.reading  # type: ignore[attr-defined]
    monkeypatch.setattr(inferring, "MOST_WORK", 1)
    reading.renew()
    assert client.get("/dyad/JPN/RUS.json").json()["not_compared"]
    assert "/dyad/JPN/RUS?compare=all" in client.get("/dyad/JPN/RUS").text
    assert client.get("/dyad/JPN/RUS.json?compare=all").json() == whole
    assert "/chain/e6?compare=all" in client.get("/chain/e6").text
    assert client.get("/chain/e6.json?compare=all").json()["not_compared"] == 0
    assert client.get("/chain/e6?compare=some").status_code == 400
    reading.renew()


def test_pages_agree(client: TestClient, expected: dict[tuple[str, str], float]) -> None:
    exchange = client.get("/dyad/JPN/RUS.json").json()
    drawn = {(link["answer"], link["answered"]) for link in exchange["links"]}
    shown = {event["id"] for event in exchange["events"]}
    assert {pair for pair in expected if set(pair) <= shown} <= drawn
    for answer, answered in expected:
        for event in (answer, answered):
            links = client.get(f"/event/{event}.json").json()["links"]
            assert (answer, answered) in {(link["answer"], link["answered"]) for link in links}
            listed = client.get(f"/api/links?event={event}").json()["links"]
            assert (answer, answered) in {(link["answer"], link["answered"]) for link in listed}
    stated = client.get("/dyad/JPN/RUS.json?basis=stated").json()["links"]
    assert {link["basis"] for link in stated} == {"stated"}
