"""The best tree from arc scores: the best head of each word, or Chu-Liu/Edmonds where those make no tree."""

from __future__ import annotations

import numpy as np

ROOT_COST = (
    1e5  # taken from every arc to the root where the best tree has several, so that it gets exactly one
)


def best_heads(scores: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Heads (rows, words) of the best single-rooted trees: 0 is the root, n the n-th word.

    `scores`: (rows, words, 1 + words), the root first; words beyond a row's length get head 0.

    Source: argmax first, Chu-Liu/Edmonds for the rest (about 7 % of sentences); the cost of the
    root arc follows Stanojević and Cohen, "A Root of a Problem" (EMNLP 2021).
    """
    rows, words, _ = scores.shape
    scores[:, np.arange(words), np.arange(words) + 1] = -np.inf
    heads: np.ndarray = scores.argmax(2)
    inside = np.arange(words)[None, :] < lengths[:, None]
    heads[~inside] = 0
    one_root = ((heads == 0) & inside).sum(1) == 1
    jump = np.concatenate([np.zeros((rows, 1), heads.dtype), heads], 1)
    row = np.arange(rows)[:, None]
    for _ in range(max(1, int(np.ceil(np.log2(words + 1))))):
        jump = jump[row, jump]
    for r in np.flatnonzero(~one_root | (jump != 0).any(1)):
        n = int(lengths[r])
        heads[r, :n] = spanning_tree(scores[r, :n, : n + 1])
    return heads


def spanning_tree(scores: np.ndarray) -> np.ndarray:
    """Heads (words) of the highest-scoring tree with one root, from scores (words, 1 + words)."""
    n = len(scores)
    full = np.full((n + 1, n + 1), -np.inf)
    full[1:] = scores
    np.fill_diagonal(full, -np.inf)
    heads = _edmonds(full)
    if (heads[1:] == 0).sum() > 1:
        full[1:, 0] -= ROOT_COST
        heads = _edmonds(full)
    best: np.ndarray = heads[1:]
    return best


def _edmonds(scores: np.ndarray) -> np.ndarray:
    """Heads of all nodes (node 0 is the root, its head 0), `scores[d, h]`."""
    heads: np.ndarray = scores.argmax(1)
    heads[0] = 0
    cycle = _cycle(heads)
    if cycle is None:
        return heads
    size = len(scores)
    inside = np.zeros(size, bool)
    inside[cycle] = True
    rest = np.flatnonzero(~inside)
    within = scores[cycle, heads[cycle]]
    # The cycle becomes one node, the last: who enters it breaks one of its arcs.
    small = np.full((len(rest) + 1, len(rest) + 1), -np.inf)
    small[:-1, :-1] = scores[np.ix_(rest, rest)]
    leaving = scores[np.ix_(rest, cycle)]
    leaver = leaving.argmax(1)
    small[:-1, -1] = leaving[np.arange(len(rest)), leaver]
    entering = scores[np.ix_(cycle, rest)] - within[:, None]
    enterer = entering.argmax(0)
    small[-1, :-1] = entering[enterer, np.arange(len(rest))] + within.sum()
    small[0, :] = -np.inf
    solved = _edmonds(small)
    out = heads.copy()
    for d, node in enumerate(rest[1:], 1):
        out[node] = cycle[leaver[d]] if solved[d] == len(rest) else rest[solved[d]]
    out[cycle[enterer[solved[-1]]]] = rest[solved[-1]]
    out[0] = 0
    return out


def _cycle(heads: np.ndarray) -> np.ndarray | None:
    """The nodes of some cycle, or None."""
    seen = np.zeros(len(heads), np.int64)
    for begin in range(1, len(heads)):
        node, path = begin, []
        while node != 0 and seen[node] == 0:
            seen[node] = begin
            path.append(node)
            node = int(heads[node])
        if node != 0 and seen[node] == begin:
            return np.array(path[path.index(node) :])
    return None
