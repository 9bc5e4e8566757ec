"""Bytes to `Report`: HTML, plain text with its furniture, JSON Lines, CSV, Parquet, WARC, feeds, URLs.

`read` is the room's door.  `readers/` has one module a kind of input, `furniture/` what tells a page's body
from
its furniture, `page.py` reads HTML; `assembling.py` makes the Report.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from demarche.errors import DemarcheError, InputError
from demarche.model import Reject, Report
from demarche.reports.options import ReadOptions

__all__ = ["ReadOptions", "read", "read_row"]


def read(
    inputs: Iterable[str],
    *,
    published: dt.date | None = None,
    publisher: str | None = None,
    language: str | None = None,
    options: ReadOptions | None = None,
) -> Iterator[Report | Reject]:
    """Each input's reports in order, one at a time; what cannot be read comes out as a Reject and the rest
    goes on.

    inputs: files, directories, http(s) URLs, or `-` for stdin; compressed with gzip or not.
        What an input holds is told from its content and its name; of a directory (recursive, sorted) what
        is about it or lies beside a report is left out (`folders.files_of`).
    published, publisher, language: for inputs that do not give their own.
    options: the same and the limits, in one object.
    """
    from dataclasses import replace

    chosen = options or ReadOptions()
    chosen = replace(
        chosen,
        published=published or chosen.published,
        publisher=publisher or chosen.publisher,
        language=language or chosen.language,
    )
    for argument in inputs:
        yield from _read_argument(argument, chosen)


def read_row(fields: dict[str, object], origin: str = "row", *, options: ReadOptions | None = None) -> Report:
    """The report that named fields make: any of id, url, title, publisher, author, published, text, html,
    language.

    Raises:
        InputError: a field cannot be used, or there is no report in it.
    """
    from demarche.reports.assembling import assemble
    from demarche.reports.rows import row_of

    return assemble(row_of(fields, origin), options or ReadOptions())


def _read_argument(argument: str, options: ReadOptions) -> Iterator[Report | Reject]:
    from demarche.reports.opening import expand
    from demarche.reports.readers import reject

    empty = True
    try:
        for name in expand(argument):
            empty = False
            yield from _read_one(name, options)
    except OSError as error:
        yield reject(
            argument, f"cannot be listed ({error.strerror or error}). Check the path and its permissions."
        )
        return
    if empty:
        yield reject(argument, "the directory holds no files to read. Give one that does, or name the file.")


def _read_one(name: str, options: ReadOptions) -> Iterator[Report | Reject]:
    from demarche.reports.assembling import assembled, failed
    from demarche.reports.opening import DAMAGED, damaged, opened
    from demarche.reports.readers import reader_for, reject

    try:
        with opened(name, options) as input_:
            for row in reader_for(input_).rows(input_, options):
                yield row if isinstance(row, Reject) else assembled(row, options)
    except InputError as error:
        yield reject(name, error)
    except DAMAGED as error:
        yield reject(name, damaged(name, error))
    except OSError as error:
        yield reject(
            name, f"cannot be read ({error.strerror or error}). Check the file, its disk or the connection."
        )
    except DemarcheError:
        raise
    except Exception as error:  # one input must never end a run of a million
        yield reject(name, failed(error))
