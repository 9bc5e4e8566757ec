"""What must not change a result: names, the calendar, and rows that are there twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demarche.analysis.answers import answer_rates
from demarche.analysis.balance import balance
from demarche.analysis.cleaning import clean
from demarche.analysis.dyads import reverse_lags
from demarche.analysis.hawkes import fit_hawkes, fit_pair
from demarche.analysis.proportionality import proportionality
from demarche.analysis.strategies import strategies
from demarche.analysis.table import EventTable
from demarche.analysis.var import autoregression, weekly_sums

PAIRS = [("ABC", "XYZ"), ("XYZ", "ABC")]
MEASURES: dict[str, Callable[[EventTable], dict[str, Any]]] = {
    "answers": lambda table: answer_rates(table, replicates=19).to_dict(),
    "hawkes": lambda table: fit_hawkes(table, train_until=table.first + 600).to_dict(),
    "balance": lambda table: balance(table, replicates=19).to_dict(),
    "proportionality": lambda table: proportionality(table, replicates=19).to_dict(),
    "var": lambda table: autoregression(weekly_sums(table, PAIRS), lags=2, replicates=5).to_dict(),
    "strategies": lambda table: strategies(
        table, "ABC", "XYZ", period_days=14, silence="cooperate"
    ).to_dict(),
}


def close(one: Any, other: Any) -> None:
    """Asserts that two JSON values are the same up to rounding."""
    if isinstance(one, dict):
        assert one.keys() == other.keys()
        for key in one:
            close(one[key], other[key])
    elif isinstance(one, list):
        assert len(one) == len(other)
        for a, b in zip(one, other, strict=True):
            close(a, b)
    elif isinstance(one, float):
        assert other == pytest.approx(one, rel=1e-4, abs=1e-6)
    else:
        assert one == other


def rows(table: EventTable) -> dict[str, Any]:
    names = np.array(table.names, dtype=object)
    return {
        "actor": names[table.actor].tolist(),
        "recipient": names[table.recipient].tolist(),
        "time": table.time,
        "cameo": table.cameo,
        "score": table.score,
    }


@pytest.mark.parametrize("name", MEASURES)
def test_duplicated_rows_change_nothing(name: str, quarrel: EventTable) -> None:
    given = rows(quarrel)
    twice = EventTable.of(**{key: [*column, *column] for key, column in given.items()})
    once, _ = clean(quarrel)
    again, cleaning = clean(twice)
    assert cleaning.duplicates >= len(quarrel)
    close(MEASURES[name](once), MEASURES[name](again))


@pytest.mark.parametrize("name", MEASURES)
def test_a_shifted_calendar_changes_nothing(name: str, quarrel: EventTable) -> None:
    dated = replace(quarrel, day_zero=dt.date(2001, 1, 1))
    later = replace(quarrel, day_zero=dt.date(2001, 1, 1) + dt.timedelta(weeks=311))
    moved = EventTable.of(**(rows(quarrel) | {"time": quarrel.time + 350.0}))
    close(MEASURES[name](dated), MEASURES[name](later))
    close(MEASURES[name](quarrel), MEASURES[name](moved))


def test_swapping_the_sides_mirrors_answers(quarrel: EventTable) -> None:
    there, back = answer_rates(quarrel, replicates=3), answer_rates(swapped(quarrel), replicates=3)
    assert there.rate == back.rate
    one = {group.group: group.rate for group in there.by_dyad}
    other = {group.group: group.rate for group in back.by_dyad}
    assert one["ABC → XYZ"] == other["XYZ → ABC"]
    assert one["XYZ → ABC"] == other["ABC → XYZ"]


def test_swapping_the_sides_mirrors_the_pair_process(quarrel: EventTable) -> None:
    there, back = fit_pair(quarrel, "ABC", "XYZ"), fit_pair(swapped(quarrel), "ABC", "XYZ")
    assert there.first.acts == back.second.acts
    assert there.first.other == pytest.approx(back.second.other, abs=1e-4)
    assert there.second.other == pytest.approx(back.first.other, abs=1e-4)
    assert there.second.own == pytest.approx(back.first.own, abs=1e-4)


def test_swapping_the_sides_mirrors_var_and_strategies(quarrel: EventTable) -> None:
    there = autoregression(weekly_sums(quarrel, PAIRS), lags=2, replicates=2).granger
    back = autoregression(weekly_sums(swapped(quarrel), PAIRS), lags=2, replicates=2).granger
    assert there["ABC>XYZ", "XYZ>ABC"].f == pytest.approx(back["XYZ>ABC", "ABC>XYZ"].f)
    one = strategies(quarrel, "ABC", "XYZ", period_days=14, silence="cooperate")
    other = strategies(swapped(quarrel), "ABC", "XYZ", period_days=14, silence="cooperate")
    assert one.sides[0].cooperates == other.sides[1].cooperates
    assert one.sides[1].posterior == pytest.approx(other.sides[0].posterior)


def swapped(table: EventTable) -> EventTable:
    """The same acts with ABC and XYZ in each other's place."""
    other = {"ABC": "XYZ", "XYZ": "ABC", "LMN": "LMN"}
    given = rows(table)
    actor, recipient = ([other[name] for name in given[role]] for role in ("actor", "recipient"))
    return EventTable.of(**(given | {"actor": actor, "recipient": recipient}))


