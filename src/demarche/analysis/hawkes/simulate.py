"""Made data with known parameters, for checking estimates: exact simulation by the branching of the
process.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from demarche.analysis.table import EventTable, Floats, Ints
from demarche.errors import UsageError


def simulate_pairs(
    *,
    pairs: int = 1,
    days: float,
    baseline: float,
    own: Sequence[float],
    other: Sequence[float],
    kernels: Sequence[float],
    seed: int = 0,
) -> EventTable:
    """The acts of pairs of actors ("a0" and "b0", …) over a window, every side with the same parameters.

    baseline: acts a day of each side that nothing called forth.  own, other: direct offspring by kernel.
    The window opens on an empty past, as the likelihood takes it to.

    Raises:
        UsageError: offspring of one or more an act: the number of acts would grow without end.

    Source: Hawkes and Oakes (1974): immigrants, and each act's offspring Poisson with exponential delays.
    """
    if sum(own) + sum(other) >= 1:
        raise UsageError(
            f"Own and other offspring sum to {sum(own) + sum(other):g}; below 1 is needed to stay finite."
        )
    random = np.random.default_rng(seed)
    count = random.poisson(baseline * days, size=2 * pairs)
    side = np.repeat(np.arange(2 * pairs), count)
    time = random.uniform(0, days, len(side))
    sides, times = [side], [time]
    while len(time):
        side, time = _offspring(side, time, own, other, kernels, random)
        inside = time < days
        side, time = side[inside], time[inside]
        sides.append(side)
        times.append(time)
    who, when = np.concatenate(sides), np.concatenate(times)
    names = [f"{letter}{i}" for i in range(pairs) for letter in "ab"]
    return EventTable.of([names[i] for i in who], [names[i ^ 1] for i in who], when)


def _offspring(
    side: Ints,
    time: Floats,
    own: Sequence[float],
    other: Sequence[float],
    kernels: Sequence[float],
    random: np.random.Generator,
) -> tuple[Ints, Floats]:
    sides, times = [], []
    for weights, flip in ((own, 0), (other, 1)):
        for weight, life in zip(weights, kernels, strict=True):
            children = random.poisson(weight, len(time))
            sides.append(np.repeat(side ^ flip, children))
            times.append(np.repeat(time, children) + random.exponential(life, int(children.sum())))
    return np.concatenate(sides), np.concatenate(times)
