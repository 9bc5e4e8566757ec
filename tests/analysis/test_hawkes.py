"""The Hawkes process against brute force, against made data of known parameters, and at its edges."""

from __future__ import annotations

import time

import numpy as np
import pytest

from demarche.analysis.hawkes import (
    fit_hawkes,
    fit_pair,
    fit_richer,
    goodness_of_fit,
    predict_links,
    simulate_pairs,
)
from demarche.analysis.hawkes.excitation import PairLayout, decayed_at
from demarche.analysis.hawkes.links import area
from demarche.analysis.hawkes.richer import intensity_sums
from demarche.analysis.table import EventTable
from demarche.errors import InputError, UsageError


def random_table(seed: int, *, events: int = 120, actors: int = 4, whole_days: bool = False) -> EventTable:
    random = np.random.default_rng(seed)
    actor = random.integers(0, actors, events)
    recipient = (actor + random.integers(1, actors, events)) % actors
    when = random.uniform(0, 60, events)
    return EventTable.of(
        [f"s{i}" for i in actor], [f"s{i}" for i in recipient], np.floor(when) if whole_days else when
    )


@pytest.mark.parametrize("whole_days", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_excitation_is_the_sum_over_all_earlier_acts(seed: int, whole_days: bool) -> None:
    table = random_table(seed, whole_days=whole_days)
    rates = (0.02, 0.5, 30.0)
    own, other = PairLayout.of(table).excitation(rates)
    for k in range(len(table)):
        gap = table.time[k] - table.time
        mine = (table.actor == table.actor[k]) & (table.recipient == table.recipient[k]) & (gap > 0)
        theirs = (table.actor == table.recipient[k]) & (table.recipient == table.actor[k]) & (gap > 0)
        for q, rate in enumerate(rates):
            assert own[k, q] == pytest.approx(rate * np.exp(-rate * gap[mine]).sum(), rel=1e-9, abs=1e-15)
            assert other[k, q] == pytest.approx(rate * np.exp(-rate * gap[theirs]).sum(), rel=1e-9, abs=1e-15)


def test_decayed_at_is_the_sum_over_earlier_acts_of_the_key() -> None:
    table = random_table(5, whole_days=True)
    found = decayed_at(table.actor, table.time, table.recipient, table.time, 0.3)
    for k in range(len(table)):
        gap = table.time[k] - table.time
        there = (table.actor == table.recipient[k]) & (gap > 0)
        assert found[k] == pytest.approx(np.exp(-0.3 * gap[there]).sum(), abs=1e-12)


def test_log_likelihood_is_that_of_the_definition() -> None:
    """All dyads, one kernel: the fitted likelihood against sums written out."""
    table = random_table(1, events=60)
    fit = fit_hawkes(table, kernels=(5.0,), convention="all_dyads").full
    days, total = table.last - table.first, 0.0
    for k in range(len(table)):
        gap = table.time[k] - table.time
        mine = (table.actor == table.actor[k]) & (table.recipient == table.recipient[k]) & (gap > 0)
        theirs = (table.actor == table.recipient[k]) & (table.recipient == table.actor[k]) & (gap > 0)
        rate = (
            fit.baseline
            + fit.own[0] / 5 * np.exp(-gap[mine] / 5).sum()
            + fit.other[0] / 5 * np.exp(-gap[theirs] / 5).sum()
        )
        total += np.log(rate)
    total -= (
        fit.baseline * 12 * days
        + (fit.own[0] + fit.other[0]) * (1 - np.exp((table.time - table.last) / 5)).sum()
    )
    assert fit.train_log_likelihood == pytest.approx(total + len(table) * np.log(days / 1000), rel=1e-8)


def test_recovers_parameters_at_five_thousand_events() -> None:
    table = simulate_pairs(
        pairs=25, days=2000, baseline=0.025, own=(0.35,), other=(0.3,), kernels=(5.0,), seed=2
    )
    assert 4500 < len(table) < 9000
    fit = fit_hawkes(table, kernels=(5.0,), convention="observed_pairs").full
    assert fit.persistence == pytest.approx(0.35, rel=0.1)
    assert fit.reciprocity == pytest.approx(0.3, rel=0.1)
    assert fit.baseline == pytest.approx(0.025, rel=0.1)
    assert fit.reciprocity_interval is not None
    assert fit.reciprocity_interval[0] < 0.3 < fit.reciprocity_interval[1]


def test_independent_streams_do_not_answer_each_other() -> None:
    covered = 0
    for seed in range(30):
        table = simulate_pairs(days=1000, baseline=0.2, own=(0.0,), other=(0.0,), kernels=(14.0,), seed=seed)
        interval = fit_hawkes(table, convention="observed_pairs").full.reciprocity_interval
        assert interval is not None
        covered += interval[0] <= 0
    assert covered >= 26


def test_time_rescaling_accepts_the_truth_and_rejects_poisson() -> None:
    table = simulate_pairs(
        pairs=4, days=3000, baseline=0.03, own=(0.4,), other=(0.2,), kernels=(5.0,), seed=3
    )
    found = fit_hawkes(table, kernels=(5.0,), convention="observed_pairs")
    assert goodness_of_fit(table, found.full, found.kernels).p_value > 0.01
    assert goodness_of_fit(table, found.models["poisson"], found.kernels).p_value < 1e-6


def test_pair_tells_who_answers() -> None:
    """One side answers, the other does not."""
    random = np.random.default_rng(8)
    asks = np.sort(random.uniform(0, 3000, 150))
    answers = (asks + random.exponential(3.0, 150))[random.random(150) < 0.7]
    table = EventTable.of(
        ["a"] * 150 + ["b"] * len(answers), ["b"] * 150 + ["a"] * len(answers), [*asks, *answers]
    )
    found = fit_pair(table, "a", "b")
    assert found.second.p_value is not None and found.second.p_value < 1e-6
    assert found.first.p_value is not None and found.first.p_value > 0.01
    assert sum(found.second.other) > 0.4


def test_too_few_acts_are_said_and_no_number_is_made_up() -> None:
    table = EventTable.of(["a", "a", "b"], ["b", "b", "a"], [0.0, 3.0, 9.0])
    side = fit_pair(table, "a", "b").first
    assert side.baseline is None and side.reciprocity_interval is None
    assert "too few" in (side.note or "")


def test_a_file_that_never_reverses_is_said() -> None:
    table = EventTable.of(["a"] * 40, ["b"] * 40, np.arange(40.0))
    found = fit_hawkes(table)
    assert found.full.reciprocity == 0
    assert any("reciprocity cannot be estimated" in note for note in found.notes)


def test_one_time_only_is_an_error() -> None:
    with pytest.raises(InputError, match="one time"):
        fit_hawkes(EventTable.of(["a", "b"], ["b", "a"], [1.0, 1.0]))


def test_a_training_part_without_test_is_an_error() -> None:
    with pytest.raises(UsageError, match="train-until"):
        fit_hawkes(random_table(0), train_until=1e6)


def test_richer_process_and_its_expected_acts_agree() -> None:
    """Over a whole window the expected acts of all dyads come near the acts that there were."""
    table = simulate_pairs(
        pairs=3, days=2000, baseline=0.05, own=(0.3,), other=(0.3,), kernels=(14.0,), seed=5
    )
    fit = fit_richer(table, train_until=1500.0)
    assert sum(fit.shares.values()) == pytest.approx(1.0, abs=1e-3)
    expected = np.mean([intensity_sums(table, fit, now, 5.0).sum() for now in np.arange(400.0, 1500.0, 25.0)])
    assert expected == pytest.approx(5.0 * len(table) / 2000, rel=0.15)
    links = predict_links(table, fit, train_until=1500.0, times=10, ahead=10.0)
    assert links.area > 0.8


def test_covariates_of_dyads_are_found_and_idle_ones_are_not() -> None:
    """Allied pairs act ten times as often; a second covariate is drawn without regard to the acts."""
    random = np.random.default_rng(6)
    names = [f"s{i:02}" for i in range(20)]
    allied = np.triu(random.random((20, 20)) < 0.15, 1)
    allied = (allied | allied.T).astype(float)
    actor, recipient, time = [], [], []
    for i in range(20):
        for j in range(20):
            count = 0 if i == j else random.poisson(1000 * (0.0005 + 0.005 * allied[i, j]))
            actor += [names[i]] * count
            recipient += [names[j]] * count
            time += random.uniform(0, 1000, count).tolist()
    table = EventTable.of(actor, recipient, time)
    assert table.names == tuple(names)
    idle = random.permutation(allied.ravel()).reshape(20, 20)
    fit = fit_richer(table, train_until=800.0, covariates={"allied": allied, "idle": idle})
    assert fit.tests["allied"].weight == pytest.approx(0.005, rel=0.25)
    assert fit.tests["allied"].p_value < 1e-6 < 0.01 < fit.tests["idle"].p_value
    without = fit_richer(table, train_until=800.0).log_likelihoods
    for convention, (train, test) in fit.log_likelihoods.items():
        assert train > without[convention][0]
        assert test is not None and test > (without[convention][1] or 0.0)
    expected = intensity_sums(table, fit, 800.0, 10.0)
    assert expected[allied > 0].mean() > 3 * expected[allied == 0].mean()


def test_a_covariate_below_zero_is_refused() -> None:
    table = random_table(2)
    with pytest.raises(UsageError, match="values below 0"):
        fit_richer(table, covariates={"warm": -np.ones((4, 4))})
    with pytest.raises(UsageError, match="shape"):
        fit_richer(table, covariates={"warm": np.ones((3, 3))})


def test_branching_of_a_pair_has_the_offspring_by_whose_act_it_is() -> None:
    table = simulate_pairs(days=4000, baseline=0.05, own=(0.3,), other=(0.2,), kernels=(5.0,), seed=9)
    found = fit_pair(table, "a0", "b0", kernels=(5.0,))
    matrix = np.array(found.branching)
    assert matrix[0, 1] == found.second.other[0] and matrix[1, 0] == found.first.other[0]
    assert np.diag(matrix).tolist() == [found.first.own[0], found.second.own[0]]
    assert found.to_dict()["branching_radius"] == pytest.approx(0.5, abs=0.15)


def test_area_is_the_chance_to_rank_right() -> None:
    assert area(np.array([3.0, 2.0, 1.0, 0.0]), np.array([True, False, True, False])) == pytest.approx(0.75)
    assert area(np.zeros(4), np.array([True, False, True, False])) == pytest.approx(0.5)


def test_many_events_are_quick() -> None:
    table = simulate_pairs(
        pairs=200, days=4000, baseline=0.02, own=(0.4,), other=(0.2,), kernels=(14.0,), seed=1
    )
    begun = time.process_time()
    fit_hawkes(table)
    assert len(table) > 50_000
    # A tenth of the minute that a million events may take.
    assert time.process_time() - begun < 6
