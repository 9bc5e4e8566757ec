"""What joining needs of a store of acts: the protocol that the ledger implements, and one in memory."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from demarche.links.clusters import Act
from demarche.links.same_act import DATE_SLACK
from demarche.links.tellings import NEVER, Telling

# Tellings are filed by the month-like spans of days that their interval touches; longer intervals than this
# many spans (a year and more) are filed once, in a list that every search of their type looks through.
SPAN, MOST_SPANS = 32, 12
LAST_DAY = dt.date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Search:
    """Which stored tellings may be of one act with a new one: the block.

    types: the type and those that reports mix up with it.  first, last: days (ordinals), slack included; a
    stored telling is in the block when its own interval touches them.  actors, recipients: country codes; a
    stored telling is in the block when it shares one, or when either side is unknown (empty).  since:
    the first day of publication (`rank_of`).
    """

    types: tuple[str, ...]
    first: int
    last: int
    actors: frozenset[str]
    recipients: frozenset[str]
    since: int = 0

    def holds(self, telling: Telling) -> bool:
        """Whether a telling is in the block."""
        return (
            telling.event in self.types
            and telling.first <= self.last
            and telling.last >= self.first
            and self.since <= rank_of(telling)
            and _meet(self.actors, telling.actors)
            and _meet(self.recipients, telling.recipients)
        )


@dataclass(frozen=True, slots=True)
class Change:
    """What joining a report changes in the store.

    `acts`: those that are new or have changed, whole, in the order of their first tellings; a telling of
    theirs leaves the act that it was stored with.  `gone`: ids of tellings that are no longer told; one that
    is told otherwise now is in `acts` again.  `stored`: ids of all tellings that the acts held before, which
    are those that a store has to take out.  `aliases`: superseded act id to the id that stands for it now; a
    store follows and keeps them all.
    """

    acts: tuple[Act, ...] = ()
    gone: tuple[str, ...] = ()
    stored: tuple[str, ...] = ()
    aliases: dict[str, str] = field(default_factory=dict)


class CandidateIndex(Protocol):
    """The store of tellings, as joining sees it."""

    def candidates(self, searches: Sequence[Search]) -> Sequence[Sequence[Telling]]:
        """For each search the stored tellings in its block, in any order."""

    def acts_of(self, telling_ids: Collection[str]) -> Sequence[Act]:
        """The acts of tellings, each once and whole; ids that are not stored are left out."""

    def tellings_of(self, report_ids: Collection[str]) -> Sequence[Telling]:
        """The stored tellings of reports; none for a report that is not stored."""

    def apply(self, change: Change) -> None:
        """Stores a change, in one transaction."""


class MemoryIndex:
    """The index in memory: for tests, for `demarche code` over a folder, and for benchmarks."""

    def __init__(self) -> None:
        self._files: dict[tuple[str, str, int], dict[str, Telling]] = defaultdict(dict)
        self._long: dict[tuple[str, str], dict[str, Telling]] = defaultdict(dict)
        self._by_report: dict[str, dict[str, Telling]] = defaultdict(dict)
        self._tellings: dict[str, Telling] = {}
        self._act_of: dict[str, str] = {}
        self._acts: dict[str, Act] = {}
        self._aliases: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._tellings)

    def candidates(self, searches: Sequence[Search]) -> list[list[Telling]]:
        return [self._candidates(search) for search in searches]

    def acts_of(self, telling_ids: Collection[str]) -> list[Act]:
        ids = {self._act_of[i] for i in telling_ids if i in self._act_of}
        return [self._acts[i] for i in sorted(ids)]

    def tellings_of(self, report_ids: Collection[str]) -> list[Telling]:
        return [
            telling for report in sorted(report_ids) for telling in self._by_report.get(report, {}).values()
        ]

    def apply(self, change: Change) -> None:
        moving = {*change.gone, *(telling.id for act in change.acts for telling in act.tellings)}
        for emptied in {self._act_of[i] for i in moving if i in self._act_of}:
            del self._acts[emptied]
        for telling_id in moving:
            if telling_id in self._tellings:
                self._forget(self._tellings[telling_id])
        for act in change.acts:
            self._acts[act.id] = act
            for telling in act.tellings:
                self._file(telling, act.id)
        self._aliases.update(change.aliases)

    def acts(self) -> list[Act]:
        """All acts, in the order of their first tellings."""
        return sorted(self._acts.values(), key=lambda act: act.tellings[0].order)

    def act_id(self, event_id: str) -> str | None:
        """The id of the act that an id in use, superseded or of a report's own event belongs to."""
        seen: set[str] = set()
        while event_id not in self._act_of:
            seen.add(event_id)
            event_id = self._aliases.get(event_id, "")
            if not event_id or event_id in seen:
                return None
        return self._act_of[event_id]

    def _candidates(self, search: Search) -> list[Telling]:
        found: dict[str, Telling] = {}
        for event in search.types:
            for actor in [*sorted(search.actors), ""] if search.actors else ["*"]:
                for tellings in self._files_of(event, actor, search.first, search.last):
                    found.update((i, telling) for i, telling in tellings.items() if search.holds(telling))
        return list(found.values())

    def _files_of(self, event: str, actor: str, first: int, last: int) -> Iterable[dict[str, Telling]]:
        """The files to look through; "*" holds every telling of its type, "" those without a known actor."""
        if (event, actor) in self._long:
            yield self._long[event, actor]
        for span in range(first // SPAN, last // SPAN + 1):
            file = self._files.get((event, actor, span))
            if file:
                yield file

    def _file(self, telling: Telling, act: str) -> None:
        self._tellings[telling.id] = telling
        self._act_of[telling.id] = act
        self._by_report[telling.report_id][telling.id] = telling
        for file in self._places(telling):
            file[telling.id] = telling

    def _forget(self, telling: Telling) -> None:
        del self._tellings[telling.id], self._act_of[telling.id]
        self._by_report[telling.report_id].pop(telling.id, None)
        if not self._by_report[telling.report_id]:
            del self._by_report[telling.report_id]
        for file in self._places(telling):
            file.pop(telling.id, None)

    def _places(self, telling: Telling) -> Iterable[dict[str, Telling]]:
        spans = range(telling.first // SPAN, telling.last // SPAN + 1)
        for actor in [*(telling.actors or [""]), "*"]:
            if len(spans) > MOST_SPANS:
                yield self._long[telling.event, actor]
            else:
                yield from (self._files[telling.event, actor, span] for span in spans)


def search_for(telling: Telling, types: tuple[str, ...]) -> Search:
    """The block of a telling: everything outside it contradicts the telling (`same_act.contradiction`)."""
    slack = 0 if telling.first == NEVER else DATE_SLACK
    return Search(types, telling.first - slack, telling.last + slack, telling.actors, telling.recipients)


def rank_of(telling: Telling) -> int:
    """The day by which tellings are ordered: that of publication, after all others when it is unknown."""
    return telling.published if telling.published != NEVER else LAST_DAY


def _meet(a: frozenset[str], b: frozenset[str]) -> bool:
    return not a or not b or bool(a & b)
