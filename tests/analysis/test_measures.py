"""Answer rates, survival, balance, proportionality, strategies and autoregression on data whose truth is
known.
"""

from __future__ import annotations

import numpy as np
import pytest

from demarche.analysis.answers import answer_rates
from demarche.analysis.balance import balance
from demarche.analysis.dyads import order_unknown, reverse_lags
from demarche.analysis.proportionality import pair_up, proportionality
from demarche.analysis.reading import Series
from demarche.analysis.strategies import MOVES, known_strategies, play, strategies
from demarche.analysis.survival import kaplan_meier
from demarche.analysis.table import EventTable
from demarche.analysis.var import autoregression, weekly_sums
from demarche.errors import InputError, UsageError


def test_lags_by_hand() -> None:
    table = EventTable.of(["a", "b", "a", "c", "b"], ["b", "a", "b", "a", "a"], [0, 3, 3, 4, 10])
    assert reverse_lags(table).tolist() == [3, np.inf, 7, np.inf, np.inf]
    assert order_unknown(table).tolist() == [False, True, True, False, False]


@pytest.mark.parametrize("seed", range(4))
def test_lags_against_brute_force(seed: int) -> None:
    random = np.random.default_rng(seed)
    actor = random.integers(0, 5, 200)
    recipient = (actor + random.integers(1, 5, 200)) % 5
    table = EventTable.of(
        actor.astype(str).tolist(), recipient.astype(str).tolist(), random.integers(0, 50, 200).astype(float)
    )
    for k, lag in enumerate(reverse_lags(table)):
        back = (
            (table.actor == table.recipient[k])
            & (table.recipient == table.actor[k])
            & (table.time > table.time[k])
        )
        assert lag == ((table.time[back] - table.time[k]).min() if back.any() else np.inf)


def test_answers_above_and_at_the_null(quarrel: EventTable) -> None:
    found = answer_rates(quarrel.between("ABC", "XYZ"), replicates=99)
    groups = {group.group: group for group in found.by_dyad}
    asked = groups["ABC → XYZ"].rate
    assert asked is not None and asked["7"] > 0.8
    assert found.null["7"].high < found.rate["7"]
    random = np.random.default_rng(1)
    apart = EventTable.of(["a"] * 300 + ["b"] * 300, ["b"] * 300 + ["a"] * 300, random.uniform(0, 3000, 600))
    independent = answer_rates(apart, replicates=99)
    assert independent.null["7"].low <= independent.rate["7"] <= independent.null["7"].high


def test_a_dyad_that_never_reverses_has_no_lag() -> None:
    found = answer_rates(EventTable.of(["a"] * 12, ["b"] * 12, np.arange(12.0)), replicates=9)
    assert found.rate["7"] == 0 and found.median_lag_days is None
    assert found.notes and "no lag" in found.notes[0]


def test_few_acts_of_a_group_get_no_rate(quarrel: EventTable) -> None:
    table = EventTable.of(["a"] * 12 + ["b"] * 3, ["b"] * 12 + ["a"] * 3, np.arange(15.0))
    groups = {group.group: group.rate for group in answer_rates(table, replicates=9).by_dyad}
    assert groups["a → b"] is not None and groups["b → a"] is None


def test_kaplan_meier_with_and_without_censoring() -> None:
    days = np.array([1.0, 2.0, 3.0, 4.0])
    full = kaplan_meier(days, np.ones(4, dtype=bool))
    assert full.at(2.5)[0] == pytest.approx(0.5) and full.median == 2.0
    half = kaplan_meier(days, np.array([True, False, True, False]))
    assert half.at(3)[0] == pytest.approx(1 - 0.75 * 0.5)
    assert kaplan_meier(days, np.zeros(4, dtype=bool)).median is None


def test_balance_by_hand() -> None:
    table = EventTable.of(["a"] * 3 + ["b"] + ["a"] * 2, ["b"] * 3 + ["a"] + ["c"] * 2, np.arange(6.0))
    found = balance(table, replicates=9)
    assert found.weighted == pytest.approx(2 / 6)
    assert found.unweighted == pytest.approx(2 / 3)
    assert (found.pairs[0].first, found.pairs[0].sent, found.pairs[0].returned) == ("a", 3, 1)


