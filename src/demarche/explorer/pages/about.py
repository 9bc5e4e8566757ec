"""With what the ledger was made: program, models, ontology, runs and what they could not read, measured
quality."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files
from typing import Any

from demarche.explorer import facets as ask_for
from demarche.explorer.pages import Ask, Page
from demarche.explorer.reading import Reading, Row

RUNS, REJECTS = 50, 100


def about(reading: Reading, ask: Ask) -> Page:
    """Version, models, sizes and quality."""
    data: dict[str, Any] = reading.kept("about", lambda: facts(reading))
    return Page("about.html", "About", data, data["runs"])


def facts(reading: Reading) -> dict[str, Any]:
    """The JSON twin of the page."""
    from demarche import __version__
    from demarche.ontology import load

    plover = load("plover")
    return {
        "version": __version__,
        "ledger": reading.path.name,
        "ontology": {"title": plover.title, "version": plover.version, "types": len(plover.types)},
        "models": _models(),
        "quality": quality(),
        "size": reading.size(),
        "runs": [_run(row) for row in reading.rows("runs.all", {"limit": RUNS})],
    }


def quality() -> list[dict[str, Any]]:
    """The measured figures of quality.toml, each with the command that measures it again."""
    return list(
        tomllib.loads(files("demarche.explorer").joinpath("quality.toml").read_text(encoding="utf-8")).get(
            "figure", []
        )
    )


def rejects(reading: Reading, ask: Ask) -> Page:
    """What could not be read, coded or imported, with the reason."""
    run = ask_for.whole(ask.query, "run", 0, low=0, high=10**9) or None
    page = ask_for.whole(ask.query, "page", 1, low=1, high=10_000)
    found = reading.rows("runs.rejects_count", {"run": run})[0]
    total, again = found["n"], max(0, found["counted"] - found["n"])
    rows = reading.rows("runs.rejects", {"run": run, "limit": REJECTS, "offset": (page - 1) * REJECTS})
    data = {"total": total, "page": page, "run": run, "met_again": again, "rejects": rows}
    return Page(
        "rejects.html",
        "What could not be read",
        data,
        rows,
        {"run": run, "page": page, "pages": -(-total // REJECTS)},
    )


def _run(row: Row) -> Row:
    return row | {name: json.loads(row[name] or "null") for name in ("models", "options", "counts")}


def _models() -> dict[str, Any]:
    """The shipped model files and their sizes."""
    path = files("demarche.language").joinpath("models", "manifest.json")
    if not path.is_file():
        return {}
    return {
        name: entry.get("bytes")
        for name, entry in json.loads(path.read_text(encoding="utf-8")).get("files", {}).items()
    }


PAGES = (("/about", about), ("/rejects", rejects))
