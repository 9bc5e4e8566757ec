"""What analysts say of events and links: kept beside what the program says, never over it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Literal, get_args

from demarche.errors import UsageError, unknown
from demarche.ledger.statements import statements

if TYPE_CHECKING:
    from demarche.ledger.store import Ledger

Verdict = Literal["accept", "reject"]


def add_review(
    ledger: Ledger, event: str, *, author: str, verdict: str | None, note: str | None, answered: str | None
) -> str:
    """The id of the stored judgement.

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
    for id in (event, answered):
        if id is not None and ledger.event(id) is None:
            raise UsageError(
                f"There is no event {id!r} in {ledger.path}. `demarche events` lists those that are."
            )
    key = uuid.uuid4().hex
    values = {"id": key, "made": now(), "author": author, "event": ledger.canonical(event)}
    values |= {"answered": answered and ledger.canonical(answered), "verdict": verdict, "note": note}
    with ledger.transaction() as connection:
        connection.execute(statements("writing")["review"], values)
    return key
