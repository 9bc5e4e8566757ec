"""Which kind of furniture a line is, by its words and its neighbours.

Kinds: title, banner, appeal, consent, caption, credit, byline, date, share, subscribe, related, navigation,
comment, advertisement, copyright, correction, other.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from demarche.reports.furniture.datelines import date_line

FEW_WORDS = 6  # a line without a stop that is this short is a link or a label
BLOCK = 3  # lines: a shorter run of links is not a menu
TEASER = 4  # words of a headline of another story
TOKEN = re.compile(r"[a-z]+(?:['’-][a-z]+)*|[©×✕✖]")
DIGIT = re.compile(r"\d")
LONGEST_NAME_END = 9
ENDS_IN_NAME = re.compile(r"\w\.[a-z]{2,7}$")  # the name of a web site, as captions credit it
REMEMBERED = 20_000  # lines: menus come back on every page of a site
STOP = re.compile(r"[.!?…][\"'”’)]*$")
# Kinds whose blocks hold lines that say nothing by themselves ("Once", "Continue", "Accept").
SPREADING = frozenset({"appeal", "consent", "subscribe", "comment", "share"})


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of kinds.toml."""

    kind: str
    pattern: re.Pattern[str]
    max_words: int
    strong: bool


@cache
def rules() -> tuple[tuple[Rule, ...], dict[str, tuple[int, ...]]]:
    """The rules of kinds.toml in order, and for each word the numbers of the rules that it calls for."""
    data = tomllib.loads(files(__package__).joinpath("kinds.toml").read_text(encoding="utf-8"))
    found = []
    called: dict[str, tuple[int, ...]] = {}
    for number, row in enumerate(data["rule"]):
        pattern = re.compile(row["pattern"], re.I)
        found.append(Rule(row["kind"], pattern, row.get("max_words", 1000), row.get("strong", False)))
        for word in row["words"].split():
            called[word] = (*called.get(word, ()), number)
    return tuple(found), called


def kinds(lines: Sequence[str], aside: Sequence[bool], title: int) -> list[str]:
    """The kind of every line that is set aside ("" for the others), `title` being the number of the title
    line or -1."""
    body = [i for i, out in enumerate(aside) if not out]
    first, last = (body[0], body[-1]) if body else (0, len(lines))
    own = [own_kind(line) if out else "" for line, out in zip(lines, aside, strict=True)]
    if title >= 0 and (headline := lines[title]):
        for i, line in enumerate(lines):
            if aside[i] and (line.startswith(headline) or (i == 0 and headline in line)):
                own[i] = "title"
    for i, line in enumerate(lines):
        if aside[i] and not own[i]:
            own[i] = _from_neighbours(i, line, own, first, last)
    return own


@lru_cache(maxsize=REMEMBERED)
def own_kind(line: str) -> str:
    """The kind that a line's own words tell, "" if they do not."""
    rule = _rule(line)
    if rule is None:
        return "date" if DIGIT.search(line) and date_line(line) else ""
    return "date" if rule.kind in {"byline", "comment"} and date_line(line) else rule.kind


def surely_furniture(line: str) -> bool:
    """Whether a line's own words show that it is furniture, whatever stands around it."""
    rule = _rule(line)
    return rule is not None and rule.strong


def _rule(line: str) -> Rule | None:
    """The first rule that a line matches."""
    every, called = rules()
    tokens = TOKEN.findall(line.lower())
    asked = {number for token in tokens if token in called for number in called[token]}
    if ENDS_IN_NAME.search(line[-LONGEST_NAME_END:]):
        asked.update(called["."])
    if not asked:
        return None
    words = line.count(" ") + 1
    for number in sorted(asked):
        rule = every[number]
        if words <= rule.max_words and rule.pattern.search(line):
            return rule
    return None


def _from_neighbours(i: int, line: str, own: Sequence[str], first: int, last: int) -> str:
    """The kind of a line that says nothing by itself, from what stands around it."""
    before = (own[i - 1] if i > 0 else "") or (own[i - 2] if i > 1 else "")
    left = len(own) - 1 - i
    after = (own[i + 1] if left > 0 else "") or (own[i + 2] if left > 1 else "")
    words = line.count(" ") + 1
    inside = first <= i <= last
    if before in SPREADING and (before == after or (words <= FEW_WORDS and not inside) or STOP.search(line)):
        return before
    if after == "credit" and words > FEW_WORDS:
        return "caption"
    if words > FEW_WORDS and STOP.search(line) and (inside or i < first):
        return "caption" if inside or first - i <= 6 else "banner"
    if after in SPREADING and i + 1 < len(own) and own[i + 1] == after and i < first:
        return after
    if before == "related" and words >= TEASER:
        return "related"
    if words >= TEASER and not STOP.search(line):
        return "related" if i > first else "navigation"
    if words <= FEW_WORDS:
        return "navigation"
    return "other"
