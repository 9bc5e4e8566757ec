"""The labelled pages, how they are parted by publisher, and how an answer for a page is scored."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from training.furniture.labels import LabelledPage, label, words
from training.furniture.pages import Sample

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"
# as the project's yardstick counts them
ENGLISH = frozenset({"us", "uk", "za", "ca", "au", "tz", "na", "ind", "il", "jp", "en"})
CLEAN = ("wikinews_2019_2020", "re3d")  # openly licensed reports without furniture
FOLDS = 3


def labelled_pages() -> list[LabelledPage]:
    """The labelled pages of ../shared/data/pages/furniture.jsonl."""
    rows = (SHARED / "pages" / "furniture.jsonl").read_text(encoding="utf-8").splitlines()
    return [label(page, page["lang_dir"] in ENGLISH) for page in map(json.loads, rows)]


def clean_reports() -> list[Sample]:
    """Reports without furniture: every line of them is body."""
    samples = []
    for name in CLEAN:
        for row in (SHARED / "corpora" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            report = json.loads(row)
            lines = tuple(line.strip() for line in report["text"].splitlines() if line.strip())
            if lines:
                samples.append(Sample(lines, (True,) * len(lines), -1, report["title"].strip()))
    return samples


def parts(pages: Sequence[LabelledPage], count: int = FOLDS) -> list[list[LabelledPage]]:
    """The pages in `count` parts; all pages of a publisher are in one."""
    groups = sorted({page.group for page in pages})
    random.Random(0).shuffle(groups)
    part = {group: i % count for i, group in enumerate(groups)}
    return [[page for page in pages if part[page.group] == k] for k in range(count)]


def f1(found: Counter[str], gold: Counter[str]) -> float:
    """The F1 of two multisets of words."""
    same = sum((found & gold).values())
    return 2 * same / (sum(found.values()) + sum(gold.values())) if same else 0.0


def score(page: LabelledPage, text: str) -> tuple[float, bool]:
    """(word-multiset F1 against the gold body, a given title forgiven; whether the lead is kept)."""
    got = words(text)
    found = Counter(got)
    best = f1(found, page.gold)
    if page.gold_title:
        best = max(best, f1(found - page.gold_title, page.gold))
    return best, page.lead in " ".join(got)
