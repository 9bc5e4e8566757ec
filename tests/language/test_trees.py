"""The tree search against an independent one: all trees of small sentences."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from demarche.language.trees import best_heads, spanning_tree


def is_tree(heads: tuple[int, ...]) -> bool:
    if sum(head == 0 for head in heads) != 1:
        return False
    for word in range(1, len(heads) + 1):
        at, steps = word, 0
        while at:
            at, steps = heads[at - 1], steps + 1
            if steps > len(heads):
                return False
    return True


def best(scores: np.ndarray) -> float:
    n = len(scores)
    every = product(*[[h for h in range(n + 1) if h != word] for word in range(1, n + 1)])
    return max(sum(scores[d, h] for d, h in enumerate(heads)) for heads in every if is_tree(heads))


@pytest.mark.parametrize("seed", range(60))
def test_the_best_single_rooted_tree_is_found(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 6))
    scores = rng.normal(size=(n, n + 1)) * 3
    heads = tuple(spanning_tree(scores).tolist())
    assert is_tree(heads)
    assert sum(scores[d, h] for d, h in enumerate(heads)) == pytest.approx(best(scores))


def test_rows_of_a_batch_are_trees_up_to_their_length() -> None:
    rng = np.random.default_rng(0)
    lengths = np.array([1, 4, 9, 12])
    scores = rng.normal(size=(4, 12, 13)).astype(np.float32)
    for row, n in enumerate(lengths):
        scores[row, :, n + 1 :] = -1e9
    heads = best_heads(scores, lengths)
    for row, n in enumerate(lengths):
        assert is_tree(tuple(heads[row, :n].tolist()))
