"""Will an act be answered, by when, and with what: forecasts from the Hawkes process, and their calibration.

The expected number of answers within H days of an act, from what is known at that moment, is

    Λ = μ H + Σ_q (1 − e^{−β_q H}) (a_q · decayed acts of the answering side
                                    + b_q · decayed acts of the other, this one included)

and the forecast is 1 − exp(−e^{c₀} Λ^{c₁}); c₀ and c₁ are fitted on the training part and make up for the
acts still to come.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from demarche.analysis.dyads import reverse_lags
from demarche.analysis.hawkes.excitation import PairLayout
from demarche.analysis.hawkes.fit import KERNELS, HawkesFit, fit_hawkes
from demarche.analysis.proportionality import pair_up
from demarche.analysis.table import Bools, EventTable, Floats
from demarche.errors import InputError

HORIZON = 30.0
BINS = 10
# Acts of known outcome that each part must have for a forecast to be fitted and judged.
FEWEST_ACTS = 50
# Weight of the general shares of answer types against a dyad's own, in answers.
PRIOR_ANSWERS = 5.0
LEAST = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """How forecasts of "answered within `horizon` days" came out on the acts after the training part.

    Lower Brier and log scores are better; `base_*` are those of the training part's share for every act.
    `bins`: (forecast, observed share, acts) of ten classes of equal size.
    """

    horizon: float
    acts: int
    brier: float
    log_score: float
    base_brier: float
    base_log_score: float
    bins: tuple[tuple[float, float, int], ...]
    scale: tuple[float, float]

    def to_dict(self) -> dict[str, Any]:
        return {
            "horizon_days": self.horizon,
            "acts": self.acts,
            "brier": self.brier,
            "log_score": self.log_score,
            "base_rate": {"brier": self.base_brier, "log_score": self.base_log_score},
            "bins": [{"forecast": f, "observed": o, "acts": n} for f, o, n in self.bins],
            "scale": list(self.scale),
        }


@dataclass(frozen=True, slots=True)
class AnswerForecast:
    """What `recipient` is likely to do after the last act of `actor` on it: chances by day, and types of the
    answer.
    """

    actor: str
    recipient: str
    after: str | float
    chances: Mapping[str, float]
    median_days: float | None
    types: Mapping[str, float]

    def to_dict(self) -> dict[str, Any]:
        return {
            "act": {"actor": self.actor, "recipient": self.recipient, "date": self.after},
            "answered_within": dict(self.chances),
            "median_days": self.median_days,
            "types": dict(self.types),
        }


def calibrate_answers(
    table: EventTable, *, train_until: float, horizon: float = HORIZON, kernels: Sequence[float] = KERNELS
) -> Calibration:
    """The forecasts for the acts after `train_until` (days), from a process fitted on those before, and what
    came true.

    Acts less than `horizon` days before the end of a part are left out of it: their outcome is not known
    there.

    Raises:
        InputError: fewer than `FEWEST_ACTS` acts of known outcome in a part.
    """
    fit = fit_hawkes(table, train_until=train_until, kernels=kernels).full
    answered = reverse_lags(table) <= horizon
    expected = expected_answers(table, fit, kernels, horizon)
    train = table.time <= train_until - horizon
    test = (table.time > train_until) & (table.time <= table.last - horizon)
    for name, part in (("training", train), ("test", test)):
        if part.sum() < FEWEST_ACTS:
            raise InputError(
                f"Only {int(part.sum())} acts of the {name} part lie {horizon:g} days before its end; "
                f"{FEWEST_ACTS} are "
                "needed to judge forecasts. Take a shorter horizon or another --train-until."
            )
    scale = _rescale(expected[train], answered[train])
    chance = _chance(expected[test], scale)
    base = np.full(int(test.sum()), answered[train].mean())
    return Calibration(
        horizon,
        int(test.sum()),
        *_scores(chance, answered[test]),
        *_scores(base, answered[test]),
        _bins(chance, answered[test]),
        scale,
    )


def forecast_answer(
    table: EventTable,
    actor: str,
    recipient: str,
    *,
    horizons: Sequence[float] = (7.0, 30.0, 60.0),
    kernels: Sequence[float] = KERNELS,
) -> AnswerForecast:
    """What `recipient` is likely to do to `actor` after the last act of `actor` on it, from all events of the
    table.

    Raises:
        InputError: `actor` never acted on `recipient`, or there are too few acts to fit.
    """
    a, b = table.code(actor), table.code(recipient)
    acts = np.flatnonzero((table.actor == a) & (table.recipient == b))
    if not len(acts):
        raise InputError(f"{actor} never acted on {recipient} in these events, so there is no act to answer.")
    last = int(acts[-1])
    fit = fit_hawkes(table, kernels=kernels).full

    def chances(days: Sequence[float]) -> list[float]:
        found = []
        for horizon in days:
            expected = expected_answers(table, fit, kernels, horizon)
            known = table.time <= table.last - horizon
            answered = reverse_lags(table) <= horizon
            if known.sum() < FEWEST_ACTS:
                raise InputError(
                    f"Fewer than {FEWEST_ACTS} acts have a known outcome within {horizon:g} days."
                )
            scale = _rescale(expected[known], answered[known])
            found.append(float(_chance(expected[last : last + 1], scale)[0]))
        # More time cannot make an answer less likely; separately fitted horizons may cross by a little.
        return [max(found[: i + 1]) for i in range(len(found))]

    days = sorted(horizons)
    given = chances(days)
    half = np.interp(0.5, given, days) if given[0] <= 0.5 <= given[-1] else None
    return AnswerForecast(
        actor,
        recipient,
        table.date(table.time[last]),
        {f"{day:g}": chance for day, chance in zip(days, given, strict=True)},
        None if half is None else float(half),
        answer_types(table, last, max(days)),
    )


def expected_answers(table: EventTable, fit: HawkesFit, kernels: Sequence[float], horizon: float) -> Floats:
    """Λ for each act as if nothing else happened after it."""
    layout = PairLayout.of(table)
    total = np.full(len(table), fit.baseline * horizon)
    for q, life in enumerate(kernels):
        decayed = layout.decayed(1 / life) + 0.0
        within = -np.expm1(-horizon / life)
        mine, theirs = layout.side, 1 - layout.side
        if fit.own:
            total += fit.own[q] * within * decayed[layout.point, theirs]
        if fit.other:
            total += fit.other[q] * within * (decayed[layout.point, mine] + 1)
    return total


def answer_types(table: EventTable, act: int, horizon: float) -> dict[str, float]:
    """Shares of the types of answers to acts of that act's type: the dyad's own, smoothed by everybody's."""
    kinds = table.kind if table.kind is not None else table.cameo
    if kinds is None:
        return {}
    # CAMEO's roots are what answers can be told apart by with some hundred of them.
    names = np.array([kind[:2] if table.kind is None else kind for kind in kinds], dtype=object)
    acts, answers = pair_up(table, horizon)
    alike = names[acts] == names[act]
    if not alike.any():
        return {}
    general = _shares(names[answers][alike])
    own = alike & (table.actor[acts] == table.actor[act]) & (table.recipient[acts] == table.recipient[act])
    counts: dict[str, float] = {name: PRIOR_ANSWERS * share for name, share in general.items()}
    for name in names[answers][own]:
        counts[name] += 1
    total = sum(counts.values())
    return {
        name: count / total for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    }


