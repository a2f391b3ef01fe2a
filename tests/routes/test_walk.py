"""Shortest closed walks: against every order of small cases, bounds against rosters of walkers, public maps."""

from __future__ import annotations

import csv
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longwatch.errors import BadInputError
from longwatch.routes.least_cuts import loose_sets
from longwatch.routes.roads import Roads
from longwatch.routes.tours import short_tour, shortened, tour_length
from longwatch.routes.walk import Walk, share, shortest_walk, wait_at_least, walk_length
from longwatch.routes.walk_exact import bound_of, in_one_go, shortest

PUBLIC = Path(__file__).parents[2] / ".." / "shared" / "benchmarks" / "patrolling_graphs"


def by_chance(seed: int, n: int) -> Roads:
    """A tree of random roads and some more, lengths sometimes whole, one of them sometimes none at all."""
    dice = np.random.default_rng(seed)
    ends = [(int(dice.integers(b)), b) for b in range(1, n)]
    ends += [(int(a), int(b)) for a, b in dice.integers(0, n, (int(dice.integers(0, n + 1)), 2)) if a != b]
    length = dice.integers(0, 9, len(ends)).astype(float) if seed % 2 else dice.random(len(ends))
    return Roads(n, np.array(ends, np.int64).reshape(-1, 2), length)


def in_plane(seed: int, n: int) -> np.ndarray:
    xy = np.random.default_rng(seed).random((n, 2))
    return np.hypot(*(xy[:, None] - xy).transpose(2, 0, 1))


def shortest_by_counting(between: np.ndarray) -> float:
    n = len(between)
    return min(tour_length(between, np.array((0, *rest))) for rest in permutations(range(1, n)))


def check_walk(roads: Roads, walk: Walk) -> None:
    """It goes along roads, through all places, and is as long as it says."""
    assert set(walk.places) == set(range(roads.n))
    known = {frozenset(pair) for pair in roads.ends.tolist()}
    steps = zip(walk.places, (*walk.places[1:], *walk.places[:1]), strict=True)
    assert roads.n == 1 or all(frozenset(step) in known for step in steps)
    assert walk_length(roads, walk.places) == pytest.approx(walk.length, abs=1e-9)
    assert walk.bound <= walk.length * (1.0 + 1e-9)


@given(st.integers(0, 2**32 - 1), st.integers(1, 7))
@settings(max_examples=40, deadline=None)
def test_the_walk_is_the_shortest_of_all_orders(seed: int, n: int) -> None:
    roads = by_chance(seed, n)
    walk = shortest_walk(roads)
    check_walk(roads, walk)
    assert walk.length == pytest.approx(shortest_by_counting(roads.between), abs=1e-9)
    assert walk.bound == pytest.approx(walk.length, rel=1e-6, abs=1e-9)


@given(st.integers(0, 2**32 - 1), st.integers(2, 7))
@settings(max_examples=20, deadline=None)
def test_a_tour_that_passes_each_place_once_is_bounded_where_detours_are_shorter(seed: int, n: int) -> None:
    between = np.maximum(
        in_plane(seed, n) - 0.3, 0.0
    )  # no distances any more: by way of a third place is often shorter
    best = shortest_by_counting(between)
    assert bound_of(Roads.everywhere(between), once=True) <= best + 1e-9
    better, bound = shortest(Roads.everywhere(between), 2.0 * best + 1.0, once=True)
    assert better is not None
    assert sorted(better) == list(range(n))
    assert tour_length(between, np.array(better)) == pytest.approx(best, abs=1e-6)
    assert bound == pytest.approx(best, abs=1e-6)


@given(st.integers(0, 2**32 - 1), st.integers(8, 30))
@settings(max_examples=6, deadline=None)
def test_what_the_search_finds_the_proof_never_beats_by_much(seed: int, n: int) -> None:
    roads = Roads.everywhere(in_plane(seed, n))
    order = short_tour(roads.between)
    assert sorted(order.tolist()) == list(range(n))
    assert shortened(roads.between, order).tolist() == order.tolist()
    length = tour_length(roads.between, order)
    assert bound_of(roads) <= length + 1e-9
    walk = shortest_walk(roads)
    assert walk.proved
    assert length <= 1.05 * walk.length


