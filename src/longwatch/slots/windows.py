"""A window of a roster solved anew by HiGHS, with as much effort as is counted and no more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import numpy as np

from longwatch.slots.lp import Solution, Solver
from longwatch.slots.roster import Counts
from longwatch.slots.window_model import Window, WindowModel

NODES = 1  # of branch and bound: cuts and heuristics at the root do nearly all
CHECKS = 16  # of HiGHS whether to go on, after which a window is given up with what it has
WHOLE_NODES = 200  # of a small problem solved in one
WHOLE_CHECKS = 2000
TIE = 2e-3  # of the least weight: what a take-off or a departure costs while cover is sought


class Goal(Enum):
    """What a window is solved for."""

    COVER = "cover"
    COST = "cost"


@dataclass(frozen=True, eq=False)
class Solved:
    """A roster no worse than before, as the programme sees it; None: nothing was found. stopped: not solved to the end."""

    counts: Counts | None
    stopped: bool


def solve_window(
    counts: Counts,
    window: Window,
    goal: Goal,
    *,
    seed: int,
    seconds: float = 1e9,
    asked_to: Callable[[], bool] = lambda: False,
) -> Solved:
    """One window, with ties broken by dice. asked_to : asked now and then whether to give it up with what it has"""
    built = WindowModel(counts, window)
    model = built.model
    if not any(model.integer):
        return Solved(None, False)
    least = min((cost for cost in model.cost if cost > 0.0), default=1.0)
    if goal is Goal.COST:
        least = built.seek_cost()
    else:
        for column, die in enumerate(np.random.default_rng(seed).uniform(1.0, 2.0, model.n_columns)):
            if model.integer[column]:
                model.cost[column] = least * TIE * float(die)
    found = _solved(built, NODES, CHECKS, least, seed, seconds, asked_to)
    return Solved(built.counts_from(found.values) if found.feasible else None, found.stopped)


def solve_whole(
    counts: Counts, *, seed: int, seconds: float = 1e9, asked_to: Callable[[], bool] = lambda: False
) -> tuple[Counts | None, float]:
    """A small problem in one: a roster, and what the solver says every roster leaves uncovered, times weights.

    asked_to : asked now and then whether to stop
    """
    n = counts.problem.slots
    built = WindowModel(counts, Window(tuple(range(len(counts.courses))), 0, n, n))
    if not any(built.model.integer):
        return None, 0.0
    least = min((cost for cost in built.model.cost if cost > 0.0), default=1.0)
    found = _solved(built, WHOLE_NODES, WHOLE_CHECKS, least, seed, seconds, asked_to)
    return (built.counts_from(found.values) if found.feasible else None), found.dual_bound - 1e-4 * least


def _solved(
    built: WindowModel, nodes: int, checks: int, least: float, seed: int, seconds: float,
    asked_to: Callable[[], bool] = lambda: False,
) -> Solution:  # fmt: skip
    solver = Solver(
        built.model,
        mip_max_nodes=nodes,
        mip_abs_gap=0.4 * least,
        mip_rel_gap=0.0,
        random_seed=seed % 2**31,
        time_limit=seconds,
    )
    solver.stop_after(checks, asked_to)
    solver.start(np.asarray(built.values, np.float64))
    return solver.solve()