def _shares(names: Any) -> dict[str, float]:
    values, counts = np.unique(names.astype(str), return_counts=True)
    return {str(value): float(count / counts.sum()) for value, count in zip(values, counts, strict=True)}


def _rescale(expected: Floats, answered: Bools) -> tuple[float, float]:
    """(c₀, c₁) of greatest likelihood."""
    from scipy.optimize import minimize

    logs = np.log(np.maximum(expected, LEAST))

    def loss(scale: Floats) -> float:
        rate = np.exp(np.clip(scale[0] + scale[1] * logs, -30, 30))
        return float(-np.where(answered, np.log(-np.expm1(-rate) + 1e-12), -rate).sum())

    found = minimize(loss, np.array([0.0, 1.0]), method="Nelder-Mead")
    return float(found.x[0]), float(found.x[1])


def _chance(expected: Floats, scale: tuple[float, float]) -> Floats:
    rate = np.exp(np.clip(scale[0] + scale[1] * np.log(np.maximum(expected, LEAST)), -30, 30))
    chance: Floats = -np.expm1(-rate)
    return chance


def _scores(chance: Floats, came: Bools) -> tuple[float, float]:
    """(Brier score, mean negative log of the chance given to what came)."""
    given = np.clip(np.where(came, chance, 1 - chance), 1e-12, 1)
    return float(((chance - came) ** 2).mean()), float(-np.log(given).mean())


def _bins(chance: Floats, came: Bools) -> tuple[tuple[float, float, int], ...]:
    parts = np.array_split(np.argsort(chance, kind="stable"), BINS)
    return tuple(
        (float(chance[part].mean()), float(came[part].mean()), len(part)) for part in parts if len(part)
    )
