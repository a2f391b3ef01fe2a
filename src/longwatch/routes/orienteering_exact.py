"""Bound and proof for orienteering: branch and cut on the undirected relaxation.

x_e says how often an edge is used, y_i whether place i is visited; S, T are the sources and sinks of the vehicles:

    max sum_i prize_i y_i                              degree of place i = 2 y_i, of a source or sink = its vehicles
    sum_e cost_e x_e <= sum of all budgets             cost_e the less of both ways
    x(cut of U) >= 2 y_i   for i in U, U places only   cut off by least cuts where the solution breaks it
    x(cut of U) >= vehicles for U with all sources, no sink

(M. Fischetti, J.J. Salazar, P. Toth, Solving the orienteering problem through branch-and-cut, INFORMS J. Computing 10, 1998;
for several vehicles with one budget in common this is a relaxation.) A vehicle that stays uses an edge from source to sink,
which takes up its budget. Costs need not keep the triangle inequality: what no budget allows is left out by the cheapest ways
there are, the rest holds for any costs. Every bound is a dual value made safe; prizes that are whole round it down to their
common divisor.
"""

from __future__ import annotations

import heapq
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np

from longwatch.routes.least_cuts import Cut, broken_cuts
from longwatch.routes.orienteering import Orienteering, Route, Tour, Vehicle, allowed
from longwatch.routes.programme import Programme
from longwatch.slots.lp import Floats, Model

NODES = 2000  # of the tree
ROUNDS = 60  # of cutting at a node
WHOLE = 1e-5

Part = dict[int, tuple[float, float]]  # column -> its bounds in a part of the search


@dataclass(frozen=True)
class Graph:
    """Nodes: those places that somebody can visit, then sources, then sinks. Edges as (a, b, cost, most uses)."""

    places: tuple[int, ...]  # node -> place
    sources: tuple[tuple[int, int], ...]  # (terminal, vehicles)
    sinks: tuple[tuple[int, int], ...]
    edges: tuple[tuple[int, int, float, float], ...]

    @property
    def n(self) -> int:
        return len(self.places)


class _Tree:
    """Open parts of the search, the programme they share, and the best tour so far."""

    def __init__(self, problem: Orienteering, tour: Tour | None) -> None:
        self.problem = problem
        self.graph = graph_of(problem)
        self.programme = Programme(_model(problem, self.graph), random_seed=0)
        self.ends = np.array([edge[:2] for edge in self.graph.edges], np.int64).reshape(-1, 2)
        self.best = tour.routes if tour is not None else tuple(() for _ in problem.vehicles)
        self.score = problem.score(self.best)
        self.leaves = 0.0  # best bound of parts that no branch can decide: whole values that are no tours
        self.known = set[Cut]()

    def worth(self, bound: float) -> bool:
        return self.problem.rounded(bound) > self.score * (1.0 + 1e-9) + 1e-9

    def solved(self, part: Part, deadline: float) -> tuple[Floats, float] | None:
        """(values, bound) of a part once no cut is broken, or its bound is no longer worth it; None where it is empty."""
        for column, (low, high) in part.items():
            self.programme.limit(column, low, high)
        try:
            for _ in range(ROUNDS):
                found = self.programme.relaxed()
                if found is None:
                    return None
                values, bound = found[0], -found[1]
                if not self.worth(bound) or time.perf_counter() > deadline or not self._cut(values):
                    break
            return values, bound
        finally:
            for column in part:
                self.programme.limit(column, 0.0, self.most(column))

    def most(self, column: int) -> float:
        m = len(self.graph.edges)
        return self.graph.edges[column][3] if column < m else 1.0

    def _cut(self, values: Floats) -> bool:
        graph, m = self.graph, len(self.graph.edges)
        vehicles = len(self.problem.vehicles)
        uses, visits = values[:m], values[m:]
        fresh = [
            cut for cut in broken_cuts(self.ends, uses, visits, len(graph.sources), len(graph.sinks), vehicles)
            if cut not in self.known
        ]  # fmt: skip
        for cut in fresh:
            self.known.add(cut)
            inside = np.isin(self.ends, list(cut.nodes))
            terms = [(int(e), 1.0) for e in np.flatnonzero(inside[:, 0] != inside[:, 1])]
            if cut.of is None:
                self.programme.add(terms, low=float(vehicles))
            else:
                self.programme.add([*terms, (m + cut.of, -2.0)], low=0.0)
        near = [e for e in np.flatnonzero(uses > WHOLE) for end in self.ends[e]
                if end < graph.n and uses[e] > visits[end] + 1e-4 and self._edge_cut(int(e), int(end))]  # fmt: skip
        return bool(fresh or near)

    def _edge_cut(self, edge: int, node: int) -> bool:
        """No edge is used more often than its place is visited."""
        cut = Cut(frozenset((-1, edge)), node)
        if cut in self.known:
            return False
        self.known.add(cut)
        self.programme.add([(edge, -1.0), (len(self.graph.edges) + node, 1.0)], low=0.0)
        return True

    def taken(self, values: Floats) -> bool:
        """Whether whole values are tours within budgets; if they beat the best, they are it."""
        routes = _routes(self.problem, self.graph, self.ends, values)
        worth = float(values[len(self.graph.edges) :] @ self.problem.prizes[list(self.graph.places)])
        if routes is None or self.problem.broken(routes) or self.problem.score(routes) < worth * (1.0 - 1e-6) - 1e-6:
            return False
        if self.problem.score(routes) > self.score:
            self.best, self.score = routes, self.problem.score(routes)
        return True


