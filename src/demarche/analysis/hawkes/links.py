"""Which dyads will act next: the area under the curve that block models for relational events are compared
by.

At each of 100 times drawn from the test part, every directed dyad gets a score from the acts before, and is
right when it has an act within the next two months.  The measure is the mean, over the times, of the chance
that a dyad with an act has a higher score than one without.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from demarche.analysis.hawkes.richer import RicherFit, intensity_sums
from demarche.analysis.table import Bools, EventTable, Floats
from demarche.errors import InputError

TIMES = 100
AHEAD = 60.0
# Weight of the reverse count in the baseline that has to be beaten.
REVERSE = 0.3


@dataclass(frozen=True, slots=True)
class LinkPrediction:
    """Mean areas under the curve of the richer process and of count + 0.3 × reverse count, with standard
    errors.
    """

    area: float
    error: float
    baseline: float
    baseline_error: float
    times: int
    ahead_days: float

    def to_dict(self) -> dict[str, Any]:
        return {
            "auc": self.area,
            "standard_error": self.error,
            "baseline_auc": self.baseline,
            "baseline_standard_error": self.baseline_error,
            "times": self.times,
            "ahead_days": self.ahead_days,
        }


def predict_links(
    table: EventTable,
    fit: RicherFit,
    *,
    train_until: float,
    times: int = TIMES,
    ahead: float = AHEAD,
    seed: int = 0,
) -> LinkPrediction:
    """How well the richer process, fitted up to `train_until`, tells which dyads act within `ahead` days.

    Raises:
        InputError: the test part is shorter than `ahead`.

    Source: the protocol of Huang et al. (2022) and Soliman et al. (2022); they take two months for MID.
    """
    if table.last - train_until <= ahead:
        raise InputError(
            f"The test part has {table.last - train_until:g} days; it needs more than the {ahead:g} that "
            "are foretold."
        )
    random = np.random.default_rng(seed)
    size = len(table.names)
    dyad = table.actor * size + table.recipient
    other = ~np.eye(size, dtype=bool)
    found = []
    for now in random.uniform(train_until, table.last - ahead, times):
        acts = (table.time > now) & (table.time <= now + ahead)
        if not acts.any():
            continue
        came = np.zeros(size * size, dtype=bool)
        came[dyad[acts]] = True
        right = came.reshape(size, size)[other]
        counts = np.bincount(dyad[table.time <= now], minlength=size * size).reshape(size, size)
        scores = (intensity_sums(table, fit, now, ahead), counts + REVERSE * counts.T)
        found.append([area(score[other], right) for score in scores])
    areas = np.array(found)
    mean, error = areas.mean(axis=0), areas.std(axis=0) / np.sqrt(len(areas))
    return LinkPrediction(float(mean[0]), float(error[0]), float(mean[1]), float(error[1]), len(areas), ahead)


def area(score: Floats, right: Bools) -> float:
    """The chance that one that is right scores above one that is not; ties count half."""
    from scipy.stats import rankdata

    ranks: Callable[..., Floats] = rankdata
    hits = int(right.sum())
    return float((ranks(score)[right].sum() - hits * (hits + 1) / 2) / (hits * (len(right) - hits)))
