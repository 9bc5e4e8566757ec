"""Vector autoregression of score sums: who moves after whom, by how much, for how long.

    y_t = c + Σ_l A_l y_{t−l} + u_t,   l = 1 … p,   each equation by least squares

Granger's F compares an equation with and without all lags of another variable.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demarche.analysis.reading import Series
from demarche.analysis.table import EventTable, Floats
from demarche.errors import InputError, UsageError

Cube = NDArray[np.float64]
LAGS = 6
STEPS = 12
REPLICATES = 200
# Residual degrees of freedom below which an equation says nothing.
FEWEST_LEFT = 10
# An eigenvalue of the residuals' covariance below this share of the largest is none.
SINGULAR = 1e-10


@dataclass(frozen=True, slots=True)
class Granger:
    """Whether the lags of one variable help to predict another: F, its degrees of freedom and p."""

    f: float
    p: float
    df: tuple[int, int]

    def to_dict(self) -> dict[str, Any]:
        return {"f": self.f, "p": self.p, "df": list(self.df)}


@dataclass(frozen=True, slots=True, eq=False)
class VectorAutoregression:
    """What `autoregression` found for k variables and p lags.

    `coefficients`: shape (1 + k·p, k), constant first, then lag 1 of every variable, lag 2 …; a column an
    equation.  `covariance`: of the residuals.  `granger`: by (cause, effect).  `responses`,
    `responses_low`, `responses_high`: (steps + 1, k, k), [h, i, j] the response of variable i after h steps
    to a shock of one standard deviation in variable j, with 90 % limits of a residual bootstrap.
    `decomposition`: the same shape, the share of i's forecast variance after h + 1 steps that is due to j.
    """

    names: tuple[str, ...]
    lags: int
    observations: int
    coefficients: Floats
    covariance: Floats
    granger: Mapping[tuple[str, str], Granger]
    responses: Cube
    responses_low: Cube
    responses_high: Cube
    decomposition: Cube
    criteria: Mapping[int, float]
    largest_root: float
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        names = self.names
        granger = {f"{cause}->{effect}": test.to_dict() for (cause, effect), test in self.granger.items()}
        sides: dict[str, Any] = {}
        if len(names) == 2:
            a, b = names
            sides = {"a->b": self.granger[a, b].to_dict(), "b->a": self.granger[b, a].to_dict()}
        return {
            "variables": list(names),
            "sides": dict(zip("ab", names, strict=False)) if sides else None,
            "lags": self.lags,
            "observations": self.observations,
            "granger": sides | granger,
            "responses": _by_pair(names, self.responses),
            "responses_low": _by_pair(names, self.responses_low),
            "responses_high": _by_pair(names, self.responses_high),
            "variance_decomposition": _by_pair(names, self.decomposition),
            "bic_by_lags": {str(lags): value for lags, value in self.criteria.items()},
            "largest_root": self.largest_root,
            "notes": list(self.notes),
        }


def autoregression(
    series: Series, *, lags: int = LAGS, steps: int = STEPS, replicates: int = REPLICATES, seed: int = 0
) -> VectorAutoregression:
    """The autoregression of the series, with Granger tests, impulse responses and variance decomposition.

    Shocks are orthogonal in the order of the variables (Cholesky): the first may move the others within a
    step.

    Raises:
        UsageError: fewer than one lag.
        InputError: too few steps for the lags, or a variable that never varies.

    Source: Goldstein and Freeman (1990); Goldstein and Pevehouse (1997); Brandt and Freeman (2006);
    Lütkepohl (2005), sections 2.3 and 3.6.
    """
    values, names = series.values, series.names
    _check(values, names, lags)
    size, k = len(values) - lags, values.shape[1]
    design, target = _design(values, lags), values[lags:]
    coefficients, residuals = _least_squares(design, target)
    left = size - design.shape[1]
    covariance = residuals.T @ residuals / left
    if _is_singular(covariance):
        raise InputError(
            f"What the lags leave unexplained of {' and '.join(names)} moves in lockstep or not at all: no "
            "shock to one can be told from another. Take a longer window, shorter steps, or fewer --lags."
        )
    responses = _responses(coefficients, covariance, k, lags, steps)
    low, high = _bands(values, coefficients, residuals, lags, steps, replicates, seed)
    root = _largest_root(coefficients, k, lags)
    notes = ["The system is not stable (a root of 1 or more): responses do not die out."] if root >= 1 else []
    return VectorAutoregression(
        names,
        lags,
        size,
        coefficients,
        covariance,
        {
            (cause, effect): _granger(design, target[:, j], residuals[:, j], i, k, lags)
            for i, cause in enumerate(names)
            for j, effect in enumerate(names)
            if i != j
        },
        responses,
        low,
        high,
        _decomposition(responses),
        _criteria(values, max(lags, min(12, len(values) // (4 * k)))),
        root,
        tuple(notes),
    )


def weekly_sums(
    table: EventTable, pairs: Sequence[tuple[str, str]], *, step_days: float = 7.0, names: Sequence[str] = ()
) -> Series:
    """The sum of scores of each directed dyad by steps of `step_days`, without act 0, from the first to the
    last act.

    A last step that is not over yet is left out.

    Raises:
        InputError: the events have no scores.
    """
    if table.score is None:
        raise InputError(
            "The events have no scores to sum. Name the column with --score, or CAMEO codes with --cameo."
        )
    score = np.nan_to_num(table.score)
    # Weeks of dated events begin on Monday, so that a later first event does not move their bounds.
    lead = 0.0 if table.day_zero is None else float(table.day_zero.weekday() if step_days == 7 else 0)
    start = np.floor((table.first + lead) / step_days) * step_days - lead
    if table.day_zero is None:
        start = table.first
    steps = (
        int((table.last + 1 - start) // step_days)
        if table.day_zero
        else int((table.last - start) // step_days) + 1
    )
    step = ((table.time - start) // step_days).astype(int)
    columns = []
    for actor, recipient in pairs:
        chosen = (
            (table.actor == table.code(actor)) & (table.recipient == table.code(recipient)) & (step < steps)
        )
        columns.append(np.bincount(step[chosen], weights=score[chosen], minlength=steps)[:steps])
    labels = tuple(names) or tuple(f"{actor}>{recipient}" for actor, recipient in pairs)
    first = None if table.day_zero is None else table.day_zero + dt.timedelta(days=float(start))
    return Series(labels, np.column_stack(columns), first, step_days)


def _check(values: Floats, names: Sequence[str], lags: int) -> None:
    if lags < 1:
        raise UsageError(f"--lags is {lags}; an autoregression needs at least 1.")
    for name, column in zip(names, values.T, strict=True):
        if not np.isfinite(column).all():
            raise InputError(
                f"Variable {name!r} has {int((~np.isfinite(column)).sum())} missing steps. Fill or cut them."
            )
        if np.ptp(column) == 0:
            raise InputError(
                f"Variable {name!r} is {column[0]:g} at every step: nothing varies, so nothing can be "
                "explained. "
                "Take a longer window, or another dyad."
            )
    parameters = 1 + values.shape[1] * lags
    if len(values) - lags - parameters < FEWEST_LEFT:
        raise InputError(
            f"{len(values)} steps are too few for {lags} lags of {values.shape[1]} variables: each equation "
            "has "
            f"{parameters} parameters and needs at least {FEWEST_LEFT} steps more. Use fewer --lags or a "
            "longer window."
        )


def _design(values: Floats, lags: int) -> Floats:
    size = len(values) - lags
    return np.hstack(
        [np.ones((size, 1)), *(values[lags - lag : lags - lag + size] for lag in range(1, lags + 1))]
    )


def _least_squares(design: Floats, target: Floats) -> tuple[Floats, Floats]:
    coefficients: Floats = np.linalg.lstsq(design, target, rcond=None)[0].astype(float)
    return coefficients, target - design @ coefficients


def _granger(design: Floats, target: Floats, residuals: Floats, cause: int, k: int, lags: int) -> Granger:
    from scipy.stats import f as f_distribution

    without = np.delete(design, [1 + lag * k + cause for lag in range(lags)], axis=1)
    restricted = _least_squares(without, target)[1]
    left = len(target) - design.shape[1]
    full = float(residuals @ residuals)
    f = (float(restricted @ restricted) - full) / lags / (full / left)
    return Granger(f, float(f_distribution.sf(f, lags, left)), (lags, left))


def _responses(coefficients: Floats, covariance: Floats, k: int, lags: int, steps: int) -> Cube:
    """Moving-average coefficients times the Cholesky factor, shape (steps + 1, k, k)."""
    a = [coefficients[1 + lag * k : 1 + (lag + 1) * k].T for lag in range(lags)]
    psi = [np.eye(k)]
    for h in range(1, steps + 1):
        psi.append(sum((a[lag] @ psi[h - 1 - lag] for lag in range(min(h, lags))), np.zeros((k, k))))
    return np.array(psi) @ np.linalg.cholesky(covariance)


def _is_singular(covariance: Floats) -> bool:
    """Whether the residuals of one variable follow from the others': there is no Cholesky factor then."""
    values = np.linalg.eigvalsh(covariance)
    return bool(values[0] <= SINGULAR * max(values[-1], 1e-300))


