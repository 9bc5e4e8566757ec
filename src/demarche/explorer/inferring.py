"""Answers that no report states, worked out from the ledger's acts for those that a page shows.

Which earlier act one answers depends on all that compete to be answered, and every report that is read can
change it: such answers are no rows of the ledger.  The rivals are the same whatever page asks – all acts, in
the months around, of those whom an act is directed at –, so every page says the same of an act, and
`demarche chains` does too.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from demarche.errors import unknown
from demarche.explorer.facets import Query, text
from demarche.explorer.reading import Reading, Row, statements
from demarche.ledger.linking import acts_of, told_of
from demarche.links.inference import (
    LEAST_CONFIDENCE,
    LONGEST_LAG,
    directed_at,
    link_of,
    order_known,
    propose,
)
from demarche.links.reconcile import StoredAct
from demarche.links.tellings import UNDATED_BACK
from demarche.model import Link

# How much is compared for one page: two acts cost 1, reading one `READING`, asking the ledger for rivals
# `ASKING`.  Larger ledgers have the smaller limit: some 0.1 s of a million events
# (`python -m benchmarks.explorer`).  Where more acts compete, each has a small share of the odds: hardly one
# answer would be sure enough to be shown.
READING, ASKING, LARGE = 10, 800, 200_000
MOST_WORK, MOST_WORK_OF_LARGE = 50_000, 3_000
# As much where a reader asks for more, and waits: one to three seconds.
MOST_WORK_ASKED = 300_000
# Later acts that are looked through for answers to those of a page, the earliest first.
MOST_LATER = 150
# The first day from which an act can be answered, its last day, its id.
_Rival = tuple[dt.date, dt.date, str]
MARGIN, AFTER = dt.timedelta(LONGEST_LAG + UNDATED_BACK), dt.timedelta(UNDATED_BACK)


class Inferring:
    """The inferred answers that one page asks for, within the work that the ledger's size allows.

    `left`: the acts that were not compared, for too many compete.
    """

    def __init__(self, reading: Reading, *, work: int | None = None) -> None:
        self._reading = reading
        self._work = work or (MOST_WORK if reading.size()["events"] <= LARGE else MOST_WORK_OF_LARGE)
        self._most = self._work
        self._rows: dict[str, Row] = {}
        self._acts: dict[str, StoredAct] = {}
        self._found: dict[str, Link | None] = {}
        self.left: set[str] = set()

    def of(self, ids: Iterable[str], rows: Iterable[Row] = ()) -> list[Link]:
        """What acts are inferred to answer, at most one each.

        ids: the acts, those that matter most first.  An act that a row of the ledger says what it answers has
        no other.  rows: rows of `events` that are at hand.
        """
        self._rows |= {row["id"]: row for row in rows}
        wanted = list(dict.fromkeys(ids))
        self._look(wanted)
        links = [link for link in map(self._found.get, wanted) if link]
        # Of two acts of one day each may seem to answer the other: the surer one does.
        self._look([link.answered for link in links if not self._ordered(link)])
        return [link for link in links if self._one_way(link)]

    def to(self, ids: Collection[str]) -> list[Link]:
        """What is inferred to answer acts."""
        if self._work < ASKING:
            self.left |= set(ids)
            return []
        later = self._reading.rows(
            "inferring.later",
            {"ids": list(ids), "after": LONGEST_LAG, "before": UNDATED_BACK, "limit": MOST_LATER},
        )
        wanted = set(ids)
        return [link for link in self.of(row["id"] for row in later) if link.answered in wanted]

    def _look(self, ids: Sequence[str]) -> None:
        """Finds what acts answer that were not looked at before."""
        new = [id for id in ids if id not in self._found]
        self._found |= dict.fromkeys(new)
        if new and self._work < ASKING:
            self.left |= set(new)
        if not new or self._work < ASKING:
            return
        self._work -= ASKING
        rivals = self._affordable(self._open(new))
        self._read({*rivals, *(id for near in rivals.values() for id in near)})
        for id, near in rivals.items():
            self._found[id] = self._answer(id, near)

    def _open(self, ids: Sequence[str]) -> list[Row]:
        """The rows, with their `last` day, of those acts that may answer another and of which no link says
        what they answer."""
        fresh = [id for id in ids if id not in self._rows]
        if fresh:
            self._rows |= {row["id"]: row for row in self._reading.rows("inferring.asked", {"ids": fresh})}
        stated = {row["answer"] for row in self._reading.rows("inferring.stated", {"ids": list(ids)})}
        rows = (self._rows[id] for id in ids if id in self._rows and id not in stated)
        return [
            row | {"last": row["date_to"] or row["day"]}
            for row in rows
            if row["origin"] == "coded" and row["event"] and row["day"]
        ]

    def _affordable(self, rows: Sequence[Row]) -> dict[str, list[str]]:
        """Acts with their rivals, in the order given, as far as the work that is left goes."""
        found: dict[str, list[str]] = {}
        read = set(self._acts)
        hopeful = [row for row in rows if not self._hopeless(row)]
        self.left |= {row["id"] for row in rows} - {row["id"] for row in hopeful}
        rivals = _Rivals(self._reading, hopeful) if hopeful else None
        for row in hopeful:
            near = rivals.near(row) if rivals else []
            fresh = {row["id"], *near} - read
            cost = len(near) + READING * len(fresh)
            if cost > self._work:
                self.left.add(row["id"])
                continue
            self._work -= cost
            read |= fresh
            found[row["id"]] = near
        return found

    def _hopeless(self, row: Row) -> bool:
        """Whether so many acts compete for one that no work that may be left would do: then none of them is
        asked for.  Reading what was read for others costs nothing again, but all was paid for once."""
        density = self._reading.kept("density", lambda: _density(self._reading))
        first, last = _days(row["day"], -dt.timedelta(LONGEST_LAG)), _days(row["last"], AFTER)
        # Whole months between the two days: what became known in them competes for certain, but for the act
        # itself.
        months = range(12 * first.year + first.month, 12 * last.year + last.month - 1)
        least = max(
            (sum(density.get((side, month), 0) for month in months) for side in _towards(row)), default=0
        )
        return (least - 1) * (1 + READING) > self._most

    def _read(self, ids: Collection[str]) -> None:
        """The acts as the ledger reconciles them."""
        new = sorted(ids - self._acts.keys())
        rows = self._reading.of_mentions("inferring.told", new) if new else []
        act_of = {row["told_as"]: row["id"] for row in rows}
        told = ((row["told_as"], told_of(row)) for row in rows)
        found = acts_of(told, self._reading.ledger.cursor(), act_of)
        self._acts |= {act.id: act for act in found}

    def _answer(self, id: str, near: Sequence[str]) -> Link | None:
        act = self._acts.get(id)
        if act is None or any(answer.basis == "stated" for answer in act.event.answers):
            return None
        best = next(iter(propose(act, [self._acts[one] for one in near if one in self._acts])), None)
        if best is None or best.confidence < LEAST_CONFIDENCE:
            return None
        return link_of(act, best)

    def _ordered(self, link: Link) -> bool:
        return order_known(self._acts[link.answered], self._acts[link.answer])

    def _one_way(self, link: Link) -> bool:
        back = self._found.get(link.answered)
        if back is None or back.answered != link.answer:
            return True
        return (back.confidence, link.answered) < (link.confidence, link.answer)


class _Rivals:
    """The acts among which the one is looked for that one of some acts answers, by their sides."""

    def __init__(self, reading: Reading, rows: Sequence[Row]) -> None:
        towards: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            for country in _towards(row):
                towards[country].append(row)
        authors = sorted(towards)
        targets = {country for row in rows if not _towards(row) for country in _codes(row, "actor")}
        query = statements("inferring.rivals").replace("/* competing */", statements("inferring.competing"))
        found = reading.ask(
            query,
            {
                "authors": authors,
                "authors_first": [_first(towards[country]) for country in authors],
                "authors_last": [_last(towards[country]) for country in authors],
                "targets": sorted(targets),
                "first": _first(rows),
                "last": _last(rows),
            },
        )
        self._by_author: dict[str, list[_Rival]] = defaultdict(list)
        self._by_target: dict[str, list[_Rival]] = defaultdict(list)
        for row in found:
            rival = (min(row["day"], row["published"] or row["day"]), row["last"], row["id"])
            by = _codes(row, "actor")
            for country in by & towards.keys():
                self._by_author[country].append(rival)
            for country in _towards(row) & targets if by else ():
                self._by_target[country].append(rival)
        self._longest = max((row["last"] - row["day"] for row in found), default=dt.timedelta())
        for rivals in (*self._by_author.values(), *self._by_target.values()):
            rivals.sort()

    def near(self, row: Row) -> list[str]:
        """Those that one act may answer, as far as countries and days say."""
        sides = _towards(row)
        lists = (
            [self._by_author[side] for side in sides]
            if sides
            else [self._by_target[side] for side in _codes(row, "actor")]
        )
        last = _days(row["last"], AFTER)
        earliest = _days(row["day"], -dt.timedelta(LONGEST_LAG))
        first = _days(earliest, -self._longest)
        found: dict[str, None] = {}
        for rivals in lists:
            for known, ends, id in rivals[
                bisect_left(rivals, first, key=_known) : bisect_right(rivals, last, key=_known)
            ]:
                if id != row["id"] and (known >= earliest or ends >= row["day"]):
                    found[id] = None
        return list(found)


def _density(reading: Reading) -> dict[tuple[str, int], int]:
    """Acts by country and month of all time."""
    return {(row["actor"], row["month"]): row["acts"] for row in reading.rows("inferring.density")}


def work_asked(query: Query) -> int | None:
    """How much an address lets be compared: with `compare=all` much more than usual, else None."""
    given = text(query, "compare")
    if given not in {"", "all"}:
        raise unknown("compare", given, ("all",))
    return MOST_WORK_ASKED if given else None


def _towards(row: Mapping[str, Any]) -> frozenset[str]:
    return directed_at(_codes(row, "actor"), _codes(row, "recipient"))


def _codes(row: Mapping[str, Any], role: str) -> frozenset[str]:
    """The countries of one side."""
    return frozenset(code for code in (row[role], *(row[f"more_{role}s"] or ())) if code)


def _first(rows: Iterable[Row]) -> dt.date:
    """The first day that matters for any of the acts."""
    return _days(min(row["day"] for row in rows), -MARGIN)


def _last(rows: Iterable[Row]) -> dt.date:
    """The last one."""
    return _days(max(row["last"] for row in rows), AFTER)


def _known(rival: _Rival) -> dt.date:
    return rival[0]


def _days(day: dt.date, by: dt.timedelta) -> dt.date:
    """The day so much earlier or later, within the calendar."""
    try:
        return day + by
    except OverflowError:
        return day
