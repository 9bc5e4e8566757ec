"""What one input says of one report before it is read: the fields that were given, and a page or a text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from demarche.errors import InputError

TEXT_FIELDS = ("url", "title", "publisher", "author", "language")
FIELDS = ("id", *TEXT_FIELDS, "published", "text", "html")


@dataclass(frozen=True, slots=True)
class Row:
    """One report to be: `origin` names the place it came from (file, file:line, URL).

    `html` is bytes where the encoding is still to be found (`charset`: what the carrier said of it).
    """

    origin: str
    id: str | None = None
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: dt.date | None = None
    language: str | None = None
    text: str | None = None
    html: str | bytes | None = None
    charset: str | None = None


def row_of(fields: Mapping[str, Any], origin: str) -> Row:
    """The row that named fields make, unknown names being left alone.

    Raises:
        InputError: a field of the wrong kind, a date that is none, or neither text nor html.
    """
    given: dict[str, Any] = {}
    for name in TEXT_FIELDS:
        value = fields.get(name)
        if value is not None and not isinstance(value, str):
            raise InputError(
                f"{origin}: {name!r} is {_kind(value)}, not a string. Give it in quotes, or leave it out."
            )
        given[name] = (value.strip() or None) if value else None
    for name in ("text", "html"):
        value = fields.get(name)
        if value is not None and not isinstance(value, str | bytes):
            raise InputError(
                f"{origin}: {name!r} is {_kind(value)}, not a string. Give the report's {name} in quotes."
            )
        given[name] = value or None
    if isinstance(given["text"], bytes):
        given["text"] = given["text"].decode("utf-8", "replace")
    if not (given["text"] or "").strip() and not (given["html"] or "").strip():
        raise InputError(f"{origin}: neither 'text' nor 'html' holds anything. Each row needs one of them.")
    key = fields.get("id")
    if isinstance(key, bool) or not isinstance(key, str | int | None):
        raise InputError(f"{origin}: 'id' is {_kind(key)}. Give a string, or leave it out.")
    given["id"] = str(key) if key not in (None, "") else None
    given["published"] = day(fields.get("published"), origin)
    return Row(origin, **given)


def day(value: object, origin: str) -> dt.date | None:
    """The day that a `published` field names: a date, or an ISO 8601 date or time in a string.

    Raises:
        InputError: it names no day.
    """
    if value is None or value == "":
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    if isinstance(value, str):
        try:
            return dt.datetime.fromisoformat(value.strip()).date()
        except ValueError:
            pass
    raise InputError(
        f"{origin}: 'published' is {str(value)[:40]!r}, which is no date. Give the day of publication as "
        f"YYYY-MM-DD."
    )


def _kind(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), type(value).__name__)
