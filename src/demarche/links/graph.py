"""Graphs of answers: components, breaking of cycles, longest paths; checked against networkx."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)
Edge = tuple[Node, Node]


def components(nodes: Iterable[Node], edges: Iterable[Edge[Node]]) -> list[list[Node]]:
    """The weakly connected components, each in the order of `nodes`, by their first node."""
    parent = {node: node for node in nodes}

    def root(node: Node) -> Node:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for a, b in edges:
        parent[root(a)] = root(b)
    groups: dict[Node, list[Node]] = defaultdict(list)
    for node in parent:
        groups[root(node)].append(node)
    return list(groups.values())


def acyclic(
    edges: Iterable[Edge[Node]], *, worth: Callable[[Edge[Node]], tuple[float, ...]]
) -> list[Edge[Node]]:
    """The edges that are left when, best first, each edge that would close a cycle is dropped.

    `worth`: larger is kept first; ties are broken by the edge itself, so that the result does not depend on
    the order of the input.
    """
    onward: dict[Node, set[Node]] = defaultdict(set)
    kept = []
    for edge in sorted(set(edges), key=lambda e: (tuple(-w for w in worth(e)), str(e[0]), str(e[1]))):
        start, end = edge
        if start == end or _reaches(onward, end, start):
            continue
        onward[start].add(end)
        kept.append(edge)
    return kept


def _reaches(onward: dict[Node, set[Node]], start: Node, end: Node) -> bool:
    seen, queue = {start}, [start]
    while queue:
        node = queue.pop()
        if node == end:
            return True
        for following in onward.get(node, ()):
            if following not in seen:
                seen.add(following)
                queue.append(following)
    return False


def longest_path(nodes: Sequence[Node], edges: Iterable[Edge[Node]]) -> list[Node]:
    """The nodes of a longest path of an acyclic graph, from its start to its end; the first of equals in
    `nodes`' order.

    Raises:
        ValueError: the graph has a cycle.
    """
    onward: dict[Node, list[Node]] = {node: [] for node in nodes}
    degree = dict.fromkeys(nodes, 0)
    for a, b in edges:
        onward[a].append(b)
        degree[b] += 1
    ready = deque(node for node in nodes if not degree[node])
    length = dict.fromkeys(nodes, 1)
    before: dict[Node, Node] = {}
    done = 0
    while ready:
        node = ready.popleft()
        done += 1
        for following in onward[node]:
            if length[node] + 1 > length[following]:
                length[following] = length[node] + 1
                before[following] = node
            degree[following] -= 1
            if not degree[following]:
                ready.append(following)
    if done < len(onward):
        raise ValueError("the graph has a cycle; break it with `acyclic` first")
    path = [max(length, key=lambda node: length[node])] if length else []
    while path and path[-1] in before:
        path.append(before[path[-1]])
    return path[::-1]
