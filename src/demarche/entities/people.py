"""Persons with dated roles: who held which office when.

The table `data/persons.tsv.gz` is compiled by `training/actors/` (see `docs/actors.md`).  A row is a
person; a holding is written "JPN GOV 2021-10-04 2023-12-14 Chief Cabinet Secretary", "-" being open.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from demarche.entities.entries import STATELESS, Entry, Tenure
from demarche.entities.forms import key
from demarche.entities.wording import words as lists

# Countries whose persons are called by their first word ("Xi Jinping" → "Xi").
FAMILY_FIRST = frozenset({"CHN", "TWN", "HKG", "KOR", "PRK", "VNM", "KHM"})
PARTICLES = frozenset(
    {
        "al",
        "el",
        "bin",
        "ibn",
        "ben",
        "bint",
        "van",
        "von",
        "de",
        "da",
        "dos",
        "del",
        "della",
        "di",
        "le",
        "la",
        "der",
        "den",
        "ul",
        "ur",
        "abu",
        "ould",
    }
)
# Who held these is former elite afterwards; rebels, dissidents and journalists are what they were.
OFFICES = (("GOV",), ("LEG",), ("MIL",), ("JUD",), ("PTY",), ("SPY",), ("COP",))
# Reports tell of the days before: who died or left office within this time is still called by it.
GRACE = dt.timedelta(days=7)


def day(text: str) -> dt.date | None:
    """The date of an ISO day; "-" and the empty string are None."""
    return None if text in ("", "-") else dt.date.fromisoformat(text)


def tenures(field: str) -> tuple[Tenure, ...]:
    """The holdings of a row, as written, the most important first."""
    out = []
    for holding in field.split(";"):
        country, codes, first, last, *role = holding.split(" ", 4)
        out.append(
            Tenure(
                None if country == "-" else country,
                () if codes == "-" else tuple(codes.split("|")),
                role[0] if role else None,
                day(first),
                day(last),
            )
        )
    return tuple(out)


def person(fields: Iterable[str]) -> Entry:
    """The entry of a table row: names, Wikidata id, rank, holdings."""
    names, wikidata, rank, holdings = fields
    held = tenures(holdings)
    return Entry(
        "person",
        names.split("|", 1)[0],
        held[0].country,
        held[0].sector,
        sort="person",
        wikidata=wikidata or None,
        tenures=held,
        rank=int(rank or 0),
    )


def standing(entry: Entry, published: dt.date | None, *, former: bool = False) -> Tenure:
    """What a person is on the day of the report: the role then held, else ELI of the same country.

    Without a date it is the most important role of all.  `former`: the text says "former" or "ex-".
    """
    held = entry.tenures
    if not held:
        return Tenure(entry.country, entry.sector)
    if former:
        return Tenure(held[0].country, ("ELI",), held[0].role)
    if published is None:
        return held[0]
    now = entry.at(published) or entry.at(published - GRACE)
    if now is not None:
        return now
    past = [tenure for tenure in held if tenure.last is not None and tenure.last < published]
    mine = [tenure for tenure in past if tenure.country == held[0].country] or past
    if not mine and held[0].country in STATELESS:
        return Tenure(None, ("ELI",), None)  # of a body that is still to come
    near = max(mine, key=lambda tenure: tenure.last or published) if mine else held[0]
    return Tenure(near.country, ("ELI",) if near.sector[:1] in OFFICES else near.sector, None)


def surnames(name: str, country: str | None) -> list[str]:
    """The keys by which a person may be named after the first time, the usual one first."""
    words = name.split()
    if len(words) < 2:
        return []
    first = words[0].lower()  # "John Lee", "Carrie Lam"
    western = first in lists()["names.male"] or first in lists()["names.female"]
    out = [words[0]] if country in FAMILY_FIRST and len(words[0]) > 1 and not western else []
    start = len(words) - 1
    out.append(words[start])
    while start > 1 and words[start - 1].lower() in PARTICLES:
        start -= 1
        out.append(" ".join(words[start:]))
    if "-" in words[-1] and words[-1].lower().startswith(("al-", "el-", "as-", "ad-", "ul-")):
        out.append(words[-1].split("-", 1)[1])
    if len(words) >= 3 and start > 1:
        out.append(" ".join(words[start - 1 :]))
    return [key(form) for form in out if form.lower() not in lists()["others"]]
