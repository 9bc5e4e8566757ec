"""Reads our own tables of office-holders, `holders*.tsv`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from training.actors.holding import Holding
from training.actors.office_holders import tsv

# How likely a bare surname means the holder: kings without power less than presidents.
RANKS = {"state": 9, "government": 9, "crown": 7, "foreign": 7, "defence": 6, "voice": 5, "other": 5}
TITLES = {
    "state": "President", "government": "Prime Minister", "crown": "King", "foreign": "Foreign Minister",
    "defence": "Defence Minister", "voice": "Spokesperson", "other": "",
}  # fmt: skip


# The table whose holders all are known by their surnames; of the others only those of great offices are.
WELL_KNOWN = "holders.tsv"


def holdings(path: Path) -> Iterator[tuple[str, str, Holding]]:
    """(names joined by "|", Wikidata id or "", holding) of every person of every row.

    A field "holders" is "Name|Other name=Q42 1982-11-27..1987-11-06; Next 1987..1989": days, months or years,
    an empty end being open.  Raises `ValueError` naming the row for a term that cannot be read.
    """
    for row in tsv(path):
        office, _, sector = row["office"].partition(":")
        for part in row["holders"].split(";"):
            if not part.strip():
                continue
            names, _, spell = part.strip().rpartition(" ")
            names, _, number = names.partition("=")
            first, dots, last = spell.partition("..")
            if not dots or not names or not first[:4].isdigit():
                raise ValueError(
                    f"{path.name}: {row['country']} {row['office']}: "
                    f"{part.strip()!r} has no term. Write one like 1981..1989 after the name."
                )
            title = row["title"] or TITLES[office]
            codes = "-" if row["country"] in ("UNO", "EUR", "IGO") and not sector else sector or "GOV"
            yield (
                names.strip(),
                number,
                Holding(row["country"], codes, begin(first), end(last), title, _rank(path, office)),
            )


def _rank(path: Path, office: str) -> int:
    return RANKS[office] if path.name == WELL_KNOWN or office not in {"other", "voice"} else 0


def begin(day: str) -> str:
    """The first day of a day, month or year."""
    return {4: f"{day}-01-01", 7: f"{day}-01"}.get(len(day), day)


def end(day: str) -> str:
    """The last day of a day, month or year (the 28th of a month)."""
    return {4: f"{day}-12-31", 7: f"{day}-28"}.get(len(day), day)
