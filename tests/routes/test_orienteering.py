"""Orienteering: the proof against every order of small cases, the searches against the proof, public proved values."""

from __future__ import annotations

import csv
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.orienteering_files import points_file
from longwatch.errors import BadInputError
from longwatch.routes import orienteering_pyvrp
from longwatch.routes.orienteering import Orienteering, Vehicle
from longwatch.routes.orienteering_exact import prove
from longwatch.routes.orienteering_pyvrp import has_pyvrp, pyvrp_tour
from longwatch.routes.orienteering_search import search_tour, shortened
from longwatch.routes.orienteering_solve import best_tour

PUBLIC = Path(__file__).parents[2] / ".." / "shared" / "benchmarks"


def by_chance(seed, n, vehicles=1, skew=0.0, same_end=False):
    dice = np.random.default_rng(seed)
    xy = dice.random((n + 2, 2))
    cost = np.hypot(*(xy[:, None] - xy).transpose(2, 0, 1)) * (1.0 + skew * dice.random((n + 2, n + 2)))
    np.fill_diagonal(cost, 0.0)
    prizes = dice.integers(0, 9, n).astype(float)
    if seed % 3 == 0:
        prizes += dice.random(n)
    end = n if same_end else n + 1
    fleet = tuple(Vehicle(n, end, float(dice.uniform(0.5, 2.0))) for _ in range(vehicles))
    return Orienteering(prizes, cost, fleet)


def most_by_counting(problem):
    """The best score of one vehicle, over all orders of all sets."""
    best = 0.0
    for length in range(problem.n + 1):
        for order in permutations(range(problem.n), length):
            if not order or problem.length(problem.vehicles[0], order) <= problem.vehicles[0].budget:
                best = max(best, problem.score((order,)))
    return best


@given(st.integers(0, 2**32 - 1), st.integers(1, 6), st.booleans())
@settings(max_examples=25, deadline=None)
def test_the_proof_is_the_best_of_all_orders(seed, n, same_end):
    problem = by_chance(seed, n, same_end=same_end)
    found = prove(problem)
    assert found.proved
    assert not problem.broken(found.routes)
    assert found.score == pytest.approx(most_by_counting(problem))


@given(st.integers(0, 2**32 - 1), st.integers(1, 6))
@settings(max_examples=15, deadline=None)
def test_the_bound_holds_where_both_ways_differ(seed, n):
    problem = by_chance(seed, n, skew=0.8)
    assert prove(problem).bound >= most_by_counting(problem) - 1e-9


@given(st.integers(0, 2**32 - 1), st.integers(1, 6), st.booleans())
@settings(max_examples=60, deadline=None)
def test_the_bound_holds_where_a_detour_is_cheaper(seed, n, both_ways):
    """Costs that know no triangle inequality; places without a prize lie on the way too."""
    dice = np.random.default_rng(seed)
    cost = dice.random((n + 2, n + 2)) ** 3
    cost = np.minimum(cost, cost.T) if both_ways else cost
    prizes = dice.integers(0, 4, n).astype(float)
    problem = Orienteering(prizes, cost, (Vehicle(n, n + 1, float(dice.uniform(0.05, 1.0))),))
    most, found = most_by_counting(problem), prove(problem)
    assert not problem.broken(found.routes)
    assert found.bound >= most - 1e-9
    assert not found.proved or found.score == pytest.approx(most)
    assert found.proved or not both_ways
    assert best_tour(problem, searcher="own", rounds=10).bound >= most - 1e-9


def test_a_place_that_only_a_detour_reaches_is_within_reach():
    cost = np.array(
        [[0.0, 1, 9, 9], [1, 0, 1, 1], [9, 1, 0, 0], [9, 1, 0, 0]]
    )  # 0 is far off but by way of 1, worth nothing
    problem = Orienteering(np.array([5.0, 0.0]), cost, (Vehicle(2, 3, 11.0),))
    assert not problem.metric
    assert problem.reaches(problem.vehicles[0], 0)
    found = prove(problem)
    assert (found.score, found.bound, found.routes) in [(5.0, 5.0, ((1, 0),)), (5.0, 5.0, ((0, 1),))]


