"""The event head's arithmetic."""

from __future__ import annotations

import math

import numpy as np

from demarche.events.heads import LEAST_HEARD, EventHeads, erf


def test_the_error_function_is_that_of_the_standard_library() -> None:
    x = np.linspace(-6, 6, 4001, dtype=np.float32)
    assert np.abs(erf(x) - [math.erf(value) for value in x.tolist()]).max() < 1e-6


def test_a_sentence_is_heard_where_one_of_its_words_may_be_an_act() -> None:
    heads = EventHeads.load()
    assert heads is not None
    rows = np.random.default_rng(2).standard_normal((400, 384)).astype(np.float32)
    acts = 1 - heads.words(rows).types[:, 0]
    least, most = rows[acts.argmin(), None], rows[acts.argmax(), None]
    assert acts.min() < LEAST_HEARD <= acts.max()
    sentences = [least, most, np.concatenate([least, most, least]), *(least.copy() for _ in range(20)), most]
    assert heads.heard(sentences) == [False, True, True, *[False] * 20, True]
    assert heads.heard([]) == []


def test_acts_scored_at_once_are_scored_as_one_by_one() -> None:
    heads = EventHeads.load()
    assert heads is not None
    chance = np.random.default_rng(1)
    rows = chance.standard_normal((5, 384)).astype(np.float32)
    places = np.array([0, 3, 30, 400, 5000])
    among = heads.among(rows, places)
    alone = np.stack([heads.pairs(rows[k].copy(), rows.copy(), places - places[k]) for k in range(5)])
    assert among.shape == (5, 5, len(heads.parts))
    assert np.allclose(among, alone, atol=1e-5)
