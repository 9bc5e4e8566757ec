"""What is known of a possible answer before the day that is asked about: recency and frequency, at several
speeds.

A feature is log(ε + x) − log ε of a decayed count x; the score of an answer is a weighted sum, and the
weights maximise the likelihood of the right answers among candidates (a conditional logit).
"""

from __future__ import annotations

import numpy as np

from demarche.analysis.forecast.facts import Facts, Popularity
from demarche.analysis.table import Floats, Ints

# Half-lives in days of counts of the same act between the two, of any act in its direction, and in the other.
SAME, FORWARD, BACK = (2.0, 10.0, 60.0, 1000.0), (10.0, 60.0, 1000.0), (10.0, 60.0)
# Half-lives of how often the object is met with the relation, and at all.
POPULAR = (7.0, 1000.0)
# Decay a day of the latest same act.
LATEST = 0.1
FEATURES = (
    *(f"same act, {h:g} days" for h in SAME),
    *(f"same direction, {h:g} days" for h in FORWARD),
    *(f"other direction, {h:g} days" for h in BACK),
    "latest same act",
    *(f"met with this act, {h:g} days" for h in POPULAR),
    *(f"met at all, {h:g} days" for h in POPULAR),
)
# What counts as next to nothing, for counts and for shares.
FAINT_COUNT, FAINT_SHARE = 0.01, 1e-4
COUNTS = len(SAME) + len(FORWARD) + len(BACK) + 1
# Candidates that an answer is learned against: all with a history, the most popular, and some drawn at
# random.
POPULAR_CANDIDATES, DRAWN_CANDIDATES, MOST_CANDIDATES = 150, 50, 500
# Weight of the squared weights in learning, against running off.
PENALTY = 1e-4


class Features:
    """The features of all entities as answers to one question, from what happened before its day."""

    POPULARITY = POPULAR

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        faint = np.full(len(FEATURES), FAINT_SHARE)
        faint[:COUNTS] = FAINT_COUNT
        self._faint = faint[:, None]

    def of(self, day: int, subject: int, relation: int, popularity: Popularity) -> Floats:
        """Shape (features, entities)."""
        facts = self.facts
        past = facts.before(subject, day)
        objects, relations = facts.object[past], facts.relation[past]
        age = (day - facts.day[past]).astype(float)
        same = relations == relation
        forward = (relations < facts.relations) == (relation < facts.relations)
        found = np.zeros((len(FEATURES), facts.entities))
        row = 0
        for chosen, lives in ((same, SAME), (forward, FORWARD), (~forward, BACK)):
            for life in lives:
                found[row] = np.bincount(objects[chosen], 0.5 ** (age[chosen] / life), facts.entities)
                row += 1
        # Facts are in order of time: the last assignment is the latest.
        found[row, objects[same]] = 2.0 ** (-LATEST * age[same])
        found[row + 1 : row + 3] = popularity.shares(relation)
        found[row + 3 : row + 5] = popularity.overall_shares()
        result: Floats = np.log1p(found / self._faint)
        return result


def learn(facts: Facts, part: str, *, sample: float, seed: int) -> Floats:
    """The weights that make the right answers of a part most likely among their candidates."""
    from scipy.optimize import minimize

    blocks, right = _examples(facts, part, sample, seed)
    sizes = np.array([len(block) for block in blocks])
    begins = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    table = np.concatenate(blocks)
    gold = np.concatenate([begin + rows for begin, rows in zip(begins, right, strict=True)])
    times = np.array([len(rows) for rows in right], dtype=float)
    wanted = table[gold].sum(axis=0)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = table @ weights
        top = np.maximum.reduceat(scores, begins)
        share = np.exp(scores - np.repeat(top, sizes))
        total = np.add.reduceat(share, begins)
        likelihood = scores[gold].sum() - times @ (top + np.log(total))
        share *= np.repeat(times / total, sizes)
        value = -likelihood / len(gold) + PENALTY * weights @ weights
        return value, -(wanted - share @ table) / len(gold) + 2 * PENALTY * weights

    weights: Floats = minimize(loss, np.full(len(FEATURES), 0.1), jac=True, method="L-BFGS-B").x
    return weights


def _examples(facts: Facts, part: str, sample: float, seed: int) -> tuple[list[Floats], list[Ints]]:
    """(features of the candidates of each question, which of them are right)."""
    random = np.random.default_rng(seed)
    features, popularity = Features(facts), Popularity(facts, POPULAR)
    blocks, right = [], []
    for day, asked in facts.questions(part):
        for subject, relation, objects in asked:
            if random.random() > sample:
                continue
            table = features.of(day, subject, relation, popularity)
            known = np.flatnonzero(table[:COUNTS].any(axis=0))
            if len(known) > MOST_CANDIDATES:
                known = random.choice(known, MOST_CANDIDATES, replace=False)
            popular = np.argsort(table[COUNTS])[-POPULAR_CANDIDATES:]
            drawn = random.integers(0, facts.entities, DRAWN_CANDIDATES)
            candidates = np.unique(np.concatenate([objects, known, popular, drawn]))
            blocks.append(table[:, candidates].T)
            right.append(np.searchsorted(candidates, objects))
        popularity.pass_day(day)
    return blocks, right