@given(st.integers(0, 2**32 - 1), st.integers(1, 12), st.integers(1, 3), st.sampled_from([0.0, 0.5]))
@settings(max_examples=25, deadline=None)
def test_tours_keep_budgets_and_bounds_hold_for_them(seed, n, vehicles, skew):
    problem = by_chance(seed, n, vehicles, skew)
    found = search_tour(problem, seed=seed % 7, rounds=30)
    assert not problem.broken(found.routes)
    assert found.score == pytest.approx(problem.score(found.routes))
    assert prove(problem, nodes=1).bound >= found.score - 1e-9
    before = [problem.length(v, r) for v, r in zip(problem.vehicles, found.routes, strict=True)]
    after = [problem.length(v, r) for v, r in zip(problem.vehicles, shortened(problem, found.routes), strict=True)]
    assert all(a <= b + 1e-9 for a, b in zip(after, before, strict=True))


def test_the_same_seed_gives_the_same_tour_and_the_search_meets_the_proof():
    problem = by_chance(5, 14)
    one, other = (best_tour(problem, searcher="own", seed=3, rounds=200) for _ in range(2))
    assert one == other
    assert one.proved
    assert search_tour(problem, seed=3, rounds=200).score == one.score


def test_nothing_within_reach_is_a_tour_of_nothing():
    problem = Orienteering(np.array([5.0]), np.full((2, 2), 9.0), (Vehicle(1, 1, 10.0),))
    found = best_tour(problem, searcher="own", rounds=5)
    assert (found.routes, found.score, found.bound) == (((),), 0.0, 0.0)


def test_a_route_beyond_its_budget_or_twice_at_a_place_is_called_broken():
    problem = by_chance(1, 4, vehicles=2)
    assert problem.broken(((0, 1, 2, 3, 0), ())) == ["a place is visited twice", "route 0 is longer than its budget"]
    assert problem.broken(((9,), ()))[0] == "a stop is no place"


def test_without_the_extra_pyvrp_is_refused_with_its_name(monkeypatch):
    monkeypatch.setattr(orienteering_pyvrp, "has_pyvrp", lambda: False)
    with pytest.raises(BadInputError, match=r"longwatch\[routes\]"):
        pyvrp_tour(by_chance(1, 4))


@pytest.mark.skipif(not has_pyvrp(), reason="the extra `routes` is not installed")
@pytest.mark.parametrize("skew", [0.0, 0.5])
def test_pyvrp_finds_tours_within_budgets_and_the_same_again(skew):
    problem = by_chance(7, 14, vehicles=2, skew=skew)
    one, other = (pyvrp_tour(problem, seed=1, iterations=200) for _ in range(2))
    assert one == other
    assert not problem.broken(one.routes)
    assert 0.0 < one.score <= prove(problem, nodes=1).bound
    assert best_tour(problem, searcher="both", rounds=40).score >= one.score * 0.9


SMALL = [(1, "05"), (1, "10"), (1, "15"), (1, "46"), (1, "73"), (3, "015"), (3, "035"), (3, "060")]


@pytest.mark.parametrize(("set_", "budget"), SMALL)
def test_proved_values_of_public_instances(set_, budget):
    folder = PUBLIC / "op_tsiligirides"
    if not folder.exists():
        pytest.skip("the public instances are not here")
    check_public(folder, set_, f"tsiligirides_problem_{set_}_budget_{budget}")


@pytest.mark.soak
@pytest.mark.parametrize("set_", [1, 3])
def test_all_proved_values_of_public_instances(set_):
    folder = PUBLIC / "op_tsiligirides"
    if not folder.exists():
        pytest.skip("the public instances are not here")
    for file in sorted((folder / f"problem_{set_}").glob("*.txt")):
        check_public(folder, set_, file.stem)


def check_public(folder, set_, name):
    with (folder / f"proved_problem_{set_}.csv").open() as file:
        row = next(row for row in csv.DictReader(file) if row["instance"] == name)
    problem = points_file(folder / f"problem_{set_}" / f"{name}.txt")
    found = best_tour(problem, searcher="own", rounds=200, nodes=5000)
    assert not problem.broken(found.routes)
    assert found.proved
    assert float(row["score"]) <= found.score <= float(row["bound"])
