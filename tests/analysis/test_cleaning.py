"""Acts that are there twice: found, said, and taken out in the way that was asked for."""

from __future__ import annotations

import numpy as np
import pytest

from demarche.analysis.answers import answer_rates
from demarche.analysis.cleaning import clean
from demarche.analysis.table import EventTable
from demarche.errors import InputError, UsageError


def visits() -> EventTable:
    """Thirty visits told by guest (042) and host (043), thirty one-sided accusations, one act on oneself."""
    days = np.arange(30.0) * 10
    return EventTable.of(
        ["a"] * 30 + ["b"] * 30 + ["a"] * 30 + ["a"],
        ["b"] * 30 + ["a"] * 30 + ["b"] * 30 + ["a"],
        [*days, *days, *(days + 3), 5.0],
        cameo=["042"] * 30 + ["043"] * 30 + ["112"] * 30 + ["112"],
    )


def test_mirrored_acts_are_dropped_with_a_warning() -> None:
    table, cleaning = clean(visits())
    assert len(table) == 30 and cleaning.mirrored == 60 and cleaning.self_directed == 1
    assert set(cleaning.mutual_codes) == {"042", "043"}
    assert any("both tellings were left out" in warning for warning in cleaning.warnings)


def test_merging_keeps_the_first_telling() -> None:
    table, _ = clean(visits(), mirrors="merge")
    assert len(table) == 60
    assert table.cameo is not None and (table.cameo == "042").sum() == 30 and not (table.cameo == "043").any()


def test_keeping_keeps_both_and_says_so() -> None:
    table, cleaning = clean(visits(), mirrors="keep")
    assert len(table) == 90
    assert any("perfect reciprocity" in warning for warning in cleaning.warnings)


def test_mirrored_acts_of_an_unlisted_code_are_found_by_their_share() -> None:
    days = np.arange(25.0)
    table = EventTable.of(
        ["a"] * 25 + ["b"] * 25, ["b"] * 25 + ["a"] * 25, [*days, *days], cameo=["193"] * 50
    )
    with pytest.raises(InputError, match="mirrored"):
        clean(table)
    assert clean(table, mirrors="merge")[1].mutual_codes == ("193",)


def test_a_fight_back_on_another_day_is_no_mirror() -> None:
    days = np.arange(25.0)
    table = EventTable.of(
        ["a"] * 25 + ["b"] * 25, ["b"] * 25 + ["a"] * 25, [*days, *(days + 0.5)], cameo=["193"] * 50
    )
    assert clean(table)[1].mirrored == 0


def test_ids_keep_acts_apart() -> None:
    same = {"actor": ["a", "a"], "recipient": ["b", "b"], "time": [1.0, 1.0], "cameo": ["173", "173"]}
    assert len(clean(EventTable.of(**same))[0]) == 1
    assert len(clean(EventTable.of(**same, id=["1", "2"]))[0]) == 2


def test_bursts_are_told_and_one_a_day_counts_one() -> None:
    codes = [f"{code:03}" for code in range(171, 179)]
    table = EventTable.of(["a"] * 8 + ["b"], ["b"] * 8 + ["a"], [0.0] * 8 + [3.0], cameo=[*codes, "112"])
    kept, cleaning = clean(table)
    assert len(kept) == 9 and any("6 or more acts" in warning for warning in cleaning.warnings)
    assert len(clean(table, one_a_day=True)[0]) == 2


def test_random_hours_are_told() -> None:
    random = np.random.default_rng(2)
    days = np.sort(random.integers(0, 2000, 500)) + random.random(500)
    table = EventTable.of(["a"] * 500, ["b"] * 500, days)
    assert any("random hours" in warning for warning in clean(table)[1].warnings)
    office = np.floor(days) + 0.33 + 0.4 * random.random(500)
    assert not any(
        "random hours" in w for w in clean(EventTable.of(["a"] * 500, ["b"] * 500, office))[1].warnings
    )


def test_kept_mirrors_answer_nothing_on_their_own_day() -> None:
    table, _ = clean(visits(), mirrors="keep")
    assert answer_rates(table, replicates=3).order_unknown == 60


def test_an_unknown_way_is_refused() -> None:
    with pytest.raises(UsageError, match="Available: drop, keep, merge"):
        clean(visits(), mirrors="fold")  # type: ignore[arg-type]
