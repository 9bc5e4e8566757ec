"""Where the marks and arrows of a dyad's timeline stand: plain numbers, drawn by a template or as a figure.

Time runs from left to right, in units of a picture `WIDTH` wide.  The first country's acts stand above the
middle, the second's below, joint acts on it; acts that would cover one another move outwards, level by
level.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from demarche.explorer import words
from demarche.explorer.scale import Scale, Tick

WIDTH, SIDE = 1000.0, 34.0
# Beyond so many acts in a period they are drawn as bars by days, weeks or months; up to so few each carries
# its name.
MOST_MARKS, MOST_NAMED, MOST_LEVELS = 250, 36, 12
# A day at least so wide spreads its acts: what answers stands right of what it answers, though hours are not
# known.
SPREAD_DAY = 60.0
# Up to so many arrows each carries its lag; beyond, only the one that is looked at.
MOST_LAGS = 40
NAMED_STEP, DENSE_STEP, BAND, EDGE = 30.0, 21.0, 64.0, 26.0
# Width of a letter of a name, and the height that a lag takes.
LETTER, LAG_HEIGHT, LAG_WIDTH = 6.1, 13.0, 30.0
JUDGED = {"accept": ", accepted by an analyst", "reject": ", rejected by an analyst"}
SHAPES = {
    "verbal cooperation": "circle",
    "material cooperation": "square",
    "verbal conflict": "diamond",
    "material conflict": "triangle",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """An act: `path` draws its shape, `size` is its radius by |score|, `name` stands beside it at
    `name_x`."""

    id: str
    lane: str
    x: float
    y: float
    size: float
    path: str
    quad: str
    status: str
    title: str
    name: str
    name_x: float
    anchor: str
    day: dt.date
    dated: bool
    verdict: str | None = None


@dataclass(frozen=True, slots=True)
class Arrow:
    """An answer: from the answering act to the one that it answers, with the lag at (`lag_x`, `lag_y`)."""

    answer: str
    answered: str
    basis: str
    kind: str
    path: str
    lag: str
    lag_x: float
    lag_y: float
    title: str
    verdict: str | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """Acts of a stretch of days, of one lane and class."""

    x: float
    y: float
    width: float
    height: float
    quad: str
    title: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole drawing; `middle` is the height of the line between the lanes."""

    height: float
    middle: float
    first: dt.date
    last: dt.date
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...] = ()
    arrows: tuple[Arrow, ...] = ()
    bars: tuple[Bar, ...] = ()
    width: float = WIDTH

    @property
    def dense(self) -> bool:
        """Whether there are too many arrows for a lag at each."""
        return len(self.arrows) > MOST_LAGS


def draw(
    rows: Sequence[Mapping[str, Any]], links: Sequence[Mapping[str, Any]], since: dt.date, until: dt.date
) -> Timeline:
    """The timeline of single acts.

    rows: acts with `lane` (a, b or both), in time order.  links: answers among them.  Either may carry the
    `verdict` of an analyst.
    """
    scale = Scale.of(since, until, SIDE, WIDTH - SIDE)
    named = len(rows) <= MOST_NAMED
    step = NAMED_STEP if named else DENSE_STEP
    spots = _spots(rows, _places(rows, links, scale), named=named)
    levels = {
        lane: max((level for n, (_, level) in enumerate(spots) if rows[n]["lane"] == lane), default=0)
        for lane in "ab"
    }
    middle = EDGE + BAND / 2 + (levels["a"] + 1) * step
    height = middle + BAND / 2 + (levels["b"] + 1) * step + EDGE
    marks = tuple(
        _mark(row, x, _y(row["lane"], level, middle, step), named)
        for row, (x, level) in zip(rows, spots, strict=True)
    )
    by_id = {mark.id: mark for mark in marks}
    pairs = [
        (link, by_id[link["answer"]], by_id[link["answered"]])
        for link in links
        if link["answer"] in by_id and link["answered"] in by_id
    ]
    return Timeline(height, middle, since, until, scale.ticks(), marks, _arrows(pairs, marks))


def draw_bars(
    rows: Sequence[Mapping[str, Any]],
    unit: str,
    since: dt.date,
    until: dt.date,
    *,
    lane_height: float = 150.0,
) -> Timeline:
    """The timeline of many acts: for each unit (day, week, month, year) and lane a bar of acts by class."""
    scale = Scale.of(since, until, SIDE, WIDTH - SIDE)
    middle = EDGE + lane_height + BAND / 2
    total: dict[tuple[dt.date, str], int] = {}
    for row in rows:
        total[row["day"], row["lane"]] = total.get((row["day"], row["lane"]), 0) + row["acts"]
    most = max(total.values(), default=1)
    stacked: dict[tuple[dt.date, str], float] = {}
    bars = []
    for row in sorted(rows, key=lambda row: (row["day"], row["lane"], words_order(row["quad"]))):
        end = unit_end(row["day"], unit)
        x, right = scale.x(max(row["day"], since)), scale.x(min(end, until) + dt.timedelta(1))
        high = lane_height * row["acts"] / most
        below = stacked.get((row["day"], row["lane"]), 0.0)
        stacked[row["day"], row["lane"]] = below + high
        up = row["lane"] != "b"
        y = middle - BAND / 2 - below - high if up else middle + BAND / 2 + below
        title = (
            f"{words.date_text(row['day'], end)}: {row['acts']} × {row['quad']}, score {row['score']:+.0f}"
        )
        bars.append(
            Bar(
                round(x, 1),
                round(y, 1),
                round(max(1.0, right - x - 0.6), 1),
                round(high, 1),
                row["quad"],
                title,
                row["day"].isoformat(),
                end.isoformat(),
            )
        )
    return Timeline(2 * middle, middle, since, until, scale.ticks(), bars=tuple(bars))


