"""What the address asks for: filters of acts and of answers, read strictly and written back into links."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol, get_args
from urllib.parse import urlencode

from demarche.errors import UsageError, unknown
from demarche.explorer.reading import statements
from demarche.model import LinkBasis, Status

# The longest name of a publisher or a search that is looked for.
LONGEST = 200
FIRST_DAY, LAST_DAY = dt.date(1000, 1, 1), dt.date(2999, 12, 31)


class Query(Protocol):
    """An address's parameters; a name may be repeated."""

    def getlist(self, key: Any) -> list[str]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """The filters that hold; empty ones let everything pass.  `type`, `status`, `publisher`, `origin`: any
    of."""

    type: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    publisher: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    basis: str | None = None
    confidence: float | None = None

    @classmethod
    def read(cls, query: Query) -> Facets:
        """The facets of an address.

        Raises:
            UsageError: a value that none of them can have; what is available is in the message.
        """
        from demarche.ontology import load

        return cls(
            type=tuple(
                _known("event type", name.upper(), load("plover").types) for name in several(query, "type")
            ),
            status=tuple(_known("status", name, get_args(Status)) for name in several(query, "status")),
            publisher=several(query, "publisher", commas=False),
            origin=several(query, "origin"),
            since=day(query, "since"),
            until=day(query, "until"),
            basis=_basis(query),
            confidence=number(query, "confidence", low=0.0, high=1.0),
        )

    def where(self) -> tuple[str, dict[str, Any]]:
        """The conditions on `events`, to follow a first one, and their values."""
        pieces, values = [], {}
        for name in ("type", "status", "publisher", "origin", "since", "until", "confidence"):
            value = getattr(self, name)
            if value not in ((), None):
                pieces.append(statements(f"facets.{name}"))
                values[name] = list(value) if isinstance(value, tuple) else value
        return "".join(f"\n  AND {piece}" for piece in pieces), values

    def where_links(self) -> tuple[str, dict[str, Any]]:
        """The conditions on `links`, to follow a first one, and their values."""
        pieces, values = [], {}
        if self.basis is not None:
            pieces.append(statements("facets.basis"))
            values["basis"] = self.basis
        return "".join(f"\n  AND {piece}" for piece in pieces), values

    def pairs(self) -> list[tuple[str, str]]:
        """The facets as parameters of an address."""
        found = []
        for field in fields(self):
            value = getattr(self, field.name)
            for one in value if isinstance(value, tuple) else () if value is None else (value,):
                found.append((field.name, f"{one:g}" if isinstance(one, float) else str(one)))
        return found

    def link(self, path: str, **changes: Any) -> str:
        """The address of a path with these facets, some of them changed; other names are added as they
        are."""
        own = {field.name for field in fields(self)}
        facets = replace(self, **{name: value for name, value in changes.items() if name in own})
        more = [
            (name, str(value))
            for name, value in changes.items()
            if name not in own and value not in (None, "")
        ]
        query = urlencode([*facets.pairs(), *more])
        return f"{path}?{query}" if query else path

    def as_dict(self) -> dict[str, Any]:
        """The facets for the JSON twin."""
        return {
            f.name: _plain(getattr(self, f.name))
            for f in fields(self)
            if getattr(self, f.name) not in ((), None)
        }


def several(query: Query, name: str, *, commas: bool = True) -> tuple[str, ...]:
    """The values of a parameter that may be repeated, or hold several with `commas` between; none twice."""
    values = [_short(name, value) for value in query.getlist(name)]
    found = [part.strip() for value in values for part in (value.split(",") if commas else (value,))]
    return tuple(dict.fromkeys(part for part in found if part))


def text(query: Query, name: str) -> str:
    """The value of a parameter, "" where it is not given."""
    given = query.getlist(name)
    return _short(name, given[-1]).strip() if given else ""


def day(query: Query, name: str) -> dt.date | None:
    """A day; a bare year or month is its first, for `until` its last."""
    given = text(query, name)
    if not given:
        return None
    try:
        found = _day(given, last=name == "until")
    except ValueError:
        found = None
    if found is None or not FIRST_DAY <= found <= LAST_DAY:
        raise UsageError(
            f"{name} is {given!r}, which is no day. Give it as YYYY-MM-DD, such as 2022-10-04, or as YYYY."
        )
    return found


def _day(given: str, *, last: bool) -> dt.date:
    parts = given.split("-")
    if not given.isascii() or not all(part.isdigit() for part in parts) or len(parts[0]) != 4:
        raise ValueError(given)
    if len(parts) == 1:
        return dt.date(int(given), 12, 31) if last else dt.date(int(given), 1, 1)
    if len(parts) == 2:
        first = dt.date(int(parts[0]), int(parts[1]), 1)
        return (first.replace(day=28) + dt.timedelta(4)).replace(day=1) - dt.timedelta(1) if last else first
    return dt.date(*map(int, parts))


def number(query: Query, name: str, *, low: float, high: float) -> float | None:
    """A number between two limits."""
    given = text(query, name)
    if not given:
        return None
    try:
        value = float(given)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise UsageError(f"{name} is {given!r}; it must be a number from {low:g} to {high:g}.")
    return value


def whole(query: Query, name: str, default: int, *, low: int, high: int) -> int:
    """A whole number between two limits."""
    given = text(query, name)
    if not given:
        return default
    if not (given.isascii() and given.isdigit() and len(given) < 10 and low <= int(given) <= high):
        raise UsageError(f"{name} is {given!r}; it must be a whole number from {low} to {high}.")
    return int(given)


def _basis(query: Query) -> str | None:
    given = text(query, "basis")
    return _known("basis", given, get_args(LinkBasis)) if given else None


def _known(what: str, value: str, available: Mapping[str, Any] | Sequence[str]) -> str:
    if value not in available:
        raise unknown(what, value, available)
    return value


def _short(name: str, value: str) -> str:
    if len(value) > LONGEST:
        raise UsageError(f"{name} is {len(value)} characters long. Give at most {LONGEST}.")
    return value.replace("\x00", "")


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, dt.date) else value
