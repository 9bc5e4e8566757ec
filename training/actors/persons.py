"""Writes the table of persons: the Wikidata catalogue, the dictionary's dates and our own rows merged."""

from __future__ import annotations

import gzip
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from training.actors import office_holders, own, phoenix
from training.actors.holding import Holding

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DATA = ROOT / "src" / "demarche" / "entities" / "data"
HEADER = """\
# One person a row: names ("|" apart, the usual one first), Wikidata id, rank (how likely a bare surname
# means this person), holdings (";" apart, the most important first): country, PLOVER sectors, first day,
# last day ("-" open), office.  Provenance: compiled by training/actors from Wikidata's office-holders
# (CC0), the dated facts of the CAMEO actor dictionaries, and training/actors/holders*.tsv (by hand).
# Rebuild: python -m training.actors
names	wikidata	rank	holdings
"""


def compile_persons(shared: Path, exports: Iterable[Path] = ()) -> list[str]:
    """The rows of the table, without its header, sorted by name.

    `exports`: Wikidata SPARQL results in JSON, which add and override (see `wikidata.py`).
    """
    from training.actors import wikidata

    states = {row["code"] for row in office_holders.tsv(DATA / "states.tsv")}
    table = Table()
    for export in exports:
        for name, number, holding in wikidata.holdings(export):
            table.add(name, number, holding, own=True)
    for names, number, holding in (
        one for path in sorted(HERE.glob("holders*.tsv")) for one in own.holdings(path)
    ):
        table.add(names, number, holding, own=True)
    catalogue = office_holders.holdings(
        shared / "actors" / "office_holders_wikidata_to_2022.csv", HERE / "cabinets.tsv"
    )
    for name, number, holding, government in catalogue:
        if not table.namesake(name, number):
            table.add(name, number, closed(holding, table.own(name), government))
    known = set(table.held)
    for name, _, holding in phoenix.holdings(shared / "actors" / "Phoenix.Countries.actors.txt", states):
        if bare(name) not in known:
            table.add(name, "", holding)
    return table.rows()


class Table:
    """Persons by bare name, while they are gathered."""

    def __init__(self) -> None:
        self.held: dict[str, list[Holding]] = defaultdict(list)
        self._names: dict[str, list[str]] = defaultdict(list)
        self._ids: dict[str, str] = {}
        self._own: dict[str, list[Holding]] = defaultdict(list)
        self._first: dict[str, str] = {}

    def add(self, names: str, number: str, holding: Holding, *, own: bool = False) -> None:
        """Adds a holding to the person of these names ("|" apart), whatever spelling came first."""
        forms = names.split("|")
        person = next(
            (self._first[bare(form)] for form in forms if bare(form) in self._first), bare(forms[0])
        )
        for form in forms:
            self._first.setdefault(bare(form), person)
            if form not in self._names[person]:
                self._names[person].append(form)
        self.held[person].append(holding)
        if own:
            self._own[person].append(holding)
        if number:
            self._ids.setdefault(person, number)

    def own(self, name: str) -> list[Holding]:
        """The hand-written holdings of a person."""
        return self._own.get(self._first.get(bare(name), ""), [])

    def namesake(self, name: str, number: str) -> bool:
        """Whether the name is already another person's, by its Wikidata id."""
        return self._ids.get(self._first.get(bare(name), ""), number) != number

    def rows(self) -> list[str]:
        return sorted(
            row(self._names[person], self._ids.get(person, ""), held) for person, held in self.held.items()
        )


def bare(name: str) -> str:
    """The name without accents, hyphens and case, under which one person is kept."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(plain.lower().replace("-", " ").replace("’", "'").split())


def closed(holding: Holding, own: list[Holding], government: str) -> Holding:
    """The holding; an open one ends with the person's last hand-written term, else with its government."""
    if holding.last:
        return holding
    ends = [other.last for other in own if other.country == holding.country]
    last = max(max(ends), holding.first) if ends and all(ends) else "" if ends else government
    return Holding(holding.country, holding.sector, holding.first, last, holding.role, holding.rank)


def row(names: list[str], number: str, held: list[Holding]) -> str:
    """The table row of a person, the most important and latest holding first."""
    unique = sorted(dict.fromkeys(held), key=lambda holding: (holding.rank, holding.first), reverse=True)
    return "\t".join(
        ("|".join(names), number, str(unique[0].rank), ";".join(holding.written() for holding in unique))
    )


def write(rows: list[str]) -> Path:
    """Writes the table, byte for byte the same for the same rows, and returns its path."""
    path = DATA / "persons.tsv.gz"
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as stream:
        stream.write((HEADER + "\n".join(rows) + "\n").encode("utf-8"))
    return path