def _bands(
    values: Floats, coefficients: Floats, residuals: Floats, lags: int, steps: int, replicates: int, seed: int
) -> tuple[Cube, Cube]:
    """90 % limits of the responses: the series rebuilt from residuals drawn anew, and fitted again."""
    random = np.random.default_rng(seed)
    k, size = values.shape[1], len(residuals)
    centred = residuals - residuals.mean(axis=0)
    made = np.repeat(values[None, :, :], replicates, axis=0)
    shocks = centred[random.integers(0, size, (replicates, size))]
    for t in range(lags, len(values)):
        past = np.concatenate([made[:, t - lag] for lag in range(1, lags + 1)], axis=1)
        made[:, t] = coefficients[0] + past @ coefficients[1:] + shocks[:, t - lags]
    found = []
    for one in made:
        design = _design(one, lags)
        again, left_over = _least_squares(design, one[lags:])
        covariance = left_over.T @ left_over / (size - design.shape[1])
        if not _is_singular(covariance):
            found.append(_responses(again, covariance, k, lags, steps))
    if not found:
        empty = np.full((steps + 1, k, k), np.nan)
        return empty, empty
    low, high = np.quantile(np.array(found), [0.05, 0.95], axis=0)
    return low, high


def _decomposition(responses: Cube) -> Cube:
    squares = np.cumsum(responses**2, axis=0)
    shares: Cube = squares / squares.sum(axis=2, keepdims=True)
    return shares


