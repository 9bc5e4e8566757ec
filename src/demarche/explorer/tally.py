"""The figures of an exchange, counted from its acts and from the answers among them.

An act is a row of `dyad.acts`: id, day, date_from, date_to, event, quad, score, status, publisher, and its
`lane`: a or b, whose act it is, or both.  They come in the order of their days; what analysts rejected has
been left out.  One pass of the database over the events serves all figures of a page: an exchange of some
hundred acts is counted here in less time than the database takes to plan for it.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

from demarche.links.chains import CALLING

Act = Mapping[str, Any]
Row = dict[str, Any]
# An act of the other side within so many days counts as following on it; the usual window of the literature.
HORIZON = 30
# So many publishers can be chosen from, and so many acts without a known answer are named.
PUBLISHERS, UNANSWERED = 12, 8
OTHER = {"a": "b", "b": "a"}


def answers_across(acts: Iterable[Act], links: Iterable[Mapping[str, Any]]) -> list[tuple[Act, int | None]]:
    """The acts that one of the other lane answers, once for each answer, with the days between the two."""
    by_id = {act["id"]: act for act in acts}
    pairs = ((link, by_id.get(link["answer"]), by_id.get(link["answered"])) for link in links)
    return [
        (answered, link["lag_least"] if link["lag_least"] is not None else _days_between(answered, answer))
        for link, answer, answered in pairs
        if answer and answered and answer["lane"] != answered["lane"]
    ]


def summary(acts: Sequence[Act], answers: Sequence[tuple[Act, int | None]]) -> Row:
    """The figures by lane, how many answers there are, and how many acts that call for one have none."""
    answered = {act["id"] for act, _ in answers}
    of_lane: dict[str, list[Act]] = {"a": [], "b": [], "both": []}
    for act in acts:
        of_lane[act["lane"]].append(act)
    days = {lane: [act["day"] for act in own] for lane, own in of_lane.items()}
    lanes: dict[str, Row] = {}
    for lane, own in of_lane.items():
        if not own:
            continue
        following = _following(days[lane], days[OTHER[lane]]) if lane in OTHER else []
        lags = [lag for act, lag in answers if act["lane"] == lane and lag is not None]
        conflict = sum(act["quad"].endswith("conflict") for act in own)
        lanes[lane] = {
            "acts": len(own),
            "cooperation": len(own) - conflict,
            "conflict": conflict,
            "score": round(sum(act["score"] for act in own), 1),
            "answered": sum(act["id"] in answered for act in own),
            "median_lag_days": float(median(lags)) if lags else None,
            "followed_within_30_days": len(following),
            "median_days_to_next_act": float(median(following)) if following else None,
        }
    return {"lanes": lanes, "answers": len(answers), "unanswered": len(_unanswered(acts, answered))}


def unanswered(acts: Sequence[Act], answers: Iterable[tuple[Act, int | None]]) -> list[Row]:
    """The latest acts that call for an answer and have none that is known."""
    found = _unanswered(acts, {act["id"] for act, _ in answers})
    latest = sorted(found, key=lambda act: act["day"], reverse=True)[:UNANSWERED]
    return [{name: act[name] for name in ("id", "day", "event", "lane")} for act in latest]


def choices(acts: Iterable[Act]) -> dict[str, list[Row]]:
    """What the acts can be filtered by, with how many each leaves, the most first."""
    rows = list(acts)
    return {
        "type": _ranked(act["event"] for act in rows),
        "status": _ranked(act["status"] for act in rows),
        "publisher": _ranked(act["publisher"] for act in rows)[:PUBLISHERS],
    }


def months(acts: Iterable[Act]) -> list[Row]:
    """Acts and scores by month and lane."""
    found: dict[tuple[int, int, str], list[float]] = {}
    for act in acts:
        day, score = act["day"], act["score"]
        into = found.setdefault((day.year, day.month, act["lane"]), [0, 0.0, 0.0])
        into[0] += 1
        into[1 if score > 0 else 2] += score
    return [
        {
            "month": dt.date(year, month, 1),
            "lane": lane,
            "acts": count,
            "cooperation": cooperation,
            "conflict": conflict,
        }
        for (year, month, lane), (count, cooperation, conflict) in sorted(found.items())
    ]


def span(by_lane: Iterable[Row]) -> list[Row]:
    """The months of all lanes together."""
    found: dict[dt.date, Row] = {}
    for row in by_lane:
        into = found.setdefault(
            row["month"], {"month": row["month"], "acts": 0, "cooperation": 0.0, "conflict": 0.0}
        )
        for name in ("acts", "cooperation", "conflict"):
            into[name] += row[name]
    return list(found.values())


def bars(acts: Iterable[Act], unit: str) -> list[Row]:
    """Acts and score by day, week, month or year, lane and class."""
    scores: dict[tuple[dt.date, str, str], list[float]] = {}
    for act in acts:
        scores.setdefault((first_of(act["day"], unit), act["lane"], act["quad"]), []).append(act["score"])
    return [
        {"day": day, "lane": lane, "quad": quad, "acts": len(of), "score": sum(of)}
        for (day, lane, quad), of in sorted(scores.items())
    ]


def first_of(day: dt.date, unit: str) -> dt.date:
    """The day on which the unit begins that a day lies in; a week begins on its Monday."""
    if unit == "week":
        return dt.date.fromordinal(max(1, day.toordinal() - day.weekday()))
    return day if unit == "day" else day.replace(day=1) if unit == "month" else day.replace(month=1, day=1)


def _following(days: Iterable[dt.date], others: Sequence[dt.date]) -> list[int]:
    """Of acts on these days that are followed by the other side on a later day, soon enough: days until then;
    `others` are the other side's days in order."""
    found = []
    for day in days:
        at = bisect_right(others, day)
        if at < len(others) and (lag := (others[at] - day).days) <= HORIZON:
            found.append(lag)
    return found


def _unanswered(acts: Iterable[Act], answered: set[str]) -> list[Act]:
    return [
        act for act in acts if act["event"] in CALLING and act["lane"] != "both" and act["id"] not in answered
    ]


def _ranked(values: Iterable[str | None]) -> list[Row]:
    counted = Counter(value for value in values if value is not None)
    ranked = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return [{"value": value, "acts": acts} for value, acts in ranked]


def _days_between(answered: Act, answer: Act) -> int | None:
    """From the end of one act to the beginning of another, where both are dated and do not overlap."""
    begins, ended = answer["date_from"], answered["date_to"]
    return (begins - ended).days if begins and ended and begins >= ended else None
