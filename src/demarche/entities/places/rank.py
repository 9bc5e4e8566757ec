"""Which of its namesakes: all names of a report are resolved together, so that they agree.

Each candidate place gets a score (log-odds against its namesakes) from what it is and from what the other
names
of the report say: the countries and regions they lie in, and how near they are.  The names' shares of
belief are
improved together a few times (mean field), starting from what each is on its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from demarche.entities.places.index import CAPITAL, COUNTRY, COUNTY, OTHER, REGION, TOWN, PlaceIndex

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Weights:
    """The few numbers of the model; cross-validated by training/places/tune.py."""

    # What a place is on its own: countries and regions by kind, towns by log10 of their people, landmarks
    # by weight.
    country: float = 7.0
    region: float = 5.5
    county: float = 1.6
    size: float = 0.6
    # Foreign news means the capital; local papers, which LGL was chosen from for their namesakes, would
    # have it lower.
    capital: float = 3.0
    landmark: float = 1.1
    # Names that seldom mean it: a town's foreign name; a region's where its own main town bears it too.
    alias: float = -1.5
    old_capital: float = -1.5
    seldom: float = -3.0
    # What the rest of the report says: it lies in this country, in this region, nearby.
    in_country: float = 4.0
    in_region: float = 2.5
    nearby: float = 4.0
    # What the words beside it say: "Paris, Texas".
    contained: float = 8.0
    # The publisher's country.
    home: float = 1.5


WEIGHTS = Weights()
# A region of fewer people (log10) counts for less.
WELL_KNOWN = 6.0
# A region of more (England) is no neighbourhood.
COUNTRY_LIKE = 7.65
# Distance (km) at which another place's pull has sunk to a third.
NEAR_KM = 90.0
EARTH_KM = 6371.0
# Cosine of the angle beyond which places are no neighbours (300 km).
REACH_DOT = float(np.cos(300.0 / EARTH_KM))
ROUNDS = 4
# Turns scores into log-odds; set so that the stated confidence is about right (`python -m
# benchmarks.places`).
SHARPNESS = 1.5
# Cosine of the angle within which places are one answer when belief is counted (50 km).
SAME_ANSWER_DOT = float(np.cos(50.0 / EARTH_KM))
# A word for a country's people says as much as this share of a place in it.
DEMONYM_VOTE = 0.5
# So does the country's own name.
COUNTRY_VOTE = 0.5


@dataclass(frozen=True, slots=True)
class Name:
    """A name to resolve: its places, how sure it is one (0–1), the areas that the text says it lies in, and
    those of its places that the text says another name lies in."""

    places: NDArray[np.uint32]
    alias: NDArray[np.bool_]
    trust: float
    inside: tuple[int, ...] = ()
    around: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """The place chosen for a name: the belief in it (0–1), the pull of other places, and why."""

    place: int
    belief: float
    pull: float
    reasons: tuple[str, ...]


def choose(
    names: Sequence[Name],
    index: PlaceIndex,
    *,
    votes: Mapping[str, float],
    home: str | None = None,
    weights: Weights = WEIGHTS,
) -> list[Choice]:
    """One choice a name. `votes`: countries that the report speaks of in other words, with their weight."""
    if not names:
        return []
    field = _Field(names, index, votes=votes, home=home, weights=weights)
    for _ in range(ROUNDS):
        field.improve()
    return field.choices()


class _Field:
    """The beliefs about all candidates of all names, flat: `owner[c]` is the name that candidate c belongs
    to."""

    def __init__(
        self,
        names: Sequence[Name],
        index: PlaceIndex,
        *,
        votes: Mapping[str, float],
        home: str | None,
        weights: Weights,
    ) -> None:
        self.names, self.index, self.weights = names, index, weights
        self.cand = np.concatenate([name.places for name in names]).astype(np.int64)
        lengths = np.array([len(name.places) for name in names])
        self.starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        self.owner = np.repeat(np.arange(len(names)), lengths)
        self.trust = np.array([name.trust for name in names])
        kind, country = index.kind[self.cand], index.country[self.cand]
        lat, lon = np.radians(index.lat[self.cand]), np.radians(index.lon[self.cand])
        self.point = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
        # Countries, regions and seas lie nowhere in particular: they pull nobody.
        self.exact = TOWN[kind] | (kind == COUNTY)
        # A country that is named itself says less about where the small places are than a place in it does.
        self.say = np.where(kind == COUNTRY, COUNTRY_VOTE, 1.0)
        self.codes, self.country = np.unique(country, return_inverse=True)
        self.areas, self.area = np.unique(index.region[self.cand], return_inverse=True)
        self.vast = self._vast()
        self.alone = self._alone(kind, np.concatenate([name.alias for name in names]))
        for n, name in enumerate(names):
            if name.inside:
                mine = self.owner == n
                self.alone[mine] += weights.contained * _within(index, self.cand[mine], name.inside)
            if name.around:
                mine = self.owner == n
                self.alone[mine] += weights.contained * np.isin(self.cand[mine], name.around)
        self.voted = np.array([votes.get(index.countries[code], 0.0) for code in self.codes])
        self.extra_votes = float(sum(votes.values()))
        if home is not None and home in index.countries:
            self.alone += weights.home * (country == index.countries.index(home))
        self.pull_country = np.zeros(len(self.cand))
        self.pull_region = np.zeros(len(self.cand))
        self.pull_near = np.zeros(len(self.cand))
        self.belief = self._softmax(self.alone)
        self._pairs()

    def _alone(self, kind: NDArray[np.uint8], alias: NDArray[np.bool_]) -> NDArray[np.float64]:
        w, size = self.weights, self.index.size[self.cand].astype(np.float64)
        by_kind = np.zeros(len(TOWN))
        by_kind[[COUNTRY, REGION, COUNTY, CAPITAL]] = w.country, w.region, w.county, w.capital
        town = TOWN[kind]
        marked = (kind == OTHER) | (kind == REGION) & (self.index.region[self.cand] == 0)
        score = by_kind[kind] + w.size * size * town
        score = np.where(kind == REGION, w.region * np.minimum(1.0, size / WELL_KNOWN), score)
        # An old or foreign name of a capital is not what foreign news calls it.
        score = np.where((kind == CAPITAL) & alias, score + w.old_capital, score)
        alone: NDArray[np.float64] = np.where(marked, w.landmark * size, score)
        alone += np.where(kind == REGION, w.seldom, w.alias) * alias
        return alone

    def _vast(self) -> NDArray[np.bool_]:
        """Which of `areas` are no region, or one as large as a country."""
        places = [self.index.coded(self.index.regions[area]) for area in self.areas]
        return np.array([place is None or self.index.size[place] > COUNTRY_LIKE for place in places])

    def _softmax(self, score: NDArray[np.float64]) -> NDArray[np.float64]:
        top = np.maximum.reduceat(score, self.starts)
        e = np.exp(SHARPNESS * (score - top[self.owner]))
        share: NDArray[np.float64] = e / np.add.reduceat(e, self.starts)[self.owner]
        return share

    def improve(self) -> None:
        """One round: everybody listens to everybody else's present belief."""
        mass = self.belief * self.trust[self.owner]
        self.pull_country = self._others(
            mass * self.say, self.country, len(self.codes), self.codes == 0, self.voted
        )
        total = self.trust.sum() + self.extra_votes
        self.pull_country /= 1.0 + total - self.trust[self.owner]
        area = self._others(mass, self.area, len(self.areas), self.vast, None)
        self.pull_region = area / (1.0 + area)
        self.pull_near = self._near(mass)
        w = self.weights
        self.belief = self._softmax(
            self.alone
            + w.in_country * self.pull_country
            + w.in_region * self.pull_region
            + w.nearby * self.pull_near
        )

    def _others(
        self,
        mass: NDArray[np.float64],
        group: NDArray[np.int64],
        groups: int,
        void: NDArray[np.bool_],
        votes: NDArray[np.float64] | None,
    ) -> NDArray[np.float64]:
        """For each candidate the mass that other names put into its group (country or region)."""
        own = np.bincount(
            self.owner * groups + group, weights=mass, minlength=len(self.names) * groups
        ).reshape(-1, groups)
        total = own.sum(axis=0)
        if votes is not None:
            total = total + votes
        others = total[group] - own[self.owner, group]
        return np.where(void[group], 0.0, others)

    def _pairs(self) -> None:
        """Finds once which candidates of different names lie near each other, grouped by (candidate, other
        name)."""
        exact = np.flatnonzero(self.exact)
        point = self.point[exact].astype(np.float32)
        dots = point @ point.T
        i, j = np.nonzero(dots > REACH_DOT)
        i, j = exact[i], exact[j]
        apart = self.owner[i] != self.owner[j]
        i, j = i[apart], j[apart]
        chord = np.linalg.norm(self.point[i] - self.point[j], axis=1)
        self.near_force = np.exp(-chord * (EARTH_KM / NEAR_KM))
        self.near_other = j
        # `i` ascends, and within it `j`, and owners ascend with `j`: equal (i, owner) stand together.
        group = i * len(self.names) + self.owner[j]
        self.near_starts = np.flatnonzero(np.diff(group, prepend=-1))
        self.near_who = i[self.near_starts]

    def _near(self, mass: NDArray[np.float64]) -> NDArray[np.float64]:
        """For each candidate how strongly the places of the other names draw it, 0–1: from each name its
        best offer."""
        if not len(self.near_starts):
            return np.zeros(len(self.cand))
        offer = (
            self.near_force * np.sqrt(self.belief[self.near_other]) * self.trust[self.owner[self.near_other]]
        )
        best = np.maximum.reduceat(offer, self.near_starts)
        drawn = np.bincount(self.near_who, weights=best, minlength=len(self.cand))
        return drawn / (1.0 + drawn)

    def choices(self) -> list[Choice]:
        """The likeliest place of each name."""
        found = []
        for n, name in enumerate(self.names):
            start, end = int(self.starts[n]), int(self.starts[n]) + len(name.places)
            belief = self.belief[start:end]
            # A city and the province around it are one answer: they win together.
            near = self.point[start:end] @ self.point[start:end].T > SAME_ANSWER_DOT
            answer = near[int(np.argmax(near @ belief))]
            best = start + int(np.argmax(np.where(answer, belief, -1.0)))
            pull = max(
                2.0 * float(self.pull_near[best]), float(self.pull_region[best]) * float(self.exact[best])
            )
            found.append(
                Choice(
                    int(self.cand[best]),
                    min(1.0, float(belief[answer].sum())),
                    pull,
                    self._reasons(best, end - start, name),
                )
            )
        return found

    def _reasons(self, c: int, rivals: int, name: Name) -> tuple[str, ...]:
        index = self.index
        if rivals == 1:
            return ("the only place of the name",)
        reasons = [f"of {rivals} places of the name"]
        if name.inside and _within(index, self.cand[[c]], name.inside)[0]:
            reasons.append(f"in {index.name(name.inside[0])} by the text")
        if self.pull_near[c] > 0.2:
            reasons.append("near other places of the report")
        if self.pull_region[c] > 0.3:
            reasons.append("in a region of the report")
        if self.pull_country[c] > 0.2:
            reasons.append("in a country of the report")
        if len(reasons) == 1:
            reasons.append("the best known")
        return tuple(reasons)


def _within(index: PlaceIndex, places: NDArray[np.int64], areas: Sequence[int]) -> NDArray[np.bool_]:
    """Which of the places lie in one of the areas (countries, first-level regions, counties)."""
    inside = np.zeros(len(places), dtype=bool)
    for area in areas:
        kind = index.kind[area]
        if kind == COUNTRY:
            inside |= (index.country[places] == index.country[area]) & (index.kind[places] != COUNTRY)
        elif index.region[area] > 0:
            inside |= (index.region[places] == index.region[area]) & (
                TOWN[index.kind[places]] | (index.kind[places] == COUNTY)
            )
        elif index.country[area] > 0:
            # A landmark region ("Crimea") has no list of its towns: the country, and not far.
            away = np.hypot(index.lat[places] - index.lat[area], (index.lon[places] - index.lon[area]) * 0.7)
            inside |= (
                (index.country[places] == index.country[area])
                & (away < LANDMARK_REACH)
                & (index.kind[places] != COUNTRY)
            )
    return inside


# Degrees around the middle of a hand-made region within which a town may be said to lie in it.
LANDMARK_REACH = 3.0
within = _within
