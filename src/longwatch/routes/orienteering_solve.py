"""A good tour, a bound beside it, and the proof where it is within reach."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from longwatch.routes.orienteering import Orienteering, Tour
from longwatch.routes.orienteering_exact import prove
from longwatch.routes.orienteering_pyvrp import has_pyvrp, pyvrp_tour
from longwatch.routes.orienteering_search import search_tour

Searcher = Literal["own", "pyvrp", "both", "best"]
PLACES_MOST = 60  # up to which one vehicle's tour is proved, and PyVRP would only cost time
NODES = 300
CLOCK = {"pyvrp": 0.45, "search": 0.45}  # shares of a time limit; what is left is for the bound


def best_tour(
    problem: Orienteering,
    *,
    searcher: Searcher = "best",
    seed: int = 0,
    rounds: int = 400,
    nodes: int = NODES,
    seconds: float | None = None,
) -> Tour:
    """The best that is found, by the searcher asked for: "best" takes PyVRP too where it is installed and helps.

    rounds : of the own search, and five times as many iterations of PyVRP; nodes : of the tree that proves one vehicle's tour.
    The same seed and counts give the same tour; with `seconds` a clock counts instead.
    """
    if not problem.n or not problem.prizes.any():
        return Tour(tuple(() for _ in problem.vehicles), 0.0, 0.0, "nothing to visit")
    alone = len(problem.vehicles) == 1 and problem.n <= PLACES_MOST
    if searcher == "best":
        searcher = "both" if has_pyvrp() and not alone else "own"
    found = None
    if searcher != "own":
        limit = None if seconds is None else seconds * (CLOCK["pyvrp"] if searcher == "both" else 0.9)
        found = pyvrp_tour(problem, seed=seed, iterations=5 * rounds, seconds=limit)
    if searcher != "pyvrp":
        share = 0.1 if alone else CLOCK["search"] if found is not None else 0.9
        limit = None if seconds is None else seconds * share
        found = search_tour(problem, found, seed=seed, rounds=rounds, seconds=limit)
    assert found is not None
    if found.proved:
        return found
    left = None if seconds is None else seconds * (0.9 if alone else 0.1)
    proved = prove(problem, found, nodes=nodes if len(problem.vehicles) == 1 else 1, seconds=left)
    better = proved.routes != found.routes
    return replace(proved, method=f"{found.method}; {proved.method}" if better else found.method)
