"""The orienteering problem: which places to visit, in which order, for the most prize within a budget each vehicle has.

Places 0 to n - 1 carry prizes; terminals follow, n to n + s - 1, where vehicles start and end. `cost` is any quantity that
adds up along a route, not necessarily the same both ways: metres, or seconds with half of the dwell at both ends of a leg.
Nor need a detour cost more than the straight leg (the triangle inequality): what is out of reach is judged by `least`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from longwatch.slots.lp import Floats

Route = tuple[int, ...]  # places in order, without the terminals


@dataclass(frozen=True)
class Vehicle:
    """Where it starts and where it ends (indices of terminals), and the budget between."""

    start: int
    end: int
    budget: float


def allowed(vehicle: Vehicle) -> float:
    """Its budget and what rounding may add."""
    return vehicle.budget * (1.0 + 1e-9) + 1e-9


@dataclass(frozen=True, eq=False)
class Orienteering:
    """prizes : (n,), none negative; cost : (n + s, n + s), none negative."""

    prizes: Floats
    cost: Floats
    vehicles: tuple[Vehicle, ...]

    @property
    def n(self) -> int:
        return len(self.prizes)

    @cached_property
    def grain(self) -> float:
        """Every sum of prizes is a multiple of this; 0 where they are not whole numbers."""
        if not np.all(self.prizes == np.round(self.prizes)) or not self.prizes.any():
            return 0.0
        return float(math.gcd(*(int(prize) for prize in self.prizes)))

    @cached_property
    def least(self) -> Floats:
        """(n + s, n + s) the least cost from a to b over any places between (R.W. Floyd, Algorithm 97, 1962)."""
        least = self.cost.astype(np.float64)
        for place in range(self.n):
            np.minimum(least, least[:, place, None] + least[place], out=least)
        return least

    @cached_property
    def metric(self) -> bool:
        """Whether no detour costs less than the straight leg."""
        apart = ~np.eye(len(self.cost), dtype=bool)
        return bool(np.all(self.least[apart] >= self.cost[apart] * (1.0 - 1e-12)))

    def length(self, vehicle: Vehicle, route: Route) -> float:
        """What a route costs, its terminals included."""
        stops = (vehicle.start, *route, vehicle.end)
        return math.fsum(float(self.cost[a, b]) for a, b in pairwise(stops))

    def score(self, routes: tuple[Route, ...]) -> float:
        return math.fsum(float(self.prizes[place]) for route in routes for place in route)

    def broken(self, routes: tuple[Route, ...]) -> list[str]:
        """What is wrong with routes, one for each vehicle: nothing, as a rule. Counts all anew."""
        wrong = [] if len(routes) == len(self.vehicles) else ["there is not one route for each vehicle"]
        visited = [place for route in routes for place in route]
        wrong += ["a place is visited twice"] if len(set(visited)) < len(visited) else []
        if any(not 0 <= place < self.n for place in visited):
            return [*wrong, "a stop is no place"]
        for k, (vehicle, route) in enumerate(zip(self.vehicles, routes, strict=False)):
            if route and self.length(vehicle, route) > allowed(vehicle):
                wrong.append(f"route {k} is longer than its budget")
        return wrong

    def reaches(self, vehicle: Vehicle, place: int) -> bool:
        """Whether it can visit the place and be back by the cheapest ways, over other places where that costs less."""
        return bool(self.least[vehicle.start, place] + self.least[place, vehicle.end] <= allowed(vehicle))

    def rounded(self, bound: float) -> float:
        """A bound on the score brought down to the next sum of prizes there can be."""
        bound = min(bound, float(self.prizes.sum()))
        return math.floor(bound / self.grain + 1e-6) * self.grain if self.grain else bound


@dataclass(frozen=True)
class Tour:
    """Routes, one for each vehicle (empty: it stays), their score, a bound on any, and how they were found."""

    routes: tuple[Route, ...]
    score: float
    bound: float
    method: str

    @property
    def proved(self) -> bool:
        return self.bound <= self.score * (1.0 + 1e-9) + 1e-9
