"""Line labels for pages whose body is known: which lines of the raw text belong to the body, and which is the
title.

A page is a row of pages/furniture.jsonl: raw_text (the page as plain text), gold_body, gold_title.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WORD = re.compile(r"\w+")
LONG = 6  # words: a line this long is looked up anywhere in the body, a shorter one only at its place
COVERED = 0.7  # share of a line's words that must be found in the body, in order


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """The lines of a page, which of them are body, the number of the title line (-1: none), and the words of
    the gold body."""

    group: str
    lines: tuple[str, ...]
    body: tuple[bool, ...]
    title: int
    gold: Counter[str]
    gold_title: Counter[str]
    english: bool
    lead: str
    raw: str


def words(text: str) -> list[str]:
    return WORD.findall(text.lower())


def label(page: Mapping[str, Any], english: bool) -> LabelledPage:
    """The page with its labels; `group` is the publisher for pages named Publisher_YYYY…, else the page
    itself."""
    lines = tuple(line.strip() for line in page["raw_text"].splitlines() if line.strip())
    body = _body_lines(lines, page["gold_body"])
    return LabelledPage(
        group=re.split(r"_\d{4}", page["id"])[0],
        lines=lines,
        body=tuple(body),
        title=_title_line(lines, body, page.get("gold_title")),
        gold=Counter(words(page["gold_body"])),
        gold_title=Counter(words(page.get("gold_title") or "")),
        english=english,
        lead=" ".join(words(page["gold_body"])[:12]),
        raw=page["raw_text"],
    )


def _body_lines(lines: Sequence[str], gold_body: str) -> list[bool]:
    gold_words = words(gold_body)
    flat = " ".join(gold_words)
    gold_lines = {" ".join(words(line)) for line in gold_body.splitlines() if words(line)}
    flats = [" ".join(words(line)) for line in lines]
    body = [False] * len(lines)
    for i, line in enumerate(flats):
        if line.count(" ") + 1 >= LONG:
            body[i] = line in flat or _coverage(line, flat) >= COVERED
    long = [i for i, yes in enumerate(body) if yes]
    if long:
        # Short lines (headings, one-word answers) count only inside the body's stretch, and near its ends.
        for i in range(max(0, long[0] - 2), min(len(lines), long[-1] + 3)):
            body[i] = body[i] or (flats[i] in gold_lines and bool(flats[i]))
    else:
        body = [line in gold_lines and bool(line) for line in flats]
    return _without_doubles(flats, body)


def _without_doubles(flats: Sequence[str], body: list[bool]) -> list[bool]:
    """A line that the page repeats is body once: where most body lines stand around it."""
    places: dict[str, list[int]] = {}
    for i, yes in enumerate(body):
        if yes and flats[i].count(" ") >= 2:
            places.setdefault(flats[i], []).append(i)
    for same in places.values():
        if len(same) > 1:
            keep = max(same, key=lambda i: sum(body[max(0, i - 4) : i + 5]))
            for i in same:
                body[i] = i == keep
    return body


def _coverage(line: str, flat: str) -> float:
    """The share of the line's words that stand in the body in runs of four or more."""
    tokens = line.split(" ")
    found = 0
    i = 0
    while i + 4 <= len(tokens):
        if " ".join(tokens[i : i + 4]) in flat:
            j = i + 4
            while j < len(tokens) and " ".join(tokens[i : j + 1]) in flat:
                j += 1
            found += j - i
            i = j
        else:
            i += 1
    return found / len(tokens)


def _title_line(lines: Sequence[str], body: Sequence[bool], gold_title: str | None) -> int:
    """The last line before the body that repeats the given title, or else the page's title (its first
    line)."""
    first = next((i for i, yes in enumerate(body) if yes), 0)
    head = " ".join(words(lines[0])) if lines else ""
    gold = " ".join(words(gold_title or ""))
    best, score = -1, 0.0
    for i in range(first):
        line = " ".join(words(lines[i]))
        if line.count(" ") < 2:
            continue
        if gold:
            like = difflib.SequenceMatcher(None, line, gold, autojunk=False).ratio()
        else:
            like = 1.0 if i > 0 and head.startswith(line) and len(line) > 0.3 * len(head) else 0.0
        if like >= max(score, 0.75):
            best, score = i, like
    return best
