"""Prices for the bound of a problem too large to be solved in one: those of overlapping stretches of it, put side by side.

What a stretch costs depends little on what is far from it, and any prices give a valid bound (`priced`).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from longwatch.slots.bound_model import bound_model
from longwatch.slots.lp import Solver
from longwatch.slots.model import Floats, Leg, SlotProblem
from longwatch.slots.retask_master import Duals

_MARGIN = 0.4  # of a block's width, solved with it on either side and thrown away


def prices_of_blocks(problem: SlotProblem, width: int, seconds: float = math.inf) -> Duals:
    """Prices of cover, of being airborne and of hours; none for blocks that a clock left out.

    width : slots of a block
    """
    n, groups, began = problem.slots, len(problem.groups), time.monotonic()
    cover, airborne, hours = np.zeros(problem.required.shape), np.zeros((groups, n)), np.zeros(groups)
    pools, busy, margin = np.zeros((len(problem.pools), n)), np.zeros((groups, n)), max(round(_MARGIN * width), 1)
    for first in range(0, n, width):
        last, left = min(first + width, n), seconds - (time.monotonic() - began)
        if left <= 0.0:
            break
        a, b = max(first - margin, 0), min(last + margin, n)
        found = _prices(stretch(problem, a, b), left)
        for whole, part in ((cover, found.cover), (airborne, found.airborne), (pools, found.pools), (busy, found.busy)):
            whole[:, first:last] = part[:, first - a : last - a]
        hours += found.hours * (last - first) / n
    return Duals(cover, airborne, busy, pools, hours)


def _prices(problem: SlotProblem, seconds: float) -> Duals:
    built = bound_model(problem)
    solver = Solver(
        built.model, solver="ipm", run_crossover="off", ipm_iteration_limit=200, time_limit=min(seconds, 1e9)
    )
    found = solver.solve()
    duals = found.duals if found.optimal and len(found.duals) else np.zeros(built.model.n_rows)
    return built.prices(duals, problem.weight)


def stretch(problem: SlotProblem, first: int, last: int) -> SlotProblem:
    """The slots first .. last - 1 as a problem of their own, with their share of hours and nobody aloft."""
    n, share = last - first, (last - first) / problem.slots

    def cut(one: Floats | np.ndarray) -> np.ndarray:
        return np.asarray(one[first:last])

    groups = tuple(
        replace(
            group,
            vehicles=cut(group.vehicles),
            airborne_max=cut(group.airborne_max),
            airborne_slots_max=None
            if group.airborne_slots_max is None
            else math.ceil(group.airborne_slots_max * share),
        )
        for group in problem.groups
    )
    pools = tuple(replace(pool, airborne_max=cut(pool.airborne_max)) for pool in problem.pools)
    legs = tuple(_leg(leg, first, last, cut) for leg in problem.legs)
    required = problem.required[:, first:last]
    return replace(problem, slots=n, required=required, groups=groups, legs=legs, pools=pools, aloft=())


def _leg(leg: Leg, first: int, last: int, cut: Callable[[np.ndarray], np.ndarray]) -> Leg:
    n, may_leave = last - first, leg.may_leave[first : last + 1].copy()
    may_leave[n] = True
    return replace(
        leg,
        arrive=cut(leg.arrive) - first,
        latest=np.minimum(cut(leg.latest) - first, n),
        home=leg.home[first : last + 1] - first,
        ready=leg.ready[first : last + 1] - first,
        may_launch=cut(leg.may_launch),
        may_leave=may_leave,
        sees=cut(leg.sees),
    )
