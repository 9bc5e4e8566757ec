"""What analysts say of events and links: kept beside what the program says, never over it.

A review names events by id, and ids stay when reports are coded again: what was exported from one ledger can
be stored in another that has the events (another machine's, or one coded anew).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from demarche.errors import DemarcheError, InputError, UsageError, unknown
from demarche.ledger.cells import uncell
from demarche.ledger.statements import statements

if TYPE_CHECKING:
    from demarche.ledger.result import Result
    from demarche.ledger.store import Ledger

COLUMNS = ("id", "made", "author", "event", "answered", "verdict", "note")

Verdict = Literal["accept", "reject"]


def add_review(
    ledger: Ledger,
    event: str,
    *,
    author: str,
    verdict: str | None,
    note: str | None,
    answered: str | None,
    id: str | None = None,
    made: dt.datetime | None = None,
) -> str:
    """The id of the stored judgement.  id, made (UTC): of one that was made elsewhere, else new.

    Raises:
        UsageError: neither verdict nor note, no author, or an event that the ledger does not have.
        LedgerError: the ledger cannot be written.
    """
    from demarche.ledger.store import now

    if verdict is not None and verdict not in get_args(Verdict):
        raise unknown("verdict", verdict, get_args(Verdict))
    if verdict is None and not (note or "").strip():
        raise UsageError("The review has neither a verdict nor a note. Give accept, reject, or a note.")
    if not author.strip():
        raise UsageError("The review has no author. Say who judges, so that others can ask.")
    for one in (event, answered):
        if one is not None and ledger.event(one) is None:
            raise UsageError(
                f"There is no event {one!r} in {ledger.path}. `demarche events` lists those that are."
            )
    key = id or uuid.uuid4().hex
    values = {"id": key, "made": made or now(), "author": author, "event": ledger.canonical(event)}
    values |= {"answered": answered and ledger.canonical(answered), "verdict": verdict, "note": note}
    with ledger.transaction() as connection:
        connection.execute(statements("writing")["review"], values)
    return key


def all_reviews(ledger: Ledger) -> Result:
    """Every review, one row each, the oldest first, under the present ids of its events."""
    return ledger.select(statements("look_up")["all_reviews"])


def store_reviews(ledger: Ledger, rows: Iterable[Mapping[str, Any]]) -> tuple[int, int, list[str]]:
    """How many reviews were stored and how many were known by their id, and why others were refused.

    rows: with the columns of `all_reviews`; without id and made they are new.
    """
    known = {row["id"] for row in ledger.rows("look_up", "all_reviews")}
    stored, before, refused = 0, 0, []
    for number, row in enumerate(rows, 1):
        given = {name: (row.get(name) or None) for name in COLUMNS}
        if given["id"] in known:
            before += 1
            continue
        try:
            made = dt.datetime.fromisoformat(str(given["made"])) if given["made"] else None
            if made is not None and made.tzinfo is not None:
                made = made.astimezone(dt.UTC).replace(tzinfo=None)
            key = add_review(
                ledger,
                str(given["event"]),
                author=str(given["author"] or ""),
                verdict=given["verdict"],
                note=given["note"],
                answered=given["answered"],
                id=given["id"] and str(given["id"]),
                made=made,
            )
        except (DemarcheError, ValueError) as error:
            refused.append(f"row {number}: {error}")
        else:
            known.add(key)
            stored += 1
    return stored, before, refused


def read_reviews(path: Path) -> list[Mapping[str, Any]]:
    """The rows of a file of reviews: CSV, JSON ({"reviews": […]} or a list) or JSON Lines, as the explorer
    and `demarche reviews` write them.

    Raises:
        InputError: it cannot be read, or is none of these.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read ({error}). Check the path, or export it again.") from None
    rows = _rows_of_json(text, path) if text.lstrip()[:1] in {"{", "["} else _rows_of_csv(text)
    if not all(isinstance(row, dict) and {"event", "author"} <= row.keys() for row in rows):
        raise InputError(
            f"{path}: holds no reviews: a row needs event and author, and verdict or note. "
            "Give what `demarche reviews --format csv` or the explorer's /reviews.csv wrote."
        )
    return rows


def _rows_of_json(text: str, path: Path) -> list[Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        lines = text.split("\n")  # a note may hold what else ends a line
        return [_row_of_line(line, f"{path}:{n}") for n, line in enumerate(lines, 1) if line.strip()]
    if isinstance(value, dict):
        value = value.get("reviews", [value])
    return value if isinstance(value, list) else [None]


def _row_of_line(line: str, origin: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"{origin}: is no JSON ({error}). Correct the line or take it out; nothing of the file is stored."
        ) from None


def _rows_of_csv(text: str) -> list[Any]:
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if not {"event", "author"} <= set(rows.fieldnames or ()):
        return [None]
    return [{name: uncell(cell or "") for name, cell in row.items() if name} for row in rows]
