"""The room's SQL: named statements from the files of `queries/`, and the schema's steps."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

NAME = "-- name: "


@cache
def statements(file: str) -> Mapping[str, str]:
    """The statements of `queries/<file>.sql` by name: each begins with a line `-- name: …`."""
    return named(_text("queries", f"{file}.sql"))


def named(text: str) -> Mapping[str, str]:
    """The statements of a text by name, without its comments."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith(NAME):
            lines = found.setdefault(line.removeprefix(NAME).strip(), [])
        elif not line.lstrip().startswith("--"):
            lines.append(line)
    return {name: "\n".join(body).strip() for name, body in found.items()}


@cache
def schema_steps() -> Mapping[int, str]:
    """The script that brings a ledger to each schema version from the one before it, in order."""
    names = sorted(
        entry.name
        for entry in files("demarche.ledger").joinpath("schema").iterdir()
        if entry.name[0].isdigit()
    )
    return {int(name.partition("_")[0]): _text("schema", name) for name in names}


def views() -> str:
    """The script of the named views."""
    return _text("schema", "views.sql")


def over_parquet(folder: Path) -> tuple[str, str]:
    """The scripts that read `events` from the Parquet files of a folder, and keep only it readable."""
    # Neither a view nor SET takes parameters: the path goes in as a string of SQL, its quotes doubled.
    path = str(folder).replace("'", "''")
    return tuple(_text("schema", name).replace("{folder}", path) for name in ("parquet.sql", "allowing.sql"))  # type: ignore[return-value]


def locking() -> str:
    """The script that cuts an open connection off from files, for good."""
    return _text("schema", "locking.sql")


def _text(folder: str, name: str) -> str:
    return files("demarche.ledger").joinpath(folder, name).read_text(encoding="utf-8")
