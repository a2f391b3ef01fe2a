"""Better and better prices for the bound: steps along the mean of what the best sequences cover too much or too little.

Sequences of one kind all jump together when a price moves, so the slope of the last step alone leads nowhere; a mean of all
slopes so far is near what a fractional roster leaves uncovered (F. Barahona, R. Anbil, The volume algorithm, Math. Program.
87, 2000). Long periods begin with the prices of overlapping stretches, put side by side: what a slot is worth depends little
on what is far from it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from longwatch.slots.model import Floats, Leg, SlotProblem
from longwatch.slots.priced import Earnings, no_prices
from longwatch.slots.retask_master import Duals

STEPS = 2000  # over the whole period
BLOCK_STEPS = 200  # over a stretch
BLOCKS = 14  # stretches of a period longer than so many slots each
BLOCK = 24  # slots of a stretch at least
_MARGIN = 0.4  # of a stretch's width, priced with it on either side and thrown away
_SHARE = 0.1  # of a new slope in the mean, at most; halved where hundred steps bring little
_LEAST_SHARE = 2e-3
_PATIENCE = 20  # steps without gain before they are made shorter
_SHORTER = 0.66


@dataclass(frozen=True, eq=False)
class Priced:
    """Prices, their bound, and (stations, slots) what is then uncovered in the mean."""

    value: float
    prices: Duals
    missing: Floats


def priced_ascent(problem: SlotProblem, target: float, stop: Callable[[], bool] = lambda: False) -> Priced:
    """Prices found from nothing. target : what some roster leaves uncovered; stop : asked before each step"""
    width = max(round(problem.slots / BLOCKS), BLOCK)
    start = no_prices(problem) if problem.slots < 3 * width else prices_of_blocks(problem, width, target, stop)
    return improved(problem, start, target, STEPS, stop)


def improved(
    problem: SlotProblem, start: Duals, target: float, steps: int, stop: Callable[[], bool] = lambda: False
) -> Priced:
    """The best prices on the way from others."""
    earnings = Earnings(problem)
    at = earnings.at(start)
    best, base, mean = at.value, start, at.slope
    stretch, share, idle, before = 1.0, _SHARE, 0, at.value
    for k in range(steps):
        if best >= target - 1e-6 or stretch < 1e-9 or stop():
            break
        way = _within(problem, base, mean)
        size = sum(float((one * one).sum()) for one in way)
        if size < 1e-12:
            break
        prices = _moved(problem, base, way, stretch * max(target - best, 1e-6) / size)
        found = earnings.at(prices)
        along = sum(float((a * b).sum()) for a, b in zip(way, found.slope, strict=True))
        mean = _mean(mean, found.slope, share)
        if found.value > best:
            best, base, idle = found.value, prices, 0
            stretch = min(1.1 * stretch, 2.0) if along >= 0.0 else stretch
        else:
            idle += 1
        if idle >= _PATIENCE:
            stretch, idle = _SHORTER * stretch, 0
        if k % 100 == 99:
            share = max(share / 2, _LEAST_SHARE) if best < before + 0.01 * abs(before) else share
            before = best
    return Priced(best, base, np.clip(mean[0], 0.0, problem.required))


def _within(problem: SlotProblem, at: Duals, slope: tuple[Floats, ...]) -> list[Floats]:
    """A slope without what leads out of the prices allowed."""
    way = [np.where((one <= 0.0) & (up < 0.0), 0.0, up) for one, up in zip(at.arrays(), slope, strict=True)]
    way[0] = np.where((at.cover >= problem.weight[:, None]) & (way[0] > 0.0), 0.0, way[0])
    return way


def _moved(problem: SlotProblem, at: Duals, way: list[Floats], step: float) -> Duals:
    cover, *limits = (np.clip(one + step * up, 0.0, None) for one, up in zip(at.arrays(), way, strict=True))
    return Duals(np.minimum(cover, problem.weight[:, None]), *limits)


def _mean(mean: tuple[Floats, ...], new: tuple[Floats, ...], share: float) -> tuple[Floats, ...]:
    """The mean with so much of a new slope as makes it shortest, within a share."""
    apart = [a - b for a, b in zip(mean, new, strict=True)]
    size = sum(float((one * one).sum()) for one in apart)
    best = sum(float((a * b).sum()) for a, b in zip(mean, apart, strict=True)) / size if size > 0.0 else share
    part = share / 10 if best < 0.0 else min(best, share)
    return tuple((1 - part) * a + part * b for a, b in zip(mean, new, strict=True))


def prices_of_blocks(
    problem: SlotProblem, width: int, target: float, stop: Callable[[], bool] = lambda: False
) -> Duals:
    """Prices of stretches so many slots wide; none for those that it was stopped before."""
    n, out = problem.slots, no_prices(problem)
    margin = max(round(_MARGIN * width), 1)
    for first in range(0, n, width):
        if stop():
            break
        last = min(first + width, n)
        a, b = max(first - margin, 0), min(last + margin, n)
        part = _stretch(problem, a, b)
        found = improved(part, no_prices(part), target * (b - a) / n, BLOCK_STEPS, stop).prices
        for whole, mine in ((out.cover, found.cover), (out.airborne, found.airborne), (out.pools, found.pools)):
            whole[:, first:last] = mine[:, first - a : last - a]
        out.hours[:] += found.hours * (last - first) / n
    return out


def _stretch(problem: SlotProblem, first: int, last: int) -> SlotProblem:
    """The slots first .. last - 1 as a problem of their own, with their share of hours and nobody aloft."""
    n, share = last - first, (last - first) / problem.slots

    def cut(one: np.ndarray) -> np.ndarray:
        return np.asarray(one[first:last])

    groups = tuple(
        replace(
            group, vehicles=cut(group.vehicles), airborne_max=cut(group.airborne_max),
            airborne_slots_max=None
            if group.airborne_slots_max is None
            else math.ceil(group.airborne_slots_max * share),
        )
        for group in problem.groups
    )  # fmt: skip
    pools = tuple(replace(pool, airborne_max=cut(pool.airborne_max)) for pool in problem.pools)
    legs = tuple(_leg(leg, first, last, cut) for leg in problem.legs)
    required = problem.required[:, first:last]
    return replace(problem, slots=n, required=required, groups=groups, legs=legs, pools=pools, aloft=())


def _leg(leg: Leg, first: int, last: int, cut: Callable[[np.ndarray], np.ndarray]) -> Leg:
    n, may_leave = last - first, leg.may_leave[first : last + 1].copy()
    may_leave[n] = True
    return replace(
        leg, arrive=cut(leg.arrive) - first, latest=np.minimum(cut(leg.latest) - first, n),
        home=leg.home[first : last + 1] - first, ready=leg.ready[first : last + 1] - first,
        may_launch=cut(leg.may_launch), may_leave=may_leave, sees=cut(leg.sees),
    )  # fmt: skip
