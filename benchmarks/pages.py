"""The news pages of the measuring set, and pages made of them: reports of the corpora inside their frames.

Of each English page of `../shared/data/pages/html` the paragraphs of its own report are taken out and another
report's are put in; menus, scripts, linked data, teasers and footers stay. So the pages are as heavy as real
ones (half of them have more than 300 KB) and their reports as long and as mixed as the corpora's.
"""

from __future__ import annotations

import copy
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from demarche.reports.languages import identify
from demarche.reports.page import parse

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "pages"
LEAST = 5  # paragraphs of a report by which its page is known
LEFT = 6000  # characters of paragraphs that may stay: with more, the report was not found whole


def measured() -> Iterator[tuple[str, bytes]]:
    """The real pages in order: the publisher and the HTML of each."""
    for file in sorted((FOLDER / "html").glob("*.html.gz")):
        yield re.split(r"_\d{4}", file.name)[0], gzip.decompress(file.read_bytes())


def gold() -> dict[str, list[dict[str, str]]]:
    """What stands on real pages, by publisher: which text is which page's is not said."""
    found: dict[str, list[dict[str, str]]] = {}
    for line in (FOLDER / "html_gold.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        found.setdefault(row["publisher"], []).append(row)
    return found


def made(rows: Sequence[dict[str, str]]) -> Iterator[bytes]:
    """A page for the report of each row {text}, frames in turn."""
    frames = _frames()
    for number, row in enumerate(rows):
        yield _filled(copy.deepcopy(frames[number % len(frames)]), row["text"])


@cache
def _frames() -> list[Any]:
    """The trees of the English pages, the place of the report marked and its paragraphs taken out."""
    english = {
        publisher: [" ".join(row["text"].split()) for row in rows if identify(row["text"]) == "en"]
        for publisher, rows in gold().items()
    }
    found = []
    for publisher, html in measured():
        tree = parse(html.decode("utf-8", "replace"))
        if tree is not None and _emptied(tree, english.get(publisher, [])):
            found.append(tree)
    return found


def _emptied(tree: Any, texts: Sequence[str]) -> bool:
    """Takes a page's report out, if it is one of these."""
    told = [(element, " ".join(element.text_content().split())) for element in tree.iter("p")]
    own = max(
        ([element for element, words in told if len(words) > 40 and words in text] for text in texts),
        key=len, default=[],
    )  # fmt: skip
    if len(own) < LEAST:
        return False
    if sum(len(words) for element, words in told if len(words) > 40 and element not in own) > LEFT:
        return False
    inside = Counter(element.getparent() for element in own).most_common(1)[0][0]
    place = next(element for element in own if element.getparent() is inside)
    place.set("data-report", "here")
    for element in own:
        if element is not place:
            element.drop_tree()
    return True


def _filled(tree: Any, text: str) -> bytes:
    """A frame with a report in it, its first line as the headline."""
    first, _, rest = text.partition("\n")
    place = next(element for element in tree.iter("p") if element.get("data-report"))
    for headline in tree.iter("h1"):
        for child in list(headline):
            headline.remove(child)
        headline.text = first
    for paragraph in reversed([" ".join(one.split()) for one in re.split(r"\n\s*", rest or text)]):
        if paragraph:
            element = etree.Element("p")
            element.text = paragraph
            place.addnext(element)
    place.drop_tree()
    page: bytes = lxml_html.tostring(tree, encoding="utf-8", doctype="<!DOCTYPE html>")
    return page
