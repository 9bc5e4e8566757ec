"""The figures of an exchange are those that a database counts of the same acts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from tests.explorer.conftest import HOME
from tests.explorer.dispute import make

from demarche.explorer import create_app, tally, timeline
from demarche.ledger import Ledger
from demarche.links.chains import CALLING

FIRST = dt.date(2019, 12, 20)
QUADS = tuple(timeline.SHAPES)
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("id", "event", "quad", "status", "publisher", "lane")),
        *((name, pa.date32()) for name in ("day", "date_from", "date_to")),
        ("score", pa.float64()),
    ]
)
# Of each lane: how many acts, their score, those of conflict, those followed soon enough, the median of days.
TURNS = """
WITH days AS (
    SELECT DISTINCT lane, CASE lane WHEN 'a' THEN 'b' ELSE 'a' END AS other, day
    FROM acts WHERE lane <> 'both'
), turns AS (
    SELECT x.lane, x.day, y.day - x.day AS lag
    FROM days x ASOF JOIN days y ON x.other = y.lane AND y.day > x.day
)
SELECT a.lane, count(*), round(sum(a.score), 1), count(*) FILTER (a.quad LIKE '%conflict'),
       count(*) FILTER (t.lag <= $horizon), median(t.lag) FILTER (t.lag <= $horizon)
FROM acts a LEFT JOIN turns t ON t.lane = a.lane AND t.day = a.day GROUP BY a.lane
"""
LATEST = """
SELECT id FROM acts WHERE list_contains($calling, event) AND lane <> 'both'
  AND NOT list_contains($answered, id)
ORDER BY day DESC, id LIMIT $limit
"""
MONTHS = """
SELECT date_trunc('month', day)::DATE, lane, count(*), coalesce(sum(score) FILTER (score > 0), 0),
       coalesce(sum(score) FILTER (score < 0), 0)
FROM acts GROUP BY ALL ORDER BY 1, 2
"""
BARS = """
SELECT date_trunc($unit, day)::DATE, lane, quad, count(*), sum(score) FROM acts GROUP BY ALL ORDER BY 1, 2, 3
"""
PUBLISHERS = """
SELECT publisher, count(*) FROM acts WHERE publisher IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT $limit
"""


@st.composite
def exchanges(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Acts of the two sides in time order."""
    acts = draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "day": st.integers(0, 120).map(lambda days: FIRST + dt.timedelta(days)),
                    "lane": st.sampled_from(["a", "b", "both"]),
                    "event": st.sampled_from(["REQUEST", "THREATEN", "CONSULT", None]),
                    "quad": st.sampled_from(QUADS),
                    "score": st.integers(-10, 10).map(float),
                    "status": st.sampled_from(["actual", "future"]),
                    "publisher": st.sampled_from([*(f"P{n}" for n in range(15)), None]),
                }
            ),
            max_size=60,
        )
    )
    for n, act in enumerate(acts):
        act |= {"id": f"e{n:02}", "date_from": act["day"], "date_to": act["day"]}
    return sorted(acts, key=lambda act: (act["day"], act["id"]))


