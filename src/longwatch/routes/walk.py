"""The shortest closed walk through all places of a graph, and how k walkers share one.

A single walker can't leave every place unvisited for less than the length of that walk: take the place whose first visit
after some instant is last; between its visit before the instant and that one all places are visited, and the walk is closed.
(Y. Chevaleyre, Theoretical analysis of the multi-agent patrolling problem, IAT 2004.)

For k walkers the walk shared evenly is not the best there is, so its length / k bounds nothing. What does hold for the longest
time g that a place waits:
- in any stretch of g, k open walks go through all places, so k g is no less than the least total length of k such walks;
- of k + 1 places one walker visits two within g, so g is no less than the least distance among any k + 1 places.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from longwatch.routes.roads import Roads
from longwatch.routes.tours import ROUNDS, short_tour, tour_length
from longwatch.routes.walk_exact import NODES, SLACK, bound_of, shortest
from longwatch.slots.lp import Floats

_HALVINGS = 50


@dataclass(frozen=True)
class Walk:
    """A closed walk place by place, the first one not repeated; no walk is shorter than `bound`."""

    places: tuple[int, ...]
    length: float
    bound: float

    @property
    def proved(self) -> bool:
        return self.bound >= self.length * (1.0 - 10.0 * SLACK)


@dataclass(frozen=True)
class Shared:
    """Closed walks, each with walkers evenly spaced on it: the longest wait of a place, and what none can be below.

    Waits are in the unit of lengths: metres, where walkers do a metre a second.
    """

    walks: tuple[tuple[int, ...], ...]
    walkers: tuple[int, ...]
    wait: float
    bound: float


def shortest_walk(roads: Roads, *, rounds: int = ROUNDS, nodes: int = NODES, seed: int = 0) -> Walk:
    """By search, then by proof. nodes : of the search tree of the proof, 0 for the bound of its relaxation alone"""
    order = short_tour(roads.between, rounds=rounds, seed=seed)
    length = tour_length(roads.between, order)
    better, bound = shortest(roads, length, nodes=nodes)
    if better is not None:
        return Walk(better, walk_length(roads, better), bound)
    return Walk(roads.along(tuple(order.tolist())), length, bound)


def walk_length(roads: Roads, places: tuple[int, ...]) -> float:
    return math.fsum(float(roads.between[a, b]) for a, b in zip(places, (*places[1:], *places[:1]), strict=True))


def share(roads: Roads, walk: Walk, k: int, *, rounds: int = ROUNDS, seed: int = 0) -> Shared:
    """The walk cut into closed parts, each shared evenly by some of the k walkers: one part, k, or between, as waits least."""
    order = np.array(list(dict.fromkeys(walk.places)), np.int64)
    groups, waits = [(order, k)], [walk.length / k]
    cut = _cut(roads.between, order, k)
    parts = [(part[_toured(roads.between, part, rounds, seed)], j) for part, j in cut]
    parted = [tour_length(roads.between, part) / j for part, j in parts]
    if max(parted) < max(waits):
        groups, waits = parts, parted
    walks = tuple(roads.along(tuple(part.tolist())) for part, _ in groups)
    if len(groups) == 1:
        walks = (walk.places,) if waits[0] == walk.length / k else walks
    wait = max(waits)
    return Shared(walks, tuple(j for _, j in groups), wait, min(wait_at_least(roads, walk, k), wait))


def wait_at_least(roads: Roads, walk: Walk, k: int) -> float:
    """No k walkers leave every place unvisited for less."""
    if k == 1:
        return walk.bound
    return max(_paths_at_least(roads, k) / k, _apart_at_least(roads.between, k + 1))


def _paths_at_least(roads: Roads, k: int) -> float:
    """No k open walks through all places are shorter together: closed by a place from which any other is reached at no cost, and
    which is passed k times at the most.
    """
    free = np.column_stack([np.arange(roads.n), np.full(roads.n, roads.n)])
    joined = Roads(roads.n + 1, np.concatenate([roads.ends, free]), np.concatenate([roads.length, np.zeros(roads.n)]))
    return bound_of(joined, passes=(roads.n, k))


def _apart_at_least(between: Floats, count: int) -> float:
    """The least distance among so many places, which are chosen far apart."""
    if count > len(between):
        return 0.0
    best = 0.0
    for first in range(len(between)):
        chosen, near = [first], between[first].copy()
        while len(chosen) < count:
            place = int(near.argmax())
            chosen.append(place)
            near = np.minimum(near, between[place])
        best = max(best, min(float(between[a, b]) for a, b in combinations(chosen, 2)))
    return best


def _toured(between: Floats, part: NDArray[np.int64], rounds: int, seed: int) -> NDArray[np.int64]:
    """The order of a part that is shortest, that it has among them."""
    own = between[np.ix_(part, part)]
    as_it_is = np.arange(len(part))
    found = short_tour(own, rounds=rounds, seed=seed)
    return found if tour_length(own, found) < tour_length(own, as_it_is) else as_it_is


def _cut(between: Floats, order: NDArray[np.int64], k: int) -> list[tuple[NDArray[np.int64], int]]:
    """Parts of a tour and the walkers of each, k in all, so that the longest wait is least: halving on what it may be."""
    closed = _closed(between, order)
    low, high = 0.0, float(closed[0, -1])
    best = _parts(closed, high, k)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        found = _parts(closed, middle, k)
        if found is None:
            low = middle
        else:
            best, high = found, middle
    assert best is not None  # one part with one walker waits the whole tour
    twice, counts = np.concatenate([order, order]), [j for _, _, j in best]
    for _ in range(k - sum(counts)):  # to where it waits longest
        waits = [float(closed[a, b - a - 1]) / j for (a, b, _), j in zip(best, counts, strict=True)]
        counts[int(np.argmax(waits))] += 1
    return [(twice[a:b], j) for (a, b, _), j in zip(best, counts, strict=True)]


def _closed(between: Floats, order: NDArray[np.int64]) -> Floats:
    """(n, n): length of the n-th place on and so many more, closed: [start, places - 1]."""
    n = len(order)
    twice = np.concatenate([order, order])
    along = np.concatenate([[0.0], np.cumsum(between[twice[:-1], twice[1:]])])
    start = np.arange(n)[:, None]
    end = start + np.arange(n)[None, :]
    closed: Floats = along[end] - along[start] + between[twice[end], twice[start]]
    return closed


def _parts(closed: Floats, wait: float, k: int) -> list[tuple[int, int, int]] | None:
    """(first, last + 1, walkers) of parts that wait no longer, from any start; None where that takes more than k walkers."""
    n = len(closed)
    walkers = np.maximum(np.ceil(closed / max(wait, 1e-300) - 1e-12), 1.0)
    need = np.full((n, n + 1), np.inf)  # by start and places covered
    came = np.zeros((n, n + 1), np.int64)
    need[:, 0] = 0.0
    starts = np.arange(n)
    for covered in range(1, n + 1):
        done = np.arange(covered)
        each = need[:, :covered] + walkers[(starts[:, None] + done[None, :]) % n, covered - 1 - done[None, :]]
        came[:, covered] = each.argmin(axis=1)
        need[:, covered] = each[starts, came[:, covered]]
    first = int(need[:, n].argmin())
    if need[first, n] > k:
        return None
    parts, end = list[tuple[int, int, int]](), n
    while end:
        begin = int(came[first, end])
        a = (first + begin) % n
        parts.append((a, a + end - begin, int(walkers[a, end - 1 - begin])))
        end = begin
    return parts
