"""The acts and links of a ledger, for chains, deadlines and cases: `links.reading.ActReader`.

Stated links are read.  Inferred ones are worked out from the acts that were read and those of the months
before, which compete to be answered: whatever is asked for, an act is taken to answer the same.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from demarche.ledger.linking import acts_of, told_of
from demarche.links.inference import LONGEST_LAG, infer
from demarche.links.reading import touches
from demarche.links.reconcile import StoredAct
from demarche.links.tellings import UNDATED_BACK
from demarche.model import Link, Span

if TYPE_CHECKING:
    from demarche.ledger.store import Ledger


# Acts that compete to be answered by one: the longest lag, and how far back an undated one may lie.
COMPETING = dt.timedelta(LONGEST_LAG + UNDATED_BACK)


class LedgerActs:
    """An open ledger's acts."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._acts: dict[str, StoredAct] = {}

    def acts(
        self,
        *,
        between: tuple[str, str] | None = None,
        since: dt.date | None = None,
        until: dt.date | None = None,
    ) -> list[StoredAct]:
        from demarche.links.chains import among

        one, other = between or (None, None)
        before = since - COMPETING if since else None
        rows = self._ledger.rows(
            "linking", "acts", {"one": one, "other": other, "since": before, "until": until}
        )
        act_of = {row["told_as"]: row["id"] for row in rows}
        told = ((row["told_as"], told_of(row)) for row in rows)
        found = acts_of(told, self._ledger.cursor(), act_of)
        self._acts.update((act.id, act) for act in found)
        return [
            act for act in found if (between is None or among(act, between)) and touches(act, since, until)
        ]

    def links(self, act_ids: Collection[str]) -> list[Link]:
        rows = self._ledger.rows("linking", "links_of_acts", {"ids": sorted(act_ids)})
        kept = [_link(row) for row in rows]  # what reports state, and what was imported as inferred
        answered = {link.answer for link in kept}
        wanted = set(act_ids)
        inferred = infer(self._acts[i] for i in sorted(self._acts))
        new = (link for link in inferred if link.answer not in answered)
        return [*kept, *(link for link in new if {link.answer, link.answered} <= wanted)]


def _link(row: dict[str, Any]) -> Link:
    cue = Span(row["cue"], row["cue_begins"], row["cue_ends"]) if row["cue"] is not None else None
    lag = (row["lag_least"], row["lag_most"]) if row["lag_least"] is not None else None
    evidence = tuple(Span(**span) for span in json.loads(row["evidence"]))
    return Link(
        row["answer"], row["answered"], row["kind"], row["basis"], row["confidence"], cue, evidence, lag
    )
