"""What a name can stand for, and where it was found in a text."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Kind = Literal["state", "adjective", "people", "seat", "place", "organisation", "person", "role", "blocked"]
# Codes in the place of a country's, of what belongs to no state.
STATELESS = frozenset({"UNO", "EUR", "IGO", "NGO", "ISM", "IMG", "MNC"})


@dataclass(frozen=True, slots=True)
class Tenure:
    """What somebody or something is between two days; None is open."""

    country: str | None
    sector: tuple[str, ...]
    role: str | None = None
    first: dt.date | None = None
    last: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a name stands for.

    `sort`: person, persons or body for roles; body, party, armed, media, agency or company for
    organisations.  `pull`: where a role takes its country from when its phrase does not say.
    `neutral`: a head that takes the sector of its modifier.  `weak`: an ambiguous form, used only
    where the context agrees.  `contextual`: the country is the context's, `country` if it has none.
    `tenures`: what holds instead within given days, the most important first.
    """

    kind: Kind
    name: str
    country: str | None = None
    sector: tuple[str, ...] = ()
    sort: str = ""
    pull: str = ""
    neutral: bool = False
    weak: bool = False
    contextual: bool = False
    wikidata: str | None = None
    tenures: tuple[Tenure, ...] = ()
    rank: int = 0

    def at(self, day: dt.date | None) -> Tenure | None:
        """The tenure that holds on that day, the most important of several."""
        if day is None:
            return None
        return next((tenure for tenure in self.tenures if tenure.covers(day)), None)


@dataclass(frozen=True, slots=True)
class Match:
    """Where a name stands in a text: `text[start:end]`, and everything that it may stand for."""

    start: int
    end: int
    entries: tuple[Entry, ...]

    @property
    def entry(self) -> Entry:
        return self.entries[0]

    def of(self, *kinds: str) -> Entry | None:
        """The first entry of one of these kinds."""
        return next((entry for entry in self.entries if entry.kind in kinds), None)