def prove(problem: Orienteering, tour: Tour | None = None, *, nodes: int = NODES, seconds: float | None = None) -> Tour:
    """The best tour, or the better of a given one and those found on the way, with a bound.

    nodes : parts of the search looked at, 1 for the bound of the relaxation alone; seconds : a clock beside them, with which
    the answer can't be repeated
    """
    deadline = math.inf if seconds is None else time.perf_counter() + seconds
    tree, numbers = _Tree(problem, tour), count()
    queue: list[tuple[float, int, Part]] = [(-math.inf, next(numbers), {})]
    for _ in range(nodes):
        if not queue or time.perf_counter() > deadline or not tree.worth(-queue[0][0]):
            break
        above, _, part = heapq.heappop(queue)
        found = tree.solved(part, deadline)
        if found is None:
            continue
        values, bound = found[0], min(found[1], -above)
        if not tree.worth(bound):
            continue
        column = _branch(problem, tree.graph, values)
        if column is None:
            if not tree.taken(values):
                tree.leaves = max(tree.leaves, bound)
            continue
        low, high = part.get(column, (0.0, tree.most(column)))
        middle = float(math.floor(values[column]))
        for limits in ((middle + 1.0, high), (low, middle)):
            heapq.heappush(queue, (-bound, next(numbers), part | {column: limits}))
    left = max([tree.leaves, *(-key for key, _, _ in queue)])
    bound = max(problem.rounded(left) if left > 0.0 else 0.0, tree.score)
    method = tour.method if tour is not None and tree.best == tour.routes else "branch and cut"
    return Tour(tree.best, tree.score, min(bound, float(problem.prizes.sum())), method)


def _branch(problem: Orienteering, graph: Graph, values: Floats) -> int | None:
    """The column to decide next: a place that is half visited first, dear ones before; None where all is whole."""
    m = len(graph.edges)
    off = np.abs(values - np.round(values))
    visits = off[m:] * (1.0 + problem.prizes[list(graph.places)] / max(float(problem.prizes.max()), 1e-12))
    if len(visits) and off[m:].max() > WHOLE:
        return m + int(np.argmax(visits))
    return int(np.argmax(off[:m])) if m and off[:m].max() > WHOLE else None