def unit_for(since: dt.date, until: dt.date) -> str:
    """The unit that gives some 30 to 150 bars."""
    days = (until - since).days + 1
    return "day" if days <= 120 else "week" if days <= 900 else "month" if days <= 4600 else "year"


def unit_end(first: dt.date, unit: str) -> dt.date:
    """The last day of the unit that begins on a day."""
    if unit in {"day", "week"}:
        return first + dt.timedelta(0 if unit == "day" else 6)
    if unit == "year":
        return dt.date(first.year, 12, 31)
    return (first.replace(day=28) + dt.timedelta(4)).replace(day=1) - dt.timedelta(1)


def words_order(quad: str) -> int:
    """Conflict next to the middle, so that its height is read first; material before verbal."""
    return ("material conflict", "verbal conflict", "material cooperation", "verbal cooperation").index(quad)


def _places(
    rows: Sequence[Mapping[str, Any]], links: Sequence[Mapping[str, Any]], scale: Scale
) -> list[float]:
    """x of each act: the middle of its day, or side by side within a wide day, answers after what they
    answer."""
    width = (scale.right - scale.left) / scale.days
    if width < SPREAD_DAY:
        return [scale.middle(row["day"]) for row in rows]
    depth = {row["id"]: 0 for row in rows}
    for _ in rows:  # as deep as the longest chain of answers; a step that changes nothing ends it
        deeper = {
            link["answer"]: depth[link["answered"]] + 1
            for link in links
            if link["answered"] in depth and depth.get(link["answer"], len(rows)) <= depth[link["answered"]]
        }
        if not deeper:
            break
        depth |= deeper
    days: dict[dt.date, list[str]] = {}
    for row in sorted(rows, key=lambda row: (row["day"], depth[row["id"]])):
        days.setdefault(row["day"], []).append(row["id"])
    shift = {
        id: width * ((n + 0.5) / len(ids) - 0.5) * (1 - 1 / len(ids))
        for ids in days.values()
        for n, id in enumerate(ids)
    }
    return [min(scale.right, max(scale.left, scale.middle(row["day"]) + shift[row["id"]])) for row in rows]


def _spots(
    rows: Sequence[Mapping[str, Any]], places: Sequence[float], *, named: bool
) -> list[tuple[float, int]]:
    """(x, level) of each act: the first level of its lane where it covers nothing."""
    ends: dict[str, list[list[tuple[float, float]]]] = {"a": [], "b": [], "both": []}
    spots = []
    for row, x in zip(rows, places, strict=True):
        size = radius(row["score"])
        name = len(label(row)) * LETTER + 8 if named and row["lane"] != "both" else 0.0
        left, right = (
            (x - size - name, x + size) if x + size + name > WIDTH - 4 else (x - size, x + size + name)
        )
        levels = ends[row["lane"]]
        level = next(
            (n for n, taken in enumerate(levels) if all(right + 3 < a or left - 3 > b for a, b in taken)),
            len(levels),
        )
        if level == len(levels) and level < MOST_LEVELS:
            levels.append([])
        level = min(level, MOST_LEVELS - 1)
        levels[level].append((left, right))
        spots.append((x, level))
    return spots


def _y(lane: str, level: int, middle: float, step: float) -> float:
    if lane == "both":
        return middle + (0, -14, 14)[level % 3]
    away = BAND / 2 + level * step + step / 2
    return middle - away if lane == "a" else middle + away


def radius(score: float) -> float:
    """The radius of a mark: 5.5 for no score, 12 for ±10."""
    return 5.5 + 0.65 * min(10.0, abs(score))


def label(row: Mapping[str, Any]) -> str:
    """The name beside a mark: the mode where there is one, else the type."""
    mode = "/".join(row["mode"] or ())
    name = (row["event"] or "other").lower()
    return f"{name}: {mode}" if mode else name


def _mark(row: Mapping[str, Any], x: float, y: float, named: bool) -> Mark:
    size = radius(row["score"])
    name = label(row) if named and row["lane"] != "both" else ""
    over = x + size + len(name) * LETTER + 8 > WIDTH - 4
    return Mark(
        id=row["id"],
        lane=row["lane"],
        x=round(x, 1),
        y=round(y, 1),
        size=round(size, 1),
        path=shape(SHAPES[row["quad"]], size),
        quad=row["quad"],
        status=row["status"],
        title=title(row),
        name=name,
        name_x=round(-size - 4 if over else size + 4, 1),
        anchor="end" if over else "start",
        day=row["day"],
        dated=row["date_from"] is not None and row["date_to"] in {None, row["date_from"]},
        verdict=row.get("verdict"),
    )


