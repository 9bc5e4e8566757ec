"""The shipped parser, loaded once."""

from __future__ import annotations

import pytest

from demarche.language.parser import ShippedParser


@pytest.fixture(scope="session")
def parser() -> ShippedParser:
    return ShippedParser()
