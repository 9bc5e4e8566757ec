"""The patterns of `patterns.toml`, compiled to regular expressions over the classes of tokens."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from demarche.events.dates.lexicon import Tokens, words

ATOM = re.compile(r"(?:(?P<name>\w+):)?(?:(?P<word>\w+)|(?P<open>\())|(?P<sign>[)|?])")


@dataclass(frozen=True, slots=True)
class Hit:
    """A pattern that fits tokens `start` … `end - 1`, with the tokens of its named parts."""

    rule: str
    tokens: Tokens
    start: int
    end: int
    parts: dict[str, tuple[int, int]]

    def has(self, part: str) -> bool:
        """Whether the optional part is there."""
        return part in self.parts

    def closes_clause(self) -> bool:
        """Whether the clause ends with the expression, so that its "after" or "that" governs nothing."""
        return self.tokens.closes(self.end) or self.tokens.word(self.end) in (
            ",",
            ";",
            ":",
            ")",
            "and",
            "but",
        )

    def value(self, part: str) -> Any:
        """The value of the first token of a part, None where the part is absent."""
        return self.tokens.values[self.parts[part][0]] if part in self.parts else None

    def number(self, part: str) -> int | None:
        """The number that a part says in figures or words ("twenty-five", "nineteen ninety-six", "a"), or
        None."""
        if part not in self.parts:
            return None
        start, end = self.parts[part]
        values = [v for v in self.tokens.values[start:end] if isinstance(v, int) and v]
        if len(values) < 2:
            return values[0] if values else None
        if values[0] >= 20 and len(values) == 2 and values[0] < 100 and values[1] < 10:
            return values[0] + values[1]
        if 17 <= values[0] <= 20 and values[1] >= 10:
            return values[0] * 100 + sum(values[1:])
        return None

    def sign(self, name: str) -> str:
        """The character of a class."""
        return words().signs[name]

    def surface_all(self) -> str:
        """The words of the whole expression, lower case."""
        return self.tokens.text[self.tokens.starts[self.start] : self.tokens.ends[self.end - 1]].lower()

    def surface(self, part: str) -> str:
        """The words of a part, lower case."""
        if part not in self.parts:
            return ""
        start, end = self.parts[part]
        return self.tokens.text[self.tokens.starts[start] : self.tokens.ends[end - 1]].lower()


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a pattern: its regular expression, the classes it can begin with, and whether it can be
    empty."""

    regex: str
    firsts: frozenset[str]
    empty: bool


@cache
def rules_by_class() -> dict[str, tuple[tuple[str, re.Pattern[str]], ...]]:
    """For each class that a rule can begin with, the rules (name, pattern) in file order."""
    table = tomllib.loads(files(__package__).joinpath("patterns.toml").read_text(encoding="utf-8"))
    found: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for name, pattern in table["rules"].items():
        piece = compile_pattern(pattern, table["macros"])
        for sign in piece.firsts:
            found.setdefault(sign, []).append((name, re.compile(piece.regex)))
    return {sign: tuple(rules) for sign, rules in found.items()}


def compile_pattern(pattern: str, macros: Mapping[str, str]) -> Piece:
    """The pattern as a regular expression over class characters."""
    atoms = list(ATOM.finditer(pattern))
    piece, used = _alternatives(atoms, 0, macros)
    if used != len(atoms):
        raise ValueError(f"Pattern {pattern!r} has a parenthesis too many.")
    return piece


def _alternatives(atoms: list[re.Match[str]], i: int, macros: Mapping[str, str]) -> tuple[Piece, int]:
    """The piece from atom i to the parenthesis that closes it, or to the end, and the atom after it."""
    branches = []
    while True:
        piece, i = _sequence(atoms, i, macros)
        branches.append(piece)
        if i == len(atoms) or atoms[i]["sign"] != "|":
            break
        i += 1
    firsts = frozenset[str]().union(*(piece.firsts for piece in branches))
    return Piece(
        "|".join(piece.regex for piece in branches), firsts, any(piece.empty for piece in branches)
    ), i


def _sequence(atoms: list[re.Match[str]], i: int, macros: Mapping[str, str]) -> tuple[Piece, int]:
    """The pieces that stand one after the other from atom i on, as one, and the atom after them."""
    regex, firsts, empty = "", frozenset[str](), True
    while i < len(atoms) and atoms[i]["sign"] not in (")", "|"):
        atom = atoms[i]
        if atom["open"]:
            piece, i = _alternatives(atoms, i + 1, macros)
        elif atom["word"] in macros:
            piece = compile_pattern(macros[atom["word"]], macros)
        else:
            sign = words().signs[atom["word"]]
            piece = Piece(sign, frozenset(sign), False)
        i += 1
        optional = i < len(atoms) and atoms[i]["sign"] == "?"
        group = f"(?P<{atom['name']}>{piece.regex})" if atom["name"] else f"(?:{piece.regex})"
        regex += group + ("?" if optional else "")
        firsts = firsts | piece.firsts if empty else firsts
        empty = empty and (piece.empty or optional)
        i += optional
    return Piece(regex, firsts, empty), i
