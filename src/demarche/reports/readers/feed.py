"""RSS and Atom feeds: an entry's full content, else the page it links to when asked, else its summary."""

from __future__ import annotations

import calendar
import datetime as dt
import io
import re
from collections.abc import Iterator
from typing import Any

from demarche.errors import InputError
from demarche.model import Reject
from demarche.reports.opening import SCHEME, Opened, opened, read_all
from demarche.reports.options import ReadOptions
from demarche.reports.readers import reader_for, reject
from demarche.reports.rows import Row

KIND = "RSS or Atom feed"
RANK = 20
ROOT = re.compile(r"<(?:rss|rdf:RDF|feed)[\s>]", re.I)
LOOKED_AT = 2000  # characters in which the root element stands


def recognises(head: str, input_: Opened) -> bool:
    """It begins like XML and its root element is a feed's."""
    start = head.lstrip()[:LOOKED_AT]
    return start.startswith("<") and bool(ROOT.search(start)) and "<html" not in start.lower()


def rows(input_: Opened, options: ReadOptions) -> Iterator[Row | Reject]:
    """A row or a Reject for every entry, in the feed's order."""
    import feedparser

    data = read_all(input_, options)
    feed = feedparser.parse(io.BytesIO(data), resolve_relative_uris=False, sanitize_html=False)
    entries = feed.entries
    if not entries:
        raise InputError(
            f"{input_.origin}: the feed has no entries. Open it in a browser to see whether it is empty "
            f"or broken."
        )
    publisher = _text(feed.feed.get("title"))
    language = _text(feed.feed.get("language"))
    for number, entry in enumerate(entries, 1):
        yield from _entry(entry, f"{input_.origin}:{number}", publisher, language, options)


def _entry(
    entry: Any, origin: str, publisher: str | None, language: str | None, options: ReadOptions
) -> Iterator[Row | Reject]:
    link = _text(entry.get("link"))
    given: dict[str, Any] = {
        "id": None if link else _text(entry.get("id")),
        "url": link,
        "title": plain_text(entry.get("title")),
        "publisher": publisher,
        "author": _text(entry.get("author")),
        "published": _day(entry),
        "language": language,
    }
    content = next((part.get("value") for part in entry.get("content") or () if part.get("value")), None)
    if not content and options.fetch_links and link:
        yield from _linked(link, origin, given, options)
        return
    html = content or entry.get("summary")
    if not html or not html.strip():
        hint = (
            "Ask for its page to be fetched (fetch_links, --fetch-links)."
            if link
            else "Nothing can be done about it here."
        )
        yield reject(origin, f"the entry {given['title'] or link or ''!r} has no text. {hint}")
        return
    # A fragment of HTML, not a page: its text is all report.
    from demarche.reports.page import fragment_text

    text = fragment_text(html)
    if not text.strip():
        yield reject(origin, "the entry's content holds no text. Give the page's own address instead.")
        return
    yield Row(origin, text=text, **given)


def _linked(link: str, origin: str, given: dict[str, Any], options: ReadOptions) -> Iterator[Row | Reject]:
    """The page that an entry links to, with what the entry says of it."""
    try:
        if not SCHEME.match(link):
            raise InputError(f"{link}: is no full address, so it cannot be fetched. Give the page itself.")
        with opened(link, options) as page:
            reader = reader_for(page)
            if reader.KIND == KIND:
                raise InputError(f"{link}: is a feed again. Give that feed itself.")
            for row in reader.rows(page, options):
                if isinstance(row, Reject):
                    yield row
                else:
                    yield Row(origin, text=row.text, html=row.html, charset=row.charset, **given)
    except InputError as error:
        yield reject(origin, error)


def plain_text(html: str | None) -> str | None:
    """A title without its tags and entities."""
    if not html:
        return None
    from demarche.reports.page import fragment_text

    return " ".join(fragment_text(html).split()) or None


def _text(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _day(entry: Any) -> dt.date | None:
    """The day (UTC) of publication, or of the last change when that is all there is."""
    for name in ("published_parsed", "updated_parsed"):
        moment = entry.get(name)
        if moment:
            try:
                return dt.datetime.fromtimestamp(calendar.timegm(moment), dt.UTC).date()
            except (ValueError, OverflowError, OSError):
                continue
    return None
