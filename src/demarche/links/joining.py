"""A new report joins the acts that are known: incremental, and with the same result in whatever order reports
come.

Choices are made in the order of tellings.  The newcomers are waiting at first; where a choice changes an act,
the later tellings that are near that act wait to choose again; when nobody waits, the acts are those that
clustering everything anew would give (`clusters.py` says why).  A report that is later than what it
resembles, as news is, makes nobody choose again.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import islice

from demarche.links.clusters import COMPARED, JOINS, Act, Scores, fitting
from demarche.links.index import LAST_DAY, CandidateIndex, Change, Search, rank_of, search_for
from demarche.links.same_act import log_odds, weights
from demarche.links.tellings import Telling

# So many tellings that wait are prepared at once: a store answers one long question sooner than many short
# ones.
AHEAD = 256


def join(
    tellings: Sequence[Telling], index: CandidateIndex, *, stored: Collection[str] | None = None
) -> Change:
    """What storing the tellings of one report, or of several, changes; the caller applies it (`index.apply`).

    The same tellings again change nothing.  A report that was stored with other tellings has them replaced.
    stored: ids of the reports that may be stored with other tellings, some of which may have none any more;
    without it, those that the tellings are of.
    """
    known = {telling.report_id for telling in tellings} if stored is None else stored
    old = set(index.tellings_of(known)) if known else set()
    new = set(tellings)
    return _Pool(index, gone=old - new, new=new - old).change()


def leave(tellings: Collection[Telling], index: CandidateIndex) -> Change:
    """What taking tellings out changes."""
    return _Pool(index, gone=tellings, new=()).change()


class _Pool:
    """The acts that a change touches, as they are while it is being made; each has a number here."""

    def __init__(self, index: CandidateIndex, *, gone: Collection[Telling], new: Collection[Telling]) -> None:
        self._index = index
        self._score = Scores(log_odds)
        self._gone = {telling.id for telling in gone}
        self._new = {telling.id: telling for telling in new}
        self._placed: dict[str, list[Telling]] = defaultdict(list)  # newcomers that have chosen, by type
        self._stored: list[tuple[Telling, ...]] = []
        self._acts: list[list[Telling]] = []
        self._in: dict[str, int] = {}
        self._waiting: list[tuple[tuple[int, str, int, str], str]] = []
        self._waits: dict[str, Telling] = {}
        # What the store has in the block of each telling that has been prepared; of others only from a day of
        # publication on.
        self._blocks: dict[str, Sequence[Telling]] = {}
        self._later: dict[str, tuple[int, Sequence[Telling]]] = {}
        for telling in new:
            self._wait(telling)
        self._take_out(gone)

    def change(self) -> Change:
        """What the store has to do, once nobody waits."""
        while self._waiting:
            _, telling_id = heapq.heappop(self._waiting)
            telling = self._waits.pop(telling_id, None)
            if telling is not None:  # a report that stands twice in a batch has its tellings twice
                self._choose(telling)
        touched = [
            (before, act)
            for before, act in zip(self._stored, self._acts, strict=True)
            if before != tuple(act)
        ]
        acts = tuple(Act(tuple(act)) for _, act in touched if act)
        ordered = tuple(sorted(acts, key=lambda act: act.tellings[0].order))
        before = [before for before, _ in touched]
        return Change(
            ordered,
            gone=tuple(sorted(self._gone)),
            stored=tuple(sorted(telling.id for act in before for telling in act)),
            aliases=_renamed(before, ordered),
        )

    def _take_out(self, gone: Collection[Telling]) -> None:
        self._load(self._gone, also_gone=True)
        for telling in sorted(gone, key=lambda telling: telling.order):
            number = self._in.pop(telling.id, None)
            if number is not None:
                before = list(self._acts[number])
                self._acts[number].remove(telling)
                self._unsettle([before, self._acts[number]], telling)
        self._score = Scores(log_odds)  # what comes under the id of one that is gone is another telling

    def _prepare(self, first: Telling) -> None:
        """Asks the store at once for what a telling and those that wait with it need to choose.

        That is their blocks, the acts that they are near, and what is later and near those acts.
        """
        others = (telling for telling in self._waits.values() if telling.id not in self._blocks)
        wave = [first, *islice(others, AHEAD - 1)]
        found = self._index.candidates([_block(telling) for telling in wave])
        self._blocks.update(zip((telling.id for telling in wave), found, strict=True))
        near = {telling.id: [telling.id, *self._near(telling)] for telling in wave}
        self._load([other for ids in near.values() for other in ids])
        touched: dict[str, tuple[Telling, int]] = {}
        for telling in wave:
            day = rank_of(telling)
            for number in {self._in[i] for i in near[telling.id] if i in self._in}:
                for member in self._acts[number][:COMPARED]:
                    _, since = touched.get(member.id, (member, day))
                    touched[member.id] = (member, min(day, since))
        self._ask_later(touched.values())

    def _ask_later(self, members: Iterable[tuple[Telling, int]]) -> None:
        """Asks the store for what is in the blocks of members of acts from a day on, if it is not known."""
        asked = [
            (member, since)
            for member, since in members
            if member.id not in self._blocks and self._later.get(member.id, (LAST_DAY + 1, ()))[0] > since
        ]
        found = self._index.candidates([replace(_block(member), since=since) for member, since in asked])
        for (member, since), block in zip(asked, found, strict=True):
            self._later[member.id] = since, block

    def _near(self, telling: Telling) -> list[str]:
        """The ids of the tellings before it that are rather of its act."""
        return [other.id for other in self._earlier(telling) if self._score(telling, other) > JOINS]

    def _choose(self, telling: Telling) -> None:
        """Puts the telling where it belongs among what was told before it."""
        if telling.id not in self._blocks:
            self._prepare(telling)
        near = self._near(telling)
        self._load([*near, telling.id])
        told_before = {
            number: [other for other in self._acts[number] if other.order < telling.order]
            for number in {self._in[i] for i in near}
        }
        numbers = sorted(told_before, key=lambda number: told_before[number][0].order)
        best = fitting(telling, [told_before[number] for number in numbers], self._score)
        now = self._in.get(telling.id)
        if now is not None:
            company = [other for other in self._acts[now] if other.order < telling.order]
            if company == (told_before[numbers[best]] if best is not None else []):
                return
            before = list(self._acts[now])
            self._acts[now].remove(telling)
            self._unsettle([before, self._acts[now]], telling)
        if telling.id in self._new:
            self._placed[telling.event].append(telling)
        if best is None:
            self._open([telling], ())
            self._unsettle([[telling]], telling)
            return
        act = self._acts[numbers[best]]
        before = list(act)
        act.append(telling)
        act.sort(key=lambda other: other.order)
        self._in[telling.id] = numbers[best]
        self._unsettle([before, act], telling)

    def _unsettle(self, versions: Sequence[Sequence[Telling]], by: Telling) -> None:
        """Lets the tellings after `by` that are near an act, as it was or as it is, wait to choose again."""
        members = {other.id: other for act in versions for other in act[:COMPARED]}
        day, order = rank_of(by), by.order
        self._ask_later((member, day) for member in members.values())
        for member in members.values():
            block = self._blocks.get(member.id)
            for other in self._later[member.id][1] if block is None else block:
                if (
                    other.id not in self._waits
                    and other.id not in self._gone
                    and other.id not in self._new
                    and other.order > order
                    and self._score(member, other) > JOINS
                ):
                    self._wait(other)

    def _wait(self, telling: Telling) -> None:
        self._waits[telling.id] = telling
        heapq.heappush(self._waiting, (telling.order, telling.id))

    def _earlier(self, telling: Telling) -> list[Telling]:
        """The tellings in its block that come before it, those that still wait apart."""
        search = _block(telling)
        stored = self._blocks[telling.id]
        known = [other for other in stored if other.id not in self._gone and other.id not in self._new]
        fresh = [other for type_ in search.types for other in self._placed[type_] if search.holds(other)]
        order = telling.order
        return [other for other in known + fresh if other.order < order]

    def _load(self, telling_ids: Iterable[str], *, also_gone: bool = False) -> None:
        """Fetches the acts of stored tellings, once each."""
        hidden = set() if also_gone else self._gone
        wanted = {
            i
            for i in telling_ids
            if i not in self._in and i not in hidden and (also_gone or i not in self._new)
        }
        for act in self._index.acts_of(wanted) if wanted else ():
            self._open(list(act.tellings), act.tellings)

    def _open(self, act: list[Telling], stored: tuple[Telling, ...]) -> None:
        self._in.update((telling.id, len(self._acts)) for telling in act)
        self._acts.append(act)
        self._stored.append(stored)


def _block(telling: Telling) -> Search:
    return search_for(telling, weights().near(telling.event))


def _renamed(before: Iterable[Sequence[Telling]], acts: Iterable[Act]) -> dict[str, str]:
    """Act ids that were in use and are no longer, each with the id of the act that its earliest telling is of
    now.
    """
    after = {telling.id: act.id for act in acts for telling in act.tellings}
    current = set(after.values())
    names: dict[str, str] = {}
    for tellings in before:
        for telling in tellings:
            if tellings[0].id not in current and telling.id in after:
                names.setdefault(tellings[0].id, after[telling.id])
    return names
