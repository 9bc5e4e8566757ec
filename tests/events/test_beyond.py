"""Sentences around an act's own are asked what they say of it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from demarche.events.beyond import AFTER, BEFORE, Beyond


class Head:
    """Says of a word's part what the word's own vector holds, and remembers the distances it was asked."""

    def __init__(self) -> None:
        self.parts = ["actor", "date"]
        self.distances: list[list[int]] = []

    def pairs(self, act: Any, words: Any, distance: Any) -> Any:
        self.distances.append(distance.tolist())
        return words


def sentence(*dates: float) -> Any:
    rows = np.array([[0.1, date] for date in dates], np.float32)
    return SimpleNamespace(
        tokens=list(dates), tree=SimpleNamespace(sentence=SimpleNamespace(vectors=rows if dates else None))
    )


def act(number: int, i: int, row: Any) -> Any:
    return SimpleNamespace(sentence=number, i=i, row=row)


def test_the_likeliest_neighbour_comes_first() -> None:
    clauses = [sentence(0.2, 0.1), sentence(0.3), sentence(0.9, 0.8, 0.7)]
    head: Any = Head()
    near = Beyond(clauses, head).near(act(1, 0, np.zeros(2)), "date", {0, 1, 2})
    assert [one.clauses for one in near] == [clauses[2], clauses[0]]
    assert near[0].scores.tolist() == np.array([0.9, 0.8, 0.7], np.float32).tolist()


def test_distances_run_on_from_sentence_to_sentence() -> None:
    head: Any = Head()
    Beyond([sentence(0.2, 0.1), sentence(0.3, 0.2), sentence(0.9)], head).near(
        act(1, 1, np.zeros(2)), "date", {0, 1, 2}
    )
    assert head.distances == [[-3, -2], [1]]


def test_only_sentences_nearby_that_have_something_to_tell_are_asked() -> None:
    head: Any = Head()
    beyond = Beyond([sentence(0.2)] * 12, head)
    assert len(beyond.near(act(6, 0, np.zeros(2)), "date", range(12))) == BEFORE + AFTER
    assert len(beyond.near(act(6, 0, np.zeros(2)), "date", {0, 5, 6})) == 1
    assert len(head.distances) == BEFORE + AFTER + 1


def test_without_a_head_or_vectors_nobody_is_asked() -> None:
    assert Beyond([sentence(0.2), sentence(0.3)], None).near(act(0, 0, np.zeros(2)), "date", {1}) == []
    head: Any = Head()
    assert Beyond([sentence(0.2), sentence(0.3)], head).near(act(0, 0, None), "date", {1}) == []
    assert Beyond([sentence(0.2), sentence()], head).near(act(0, 0, np.zeros(2)), "date", {1}) == []
