"""Is the answer as large as the act?  Ratios of size between an act and its answer, and the slope along a
chain.

An act's size is its number (persons expelled, money, facilities), else the distance of its score from zero.
The answer to an act is the first act of the other side after it, within the horizon, that answers nothing
earlier.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np

from demarche.analysis.answers import REPLICATES, Rate
from demarche.analysis.dyads import directed
from demarche.analysis.table import EventTable, Floats, Ints
from demarche.errors import InputError, unknown

Size = Literal["quantity", "score"]
HORIZON = 30.0
# Answers below which neither a ratio nor a slope is given.
FEWEST_ANSWERS = 10


@dataclass(frozen=True, slots=True)
class SideRatio:
    """How large a side's answers are against the acts they answer: geometric mean with 95 % limits, and the
    share larger.
    """

    actor: str
    answers: int
    ratio: Rate | None
    larger: float | None
    equal: float | None

    def to_dict(self) -> dict[str, Any]:
        return {
            "actor": self.actor,
            "answers": self.answers,
            "ratio": None if self.ratio is None else self.ratio.to_dict(),
            "larger": self.larger,
            "equal": self.equal,
        }


@dataclass(frozen=True, slots=True, eq=False)
class Proportionality:
    """What `proportionality` found.

    `ratio`: geometric mean of answer size over act size.  `null_ratio`: with every side's answers paired at
    random. `correlation`: of the logarithms, beside the null's limits.  `equal`: the share exactly as large
    (23 for 23). `slope`: change of log size from one link of a chain to the next, within chains of three acts
    or more; above 0 they escalate.
    """

    size: Size
    answers: int
    ratio: Rate | None
    null_ratio: Rate | None
    correlation: float | None
    null_correlation: Rate | None
    equal: float | None
    slope: Rate | None
    chains: int
    longest_chain: int
    sides: tuple[SideRatio, ...]
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        def rate(value: Rate | None) -> dict[str, float] | None:
            return None if value is None else value.to_dict()

        return {
            "size": self.size,
            "answers": self.answers,
            "ratio": rate(self.ratio),
            "correlation": self.correlation,
            "null": {"ratio": rate(self.null_ratio), "correlation": rate(self.null_correlation)},
            "equal": self.equal,
            "escalation_slope": rate(self.slope),
            "chains": self.chains,
            "longest_chain": self.longest_chain,
            "sides": [side.to_dict() for side in self.sides],
            "notes": list(self.notes),
        }


def proportionality(
    table: EventTable,
    *,
    size: Size | None = None,
    horizon: float = HORIZON,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> Proportionality:
    """Sizes of answers against sizes of acts, over all dyads and for each side that answers.

    size: "quantity" where the acts carry numbers, "score" otherwise; by default the first that they carry.
    Acts of size 0 or unknown are left out.

    Raises:
        InputError: the acts carry neither.
        UsageError: an unknown size.
    """
    name, values = _sizes(table, size)
    sized = np.isfinite(values) & (values > 0)
    used, logs = table.take(sized), np.log(values[sized])
    random = np.random.default_rng(seed)
    notes = (
        [] if sized.all() else [f"{int((~sized).sum())} of {len(table)} acts have no size and were left out."]
    )
    acts, answers = pair_up(used, horizon)
    if name == "quantity":
        acts, answers = _of_one_unit(used, acts, answers, notes)
    steps = logs[answers] - logs[acts]
    enough = len(steps) >= FEWEST_ANSWERS
    if not enough:
        notes.append(
            f"{len(steps)} acts have an answer with a size within {horizon:g} days: fewer than "
            f"{FEWEST_ANSWERS}, so no ratio is given."
        )
    chains = _chains(acts, answers, len(used))
    correlation, null_correlation, null_ratio = None, None, None
    if enough:
        null = np.array([_shuffled(logs, acts, answers, used, random) for _ in range(replicates)])
        null_ratio = _limits(np.exp(null[:, 0]))
        if np.ptp(logs[acts]) > 0 and np.ptp(logs[answers]) > 0:
            correlation = float(np.corrcoef(logs[acts], logs[answers])[0, 1])
            null_correlation = _limits(null[:, 1])
        else:
            notes.append(
                "All acts or all answers have the same size: there is no variance, so no correlation."
            )
    return Proportionality(
        name,
        len(steps),
        _ratio(steps, random, replicates) if enough else None,
        null_ratio,
        correlation,
        null_correlation,
        float(np.isclose(steps, 0).mean()) if enough else None,
        _slope(chains, logs, random, replicates),
        len(chains),
        max((len(chain) for chain in chains), default=0),
        _sides(used, answers, steps, random, replicates),
        tuple(notes),
    )


def pair_up(table: EventTable, horizon: float) -> tuple[Ints, Ints]:
    """(rows of acts, rows of their answers): each answer answers the latest unanswered act before it within
    the horizon.
    """
    own, reverse = directed(table)
    waiting: dict[int, list[int]] = {}
    acts, answers = [], []
    for row, (mine, theirs) in enumerate(zip(own.tolist(), reverse.tolist(), strict=True)):
        open_acts = waiting.get(theirs, [])
        place = next((i for i in reversed(open_acts) if table.time[i] < table.time[row]), None)
        if place is not None and table.time[row] - table.time[place] <= horizon:
            acts.append(place)
            answers.append(row)
            # What the side had left unanswered before is no longer waiting: it has answered the last of it.
            waiting[theirs] = [i for i in open_acts if i > place]
        waiting.setdefault(mine, []).append(row)
    return np.array(acts, dtype=np.int64), np.array(answers, dtype=np.int64)


def _sizes(table: EventTable, size: Size | None) -> tuple[Size, Floats]:
    if size not in {None, "quantity", "score"}:
        raise unknown("size", str(size), ["quantity", "score"])
    quantity = table.quantity
    if size == "quantity" or (
        size is None and quantity is not None and np.isfinite(quantity).sum() >= FEWEST_ANSWERS
    ):
        if quantity is None:
            raise InputError(
                "The acts carry no numbers. Name the column with --quantity, or take --size score."
            )
        return "quantity", quantity
    if table.score is None:
        raise InputError(
            "The acts carry neither numbers nor scores. Name a column with --quantity or --score."
        )
    return "score", np.abs(table.score)


def _of_one_unit(table: EventTable, acts: Ints, answers: Ints, notes: list[str]) -> tuple[Ints, Ints]:
    """The pairs whose numbers count things of one kind (persons, money); how many do not is noted."""
    if table.unit is None:
        return acts, answers
    kinds = _kinds()
    kind = np.array([kinds.get(unit.lower(), unit) for unit in table.unit], dtype=object)
    alike = (kind[acts] == kind[answers]).astype(bool)
    if not alike.all():
        notes.append(
            f"{int((~alike).sum())} answers count something else than the act (such as money after persons) "
            "and were left out."
        )
    return acts[alike], answers[alike]


@cache
def _kinds() -> dict[str, str]:
    """The kind of thing that each noun counts."""
    text = files("demarche.analysis").joinpath("data", "units.toml").read_text(encoding="utf-8")
    return {noun: kind for kind, nouns in tomllib.loads(text).items() for noun in nouns}


def _limits(values: Floats) -> Rate:
    low, high = np.quantile(values, [0.025, 0.975])
    return Rate(float(values.mean()), float(low), float(high))


def _ratio(steps: Floats, random: np.random.Generator, replicates: int) -> Rate:
    drawn = steps[random.integers(0, len(steps), (replicates, len(steps)))].mean(axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Rate(float(np.exp(steps.mean())), float(np.exp(low)), float(np.exp(high)))


def _shuffled(
    logs: Floats, acts: Ints, answers: Ints, table: EventTable, random: np.random.Generator
) -> tuple[float, float]:
    """(mean step, correlation) when the sizes of all acts change places within each actor."""
    order = np.lexsort((random.random(len(logs)), table.actor))
    moved = np.empty_like(logs)
    moved[np.argsort(table.actor, kind="stable")] = logs[order]
    a, b = moved[acts], moved[answers]
    correlation = float(np.corrcoef(a, b)[0, 1]) if np.ptp(a) > 0 and np.ptp(b) > 0 else 0.0
    return float((b - a).mean()), correlation


def _chains(acts: Ints, answers: Ints, rows: int) -> list[list[int]]:
    """Maximal chains of at least three acts, each the answer to the one before."""
    answer_of = dict(zip(acts.tolist(), answers.tolist(), strict=True))
    answering = set(answers.tolist())
    found = []
    for row in range(rows):
        if row in answer_of and row not in answering:
            chain = [row]
            while chain[-1] in answer_of:
                chain.append(answer_of[chain[-1]])
            if len(chain) >= 3:
                found.append(chain)
    return found


def _slope(
    chains: Sequence[Sequence[int]], logs: Floats, random: np.random.Generator, replicates: int
) -> Rate | None:
    """Common slope of log size on the place in the chain, each chain with its own level; limits by drawing
    chains anew.
    """
    if len(chains) < FEWEST_ANSWERS:
        return None
    parts = []
    for chain in chains:
        place = np.arange(len(chain)) - (len(chain) - 1) / 2
        size = logs[list(chain)]
        parts.append((float(place @ (size - size.mean())), float(place @ place)))
    table = np.array(parts)
    drawn = table[random.integers(0, len(table), (replicates, len(table)))].sum(axis=1)
    low, high = np.quantile(drawn[:, 0] / drawn[:, 1], [0.025, 0.975])
    return Rate(float(table[:, 0].sum() / table[:, 1].sum()), float(low), float(high))


def _sides(
    table: EventTable, answers: Ints, steps: Floats, random: np.random.Generator, replicates: int
) -> tuple[SideRatio, ...]:
    """Every actor that answers, those with most answers first."""
    found = []
    who = table.actor[answers]
    for code in np.unique(who):
        mine = steps[who == code]
        name, enough = table.names[code], len(mine) >= FEWEST_ANSWERS
        found.append(
            SideRatio(
                name,
                len(mine),
                _ratio(mine, random, replicates) if enough else None,
                float((mine > 1e-9).mean()) if enough else None,
                float(np.isclose(mine, 0).mean()) if enough else None,
            )
        )
    return tuple(sorted(found, key=lambda side: (-side.answers, side.actor)))
