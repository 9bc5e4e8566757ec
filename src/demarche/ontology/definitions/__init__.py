"""An ontology: what acts there are, read from one file.

A definition is a TOML file of this folder, found by its name, or any file given by its path.  The header of
`plover.toml` says what its tables mean.  A file that begins with `extends = "plover"` holds only what it
adds or changes: a type, a mode, the words that name it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast, get_args

from demarche.errors import InputError, UsageError, unknown
from demarche.model import Quad


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A clause that looks like an act of one type and is `reading` instead, None for no event."""

    text: str
    reading: str | None


@dataclass(frozen=True, slots=True)
class Mode:
    """How an act of one type is done.  `adds`: contexts that it always brings with it."""

    name: str
    means: str
    score: float
    examples: tuple[str, ...] = ()
    near: tuple[NearMiss, ...] = ()
    triggers: tuple[str, ...] = ()
    adds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventType:
    """A type of act.  `triggers`: lemmas that name it, for types that users add."""

    name: str
    means: str
    quad: Quad
    score: float
    needs_recipient: bool
    modes: Mapping[str, Mode]
    examples: tuple[str, ...] = ()
    near: tuple[NearMiss, ...] = ()
    triggers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ontology:
    """The types, contexts and sectors of one vocabulary; mappings go from a name to its meaning, in file
    order.

    `standing`: codes of international actors that stand in the country field.
    """

    name: str
    title: str
    version: str
    types: Mapping[str, EventType]
    contexts: Mapping[str, str] = field(default_factory=dict)
    sectors: Mapping[str, str] = field(default_factory=dict)
    standing: Mapping[str, str] = field(default_factory=dict)

    def type(self, name: str) -> EventType:
        """The type of that name.  Raises `UsageError` for one that is not in this ontology."""
        if name not in self.types:
            raise unknown("event type", name, self.types)
        return self.types[name]

    def modes(self, event: str) -> tuple[str, ...]:
        """The names of the modes of an event type, in file order."""
        return tuple(self.type(event).modes)

    def quad(self, event: str) -> Quad:
        """The quad class of an event type."""
        return self.type(event).quad

    def score(self, event: str, modes: Iterable[str] = ()) -> float:
        """The conflict-cooperation score: of the mode farthest from zero, of the type where no mode is
        given."""
        known = self.type(event)
        given = self.validate(event, modes)
        if not given:
            return known.score
        return max((known.modes[name].score for name in given), key=abs)

    def validate(self, event: str, modes: Iterable[str] = ()) -> tuple[str, ...]:
        """The modes as a tuple.  Raises `UsageError` if the type, or a mode of it, does not exist."""
        known = self.type(event).modes
        given = tuple(modes)
        for name in given:
            if name not in known:
                if not known:
                    raise UsageError(f"Unknown mode {name!r}: {event} has no modes. Leave the mode out.")
                raise unknown(f"mode of {event}", name, known)
        return given


def available() -> tuple[str, ...]:
    """The names of the ontologies that come with demarche."""
    return tuple(
        sorted(entry.name[:-5] for entry in files(__name__).iterdir() if entry.name.endswith(".toml"))
    )


@cache
def load(name: str = "plover") -> Ontology:
    """The ontology of that name, or the one in the file of that path.

    Raises `UsageError` for an unknown name, `InputError` for a file that cannot be read or is incomplete.
    """
    table = _table(name, ())
    try:
        return _ontology(table)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            f"Ontology {name!r} is incomplete: {error}. Each type needs means, quad and score, each mode "
            "means and score. See the header of plover.toml."
        ) from error


def _table(name: str, extending: tuple[str, ...]) -> dict[str, Any]:
    """The merged tables of a definition and of those it extends; `extending`: the ones that led here."""
    if name in extending:
        raise InputError(
            f"Ontology {name!r} extends itself by way of {' → '.join(extending)}. Take one `extends` out."
        )
    if name in available():
        text = files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    elif name.endswith(".toml"):
        try:
            text = Path(name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"Ontology file {name!r} cannot be read ({error}). Give a TOML file.") from error
    else:
        raise unknown("ontology", name, available())
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"Ontology file {name!r} is not TOML: {error}. Correct it there.") from error
    base = table.pop("extends", None)
    return _merged(_table(str(base), (*extending, name)), table) if base else table


def _merged(base: dict[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """The base with the change laid over it, table by table."""
    result = dict(base)
    for key, value in change.items():
        both_tables = isinstance(value, dict) and isinstance(result.get(key), dict)
        result[key] = _merged(result[key], value) if both_tables else value
    return result


def _ontology(table: Mapping[str, Any]) -> Ontology:
    return Ontology(
        name=table["name"],
        title=table["title"],
        version=table["version"],
        types=MappingProxyType({name: _type(name, entry) for name, entry in table["types"].items()}),
        contexts=MappingProxyType(dict(table.get("contexts", {}))),
        sectors=MappingProxyType(dict(table.get("sectors", {}))),
        standing=MappingProxyType(dict(table.get("standing", {}))),
    )


def _type(name: str, entry: Mapping[str, Any]) -> EventType:
    if entry["quad"] not in get_args(Quad):
        raise ValueError(f"quad of {name} is {entry['quad']!r}, not one of {', '.join(get_args(Quad))}")
    return EventType(
        name=name,
        means=entry["means"],
        quad=cast(Quad, entry["quad"]),
        score=float(entry["score"]),
        needs_recipient=entry.get("recipient") == "required",
        modes=MappingProxyType({mode: _mode(mode, row) for mode, row in entry.get("modes", {}).items()}),
        examples=tuple(entry.get("examples", ())),
        near=_near(entry),
        triggers=tuple(entry.get("triggers", ())),
    )


def _mode(name: str, entry: Mapping[str, Any]) -> Mode:
    return Mode(
        name=name,
        means=entry["means"],
        score=float(entry["score"]),
        examples=tuple(entry.get("examples", ())),
        near=_near(entry),
        triggers=tuple(entry.get("triggers", ())),
        adds=tuple(entry.get("adds", ())),
    )


def _near(entry: Mapping[str, Any]) -> tuple[NearMiss, ...]:
    return tuple(NearMiss(row["text"], row["is"] or None) for row in entry.get("near", ()))
