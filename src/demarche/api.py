"""The two calls that most programs need: `demarche.read` and `demarche.code`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import lru_cache

from demarche.model import CodedReport, Reject, Report
from demarche.reports import read
from demarche.runners.step import Coder, CoderOptions

__all__ = ["code", "read"]


def code(
    texts: str | Report | Iterable[str | Report],
    *,
    published: dt.date | str | None = None,
    options: CoderOptions | None = None,
) -> Iterator[CodedReport | Reject]:
    """The coded report of each text, in order; the models are loaded at the first call and kept.

    texts: one report, or many: the text itself, or a `Report`.
    published: the day that relative dates of bare texts are resolved against, a date or "YYYY-MM-DD".

    Raises:
        InputError: `published` is no date.
    """
    given = [texts] if isinstance(texts, str | Report) else texts
    yield from _coder(options or CoderOptions()).stream(_reports(given, published))


def _reports(texts: Iterable[str | Report], published: dt.date | str | None) -> Iterator[Report | Reject]:
    from demarche.errors import InputError
    from demarche.reports import ReadOptions, read_row

    try:
        day = dt.date.fromisoformat(published) if isinstance(published, str) else published
    except ValueError as error:
        raise InputError(
            f"published={published!r} is no date ({error}). Give a date, or a string YYYY-MM-DD."
        ) from error
    for number, text in enumerate(texts, 1):
        if isinstance(text, Report):
            yield text
            continue
        try:
            yield read_row({"text": text}, f"text {number}", options=ReadOptions(published=day))
        except InputError as error:
            yield Reject(f"text {number}", "reading", str(error))


@lru_cache(maxsize=4)
def _coder(options: CoderOptions) -> Coder:
    return Coder(options)
