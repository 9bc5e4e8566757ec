"""A page from the web: http and https only, with limits on time, size and redirects."""

from __future__ import annotations

import time
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from demarche.errors import InputError
from demarche.reports.opening import SCHEME, too_large
from demarche.reports.options import ReadOptions

SCHEMES = ("http", "https")
AGENT = "demarche (news event coder; reads one page at a user's request)"
ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,text/plain;q=0.9,*/*;q=0.5"
REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: `url` after redirects, the undecoded body, and what the headers say of it."""

    url: str
    body: bytes
    charset: str | None
    media_type: str | None


def fetch(url: str, options: ReadOptions) -> Answer:
    """The answer at a URL, at most `options.max_bytes` of it, within `options.timeout` seconds for all of it.

    Raises:
        InputError: another scheme (also after a redirect), no answer in time, an error status, too many
        redirects, too large.
    """
    import httpx

    asked, place = url, url
    check(place, asked)
    try:
        with httpx.Client(follow_redirects=False, headers={"User-Agent": AGENT, "Accept": ACCEPT}) as client:
            deadline = time.monotonic() + options.timeout
            for _ in range(options.max_redirects + 1):
                check(place, asked)
                left = deadline - time.monotonic()
                if left <= 0:
                    raise httpx.ReadTimeout("too slow")
                with client.stream("GET", place, timeout=left) as response:
                    if response.status_code in REDIRECTS and response.headers.get("location"):
                        place = urljoin(place, response.headers["location"])
                        continue
                    return _answer(asked, place, response, deadline, options)
        raise InputError(
            f"{asked}: redirects more than {options.max_redirects} times, last to {place[:200]}. "
            "The address may loop; open it in a browser and give the final one."
        )
    except httpx.TimeoutException:
        raise InputError(
            f"{asked}: no full answer within {options.timeout:g} s. Try again, or raise the limit "
            f"(timeout, --timeout)."
        ) from None
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError, UnicodeError) as error:
        raise InputError(
            f"{asked}: cannot be fetched ({_reason(error)}). Check the address and the connection."
        ) from None


def check(place: str, asked: str) -> None:
    """Refuses an address that is not fetched; `asked`: the one that led to it.

    Raises:
        InputError: it is no http(s) address with a host.
    """
    scheme = SCHEME.match(place)
    try:
        host = urlsplit(place).hostname
    except ValueError as error:
        raise InputError(f"{asked}: is no address ({error}). Check it for typing mistakes.") from None
    if scheme is None or scheme[1].lower() not in SCHEMES or not host:
        how = (
            "is no http(s) address"
            if place == asked
            else f"redirects to {place[:200]!r}, which is no http(s) address"
        )
        raise InputError(f"{asked}: {how}. Only http and https are fetched; save the page and give the file.")


def _answer(asked: str, place: str, response: object, deadline: float, options: ReadOptions) -> Answer:
    import httpx

    assert isinstance(response, httpx.Response)
    if response.status_code >= 400:
        what = f"{response.status_code} {response.reason_phrase}".strip()
        raise InputError(
            f"{asked}: the server answers {what}. Check the address; a page behind a login cannot be read."
        )
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > options.max_bytes:
            raise too_large(asked, options.max_bytes)
        if time.monotonic() > deadline:
            raise httpx.ReadTimeout("too slow")
    media_type = response.headers.get("content-type", "").split(";")[0].strip().lower() or None
    return Answer(place, bytes(body), response.charset_encoding, media_type)


def _reason(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0][:200]
