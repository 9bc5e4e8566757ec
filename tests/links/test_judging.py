"""The judge of pairs of acts, and what it is told of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from benchmarks.floors import sunk

from demarche.errors import ModelError
from demarche.events.coding import Coded
from demarche.links import judging
from demarche.links.answers import link, suggestions
from demarche.links.judging import judge
from demarche.links.pairing import FARTHEST, Pairs, pairs_of
from demarche.model import Report
from demarche.runners.step import Coder

TEXT = (
    "Latvia expelled two Russian diplomats on Monday. Russia closed the Latvian consulate in Pskov on "
    "Thursday in retaliation for the expulsions. Estonia praised Latvia's decision on Friday."
)


def coded(coder: Coder, text: str) -> Coded:
    """The events of a text, without answers."""
    (sentences,) = coder.parse([text])
    return coder._events.code(Report("r", text, published=dt.date(2021, 5, 14)), sentences)


@pytest.fixture(scope="module")
def acts(coder: Coder) -> Coded:
    return coded(coder, TEXT)


def share(found: Coded, pairs: Pairs, answer: str, answered: str) -> float:
    """The probability that the act with the one word answers that with the other."""
    words = [event.trigger.text for event in found.events]
    shares = dict(zip(pairs.pairs, judging.shares(pairs).tolist(), strict=True))
    return float(shares[words.index(answer), words.index(answered)])


def test_the_direction_is_told(acts: Coded) -> None:
    pairs = pairs_of(acts, suggestions(acts, TEXT))
    forth, back = share(acts, pairs, "closed", "expelled"), share(acts, pairs, "expelled", "closed")
    assert forth > 0.8 and back < 0.1


def test_a_suggestion_makes_an_answer_likelier(acts: Coded) -> None:
    without, told = pairs_of(acts, {}), pairs_of(acts, suggestions(acts, TEXT))
    assert share(acts, told, "closed", "expelled") > share(acts, without, "closed", "expelled")


def test_every_pair_is_looked_at_once_in_order_with_as_many_measures(acts: Coded) -> None:
    pairs = pairs_of(acts, {})
    count = len(acts.events)
    assert list(pairs.pairs) == [(a, b) for a in range(count) for b in range(count) if a != b]
    assert pairs.numbers.shape == (len(pairs.pairs), len(judge().mean))
    assert np.isfinite(pairs.numbers).all()


def test_without_the_event_head_cues_still_tell(acts: Coded) -> None:
    """As with another parser, which gives no vectors."""
    clusters = tuple(
        replace(group, acts=[replace(act, row=None) for act in group.acts]) for group in acts.clusters
    )
    events = link(replace(acts, pairs=None, clusters=clusters), TEXT)
    answers = {(e.trigger.text, a.event) for e in events for a in e.answers}
    expelled = next(e.id for e in events if e.trigger.text == "expelled")
    assert ("closed", expelled) in answers


def test_far_acts_are_no_pair(coder: Coder) -> None:
    between = " ".join(["The town lies on a river."] * (FARTHEST + 1))
    found = coded(coder, f"Latvia expelled two Russian diplomats. {between} Peru bombed a town in Chile.")
    assert len(found.events) == 2
    assert pairs_of(found, {}).pairs == ()


def test_no_acts_no_pairs(acts: Coded) -> None:
    none = Coded((), (), None)
    assert link(none, "") == ()
    assert judging.shares(pairs_of(none, {})).shape == (0,)


def test_a_damaged_file_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "judge.npz").write_bytes(b"no weights")
    monkeypatch.setattr(judging, "files", lambda _: tmp_path)
    judge.cache_clear()
    try:
        with pytest.raises(ModelError, match="Reinstall demarche"):
            judge()
    finally:
        judge.cache_clear()


def test_links_given_the_golds_events_stay_above_their_floors() -> None:
    assert sunk("links") == {}
