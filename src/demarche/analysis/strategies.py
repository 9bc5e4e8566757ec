"""Which strategy of the repeated prisoner's dilemma a side's moves look like.

Time is cut into periods.  A side's move in a period is D when its acts on the other side sum to conflict,
C when they sum to cooperation; what a period without acts means is a choice (`silence`).  A memory-one
strategy is four probabilities of C: after CC, CD, DC and DD, own move first.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np

from demarche.analysis.answers import Rate
from demarche.analysis.table import Bools, EventTable, Floats
from demarche.errors import InputError, UsageError, unknown

Silence = Literal["skip", "cooperate"]
MOVES = ("CC", "CD", "DC", "DD")
# Beta(½, ½), Jeffreys' prior, on each probability.
PRIOR = 0.5
# Share of moves that go wrong, for fixed strategies: uniform up to a quarter, integrated on this many points.
# With up to a half, "always cooperate" with slips would be any side that cooperates more often than not.
SLIPS = np.linspace(0.00125, 0.24875, 100)
# Pairs of successive moves below which nothing is said about strategies.
FEWEST_MOVES = 20


@dataclass(frozen=True, slots=True)
class Side:
    """One side: P(C) after each pair of last moves with 95 % credible limits, and the strategies' posterior
    shares.

    `moves`: how many moves followed each pair.  `posterior`: probability of each strategy, all being equally
    likely before; "memory one" is any four probabilities, "unconditional" one that does not look back.
    """

    actor: str
    moves: Mapping[str, int]
    cooperates: Mapping[str, Rate]
    posterior: Mapping[str, float]
    slips: Mapping[str, float]

    @property
    def nearest(self) -> str:
        """The most probable strategy."""
        return max(self.posterior, key=lambda name: self.posterior[name])

    def to_dict(self) -> dict[str, Any]:
        return {
            "actor": self.actor,
            "moves": dict(self.moves),
            "cooperates": {state: rate.to_dict() for state, rate in self.cooperates.items()},
            "posterior": dict(self.posterior),
            "slips": dict(self.slips),
            "nearest": self.nearest,
        }


@dataclass(frozen=True, slots=True)
class Strategies:
    """Both sides' strategies, over `pairs` successive periods in which both moved."""

    sides: tuple[Side, Side]
    period_days: float
    silence: Silence
    pairs: int

    def to_dict(self) -> dict[str, Any]:
        return {
            "sides": [side.to_dict() for side in self.sides],
            "period_days": self.period_days,
            "silence": self.silence,
            "pairs": self.pairs,
            "strategies": {name: list(chances) for name, chances in known_strategies().items()},
        }


@cache
def known_strategies() -> Mapping[str, tuple[float, ...]]:
    """P(C) after CC, CD, DC, DD of each named strategy."""
    text = files("demarche.analysis").joinpath("data", "strategies.toml").read_text(encoding="utf-8")
    return {name: tuple(row["cooperates"]) for name, row in tomllib.loads(text).items()}


def strategies(
    table: EventTable, first: str, second: str, *, period_days: float = 7.0, silence: Silence = "skip"
) -> Strategies:
    """The strategies that two actors' moves towards each other look like.

    silence: a period without acts of a side is no move ("skip": pairs of periods with a gap do not count),
    or counts as cooperation.

    Raises:
        InputError: the acts tell no class, or there are too few moves.
        UsageError: an actor is not there, or an unknown kind of silence.

    Source: Axelrod (1984); Nowak and Sigmund (1993) for memory-one strategies; Dal Bó and Fréchette (2011)
    for telling strategies apart by likelihood with slips.
    """
    if silence not in {"skip", "cooperate"}:
        raise unknown("way with silence", silence, ["skip", "cooperate"])
    if period_days <= 0:
        raise UsageError(f"The period is {period_days:g} days; it must be above 0.")
    own, other = moves(table, first, second, period_days=period_days, silence=silence)
    both = np.isfinite(own) & np.isfinite(other)
    steps = both[1:] & both[:-1]
    if steps.sum() < FEWEST_MOVES:
        raise InputError(
            f"{first} and {second} both moved in {int(both.sum())} periods of {period_days:g} days, "
            f"{int(steps.sum())} times one "
            f"after another; below {FEWEST_MOVES} no strategy can be told. Take longer periods, or "
            "--silence cooperate."
        )
    return Strategies(
        (_side(first, own, other, steps), _side(second, other, own, steps)),
        period_days,
        silence,
        int(steps.sum()),
    )


