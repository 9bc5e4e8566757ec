"""The acts and links of a ledger, for chains, deadlines and cases: `links.reading.ActReader`.

Stated links are read; inferred ones are worked out from the acts that were read, since they depend on all
of them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from demarche.ledger.linking import acts_of
from demarche.links.inference import infer
from demarche.links.reconcile import StoredAct
from demarche.model import Link, Span

if TYPE_CHECKING:
    from demarche.ledger.store import Ledger


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
        rows = self._ledger.rows(
            "linking", "acts", {"one": one, "other": other, "since": since, "until": until}
        )
        act_of = {row["told_as"]: row["id"] for row in rows}
        found = acts_of(rows, self._ledger.cursor(), act_of)
        found = [act for act in found if between is None or among(act, between)]
        self._acts.update((act.id, act) for act in found)
        return found

    def links(self, act_ids: Collection[str]) -> list[Link]:
        rows = self._ledger.rows("linking", "links_of_acts", {"ids": sorted(act_ids)})
        stated = [_link(row) for row in rows if row["basis"] == "stated"]
        return [*stated, *infer(self._acts[i] for i in sorted(act_ids) if i in self._acts)]


def _link(row: dict[str, Any]) -> Link:
    cue = Span(row["cue"], row["cue_begins"], row["cue_ends"]) if row["cue"] is not None else None
    lag = (row["lag_least"], row["lag_most"]) if row["lag_least"] is not None else None
    evidence = tuple(Span(**span) for span in json.loads(row["evidence"]))
    return Link(
        row["answer"], row["answered"], row["kind"], row["basis"], row["confidence"], cue, evidence, lag
    )
