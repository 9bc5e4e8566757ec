"""What keeps a local page local: allowed hosts, headers, limits of requests, and the token of writing.

The pages run nothing but their own script, load nothing from anywhere else and cannot be framed.  A page of
another site that the same browser has open can neither read them (its host name is refused: DNS rebinding,
unless the server was told to listen on all addresses) nor write (the token, and the origin of the request).
Who can open a page can also write: the token is in it.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, MutableMapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
# Bound to all addresses, any name that leads here is right, also one of another site (DNS rebinding).
EVERYWHERE = frozenset({"0.0.0.0", "::", "*"})
# No page needs a longer address, and no review a longer body.
LONGEST_ADDRESS, LONGEST_BODY = 8000, 65_536


class Guard:
    """ASGI middleware: refuses what is too long or for another host, and puts the headers on every answer."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = ()) -> None:
        self._app = app
        given = set(hosts)
        self._any = bool(given & EVERYWHERE)
        self._hosts = LOCAL | given

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message.get("headers", []),
                    *((k.encode(), v.encode()) for k, v in HEADERS.items()),
                ]
            await send(message)

        refused = self._refused(scope)
        if refused is not None:
            from starlette.responses import JSONResponse, PlainTextResponse

            status, message = refused
            programs = scope["path"].startswith("/api")
            answer = (
                JSONResponse({"error": message, "status": status}, status)
                if programs
                else PlainTextResponse(message, status)
            )
            await answer(scope, receive, guarded)
            return
        await self._app(scope, receive, guarded)

    def _refused(self, scope: MutableMapping[str, Any]) -> tuple[int, str] | None:
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        if not self._any and host_of(headers.get("host", "")) not in self._hosts:
            return (
                421,
                f"This address is not served here. Open it as "
                f"http://127.0.0.1:{(scope.get('server') or ('', ''))[1]}/, or start with --host.",
            )
        if len(scope.get("raw_path") or b"") + len(scope.get("query_string") or b"") > LONGEST_ADDRESS:
            return 414, "The address is too long. Ask for fewer filters."
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > LONGEST_BODY:
            return 413, f"The request is too large: at most {LONGEST_BODY} bytes are read."
        return None


def host_of(header: str) -> str:
    """The host of a Host header, without its port."""
    try:
        return (urlsplit(f"//{header}").hostname or "").lower()
    except ValueError:
        return ""


class Token:
    """The secret that forms carry; new with every start."""

    def __init__(self) -> None:
        self.value = secrets.token_urlsafe(24)

    def matches(self, given: str) -> bool:
        return hmac.compare_digest(self.value.encode(), given.encode("utf-8", "replace"))


def same_origin(request: Request) -> bool:
    """Whether a request to write comes from a page of this server, or from a program that is no browser."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("origin")
    if origin is None:
        return True
    return (
        urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()
        if "//" in origin
        else False
    )


def way_back(path: str) -> str:
    """A path of this server to return to after writing; the home page for anything else."""
    good = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if good and len(path) <= LONGEST_ADDRESS else "/"
