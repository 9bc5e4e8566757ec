"""The formats that can be imported, one module each, found by being here.

An importer module declares

    NAME: str                what `--format` calls it; ids of its events begin with it
    TITLE: str               what it is called in messages
    layout(head) -> Layout   how a file whose first lines are `head` is laid out; InputError when it is not
    of the format

and has beside it `<NAME>.sql` with SELECTs over the relation `file_rows` (the file's rows under its own
column names):

    rows           the columns of `events`; it may join the relations of `vocabularies.py`
    origin_ids     each row's id
    sector_forms   where the format names sectors in words: those cells, for the relation `sector_lists`
    (form, sectors)

`tests/ledger/test_exchange_contract.py`
finds every importer and holds it to this.
"""

from __future__ import annotations

import importlib
import pkgutil
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Protocol, cast

from demarche.errors import InputError, unknown
from demarche.ledger.statements import named


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file's rows are written.  `columns`: name to DuckDB type, in file order; `dates`: strptime
    format.
    """

    columns: Mapping[str, str]
    delimiter: str = "\t"
    quote: str = ""
    header: bool = True
    dates: str = "%Y-%m-%d"


class Importer(Protocol):
    """The contract of an importer module."""

    NAME: str
    TITLE: str

    def layout(self, head: Sequence[str]) -> Layout: ...


@cache
def importers() -> Mapping[str, Importer]:
    """Every importer by name."""
    modules = [
        importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)
    ]
    return {module.NAME: cast(Importer, module) for module in modules}


def importer(name: str) -> Importer:
    """The importer of that name.  Raises `UsageError` for an unknown one."""
    if name not in importers():
        raise unknown("import format", name, importers())
    return importers()[name]


@cache
def statements_of(name: str) -> Mapping[str, str]:
    """The statements of an importer: rows, origin_ids and, where it has sectors in words, sector_forms; and
    the columns day, actor and recipient, by which rows are laid out.
    """
    return named(files(__name__).joinpath(f"{name}.sql").read_text(encoding="utf-8"))


@cache
def columns_of(name: str) -> Mapping[str, str]:
    """The columns of a format (`columns.toml`), name to type, in file order."""
    text = files("demarche.ledger.exchange").joinpath("columns.toml").read_text(encoding="utf-8")
    return cast(Mapping[str, str], tomllib.loads(text)[name])


def checked(head: Sequence[str], *, title: str, width: int, delimiter: str = "\t") -> list[str]:
    """The cells of the first line of a file.

    Raises:
        InputError: the file is empty or its first line has another number of cells than `width`.
    """
    if not head:
        raise InputError(f"The file is empty. A file of {title} has {width} columns.")
    cells = head[0].split(delimiter)
    if len(cells) != width:
        raise InputError(
            f"The first line has {len(cells)} columns, and a file of {title} has {width}. "
            "Give another --format, or the file as it was published."
        )
    return cells


def date_format(value: str) -> str:
    """The strptime format of a day as the field's files write it: ISO, m/d/Y, or digits alone."""
    if "/" in value:
        return "%m/%d/%Y"
    return "%Y-%m-%d" if "-" in value else "%Y%m%d"
