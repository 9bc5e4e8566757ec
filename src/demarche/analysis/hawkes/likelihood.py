"""Maximum likelihood where the intensity is a sum of terms with non-negative weights.

λ = F θ at the events, ∫λ = c·θ: the log-likelihood Σ log(F θ) − c·θ is concave in θ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from demarche.analysis.table import Bools, Floats
from demarche.errors import InputError

# A weight whose expected share of all events is below this sits on its boundary, zero.
AT_ZERO = 1e-6
# Logarithms of the least and the greatest weight tried; e^-40 is zero for every purpose here.
LEAST_LOG, MOST_LOG = -40.0, 20.0
ITERATIONS = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Maximum:
    """The weights at the maximum, their covariance (NaN for those at zero) and the log-likelihood there."""

    weights: Floats
    covariance: Floats
    log_likelihood: float
    at_zero: Bools

    @property
    def errors(self) -> Floats:
        """Standard errors; NaN for weights at zero."""
        return np.sqrt(np.diag(self.covariance))

    def sum_error(self, chosen: slice) -> float:
        """The standard error of the sum of some weights, those at zero being left out."""
        free = ~self.at_zero[chosen]
        part = self.covariance[chosen, chosen][np.ix_(free, free)]
        return float(np.sqrt(max(part.sum(), 0.0)))


def maximise(terms: Floats, compensator: Floats, *, start: Floats | None = None) -> Maximum:
    """The maximum, by L-BFGS on the logarithms of the weights with exact gradients.

    terms: (events, weights).  compensator: (weights,), each term's integral over the observed dyads and time.

    Raises:
        InputError: no events.
    """
    from scipy.optimize import minimize

    if not len(terms):
        raise InputError("There are no events in the training part. Choose a later --train-until.")
    usable = compensator > 0
    share = len(terms) / np.where(usable, compensator, 1.0) / max(int(usable.sum()), 1)
    first = share if start is None else np.maximum(start, 1e-12)

    def loss(logs: Floats) -> tuple[float, Floats]:
        weights = np.where(usable, np.exp(logs), 0.0)
        intensity = np.maximum(terms @ weights, 1e-300)
        value = np.log(intensity).sum() - compensator @ weights
        gradient = (terms.T @ (1 / intensity) - compensator) * weights
        return -value, -gradient

    found = minimize(
        loss,
        np.log(first),
        jac=True,
        method="L-BFGS-B",
        bounds=[(LEAST_LOG, MOST_LOG)] * terms.shape[1],
        options={"maxiter": ITERATIONS, "maxfun": 2 * ITERATIONS, "ftol": 1e-13, "gtol": 1e-6},
    )
    weights = np.where(usable, np.exp(found.x), 0.0)
    at_zero = weights * compensator < AT_ZERO * len(terms)
    weights[at_zero] = 0.0
    return Maximum(weights, _covariance(terms, weights, at_zero), float(-found.fun), at_zero)


def _covariance(terms: Floats, weights: Floats, at_zero: Bools) -> Floats:
    """Inverse of the observed information Σ f fᵀ / λ², of the weights that are not at zero."""
    covariance = np.full((len(weights), len(weights)), np.nan)
    free = np.flatnonzero(~at_zero)
    scaled = terms[:, free] / (terms @ weights)[:, None]
    information = scaled.T @ scaled
    try:
        covariance[np.ix_(free, free)] = np.linalg.inv(information)
    except np.linalg.LinAlgError:
        covariance[np.ix_(free, free)] = np.linalg.pinv(information)
    return covariance
