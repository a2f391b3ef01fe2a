"""Good tours by PyVRP, where the extra `routes` is installed (N.A. Wouda, L. Lan, W. Kool, PyVRP: a high-performance VRP
solver package, INFORMS J. Computing 36, 2024): places are clients with prizes that need not be visited."""

from __future__ import annotations

import importlib.util
from typing import Any

import numpy as np

from longwatch.errors import BadInputError, Problem
from longwatch.routes.orienteering import Orienteering, Route, Tour

ITERATIONS = 2000
COST_MOST = (
    10_000  # PyVRP counts in whole numbers: a budget is about this many; a little way is worth less than a prize
)
PRIZE_MOST = 1_000_000


def has_pyvrp() -> bool:
    """Whether the extra is installed; nothing of it is imported."""
    return importlib.util.find_spec("pyvrp") is not None


def pyvrp_tour(
    problem: Orienteering, *, seed: int = 0, iterations: int = ITERATIONS, seconds: float | None = None
) -> Tour:
    """A good tour; no bound but the sum of all prizes. With `seconds` a clock stops it, else the count of iterations.

    Costs are rounded up to whole numbers, so every tour fits the true budgets. Raises BadInputError without the extra.
    """
    if not has_pyvrp():
        raise BadInputError(
            Problem("PyVRP", "is not installed", "pip install 'longwatch[routes]', or leave it to the own search")
        )
    from pyvrp.stop import MaxIterations, MaxRuntime

    model = _model(problem)
    stop = MaxIterations(iterations) if seconds is None else MaxRuntime(seconds)
    result = model.solve(stop, seed=seed, collect_stats=False, display=False)
    routes: list[Route] = [()] * len(problem.vehicles)
    if result.is_feasible():
        for route in result.best.routes():
            routes[_vehicle(problem, route.vehicle_type(), routes)] = tuple(
                int(stop.idx) for stop in route.schedule() if stop.is_client()
            )
    made = tuple(routes)
    return Tour(made, problem.score(made), float(problem.prizes.sum()), "PyVRP")


def _kinds(problem: Orienteering) -> list[tuple[int, int, float]]:
    return sorted({(v.start, v.end, v.budget) for v in problem.vehicles})


def _vehicle(problem: Orienteering, kind: int, routes: list[Route]) -> int:
    """The first vehicle of a kind that has no route yet."""
    wanted = _kinds(problem)[kind]
    return next(k for k, v in enumerate(problem.vehicles) if (v.start, v.end, v.budget) == wanted and not routes[k])


def _model(problem: Orienteering) -> Any:
    from pyvrp import Model

    model, scale = Model(), COST_MOST / max(v.budget for v in problem.vehicles)
    most = max(float(problem.prizes.max()), 1e-12)
    worth = most / PRIZE_MOST
    ups = np.ceil(np.minimum(problem.cost, 4.0 * COST_MOST / scale) * scale * (1.0 - 1e-12)).astype(np.int64)
    sites = [model.add_location(0.0, 0.0) for _ in range(len(problem.cost))]
    depots = {k: model.add_depot(sites[k]) for k in sorted({end for v in problem.vehicles for end in (v.start, v.end)})}
    for place in range(problem.n):
        model.add_client(sites[place], prize=round(float(problem.prizes[place]) / worth), required=False)
    for start, end, budget in _kinds(problem):
        number = sum((v.start, v.end, v.budget) == (start, end, budget) for v in problem.vehicles)
        model.add_vehicle_type(
            number, start_depot=depots[start], end_depot=depots[end], max_distance=int(budget * scale), unit_distance_cost=1
        )  # fmt: skip
    for a, one in enumerate(sites):
        for b, other in enumerate(sites):
            if a != b:
                model.add_edge(one, other, distance=int(ups[a, b]))
    return model
