"""The small tables that tell names of places from other names, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from demarche.entities.places.names import fold

_DATA = files("demarche.entities") / "data"


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form: `place` is an alpha-3 code or a region code ("US.TN"); not `alone`: only after a
    comma."""

    place: str
    alone: bool


@dataclass(frozen=True, slots=True)
class Cues:
    """Word lists in lower case, as `data/places/context.toml` and its neighbours describe them."""

    locative: frozenset[str]
    weak_locative: frozenset[str]
    settlement: frozenset[str]
    modifiers: frozenset[str]
    facility: frozenset[str]
    institution: frozenset[str]
    organisation: frozenset[str]
    street: frozenset[str]
    ships: frozenset[str]
    kinds: frozenset[str]
    organisation_of: frozenset[str]
    party: frozenset[str]
    titles: frozenset[str]
    saying: frozenset[str]
    junior: frozenset[str]
    openers: frozenset[str]
    months: frozenset[str]
    inner: frozenset[str]
    endings: frozenset[str]
    never: frozenset[str]
    words: frozenset[str]
    given_names: frozenset[str]
    surnames: frozenset[str]


@lru_cache(maxsize=1)
def cues() -> Cues:
    """All word lists."""
    lists = tomllib.loads((_DATA / "places" / "context.toml").read_text("utf-8"))
    listed = {name: frozenset(str(text).split()) for name, text in lists.items()}
    return Cues(
        **listed,
        words=_words("words.txt"),
        given_names=_words("given_names.txt"),
        surnames=_words("surnames.txt"),
    )


@lru_cache(maxsize=1)
def abbreviations() -> dict[str, Abbreviation]:
    """Short forms as they are written ("Tenn.", "UK")."""
    return {
        form: Abbreviation(place, when == "alone") for form, place, when in _rows("places/abbreviations.tsv")
    }


@lru_cache(maxsize=1)
def demonyms() -> dict[str, str]:
    """Adjectives and peoples in lower case → alpha-3: no places themselves, but they say where a report
    is."""
    found: dict[str, str] = {}
    for code, names, adjectives, people, *_ in _rows("states.tsv"):
        own = {name.strip("!").lower() for name in names.split("|")}
        for form in f"{adjectives}|{people}".split("|"):
            word = form.strip("!").lower()
            if word and word not in own and not word.endswith("'s"):
                found.setdefault(word, code)
                found.setdefault(f"{word}s", code)
    return found


def _words(name: str) -> frozenset[str]:
    lines = (_DATA / "places" / name).read_text("utf-8").splitlines()
    return frozenset(fold(word) for line in lines if not line.startswith("#") for word in line.split())


def _rows(name: str) -> Iterator[list[str]]:
    """The rows of a tab-separated table after its comments and header."""
    lines = (_DATA / name).read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    width = len(rows[0])
    for row in rows[1:]:
        yield row + [""] * (width - len(row))
