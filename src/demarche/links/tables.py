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


@cache
def answer_types() -> dict[tuple[str, str], tuple[int, int]]:
    """(answered type, answering type) to the links and the pairs counted in `answer_types.tsv`."""
    lines = (files("demarche.links") / "data" / "answer_types.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {(answered, answer): (int(links), int(pairs)) for answered, answer, links, pairs in rows[1:]}
