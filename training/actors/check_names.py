"""Says which English territory names of CLDR the gazetteer does not know, or gives another code.

python -m training.actors.check_names
"""

from __future__ import annotations

from collections.abc import Iterator

from babel import Locale
from babel.core import get_global

from demarche.entities.gazetteer import Gazetteer
from demarche.entities.tables import table

# CLDR territories that are no actors, or that PLOVER folds differently from ISO 3166.
FOLDED = {
    "CD": "COD", "FR": "FRA", "RS": "SRB", "RU": "RUS", "TL": "TLS", "XK": "KOS", "MO": "CHN", "EH": "MAR",
    "EU": "EUR", "EZ": "EUR", "UN": "UNO",
}  # fmt: skip
NO_ACTORS = frozenset(
    (
        "AC",
        "CP",
        "CQ",
        "DG",
        "EA",
        "IC",
        "TA",
        "QO",
        "XA",
        "XB",
        "ZZ",
        "BV",
        "HM",
        "GS",
        "TF",
        "IO",
        "UM",
        "AQ",
    )
)


def territories() -> Iterator[tuple[str, str, str | None]]:
    """(alpha-2 code, English name, expected code or None for a dependency) of every CLDR territory."""
    alpha3 = {
        codes[0]: code
        for code, codes in get_global("territory_aliases").items()
        if len(code) == 3 and code.isalpha()
    }
    for code, name in sorted(Locale("en").territories.items()):
        if len(code) == 2 and code.isalpha() and code not in NO_ACTORS:
            yield code, name, FOLDED.get(code, alpha3.get(code))


def missing(gazetteer: Gazetteer) -> list[str]:
    """One line for every name that is not found, or found as another state that is in the table."""
    states = {fields[0] for fields in table("states.tsv")}
    out = []
    for code, name, expected in territories():
        plain = name.replace(" & ", " and ").replace(" SAR China", "").replace(" - ", "-")
        if plain.startswith("Myanmar"):
            plain = "Myanmar"
        entries = [entry for entry in gazetteer.named(plain) if entry.country is not None]
        if not entries:
            out.append(f"{code} {name}: not in the gazetteer (expected {expected})")
        elif expected in states and expected not in {entry.country for entry in entries}:
            out.append(f"{code} {name}: {entries[0].country}, CLDR says {expected}")
    return out


if __name__ == "__main__":
    for line in missing(Gazetteer.load()):
        print(line)
