"""How long until something happens, when for some it has not happened yet: the Kaplan–Meier estimate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from demarche.analysis.table import Bools, Floats


@dataclass(frozen=True, slots=True, eq=False)
class KaplanMeier:
    """The share to which it has happened by each of `days`, with 95 % limits by Greenwood's formula (log-log
    scale).

    Source: Kaplan and Meier (1958); limits as in Kalbfleisch and Prentice (2002), section 1.4.
    """

    days: Floats
    share: Floats
    low: Floats
    high: Floats

    def at(self, day: float) -> tuple[float, float, float]:
        """(share, low, high) by that day."""
        place = int(np.searchsorted(self.days, day, side="right")) - 1
        if place < 0:
            return 0.0, 0.0, 0.0
        return float(self.share[place]), float(self.low[place]), float(self.high[place])

    @property
    def median(self) -> float | None:
        """The day by which it has happened to half of all; None when the estimate never gets there."""
        reached = np.flatnonzero(self.share >= 0.5)
        return float(self.days[reached[0]]) if len(reached) else None

    def to_dict(self, days: tuple[float, ...]) -> dict[str, Any]:
        at = {f"{day:g}": self.at(day) for day in days}
        return {
            "share": {day: value[0] for day, value in at.items()},
            "interval": {day: [value[1], value[2]] for day, value in at.items()},
            "median_days": self.median,
        }


def kaplan_meier(days: Floats, happened: Bools) -> KaplanMeier:
    """The estimate from how long each was watched and whether it happened to it by then."""
    times, where = np.unique(days[happened], return_inverse=True)
    events = np.bincount(where, minlength=len(times)).astype(float)
    at_risk = len(days) - np.searchsorted(np.sort(days), times, side="left").astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        survive = np.cumprod(1 - events / at_risk)
        greenwood = np.cumsum(events / (at_risk * (at_risk - events)))
        spread = 1.959964 * np.sqrt(greenwood) / np.abs(np.log(survive))
        low, high = survive ** np.exp(spread), survive ** np.exp(-spread)
    low, high = np.nan_to_num(low, nan=0.0), np.where(np.isfinite(high), high, survive)
    return KaplanMeier(times, 1 - survive, 1 - high, 1 - low)
