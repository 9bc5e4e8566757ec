"""Feeds fetched politely: conditional requests, robots.txt, a pause between two requests to one host,
back-off.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from demarche.errors import InputError
from demarche.model import Reject, Report
from demarche.reports.fetching import AGENT, check
from demarche.reports.options import ReadOptions

if TYPE_CHECKING:
    import httpx

# Seconds between two requests to one host, where its robots.txt asks for no longer.
PAUSE = 1.0
# A feed that fails is asked again after `every` times 2, 4, 8 …, at most after a day.
LONGEST_WAIT = dt.timedelta(days=1)
# Bytes of a robots.txt that are read (RFC 9309 asks for at least 500 KiB).
LONGEST_RULES = 512_000


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is known of a feed from earlier visits (the table `feeds`)."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    due: dt.datetime | None = None
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit to a feed gave: its body, None when it has not changed or failed; why it failed; the
    new state.
    """

    state: FeedState
    body: bytes | None = None
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a feed: its link or id, a fingerprint of what the feed says of it, the full address that it
    links to, and its report, as far as given.
    """

    key: str
    sha256: str
    link: str | None
    item: Any  # a reports.rows.Row, or a Reject for an entry without text of its own


class Visitor:
    """Asks servers for feeds and pages, once a host at a time; `close` it."""

    def __init__(self, options: ReadOptions, *, pause: float = PAUSE) -> None:
        import httpx

        self._options = options
        self._pause = pause
        self._robots: dict[str, RobotFileParser] = {}
        self._last: dict[str, float] = {}
        headers = {"User-Agent": AGENT}
        self._client = httpx.Client(
            follow_redirects=True,
            max_redirects=options.max_redirects,
            timeout=options.timeout,
            headers=headers,
        )

    def close(self) -> None:
        self._client.close()

    def visit(self, state: FeedState, every: dt.timedelta, now: dt.datetime) -> Visit:
        """The feed, asked for on condition that it has changed."""
        import httpx

        if not self.may_fetch(state.url):
            return self._failed(state, every, now, "its robots.txt forbids demarche to fetch it")
        headers = {"Accept": "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5"}
        if state.etag:
            headers["If-None-Match"] = state.etag
        if state.last_modified:
            headers["If-Modified-Since"] = state.last_modified
        try:
            self._wait(state.url)
            response, body = self._get(state.url, headers)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            return self._failed(state, every, now, str(error) or type(error).__name__)
        if response.status_code == 304:
            return Visit(replace(state, due=now + every, failures=0))
        if response.status_code >= 400:
            reason = f"the server answers {response.status_code} {response.reason_phrase}".strip()
            return self._failed(state, every, now, reason, retry=_retry_after(response, now))
        if len(body) > self._options.max_bytes:
            return self._failed(state, every, now, f"is larger than {self._options.max_bytes / 1e6:g} MB")
        etag, modified = response.headers.get("etag"), response.headers.get("last-modified")
        fresh = FeedState(state.url, etag, modified, now + every, 0)
        return Visit(fresh, body)

    def page(self, link: str) -> Iterator[Report | Reject]:
        """The report of a page that an entry links to; a Reject where the link is no address of the web, so
        that a feed never names a file of this machine.
        """
        from demarche.reports import read
        from demarche.reports.readers import reject

        try:
            check(link, link)
        except InputError as error:
            yield reject(link, error)
            return
        if not self.may_fetch(link):
            yield Reject(
                link,
                "read",
                "the robots.txt of its host forbids demarche to fetch it. Save the page and give the file.",
            )
            return
        self._wait(link)
        yield from read([link], options=replace(self._options, fetch_links=False))

    def may_fetch(self, url: str) -> bool:
        """Whether the host's robots.txt lets us; a host whose server fails (5xx) is left alone, one without
        the file is free, and of one that gives no answer the request itself tells what is wrong.
        """
        import httpx

        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._robots:
            rules = RobotFileParser(f"{host}/robots.txt")
            try:
                self._wait(url)
                response, body = self._get(f"{host}/robots.txt", {})
                if response.status_code >= 500:
                    rules.parse(["User-agent: *", "Disallow: /"])
                else:
                    text = body[:LONGEST_RULES].decode("utf-8", "replace")
                    rules.parse(text.splitlines() if response.status_code < 400 else [])
            except (httpx.HTTPError, httpx.InvalidURL, ValueError):
                return True  # the request itself will say what is wrong
            self._robots[host] = rules
        return self._robots[host].can_fetch(AGENT, url)

    def _get(self, url: str, headers: dict[str, str]) -> tuple[httpx.Response, bytes]:
        """An answer and its body, not much more of it than the limit and no longer than the options say."""
        import httpx

        deadline = time.monotonic() + self._options.timeout
        body = bytearray()
        with self._client.stream("GET", url, headers=headers) as response:
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > self._options.max_bytes:
                    break
                if time.monotonic() > deadline:
                    raise httpx.ReadTimeout(f"no full answer within {self._options.timeout:g} s")
        return response, bytes(body)

    def _wait(self, url: str) -> None:
        host = urlsplit(url).netloc
        rules = self._robots.get(f"{urlsplit(url).scheme}://{host}")
        asked = float(rules.crawl_delay(AGENT) or 0) if rules else 0.0
        left = self._last.get(host, 0.0) + max(self._pause, asked) - time.monotonic()
        if left > 0:
            time.sleep(left)
        self._last[host] = time.monotonic()

    def _failed(
        self,
        state: FeedState,
        every: dt.timedelta,
        now: dt.datetime,
        reason: str,
        *,
        retry: dt.datetime | None = None,
    ) -> Visit:
        failures = state.failures + 1
        due = now + min(every * 2 ** min(failures, 12), LONGEST_WAIT)
        return Visit(replace(state, due=max(due, retry) if retry else due, failures=failures), failure=reason)


def _retry_after(response: httpx.Response, now: dt.datetime) -> dt.datetime | None:
    value = response.headers.get("retry-after")
    if not value:
        return None
    try:
        if value.isdigit():
            return now + dt.timedelta(seconds=int(value))
        return parsedate_to_datetime(value).astimezone(dt.UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def entries(url: str, body: bytes, options: ReadOptions) -> list[Entry]:
    """The entries of a feed, in its order.

    Raises:
        InputError: it is no feed, or has no entries.
    """
    import feedparser

    from demarche.reports.opening import Opened
    from demarche.reports.readers import feed

    head = body[:65_536]
    if not feed.recognises(head.decode("utf-8", "replace"), Opened(url, url, head, io.BytesIO(body))):
        raise InputError(
            f"{url}: is no RSS or Atom feed. Give the address of the feed, not of the page that shows it."
        )
    input_ = Opened(url, url, head, cast(Any, io.BytesIO(body)), url=url)
    items = list(feed.rows(input_, replace(options, fetch_links=False)))
    given = feedparser.parse(io.BytesIO(body), resolve_relative_uris=False, sanitize_html=False).entries
    found = []
    for entry, item in zip(given, items, strict=True):
        told = [str(entry.get(name, "")) for name in ("id", "link", "title", "updated", "summary", "content")]
        sha256 = hashlib.sha256(json.dumps(told).encode()).hexdigest()
        link = str(entry.get("link", "")).strip() or None
        key = link or str(entry.get("id") or sha256)
        found.append(Entry(key, sha256, _address(url, link) if link else None, item))
    return found


def _address(feed: str, link: str) -> str:
    """The full address of an entry's link; one that is none stays, and is refused when it is asked for."""
    try:
        return urljoin(feed, link)
    except ValueError:
        return link
