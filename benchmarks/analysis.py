"""Measures of tit for tat: the published figures and ours, simulations of known truth, and the time that fits
take.

    python -m benchmarks.analysis [--only NAME] [--runs N]

Needs the streams in ../shared/data; a row of the table is a figure, what it should be, what it is, and
whether it is within the tolerance.  `--runs`: how many pairs of independent streams are drawn (200 for the
figure in docs/analysis.md).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from demarche.analysis.answers import answer_rates
from demarche.analysis.balance import balance
from demarche.analysis.cleaning import clean
from demarche.analysis.forecast import calibrate_answers, rank_feature_model, rank_recurrency
from demarche.analysis.forecast.facts import Facts
from demarche.analysis.hawkes import fit_hawkes, fit_richer, predict_links, simulate_pairs
from demarche.analysis.reading import read, read_series
from demarche.analysis.table import EventTable
from demarche.analysis.var import autoregression

STREAMS = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "streams"
# End of the training part of the MID incidents, on their scale of 0 to 1,000.
SPLIT = 856.1105603


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure, the one it should be (within `tolerance`; where that is None at least, or `at_most`), and
    ours.
    """

    name: str
    target: float | None
    tolerance: float | None
    value: float
    at_most: bool = False

    @property
    def holds(self) -> bool | None:
        if self.target is None:
            return None
        if self.tolerance is None:
            return self.value <= self.target if self.at_most else self.value >= self.target
        return abs(self.value - self.target) <= self.tolerance


def incidents() -> EventTable:
    """The MID incidents on the days' clock."""
    return clean(read(STREAMS / "mid_incidents.parquet", actor="s", recipient="r", time="t"))[0]


def answers() -> Iterator[Figure]:
    found = answer_rates(incidents())
    for key, rate, null in (("7", 0.141, 0.025), ("30", 0.254, 0.081), ("60", 0.327, 0.130)):
        yield Figure(f"MID answered within {key} days", rate, 0.003, found.rate[key])
        yield Figure(
            f"  null, 95 % limit below {found.null[key].low:.3f}, above {found.null[key].high:.3f}",
            null,
            0.012,
            found.null[key].value,
        )
    table = clean(read(STREAMS / "icews14.parquet"))[0].of_class("conflict")
    conflict = answer_rates(table, classes=False)
    yield Figure("ICEWS14 conflict answered within 7 days", 0.190, 0.003, conflict.rate["7"])
    yield Figure("  null", 0.130, 0.005, conflict.null["7"].value)


def hawkes() -> Iterator[Figure]:
    table = incidents()
    begun = time.process_time()
    found = fit_hawkes(table, train_until=SPLIT * table.unit_days)
    took = time.process_time() - begun
    published = {"poisson": -9.184, "reciprocal": -5.474, "self": -3.948, "self_reciprocal": -3.530}
    for model, target in published.items():
        yield Figure(
            f"MID test log-likelihood, {model}",
            target,
            0.01,
            found.models[model].test_log_likelihood_per_event or 0.0,
        )
    literal = found.by_convention["all_dyads"]
    for model, target in (("poisson", -9.081), ("self", -3.92), ("self_reciprocal", -3.51)):
        yield Figure(
            f"  all dyads, {model}", target, 0.01, literal[model].test_log_likelihood_per_event or 0.0
        )
    yield Figure("likelihood ratio of reciprocity", 3006, 10, found.likelihood_ratio)
    yield Figure("processor seconds for eight fits", 1, None, took, at_most=True)


def beyond() -> Iterator[Figure]:
    table = incidents()
    richer = fit_richer(table, train_until=SPLIT * table.unit_days)
    for convention, (_, test) in richer.log_likelihoods.items():
        yield Figure(f"MID test log-likelihood, richer process, {convention}", -3.53, None, test or 0.0)
    links = predict_links(table, richer, train_until=SPLIT * table.unit_days)
    yield Figure("dyads that act within 60 days, AUC", 0.976, None, links.area)
    yield Figure(
        f"  standard error {links.error:.4f}; count + 0.3 × reverse count", None, None, links.baseline
    )


