"""The figures that others published or measured, on the streams that they are of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from demarche.analysis.answers import answer_rates
from demarche.analysis.balance import balance
from demarche.analysis.cleaning import clean
from demarche.analysis.forecast import calibrate_answers
from demarche.analysis.hawkes import fit_hawkes, fit_richer, predict_links
from demarche.analysis.reading import read, read_series
from demarche.analysis.table import EventTable
from demarche.analysis.var import autoregression


@pytest.fixture(scope="module")
def incidents(streams: Path) -> EventTable:
    return clean(read(streams / "mid_incidents.parquet", actor="s", recipient="r", time="t"))[0]


def test_answer_rates_of_incidents(incidents: EventTable) -> None:
    found = answer_rates(incidents, replicates=39)
    assert found.acts == 5117
    assert [found.rate[key] for key in ("7", "30", "60")] == pytest.approx([0.141, 0.254, 0.327], abs=0.003)
    assert [found.null[key].value for key in ("7", "30", "60")] == pytest.approx(
        [0.025, 0.081, 0.130], abs=0.015
    )
    assert all(found.null[key].high < found.rate[key] for key in found.rate)


def test_answer_rates_of_conflict_in_icews(streams: Path) -> None:
    table, cleaning = clean(read(streams / "icews14.parquet"))
    found = answer_rates(table.of_class("conflict"), horizons=(7,), replicates=19, classes=False)
    assert found.rate["7"] == pytest.approx(0.190, abs=0.003)
    assert found.null["7"].value == pytest.approx(0.130, abs=0.006)
    assert {"040", "041", "042", "043"} <= set(cleaning.mutual_codes)
    assert cleaning.mirrored / cleaning.rows == pytest.approx(0.258, abs=0.002)
    # Every consultation, call and visit is there from both sides: next to none is left.
    assert table.cameo is not None
    assert np.isin(table.cameo, ["040", "041", "042", "043"]).sum() <= 2


def test_hawkes_on_incidents(incidents: EventTable) -> None:
    found = fit_hawkes(incidents, train_until=856.1105603 * incidents.unit_days)
    test = {name: fit.test_log_likelihood_per_event for name, fit in found.models.items()}
    expected = {"poisson": -9.184, "reciprocal": -5.474, "self": -3.948, "self_reciprocal": -3.530}
    assert test == pytest.approx(expected, abs=0.01)
    assert found.likelihood_ratio == pytest.approx(3006, abs=10)
    assert (found.train_events, found.test_events) == (4093, 1024)
    literal = {
        name: fit.test_log_likelihood_per_event for name, fit in found.by_convention["all_dyads"].items()
    }
    assert literal["poisson"] == pytest.approx(-9.081, abs=0.005)
    assert literal["self"] == pytest.approx(-3.92, abs=0.01)
    assert literal["self_reciprocal"] == pytest.approx(-3.51, abs=0.01)


def test_richer_process_on_incidents(incidents: EventTable) -> None:
    """Better than the best published model (−3.53, in its own convention), and than counting (.976)."""
    split = 856.1105603 * incidents.unit_days
    richer = fit_richer(incidents, train_until=split)
    test = {name: found for name, (_, found) in richer.log_likelihoods.items()}
    assert (test["training_nodes"] or -9) > -3.25 and (test["all_dyads"] or -9) > -3.25
    links = predict_links(incidents, richer, train_until=split)
    assert links.times == 100 and links.area > 0.98
    assert links.baseline == pytest.approx(0.976, abs=0.006)


def test_forecasts_of_answers_to_incidents(incidents: EventTable) -> None:
    found = calibrate_answers(incidents, train_until=856.1105603 * incidents.unit_days)
    assert found.brier < 0.9 * found.base_brier
    assert found.log_score < 0.9 * found.base_log_score


def test_granger_of_israel_and_palestine(streams: Path) -> None:
    found = autoregression(
        read_series(streams / "israel_palestine_weekly_goldstein.parquet"), lags=6, replicates=2
    )
    assert found.granger["p2i", "i2p"].f == pytest.approx(17.631, abs=0.001)
    assert found.granger["i2p", "p2i"].f == pytest.approx(10.912, abs=0.001)


def test_balance_of_incidents(incidents: EventTable) -> None:
    found = balance(incidents, replicates=9)
    assert found.weighted == pytest.approx(0.4518, abs=5e-5)
    assert found.unweighted == pytest.approx(0.6345, abs=5e-5)
    assert found.null_weighted.high < found.weighted
