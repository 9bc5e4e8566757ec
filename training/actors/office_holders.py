"""Reads the catalogue of office-holders exported from Wikidata in September 2022 into holdings."""

from __future__ import annotations

import csv
import datetime as dt
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from training.actors.holding import Holding

POSITIONS = tomllib.loads(Path(__file__).with_name("positions.toml").read_text(encoding="utf-8"))
# Posts that one person at a time holds end when the next begins; a title held by so many at once is a bench.
BENCH = 2


def holdings(path: Path, cabinets: Path) -> Iterator[tuple[str, str, Holding, str]]:
    """(person, Wikidata id, holding, end) for every dated row of the catalogue.

    `end`: the day on which an open holding must have ended with its government, or empty.
    """
    ended = {row["catalog"]: row["ended"] for row in tsv(cabinets)}
    with path.open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["person"] and row["start"] and not shared(row)]
    starts: dict[tuple[str, str], list[str]] = defaultdict(list)
    opens: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        post = row["catalog"], row["position"]
        starts[post].append(row["start"])
        opens[post] += not row["end"]
    for row in rows:
        post = row["catalog"], row["position"]
        sector = sector_of(row["position"])
        first, last = full(row["start"], "01-01"), full(row["end"], "12-31")
        if not last:
            later = sorted(start for start in starts[post] if start > row["start"])
            if later and opens[post] <= BENCH:
                last = full(later[0], "01-01")
        government = ended.get(row["catalog"], "") if sector == "GOV" and not last else ""
        country = POSITIONS["catalogs"][row["catalog"]]
        sectors = "-" if country == "UNO" else sector
        holding = Holding(country, sectors, first, last, row["position"], rank_of(row["position"]))
        yield row["person"], row["wikidata"], holding, government if government > first else ""


def shared(row: dict[str, str]) -> bool:
    """Whether a row is the crown of a state whose monarch is another state's."""
    return row["position"].lower() == "monarch" and row["catalog"] in ("canada", "australia")


def sector_of(position: str) -> str:
    """The PLOVER sector of a post by its title."""
    title = position.lower()
    for sector in POSITIONS["sectors"]:
        civilian = sector["code"] in ("MIL", "SPY") and re.search(POSITIONS["not_with"], title)
        if re.search(sector["title"], title) and not civilian:
            return str(sector["code"])
    return "GOV"


def rank_of(position: str) -> int:
    """How likely a bare surname means the holder: 9 heads of state and government … 0 unlikely."""
    title = position.lower()
    return next((int(row["rank"]) for row in POSITIONS["ranks"] if re.search(row["title"], title)), 0)


def full(day: str, missing: str) -> str:
    """The ISO day of a date that may be a year or a month only."""
    if not day:
        return ""
    if len(day) == 4:
        return f"{day}-{missing}"
    if len(day) == 7:
        return f"{day}-01"
    try:
        return dt.date.fromisoformat(day[:10]).isoformat()
    except ValueError:
        return ""


def tsv(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a commented tab-separated table as dictionaries."""
    with path.open(encoding="utf-8") as stream:
        lines = [line.rstrip("\n") for line in stream if line.strip() and not line.startswith("#")]
    names = lines[0].split("\t")
    for line in lines[1:]:
        fields = line.split("\t")
        yield dict(zip(names, fields + [""] * (len(names) - len(fields)), strict=True))
