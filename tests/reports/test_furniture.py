"""Furniture is set aside with its kind, in page order, and nothing of the report is lost."""

from __future__ import annotations

import datetime as dt
import json
import random
import textwrap

import pytest

from demarche.reports.decoding import normalise
from demarche.reports.furniture.datelines import date_line, day_in
from demarche.reports.furniture.lines import logical_lines
from demarche.reports.furniture.separate import separate

HEADLINE = "Norvania Closes Consulate in Reply to Expulsions"
BODY = (
    "Norvania has ordered the consulate of its neighbour Estmark in the port of Tallholm to close within "
    "two weeks, "
    "the foreign ministry said on Thursday, in reply to the expulsion of three of its diplomats.",
    "The order came two days after Estmark declared the three persona non grata over what it called "
    "spying on a naval base.",
    'Foreign Minister Ilse Brandt said that the expulsions had been "without any ground" and that '
    "Norvania would not leave "
    "them unanswered.",
    "The consul has until 20 June to leave the country, the ministry said in a statement.",
    "Relations between the two countries have been tense since a dispute over gas transit last winter. "
    "Estmark cut deliveries "
    "in January, and Norvania took the matter to arbitration in March.",
    "Talks between the two sides are to go on in Geneva next month, diplomats said.",
)
TOP = """×
Glad to read without pop-ups?
Two years ago we gave up every advertisement on this site so that you can read in peace.
That choice costs us 8,000 euros a month. You can help us close the gap.
Support us
Our reporters cannot work freely at home. Help us to keep on bringing you the facts."""
END = """… may we ask you for something? You may have heard that our paper, which has been independent for thirty years, has been put on a list of "undesirable" organisations. This is an attempt to silence our voice and an assault on everything that journalism stands for.

We who make this paper will not be silenced. But we need your help to go on with our work.

Your support, however small, makes a real difference. If you can, please support us every month from just 2 euros. It takes a minute to set up. Thank you.

Once
Monthly
Annual
Continue
Payment methods
Not ready to support us today?
Remind me later.

Read more"""  # noqa: E501 – a paragraph is one line
CAPTION = "The consulate of Estmark in Tallholm. tallholm.gov.example"
PAGE = "\n\n".join((TOP, HEADLINE, CAPTION, *BODY, END))


@pytest.fixture(scope="module")
def separated():  # type: ignore[no-untyped-def]
    return separate(PAGE)


class TestAScrapedPage:
    def test_body_and_headline_are_whole(self, separated) -> None:  # type: ignore[no-untyped-def]
        assert separated.text == "\n\n".join((HEADLINE, *BODY))
        assert separated.title == HEADLINE

    # type: ignore[no-untyped-def]
    def test_everything_else_is_furniture_in_page_order(self, separated) -> None:
        aside = [piece.text for piece in separated.furniture]
        assert aside == [line.strip() for line in "\n".join((TOP, CAPTION, END)).split("\n") if line.strip()]

    def test_kinds(self, separated) -> None:  # type: ignore[no-untyped-def]
        kinds = {piece.text: piece.kind for piece in separated.furniture}
        assert kinds["×"] == "banner"
        assert kinds["Support us"] == "appeal"
        assert kinds["Remind me later."] == "appeal"
        assert kinds[CAPTION] == "caption"
        assert kinds["Read more"] == "related"


def test_byline_date_and_menu_are_recognised() -> None:
    page = "\n".join(
        (
            "Home",
            "World",
            "Politics",
            "Sport",
            "Subscribe",
            "Sign in",
            f"{HEADLINE} | The Courier",
            HEADLINE,
            "By Jon Ferrer and Ada Lund",
            "Published: 14 June 2023, 08:15",
            "Share on Facebook",
            *BODY,
            "Related stories",
            "Storm warning for the islands",
            "Minister resigns over letters",
            "© 2023 The Courier. All rights reserved.",
        )
    )
    out = separate(page)
    assert out.title == HEADLINE and out.text == "\n".join((HEADLINE, *BODY))
    assert out.author == "Jon Ferrer and Ada Lund"
    assert out.published == dt.date(2023, 6, 14)
    kinds = {piece.text: piece.kind for piece in out.furniture}
    assert kinds["By Jon Ferrer and Ada Lund"] == "byline"
    assert kinds["Published: 14 June 2023, 08:15"] == "date"
    assert kinds["Share on Facebook"] == "share"
    assert kinds["Home"] == "navigation"
    assert kinds["Storm warning for the islands"] == "related"
    assert kinds["© 2023 The Courier. All rights reserved."] == "copyright"