def title(row: Mapping[str, Any]) -> str:
    """An act in one line, for the ear and for tooltips."""
    status = "" if row["status"] == "actual" else f", {row['status']}"
    whom = words.side(row, "recipient")
    when = (
        words.date_text(row["date_from"], row["date_to"])
        if row["date_from"]
        else f"reported {words.date_text(row['day'])}"
    )
    who, act = words.side(row, "actor") or "somebody", words.what(row)
    score = words.score_text(row["score"])
    verdict = JUDGED.get(row.get("verdict") or "", "")
    return f"{when}: {who} → {whom or 'nobody named'}, {act}{status}, score {score}{verdict}"


def shape(name: str, r: float) -> str:
    """The outline of a shape around the origin; all have about the area of the circle of radius r."""
    if name == "circle":
        return f"M{-r:.1f} 0a{r:.1f} {r:.1f} 0 1 0 {2 * r:.1f} 0a{r:.1f} {r:.1f} 0 1 0 {-2 * r:.1f} 0z"
    if name == "square":
        s = r * 0.89
        return f"M{-s:.1f} {-s:.1f}h{2 * s:.1f}v{2 * s:.1f}h{-2 * s:.1f}z"
    if name == "diamond":
        s = r * 1.25
        return f"M0 {-s:.1f}L{s:.1f} 0L0 {s:.1f}L{-s:.1f} 0z"
    s = r * 1.3
    return f"M0 {-s:.1f}L{s:.1f} {0.8 * s:.1f}L{-s:.1f} {0.8 * s:.1f}z"


def _arrows(
    pairs: Sequence[tuple[Mapping[str, Any], Mark, Mark]], marks: Sequence[Mark]
) -> tuple[Arrow, ...]:
    taken = [(mark.x, mark.y) for mark in marks]
    arrows = []
    for link, answer, answered in pairs:
        path, x, y = _curve(answer, answered)
        lag = words.lag_text(link["lag_least"], link["lag_most"], short=True) or _about(answer, answered)
        if lag:
            y = _free(x, y, taken)
            taken.append((x, y))
        cue = f", “{' '.join(link['cue'].split())}”" if link.get("cue") else ""
        later = words.lag_text(link["lag_least"], link["lag_most"]) or lag.replace("~", "about ")
        how = f"{link['kind']} ({link['basis']}{cue})"
        title = ", ".join(part for part in (how, later, f"confidence {link['confidence']:.2f}") if part)
        title += JUDGED.get(link.get("verdict") or "", "")
        arrows.append(
            Arrow(
                answer.id,
                answered.id,
                link["basis"],
                link["kind"],
                path,
                lag,
                round(x, 1),
                round(y, 1),
                title,
                link.get("verdict"),
            )
        )
    return tuple(arrows)


def _about(answer: Mark, answered: Mark) -> str:
    """The lag that a link does not carry: between the days of acts, or, with ~, of reports that give none."""
    days = (answer.day - answered.day).days
    sure = "" if answer.dated and answered.dated else "~"
    return f"{sure}{days} d" if days > 0 else ""


def _curve(answer: Mark, answered: Mark) -> tuple[str, float, float]:
    """A curve from mark to mark, ending before the second, and its middle."""
    gap = answered.size + 4
    if answer.lane != answered.lane:
        down = 1 if answered.y > answer.y else -1
        y0, y1 = answer.y + down * answer.size, answered.y - down * gap
        half = (y0 + y1) / 2
        # A curve that leaves and arrives upright; leaning a little where both stand on one day.
        lean = 14.0 if abs(answer.x - answered.x) < 12 else 0.0
        bent = f"{answer.x + lean:.1f} {half:.1f} {answered.x + lean:.1f} {half:.1f}"
        path = f"M{answer.x} {y0:.1f}C{bent} {answered.x} {y1:.1f}"
        return path, (answer.x + answered.x) / 2 + lean * 0.75, half
    side = 1 if answer.lane == "b" else -1
    rise = side * min(46.0, 18 + abs(answer.x - answered.x) * 0.12)
    y0, y1 = answer.y + side * answer.size, answered.y + side * gap
    path = (
        f"M{answer.x} {y0:.1f}C{answer.x} {y0 + rise:.1f} {answered.x} {y1 + rise:.1f} {answered.x} {y1:.1f}"
    )
    return path, (answer.x + answered.x) / 2, (y0 + y1) / 2 + rise * 0.75


def _free(x: float, y: float, taken: Sequence[tuple[float, float]]) -> float:
    """The nearest height at which a lag covers none of the others."""
    for shift in (0, 1, -1, 2, -2, 3, -3):
        at = y + shift * LAG_HEIGHT
        if all(abs(x - other_x) > LAG_WIDTH or abs(at - other_y) >= LAG_HEIGHT for other_x, other_y in taken):
            return at
    return y