@settings(deadline=None, max_examples=40)  # a busy machine is no failure
@given(exchanges(), st.sampled_from(["day", "week", "month", "year"]), st.randoms(use_true_random=False))
def test_as_a_database_counts(acts: list[dict[str, Any]], unit: str, chance: Any) -> None:
    ids = [act["id"] for act in acts]
    links = [
        {"answer": one, "answered": other, "lag_least": chance.choice([None, 3])}
        for one, other in zip(
            chance.sample(ids, len(ids) // 3), chance.sample(ids, len(ids) // 3), strict=True
        )
    ]
    answers = tally.answers_across(acts, links)
    lane = {act["id"]: act["lane"] for act in acts}
    across = [link for link in links if lane[link["answer"]] != lane[link["answered"]]]
    assert [act["id"] for act, _ in answers] == [link["answered"] for link in across]
    answered = [act["id"] for act, _ in answers]
    found = tally.summary(acts, answers)
    with duckdb.connect() as connection:
        connection.register("acts", pa.Table.from_pylist(acts, schema=SCHEMA))

        def asked(query: str, **values: Any) -> list[tuple[Any, ...]]:
            return connection.execute(query, values).fetchall()

        assert {
            name: (
                one["acts"],
                one["score"],
                one["conflict"],
                one["followed_within_30_days"],
                one["median_days_to_next_act"],
            )
            for name, one in found["lanes"].items()
        } == {name: tuple(rest) for name, *rest in asked(TURNS, horizon=tally.HORIZON)}
        assert sum(one["answered"] for one in found["lanes"].values()) == len(set(answered))
        of = {"calling": sorted(CALLING), "answered": answered}
        named = tally.unanswered(acts, answers)
        assert [row["id"] for row in named] == [id for (id,) in asked(LATEST, limit=tally.UNANSWERED, **of)]
        assert found["unanswered"] == len(asked(LATEST, limit=1000, **of))
        months = tally.months(acts)
        assert values_of(months, "month", "lane", "acts", "cooperation", "conflict") == asked(MONTHS)
        assert sum(row["acts"] for row in tally.span(months)) == len(acts)
        assert values_of(tally.bars(acts, unit), "day", "lane", "quad", "acts", "score") == asked(
            BARS, unit=unit
        )
        assert values_of(tally.choices(acts)["publisher"], "value", "acts") == asked(
            PUBLISHERS, limit=tally.PUBLISHERS
        )


def values_of(rows: Sequence[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


@pytest.mark.parametrize(
    ("lag", "begins", "ended", "days"),
    [
        (4, None, None, 4),
        (None, dt.date(2022, 10, 4), dt.date(2022, 10, 1), 3),
        (None, dt.date(2022, 10, 4), dt.date(2022, 10, 5), None),
        (None, None, dt.date(2022, 10, 1), None),
    ],
)
def test_days_to_an_answer(
    lag: int | None, begins: dt.date | None, ended: dt.date | None, days: int | None
) -> None:
    """Those of the link, else those between dated acts that do not overlap."""
    answered = {"id": "e1", "lane": "a", "date_from": ended, "date_to": ended}
    answer = {"id": "e2", "lane": "b", "date_from": begins, "date_to": begins}
    link = {"answer": "e2", "answered": "e1", "lag_least": lag}
    assert tally.answers_across([answered, answer], [link]) == [(answered, days)]
    assert tally.answers_across([answered, answer | {"lane": "a"}], [link]) == []


def test_an_answer_that_two_reports_state_is_one(tmp_path: Path) -> None:
    """In the figures as on the timeline, also where acts are drawn as bars."""
    path = tmp_path / "twice.duckdb"
    make(path)
    with TestClient(create_app(path, renewing=False), base_url=HOME) as client:
        once = client.get("/dyad/JPN/RUS.json").json()
    with Ledger.open(path) as ledger, ledger.transaction() as connection:
        connection.execute(
            "INSERT INTO links SELECT * REPLACE ('r3' AS report) FROM links WHERE basis = 'stated'"
        )
    with TestClient(create_app(path, renewing=False), base_url=HOME) as client:
        twice = client.get("/dyad/JPN/RUS.json").json()
    assert once["summary"]["answers"] and twice["summary"] == once["summary"]
    assert len(twice["links"]) == len(once["links"])


def test_a_period_has_the_figures_of_its_acts(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The overview has all years, bars have each act of the period, and no more is counted than is there."""
    whole = client.get("/dyad/JPN/RUS.json").json()
    period = "since=2022-09-26&until=2022-10-04"
    part = client.get(f"/dyad/JPN/RUS.json?{period}").json()
    assert 0 < part["acts"] < whole["acts"] and part["span"] == whole["span"]
    assert (
        part["acts"] == len(part["events"]) == sum(one["acts"] for one in part["summary"]["lanes"].values())
    )
    reading = client.app.state.site.reading  # type: ignore[attr-defined]
    reading.renew()
    monkeypatch.setattr(timeline, "MOST_MARKS", 3)
    bars = client.get(f"/dyad/JPN/RUS.json?{period}").json()
    reading.renew()
    assert (
        bars["drawn"] == "bars" and sum(bar["acts"] for bar in bars["bars"]) == bars["acts"] == part["acts"]
    )
    assert bars["links"] == [] and bars["choices"] == part["choices"]
