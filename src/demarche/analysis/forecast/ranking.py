"""Who acts on whom next: the recurrency baseline of temporal knowledge graphs, and a few cheap features more.

Single step: what happened up to the day before is known.  Filter: other true answers of the same day are not
counted as wrong (time-aware).  Equal scores share the mean of their ranks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from demarche.analysis.forecast.facts import Facts, Popularity
from demarche.analysis.forecast.features import FEATURES, Features, learn
from demarche.analysis.table import Floats, Ints

# Decay of the strict recurrency per day, tried for each relation on the valid part.
DECAYS = np.array([0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5])
# Weight of strict against relaxed recurrency (the published value).
STRICT = 0.99
# Questions in the valid part below which a relation takes the decay that is best over all.
FEWEST_QUESTIONS = 20


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
    def of(cls, method: str, ranks: Floats, detail: dict[str, Any]) -> Ranking:
        one, three, ten = (float((ranks <= k).mean()) for k in (1, 3, 10))
        return cls(method, len(ranks), float((1 / ranks).mean()), one, three, ten, detail)

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

    score(s, r, o) = α · 2^(−λ_r · days since (s, r, o) last happened) + (1 − α) · share of o among the
    objects of r, λ_r chosen for each relation on the part `tuned_on`.

    Source: Gastinger et al. (2024), History repeats itself: a baseline for temporal knowledge graph
    forecasting.
    """
    tried = [_recurrency_ranks(facts, tuned_on, np.full(2 * facts.relations, decay)) for decay in DECAYS]
    relation = tried[0][1]
    gains = np.column_stack([1 / ranks for ranks, _ in tried])
    best = int(np.argmax(gains.mean(axis=0)))
    chosen = np.full(2 * facts.relations, best)
    for r in np.unique(relation):
        rows = relation == r
        if rows.sum() >= FEWEST_QUESTIONS:
            chosen[r] = int(np.argmax(gains[rows].mean(axis=0)))
    ranks, _ = _recurrency_ranks(facts, part, DECAYS[chosen])
    return Ranking.of("recurrency", ranks, {"decay_per_day": float(DECAYS[best]), "strict_weight": STRICT})


def rank_feature_model(
    facts: Facts, *, part: str = "test", learned_on: str = "valid", sample: float = 0.5, seed: int = 0
) -> Ranking:
    """Ranks by a log-linear model of recency, frequency and popularity, learned on the questions of
    `learned_on`.

    sample: the share of those questions that is learned from.
    """
    weights = learn(facts, learned_on, sample=sample, seed=seed)
    features = Features(facts)

    def score(day: int, subject: int, relation: int, popularity: Popularity) -> Floats:
        scores: Floats = weights @ features.of(day, subject, relation, popularity)
        return scores

    ranks, _ = _ranks(facts, part, score, Features.POPULARITY)
    named = dict(zip(FEATURES, weights.round(4).tolist(), strict=True))
    return Ranking.of("features", ranks, {"weights": named})


def _recurrency_ranks(facts: Facts, part: str, decays: Floats) -> tuple[Floats, Ints]:
    def score(day: int, subject: int, relation: int, popularity: Popularity) -> Floats:
        scores: Floats = (1 - STRICT) * popularity.shares(relation)[0]
        past = facts.before(subject, day)
        same = facts.relation[past] == relation
        recency = np.zeros(facts.entities)
        # Facts are in order of time: the last assignment is the latest.
        recency[facts.object[past][same]] = STRICT * 2.0 ** (
            -decays[relation] * (day - facts.day[past][same])
        )
        return scores + recency

    return _ranks(facts, part, score, (np.inf,))


def _ranks(
    facts: Facts,
    part: str,
    score: Callable[[int, int, int, Popularity], Floats],
    half_lives: tuple[float, ...],
) -> tuple[Floats, Ints]:
    """(rank of each right answer, its relation), the other right answers of the day being left out."""
    popularity = Popularity(facts, half_lives)
    ranks: list[float] = []
    relations: list[int] = []
    for day, asked in facts.questions(part):
        for subject, relation, objects in asked:
            scores = score(day, subject, relation, popularity)
            right = scores[objects]
            wrong = np.sort(np.delete(scores, objects))
            above = len(wrong) - np.searchsorted(wrong, right, side="right")
            equal = np.searchsorted(wrong, right, side="right") - np.searchsorted(wrong, right, side="left")
            ranks.extend((1 + above + equal / 2).tolist())
            relations.extend([relation] * len(objects))
        popularity.pass_day(day)
    return np.array(ranks), np.array(relations)
