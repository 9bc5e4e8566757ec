"""A page in the form that was asked for: HTML by a template, JSON, or CSV of its rows."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import quote

from demarche.explorer import words
from demarche.explorer.pages import Page
from demarche.explorer.reading import Row
from demarche.ledger.cells import cell
from demarche.model import Status

if TYPE_CHECKING:
    import jinja2

# Where the frame of a page ends and its own contents begin (templates/base.html).
CONTENTS = '<main id="main" tabindex="-1">'
PLAIN = re.compile(r"[^A-Za-z0-9._-]+")


def html(page: Page, **more: Any) -> str:
    """The page drawn by its template; every text of it is escaped, and letters that turn text around are
    shown."""
    return (
        environment()
        .get_template(page.template)
        .render({**more, **page.view, "title": page.title, "d": page.data})
    )


def beginning(title: str, **frame: Any) -> str:
    """What stands above the contents of every page: of a page of this title, all that precedes them."""
    whole = environment().get_template("base.html").render({**frame, "title": title})
    return "".join(whole.partition(CONTENTS)[:2])


def rest(whole: str) -> str:
    """What follows the beginning of a page."""
    return whole.partition(CONTENTS)[2]


def as_json(data: Any) -> bytes:
    """Plain JSON, days as ISO 8601.  Letters that turn text around are escaped, so that no viewer obeys
    them."""
    text = json.dumps(plain(data), ensure_ascii=False, allow_nan=False)
    for code in words.UNSEEN:
        text = text.replace(chr(code), f"\\u{code:04x}") if code > 31 else text
    return text.encode("utf-8", errors="replace")


def as_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """The rows under their column names; no cell begins like a formula."""
    stream = io.StringIO()
    listed = list(rows)
    columns = list(dict.fromkeys(name for row in listed for name in row))
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(name)) for name in columns] for row in listed)
    return stream.getvalue()


def as_graphml(acts: list[Row], answers: list[Row]) -> str:
    """GraphML of acts and of what answers what, as `demarche export` writes it of a whole ledger."""
    from demarche.ledger.exchange.exporters.graphml import lines

    return "".join(lines(map(_seen, acts), map(_seen, answers)))


def _seen(row: Row) -> dict[str, Any]:
    return {name: words.visible(value) if isinstance(value, str) else value for name, value in row.items()}


def plain(value: Any) -> Any:
    """The value in JSON's types."""
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value != value:
        return None
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def file_name(path: str, suffix: str) -> str:
    """A name for a download, of letters that no header can be broken with."""
    return (PLAIN.sub("-", path.strip("/")).strip("-.") or "index")[:80] + suffix


@cache
def environment() -> jinja2.Environment:
    """The templates of templates/."""
    import jinja2

    from demarche.ontology import load

    env = jinja2.Environment(
        loader=jinja2.PackageLoader("demarche.explorer", "templates"),
        autoescape=True,
        finalize=_finalize,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {
        "segment": lambda text: quote(str(text), safe=""),
        "number": number,
        "score": words.score_text,
    }
    env.globals |= {
        "country": words.country,
        "party": words.side,
        "code_of": words.code_of,
        "what": words.what,
        "date_text": words.date_text,
        "lag_text": words.lag_text,
        "percent": words.percent,
        "static": static_version(),
        "standalone": False,
        "types": [{"value": name, "acts": None} for name in load("plover").types],
        "statuses": [{"value": name, "acts": None} for name in get_args(Status)],
    }
    return env


def number(value: float | None) -> str:
    """A number with thin spaces between thousands."""
    if value is None:
        return "–"
    return (
        f"{value:,.0f}".replace(",", "\u202f")
        if float(value).is_integer()
        else f"{value:,.1f}".replace(",", "\u202f")
    )


@cache
def static_version() -> str:
    """Changes with the files of static/, so that browsers may keep them."""
    import hashlib

    return hashlib.sha256(b"".join(static(name) for name in ("style.css", "explorer.js"))).hexdigest()[:12]


@cache
def static(name: str) -> bytes:
    """A file of static/."""
    from importlib.resources import files

    return files("demarche.explorer").joinpath("static", name).read_bytes()


def _finalize(value: Any) -> Any:
    return words.visible(value) if type(value) is str else "" if value is None else value


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        value = json.dumps(plain(value), ensure_ascii=False)
    found = cell(
        value
        if isinstance(value, str | int | float | list | tuple | dt.date) or value is None
        else str(value)
    )
    return words.visible(found).replace("\r", " ").replace("\n", " ") if isinstance(found, str) else found
