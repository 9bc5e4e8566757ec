"""The data files of this room, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """A TOML file of `links/data`, as a dict; its header says what its rows mean."""
    return tomllib.loads((files("demarche.links") / "data" / name).read_text("utf-8"))
