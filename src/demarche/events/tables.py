"""The word lists of this room."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any


def table(name: str) -> dict[str, Any]:
    """A TOML file of `events/data`, as a dict; its header says what its rows mean."""
    return tomllib.loads((files("demarche.events") / "data" / name).read_text("utf-8"))


def word_lists(name: str) -> dict[str, frozenset[str]]:
    """The lists of words of such a file that holds nothing else, by name."""
    return {called: frozenset(words) for called, words in table(name).items()}
