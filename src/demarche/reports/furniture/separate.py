"""A page as plain text to its report: the body with its headline, and what was set aside, with its kind, in
page order."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress, pairwise

import numpy as np

from demarche.model import Furniture
from demarche.reports.furniture.choosing import choose
from demarche.reports.furniture.datelines import date_line, day_in
from demarche.reports.furniture.features import Rows, cue_groups, line_features
from demarche.reports.furniture.kinds import kinds
from demarche.reports.furniture.lines import Line, logical_lines
from demarche.reports.furniture.model import BODY, Networks, answers, shipped

FEWEST_LINES = 3  # a text of fewer lines has no furniture worth the risk
# Logit under which a line is furniture for sure; a page without such a line is left as it came.
CERTAIN = -2.5
# Lines from the headline or the lead within which a date, byline or caption is the report's own.
NEAR_TITLE = 14
LONGEST_DATED = 16  # words of a line between headline and lead that may hold the date
PUBLISHED = re.compile(r"\b(?:published|posted|first published)\b", re.I)
UPDATED = re.compile(r"updated|modified", re.I)
DIGIT = re.compile(r"\d")
BYLINE = re.compile(r"^\W*by:?\s+(.+)$", re.I)
BYLINE_END = re.compile(
    r"\s*(?:[|•·–—,(@]|\s-\s|\b(?:published|posted|updated|in|for|at)\b|\d).*$|"
    r"\s+(?:staff|senior|chief|follow|lifestyle|political|the|associated|reuters|agence)\b.*$",
    re.I,
)
DROP_CAP = re.compile(r"^[\"“‘]?([A-Z]) ([a-z]+)\b", re.M)
TABLE_ROW = re.compile(r"\S {3,}\S")
STOP = re.compile(r"[.!?…][\"'”’)]*$")


@dataclass(frozen=True, slots=True)
class Separated:
    """`text` is the report (headline first, if the page has one), unchanged when nothing was set aside."""

    text: str
    title: str | None
    author: str | None
    published: dt.date | None
    furniture: tuple[Furniture, ...]


def separate(text: str, *, networks: Networks | None = None) -> Separated:
    """The report and the furniture of a page's text (already normalised).

    A text in which nothing is certainly furniture, or of fewer than three lines, comes out unchanged.
    """
    lines = logical_lines(text)
    if len(lines) < FEWEST_LINES:
        return Separated(text, None, None, _first_day(lines), ())
    words = [line.text for line in lines]
    logits = answers(line_features(words), networks if networks is not None else shipped())
    title, body = choose(logits, words)
    keep = body | {title} if title >= 0 else body
    if not _furnished(logits, keep, words) or not body:
        return Separated(text, _plain_title(lines, title), None, _first_day(lines), ())
    aside = [i not in keep for i in range(len(lines))]
    named = kinds(words, aside, title)
    first = min(body)
    near = _near(title, first, len(lines))
    return Separated(
        text=_without_drop_caps(_joined(text, lines, sorted(keep))),
        title=words[title] if title >= 0 else None,
        author=next((name for i in near if named[i] == "byline" and (name := _author(words, i))), None),
        published=_published(words, named, near, first),
        furniture=tuple(map(Furniture, compress(words, aside), compress(named, aside))),
    )


def unseparated(text: str) -> Separated:
    """The text as it stands, nothing set aside."""
    return Separated(text, None, None, None, ())


def _furnished(logits: Rows, keep: set[int], lines: Sequence[str]) -> bool:
    """Whether any line is certainly furniture: what nothing speaks against is a report as it stands.

    The rows of a table are no sign of furniture: agency reports have them.
    """
    certain = np.flatnonzero(logits[:, BODY] < CERTAIN).tolist()
    return any(i not in keep and not TABLE_ROW.search(lines[i]) for i in certain)


def _plain_title(lines: Sequence[Line], title: int) -> str | None:
    """The headline of a text without furniture: its first line, when the classifier takes it for one."""
    first = lines[0].text
    return first if title == 0 and not STOP.search(first) and date_line(first) is None else None


def _near(title: int, first: int, lines: int) -> list[int]:
    """The lines around headline and lead: those between them first, then those below and above."""
    top = title if title >= 0 else first
    return [*range(top, min(lines, first + NEAR_TITLE)), *range(top - 1, max(-1, top - 1 - NEAR_TITLE), -1)]


def _published(lines: Sequence[str], named: Sequence[str], near: Sequence[int], first: int) -> dt.date | None:
    """The day near the headline; one that says "updated" only when no other is there.

    A line between headline and lead may say more than the date ("By … / Sep 2, 2024"), another one only that.
    """
    found: list[tuple[bool, dt.date]] = []
    for i in near:
        line = lines[i]
        if not named[i] or not DIGIT.search(line):
            continue
        between = near[0] <= i < first and line.count(" ") < LONGEST_DATED
        if named[i] == "date" or between or PUBLISHED.search(line):
            day = day_in(line)
            if day:
                found.append((bool(UPDATED.search(line[:12])), day))
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _author(lines: Sequence[str], i: int) -> str | None:
    """The name in a byline; a bare "By" is followed by it on the next line."""
    match = BYLINE.match(lines[i])
    name = (
        match.group(1)
        if match
        else (lines[i + 1] if re.fullmatch(r"\W*by\W*", lines[i], re.I) and i + 1 < len(lines) else None)
    )
    if not name:
        return None
    name = BYLINE_END.sub("", name).strip(" ,.;:-–—|")
    return name if 1 <= name.count(" ") + 1 <= 8 and any(c.isupper() for c in name) else None


def _first_day(lines: Sequence[Line]) -> dt.date | None:
    """The day of a date line that a clean text begins with."""
    return next((day for line in lines[:2] if (day := date_line(line.text))), None)


def _joined(text: str, lines: Sequence[Line], keep: Sequence[int]) -> str:
    """The kept lines with the characters that stood between them; where lines were taken out, a line end or
    an empty line."""
    parts = [text[lines[keep[0]].start : lines[keep[0]].end]]
    for i, j in pairwise(keep):
        between = text[lines[i].end : lines[j].start]
        if j != i + 1:
            between = "\n\n" if between.count("\n") > j - i else "\n"
        parts += [between, text[lines[j].start : lines[j].end]]
    return "".join(parts)


def _without_drop_caps(text: str) -> str:
    """The text with the large first letter of a paragraph joined to its word ("T he talks" → "The talks").

    Only where the joined form is a word, as the cue words or the rest of the text show, and the rest is none.
    """
    lower = text.lower()
    for match in reversed(list(DROP_CAP.finditer(text))):
        letter, rest = match.groups()
        joined = (letter + rest).lower()
        if joined not in cue_groups()[0] and joined not in lower:
            continue
        is_word = joined in cue_groups()[0] or re.search(rf"\b{joined}\b", lower)
        if is_word and len(re.findall(rf"\b{rest}\b", text)) == 1:
            text = text[: match.end(1)] + text[match.start(2) :]
    return text