def moves(
    table: EventTable, first: str, second: str, *, period_days: float, silence: Silence = "skip"
) -> tuple[Floats, Floats]:
    """(first side's, second side's) move in each period: 1 for C, 0 for D, NaN for none.

    With scores a move is D when they sum below zero; without, when most of its acts are conflict.
    """
    between = table.between(first, second)
    if not len(between):
        raise InputError(f"{first} and {second} never acted on each other.")
    conflict = between.conflict()
    if conflict is None:
        raise InputError(
            "The acts do not tell conflict from cooperation. Name a column with --cameo, --kind or --score."
        )
    weight = np.where(conflict, -1.0, 1.0) if between.score is None else np.nan_to_num(between.score)
    period = ((between.time - table.first) // period_days).astype(int)
    periods = int((table.last - table.first) // period_days) + 1
    found = []
    for actor in (first, second):
        mine = between.actor == table.code(actor)
        total = np.bincount(period[mine], weights=weight[mine], minlength=periods)
        acted = np.bincount(period[mine], minlength=periods) > 0
        silent = 1.0 if silence == "cooperate" else np.nan
        found.append(np.where(acted, np.where(total < 0, 0.0, 1.0), silent))
    return found[0], found[1]


def _side(actor: str, own: Floats, other: Floats, steps: Bools) -> Side:
    from scipy.stats import beta

    before = np.flatnonzero(steps)
    state = (2 * (1 - own[before]) + (1 - other[before])).astype(int)
    cooperated = np.bincount(state, weights=own[before + 1], minlength=4).astype(float)
    tried = np.bincount(state, minlength=4).astype(float)
    rates = {}
    for place, name in enumerate(MOVES):
        a, b = cooperated[place] + PRIOR, tried[place] - cooperated[place] + PRIOR
        low, high = beta.ppf([0.025, 0.975], a, b)
        rates[name] = Rate(float(a / (a + b)), float(low), float(high))
    posterior, slips = _posterior(cooperated, tried)
    return Side(actor, dict(zip(MOVES, tried.astype(int).tolist(), strict=True)), rates, posterior, slips)


def _posterior(cooperated: Floats, tried: Floats) -> tuple[dict[str, float], dict[str, float]]:
    """The probability of each strategy, and for each named one the share of moves that slipped from it."""
    from scipy.special import betaln, logsumexp

    evidence: dict[str, float] = {}
    slips: dict[str, float] = {}
    defected = tried - cooperated
    for name, chances in known_strategies().items():
        chance = np.array(chances)[:, None]
        slipped = chance * (1 - SLIPS) + (1 - chance) * SLIPS
        log = cooperated @ np.log(slipped) + defected @ np.log1p(-slipped)
        evidence[name] = float(logsumexp(log) - np.log(len(SLIPS)))
        slips[name] = float(SLIPS[int(np.argmax(log))])
    base = betaln(PRIOR, PRIOR)
    evidence["memory one"] = float((betaln(cooperated + PRIOR, defected + PRIOR) - base).sum())
    evidence["unconditional"] = float(betaln(cooperated.sum() + PRIOR, defected.sum() + PRIOR) - base)
    names = list(evidence)
    logs = np.array([evidence[name] for name in names])
    shares = np.exp(logs - logsumexp(logs))
    return dict(zip(names, shares.tolist(), strict=True)), slips


def play(
    first: Sequence[float], second: Sequence[float], *, rounds: int, slip: float = 0.0, seed: int = 0
) -> tuple[Floats, Floats]:
    """The moves (1 for C, 0 for D) of two memory-one strategies against each other, both beginning with C.

    slip: the share of moves that come out as the opposite.
    """
    random = np.random.default_rng(seed)
    chances = np.array([first, second], dtype=float)
    chances = chances * (1 - slip) + (1 - chances) * slip
    played = np.ones((rounds, 2))
    draws = random.random((rounds, 2))
    for t in range(1, rounds):
        a, b = played[t - 1]
        played[t, 0] = draws[t, 0] < chances[0, int(2 * (1 - a) + (1 - b))]
        played[t, 1] = draws[t, 1] < chances[1, int(2 * (1 - b) + (1 - a))]
    return played[:, 0], played[:, 1]
