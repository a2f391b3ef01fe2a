"""Bound and proof for shortest closed walks, by cuts on the roads themselves.

x_e says how often road e is walked, y_i how often place i is passed:

    min sum_e length_e x_e      sum of x_e at i = 2 y_i,  y_i >= 1        walk: x_e 0 to 2; tour: x_e 0 or 1, y_i = 1
    x(cut of U) >= 2            for every set U of places but not all, cut off where a solution breaks it

Whole solutions are exactly what a closed walk through all places can be, because roads walked an even number of times at
every place that hang together can be walked in one go (G. Cornuejols, J. Fonlupt, D. Naddef, The traveling salesman problem
on a graph and some related integer polyhedra, Math. Programming 33, 1985). The relaxation comes first, its dual value made
safe; then HiGHS makes it whole, again as often as that falls apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from longwatch.routes.least_cuts import loose_sets
from longwatch.routes.programme import Programme
from longwatch.routes.roads import Roads
from longwatch.slots.lp import Floats, Model

NODES = 5000  # of the search tree each time
ROUNDS = 80  # of cutting
SLACK = 1e-7  # of the length: the tolerances of a whole solution


def bound_of(roads: Roads, *, once: bool = False, passes: tuple[int, int] | None = None) -> float:
    """A number that no closed walk through all places (no tour that passes each once) is shorter than.

    passes : (place, how often it may be passed at the most); for which its roads are walked as often as that allows
    """
    return _relaxed(roads, _model(roads, once, passes), once, np.inf)


def shortest(
    roads: Roads, known: float, *, once: bool = False, nodes: int = NODES
) -> tuple[tuple[int, ...] | None, float]:
    """(a walk shorter than the known one if there is one and it was found, a bound on all). nodes : 0 for the relaxation alone"""
    model = _model(roads, once)
    bound = _relaxed(roads, model, once, known)
    if nodes < 1 or bound >= known * (1.0 - SLACK) or roads.n < 2:
        return None, min(bound, known)
    options = {"random_seed": 0, "mip_max_nodes": nodes, "mip_rel_gap": 0.1 * SLACK, "mip_abs_gap": 1e-12}
    whole = Programme(replace(model, integer=[True] * model.n_columns), **options)
    for _ in range(ROUNDS):
        found = whole.whole()
        if found is None:
            break
        uses = np.round(found[0][: len(roads.ends)])
        bound = max(bound, found[1] * (1.0 - SLACK))
        loose = loose_sets(roads.ends, uses, roads.n)
        if not loose:
            length = float(uses @ roads.length)
            walk = in_one_go(roads.ends, uses) if length < known * (1.0 - SLACK) else None
            return walk, min(bound, length, known)
        for inside in loose:
            whole.add(_out_of(roads, inside), low=2.0)
    return None, min(bound, known)


def _relaxed(roads: Roads, model: Model, once: bool, enough: float) -> float:
    """The bound of the relaxation; the model keeps its cuts."""
    if roads.n < 2:
        return 0.0
    programme, bound = Programme(model, random_seed=0), 0.0
    for _ in range(ROUNDS):
        found = programme.relaxed()
        if found is None:  # no tour passes each place once
            return np.inf if once else bound
        bound = max(bound, found[1])
        loose = loose_sets(roads.ends, found[0][: len(roads.ends)], roads.n)
        if not loose or bound >= enough * (1.0 - SLACK):
            break
        for inside in loose:
            programme.add(_out_of(roads, inside), low=2.0)
    return bound


def _model(roads: Roads, once: bool, passes: tuple[int, int] | None = None) -> Model:
    model = Model()
    for length in roads.length.tolist():
        model.column(0.0, 1.0 if once and roads.n > 2 else 2.0, length)
    at: list[list[tuple[int, float]]] = [[] for _ in range(roads.n)]
    for e, (a, b) in enumerate(roads.ends.tolist()):
        if a == b:
            model.col_high[e] = 0.0
            continue
        at[a].append((e, 1.0))
        at[b].append((e, 1.0))
        if passes is not None and passes[0] in (a, b):
            model.col_high[e] = 2.0 * passes[1]
    for place, terms in enumerate(at):
        most = 0.5 * sum(model.col_high[e] for e, _ in terms)  # more can't be passed anyway
        if passes is not None and passes[0] == place:
            most = float(passes[1])
        visits = model.column(1.0, 1.0 if once else max(most, 1.0))
        model.row([*terms, (visits, -2.0)], 0.0, 0.0)
    return model


def _out_of(roads: Roads, inside: frozenset[int]) -> list[tuple[int, float]]:
    within = np.isin(roads.ends, list(inside))
    return [(int(e), 1.0) for e in np.flatnonzero(within[:, 0] != within[:, 1])]


def in_one_go(ends: NDArray[np.int64], uses: Floats) -> tuple[int, ...]:
    """The closed walk that walks each road as often as it says, by C. Hierholzer's method; the first place stands once."""
    left = [int(times) for times in uses]
    roads_at: dict[int, list[int]] = {}
    for e in np.flatnonzero(uses > 0.5).tolist():
        for end in ends[e].tolist():
            roads_at.setdefault(end, []).append(e)
    path, walk = [min(roads_at)], list[int]()
    while path:
        at = path[-1]
        road = _next_road(roads_at[at], left)
        if road is None:
            walk.append(path.pop())
        else:
            left[road] -= 1
            path.append(int(ends[road].sum()) - at)
    return tuple(walk[:-1])


def _next_road(roads: list[int], left: Sequence[int]) -> int | None:
    while roads and left[roads[-1]] == 0:
        roads.pop()
    return roads[-1] if roads else None
