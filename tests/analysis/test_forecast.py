"""Forecasts: ranks against brute force, calibration on made data, and parts of a benchmark."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from demarche.analysis.forecast import calibrate_answers, forecast_answer, rank_feature_model, rank_recurrency
from demarche.analysis.forecast.facts import Facts
from demarche.analysis.forecast.parts import with_split
from demarche.analysis.forecast.ranking import recurrency_places
from demarche.analysis.hawkes import simulate_pairs
from demarche.analysis.table import EventTable
from demarche.errors import InputError, UsageError


def habits(events: int = 900) -> EventTable:
    """Ten actors; each does one thing to one other, over and over, among a tenth of noise."""
    random = np.random.default_rng(1)
    actor = random.integers(0, 10, events)
    noise = random.random(events) < 0.1
    recipient = np.where(noise, (actor + random.integers(1, 10, events)) % 10, (actor + 3) % 10)
    code = np.where(noise, "010", np.where(actor % 2, "112", "051"))
    day = np.sort(random.integers(0, 120, events)).astype(float)
    part = np.select([day >= 100, day >= 80], ["test", "valid"], "train")
    return EventTable.of(
        [f"n{i}" for i in actor], [f"n{i}" for i in recipient], day, cameo=code.tolist(), split=part.tolist()
    )


def test_habits_are_foretold() -> None:
    facts = Facts.of(habits())
    for found in (rank_recurrency(facts), rank_feature_model(facts, sample=1.0)):
        assert found.questions > 100
        assert found.mrr > 0.8
        assert found.hits_at_1 <= found.hits_at_3 <= found.hits_at_10 <= 1


def test_nothing_of_the_day_itself_is_known() -> None:
    """A first and only act on the last day cannot be foretold: any of the four may stand first."""
    table = EventTable.of(
        ["a", "b", "c"],
        ["b", "c", "d"],
        [0.0, 1.0, 2.0],
        cameo=["010", "010", "112"],
        split=["train", "valid", "test"],
    )
    found = rank_recurrency(Facts.of(table))
    assert found.questions == 2
    assert found.mrr == pytest.approx((1 + 1 / 2 + 1 / 3 + 1 / 4) / 4)
    assert found.hits_at_1 == pytest.approx(1 / 4)


def test_recurrency_ranks_are_those_of_the_definition() -> None:
    """Every score written out from the facts, under two settings."""
    facts = Facts.of(habits(400))
    random = np.random.default_rng(3)
    decays = random.choice([0.0, 0.1, 1.0001], (2 * facts.relations, 2))
    weights = random.choice([0.0, 0.3, 0.999, 1.0], (2 * facts.relations, 2))
    found = recurrency_places(facts, "test", decays, weights)
    reciprocal, within = found.reciprocal(), found.within(3)
    row = 0
    for day, asked in facts.questions("test"):
        age, past = (day - facts.day).astype(float), facts.day < day
        for subject, relation, objects in asked:
            same = past & (facts.relation == relation)
            share = np.bincount(facts.object[same], minlength=facts.entities) / max(int(same.sum()), 1)
            own = same & (facts.subject == subject)
            for right in objects:
                assert found.relation[row] == relation
                for k in range(2):
                    decay, weight = decays[relation, k], weights[relation, k]
                    strict = np.bincount(
                        facts.object[own], 2.0 ** (-decay * age[own]), minlength=facts.entities
                    ) / sum(2.0 ** (-decay * d) for d in range(1, day + 1))
                    score = weight * strict + (1 - weight) * share
                    others = score[np.setdiff1d(np.arange(facts.entities), objects)]
                    same_score = np.isclose(others, score[right], rtol=1e-9, atol=0)
                    above, level = ((others > score[right]) & ~same_score).sum(), same_score.sum()
                    assert (found.above[row, k], found.level[row, k]) == (above, level)
                    ranks = np.arange(above + 1, above + level + 2)
                    assert reciprocal[row, k] == pytest.approx((1 / ranks).mean())
                    assert within[row, k] == pytest.approx((ranks <= 3).mean())
                row += 1
    assert row == len(found.relation) > 50


def test_answers_are_calibrated_on_made_data() -> None:
    table = simulate_pairs(
        pairs=60, days=1500, baseline=0.01, own=(0.3,), other=(0.4,), kernels=(14.0,), seed=3
    )
    found = calibrate_answers(table, train_until=1000.0)
    assert found.brier < found.base_brier
    assert found.log_score < found.base_log_score
    assert max(abs(forecast - observed) for forecast, observed, _ in found.bins) < 0.2
    assert sum(acts for _, _, acts in found.bins) == found.acts


def test_next_answer_has_growing_chances_and_types() -> None:
    table = simulate_pairs(
        pairs=60, days=1500, baseline=0.01, own=(0.3,), other=(0.4,), kernels=(14.0,), seed=3
    )
    table = replace(table, cameo=np.array(["112"] * len(table), dtype=object))
    found = forecast_answer(table, "a0", "b0")
    chances = list(found.chances.values())
    assert chances == sorted(chances) and chances[0] > 0 and chances[-1] < 1
    assert found.types == {"11": 1.0}


def test_without_an_act_there_is_nothing_to_answer() -> None:
    table = simulate_pairs(pairs=3, days=500, baseline=0.1, own=(0.1,), other=(0.1,), kernels=(5.0,))
    with pytest.raises(InputError, match="no act to answer"):
        forecast_answer(table, "a0", "b1")


def test_parts_by_column_part_and_date() -> None:
    table, origin = habits(), Path("acts.csv")
    assert with_split(table, "split", origin)[1] == "test"
    assert with_split(table, "valid", origin)[1] == "valid"
    dated = replace(table, day_zero=dt.date(2020, 1, 1), split=None)
    split, part = with_split(dated, "2020-03-31", origin)
    assert part == "test" and split.split is not None
    assert split.time[split.split == "test"].min() >= 90
    with pytest.raises(UsageError, match="no date"):
        with_split(replace(table, split=None), "soon", origin)
