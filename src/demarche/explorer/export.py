"""An exchange to take away: one self-contained page to mail or embed, or its timeline as SVG or PNG for a
paper."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from demarche.errors import UsageError, unknown
from demarche.explorer import answering, words
from demarche.explorer.facets import Facets
from demarche.explorer.pages.dyad import accepted, exchange, view
from demarche.explorer.reading import Reading

FORMATS = ("html", "svg", "png")


def standalone(reading: Reading, a: str, b: str, facets: Facets, format: str = "html") -> bytes:
    """The exchange of two countries as a file: html, svg or png.

    Raises:
        UsageError: another format, or nothing between the two in the period.
    """
    if format not in FORMATS:
        raise unknown("format", format, FORMATS)
    from demarche.explorer.reviews import Reviews

    judged = Reviews(reading).judged()
    data = exchange(reading, a, b, facets)
    # What analysts rejected is not carried on; the page says of how many answers that is so.
    acts, kept = accepted(data["events"], data["links"])
    data |= {"events": acts, "links": kept, "rejected": len(data["links"]) - len(kept)}
    shown = view(a, b, facets, data)
    if shown["timeline"] is None or not data["acts"]:
        raise UsageError(
            f"There is nothing between {words.country(a)} and {words.country(b)} to export with these "
            f"filters. Widen the period, or take away a filter."
        )
    if format == "png":
        from demarche.explorer.figure import png

        return png(shown["timeline"], a, b)
    style = answering.static("style.css").decode("utf-8")
    template = "standalone.html" if format == "html" else "standalone.svg"
    return _render(template, data, {**shown, "judged": judged}, style).encode("utf-8")


def _render(template: str, data: Mapping[str, Any], shown: Mapping[str, Any], style: str) -> str:
    from markupsafe import Markup

    from demarche import __version__

    title = f"{words.country(shown['a'])} and {words.country(shown['b'])}"
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode()
    values = {
        "title": title,
        "d": data,
        "version": __version__,
        "style": Markup(style),
        "digest": digest,
        "standalone": True,
    }
    return answering.environment().get_template(template).render({**shown, **values})


def format_of(path: Path) -> str:
    """The format that a file's name asks for: by its ending, html where it has none of ours."""
    ending = path.suffix.lower().lstrip(".")
    return ending if ending in FORMATS else "html"
