"""Where marks, arrows, ticks and bars stand, and the files that take an exchange away."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.datastructures import QueryParams
from tests.explorer.test_pages import Outline

from demarche.errors import UsageError
from demarche.explorer import answering, charts, land, timeline, words
from demarche.explorer.export import standalone
from demarche.explorer.facets import Facets
from demarche.explorer.pages import Ask
from demarche.explorer.pages.actor import actor, profile
from demarche.explorer.pages.dyad import LEAST_LATER, after_pause, gathered
from demarche.explorer.reading import Reading
from demarche.explorer.scale import Scale

KINDS = ("cooperation", "conflict")
DAYS = st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2100, 1, 1))


@settings(deadline=None)  # a busy machine is no failure
@given(DAYS, DAYS)
def test_ticks_are_in_order_and_few(one: dt.date, other: dt.date) -> None:
    first, last = sorted((one, other))
    scale = Scale.of(first, last, 0.0, 1000.0)
    ticks = scale.ticks()
    assert len(ticks) <= 14
    assert [tick.x for tick in ticks] == sorted(tick.x for tick in ticks)
    assert all(0 <= tick.x <= 1000 and first <= tick.day <= last for tick in ticks)
    assert scale.x(first) == 0
    assert scale.x(last + dt.timedelta(1)) == pytest.approx(1000)


acts = st.lists(
    st.fixed_dictionaries(
        {
            "day": st.dates(dt.date(2020, 1, 1), dt.date(2020, 3, 1)),
            "score": st.floats(-10, 10),
            "lane": st.sampled_from(["a", "b", "both"]),
        }
    ),
    max_size=60,
)


@settings(deadline=None)
@given(acts)
def test_marks_stand_in_their_lanes_and_apart(rows: list[dict[str, object]]) -> None:
    full = [
        row
        | {
            "id": str(n),
            "event": "SANCTION",
            "mode": ["expel"],
            "quad": "material conflict",
            "status": "actual",
            "date_from": row["day"],
            "date_to": row["day"],
            "actor": "JPN",
            "actor_name": "Japan",
            "more_actors": None,
            "recipient": "RUS",
            "recipient_name": None,
            "more_recipients": None,
            "cameo": None,
        }
        for n, row in enumerate(sorted(rows, key=lambda row: str(row["day"])))
    ]
    drawn = timeline.draw(full, [], dt.date(2020, 1, 1), dt.date(2020, 3, 1))
    for mark in drawn.marks:
        assert 0 <= mark.x <= drawn.width
        assert 0 <= mark.y <= drawn.height
        assert {"a": mark.y < drawn.middle, "b": mark.y > drawn.middle, "both": True}[mark.lane]
    levels: dict[float, list[timeline.Mark]] = {}
    for mark in drawn.marks:
        if mark.lane != "both":
            levels.setdefault(mark.y, []).append(mark)
    if len(rows) <= 24:  # more than that on one day are put on one another at the outermost level
        for level in levels.values():
            ordered = sorted(level, key=lambda mark: mark.x)
            assert all(right.x - left.x >= left.size + right.size for left, right in pairwise(ordered))


def test_answers_of_one_day_stand_right_of_what_they_answer() -> None:
    row = {
        "event": "ACCUSE",
        "mode": [],
        "quad": "verbal conflict",
        "status": "actual",
        "score": -2.0,
        "day": dt.date(2020, 1, 2),
        "date_from": None,
        "actor_name": None,
        "recipient_name": None,
        "more_actors": None,
        "more_recipients": None,
        "cameo": None,
    }
    rows = [
        row | {"id": "z", "lane": "a", "actor": "JPN", "recipient": "RUS"},
        row | {"id": "y", "lane": "b", "actor": "RUS", "recipient": "JPN"},
        row | {"id": "x", "lane": "a", "actor": "JPN", "recipient": "RUS"},
    ]
    link = {"kind": "protests", "basis": "stated", "confidence": 0.9, "lag_least": 0, "lag_most": 0}
    links = [
        link | {"answer": "x", "answered": "y", "verdict": "reject"},
        link | {"answer": "y", "answered": "z"},
    ]
    drawn = timeline.draw(rows, links, dt.date(2020, 1, 1), dt.date(2020, 1, 3))
    at = {mark.id: mark.x for mark in drawn.marks}
    day = (drawn.width - 2 * timeline.SIDE) / 3
    assert timeline.SIDE + day < at["z"] < at["y"] < at["x"] < timeline.SIDE + 2 * day
    assert [arrow.verdict for arrow in drawn.arrows] == ["reject", None]
    assert drawn.arrows[0].title.endswith("rejected by an analyst")
    wide = timeline.draw(rows, links, dt.date(2020, 1, 1), dt.date(2020, 12, 31))
    assert len({mark.x for mark in wide.marks}) == 1


days_of_acts = st.lists(st.dates(dt.date(1980, 1, 1), dt.date(2020, 1, 1)), max_size=60)


@settings(deadline=None)
@given(days_of_acts, st.integers(0, 40))
def test_page_opens_where_acts_are_gathered(days: list[dt.date], close: int) -> None:
    burst = [dt.date(2000, 5, 1) + dt.timedelta(n % 20) for n in range(close)]
    rows = [{"day": day} for day in sorted([*days, *burst])]
    kept = gathered(rows)
    assert kept == rows or len(kept) >= 0.9 * len(rows) - 1
    if kept != rows:
        whole, part = rows[-1]["day"] - rows[0]["day"], kept[-1]["day"] - kept[0]["day"]
        assert part <= whole / 3
        assert kept == [row for row in rows if kept[0]["day"] <= row["day"] <= kept[-1]["day"]]
    if close >= 30 and len(days) <= 3 and days and max(days) > dt.date(2005, 1, 1):
        assert len(kept) < len(rows)


@given(days_of_acts)
def test_page_opens_after_a_long_pause(days: list[dt.date]) -> None:
    rows = [{"day": day} for day in sorted(days)]
    kept = after_pause(rows)
    assert kept == rows[len(rows) - len(kept) :]
    if kept != rows:
        pause = kept[0]["day"] - rows[len(rows) - len(kept) - 1]["day"]
        assert len(kept) >= LEAST_LATER and 2 * pause > rows[-1]["day"] - rows[0]["day"]
    later = [{"day": dt.date(2100, 1, 1) + dt.timedelta(n)} for n in range(LEAST_LATER)]
    assert after_pause([*rows, *later]) == later


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        ("2022-10-04", None, "4 Oct 2022"),
        ("2022-10-01", "2022-10-31", "Oct 2022"),
        ("2022-01-01", "2022-12-31", "2022"),
        ("2022-10-04", "2022-10-06", "4–6 Oct 2022"),
        ("2022-10-04", "2022-11-06", "4 Oct – 6 Nov 2022"),
        ("2021-12-30", "2022-01-02", "30 Dec 2021 – 2 Jan 2022"),
        (None, None, "no date"),
    ],
)
def test_days_in_words(first: str | None, last: str | None, says: str) -> None:
    assert words.date_text(first, last) == says


def test_sides_name_their_country_once() -> None:
    row = {"actor": "GBR", "actor_name": "British diplomats", "more_actors": None}
    assert words.side(row, "actor") == "British diplomats"
    assert words.side(row | {"actor_name": "Theresa May"}, "actor") == "Theresa May (GBR)"
    assert words.side(row | {"actor_name": "Government (united kingdom)"}, "actor") == (
        "Government (united kingdom)"
    )
    us = row | {"actor": "USA", "actor_name": "all of us"}
    assert words.side(us, "actor") == "all of us (USA)"  # us is no US
    assert words.country("SJM") == "Svalbard and Jan Mayen"
    assert words.country("XXX") == "XXX"


def test_lags_in_words() -> None:
    assert [words.lag_text(*lag) for lag in ((0, 0), (1, 1), (2, 5), (None, None))] == [
        "same day",
        "1 day later",
        "2–5 days later",
        "",
    ]


def test_text_that_turns_is_shown_and_keeps_its_length() -> None:
    text = "a\u202eb\u2066c\x07d\ne"
    assert words.visible(text) == "a\ufffdb\ufffdc\ufffdd\ne"


@pytest.fixture
def reading(quarrel: Path) -> Reading:
    return Reading(quarrel, renewing=False)


def test_bars_of_all_years_are_two_outlines(reading: Reading) -> None:
    """Each bar is in the outline of its kind, where it stands; hundreds of elements less."""
    data = profile(reading, "JPN", Facets())
    chart = charts.overview(data["span"], None)
    assert chart is not None and chart.sticks
    for kind in KINDS:
        bars = [stick for stick in chart.sticks if stick.kind == kind]
        drawn = re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)h-([\d.]+)z", chart.outline(kind))
        assert bars and [tuple(map(float, one)) for one in drawn] == [
            (bar.x, bar.y, bar.width, bar.height, bar.width) for bar in bars
        ]
    page = answering.html(
        actor(reading, Ask({"code": "JPN"}, QueryParams(), "/actor/JPN")),
        here="",
        twins={},
        back="",
        token="",
        ledger_name="",
        q="",
        reviews_of=None,
        judged=reading.judged(),
    )
    years = page[page.index('class="overview"') : page.index("</svg>")]
    assert [f'<path class="{kind}" d="{chart.outline(kind)}"/>' in years for kind in KINDS] == [True, True]
    assert not any(f'<rect class="{kind}"' in years for kind in KINDS)


def test_page_to_take_away_is_whole(reading: Reading) -> None:
    page = standalone(reading, "JPN", "RUS", Facets()).decode()
    outline = Outline(page)
    assert "script" not in {tag for tag, _ in outline.tags}
    assert not re.findall(r'(?:src|href)="(?!#)[^"]*"', page)
    assert not re.search(r"url\((?!#)", page)
    for link in outline.links:
        assert link.startswith("#")
        assert link[1:] in outline.ids
    assert "<img" not in page and "\u202e" not in page


def test_drawing_to_take_away(reading: Reading) -> None:
    import xml.etree.ElementTree as ET

    root = ET.fromstring(standalone(reading, "JPN", "RUS", Facets(), "svg"))
    assert root.tag.endswith("svg")
    assert standalone(reading, "JPN", "RUS", Facets(), "png").startswith(b"\x89PNG")


def test_nothing_to_take_away(reading: Reading) -> None:
    with pytest.raises(UsageError, match="Widen the period"):
        standalone(reading, "USA", "CHN", Facets())
    with pytest.raises(UsageError, match="Available"):
        standalone(reading, "JPN", "RUS", Facets(), "gif")


def test_facets_survive_a_round(reading: Reading) -> None:
    facets = Facets.read(
        QueryParams(
            "type=sanction&type=ACCUSE&status=actual&since=2022&until=2022-10&basis=stated&confidence=0.5&publisher=A,+B"
        )
    )
    assert facets.publisher == ("A, B",)
    assert facets.until == dt.date(2022, 10, 31)
    assert Facets.read(QueryParams(facets.link("/x").partition("?")[2])) == facets


def test_land_is_that_of_the_place_index() -> None:
    stored = land._lines("land.txt")
    computed = land.squares()
    same = sum(
        a == b for one, other in zip(stored, computed, strict=True) for a, b in zip(one, other, strict=True)
    )
    assert same / sum(map(len, computed)) > 0.98
    assert land.centre("FRA") is not None
