"""Reports and events of the ledger in the form of docs/record.md, with what only a ledger knows."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from demarche.ledger.store import Ledger

Record = dict[str, Any]
REPORT_FIELDS = ("id", "url", "title", "publisher", "author", "published", "language", "text")


def report_record(ledger: Ledger, id: str, version: int | None) -> Record | None:
    """The report, None when the ledger does not have it (in that version)."""
    found = ledger.rows("look_up", "report", {"id": id, "version": version})
    if not found:
        return None
    row = found[0]
    record = {name: iso(row[name]) for name in REPORT_FIELDS}
    record["furniture"] = json.loads(row["furniture"])
    record |= {"version": row["version"], "sha256": row["sha256"], "run": row["run"]}
    record["versions"] = [one["version"] for one in ledger.rows("look_up", "versions", {"id": id})]
    return record


def event_record(ledger: Ledger, id: str) -> Record | None:
    """The event as its earliest report tells it, its ledger row beside it; None when it was never told.

    `withdrawn` is true when only older versions of reports tell it.  Imported events have no tellings.
    """
    current = ledger.canonical(id)
    rows = ledger.rows("look_up", "event", {"id": current})
    tellings = [_telling(row) for row in ledger.rows("look_up", "tellings", {"id": current})]
    if not rows and not tellings:
        return None
    row = {name: iso(value) for name, value in rows[0].items()} if rows else None
    record = (
        record_of_row(row) if row and (row["origin"] != "coded" or not tellings) else _earliest(tellings, row)
    )
    mentions = ledger.rows("look_up", "mentions", {"id": current})
    return record | {
        "id": current,
        "asked": id,
        "aliases": [one["id"] for one in ledger.rows("look_up", "aliases", {"id": current})],
        "withdrawn": row is None,
        "row": row,
        "tellings": tellings,
        "all_mentions": mentions,
        "links": [_link(one) for one in ledger.links(event=current)],
        "reviews": [
            {name: iso(value) for name, value in one.items()}
            for one in ledger.rows("look_up", "reviews", {"id": current})
        ],
    }


def _earliest(tellings: list[Record], row: Record | None) -> Record:
    """The record of the telling that the row comes from, else the earliest."""
    mine = [telling for telling in tellings if row and telling["report"] == row["report"]]
    return dict((mine[-1] if mine else tellings[0])["record"])


def _telling(row: Record) -> Record:
    told = {name: iso(value) for name, value in row.items() if name != "event"}
    told["record"] = json.loads(row["record"])
    return told


def _link(row: Record) -> Record:
    link = {name: value for name, value in row.items() if not name.startswith(("cue", "lag"))}
    cue = None
    if row["cue"] is not None:
        cue = {"text": row["cue"], "start": row["cue_begins"], "end": row["cue_ends"]}
    lag = None if row["lag_least"] is None else [row["lag_least"], row["lag_most"]]
    return link | {"cue": cue, "evidence": json.loads(row["evidence"]), "lag": lag}


def record_of_row(row: Record) -> Record:
    """The record of an event without texts: imported, so that no field has a span."""
    place = None
    if row["place"] or row["place_country"]:
        place = {"span": None, "name": row["place"], "country": row["place_country"]}
        place |= {name: row[name] for name in ("geonameid", "lat", "lon")}
    date = None
    if row["date_from"]:
        date = {"from": row["date_from"], "to": row["date_to"], "span": None}
    return {
        "id": row["id"],
        "event": row["event"],
        "mode": row["mode"] or [],
        "context": row["context"] or [],
        "cameo": row["cameo"],
        "quad": row["quad"],
        "score": row["score"],
        "trigger": None,
        "mentions": [],
        "actor": _entities(row, "actor"),
        "recipient": _entities(row, "recipient"),
        "date": date,
        "place": place,
        "status": row["status"],
        "according_to": [],
        "deadline": row["deadline"] and {"date": row["deadline"], "span": None},
        "answers": [],
        "quantities": [],
        "sentence": None,
        "confidence": row["confidence"],
        "why": f"imported ({row['origin']})" if row["origin"] != "coded" else "",
    }


def _entities(row: Record, role: str) -> list[Record]:
    none = {"span": None, "wikidata": None, "role": None, "how": None}
    found = []
    if row[role] or row[f"{role}_name"]:
        name = row[f"{role}_name"] or row[role]
        found.append(none | {"name": name, "country": row[role], "sector": row[f"{role}_sector"] or []})
    for country in row[f"more_{role}s"] or []:
        found.append(none | {"name": country, "country": country, "sector": []})
    return found


def iso(value: Any) -> Any:
    """Days and moments as ISO 8601 strings, everything else as it is."""
    return value.isoformat() if isinstance(value, dt.date) else value
