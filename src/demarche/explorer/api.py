"""The JSON API under /api: events, links, reports, dyads, analyses, chains, actors, places, deadlines,
reviews; described by /api/openapi.json."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from demarche.errors import DemarcheError, UsageError
from demarche.explorer import answering, security
from demarche.explorer import facets as ask_for
from demarche.explorer.acts import link_row
from demarche.explorer.facets import Facets
from demarche.explorer.inferring import Inferring
from demarche.explorer.pages import Ask, Elsewhere, Missing, fill, listing
from demarche.explorer.pages import actor as actor_page
from demarche.explorer.pages import analysis as analysis_page
from demarche.explorer.pages import chain as chain_page
from demarche.explorer.pages import deadlines as deadline_page
from demarche.explorer.pages import dyad as dyad_page
from demarche.explorer.pages import event as event_page
from demarche.explorer.pages import home as home_page
from demarche.explorer.pages import map as map_page
from demarche.explorer.pages import report as report_page
from demarche.explorer.pages import search as search_page
from demarche.explorer.reading import Reading, Row, statements

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from demarche.explorer.app import Site

Answer = Callable[[Reading, Ask], Any]
LINKS, MOST_LINKS = 100, 1000


def routes(site: Site) -> list[Route]:
    """The addresses of the API; answers are the JSON twins of the pages, lists are paged."""
    from starlette.routing import Route

    answers: dict[str, Answer] = {
        "/api": lambda reading, ask: {
            "openapi": "/api/openapi.json",
            "ledger": reading.path.name,
            "size": reading.size(),
        },
        "/api/openapi.json": lambda reading, ask: openapi(),
        "/api/events": lambda reading, ask: listing.events(reading, ask).data,
        "/api/events/{id}": lambda reading, ask: event_page.told(reading, ask.path["id"]),
        "/api/links": links,
        "/api/reports/{id}": lambda reading, ask: report_page.report(reading, ask).data,
        "/api/dyads": lambda reading, ask: {"dyads": home_page.home(reading, ask).data["disputes"]},
        "/api/dyads/{a}/{b}": lambda reading, ask: dyad_page.dyad(reading, ask).data,
        "/api/analysis/{a}/{b}": lambda reading, ask: analysis_page.analysis(reading, ask).data,
        "/api/chains/{id}": lambda reading, ask: chain_page.chain(reading, ask).data,
        "/api/actors": lambda reading, ask: actor_page.actors(reading, ask).data,
        "/api/actors/{code}": lambda reading, ask: actor_page.actor(reading, ask).data,
        "/api/map": lambda reading, ask: map_page.world(reading, ask).data,
        "/api/deadlines": lambda reading, ask: deadline_page.deadlines(reading, ask).data,
        "/api/search": lambda reading, ask: search_page.search(reading, ask).data,
    }
    found = [Route(path, _endpoint(site, answer)) for path, answer in answers.items()]

    def reviews(request: Request) -> Response:
        return _json({"reviews": site.reviews.all()})

    async def review(request: Request) -> Response:
        return await _review(site, request)

    return [
        *found,
        Route("/api/reviews", reviews, methods=["GET"]),
        Route("/api/reviews", review, methods=["POST"]),
    ]


def links(reading: Reading, ask: Ask) -> dict[str, Any]:
    """Links page by page, by basis, least confidence and event.

    Without an event they are those that the ledger has as rows; of one event they are the inferred ones too.
    """
    facets = Facets.read(ask.query)
    event = ask_for.text(ask.query, "event") or None
    page = ask_for.whole(ask.query, "page", 1, low=1, high=1000)
    limit = ask_for.whole(ask.query, "limit", LINKS, low=1, high=MOST_LINKS)
    where, values = facets.where_links()
    if facets.confidence is not None:
        where += "\n  AND " + statements("api.confidence")
    if event:
        where += "\n  AND " + statements("api.event")
    event = event and reading.ledger.canonical(event)
    values |= {"least": facets.confidence, "event": event}
    written = reading.ask(fill(statements("api.links_count"), facets=where), values)[0]["n"]
    offset = (page - 1) * limit
    rows = reading.ask(
        fill(statements("api.links"), facets=where), values | {"limit": limit, "offset": offset}
    )
    inferred = []
    if event and facets.basis != "stated":
        inferred = reading.kept(("inferred", event), lambda: _inferred(reading, event))
        inferred = [row for row in inferred if row["confidence"] >= (facets.confidence or 0.0)]
    # Inferred ones stand behind the rows of the ledger.
    begin = max(0, offset - written)
    rows += inferred[begin : begin + limit - len(rows)]
    judged = reading.judged().answers
    rows = [row | {"verdict": judged.get((row["answer"], row["answered"]))} for row in rows]
    return {"total": written + len(inferred), "page": page, "links": rows}


def _inferred(reading: Reading, event: str) -> list[Row]:
    """What an event is inferred to answer, and what is inferred to answer it."""
    inferring = Inferring(reading)
    return [
        link_row(link) | {"version": None, "cue_begins": None, "cue_ends": None}
        for link in (*inferring.of([event]), *inferring.to([event]))
    ]


def openapi() -> dict[str, Any]:
    """The OpenAPI document."""
    from demarche import __version__

    document: dict[str, Any] = json.loads(
        files("demarche.explorer").joinpath("openapi.json").read_text(encoding="utf-8")
    )
    document["info"]["version"] = __version__
    return document


def _endpoint(site: Site, answer: Answer) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        try:
            return _json(
                answer(site.reading, Ask(request.path_params, request.query_params, request.url.path))
            )
        except Elsewhere as elsewhere:
            from starlette.responses import RedirectResponse

            return RedirectResponse(str(elsewhere))
        except DemarcheError as error:
            return _refuse(error)

    return endpoint


async def _review(site: Site, request: Request) -> Response:
    """Stores a judgement that was sent as JSON; 201 with what was stored."""
    from starlette.concurrency import run_in_threadpool

    from demarche.explorer.app import body

    if not security.same_origin(request) or not site.token.matches(
        request.headers.get("x-demarche-token", "")
    ):
        return _json(
            {
                "error": "Writing needs the header X-Demarche-Token with the token that `demarche "
                "serve` printed.",
                "status": 403,
            },
            403,
        )
    if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
        return _json({"error": "The body must be application/json.", "status": 415}, 415)
    try:
        fields = json.loads(await body(request))
        values = {name: fields.get(name) for name in ("event", "answered", "verdict", "note", "author")}
        if not all(value is None or isinstance(value, str) for value in values.values()):
            raise ValueError
    except (ValueError, AttributeError, RecursionError):
        return _json(
            {
                "error": "The body is no object with the texts event, author and verdict or note.",
                "status": 400,
            },
            400,
        )
    try:
        row = await run_in_threadpool(
            site.reviews.add,
            event=values["event"] or "",
            answered=values["answered"] or None,
            verdict=values["verdict"] or None,
            note=values["note"] or "",
            author=values["author"] or "",
        )
    except DemarcheError as error:
        return _refuse(error)
    return _json(row, 201)


def _refuse(error: DemarcheError) -> Response:
    status = 404 if isinstance(error, Missing) else 400 if isinstance(error, UsageError) else 503
    return _json({"error": str(error), "status": status}, status)


def _json(data: Any, status: int = 200) -> Response:
    from starlette.responses import Response

    return Response(answering.as_json(data), status_code=status, media_type="application/json")
