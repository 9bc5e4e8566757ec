"""Graph code against networkx on random graphs."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demarche.links.graph import acyclic, components, longest_path

edges_of = st.lists(st.tuples(st.integers(0, 15), st.integers(0, 15)), max_size=40)


@settings(max_examples=60, deadline=None)
@given(edges_of)
def test_components_are_those_of_networkx(edges: list[tuple[int, int]]) -> None:
    nodes = list(range(16))
    graph = nx.DiGraph(edges)
    graph.add_nodes_from(nodes)
    assert {frozenset(group) for group in components(nodes, edges)} == {
        frozenset(group) for group in nx.weakly_connected_components(graph)
    }


@settings(max_examples=60, deadline=None)
@given(
    edges_of,
    st.dictionaries(st.tuples(st.integers(0, 15), st.integers(0, 15)), st.floats(0, 1)),
    st.randoms(),
)
def test_cycles_are_broken_at_the_least_worth_and_no_more_than_needed(edges, worth, chance) -> None:  # type: ignore[no-untyped-def]
    kept = acyclic(edges, worth=lambda edge: (worth.get(edge, 0.0),))
    graph = nx.DiGraph(kept)
    assert nx.is_directed_acyclic_graph(graph)
    for edge in set(edges) - set(kept):
        closed = nx.DiGraph([*kept, edge])
        assert edge[0] == edge[1] or not nx.is_directed_acyclic_graph(closed)
        cheaper = [e for e in kept if worth.get(e, 0.0) < worth.get(edge, 0.0)]
        if edge[0] != edge[1]:
            rest = nx.DiGraph([e for e in kept if e not in cheaper] + [edge])
            assert not nx.is_directed_acyclic_graph(rest)
    shuffled = list(edges)
    chance.shuffle(shuffled)
    assert set(acyclic(shuffled, worth=lambda edge: (worth.get(edge, 0.0),))) == set(kept)


@settings(max_examples=60, deadline=None)
@given(edges_of)
def test_longest_path_is_as_long_as_that_of_networkx(edges: list[tuple[int, int]]) -> None:
    forward = sorted({(min(a, b), max(a, b)) for a, b in edges if a != b})
    nodes = list(range(16))
    graph = nx.DiGraph(forward)
    graph.add_nodes_from(nodes)
    path = longest_path(nodes, forward)
    assert len(path) == len(nx.dag_longest_path(graph))
    assert all(pair in forward for pair in pairwise(path))


def test_a_cycle_has_no_longest_path() -> None:
    with pytest.raises(ValueError, match="cycle"):
        longest_path([1, 2], [(1, 2), (2, 1)])
