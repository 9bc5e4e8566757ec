"""Reads a Wikidata SPARQL result (JSON, as the query service downloads it) into holdings.

The query is in `refresh.sparql`: one row is one person in one position, with ?person ?personLabel
?positionLabel ?iso ?start ?end.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from training.actors.holding import Holding
from training.actors.office_holders import full, rank_of, sector_of


def holdings(path: Path) -> Iterator[tuple[str, str, Holding]]:
    """(person, Wikidata id, holding) of every row with a label, a country and a beginning.

    Raises `ValueError` with the file and what is missing when it is no SPARQL JSON result.
    """
    try:
        bindings = json.loads(path.read_text(encoding="utf-8"))["results"]["bindings"]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise ValueError(
            f"{path}: not a SPARQL JSON result ({error!r}). "
            "Download the result of training/actors/refresh.sparql "
            "from the query service as 'JSON file (verbose)'."
        ) from None
    for binding in bindings:
        value = {name: cell["value"] for name, cell in binding.items()}
        name, position = value.get("personLabel", ""), value.get("positionLabel", "")
        number = value.get("person", "").rpartition("/")[2]
        country, first = value.get("iso", ""), full(value.get("start", "")[:10], "01-01")
        if not name or name == number or len(country) != 3 or not first:
            continue
        title = (
            position.split(" of ")[0]
            if position.lower().startswith(("president of", "prime minister of"))
            else position
        )
        yield (
            name,
            number,
            Holding(
                country,
                sector_of(position),
                first,
                full(value.get("end", "")[:10], "12-31"),
                title,
                rank_of(title),
            ),
        )
