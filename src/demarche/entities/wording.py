"""The small words by which noun phrases are read, from `data/words.toml`."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from types import MappingProxyType
from typing import Any

from demarche.entities.tables import PACKAGE


@functools.cache
def words() -> MappingProxyType[str, frozenset[str]]:
    """The word lists by name; names of tables are joined by a dot ("names.female")."""
    raw = resources.files(PACKAGE).joinpath("data", "words.toml").read_text(encoding="utf-8")
    out: dict[str, frozenset[str]] = {}

    def gather(prefix: str, value: Any) -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                gather(f"{prefix}.{name}" if prefix else name, inner)
        else:
            out[prefix] = frozenset(word for word in value if not word.endswith("!"))

    gather("", tomllib.loads(raw))
    return MappingProxyType(out)


@functools.cache
def ranks() -> MappingProxyType[str, str]:
    """The sector that an abbreviated title gives ("gen." → MIL)."""
    return MappingProxyType(
        {
            word: name.removeprefix("ranks.")
            for name, group in words().items()
            if name.startswith("ranks.")
            for word in group
        }
    )
