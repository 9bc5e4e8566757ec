"""From PLOVER to CAMEO and back.

The 2021 conversion table of the PLOVER project goes from CAMEO to PLOVER and loses most of CAMEO's third
and fourth digits.  Here type, mode, context, the trigger and the words around it decide the code, by the
ordered rows of `plover_to_cameo.tsv`; the way back is the `plover` entry of each code of
`definitions/cameo.toml`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from demarche.errors import unknown


@dataclass(frozen=True, slots=True)
class PloverReading:
    """What a CAMEO code says in PLOVER: unpack the first two as `event, modes`."""

    event: str
    modes: tuple[str, ...]
    contexts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the crosswalk; an empty field fits everything."""

    modes: frozenset[str]
    contexts: frozenset[str]
    lemmas: frozenset[str]
    cue: re.Pattern[str] | None
    code: str

    def fits(self, modes: Collection[str], contexts: Collection[str], lemma: str, text: str) -> bool:
        """Whether the row speaks of such an event; a row with lemmas and cue asks for either of them."""
        if self.modes and self.modes.isdisjoint(modes):
            return False
        if self.contexts and self.contexts.isdisjoint(contexts):
            return False
        if self.lemmas and lemma not in self.lemmas:
            return False
        return self.cue is None or self.cue.search(text) is not None


def cameo_code(
    event: str,
    modes: Collection[str] = (),
    contexts: Collection[str] = (),
    trigger_lemma: str = "",
    text_cues: str = "",
) -> str | None:
    """The CAMEO code, two to four digits, of a PLOVER event; None for a type that is not PLOVER's.

    `text_cues`: the words of the clause around the trigger, as they stand or as lemmas.
    """
    text = f"{trigger_lemma} {text_cues}".lower()
    lemma = trigger_lemma.lower()
    given = modes or ("none",)
    for row in _rows().get(event, ()):
        if row.fits(given, contexts, lemma, text):
            return row.code
    return None


def plover_of_cameo(code: str) -> PloverReading | None:
    """What a CAMEO code says in PLOVER, None where it is no event there (bare statements).

    A root ("16") reads like its general code ("160").  Raises `UsageError` for a code that does not exist.
    """
    entry = _code(f"{code}0" if len(code) == 2 else code)
    if "plover" not in entry:
        return None
    event, _, mode = entry["plover"].partition("/")
    return PloverReading(event, (mode,) if mode else (), tuple(entry.get("contexts", ())))


def goldstein(code: str) -> float:
    """The Goldstein score of a CAMEO code or root, -10 (conflict) to +10 (cooperation).

    Raises `UsageError` for a code that does not exist.  Source: Goldstein (1992), as extended to CAMEO for
    ICEWS.
    """
    return float(_code(code)["score"])


def _code(code: str) -> Mapping[str, Any]:
    table = _codes()
    if code not in table:
        raise unknown("CAMEO code", code, [other for other in table if other[:2] == code[:2]] or table)
    return table[code]


@cache
def _codes() -> dict[str, Mapping[str, Any]]:
    """Every code and root with its entry; codes are strings, "010" is not "10"."""
    text = files("demarche.ontology.definitions").joinpath("cameo.toml").read_text(encoding="utf-8")
    table: dict[str, Mapping[str, Any]] = {}
    for root, entry in tomllib.loads(text)["types"].items():
        table[root] = entry
        table.update(entry["modes"])
    return table


@cache
def _rows() -> dict[str, tuple[Row, ...]]:
    """The rows of the crosswalk by event type, in the order in which they are tried."""
    text = files("demarche.ontology").joinpath("plover_to_cameo.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    table: dict[str, list[Row]] = {}
    for event, mode, context, lemma, cue, code in lines[1:]:
        row = Row(_set(mode), _set(context), _set(lemma), _pattern(cue), code)
        table.setdefault(event, []).append(row)
    return {event: tuple(rows) for event, rows in table.items()}


def _set(cell: str) -> frozenset[str]:
    return frozenset(cell.split("|")) if cell else frozenset()


def _pattern(cell: str) -> re.Pattern[str] | None:
    if not cell:
        return None
    phrases = "|".join(
        re.escape(phrase).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for phrase in cell.split("|")
    )
    return re.compile(rf"(?<!\w)(?:{phrases})(?!\w)")