SIDES = ("ABC", "LMN", "XYZ")
ACTS = st.lists(
    st.tuples(
        st.sampled_from([(a, b) for a in SIDES for b in SIDES if a != b]),
        st.integers(0, 200),
        st.sampled_from(["042", "043", "051", "112", "190"]),
    ),
    min_size=4,
    max_size=60,
)


def made(acts: list[tuple[tuple[str, str], int, str]], *, later: float = 0.0) -> EventTable:
    """A table of drawn acts; two far ones hold the window, so that no act decides it."""
    held = [(("ABC", "XYZ"), -10, "112"), (("XYZ", "ABC"), 210, "112"), *acts]
    sides, days, codes = zip(*held, strict=True)
    actor, recipient = zip(*sides, strict=True)
    return EventTable.of(actor, recipient, np.array(days) + later, cameo=list(codes))


def measured(table: EventTable) -> dict[str, Any]:
    """The rates and counts of a table by the names of the sides, without the random parts."""
    names = np.array(table.names, dtype=object)
    lags = reverse_lags(table)
    dyads = zip(names[table.actor], names[table.recipient], lags.round(6), strict=True)
    found = balance(table, replicates=1)
    return {"lags": sorted(dyads), "weighted": found.weighted, "unweighted": found.unweighted}


def renamed(acts: list[tuple[tuple[str, str], int, str]]) -> list[tuple[tuple[str, str], int, str]]:
    other = {"ABC": "XYZ", "XYZ": "ABC", "LMN": "LMN"}
    return [((other[a], other[b]), day, code) for (a, b), day, code in acts]


@settings(max_examples=40, deadline=None)
@given(acts=ACTS)
def test_drawn_acts_are_mirrored_by_a_swap(acts: list[tuple[tuple[str, str], int, str]]) -> None:
    there, _ = clean(made(acts), mirrors="merge")
    held = [(("XYZ", "ABC"), -10, "112"), (("ABC", "XYZ"), 210, "112"), *renamed(acts)]
    sides, days, codes = zip(*held, strict=True)
    actor, recipient = zip(*sides, strict=True)
    back, _ = clean(EventTable.of(actor, recipient, days, cameo=list(codes)), mirrors="merge")
    one, other = measured(there), measured(back)
    swap = {"ABC": "XYZ", "XYZ": "ABC", "LMN": "LMN"}
    assert one["lags"] == sorted((swap[a], swap[b], lag) for a, b, lag in other["lags"])
    assert one["weighted"] == pytest.approx(other["weighted"])
    assert one["unweighted"] == pytest.approx(other["unweighted"])


@settings(max_examples=40, deadline=None)
@given(acts=ACTS, later=st.integers(-3000, 3000))
def test_drawn_acts_do_not_mind_the_calendar(
    acts: list[tuple[tuple[str, str], int, str]], later: int
) -> None:
    there, cleaning = clean(made(acts))
    moved, again = clean(made(acts, later=later))
    assert measured(there) == measured(moved)
    assert cleaning == again


@settings(max_examples=40, deadline=None)
@given(acts=ACTS, times=st.integers(2, 4))
def test_drawn_acts_count_once_however_often_they_are_there(
    acts: list[tuple[tuple[str, str], int, str]], times: int
) -> None:
    there, cleaning = clean(made(acts))
    often, again = clean(made(acts * times))
    assert measured(there) == measured(often)
    assert again.duplicates == cleaning.duplicates + (times - 1) * len(acts)


@settings(max_examples=40, deadline=None)
@given(acts=ACTS)
def test_mirrored_tellings_make_no_answer(acts: list[tuple[tuple[str, str], int, str]]) -> None:
    """Every visit told by its host as well: merged, the answers are those of single tellings."""
    visits = [(sides, day, "042") for sides, day, _ in acts]
    # A visit and one back on the same day are each other's mirror image without any host.
    once = list({(min(sides), max(sides), day): (sides, day, "042") for sides, day, _ in visits}.values())
    hosts = [((b, a), day, "043") for (a, b), day, _ in once]
    told, cleaning = clean(made([*once, *hosts]), mirrors="merge")
    assert cleaning.mirrored == 2 * len(once)
    assert measured(told) == measured(clean(made(once))[0])