def _criteria(values: Floats, most: int) -> dict[int, float]:
    """Schwarz's criterion by number of lags, all on the same steps."""
    found = {}
    k = values.shape[1]
    for lags in range(1, most + 1):
        part = values[most - lags :]
        if len(part) - lags - (1 + k * lags) < FEWEST_LEFT:
            break
        residuals = _least_squares(_design(part, lags), part[lags:])[1]
        size = len(residuals)
        sign, log_determinant = np.linalg.slogdet(residuals.T @ residuals / size)
        if sign > 0:
            found[lags] = float(log_determinant + np.log(size) / size * (k * k * lags + k))
    return found


def _largest_root(coefficients: Floats, k: int, lags: int) -> float:
    companion = np.zeros((k * lags, k * lags))
    companion[:k] = np.hstack([coefficients[1 + lag * k : 1 + (lag + 1) * k].T for lag in range(lags)])
    companion[k:, :-k] = np.eye(k * (lags - 1))
    return float(np.abs(np.linalg.eigvals(companion)).max())


def _by_pair(names: tuple[str, ...], cube: Cube) -> dict[str, list[float]]:
    """{"cause->effect": values by step}."""
    return {
        f"{names[j]}->{names[i]}": cube[:, i, j].tolist()
        for i in range(len(names))
        for j in range(len(names))
    }
