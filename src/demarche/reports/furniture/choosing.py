"""Which lines are the report and which one is its headline, from the classifier's answers for all lines of a
page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from demarche.reports.furniture.features import Rows
from demarche.reports.furniture.kinds import own_kind, surely_furniture
from demarche.reports.furniture.model import BODY, END, START, TITLE

# All tuned by cross-validation on the labelled pages; `python -m benchmarks.furniture` re-checks them.
KEEP = -0.5  # logit from which a line is body
SURE = 2.0  # logit from which it is body even if its words are those of furniture
TOUCHING = -3.0  # logit from which a line between the body's start and its next line is body too
REACH = 3  # lines that the body's start may stand before its next line
GAP = 12  # lines of furniture that end the body, when what follows is much less than what came before
TAIL_SHARE = 0.1  # share of the body's words up to which a stretch after such a gap is another story's
AFTER_END = 2.0  # logit that a line behind the body's likeliest end needs
# logit from which, and how many, doubtful lines right above the body belong to it
LEADING, MOST_LEADING = -3.0, 2
MOST_SKIPPED = 1  # lines of furniture (a caption) that may stand among those
LONGEST_TITLE = 40  # words
SHORTEST_HEADLINE = 12  # characters; shorter lines begin a page's title by chance
TITLE_CHANCE = 0.1  # share of the page's chances that the title line has at least
# words from which a sentence right under the headline is a standfirst, which is part of the report
STANDFIRST = 8


def choose(logits: Rows, lines: Sequence[str]) -> tuple[int, set[int]]:
    """(title line or -1, body lines) from the classifier's answers for a page's lines."""
    n, score = len(logits), logits[:, BODY].tolist()
    start = int(logits[:, START].argmax())
    likely = np.flatnonzero(logits[:, BODY] > KEEP).tolist()
    body = {i for i in likely if score[i] > SURE or not surely_furniture(lines[i])} | {start}
    after = next((i for i in range(start + 1, min(n, start + 1 + REACH)) if score[i] > KEEP), None)
    if after is not None:
        body |= {i for i in range(start, after) if score[i] > TOUCHING and not own_kind(lines[i])}
    last = int(logits[:, END].argmax())
    body = {i for i in body if i <= last or score[i] > AFTER_END}
    body = _main_stretch(body, lines)
    title = _title(logits, lines, min(body)) if body else -1
    if title >= 0:
        body = {i for i in body if i > title or score[i] > -TOUCHING}
        for i in range(title, -1, -1):
            under = i + 1
            if lines[i] == lines[title] and under < n and under != title and _standfirst(lines[under]):
                body.add(under)
        body.discard(title)
    return title, body | _leading(body, title, logits, lines)


def _leading(body: set[int], title: int, logits: Rows, lines: Sequence[str]) -> set[int]:
    """The doubtful lines right above the body that no word marks as furniture: a place, a kicker, a first
    short line."""
    found: set[int] = set()
    skipped = 0
    for i in range(min(body, default=0) - 1, title, -1):
        if len(found) == MOST_LEADING or skipped > MOST_SKIPPED:
            break
        if own_kind(lines[i]):
            skipped += 1
        elif logits[i, BODY] > LEADING:
            found.add(i)
        else:
            break
    return found


def _main_stretch(body: set[int], lines: Sequence[str]) -> set[int]:
    """The body without the small stretches that stand apart from it: teasers of other stories, readers'
    comments."""
    stretches: list[list[int]] = []
    for i in sorted(body):
        if stretches and i - stretches[-1][-1] <= GAP:
            stretches[-1].append(i)
        else:
            stretches.append([i])
    weights = [sum(lines[i].count(" ") + 1 for i in stretch) for stretch in stretches]
    most = max(weights, default=0)
    return {
        i
        for stretch, weight in zip(stretches, weights, strict=True)
        if weight > TAIL_SHARE * most
        for i in stretch
    }


def _title(logits: Rows, lines: Sequence[str], first: int) -> int:
    """The title line: the likeliest line up to the body's first, -1 when none is likely."""
    scores = logits[: first + 1, TITLE]
    chances = np.exp(scores - scores.max()) / np.exp(logits[:, TITLE] - scores.max()).sum()
    for i in np.argsort(-scores):
        if chances[i] < TITLE_CHANCE:
            return -1
        if 2 <= lines[i].count(" ") + 1 <= LONGEST_TITLE and not own_kind(lines[i]):
            return _headline(int(i), first, lines)
    return -1


def _headline(best: int, first: int, lines: Sequence[str]) -> int:
    """The line itself, or the headline below it when it is the page's title ("Headline | Publisher")."""
    for i in range(best + 1, first + 1):
        if len(lines[i]) >= SHORTEST_HEADLINE and lines[best].startswith(lines[i]):
            return i
    return best


def _standfirst(line: str) -> bool:
    """Whether a line right under the headline is a sentence of the report, not a byline, date or caption."""
    return line.count(" ") + 1 >= STANDFIRST and own_kind(line) == ""
