"""Training pages: the labelled pages themselves and variants of them, so that the classifier meets what users
paste.

A variant is a body alone (nothing to set aside), a body with a few furniture lines around it, a hard-wrapped
body, or a body into which furniture of our own wording (boilerplate.txt) was put.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.furniture.labels import LabelledPage

BOILERPLATE = Path(__file__).with_name("boilerplate.txt")


@dataclass(frozen=True, slots=True)
class Sample:
    """Lines with their labels; `title` is the index of the title line, or -1 when there is none or it is not
    known."""

    lines: tuple[str, ...]
    body: tuple[bool, ...]
    title: int
    headline: str = ""  # of a report whose lines do not hold it


def blocks() -> list[list[str]]:
    """The furniture blocks of boilerplate.txt, each a list of lines."""
    text = "\n".join(
        line for line in BOILERPLATE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    )
    return [block.splitlines() for block in text.strip().split("\n\n") if block.strip()]


def whole(page: LabelledPage) -> Sample:
    return Sample(page.lines, page.body, page.title)


def bare(page: LabelledPage, rng: random.Random) -> Sample:
    """Title (or none) and body, without any furniture."""
    lines = [line for line, yes in zip(page.lines, page.body, strict=True) if yes]
    body = [True] * len(lines)
    title = -1
    if page.title >= 0 and rng.random() < 0.6:
        lines.insert(0, page.lines[page.title])
        body.insert(0, False)
        title = 0
    if rng.random() < 0.3 and len(lines) > 4:
        cut = rng.randint(2, len(lines) - 1)
        lines, body = lines[:cut], body[:cut]
    return Sample(tuple(lines), tuple(body), title)


def cropped(page: LabelledPage, rng: random.Random) -> Sample:
    """The body's stretch with a few of the lines before and after it, and some of the furniture inside left
    out."""
    where = [i for i, yes in enumerate(page.body) if yes]
    if not where:
        return whole(page)
    low = max(0, (page.title if page.title >= 0 else where[0]) - rng.choice([0, 0, 1, 2, 4, 8, 20, 60]))
    high = min(len(page.lines), where[-1] + 1 + rng.choice([0, 0, 1, 2, 4, 8, 20, 60]))
    drop = rng.choice([0.0, 0.0, 0.3, 0.8])
    picked = [i for i in range(low, high) if page.body[i] or i == page.title or rng.random() >= drop]
    return _pick(page, picked)


def furnished(page: LabelledPage, rng: random.Random, furniture: Sequence[list[str]]) -> Sample:
    """A bare or cropped page with blocks of our own furniture before, inside and after it."""
    return with_furniture(bare(page, rng) if rng.random() < 0.6 else cropped(page, rng), rng, furniture)


def with_furniture(sample: Sample, rng: random.Random, furniture: Sequence[list[str]]) -> Sample:
    """The sample with one to four blocks (some of them cut) put in, mostly at its ends."""
    rows = [
        (line, yes, i == sample.title)
        for i, (line, yes) in enumerate(zip(sample.lines, sample.body, strict=True))
    ]
    for _ in range(rng.randint(1, 4)):
        block = rng.choice(furniture)
        if rng.random() < 0.4:
            block = block[: rng.randint(1, len(block))]
        at = rng.choice([0, 0, len(rows), len(rows), rng.randint(0, len(rows))])
        rows[at:at] = [(line, False, False) for line in block]
    title = next((i for i, row in enumerate(rows) if row[2]), -1)
    return Sample(tuple(row[0] for row in rows), tuple(row[1] for row in rows), title)


def transplanted(frame: LabelledPage, lines: Sequence[str], headline: str, rng: random.Random) -> Sample:
    """Another report's lines in the place of a page's body, with that report's headline in place of its own.

    The furniture that stood inside the body is strewn between the new lines.
    """
    where = [i for i, yes in enumerate(frame.body) if yes]
    old = frame.lines[frame.title]
    before = [line.replace(old, headline) for line in frame.lines[: where[0]]]
    inside = [frame.lines[i] for i in range(where[0], where[-1]) if not frame.body[i]]
    rows = [(line, True) for line in lines]
    for line in inside if len(inside) <= len(lines) else rng.sample(inside, len(lines)):
        rows.insert(rng.randint(1, len(rows)), (line, False))
    after = [(line, False) for line in frame.lines[where[-1] + 1 :]]
    whole_page = [(line, False) for line in before] + rows + after
    return Sample(tuple(row[0] for row in whole_page), tuple(row[1] for row in whole_page), frame.title)


def is_frame(page: LabelledPage) -> bool:
    """Whether another report can be put into the page: its headline and body are known."""
    return page.title >= 0 and any(page.body) and page.title < page.body.index(True)


def _pick(page: LabelledPage, picked: Sequence[int]) -> Sample:
    title = picked.index(page.title) if page.title in picked else -1
    return Sample(tuple(page.lines[i] for i in picked), tuple(page.body[i] for i in picked), title)
