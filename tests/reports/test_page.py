"""A page's body: what is the report's, what stands beside it, and pages that no author would write."""

from __future__ import annotations

import time

import pytest
from benchmarks.floors import sunk
from tests.reports.own_pages import HEADLINE, PARAGRAPHS, page

from demarche.model import Report
from demarche.reports import ReadOptions, read_row
from demarche.reports.page import SHORT, read_page

LONG = " ".join(PARAGRAPHS)


def read(html: str | bytes, **options: bool) -> Report:
    return read_row({"html": html}, options=ReadOptions(**options))


def written(*paragraphs: str, beside: str = "") -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html><body><main><article><h1>{HEADLINE}</h1>{beside}{body}</article></main></body></html>"


def test_a_paragraph_is_a_paragraph_and_the_headline_the_first() -> None:
    report = read(page(paragraphs=PARAGRAPHS * 2))
    assert report.title == HEADLINE
    assert report.text.split("\n\n") == [HEADLINE, *PARAGRAPHS * 2]


def test_of_several_headlines_the_title_is_the_reports() -> None:
    other = "<h1>The Courier</h1>"
    html = page(paragraphs=PARAGRAPHS * 2).replace("<nav>", f"{other}<nav>")
    assert read(html).text.startswith(HEADLINE)


def test_what_stands_beside_is_left_out() -> None:
    beside = (
        '<p class="byline">By Ann Other</p><figure><figcaption>The harbour at dusk</figcaption></figure>'
        '<aside>Ten recipes for rain</aside><div class="newsletter">Sign up for our letter</div>'
    )
    text = read_page(written(*PARAGRAPHS, *PARAGRAPHS, beside=beside)).text
    assert PARAGRAPHS[0] in text and PARAGRAPHS[-1] in text
    for words in ("Ann Other", "harbour at dusk", "recipes", "Sign up"):
        assert words not in text


def test_furniture_of_a_page_is_set_aside_or_kept_as_asked() -> None:
    line = "Share this article on Facebook"
    html = written(*PARAGRAPHS, *PARAGRAPHS, f"{line}", "Read more: Ten recipes for rain")
    assert line not in read(html).text
    assert line in [one.text for one in read(html).furniture]
    kept = read(html, keep_furniture=True)
    assert line in kept.text and kept.furniture == ()


def test_a_short_report_is_found_as_well() -> None:
    words = "Chad expelled the ambassador of Norway on Monday, its foreign ministry said in a statement."
    assert len(words) < SHORT
    text = read_page(written(words)).text
    assert words in text and text.startswith(HEADLINE)


def test_a_page_that_nests_without_end_is_soon_done() -> None:
    begun = time.process_time()
    read_page("<div>" * 200_000 + LONG)
    read_page("<div>" * 50_000 + f"<p>{LONG}</p>" + "</div>" * 50_000)
    assert time.process_time() - begun < 10


def test_letters_that_no_encoding_holds_do_no_harm() -> None:
    assert "ministry" in read_page(written(*["The ministry \ud800 said so\0."] * 60)).text


@pytest.mark.usefixtures("shared")
def test_bodies_of_real_pages_stay_above_their_floor() -> None:
    assert sunk("pages") == {}