def waits_by_counting(roads: Roads, k: int) -> float:
    """Least longest wait of partitions into closed walks, one walker each, and of the shortest walk shared by all."""
    n, best = roads.n, shortest_by_counting(roads.between) / k
    for code in range(k**n):
        parts = [[i for i in range(n) if code // k**i % k == j] for j in range(k)]
        best = min(best, max(shortest_by_counting(roads.between[np.ix_(p, p)]) if p else 0.0 for p in parts))
    return best


@given(st.integers(0, 2**32 - 1), st.integers(1, 6), st.integers(1, 3))
@settings(max_examples=15, deadline=None)
def test_no_bound_on_waits_is_beaten(seed: int, n: int, k: int) -> None:
    roads = by_chance(seed, n)
    walk = shortest_walk(roads)
    found, least = share(roads, walk, k), waits_by_counting(roads, k)
    assert wait_at_least(roads, walk, k) <= least * (1.0 + 1e-9) + 1e-9
    assert found.wait <= walk.length / k * (1.0 + 1e-9)
    assert sum(found.walkers) == k
    assert set().union(*found.walks) == set(range(n))
    own = [walk_length(roads, part) / j for part, j in zip(found.walks, found.walkers, strict=True)]
    assert max(own) == pytest.approx(found.wait, abs=1e-9)


def test_walk_by_walkers_is_no_bound_where_parts_are_far_apart() -> None:
    roads = Roads(4, np.array([(0, 1), (1, 2), (2, 3)]), np.array([1.0, 50.0, 1.0]))
    walk = shortest_walk(roads)
    found = share(roads, walk, 2)
    assert walk.length == pytest.approx(104.0)
    assert found.wait == pytest.approx(2.0)
    assert found.walkers == (1, 1)
    assert wait_at_least(roads, walk, 2) == pytest.approx(1.0)  # three places are 1 apart, two paths together are 2


def test_one_seed_one_walk() -> None:
    roads = Roads.everywhere(in_plane(5, 30))
    assert shortest_walk(roads, seed=3) == shortest_walk(roads, seed=3)


def test_roads_walked_in_one_go_are_each_walked_as_often_as_they_say() -> None:
    ends = np.array([(0, 1), (1, 2), (2, 0), (2, 3), (3, 4)])
    walk = in_one_go(ends, np.array([1.0, 1.0, 1.0, 2.0, 2.0]))
    steps = [frozenset(step) for step in zip(walk, (*walk[1:], walk[0]), strict=True)]
    assert [steps.count(frozenset(pair)) for pair in ends.tolist()] == [1, 1, 1, 2, 2]


def test_pieces_and_thin_cuts_are_found() -> None:
    ends = np.array([(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (2, 3)])
    apart = loose_sets(ends, np.array([1.0] * 6 + [0.0]), 6)
    assert apart == [frozenset({3, 4, 5})]
    thin = loose_sets(ends, np.array([1.0] * 6 + [0.8]), 6)
    assert thin == [frozenset({3, 4, 5})]
    assert loose_sets(ends, np.array([1.0] * 6 + [2.0]), 6) == []


@pytest.mark.parametrize(
    ("n", "ends", "length", "told"),
    [
        (3, [(0, 1)], [1.0], "no road leads from place 0 to [2]"),
        (2, [(0, 2)], [1.0], "not among 0 to 1"),
        (2, [(0, 1)], [-1.0], "negative or no number"),
        (2, [(0, 1)], [float("nan")], "negative or no number"),
        (2, [(0, 1)], [1.0, 2.0], "2 lengths for ends"),
        (0, [], [], "there is no place"),
    ],
)
def test_bad_roads_are_told(n: int, ends: list[tuple[int, int]], length: list[float], told: str) -> None:
    with pytest.raises(BadInputError) as caught:
        Roads(n, np.array(ends, np.int64).reshape(-1, 2), np.array(length))
    assert told in str(caught.value)


def public_map(path: Path) -> Roads:
    """Vertices, width, height, metres a pixel, two offsets; by vertex: number, x, y, degree, (other, letter, pixels) by road."""
    words = iter(path.read_text(encoding="ascii").split())
    n, _, _, metres, _, _ = (float(next(words)) for _ in range(6))
    roads: dict[tuple[int, int], float] = {}
    for _ in range(int(n)):
        a, _, _, degree = (int(next(words)) for _ in range(4))
        for _ in range(degree):
            b, _, pixels = int(next(words)), next(words), float(next(words))
            roads[min(a, b), max(a, b)] = pixels * metres
    return Roads(int(n), np.array(list(roads), np.int64), np.array(list(roads.values())))


@pytest.mark.skipif(not PUBLIC.exists(), reason="the public maps are not here")
@pytest.mark.parametrize("name", ["1r5", "example", "grid", "DIAG_floor1", "broughton"])
def test_walks_of_public_maps_are_no_longer_than_known(name: str) -> None:
    with (PUBLIC / "reference_values.csv").open(encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if row["map"] == name)
    roads = public_map(PUBLIC / f"{name}.graph")
    assert (roads.n, len(roads.ends)) == (int(row["vertices"]), int(row["edges"]))
    assert roads.length.sum() == pytest.approx(float(row["sum_edge_m"]), abs=0.06)
    walk = shortest_walk(roads)
    check_walk(roads, walk)
    assert walk.proved
    assert walk.length <= float(row["tsp_walk_m"]) + 1e-6
    if row["tsp_status"] == "OPTIMAL":
        assert walk.length == pytest.approx(float(row["tsp_walk_m"]), abs=1e-6)
    for k in (2, 4, 8) if roads.n < 100 else (4,):
        found = share(roads, walk, k, rounds=0)
        assert found.bound <= found.wait <= walk.length / k + 1e-9
