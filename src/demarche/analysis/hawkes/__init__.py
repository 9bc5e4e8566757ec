"""Reciprocal Hawkes processes: acts that call forth acts, of one's own and of the other side.

    λ_ij(t) = μ_ij + Σ_q β_q [ a_q Σ_{own acts s<t} e^{−β_q (t−s)}
                               + b_q Σ_{acts of the other side s<t} e^{−β_q (t−s)} ]

a_q is the expected number of further acts of one's own that an act brings at time scale 1/β_q, b_q that of
answers.  fit.py estimates, goodness.py doubts, simulate.py makes data to check both on, richer.py goes
beyond, links.py foretells who acts next.
"""

from demarche.analysis.hawkes.fit import KERNELS, HawkesFit, HawkesResult, fit_hawkes
from demarche.analysis.hawkes.goodness import Goodness, goodness_of_fit
from demarche.analysis.hawkes.links import LinkPrediction, predict_links
from demarche.analysis.hawkes.pair import PairFit, SideFit, fit_pair
from demarche.analysis.hawkes.richer import RicherFit, fit_richer
from demarche.analysis.hawkes.simulate import simulate_pairs

__all__ = [
    "KERNELS",
    "Goodness",
    "HawkesFit",
    "HawkesResult",
    "LinkPrediction",
    "PairFit",
    "RicherFit",
    "SideFit",
    "fit_hawkes",
    "fit_pair",
    "fit_richer",
    "goodness_of_fit",
    "predict_links",
    "simulate_pairs",
]
