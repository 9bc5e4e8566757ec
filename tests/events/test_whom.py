"""Who is on a side that no words tell."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from demarche.errors import ModelError
from demarche.events import implied, whom
from demarche.events.whom import HOW, LEAST, SIDES, Chances, networks
from demarche.links import answers
from demarche.model import Event, Report
from demarche.runners.step import Coder
from demarche.weights import made_of

TEXT = (
    "Chad and Norway have been at odds over fishing for years. Norway's coast guard watches the grounds. The "
    "foreign ministry in N'Djamena demanded compensation on Monday. Niger and Mali held talks in Zinder."
)


def events_of(coder: Coder, text: str) -> tuple[Event, ...]:
    """The events of a text, with nothing remembered of it."""
    report = Report("r", text, published=dt.date(2021, 5, 14))
    (sentences,) = coder.parse([text])
    found = coder._events.code(report, sentences)
    linked = implied.by_answers(answers.link(found, text), found.named)
    return whom.completed(linked, found.clusters, found.near, found.named)


def named(events: tuple[Event, ...], trigger: str) -> Event:
    return next(event for event in events if event.trigger.text == trigger)


def test_of_whom_is_demanded_what_no_words_say(coder: Coder) -> None:
    (entity,) = named(events_of(coder, TEXT), "demanded").recipient
    assert entity.country == "NOR" and entity.span is None
    assert entity.how is not None and entity.how.startswith(HOW)


def test_what_words_tell_stays(coder: Coder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what is empty is filled, and talks have no other side."""
    filled = events_of(coder, TEXT)
    monkeypatch.setattr(whom, "LEAST", dict.fromkeys(SIDES, 2.0))
    alone = events_of(coder, TEXT)
    assert [event.id for event in filled] == [event.id for event in alone]
    for event, other in zip(alone, filled, strict=True):
        assert event.actor in {(), other.actor} and event.recipient in {(), other.recipient}
    assert next(event for event in filled if event.event == "CONSULT").recipient == ()


def test_somebody_unknown_who_is_named_needs_more(coder: Coder, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Norway accused Chad of piracy on Monday. On Tuesday Chad accused Big Machine of lying."
    monkeypatch.setattr(whom, "LEAST_BESIDE_UNKNOWN", 2.0)
    assert events_of(coder, text)[-1].recipient == ()


def test_each_country_near_is_weighed_by_as_many_measures(
    coder: Coder, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables: list[tuple[str, Chances]] = []
    kept = whom.chances

    def watched(side: whom.Side, *rest: object) -> Chances | None:
        table = kept(side, *rest)  # type: ignore[arg-type]
        if table is not None:
            tables.append((side, table))
        return table

    monkeypatch.setattr(whom, "chances", watched)
    events_of(coder, TEXT)
    assert [side for side, _ in tables] == ["recipient"]
    (_, table), network = tables[0], networks()["recipient"]
    assert table.numbers.shape == (len(table.pairs), len(network.mean))
    assert table.acts.shape == (len(table.pairs), len(network.vectors[0]))
    assert np.isfinite(table.numbers).all() and len(table.words) == len(table.meant) == len(table.pairs)
    shares = network.shares(table.numbers, table.words, (table.acts,))
    assert ((shares > 0) & (shares < 1)).all()
    blind = network.shares(table.numbers, table.words, (np.zeros((len(table.pairs), 1), np.float32),))
    assert not np.allclose(shares, blind)  # another parser gives no vectors


def test_far_countries_are_not_asked(coder: Coder) -> None:
    between = " ".join(["The town lies on a river."] * (whom.NEAR + 1))
    found = events_of(coder, f"Norway and Chad signed a pact. {between} Peru denounced it as a sham.")
    assert all(e.country != "TCD" for e in found[-1].recipient)


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "whom.npz"
    path.write_bytes(b"nothing")
    with pytest.raises(ModelError, match="the judge of sides"):
        made_of(path, "the judge of sides", lambda weights: whom.Shallow.of(weights, "actor."))
    assert set(LEAST) == set(SIDES)