@pytest.mark.parametrize(
    "text",
    [
        BODY[0],
        "Short.",
        "Two words\nand two",
        "\n\n".join(BODY),
        "\n".join(BODY),
        "\n\n".join((HEADLINE, *BODY)),
        "Thursday, June 15, 2023\n\n\n" + "\n\n\n".join(BODY),
        "\n    ".join(textwrap.fill(text, 65) for text in BODY),
        "\n\n".join(textwrap.fill(text, 72) for text in BODY),
        HEADLINE.upper() + "\n\n" + "\n".join(textwrap.fill(text, 65) for text in BODY),
        "TALLHOLM, June 15 (Agency) --\n\n" + "\n\n".join(BODY),
    ],
    ids=[
        "paragraph",
        "sentence",
        "two lines",
        "report",
        "close",
        "headline",
        "date first",
        "wire",
        "wrapped",
        "capitals",
        "dateline",
    ],
)
def test_a_text_without_furniture_comes_out_unchanged(text: str) -> None:
    out = separate(normalise(text))
    assert out.text == normalise(text)
    assert out.furniture == ()


def test_headline_of_a_clean_text_is_its_title() -> None:
    out = separate("\n\n".join((HEADLINE, *BODY)))
    assert out.title == HEADLINE
    assert out.text.startswith(HEADLINE)


def test_day_of_a_clean_text() -> None:
    assert separate("Thursday, June 15, 2023\n\n" + "\n\n".join(BODY)).published == dt.date(2023, 6, 15)
    assert separate("\n\n".join(BODY)).published is None


def test_hard_wrapped_lines_are_one_line_to_the_classifier() -> None:
    text = "\n".join(
        textwrap.fill(paragraph, 60) for paragraph in ("A first one. " * 20, "And a second one. " * 20)
    )
    lines = logical_lines(text)
    assert len(lines) < text.count("\n") / 3
    assert all(" ".join(text[line.start : line.end].split()) == line.text for line in lines)
    menu = "\n".join(["Home", "World", "Business", "Sport"] * 10)
    assert len(logical_lines(menu)) == 40


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("14 March 2023", (2023, 3, 14)),
        ("Published: Tue 14th Mar 2023 08:15 GMT", (2023, 3, 14)),
        ("Nov. 19, 2019 8:03 am ET", (2019, 11, 19)),
        ("Updated on 2024-04-28T10:00", (2024, 4, 28)),
        ("NOVEMBER 20, 2019 10:43", (2019, 11, 20)),
        ("25/12/2021", (2021, 12, 25)),
        ("11/20/19", (2019, 11, 20)),
        ("03/04/2021", None),  # the third of April or the fourth of March
        ("The treaty of 14 March 2023 was signed by both presidents in Geneva.", None),
        ("February 30, 2020", None),
        ("Share", None),
    ],
)
def test_date_lines(line: str, day: tuple[int, int, int] | None) -> None:
    assert date_line(line) == (dt.date(*day) if day else None)


def test_day_in_a_longer_line() -> None:
    assert day_in("By Tess Bonn - 19 November 2019 06:56 AM EST") == dt.date(2019, 11, 19)


def test_nothing_is_lost_whatever_the_order() -> None:
    rng = random.Random(7)
    lines = [
        *BODY,
        HEADLINE,
        CAPTION,
        *TOP.split("\n"),
        *END.split("\n"),
        "By Ada Lund",
        "14 June 2023",
        "Comments (3)",
    ]
    for _ in range(20):
        rng.shuffle(lines)
        text = normalise("\n".join(lines))
        out = separate(text)
        kept = sorted(" ".join([out.text, *(piece.text for piece in out.furniture)]).split())
        assert kept == sorted(text.split())


class TestOnTheMeasuringData:
    def test_dev_gold_reports_keep_every_word(self, shared) -> None:  # type: ignore[no-untyped-def]
        for line in (shared / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            out = separate(normalise(row["text"]))
            if row["id"] == "d00":
                assert out.furniture
            else:
                assert out.furniture == (), row["id"]

    def test_seed_page(self, shared) -> None:  # type: ignore[no-untyped-def]
        text = normalise((shared / "seed.txt").read_text(encoding="utf-8"))
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        first = next(i for i, line in enumerate(lines) if line.startswith("Japan Expels"))
        last = next(i for i, line in enumerate(lines) if line.startswith("The two sides have yet"))
        body = [lines[first], *lines[first + 2 : last + 1]]
        out = separate(text)
        assert [line for line in out.text.splitlines() if line] == body
        assert [piece.text for piece in out.furniture] == [
            *lines[:first],
            lines[first + 1],
            *lines[last + 1 :],
        ]
        assert out.title == lines[first]
