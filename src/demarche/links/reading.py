"""What chains, deadlines and cases need of whoever keeps the acts; the ledger implements it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Protocol

from demarche.links.assembling import Assembled
from demarche.links.reconcile import StoredAct
from demarche.model import Link


class ActReader(Protocol):
    """A store of acts and links, for reading."""

    def acts(
        self,
        *,
        between: tuple[str, str] | None = None,
        since: dt.date | None = None,
        until: dt.date | None = None,
    ) -> Sequence[StoredAct]:
        """The acts, in any order: between two country codes, and whose dates (or first report) touch the
        days.
        """

    def links(self, act_ids: Collection[str]) -> Sequence[Link]:
        """The links whose both ends are among the acts, stated and inferred; ids are those in use."""


class MemoryReader:
    """The same over what `assemble` made of reports."""

    def __init__(self, assembled: Assembled) -> None:
        self._assembled = assembled

    def acts(
        self,
        *,
        between: tuple[str, str] | None = None,
        since: dt.date | None = None,
        until: dt.date | None = None,
    ) -> list[StoredAct]:
        from demarche.links.chains import among

        return [
            act
            for act in self._assembled.acts
            if (between is None or among(act, between)) and touches(act, since, until)
        ]

    def links(self, act_ids: Collection[str]) -> list[Link]:
        wanted = set(act_ids)
        return [link for link in self._assembled.links if {link.answer, link.answered} <= wanted]


def touches(act: StoredAct, since: dt.date | None, until: dt.date | None) -> bool:
    """Whether an act's days, or that of its first report, touch the days from `since` to `until`."""
    first = act.event.date.first if act.event.date else act.first_told
    last = act.event.date.last if act.event.date else act.first_told
    return (since is None or (last is not None and last >= since)) and (
        until is None or (first is not None and first <= until)
    )
