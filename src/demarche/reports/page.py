"""An HTML page to its report: body, title, author, publisher, date and language, from one parse of the page.

The page is data: nothing in it is run, and nothing that it names is fetched.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from demarche.reports.words import words

# Elements that never hold a report's words; dropping them first makes every later pass over the tree cheaper.
WORDLESS = ("script", "style", "svg", "noscript", "iframe", "template", "link", "object", "button", "select")
# White space at the edges of lines: lists are indented.
EDGES = re.compile(r"^[ \t]+|[ \t]+$", re.MULTILINE)
# The headline, and other elements that may hold words beside a report, but none of it.
HEADLINE = "h1"
NO_BODY = (
    HEADLINE, "figure", "figcaption", "aside", "nav", "footer", "time", "video", "form",
    ".byline", "[rel=author]", "[itemprop=author]", ".caption", ".newsletter",
)  # fmt: skip
# Below this many characters the quick extraction may have missed the body: the thorough one is tried as well.
# On the 84 pages of the measuring set it is needed for 6 % of them (python -m benchmarks.furniture).
SHORT = 600
# No real page nests so deep (the deepest of the measuring set: 27); resiliparse's time grows with the square.
TOO_DEEP = etree.XPath(f"boolean({'/*' * 150})")
REPORT_TYPES = re.compile(r"article|report|posting|opinion|review|liveblog", re.I)
EARLIEST = dt.date(1970, 1, 1)
SITE_TAIL = re.compile(r"\s+[|»–—-]\s+[^|»–—-]{2,40}$")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says; None where it does not say it."""

    text: str
    title: str | None
    author: str | None
    publisher: str | None
    published: dt.date | None
    language: str | None
    url: str | None


def read_page(html: str, *, url: str | None = None) -> Page:
    """The report of a page; its text is empty when there is none.

    Body by resiliparse, or by trafilatura (precision settings) where that finds little; date by htmldate, the
    rest from the page's metadata.  The body may hold furniture still (`furniture/separate.py`).
    """
    html = _without_nulls(html)
    tree = parse(html)
    if tree is None:
        return Page("", None, None, None, None, None, url)
    _quiet()
    linked = linked_data(tree)
    meta = _metadata(tree, linked)
    published = _published(tree, linked, meta["url"] or url)
    language = tree.get("lang") or _text(linked.get("inLanguage"))
    main = "" if TOO_DEEP(tree) else _main(html)
    headline = _headline(tree, meta["title"])
    return Page(
        text=_headed(headline, main or _body(tree)),
        title=meta["title"],
        author=meta["author"],
        publisher=meta["publisher"],
        published=published,
        language=language,
        url=meta["url"] or url,
    )


def parse(html: str) -> Any | None:
    """The tree of a page, None when there is nothing to parse; damaged markup is repaired as browsers do."""
    parser = lxml_html.HTMLParser(encoding="utf-8", collect_ids=False, remove_comments=True, remove_pis=True)
    try:
        plain = _without_nulls(html).encode("utf-8", "replace")
        return lxml_html.document_fromstring(plain, parser=parser)
    except (etree.LxmlError, ValueError):
        return None


def _without_nulls(html: str) -> str:
    """The text without null characters, which end it for both parsers: hardly a page has any."""
    return html.replace("\0", "") if "\0" in html else html


def fragment_text(html: str) -> str:
    """The words of a fragment of HTML (a feed's content), a blank line between its blocks."""
    if "<" not in html and "&" not in html:
        return html.strip()
    tree = parse(f"<div>{html}</div>")
    if tree is None:
        return ""
    etree.strip_elements(tree, *WORDLESS, with_tail=False)
    breaks = frozenset(words("blocks"))
    blocks: list[list[str]] = [[]]
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if element.tag in breaks:
            blocks.append([])
        text = element.text if event == "start" else element.tail
        if text:
            blocks[-1].append(text)
    lines = (" ".join("".join(block).split()) for block in blocks)
    return "\n\n".join(line for line in lines if line)


def linked_data(tree: Any) -> dict[str, Any]:
    """The properties of the page's report in its JSON-LD, of the first node that is one; empty if there is
    none."""
    for script in tree.iterfind('.//script[@type="application/ld+json"]'):
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data, 0):
            if REPORT_TYPES.search(str(node.get("@type"))) and (
                node.get("headline") or node.get("datePublished")
            ):
                return node
    return {}