def test_granger_agrees_with_statsmodels() -> None:
    from statsmodels.tsa.api import VAR

    random = np.random.default_rng(3)
    values = np.zeros((300, 3))
    for t in range(2, 300):
        values[t] = 0.4 * values[t - 1] + 0.2 * values[t - 2][[1, 2, 0]] + random.normal(size=3)
    found = autoregression(Series(("x", "y", "z"), values), lags=2, steps=8, replicates=3)
    theirs = VAR(values).fit(2)
    assert found.coefficients == pytest.approx(theirs.params, abs=1e-8)
    assert found.responses == pytest.approx(theirs.irf(8).orth_irfs, abs=1e-8)
    # Theirs is [variable, step, shock] and stops a step earlier.
    assert found.decomposition[:8].transpose(1, 0, 2) == pytest.approx(theirs.fevd(8).decomp, abs=1e-8)
    for i, cause in enumerate(found.names):
        for j, effect in enumerate(found.names):
            if i != j:
                assert found.granger[cause, effect].f == pytest.approx(
                    theirs.test_causality(j, i, kind="f").test_statistic
                )


def test_no_variance_and_too_few_steps_are_said() -> None:
    flat = np.column_stack([np.zeros(60), np.arange(60.0)])
    with pytest.raises(InputError, match="nothing varies"):
        autoregression(Series(("x", "y"), flat), lags=1)
    with pytest.raises(InputError, match="too few"):
        autoregression(Series(("x", "y"), np.random.default_rng(0).normal(size=(20, 2))), lags=6)
    with pytest.raises(UsageError, match="lags"):
        autoregression(Series(("x", "y"), np.random.default_rng(0).normal(size=(20, 2))), lags=0)


def test_weekly_sums_by_hand() -> None:
    table = EventTable.of(["a", "b", "a", "a"], ["b", "a", "b", "b"], [0, 6, 7, 20], score=[-1, -2, -3, -4])
    assert weekly_sums(table, [("a", "b"), ("b", "a")]).values.tolist() == [[-1, -2], [-3, 0], [-4, 0]]


def test_twenty_three_for_twenty_three() -> None:
    size = np.tile([23.0, 23.0, 60.0, 60.0], 10)
    table = EventTable.of(
        ["a", "b"] * 20, ["b", "a"] * 20, np.arange(40) * 40.0 + np.tile([0, -35], 20), quantity=size
    )
    found = proportionality(table, replicates=49)
    assert found.size == "quantity" and found.answers == 20
    assert found.ratio is not None and found.ratio.value == pytest.approx(1.0)
    assert found.equal == 1.0 and found.correlation == pytest.approx(1.0)
    assert found.null_correlation is not None and found.null_correlation.high < 1


