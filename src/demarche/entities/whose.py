"""Whose government, police or court it is where no word says so: how likely each country of the report is.

A country is likelier the more it acts, or the more the report plays in it, shortly before the place and in
the whole report.  The weights of these signs were fitted by `training/actors/whose.py` on offices whose
country the report tells elsewhere (`data/whose.toml`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

SIGNS = (
    "acting share", "setting share", "whole setting share", "dateline", "first", "later here",
    "modifier here", "located here", "lead subject", "owner share", "sentences share", "nearness",
)  # fmt: skip
DECAY = 0.85  # a sentence back
NEAR = 2.0  # sentences
LEAD = 2
MORE_THAN_HOST = 0.8  # worth of a mention that is no mere "in X", "hosted by X"


@dataclass(frozen=True, slots=True)
class Naming:
    """A mention of a country: what it is worth as the acting state and as the place.

    `owner`: it says whose an office is; `located`: "in" or the like stands before it.
    """

    offset: int
    sentence: int
    country: str
    acting: float
    setting: float
    subject: bool
    modifier: bool
    located: bool
    owner: bool


class Presence:
    """How likely each country is to be meant at a place of one report."""

    def __init__(self, namings: Sequence[Naming], dateline: str | None) -> None:
        self.countries = sorted({n.country for n in namings} | ({dateline} if dateline else set()))
        number = {country: k for k, country in enumerate(self.countries)}
        self._of = np.array([number[n.country] for n in namings], np.int64)
        self._offset = np.array([n.offset for n in namings], np.int64)
        self._sentence = np.array([n.sentence for n in namings], np.int64)
        self._acting = np.array([n.acting for n in namings], np.float64)
        self._setting = np.array([n.setting for n in namings], np.float64)
        self._modifier = np.array([n.modifier for n in namings], bool)
        self._located = np.array([n.located for n in namings], bool)
        self._fixed = np.zeros((len(self.countries), len(SIGNS)))
        # A report may only have been sent from where others meet.
        if dateline and any(n.country == dateline and n.acting >= MORE_THAN_HOST for n in namings):
            self._fixed[number[dateline], SIGNS.index("dateline")] = 1
        if namings:
            self._fixed[self._of[0], SIGNS.index("first")] = 1
            self._fixed[:, SIGNS.index("whole setting share")] = _share(self._sum(self._setting))
            owners = np.array([n.owner for n in namings], np.float64)
            self._fixed[:, SIGNS.index("owner share")] = _share(self._sum(owners))
            lead = [self._of[k] for k, n in enumerate(namings) if n.subject and n.sentence < LEAD]
            self._fixed[lead, SIGNS.index("lead subject")] = 1
            told = {(n.country, n.sentence) for n in namings}
            sentences = len({sentence for _, sentence in told})
            for country, _ in told:
                self._fixed[number[country], SIGNS.index("sentences share")] += 1 / sentences

    def signs(self, at: int, here: int) -> NDArray[np.float64]:
        """(countries, signs): what speaks for each country at an offset, in the sentence `here`."""
        found = self._fixed.copy()
        if not len(self._of):
            return found
        before = self._offset < at
        fading = np.where(before, DECAY ** np.maximum(here - self._sentence, 0), 0.0)
        acting, setting = self._sum(self._acting * fading), self._sum(self._setting * fading)
        found[:, 0], found[:, 1] = _share(acting), _share(setting)
        inside = self._sentence == here
        for name, among in (
            ("later here", inside & ~before & ~self._modifier),
            ("modifier here", inside & self._modifier),
            ("located here", inside & self._located),
        ):
            found[self._of[among], SIGNS.index(name)] = 1
        nearness = np.where(before, np.exp((self._sentence - here) / NEAR), 0.0)
        np.maximum.at(found[:, SIGNS.index("nearness")], self._of, nearness)
        return found

    def odds(self, at: int, here: int, *, place: bool) -> dict[str, float]:
        """The log odds of each country as the one where something is, or as the state that acts."""
        scores = self.signs(at, here) @ weights()["place" if place else "state"]
        return dict(zip(self.countries, scores.tolist(), strict=True))

    def _sum(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(np.bincount(self._of, values, len(self.countries)), np.float64)


@cache
def weights() -> dict[str, NDArray[np.float64]]:
    """The weights of the signs, for offices of the acting state and for people of a place."""
    table = tomllib.loads((files("demarche.entities") / "data" / "whose.toml").read_text("utf-8"))
    return {name: np.array([table[name][sign] for sign in SIGNS]) for name in ("state", "place")}


def _share(values: NDArray[np.float64]) -> NDArray[np.float64]:
    total = float(values.sum())
    return values / total if total else values
