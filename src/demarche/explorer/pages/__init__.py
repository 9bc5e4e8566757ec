"""The pages, one file each: a function from the open ledger and what was asked to plain data.

A module here with a tuple `PAGES` of (path, function) is found by `found()`; its address ends in `.json` or
`.csv` for the twins.  Where the address alone tells what stands above a page, `HEADINGS` says so under the
same path: such a page can begin before it is computed.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from demarche.errors import DemarcheError
from demarche.explorer.facets import Facets, Query
from demarche.explorer.reading import Reading, Row

__all__ = [
    "Ask",
    "Elsewhere",
    "Heading",
    "Headings",
    "Missing",
    "Page",
    "Pages",
    "counted",
    "fill",
    "found",
    "headings",
]


@dataclass(frozen=True, slots=True)
class Ask:
    """What was asked: the parts of the path, the parameters, and the path itself."""

    path: Mapping[str, str]
    query: Query
    address: str


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: `data` is the JSON twin, `rows` the CSV twin, `graph` the acts and answers of the GraphML
    twin where there is one, `view` what only the template needs."""

    template: str
    title: str
    data: Mapping[str, Any]
    rows: list[Row] = field(default_factory=list)
    view: Mapping[str, Any] = field(default_factory=dict)
    graph: tuple[list[Row], list[Row]] | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """What is known of a page before it is computed: its title, and whether it will have a GraphML twin."""

    title: str
    graph: bool = False


class Missing(DemarcheError):
    """There is no such event, report or chain in the ledger."""


class Elsewhere(Exception):
    """The page is at another address of this server."""


Pages = Callable[[Reading, Ask], Page]
Headings = Callable[[Ask], Heading]


def found() -> list[tuple[str, Pages]]:
    """Every page of this folder, as (path, function)."""
    pages: list[tuple[str, Pages]] = []
    for module in _modules():
        pages += getattr(module, "PAGES", ())
    return pages


def headings() -> dict[str, Headings]:
    """The headings of this folder by path, for the pages that can begin before they are computed."""
    known: dict[str, Headings] = {}
    for module in _modules():
        known |= getattr(module, "HEADINGS", {})
    return known


def _modules() -> list[ModuleType]:
    """The modules of this folder, by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [importlib.import_module(f"{__name__}.{name}") for name in names]


def counted(reading: Reading, facets: Facets) -> tuple[str, Row]:
    """The conditions on events that count: those that fit the facets and that no analyst rejected."""
    where, values = facets.where()
    accepted, more = reading.accepted()
    return where + accepted, values | more


def fill(statement: str, **pieces: str) -> str:
    """The statement with conditions of queries/ in the places that are marked /* so */."""
    for name, piece in pieces.items():
        statement = statement.replace(f"/* {name.replace('_', ' ')} */", piece)
    return statement