def series() -> Iterator[Figure]:
    found = autoregression(
        read_series(STREAMS / "israel_palestine_weekly_goldstein.parquet"), lags=6, replicates=2
    )
    yield Figure("F(Palestine → Israel)", 17.631, 0.001, found.granger["p2i", "i2p"].f)
    yield Figure("F(Israel → Palestine)", 10.912, 0.001, found.granger["i2p", "p2i"].f)


def balances() -> Iterator[Figure]:
    found = balance(incidents())
    yield Figure("MID balance, weighted", 0.4518, 0.00005, found.weighted)
    yield Figure(f"  null {found.null_weighted.value:.4f}; unweighted", 0.6345, 0.00005, found.unweighted)


def simulations(runs: int) -> Iterator[Figure]:
    made = simulate_pairs(
        pairs=25, days=2000, baseline=0.025, own=(0.35,), other=(0.3,), kernels=(5.0,), seed=2
    )
    fit = fit_hawkes(made, kernels=(5.0,), convention="observed_pairs").full
    yield Figure(f"made data of {len(made)} events: a = 0.35", 0.35, 0.035, fit.persistence)
    yield Figure("  b = 0.3", 0.3, 0.03, fit.reciprocity)
    covered = 0
    for seed in range(runs):
        alone = simulate_pairs(days=1000, baseline=0.2, own=(0.0,), other=(0.0,), kernels=(14.0,), seed=seed)
        interval = fit_hawkes(alone, convention="observed_pairs").full.reciprocity_interval
        covered += interval is not None and interval[0] <= 0
    yield Figure(f"independent streams: share of {runs} intervals of Σb with 0", 0.95, None, covered / runs)


def speed() -> Iterator[Figure]:
    table = simulate_pairs(
        pairs=1000,
        days=10_000,
        baseline=0.01,
        own=(0.3, 0.1, 0.1),
        other=(0.1, 0.1, 0.1),
        kernels=(60, 14, 0.5),
    )
    begun = time.process_time()
    fit_hawkes(table)
    yield Figure(
        f"processor seconds for eight fits on {len(table):,} events",
        60,
        None,
        time.process_time() - begun,
        at_most=True,
    )


def forecasts() -> Iterator[Figure]:
    facts = Facts.of(clean(read(STREAMS / "icews14.parquet"), mirrors="keep")[0])
    best, base = rank_feature_model(facts), rank_recurrency(facts)
    yield Figure("ICEWS14 MRR, recurrency (published .372)", 0.370, None, base.mrr)
    yield Figure("  hits@10 (published .518)", 0.515, None, base.hits_at_10)
    yield Figure("ICEWS14 MRR, features (best published neural model .440)", 0.370, None, best.mrr)
    yield Figure("  hits@10 (.638)", 0.515, None, best.hits_at_10)
    table = incidents()
    found = calibrate_answers(table, train_until=SPLIT * table.unit_days)
    yield Figure(
        f"MID answered within 30 days: Brier score (base rate {found.base_brier:.4f})",
        None,
        None,
        found.brier,
    )
    yield Figure(f"  log score (base rate {found.base_log_score:.4f})", None, None, found.log_score)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parts = {
        "answers": answers, "hawkes": hawkes, "beyond": beyond, "var": series, "balance": balances,
        "simulations": None, "speed": speed, "forecast": forecasts,
    }  # fmt: skip
    parser.add_argument("--only", choices=parts, help="one part of the table")
    parser.add_argument("--runs", type=int, default=200, help="independent streams to draw")
    options = parser.parse_args()
    print(f"{'':72}{'target':>10}{'ours':>11}")
    for name, part in parts.items():
        if options.only in {None, name}:
            for figure in part() if part else simulations(options.runs):
                target = "" if figure.target is None else f"{figure.target:g}"
                verdict = {None: "", True: "  yes", False: "  NO"}[figure.holds]
                print(f"{figure.name:72}{target:>10}{figure.value:11.4f}{verdict}", flush=True)


if __name__ == "__main__":
    main()