def test_escalation_is_seen_and_laid_to_who_escalates() -> None:
    actor, recipient, time, size = [], [], [], []
    for start in range(0, 3000, 200):
        for step in range(5):
            actor.append("ab"[step % 2])
            recipient.append("ba"[step % 2])
            time.append(float(start + 5 * step))
            # Side b answers with twice as much, side a with as much.
            size.append(float(2 ** ((step + 1) // 2)))
    found = proportionality(EventTable.of(actor, recipient, time, quantity=size), replicates=49)
    sides = {side.actor: side.ratio for side in found.sides}
    assert sides["b"] is not None and sides["b"].value == pytest.approx(2.0)
    assert sides["a"] is not None and sides["a"].value == pytest.approx(1.0)
    assert found.slope is not None and found.slope.low > 0
    assert found.longest_chain == 5


def test_an_answer_belongs_to_one_act_before_it() -> None:
    table = EventTable.of(["a", "a", "b", "b"], ["b", "b", "a", "a"], [0, 1, 2, 3], score=[-1, -2, -3, -4])
    acts, answers = pair_up(table, 30)
    assert list(zip(acts.tolist(), answers.tolist(), strict=True)) == [(1, 2)]
    assert not len(pair_up(table, 0.5)[0])


def test_only_numbers_of_one_kind_are_compared() -> None:
    """23 officials for 23 diplomats are a pair; a million dollars for 23 diplomats are not."""
    days = np.arange(24.0) * 10
    actor, recipient, time, size, unit = [], [], [], [], []
    for k, day in enumerate(days):
        money = k % 2 == 1
        actor += ["a", "b"]
        recipient += ["b", "a"]
        time += [day, day + 2]
        size += [23.0, 1e6 if money else 23.0]
        unit += ["diplomat", "USD" if money else "official"]
    table = EventTable.of(actor, recipient, time, quantity=size, unit=unit)
    found = proportionality(table, horizon=5, replicates=9)
    assert found.answers == 12 and found.equal == 1.0
    assert any("12 answers count something else" in note for note in found.notes)


def test_one_pair_has_limits_as_wide_as_its_acts_are_few() -> None:
    """200 independent acts, half of them answered: the width is near that of a binomial share."""
    random = np.random.default_rng(3)
    days = np.arange(200.0) * 40
    answered = random.random(200) < 0.5
    table = EventTable.of(
        ["a"] * 200 + ["b"] * int(answered.sum()),
        ["b"] * 200 + ["a"] * int(answered.sum()),
        [*days, *(days[answered] + 2)],
    )
    limits = answer_rates(table, replicates=199).interval["7"]
    share = answered.sum() / len(table)
    assert limits.low < share < limits.high
    width = 2 * 1.96 * (share * (1 - share) / len(table)) ** 0.5
    assert 0.3 * width < limits.high - limits.low < 2 * width


def test_few_answers_give_no_ratio() -> None:
    found = proportionality(EventTable.of(["a", "b"], ["b", "a"], [0, 1], score=[-1, -2]), replicates=9)
    assert found.ratio is None and "fewer than" in found.notes[0]


@pytest.mark.parametrize("name", [*known_strategies()])
def test_strategies_are_told_apart(name: str) -> None:
    chances = known_strategies()[name]
    own, other = play(chances, (0.5, 0.5, 0.5, 0.5), rounds=400, slip=0.05, seed=6)
    side = strategies(as_acts(own, other), "a", "b", period_days=1.0).sides[0]
    assert side.nearest == name
    for move, chance in zip(MOVES, chances, strict=True):
        rate, slipped = side.cooperates[move], chance * 0.95 + (1 - chance) * 0.05
        assert rate.low - 0.03 < slipped < rate.high + 0.03


def test_a_side_that_does_not_look_back_is_not_called_a_strategy() -> None:
    own, other = play((0.7, 0.7, 0.7, 0.7), (0.5, 0.5, 0.5, 0.5), rounds=400, seed=7)
    assert strategies(as_acts(own, other), "a", "b", period_days=1.0).sides[0].nearest == "unconditional"


def test_few_moves_are_said() -> None:
    own, other = play((1, 0, 1, 0), (0.5, 0.5, 0.5, 0.5), rounds=10)
    with pytest.raises(InputError, match="no strategy"):
        strategies(as_acts(own, other), "a", "b", period_days=1.0)


def as_acts(own: np.ndarray, other: np.ndarray) -> EventTable:
    days = np.arange(len(own), dtype=float)
    score = np.where(np.concatenate([own, other]) > 0, 2.0, -2.0)
    return EventTable.of(
        ["a"] * len(own) + ["b"] * len(own), ["b"] * len(own) + ["a"] * len(own), [*days, *days], score=score
    )


def test_series_in_lockstep_are_said_to_be() -> None:
    from demarche.analysis.var import Series, autoregression
    from demarche.errors import InputError

    one = np.random.default_rng(3).normal(size=60)
    with pytest.raises(InputError, match="lockstep"):
        autoregression(Series(("a", "b"), np.column_stack([one, 2 * one]), None, 7.0), lags=1)
