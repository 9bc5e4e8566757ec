"""A row to its Report: the page read, furniture set aside, given fields before found ones, a stable id."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from demarche.errors import DemarcheError, InputError
from demarche.model import Reject, Report
from demarche.reports.decoding import decode, normalise, paired
from demarche.reports.languages import identify, tag
from demarche.reports.options import ReadOptions
from demarche.reports.readers import reject
from demarche.reports.rows import Row

if TYPE_CHECKING:
    from demarche.reports.furniture.separate import Separated

FEWEST_WORDS = 8  # of a page's body: less is a label that the page's menu left behind
ID_LENGTH = 16  # hexadecimal digits: 2**64 ids, a chance of one clash in a billion at six million reports


def assembled(row: Row, options: ReadOptions) -> Report | Reject:
    """The report of a row, or why there is none; see `assemble`."""
    try:
        return assemble(row, options)
    except InputError as error:
        return reject(row.origin, error, report_id=row.id)
    except DemarcheError:
        raise
    except Exception as error:  # one page must never end a run of a million
        return reject(row.origin, failed(error), report_id=row.id)


def failed(error: Exception) -> str:
    """What is said of an input on which a library failed."""
    return f"the reader failed on it ({type(error).__name__}: {error}). Please file an issue with the input."


def assemble(row: Row, options: ReadOptions = ReadOptions()) -> Report:
    """The report of a row. What the row gives wins over what `options` gives, and both over what is found.

    Raises:
        InputError: there is no report in it: no text at all, or an HTML page without a body.
    """
    report = _from_text(row, options) if row.text and row.text.strip() else _from_html(row, options)
    if not report.text:
        raise InputError(
            f"{row.origin}: holds no text once invisible characters are left out. Give the report's text."
        )
    return _written(report)


def _written(report: Report) -> Report:
    """The report with all fields as any encoding holds them; text and furniture are normalised already."""
    url = report.url and paired(report.url)
    return replace(
        report,
        id=paired(report.id) or report_id(url=url, text=report.text),
        url=url,
        title=report.title and paired(report.title),
        publisher=report.publisher and paired(report.publisher),
        author=report.author and paired(report.author),
    )


def report_id(*, url: str | None, text: str) -> str:
    """The id of a report that was not given one: of its URL, or of its text when it has none."""
    return hashlib.sha256((url or text).encode("utf-8", "replace")).hexdigest()[:ID_LENGTH]


def _separated(text: str, options: ReadOptions) -> Separated:
    """A text with its furniture set aside, unless that is to be kept."""
    from demarche.reports.furniture.separate import separate, unseparated

    return (unseparated if options.keep_furniture else separate)(normalise(text))


def _from_text(row: Row, options: ReadOptions) -> Report:
    page = _separated(row.text or "", options)
    return Report(
        id=row.id or report_id(url=row.url, text=page.text),
        text=page.text,
        url=row.url,
        title=row.title or page.title,
        publisher=row.publisher or options.publisher,
        author=row.author or page.author,
        published=row.published or options.published or page.published,
        language=tag(row.language or options.language) or identify(page.text),
        furniture=page.furniture,
    )


def _from_html(row: Row, options: ReadOptions) -> Report:
    from demarche.reports.page import read_page

    html = decode(row.html, row.charset) if isinstance(row.html, bytes) else row.html or ""
    page = read_page(html, url=row.url)
    body = _separated(page.text, options)
    text = body.text
    if text.count(" ") + text.count("\n") + 1 < FEWEST_WORDS:
        raise InputError(
            f"{row.origin}: the page has no report that can be found in it. "
            "It may be a start page, a video or filled in by scripts: save its text and give that."
        )
    url = row.url or page.url
    return Report(
        id=row.id or report_id(url=url, text=text),
        text=text,
        url=url,
        title=row.title or page.title,
        publisher=row.publisher or options.publisher or page.publisher,
        author=row.author or page.author,
        published=row.published or options.published or page.published,
        language=tag(row.language or options.language) or identify(text, declared=page.language),
        furniture=body.furniture,
    )
