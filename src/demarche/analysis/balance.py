"""Balance: how far what one side sends is matched by what it gets back.

weighted     Σ min(w_ij, w_ji) / Σ w_ij      over directed dyads, w_ij the number of acts of i on j
unweighted   the share of directed dyads with any act whose reverse has one too
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from demarche.analysis.answers import REPLICATES, Rate
from demarche.analysis.dyads import directed
from demarche.analysis.table import EventTable, Ints


@dataclass(frozen=True, slots=True)
class PairBalance:
    """Two actors, how often each acted on the other, and min/max of the two."""

    first: str
    second: str
    sent: int
    returned: int

    @property
    def balance(self) -> float:
        return min(self.sent, self.returned) / max(self.sent, self.returned)

    def to_dict(self) -> dict[str, Any]:
        return {
            "first": self.first,
            "second": self.second,
            "sent": self.sent,
            "returned": self.returned,
            "balance": self.balance,
        }


@dataclass(frozen=True, slots=True)
class Balance:
    """What `balance` found; the nulls are the same measures when every act goes to another act's
    recipient.
    """

    weighted: float
    unweighted: float
    null_weighted: Rate
    null_unweighted: Rate
    dyads: int
    acts: int
    pairs: tuple[PairBalance, ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "weighted": self.weighted,
            "unweighted": self.unweighted,
            "null": {"weighted": self.null_weighted.to_dict(), "unweighted": self.null_unweighted.to_dict()},
            "dyads": self.dyads,
            "acts": self.acts,
            "pairs": [pair.to_dict() for pair in self.pairs],
        }


def balance(table: EventTable, *, replicates: int = REPLICATES, seed: int = 0) -> Balance:
    """The weighted and unweighted reciprocity of all acts, and every pair's own balance.

    Source: Squartini et al. (2013), Reciprocity of weighted networks, for the weighted form; the null
    shuffles recipients, which keeps how much every actor sends and gets.
    """
    random = np.random.default_rng(seed)
    size = len(table.names)
    null = np.empty((replicates, 2))
    for i in range(replicates):
        null[i] = _measures(table.actor, random.permutation(table.recipient), size)
    weighted, unweighted = _measures(table.actor, table.recipient, size)
    low, high = np.quantile(null, [0.025, 0.975], axis=0)
    means = null.mean(axis=0)
    return Balance(
        weighted,
        unweighted,
        Rate(float(means[0]), float(low[0]), float(high[0])),
        Rate(float(means[1]), float(low[1]), float(high[1])),
        len(np.unique(directed(table)[0])),
        len(table),
        _pairs(table),
    )


def _measures(actor: Ints, recipient: Ints, size: int) -> tuple[float, float]:
    """(weighted, unweighted); acts that a shuffle turned on their own actor are left out."""
    other = actor != recipient
    dyads, weights = np.unique(actor[other] * size + recipient[other], return_counts=True)
    reverse = dyads % size * size + dyads // size
    place = np.minimum(np.searchsorted(dyads, reverse), len(dyads) - 1)
    returned = np.where(dyads[place] == reverse, weights[place], 0)
    return float(np.minimum(weights, returned).sum() / weights.sum()), float((returned > 0).mean())


def _pairs(table: EventTable) -> tuple[PairBalance, ...]:
    """Every pair with an act, those with most acts first; the side that acted more stands first."""
    size = len(table.names)
    dyads, weights = np.unique(directed(table)[0], return_counts=True)
    counts = dict(zip(dyads.tolist(), weights.tolist(), strict=True))
    found = []
    for dyad, sent in counts.items():
        i, j = divmod(dyad, size)
        returned = counts.get(j * size + i, 0)
        if (sent, table.names[j]) > (returned, table.names[i]):
            found.append(PairBalance(table.names[i], table.names[j], sent, returned))
    return tuple(sorted(found, key=lambda pair: (-pair.sent - pair.returned, pair.first, pair.second)))
