"""Small charts as plain numbers: sparklines, the overview of all years, the balance of cooperation and
conflict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from demarche.explorer import words
from demarche.explorer.scale import Scale, Tick
from demarche.explorer.timeline import unit_end

SPARK_WIDTH, SPARK_HEIGHT, SPARK_LEAST = 132.0, 30.0, 2.6
OVERVIEW_WIDTH, OVERVIEW_HEIGHT, OVERVIEW_SIDE = 1200.0, 74.0, 34.0
# Beyond so many months, bars are whole years.
MOST_MONTHS = 480
BALANCE_WIDTH, BALANCE_HEIGHT, BALANCE_SIDE = 560.0, 150.0, 62.0
# Room that the name of a tick takes.
LABEL = 52.0
# No bar is wider: one month among few would look like a block.
WIDEST = 26.0


@dataclass(frozen=True, slots=True)
class Stick:
    """A bar of a small chart; `kind` is cooperation or conflict."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch of the overview that can be chosen."""

    x: float
    width: float
    name: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars about a middle line; `window` is the stretch that is shown elsewhere."""

    width: float
    height: float
    middle: float
    sticks: tuple[Stick, ...]
    ticks: tuple[Tick, ...] = ()
    zones: tuple[Zone, ...] = ()
    window: tuple[float, float] | None = None
    top: float = 0.0

    def outline(self, kind: str) -> str:
        """All bars of one kind as one path: hundreds are read and drawn as quickly as one element."""
        return "".join(
            f"M{s.x:g} {s.y:g}h{s.width:g}v{s.height:g}h{-s.width:g}z" for s in self.sticks if s.kind == kind
        )


def sparkline(months: Sequence[Mapping[str, Any]], first: dt.date, last: dt.date) -> Chart:
    """Monthly scores: cooperation upwards, conflict downwards, by the square root so that small months are
    seen."""
    scale = Scale.of(first.replace(day=1), unit_end(last.replace(day=1), "month"), 0, SPARK_WIDTH)
    return Chart(
        SPARK_WIDTH,
        SPARK_HEIGHT,
        SPARK_HEIGHT / 2,
        tuple(_sticks(months, scale, "month", SPARK_HEIGHT / 2 - 1, SPARK_HEIGHT / 2, least=SPARK_LEAST)),
    )


def overview(months: Sequence[Mapping[str, Any]], window: tuple[dt.date, dt.date] | None) -> Chart | None:
    """All the years that the ledger has, each a zone to choose, with the window that the page shows."""
    if not months:
        return None
    first = dt.date(months[0]["month"].year, 1, 1)
    last = dt.date(months[-1]["month"].year, 12, 31)
    scale = Scale.of(first, last, OVERVIEW_SIDE, OVERVIEW_WIDTH - OVERVIEW_SIDE)
    unit = "month" if len(months) <= MOST_MONTHS else "year"
    bars = months if unit == "month" else _by_year(months)
    middle = (OVERVIEW_HEIGHT - 18) / 2
    # Without titles: the zones, which have their own, lie over the bars.
    sticks = _sticks(bars, scale, unit, middle - 2, middle, titled=False)
    return Chart(
        OVERVIEW_WIDTH,
        OVERVIEW_HEIGHT,
        middle,
        tuple(sticks),
        scale.ticks(),
        tuple(_zones(scale)),
        window
        and (
            round(scale.x(max(first, window[0])), 1),
            round(scale.x(min(last, window[1]) + dt.timedelta(1)), 1),
        ),
    )


def balance(
    rows: Sequence[Mapping[str, Any]], since: dt.date, until: dt.date, top: float, *, unit: str = "month"
) -> Chart:
    """Scores over time of one direction; `top` is the largest score that either direction reaches.

    rows: scores by `unit` (day or month), whose first day is `month`; of many years, bars are whole years.
    """
    if unit == "month":
        since, until = since.replace(day=1), unit_end(until.replace(day=1), "month")
    scale = Scale.of(since, until, BALANCE_SIDE, BALANCE_WIDTH - 4)
    years = scale.days > 366 * 12
    bars = _by_year(rows) if years else list(rows)
    middle = (BALANCE_HEIGHT - 20) / 2
    sticks = _sticks(bars, scale, "year" if years else unit, middle - 4, middle, top=top, power=1.0)
    ticks = tuple(tick for tick in scale.ticks()[::2] if tick.x < BALANCE_WIDTH - LABEL)
    return Chart(BALANCE_WIDTH, BALANCE_HEIGHT, middle, tuple(sticks), ticks, top=top)


def tallest(months: Sequence[Mapping[str, Any]], since: dt.date, until: dt.date) -> float:
    """The largest bar that `balance` draws of these months, for one scale of both directions."""
    years = (until - since).days > 366 * 12
    bars = _by_year(months) if years else list(months)
    return max((max(row["cooperation"], -row["conflict"]) for row in bars), default=0.0)


def _sticks(
    rows: Sequence[Mapping[str, Any]],
    scale: Scale,
    unit: str,
    room: float,
    middle: float,
    *,
    top: float | None = None,
    power: float = 0.5,
    least: float = 1.2,
    titled: bool = True,
) -> list[Stick]:
    highest = top or max((max(row["cooperation"], -row["conflict"]) for row in rows), default=0.0) or 1.0
    found = []
    for row in rows:
        x, end = scale.x(row["month"]), unit_end(row["month"], unit)
        whole = scale.x(end + dt.timedelta(1)) - x
        width = min(WIDEST, max(least, whole - 0.6))
        x += max(0.0, (whole - 0.6 - width) / 2)
        for kind, score in (("cooperation", row["cooperation"]), ("conflict", -row["conflict"])):
            if score <= 0:
                continue
            height = max(1.0, room * min(1.0, score / highest) ** power)
            y = middle - height if kind == "cooperation" else middle
            title = f"{words.date_text(row['month'], end)}: {kind} {score:.1f}" if titled else ""
            found.append(Stick(round(x, 1), round(y, 1), round(width, 1), round(height, 1), kind, title))
    return found


def _by_year(months: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    years: dict[int, dict[str, Any]] = {}
    for row in months:
        year = years.setdefault(
            row["month"].year,
            {"month": dt.date(row["month"].year, 1, 1), "cooperation": 0.0, "conflict": 0.0},
        )
        year["cooperation"] += row["cooperation"]
        year["conflict"] += row["conflict"]
    return list(years.values())


def _zones(scale: Scale) -> list[Zone]:
    """One for each year, or where there are few, for each month."""
    years = scale.last.year - scale.first.year + 1
    found = []
    if years <= 2:
        for month in range(years * 12):
            first = dt.date(scale.first.year + month // 12, month % 12 + 1, 1)
            found.append(_zone(scale, first, unit_end(first, "month")))
        return found
    step = 1 if years <= 120 else 10
    for year in range(scale.first.year, scale.last.year + 1, step):
        found.append(_zone(scale, dt.date(year, 1, 1), dt.date(year + step - 1, 12, 31)))
    return found


def _zone(scale: Scale, first: dt.date, last: dt.date) -> Zone:
    x = scale.x(first)
    right = min(scale.right, scale.x(last + dt.timedelta(1)))
    return Zone(
        round(x, 1), round(right - x, 1), words.date_text(first, last), first.isoformat(), last.isoformat()
    )
