"""The user's own actors: TOML or CSV files, and CAMEO/Phoenix `.actors.txt` dictionaries as they are.

TOML                                        CSV (one term a row; names "|" apart, sectors " " apart)
    [[actor]]                                   name,country,sector,from,to,role,wikidata
    names = ["Ruritanian Guard", "RG"]          Rudolf Rassendyll|Rudolf V,DEU,GOV,1894-06-01,1894-09-01,King,
    country = "DEU"
    sector = ["MIL"]
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from demarche.entities.entries import STATELESS, Entry, Kind, Tenure
from demarche.entities.tables import table
from demarche.errors import InputError, unknown

# A user's entry goes before every entry of the shipped tables.
USERS_RANK = 100
FIELDS = ("names", "country", "sector", "role", "wikidata", "from", "to", "term")
COLUMNS = ("name", "country", "sector", "from", "to", "role", "wikidata")

Named = tuple[str, Entry]


def read(path: Path) -> list[Named]:
    """(name as written, entry) for every actor of a file.

    Raises `InputError` with file, place and what is wrong: an unknown code, a date that is none, a
    missing name, or a file of another kind.
    """
    try:
        if path.suffix == ".toml":
            return list(_toml(path))
        if path.suffix == ".csv":
            return list(_csv(path))
        if path.suffix == ".txt":
            return list(_dictionary(path))
    except OSError as error:
        raise InputError(
            f"{path}: cannot be opened ({error.strerror}). "
            "Give the path of an actors file: .toml, .csv or .actors.txt."
        ) from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 text (byte {error.start}). Save the file as UTF-8.") from None
    raise InputError(
        f"{path}: actors files end in .toml, .csv or .actors.txt, not {path.suffix or 'nothing'!r}. "
        "Rename or convert it."
    )


def _toml(path: Path) -> Iterator[Named]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            f"{path}: not TOML ({error}). Each actor is an [[actor]] table with names, country and sector."
        ) from None
    actors = content.get("actor")
    if not isinstance(actors, list) or not actors:
        raise InputError(
            f"{path}: no [[actor]] table, found {', '.join(content) or 'nothing'}. Write one for each actor."
        )
    for number, actor in enumerate(actors, 1):
        where = f"{path}: actor {number}"
        names = actor.get("names", actor.get("name"))
        names = [names] if isinstance(names, str) else names
        if (
            not isinstance(names, list)
            or not names
            or not all(isinstance(name, str) and name.strip() for name in names)
        ):
            raise InputError(
                f"{where}: names is {names!r}, not a list of names. "
                'Write names = ["Full Name", "Other Name"].'
            )
        spare = sorted(set(actor) - {*FIELDS, "name"})
        if spare:
            raise InputError(f"{where}: {unknown('field', spare[0], FIELDS)}")
        terms = [
            _tenure(term, f"{where}, term {n}", actor) for n, term in enumerate(actor.get("term", []), 1)
        ]
        if not terms and ("from" in actor or "to" in actor):
            terms = [_tenure(actor, where, actor)]
        base = _tenure(
            {key: value for key, value in actor.items() if key not in ("from", "to")}, where, actor
        )
        yield from _named(names, base, terms, actor.get("wikidata"))


def _csv(path: Path) -> Iterator[Named]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        header = [name.strip() for name in reader.fieldnames or ()]
        missing = [name for name in ("name", "country", "sector") if name not in header]
        if missing:
            raise InputError(
                f"{path}: no column {missing[0]!r}, found {', '.join(header) or 'none'}. "
                f"The columns are {', '.join(COLUMNS)}; the first three must be there."
            )
        other = [name for name in header if name and name not in COLUMNS]
        if other:
            raise InputError(
                f"{path}: there is no column {other[0]!r}. The columns are {', '.join(COLUMNS)}."
            )
        reader.fieldnames = header
        held: dict[str, list[tuple[Tenure, bool]]] = {}
        ids: dict[str, str] = {}
        for row in reader:
            where = f"{path}:{reader.line_num}"
            names = (row["name"] or "").strip()
            if not names:
                raise InputError(
                    f"{where}: the name is empty. Every row names an actor; names of one actor are '|' apart."
                )
            values = {**row, "sector": (row["sector"] or "").split()}
            dated = bool((row.get("from") or "").strip() or (row.get("to") or "").strip())
            held.setdefault(names, []).append((_tenure(values, where, values), dated))
            if (row.get("wikidata") or "").strip():
                ids[names] = str(row["wikidata"]).strip()
    for names, terms in held.items():
        base = next((tenure for tenure, dated in terms if not dated), terms[0][0])
        yield from _named(
            names.split("|"), base, [tenure for tenure, dated in terms if dated], ids.get(names)
        )


def _named(names: list[str], base: Tenure, terms: list[Tenure], wikidata: str | None) -> Iterator[Named]:
    """Somebody with terms of office is a person, everybody else an organisation."""
    entry = Entry(
        "person" if terms else "organisation",
        names[0].strip(),
        base.country,
        base.sector,
        sort="person" if terms else "body",
        wikidata=wikidata or None,
        tenures=tuple(terms),
        rank=USERS_RANK,
    )
    for name in names:
        yield name.strip(), entry


def _tenure(values: Mapping[str, Any], where: str, actor: Mapping[str, Any]) -> Tenure:
    country = values.get("country", actor.get("country")) or None
    codes = values.get("sector", actor.get("sector")) or []
    codes = [codes] if isinstance(codes, str) else list(codes)
    if country is not None and country not in _countries():
        raise InputError(f"{where}: {unknown('country', str(country), _countries())}")
    for code in codes:
        if code not in _sectors():
            raise InputError(f"{where}: {unknown('sector', str(code), _sectors())}")
    first, last = _day(values.get("from"), where), _day(values.get("to"), where)
    if first and last and last < first:
        raise InputError(
            f"{where}: the term ends on {last}, before it begins on {first}. Exchange the two dates."
        )
    return Tenure(country, tuple(codes), values.get("role", actor.get("role")) or None, first, last)


def _day(value: Any, where: str) -> dt.date | None:
    if value is None or value == "":
        return None
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value).strip())
    except ValueError:
        raise InputError(
            f"{where}: {value!r} is no date. "
            "Write days as 2022-10-04, or leave the field empty for an open end."
        ) from None


@functools.cache
def _sectors() -> frozenset[str]:
    """PLOVER's sector codes."""
    return frozenset(code for (code, *_) in table("sectors.tsv"))


