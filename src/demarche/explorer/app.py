"""The application: pages with their twins, the API, static files, reviews, and errors with a way out."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demarche.errors import DemarcheError, LedgerError, UsageError
from demarche.explorer import answering, security
from demarche.explorer.facets import text
from demarche.explorer.pages import (
    Ask,
    Elsewhere,
    Heading,
    Headings,
    Missing,
    Page,
    Pages,
    analysis,
    found,
    headings,
    home,
    search,
)
from demarche.explorer.reading import QUERY_SECONDS, Reading
from demarche.explorer.reviews import Reviews

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

FILES = {"csv": "text/csv; charset=utf-8", "graphml": "application/graphml+xml"}
STATIC = {"style.css": "text/css", "explorer.js": "text/javascript", "icon.svg": "image/svg+xml"}
TITLES = {400: "That cannot be asked", 404: "Not here", 503: "Not now"}
# Static files have their version in the address, so a browser may keep them.
KEEP = "public, max-age=31536000, immutable"
# A page that takes longer than so many seconds begins before it is computed, where its heading is known; so
# many pages are computed at once then.
PATIENCE, COMPUTED_AT_ONCE = 0.02, 16
# What is computed before anybody asks: the pages that every page leads to, and the disputes and actors of the
# home page.
# After so many seconds the rest is left to those who ask.
WARM, WARM_SECONDS = ("/", "/actors", "/map", "/deadlines", "/events"), 10.0
# While somebody waits for a page, nothing is computed beforehand; so often it is looked whether anybody does.
STEP_ASIDE = 0.02


def create_app(
    path: str | Path, *, hosts: Iterable[str] = (), token: security.Token | None = None, renewing: bool = True
) -> Starlette:
    """The application over the ledger at `path`.

    hosts: names under which it may be asked for beside 127.0.0.1 and localhost.  token: what reviews must
    carry. renewing: whether newer contents of the ledger are looked for while it runs.

    Raises:
        LedgerError: there is no ledger, or it cannot be read.
    """
    from starlette.applications import Starlette
    from starlette.middleware import Middleware

    from demarche.explorer.api import routes as api_routes

    reading = Reading(Path(path), renewing=renewing)
    site = Site(reading, Reviews(reading), token or security.Token())

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        warming = threading.Thread(target=site.warm, daemon=True)
        warming.start()
        # The snapshot is only read, so it is left to the process's end: requests may still be reading it.
        yield
        # A thread that is within DuckDB when the interpreter ends would abort the process.
        site.ending.set()
        warming.join(QUERY_SECONDS)
        site.computing.shutdown(cancel_futures=True)
        reading.settle(QUERY_SECONDS)

    app = Starlette(
        routes=[*api_routes(site), *site.routes()],
        middleware=[Middleware(security.Guard, hosts=tuple(hosts))],
        exception_handlers={404: site.lost, 405: site.lost, Exception: site.broken},
        lifespan=lifespan,
    )
    app.state.site = site
    return app


class Site:
    """The pages of one ledger."""

    def __init__(self, reading: Reading, reviews: Reviews, token: security.Token) -> None:
        self.reading = reading
        self.reviews = reviews
        self.token = token
        self.ending = threading.Event()
        self.computing = ThreadPoolExecutor(COMPUTED_AT_ONCE, thread_name_prefix="page")
        self._lock, self._asked = threading.Lock(), 0
        reading.renewed = self.warm

    def routes(self) -> list[Route]:
        """Every page with its twins, the static files and the form of reviews."""
        from starlette.routing import Route

        routes = [Route("/static/{name}", self.static), Route("/reviews", self.review, methods=["POST"])]
        known = headings()
        for path, function in [*found(), ("/reviews", self._reviews)]:
            base = "/index" if path == "/" else path
            routes += [Route(f"{base}.{form}", self._page(function, form)) for form in ("json", *FILES)]
            routes.append(Route(path, self._page(function, "html", known.get(path))))
        return routes

    def warm(self) -> None:
        """Reads the templates and computes the pages that everybody opens first, before anybody does."""
        begun = time.monotonic()
        env = answering.environment()
        for name in env.list_templates():
            env.get_template(name)
        pages = dict(found())
        # A page that takes too long ends it: the ledger is too large to compute what may not be asked for.
        with contextlib.suppress(DemarcheError):
            analysis.prepare(self.reading)
            search.prepare(self.reading)
            for path, parts in self._first_opened():
                while self._asked and not self.ending.wait(STEP_ASIDE):
                    pass
                if self.ending.is_set() or time.monotonic() - begun > WARM_SECONDS:
                    return
                pages[path](self.reading, _unfiltered(path, parts))

    def _first_opened(self) -> Iterator[tuple[str, dict[str, str]]]:
        """The paths of these pages, with their parts, the likeliest first."""
        for path in WARM:
            yield path, {}
        first = home.home(self.reading, _unfiltered("/", {})).data
        for row in first["disputes"]:
            yield "/dyad/{a}/{b}", {"a": row["a"], "b": row["b"]}
        for row in first["actors"]:
            yield "/actor/{code}", {"code": row["code"]}

    @contextlib.contextmanager
    def _answering(self) -> Iterator[None]:
        """While inside, somebody waits for a page."""
        with self._lock:
            self._asked += 1
        try:
            yield
        finally:
            with self._lock:
                self._asked -= 1

    def _page(
        self, function: Pages, form: str, heading: Headings | None = None
    ) -> Callable[[Request], Response]:
        def endpoint(request: Request) -> Response:
            from starlette.responses import RedirectResponse

            ask = Ask(request.path_params, request.query_params, request.url.path)
            with self._answering():
                try:
                    if heading is not None:
                        return self.begin(request, lambda: function(self.reading, ask), heading(ask))
                    return self.respond(request, function(self.reading, ask), form)
                except Elsewhere as elsewhere:
                    return RedirectResponse(str(elsewhere))
                except DemarcheError as error:
                    return self.refuse(request, error, form)

        return endpoint

    def begin(self, request: Request, make: Callable[[], Page], heading: Heading) -> Response:
        """The page; its beginning before it is computed, where that takes longer than `PATIENCE`.

        What then goes wrong can no longer change the status of the answer: the page says it in its place.
        """
        from starlette.responses import StreamingResponse

        made = self.computing.submit(make)
        with contextlib.suppress(TimeoutError):
            return self.respond(request, made.result(PATIENCE), "html")
        frame = self.frame(request, graph=heading.graph)

        def parts() -> Iterator[str]:
            yield answering.beginning(heading.title, **frame)
            with self._answering():
                yield self._rest(request, made, frame)

        return StreamingResponse(parts(), media_type="text/html")

    def _rest(self, request: Request, made: Future[Page], frame: dict[str, Any]) -> str:
        """The contents of a page that has begun, or what went wrong."""
        try:
            return answering.rest(answering.html(made.result(), **frame))
        except DemarcheError as error:
            return _contents(self.refuse(request, error, "html"))
        except Exception as error:
            logging.getLogger(__name__).exception("%s", request.url.path)
            return _contents(self.broken(request, error))

    def respond(self, request: Request, page: Page, form: str) -> Response:
        """The page in one of its forms."""
        from starlette.responses import HTMLResponse, Response

        if form == "json":
            return Response(answering.as_json(page.data), media_type="application/json")
        if form == "html":
            return HTMLResponse(answering.html(page, **self.frame(request, graph=page.graph is not None)))
        if form == "csv":
            body = answering.as_csv(page.rows)
        elif page.graph is not None:
            body = answering.as_graphml(*page.graph)
        else:
            raise Missing(
                "This page shows no graph of answers: those of dyads and chains can be had as GraphML."
            )
        name = answering.file_name(request.url.path.removesuffix(f".{form}"), f".{form}")
        return Response(
            body,
            media_type=FILES[form],
            headers={"content-disposition": f'attachment; filename="{name}"'},
        )

    def frame(self, request: Request, *, graph: bool = False) -> dict[str, Any]:
        """What the frame of every page needs; `graph`: whether it has a GraphML twin."""
        path, query = request.url.path, request.url.query
        base = "/index" if path == "/" else path
        tail = f"?{query}" if query else ""
        return {
            "here": path,
            "twins": {
                name: f"{base}.{name.lower()}{tail}"
                for name in (("JSON", "CSV", "GraphML") if graph else ("JSON", "CSV"))
            },
            "back": f"{path}{tail}",
            "token": self.token.value,
            "reviews_of": self.reviews.of,
            "judged": self.reading.judged(),
            "ledger_name": self.reading.path.name,
            "q": text(request.query_params, "q"),
        }

    def refuse(self, request: Request, error: DemarcheError, form: str, *, back: str = "") -> Response:
        """An error as a page, or as JSON for the twins; `back`: the page that a form was sent from."""
        status = 404 if isinstance(error, Missing) else 400 if isinstance(error, UsageError) else 503
        if isinstance(error, LedgerError):
            logging.getLogger(__name__).warning("%s: %s", request.url.path, error)
        return self._error(request, status, str(error), form, back=back)

    def lost(self, request: Request, _: Exception) -> Response:
        """There is no page of that address."""
        return self._error(
            request,
            404,
            "There is no page at this address. The home page leads to all there are.",
            _form(request),
        )

    def broken(self, request: Request, _: Exception) -> Response:
        """A mistake of the program: logged with its place, and said without it."""
        answer = self._error(
            request,
            500,
            "The page could not be made: a mistake of the program, which its log describes. Other "
            "pages still work.",
            _form(request),
        )
        answer.headers.update(security.HEADERS)  # Starlette makes this answer outside of the guard
        return answer

    def _error(self, request: Request, status: int, message: str, form: str, *, back: str = "") -> Response:
        """back: the page that a form was sent from."""
        from starlette.responses import HTMLResponse, Response

        if form != "html":
            return Response(
                answering.as_json({"error": message, "status": status}),
                status_code=status,
                media_type="application/json",
            )
        page = Page(
            "error.html",
            "Not stored" if back else TITLES.get(status, "Something broke"),
            {"message": message, "status": status},
            view={
                "unfiltered": security.way_back(request.url.path)
                if status == 400 and request.method == "GET" and request.url.query
                else "",
                "sent_from": security.way_back(back) if back else "",
            },
        )
        frame = {
            "here": "",
            "twins": {},
            "back": "/",
            "token": "",
            "reviews_of": self.reviews.of,
            "judged": self.reading.judged(),
            "ledger_name": self.reading.path.name,
            "q": "",
        }
        return HTMLResponse(answering.html(page, **frame), status_code=status)

    def static(self, request: Request) -> Response:
        """A file of static/; there are no others than those named here."""
        from starlette.responses import Response

        name = request.path_params["name"]
        if name not in STATIC:
            return self._error(request, 404, "There is no such file.", "html")
        return Response(answering.static(name), media_type=STATIC[name], headers={"cache-control": KEEP})

    def _reviews(self, reading: Reading, ask: Ask) -> Page:
        """All judgements, for reading and for export."""
        rows = self.reviews.all()
        return Page("reviews.html", "Reviews", {"reviews": rows}, rows)

    async def review(self, request: Request) -> Response:
        """Stores a judgement from a form and leads back to its page."""
        from starlette.concurrency import run_in_threadpool
        from starlette.responses import RedirectResponse

        fields = await _form_fields(request)
        back = fields.get("back") or "/"
        if not security.same_origin(request) or not self.token.matches(fields.get("token", "")):
            return self._error(
                request,
                403,
                "The form is not of this server, or older than its last start. Open the page anew "
                "and send it again.",
                "html",
                back=back,
            )
        try:
            await run_in_threadpool(
                self.reviews.add,
                event=fields.get("event", ""),
                answered=fields.get("answered") or None,
                verdict=fields.get("verdict") or None,
                note=fields.get("note", ""),
                author=fields.get("author", ""),
            )
        except DemarcheError as error:
            return self.refuse(request, error, "html", back=back)
        return RedirectResponse(security.way_back(back), status_code=303)


def _contents(answer: Response) -> str:
    """The contents of a whole page, for one that has begun."""
    return answering.rest(bytes(answer.body).decode())


def _unfiltered(path: str, parts: dict[str, str]) -> Ask:
    """A page with nothing behind its address."""
    from starlette.datastructures import QueryParams

    return Ask(parts, QueryParams(), path.format(**parts))


async def _form_fields(request: Request) -> dict[str, str]:
    """The fields of a form that was sent; nothing beyond the limit is read."""
    from urllib.parse import parse_qsl

    try:
        pairs = parse_qsl(
            (await body(request)).decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20
        )
    except ValueError:
        return {}
    return dict(pairs)


async def body(request: Request) -> bytes:
    """The body of a request, up to the limit; what is longer comes out empty."""
    read = b""
    async for part in request.stream():
        read += part
        if len(read) > security.LONGEST_BODY:
            return b""
    return read


def _form(request: Request) -> str:
    path = request.url.path
    return "json" if path.startswith("/api/") or path.endswith((".json", ".csv", ".graphml")) else "html"
