"""The quarrel's ledger, the explorer over it, and an empty one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.explorer.dispute import make

from demarche.explorer import create_app
from demarche.explorer.security import Token
from demarche.ledger import Ledger

HOME = "http://127.0.0.1"


@pytest.fixture(scope="session")
def quarrel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The path of the ledger; tests that write copy it."""
    path = tmp_path_factory.mktemp("explorer") / "quarrel.duckdb"
    make(path)
    return path


@pytest.fixture(scope="session")
def client(quarrel: Path) -> Iterator[TestClient]:
    """A client of the explorer over the quarrel."""
    with TestClient(create_app(quarrel, renewing=False), base_url=HOME) as client:
        yield client


@pytest.fixture
def writable(tmp_path: Path) -> Iterator[TestClient]:
    """A client over a copy of its own; its token is in `client.app.state.site.token`."""
    path = tmp_path / "mine.duckdb"
    make(path)
    with TestClient(
        create_app(path, renewing=False, token=Token()), base_url=HOME, follow_redirects=False
    ) as client:
        yield client


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client over a ledger without anything."""
    path = tmp_path_factory.mktemp("explorer") / "empty.duckdb"
    Ledger.open(path, create=True).close()
    with TestClient(create_app(path, renewing=False), base_url=HOME) as client:
        yield client
