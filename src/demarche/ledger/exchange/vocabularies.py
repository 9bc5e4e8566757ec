"""The formats' names of countries, sectors and acts, as relations that the importers' SQL joins.

cameo_codes      cameo, event, mode, context, quad, score      one row per CAMEO code and root
plover_types     event, quad, score                            one row per PLOVER type
country_names    form (lower case), code                       names and ISO codes
cameo_countries  form, code                                    CAMEO's country and group codes
fips_countries   form, code                                    FIPS 10-4
acled_types      event_type, sub_event_type, event, mode, context
sector_names     form (lower case), sector                     words of ICEWS and ACLED, and PLOVER's codes
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

Columns = Mapping[str, list[Any]]


@cache
def vocabularies() -> Mapping[str, Columns]:
    """The relations by name, each as its columns."""
    return {
        "cameo_codes": _cameo(),
        "plover_types": _plover(),
        **_countries(),
        "acled_types": _columns(
            ("event_type", "sub_event_type", "event", "mode", "context"), _table("acled_types.tsv")
        ),
        "sector_names": _sectors(),
    }


def _cameo() -> Columns:
    from demarche.ontology import load, plover_of_cameo

    plover, cameo = load("plover"), load("cameo")
    rows: list[tuple[Any, ...]] = []
    for root, entry in cameo.types.items():
        for code, score in ((root, entry.score), *((name, mode.score) for name, mode in entry.modes.items())):
            reading = plover_of_cameo(code) if code in entry.modes or f"{code}0" in entry.modes else None
            if reading is None:
                rows.append((code, None, [], [], entry.quad, score))
            else:
                quad = plover.quad(reading.event)
                rows.append((code, reading.event, list(reading.modes), list(reading.contexts), quad, score))
    return _columns(("cameo", "event", "mode", "context", "quad", "score"), rows)


def _plover() -> Columns:
    from demarche.ontology import load

    types = load("plover").types
    rows = [(name, entry.quad, entry.score) for name, entry in types.items()]
    return _columns(("event", "quad", "score"), rows)


def _countries() -> dict[str, Columns]:
    from demarche.entities.tables import alternatives, table
    from demarche.ontology import load

    names: dict[str, str] = {}
    cameo: dict[str, str] = {code: code for code in load("plover").standing}
    fips: dict[str, str] = {}
    for code, forms, *_ in table("states.tsv"):
        names[code.lower()] = code
        cameo[code] = code
        for form in alternatives(forms):
            if not form.endswith("!"):
                names.setdefault(form.lower(), code)
    names |= {code.lower(): code for code in load("plover").standing}
    known: dict[str, dict[str, str]] = {"name": names, "cameo": cameo, "fips": fips}
    for code, vocabulary, form in _table("countries.tsv"):
        known[vocabulary][form] = code
    pairs = {"country_names": names, "cameo_countries": cameo, "fips_countries": fips}
    return {name: _columns(("form", "code"), list(forms.items())) for name, forms in pairs.items()}


def _sectors() -> Columns:
    from demarche.ontology import load

    forms = {code.lower(): code for code in load("plover").sectors}
    forms |= {name.lower(): sector for name, sector in _table("sectors.tsv")}
    return _columns(("form", "sector"), list(forms.items()))


def _table(name: str) -> list[tuple[str, ...]]:
    """The rows of a tab-separated file of this folder, without comments and header."""
    text = files("demarche.ledger.exchange").joinpath(name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    width = lines[0].count("\t") + 1
    return [tuple((line.split("\t") + [""] * width)[:width]) for line in lines[1:]]


def _columns(names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> Columns:
    return {name: [row[n] for row in rows] for n, name in enumerate(names)}
