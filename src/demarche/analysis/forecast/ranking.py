"""Who acts on whom next: the recurrency baseline of temporal knowledge graphs, and a few cheap features more.

Single step: what happened up to the day before is known.  Filter: other true answers of the same day are not
counted as wrong (time-aware).  Equal scores stand in random order, and figures are their expectation over it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from demarche.analysis.forecast.facts import Facts, Popularity
from demarche.analysis.forecast.features import FEATURES, Features, learn
from demarche.analysis.table import Floats, Ints

# Decays of the strict recurrency per day, and its weights against the relaxed one, that are tried for each
# relation on the valid part: the published grids.  Without decay all past acts count alike; above 1 the
# latest outweighs all before it.
DECAYS = (0.0, 0.0001, 0.0005, 0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.5, 0.9, 1.0001)
WEIGHTS = (0.0, 0.00001, 0.0001, 0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999, 1.0)
# Questions in the valid part below which a relation takes what is best over all relations.
FEWEST_QUESTIONS = 20


# Entities in ascending order and their scores of 0 or more, shape (settings, entities); all others score 0.
Scores = tuple[Ints, Floats]


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where right answers stand: how many wrong ones score above, and how many level with them.

    `above`, `level`: shape (right answers, settings).  `relation`: of each right answer.
    """

    above: Floats
    level: Floats
    relation: Ints

    def reciprocal(self) -> Floats:
        """The reciprocal rank expected when those that are level stand in random order."""
        from scipy.special import digamma

        harmonic: Floats = digamma(self.above + self.level + 2) - digamma(self.above + 1)
        return harmonic / (self.level + 1)

    def within(self, most: int) -> Floats:
        """The chance to be among the first `most`."""
        return np.clip((most - self.above) / (self.level + 1), 0, 1)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Mean reciprocal rank and hits over the questions of a part; `detail` says how the method was set."""

    method: str
    questions: int
    mrr: float
    hits_at_1: float
    hits_at_3: float
    hits_at_10: float
    detail: dict[str, Any]

    @classmethod
    def of(cls, method: str, places: Places, detail: dict[str, Any]) -> Ranking:
        one, three, ten = (float(places.within(k).mean()) for k in (1, 3, 10))
        return cls(method, len(places.relation), float(places.reciprocal().mean()), one, three, ten, detail)

    def to_dict(self) -> dict[str, Any]:
        return {
            "method": self.method,
            "mrr": self.mrr,
            "hits_at_1": self.hits_at_1,
            "hits_at_3": self.hits_at_3,
            "hits_at_10": self.hits_at_10,
            "questions": self.questions,
            **self.detail,
        }


def rank_recurrency(facts: Facts, *, part: str = "test", tuned_on: str = "valid") -> Ranking:
    """The combined recurrency baseline: what happened lately happens again, and what often happens, happens.

    score(s, r, o) = α_r Σ 2^(−λ_r · age of each past (s, r, o)) / Σ 2^(−λ_r · age of each past day)
                     + (1 − α_r) · share of o among the objects of r

    λ_r is chosen for each relation on the part `tuned_on` with α = 1, then α_r with that λ_r.

    Source: Gastinger et al. (2024), History repeats itself: a baseline for temporal knowledge graph
    forecasting, with their grids.  They choose for a relation with few questions by those few, too, and give
    one without any λ = 1.0001 and α = 0.99999; ours takes what is best over all.
    """
    relations = 2 * facts.relations
    tried = np.broadcast_to(DECAYS, (relations, len(DECAYS)))
    decays = _best(tried, recurrency_places(facts, tuned_on, tried, np.ones_like(tried)))
    tried = np.broadcast_to(WEIGHTS, (relations, len(WEIGHTS)))
    held = np.repeat(decays, len(WEIGHTS), axis=1)
    weights = _best(tried, recurrency_places(facts, tuned_on, held, tried))
    places = recurrency_places(facts, part, decays, weights)
    detail = {"median_decay_per_day": float(np.median(decays)), "median_weight": float(np.median(weights))}
    return Ranking.of("recurrency", places, detail)


def _best(tried: Floats, places: Places) -> Floats:
    """What gives each relation's questions the best mean reciprocal rank, the first of equals: shape
    (relations, 1).
    """
    gains = places.reciprocal()
    chosen = np.full(len(tried), int(np.argmax(gains.mean(axis=0))))
    for r in np.unique(places.relation):
        rows = places.relation == r
        if rows.sum() >= FEWEST_QUESTIONS:
            chosen[r] = np.argmax(gains[rows].mean(axis=0))
    best: Floats = tried[np.arange(len(tried)), chosen][:, None]
    return best


def rank_feature_model(
    facts: Facts, *, part: str = "test", learned_on: str = "valid", sample: float = 0.5, seed: int = 0
) -> Ranking:
    """Ranks by a log-linear model of recency, frequency and popularity, learned on the questions of
    `learned_on`.

    sample: the share of those questions that is learned from.
    """
    weights = learn(facts, learned_on, sample=sample, seed=seed)
    features = Features(facts)
    everyone = np.arange(facts.entities)

    def score(day: int, subject: int, relation: int, popularity: Popularity) -> Scores:
        return everyone, weights[None, :] @ features.of(day, subject, relation, popularity)

    places = _places(facts, part, score, Features.POPULARITY)
    named = dict(zip(FEATURES, weights.round(4).tolist(), strict=True))
    return Ranking.of("features", places, {"weights": named})


def recurrency_places(facts: Facts, part: str, decays: Floats, weights: Floats) -> Places:
    """Where the right answers of a part stand under each setting.

    decays, weights: λ and α of `rank_recurrency`, shape (relations, settings).
    """

    def score(day: int, subject: int, relation: int, popularity: Popularity) -> Scores:
        decay, weight = decays[relation][:, None], weights[relation][:, None]
        shares = popularity.shares(relation)[0]
        known = np.flatnonzero(shares)
        scores = (1 - weight) * shares[known]
        past = facts.before(subject, day)
        same = facts.relation[past] == relation
        if same.any():
            # What the subject met with the relation, the relation has met: it is known.
            objects, place = np.unique(facts.object[past][same], return_inverse=True)
            strict = 2.0 ** (-decay * (day - facts.day[past][same]))
            total = (2.0 ** (-decay * np.arange(1, day + 1))).sum(axis=1, keepdims=True)
            met = strict @ (place[:, None] == np.arange(len(objects)))
            scores[:, np.searchsorted(known, objects)] += weight * met / total
        return known, scores

    return _places(facts, part, score, (np.inf,))


def _places(
    facts: Facts,
    part: str,
    score: Callable[[int, int, int, Popularity], Scores],
    half_lives: tuple[float, ...],
) -> Places:
    """Where each right answer stands, the other right answers of the day being left out."""
    popularity = Popularity(facts, half_lives)
    above: list[Ints] = []
    level: list[Ints] = []
    relations: list[int] = []
    for day, asked in facts.questions(part):
        for subject, relation, objects in asked:
            known, scores = score(day, subject, relation, popularity)
            right, wrong = _parted(known, scores, objects)
            # All that is not known is level with an answer that is not.
            rest = facts.entities - wrong.shape[1] - len(objects)
            above.extend((wrong[:, None, :] > right[:, :, None]).sum(axis=2).T)
            level.extend(((wrong[:, None, :] == right[:, :, None]).sum(axis=2) + rest * (right == 0)).T)
            relations.extend([relation] * len(objects))
        popularity.pass_day(day)
    return Places(np.array(above, dtype=float), np.array(level, dtype=float), np.array(relations))


def _parted(known: Ints, scores: Floats, objects: Ints) -> tuple[Floats, Floats]:
    """(scores of the objects, 0 where they are not known; scores of the others that are known)."""
    place = np.searchsorted(known, objects)
    there = np.append(known, -1)[place] == objects
    right = np.zeros((len(scores), len(objects)))
    right[:, there] = scores[:, place[there]]
    others = np.ones(len(known), dtype=bool)
    others[place[there]] = False
    return right, scores[:, others]