@functools.cache
def _countries() -> frozenset[str]:
    return frozenset(fields[0] for fields in table("states.tsv")) | STATELESS


# -- CAMEO dictionaries ---------------------------------------------------------------------------

_ENTRY = re.compile(r"^(\+?)([^\[#\t]+?)_?\s*((?:\[[^\]]*\]\s*)*)(?:[#;].*)?$")
_CODE = re.compile(r"\[\s*([A-Z~]{2,18})\s*([<>]?)\s*(\d{6,8})?(?:\s*-\s*(\d{6,8}))?\s*\]")
ISO = {
    "ROM": "ROU",
    "ZAR": "COD",
    "KSV": "KOS",
    "TMP": "TLS",
    "PAL": "PSE",
    "SRP": "SRB",
    "YUG": "SRB",
    "MTN": "MRT",
    "GFR": "DEU",
}
CAMEO_SECTORS = {
    "MED": "JRN",
    "HLH": "MED",
    "INS": "REB",
    "SEP": "REB",
    "UAF": "UAF",
    "RAD": "REB",
    "HRI": "SOC",
    "NGO": "SOC",
    "ENV": "SOC",
    "LAB": "LAB",
}
CENTURY = 30


def _dictionary(path: Path) -> Iterator[Named]:
    """The entries of a TABARI/PETRARCH actor dictionary, its dated codes as terms.

    A name, "+" synonyms under it and codes on the same or the following indented lines make one actor.
    """
    names: list[str] = []
    codes: list[tuple[str, str, str, str]] = []
    for line in [*path.read_text(encoding="utf-8", errors="replace").splitlines(), "END_"]:
        stripped = line.split("#", 1)[0].rstrip()
        if not stripped:
            continue
        found = None if line[:1].isspace() else _ENTRY.match(stripped)
        if found is None:
            codes += _CODE.findall(stripped)
            continue
        if not found[1]:
            yield from _actor(names, codes)
            names, codes = [], []
        names.append(found[2])
        codes += _CODE.findall(found[3])


def _actor(names: list[str], codes: list[tuple[str, str, str, str]]) -> Iterator[Named]:
    base: Tenure | None = None
    terms = []
    for code, sign, first, last in codes:
        country, sector = cameo(code)
        if country is None and not sector:
            continue
        if first:
            begin = None if sign == "<" else _compact(first)
            end = _compact(first) if sign == "<" else _compact(last) if last else None
            terms.append(Tenure(country, sector, None, begin, end))
        elif base is None or sector != ("ELI",):
            base = Tenure(country, sector)
    base = base or (terms[0] if terms else None)
    if base is None:
        return
    for name in names:
        readable = " ".join(
            word.capitalize() if word.isupper() and len(word) > 3 else word
            for word in name.strip("_ ").split("_")
        )
        if len(readable) < 3:
            continue
        own = base.country not in STATELESS
        kind: Kind = "person" if terms else "state" if own and not base.sector else "organisation"
        sector = base.sector or (("GOV",) if own else ())
        yield (
            readable,
            Entry(
                kind,
                readable,
                base.country,
                sector,
                sort="person" if terms else "body",
                tenures=tuple(terms),
                rank=USERS_RANK,
            ),
        )


def cameo(code: str) -> tuple[str | None, tuple[str, ...]]:
    """(country, sectors) in PLOVER's codes of a CAMEO code: "IGOUNO" → UNO, "USAGOVMIL" → USA, GOV MIL."""
    parts = [code[at : at + 3] for at in range(0, len(code), 3)]
    countries = _countries()
    country = ISO.get(parts[0], parts[0])
    rest = parts[1:]
    if country == "IGO" and "UNO" in rest:
        country = "UNO"
    elif country == "IGO" and ("EEC" in rest or "EUR" in rest):
        country = "EUR"
    sector = tuple(dict.fromkeys(CAMEO_SECTORS.get(part, part) for part in rest))
    return (country if country in countries else None), tuple(part for part in sector if part in _sectors())


def _compact(digits: str) -> dt.date | None:
    if len(digits) == 6:
        digits = ("19" if int(digits[:2]) > CENTURY else "20") + digits
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8] or 1)
    try:
        return dt.date(year, min(max(month, 1), 12), min(max(day, 1), 28))
    except ValueError:
        return None
