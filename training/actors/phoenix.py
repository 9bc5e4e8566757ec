"""Reads dated persons out of a Phoenix/CountryInfo actor dictionary (facts only: who held office when)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from training.actors.holding import Holding

NAME = re.compile(r"^\+?([A-Z][A-Z0-9_.'’\-]+?)_?\s*(?:\[|#|$)", re.IGNORECASE)
CODE = re.compile(r"\[\s*([A-Z]{3,12})\s*(?:([<>])\s*(\d{6,8})|(\d{6,8})\s*-\s*(\d{6,8}))\s*\]")
# Codes of CAMEO that are not ISO 3166-1 alpha-3.
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
SECTORS = {
    "GOV": "GOV",
    "MIL": "MIL",
    "JUD": "JUD",
    "LEG": "LEG",
    "SPY": "SPY",
    "COP": "COP",
    "OPP": "OPP",
    "REB": "REB",
}
# The dictionary was last revised in 2018: an open end in it is believed that far.
END = "2018-12-31"
RULER_RANK = 7
CENTURY = 30
PARTICLES = {"AL", "BIN", "IBN", "VAN", "VON", "DE", "DA", "DOS", "DEL", "DER", "EL", "OULD"}


def holdings(path: Path, states: set[str]) -> Iterator[tuple[str, str, Holding]]:
    """(person, "", holding) for every dated code of a two- to five-word name.

    Rulers are known by a dated ELI ("former or future elite") beside the term of office.
    """
    name, ruler, held = "", False, list[Holding]()
    for line in [*path.read_text(encoding="latin-1").splitlines(), "END_OF_FILE"]:
        if line.startswith(("+", "#")):
            continue
        found = None if line[:1].isspace() or not line else NAME.match(line)
        if found:
            yield from (
                (name, "", Holding(h.country, h.sector, h.first, h.last, h.role, RULER_RANK if ruler else 0))
                for h in held
            )
            name, ruler, held = readable(found[1]), False, []
        for code, sign, bound, first, last in CODE.findall(line):
            country, sector = ISO.get(code[:3], code[:3]), SECTORS.get(code[3:6], "")
            ruler |= code[3:6] == "ELI"
            if country not in states or not sector or not (2 <= len(name.split()) <= 5):
                continue
            begin, end = (
                (day(first), day(last))
                if not sign
                else ("", day(bound))
                if sign == "<"
                else (day(bound), END)
            )
            if end and begin <= end:
                held.append(Holding(country, sector, begin, end, ""))


def day(digits: str) -> str:
    """The ISO day of YYMMDD or YYYYMMDD, empty if it is none."""
    if len(digits) == 6:
        digits = ("19" if int(digits[:2]) > CENTURY else "20") + digits
    if len(digits) != 8:
        return ""
    year, month, date = digits[:4], min(max(int(digits[4:6]), 1), 12), min(max(int(digits[6:]), 1), 28)
    return f"{year}-{month:02d}-{date:02d}"


def readable(name: str) -> str:
    """The dictionary's "MOHAMMAD_AL-JADAAN" as it is written in the news: "Mohammad al-Jadaan"."""
    words = []
    for number, word in enumerate(name.strip("_").split("_")):
        if number and word.upper() in PARTICLES:
            words.append(word.lower())
        elif number and word.upper().startswith(("AL-", "EL-")):
            words.append(word[:3].lower() + capital(word[3:]))
        else:
            words.append(capital(word))
    return " ".join(word for word in words if word)


def capital(word: str) -> str:
    """ "KI-MOON" → "Ki-Moon", "MCCAIN" → "McCain", "O'NEILL" → "O'Neill"."""
    out = "-".join("'".join(part.capitalize() for part in piece.split("'")) for piece in word.split("-"))
    return "Mc" + out[2:].capitalize() if out.startswith("Mc") and len(out) > 4 else out
