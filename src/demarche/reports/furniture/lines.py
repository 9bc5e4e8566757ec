"""A text's lines as a reader sees them: blank ones left out, hard-wrapped ones joined."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

# A text is hard-wrapped when no line is longer than a terminal or a wire service makes it, and lines are
# filled.
WIDEST = 100
NARROWEST = 30
FILLED = 0.9  # a line is full when the next one's first word would have passed this share of the widest line
WRAPPED_SHARE = 0.5  # share of the neighbouring pairs that look wrapped


class Line(NamedTuple):
    """A logical line: `text` on one line, its stretch `start`:`end` in the page's text.

    A named tuple, not a dataclass: a page has hundreds, and they are made three times as fast.
    """

    text: str
    start: int
    end: int


def logical_lines(text: str) -> list[Line]:
    """The non-blank lines in order; those of a hard-wrapped paragraph are one line."""
    lines, place, widest = [], 0, 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            width = len(stripped)
            start = place if width == len(raw) else place + len(raw) - len(raw.lstrip())
            lines.append(Line(stripped, start, start + width))
            widest = max(widest, width)
        place += len(raw) + 1
    if len(lines) < 2 or not NARROWEST <= widest <= WIDEST:
        return lines
    close = [text.count("\n", line.end, following.start) == 1 for line, following in pairwise(lines)]
    joins = [
        below and _wrapped(text, *pair, widest) for below, pair in zip(close, pairwise(lines), strict=True)
    ]
    if sum(joins) < WRAPPED_SHARE * max(sum(close), 1):
        return lines
    return _joined(text, lines, joins)


def _wrapped(text: str, line: Line, following: Line, widest: int) -> bool:
    """Whether the next line, right below, goes on with this one: not indented, and it would not have
    fitted."""
    if following.start - text.index("\n", line.end) > 2:
        return False
    word = following.text.split(None, 1)[0]
    full = len(line.text) + 1 + len(word) > FILLED * widest
    return full or (following.text[0].islower() and len(line.text) > NARROWEST)


def _joined(text: str, lines: Sequence[Line], joins: Sequence[bool]) -> list[Line]:
    out = [lines[0]]
    for join, line in zip(joins, lines[1:], strict=True):
        if join:
            out[-1] = Line(f"{out[-1].text} {line.text}", out[-1].start, line.end)
        else:
            out.append(line)
    return out
