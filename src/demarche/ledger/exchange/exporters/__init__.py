"""The formats that can be written, one module each, found by being here.

An exporter module declares

    NAME: str                        what `--format` calls it
    TITLE: str                       what it is called in messages
    write(ledger, output) -> int     writes all events of the ledger to the path `output`; how many it wrote

A module may have SQL of its own beside it (`<NAME>.sql`).  What an exporter writes is told by `HOLDS`, the
fields of an
event that its format can hold: the round trip through the importer of the same name keeps them
(`tests/ledger/test_exchange_contract.py`).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from demarche.errors import unknown

if TYPE_CHECKING:
    from demarche.ledger.store import Ledger


class Exporter(Protocol):
    """The contract of an exporter module."""

    NAME: str
    TITLE: str

    def write(self, ledger: Ledger, output: Path) -> int: ...


@cache
def exporters() -> Mapping[str, Exporter]:
    """Every exporter by name."""
    modules = [
        importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)
    ]
    return {module.NAME: cast(Exporter, module) for module in modules}


def exporter(name: str) -> Exporter:
    """The exporter of that name.  Raises `UsageError` for an unknown one."""
    if name not in exporters():
        raise unknown("export format", name, exporters())
    return exporters()[name]


@cache
def statement_of(name: str) -> str:
    """The SQL of an exporter."""
    return files(__name__).joinpath(f"{name}.sql").read_text(encoding="utf-8")
