"""The API does what its OpenAPI document says, also for nonsense."""

from __future__ import annotations

import os
import re
import shlex
import tempfile
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.explorer.dispute import make

from demarche.explorer import create_app
from demarche.explorer.app import Site

ROOT = Path(__file__).parents[2]

hypothesis = pytest.importorskip("hypothesis")
schemathesis = pytest.importorskip("schemathesis")
# What schemathesis loads late is loaded here, while one thread runs: Python 3.11 fails to compile modules
# ("AST constructor recursion depth mismatch") when two threads do so at once, and the application under
# test has threads of its own.
GenerationMode = schemathesis.GenerationMode
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "x", "version": "1"},
    "paths": {"/x": {"get": {"responses": {"200": {"description": "x"}}}}},
}
for _found in schemathesis.openapi.from_dict(DOCUMENT).get_all_operations():
    for _mode in GenerationMode:
        _found.ok().as_strategy(generation_mode=_mode)
import hypothesis.strategies._internal.flatmapped  # noqa: E402, F811
import hypothesis.strategies._internal.random  # noqa: E402
import hypothesis.strategies._internal.regex  # noqa: E402
import schemathesis.python.asgi  # noqa: E402
from schemathesis.checks import not_a_server_error  # noqa: E402
from schemathesis.specs.openapi.checks import (  # noqa: E402
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

# Calls for each operation; more in the long runs of `make bench`.
EXAMPLES = int(os.environ.get("DEMARCHE_FUZZ", "12"))


def _app() -> Any:
    path = Path(tempfile.mkdtemp()) / "fuzzed.duckdb"
    make(path)
    return create_app(path, hosts=("testserver", "localhost"), renewing=False)


@pytest.fixture(scope="module")
def operations() -> list[Any]:
    """Every operation that the document describes."""
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", _app())
    return [found.ok() for found in schema.get_all_operations()]


@pytest.mark.parametrize("mode", ["positive", "negative"])
def test_api_keeps_its_word(operations: list[Any], mode: str) -> None:
    checks = [
        not_a_server_error,
        status_code_conformance,
        content_type_conformance,
        response_schema_conformance,
    ]
    assert len(operations) >= 13
    for operation in operations:
        try:
            cases = operation.as_strategy(generation_mode=GenerationMode(mode))
        except Exception as error:
            raise AssertionError(operation.label) from error

        @hypothesis.settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        @hypothesis.given(case=cases)
        def keeps(case: Any) -> None:
            case.call_and_validate(checks=checks)

        try:
            keeps()
        except hypothesis.errors.Unsatisfiable:
            continue  # nothing of it can be wrong: it has no parameters


def test_document_names_every_route(client: TestClient) -> None:
    site: Site = client.app.state.site  # type: ignore[attr-defined]
    documented = set(client.get("/api/openapi.json").json()["paths"])
    from demarche.explorer.api import routes

    assert {route.path for route in routes(site)} - {"/api/openapi.json"} == documented


def test_lists_are_paged(client: TestClient) -> None:
    ids: list[str] = []
    for page in (1, 2, 3, 4):
        answer = client.get(f"/api/events?limit=4&page={page}").json()
        assert answer["total"] == 12
        ids += [event["id"] for event in answer["events"]]
    assert len(ids) == len(set(ids)) == 12
    links = client.get("/api/links?basis=inferred").json()
    assert {link["answer"] for link in links["links"]} >= {"e10", "e11"}


def test_answers_are_the_twins(client: TestClient) -> None:
    for api, page in (
        ("/api/events/e6", "/event/e6.json"),
        ("/api/dyads/JPN/RUS?since=2023", "/dyad/JPN/RUS.json?since=2023"),
        ("/api/chains/e8", "/chain/e8.json"),
        ("/api/actors", "/actors.json"),
    ):
        assert client.get(api).json() == client.get(page).json()


def test_errors_are_json(client: TestClient) -> None:
    for path, status in (
        ("/api/events/none", 404),
        ("/api/events?type=X", 400),
        ("/api/nothing", 404),
        ("/event/none.json", 404),
    ):
        answer = client.get(path)
        assert answer.status_code == status
        assert answer.json()["status"] == status


def test_every_operation_has_an_example_that_works(client: TestClient) -> None:
    """The samples of the document are those of docs/explorer.md, and each is answered as documented."""
    told = (ROOT / "docs" / "explorer.md").read_text(encoding="utf-8").replace("\\\n  ", "")
    for path, operations in client.get("/api/openapi.json").json()["paths"].items():
        for method, operation in operations.items():
            sample = operation["x-codeSamples"][0]["source"]
            assert path == "/api" or sample in told
            address = shlex.split(sample)[-1].removeprefix("http://127.0.0.1:8765")
            address = address.replace("EVENT", "e6").replace("REPORT", "r1")
            assert re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), address.split("?")[0])
            if method == "get":
                assert client.get(address).status_code == 200, sample


def test_links_of_an_event_are_paged_with_the_inferred_ones(client: TestClient) -> None:
    """Rows of the ledger first; each page says the same total, and all pages together have each link once."""
    both = 0
    for event in (f"e{n}" for n in range(1, 13)):
        whole = client.get(f"/api/links?event={event}").json()
        pages = [
            client.get(f"/api/links?event={event}&limit=1&page={n + 1}").json()
            for n in range(whole["total"] + 1)
        ]
        assert [page["total"] for page in pages] == [whole["total"]] * len(pages)
        assert [link for page in pages for link in page["links"]] == whole["links"]
        both += {link["basis"] for link in whole["links"]} == {"stated", "inferred"}
    assert both