def graph_of(problem: Orienteering) -> Graph:
    """Places and edges that some route within a budget may use, whether or not the costs keep the triangle inequality.

    What comes before and after is counted by `least`, the cheapest way there is. A place without a prize is of use only where
    a way over it is cheaper than the straight one.
    """
    vehicles, cost = problem.vehicles, problem.cost
    fits = [
        i
        for i in range(problem.n)
        if (problem.prizes[i] > 0.0 or not problem.metric) and any(problem.reaches(vehicle, i) for vehicle in vehicles)
    ]
    sources, sinks = _counted([v.start for v in vehicles]), _counted([v.end for v in vehicles])
    n, edges = len(fits), list[tuple[int, int, float, float]]()
    for a, i in enumerate(fits):
        for s, (terminal, _) in enumerate(sources):
            if any(_leaves_by(problem, v, i) for v in vehicles if v.start == terminal):
                edges.append((a, n + s, float(cost[terminal, i]), 1.0))
        for t, (terminal, _) in enumerate(sinks):
            if any(_ends_by(problem, v, i) for v in vehicles if v.end == terminal):
                edges.append((a, n + len(sources) + t, float(cost[i, terminal]), 1.0))
        for b in range(a + 1, n):
            j = fits[b]
            if any(_goes_by(problem, v, i, j) or _goes_by(problem, v, j, i) for v in vehicles):
                edges.append((a, b, float(min(cost[i, j], cost[j, i])), 1.0))
    for s, (start, number) in enumerate(sources):
        for t, (end, others) in enumerate(sinks):
            stays = [v.budget for v in vehicles if (v.start, v.end) == (start, end)]
            if stays:
                edges.append((n + s, n + len(sources) + t, min(stays), float(min(number, others))))
    return Graph(tuple(fits), sources, sinks, tuple(edges))


def _leaves_by(problem: Orienteering, vehicle: Vehicle, first: int) -> bool:
    return bool(problem.cost[vehicle.start, first] + problem.least[first, vehicle.end] <= allowed(vehicle))


def _ends_by(problem: Orienteering, vehicle: Vehicle, last: int) -> bool:
    return bool(problem.least[vehicle.start, last] + problem.cost[last, vehicle.end] <= allowed(vehicle))


def _goes_by(problem: Orienteering, vehicle: Vehicle, i: int, j: int) -> bool:
    least = problem.least
    return bool(least[vehicle.start, i] + problem.cost[i, j] + least[j, vehicle.end] <= allowed(vehicle))


def _counted(terminals: Sequence[int]) -> tuple[tuple[int, int], ...]:
    return tuple((one, terminals.count(one)) for one in sorted(set(terminals)))


def _model(problem: Orienteering, graph: Graph) -> Model:
    model = Model()
    for _, _, _, most in graph.edges:
        model.column(0.0, most)
    visit = [model.column(0.0, 1.0, -float(problem.prizes[place])) for place in graph.places]
    at: list[list[tuple[int, float]]] = [[] for _ in range(graph.n + len(graph.sources) + len(graph.sinks))]
    for e, (a, b, _, _) in enumerate(graph.edges):
        at[a].append((e, 1.0))
        at[b].append((e, 1.0))
    for node, column in enumerate(visit):
        model.row([*at[node], (column, -2.0)], 0.0, 0.0)
    for node, (_, number) in enumerate((*graph.sources, *graph.sinks), graph.n):
        model.row(at[node], float(number), float(number))
    budget = math.fsum(vehicle.budget for vehicle in problem.vehicles) * (1.0 + 1e-9) + 1e-9
    model.row([(e, cost) for e, (_, _, cost, _) in enumerate(graph.edges)], high=budget)
    return model


def _routes(problem: Orienteering, graph: Graph, ends: np.ndarray, values: Floats) -> tuple[Route, ...] | None:
    """The routes that whole values are, given to vehicles in turn; None where they don't lead from sources to sinks."""
    near: dict[int, list[int]] = {}
    for e in np.flatnonzero(values[: len(graph.edges)] > 0.5):
        a, b = (int(end) for end in ends[e])
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    waiting = list(range(len(problem.vehicles)))
    routes: list[Route] = [()] * len(problem.vehicles)
    for s, (start, _) in enumerate(graph.sources):
        for first in [node for node in near.get(graph.n + s, []) if node < graph.n]:
            stops, before, node = list[int](), graph.n + s, first
            while node < graph.n and len(stops) <= graph.n:
                stops.append(graph.places[node])
                before, node = node, next((other for other in near[node] if other != before), before)
            sink = node - graph.n - len(graph.sources)
            if sink < 0 or len(stops) > graph.n:
                return None
            wanted = (start, graph.sinks[sink][0])
            vehicle = next((k for k in waiting if (problem.vehicles[k].start, problem.vehicles[k].end) == wanted), None)
            if vehicle is None:
                return None
            waiting.remove(vehicle)
            routes[vehicle] = tuple(stops)
    return tuple(routes)