def _nodes(data: object, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(data, list):
        for item in data:
            yield from _nodes(item, depth + 1)
    elif isinstance(data, dict):
        yield data
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _nodes(data.get(name), depth + 1)


def _metadata(tree: Any, linked: dict[str, Any]) -> dict[str, str | None]:
    from trafilatura import metadata

    tags = metadata.examine_meta(tree)
    title = _text(linked.get("headline")) or tags.title or metadata.extract_title(tree)
    publisher = tags.sitename or _name(linked.get("publisher"))
    author = _name(linked.get("author")) or tags.author or metadata.extract_author(tree)
    if title and publisher:
        tail = SITE_TAIL.search(title)
        if tail and publisher.lower() in tail.group().lower():
            title = title[: tail.start()]
    return {
        "title": _line(title),
        "author": _line(author),
        "publisher": _line(publisher.lstrip("@") if publisher else None),
        "url": tags.url or metadata.extract_url(tree),
    }


def _published(tree: Any, linked: dict[str, Any], url: str | None) -> dt.date | None:
    """The day of first publication: as the page's linked data states it, else as htmldate finds it."""
    stated = _text(linked.get("datePublished"))
    if stated:
        try:
            return dt.datetime.fromisoformat(stated).date()
        except ValueError:
            pass
    from htmldate import find_date

    try:
        found = find_date(
            tree, original_date=True, extensive_search=True, url=url, min_date=EARLIEST.isoformat()
        )
        return dt.date.fromisoformat(found) if found else None
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None  # a date beyond the calendar somewhere in the page


def _headline(tree: Any, title: str | None) -> str | None:
    """The headline above a report: of several the one that the page calls its title."""
    found = [" ".join(element.text_content().split()) for element in tree.iter(HEADLINE)]
    told = [headline for headline in found if headline]
    return told[0] if len(told) == 1 else next((one for one in told if one == title), None)


def _headed(headline: str | None, body: str) -> str:
    """The body under its headline; a page without a body has no report."""
    return f"{headline}\n\n{body}" if headline and body and not body.startswith(headline) else body


def _main(html: str) -> str:
    """The main content by resiliparse, which is five times as fast; nothing where that is short."""
    from resiliparse.extract.html2text import extract_plain_text

    try:
        text: str = extract_plain_text(
            html,
            main_content=True, list_bullets=False, alt_texts=False, comments=False, skip_elements=[*NO_BODY],
        )  # fmt: skip
    except Exception:  # letters that UTF-8 has not, a tree no browser would make: trafilatura may find more
        return ""
    text = EDGES.sub("", text)
    return text if len(text) >= SHORT else ""


def _body(tree: Any) -> str:
    """The report by trafilatura; takes out of the tree what holds no words of it."""
    from trafilatura import bare_extraction

    etree.strip_elements(tree, *WORDLESS, HEADLINE, with_tail=False)
    best = ""
    for fast in (True, False):
        try:
            found = bare_extraction(tree, fast=fast, favor_precision=True, include_comments=False)
        except Exception:  # trafilatura on a tree no browser would make: the page has no report for us
            found = None
        text = getattr(found, "text", None) or ""
        best = max(best, text, key=len)
        if len(best) >= SHORT:
            break
    return best


def _name(value: object) -> str | None:
    """The name of a person or organisation in linked data, several joined by commas."""
    if isinstance(value, list):
        names = [name for name in (_name(item) for item in value) if name]
        return ", ".join(dict.fromkeys(names)) or None
    if isinstance(value, dict):
        return _name(value.get("name"))
    return _text(value) if not (isinstance(value, str) and value.startswith("http")) else None


def _text(value: object) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    return value.strip() or None if isinstance(value, str) else None


def _line(value: str | None) -> str | None:
    """One line without markup, entities resolved."""
    if value and ("<" in value or "&" in value):
        value = fragment_text(value)
    return " ".join(value.split()) or None if value else None


@cache
def _quiet() -> None:
    # Both libraries log what they try; a page that gives nothing becomes a Reject instead.
    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
