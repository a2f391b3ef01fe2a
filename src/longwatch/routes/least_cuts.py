"""Cuts that a fractional solution breaks, by least cuts between nodes of its graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from longwatch.slots.lp import Floats

GRAIN = 1_000_000  # capacities are whole numbers
EPSILON = 1e-4  # by which a cut must be broken to be worth a row


@dataclass(frozen=True)
class Cut:
    """A set of nodes: the edges out of it are used at least twice as often as node `of` is visited, or by every vehicle."""

    nodes: frozenset[int]
    of: int | None  # None: all sources lie in it and no sink does


def broken_cuts(
    ends: NDArray[np.int64], uses: Floats, visits: Floats, n_sources: int, n_sinks: int, vehicles: int
) -> list[Cut]:
    """Nodes are places, sources, sinks, in this order. ends : (m, 2); uses : (m,); visits : (places,)."""
    n = len(visits)
    total = n + n_sources + n_sinks
    sources, sinks = range(n, n + n_sources), range(n + n_sources, total)
    plenty = 4.0 * vehicles
    outside = [(terminal, total, plenty) for terminal in (*sources, *sinks)]
    network = _network(ends, uses, outside, total + 1)
    found, seen = list[Cut](), set[frozenset[int]]()
    for place in sorted(np.flatnonzero(visits > 1e-6).tolist(), key=lambda i: (-visits[i], i)):
        flow, side = _least_cut(network, place, total)
        if flow >= 2.0 * visits[place] - EPSILON or side in seen:
            continue
        seen.add(side)
        dearest = max(side, key=lambda i: (visits[i], -i))
        found += [Cut(side, of) for of in sorted({place, dearest}) if flow < 2.0 * visits[of] - EPSILON]
    apart = [(terminal, total, plenty) for terminal in sources] + [(terminal, total + 1, plenty) for terminal in sinks]
    flow, side = _least_cut(_network(ends, uses, apart, total + 2), total, total + 1)
    if flow < vehicles - EPSILON:
        found.append(Cut(frozenset(node for node in side if node < total), None))
    return found


def _network(ends: NDArray[np.int64], uses: Floats, more: list[tuple[int, int, float]], n: int) -> Any:
    """Capacities both ways."""
    from scipy.sparse import csr_matrix

    used = np.flatnonzero(uses > 1e-7)
    a = np.concatenate([ends[used, 0], [one for one, _, _ in more]]).astype(np.int64)
    b = np.concatenate([ends[used, 1], [other for _, other, _ in more]]).astype(np.int64)
    size = np.round(GRAIN * np.concatenate([uses[used], [width for _, _, width in more]])).astype(np.int32)
    return csr_matrix((np.tile(size, 2), (np.concatenate([a, b]), np.concatenate([b, a]))), shape=(n, n))


def _least_cut(network: Any, source: int, sink: int) -> tuple[float, frozenset[int]]:
    """(its width, the nodes on the side of the source)."""
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow

    flow = maximum_flow(network, source, sink)
    left = network - flow.flow
    left.data[left.data < 0] = 0
    left.eliminate_zeros()
    side = breadth_first_order(left, source, return_predecessors=False)
    return flow.flow_value / GRAIN, frozenset(int(node) for node in side)


def loose_sets(ends: NDArray[np.int64], uses: Floats, n: int, least: float = 2.0) -> list[frozenset[int]]:
    """Sets of nodes, none of them with node 0, that edges lead out of less than `least` times: the pieces of a graph that falls
    apart, otherwise those by least cuts. ends : (m, 2); uses : (m,)
    """
    from scipy.sparse.csgraph import connected_components

    network = _network(ends, uses, [], n)
    number, piece = connected_components(network, directed=False)
    if number > 1:
        return [frozenset(np.flatnonzero(piece == k).tolist()) for k in range(number) if k != piece[0]]
    found: dict[frozenset[int], None] = {}
    for node in range(1, n):
        if any(node in side for side in found):
            continue
        flow, side = _least_cut(network, node, 0)
        if flow < least - EPSILON:
            found[side] = None
    return list(found)
