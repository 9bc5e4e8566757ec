"""Who belongs to which alliance when, from `data/alliances.tsv`."""

from __future__ import annotations

import datetime as dt
import functools

from demarche.entities.forms import key
from demarche.entities.tables import table
from demarche.errors import unknown


def members(code_or_name: str, date: dt.date | None = None) -> tuple[str, ...]:
    """The members' codes in alphabetical order on a day; without one, of all who ever belonged.

    Names and usual abbreviations are known in any case ("EU", "nato", "Group of Seven").  Raises
    `UsageError` for an alliance that the table does not have.
    """
    spells = _alliances()
    name = _names().get(key(code_or_name))
    if name is None:
        raise unknown("alliance", code_or_name, spells)
    found = {
        code
        for first, last, codes in spells[name]
        if date is None or (first <= date and (last is None or date <= last))
        for code in codes
    }
    return tuple(sorted(found))


def alliances() -> tuple[str, ...]:
    """The names of all alliances in the table."""
    return tuple(_alliances())


@functools.cache
def _alliances() -> dict[str, list[tuple[dt.date, dt.date | None, tuple[str, ...]]]]:
    out: dict[str, list[tuple[dt.date, dt.date | None, tuple[str, ...]]]] = {}
    for name, first, last, codes in table("alliances.tsv"):
        begin, end = _day(first, "-01-01"), _day(last, "-12-31")
        assert begin is not None
        out.setdefault(name, []).append((begin, end, tuple(codes.split())))
    return out


@functools.cache
def _names() -> dict[str, str]:
    return {key(name): name for name in _alliances()} | {
        key(other): name for other, name in table("alliance_names.tsv")
    }


def _day(text: str, rest: str) -> dt.date | None:
    if text == "-":
        return None
    return dt.date.fromisoformat({4: text + rest, 7: text + "-01"}.get(len(text), text))
