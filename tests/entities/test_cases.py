"""Hand-written mentions: who is meant, at which date (`cases.tsv`)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from demarche.entities.actors import ActorResolver
from demarche.entities.gazetteer import Gazetteer

TABLE = Path(__file__).with_name("cases.tsv")
LEAST = 400


def cases() -> list[tuple[str, str, str]]:
    """(published, who, text) of every row."""
    lines = [
        line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]
    return [(published, who, text) for published, who, text in (line.split("\t") for line in lines[1:])]


@pytest.mark.parametrize(("published", "who", "text"), cases())
def test_mention_means(published: str, who: str, text: str) -> None:
    start, end = text.index("[["), text.index("]]") - 2
    plain = text.replace("[[", "").replace("]]", "")
    day = None if published == "-" else dt.date.fromisoformat(published)
    found = ActorResolver(Gazetteer.load(), plain, None, day).resolve_all(start, end)
    if who == "none":
        assert [entity.country for entity in found] == [None]
        return
    wanted = [part.split(" ") for part in who.split(";")]
    assert sorted(entity.country or "" for entity in found) == sorted(country for country, _ in wanted), found
    for country, codes in wanted:
        having = [entity.sector for entity in found if entity.country == country]
        assert any(fits(sector, codes) for sector in having), found


def fits(sector: tuple[str, ...], codes: str) -> bool:
    allowed = set(codes.split("|"))
    if codes == "-":
        return sector == ()
    if "PRE" in allowed:
        return "PRE" in sector
    return "*" in allowed or bool(allowed & set(sector))


def test_table_is_large_enough() -> None:
    assert len(cases()) >= LEAST
