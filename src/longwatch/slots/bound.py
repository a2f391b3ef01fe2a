"""What no roster in slots can beat: a linear programme over cumulative counts, and its safe dual value."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from longwatch.slots.bound_model import bound_model
from longwatch.slots.lp import Floats, Solver, safe_bound
from longwatch.slots.model import SlotProblem
from longwatch.slots.priced import priced_bound
from longwatch.slots.priced_ascent import priced_ascent

SMALL = 60_000  # coefficients up to which a first-order method comes first and interior points end in seconds
MIDDLE = 150_000  # and in a quarter of a minute or so


@dataclass(frozen=True)
class Bound:
    """What every roster leaves uncovered.

    value : station-slots times their weights
    missing : (stations, slots) where the programme leaves them, in parts
    cut : a clock ended it
    """

    value: float
    missing: Floats
    cut: bool = False


def lower_bound(
    problem: SlotProblem,
    *,
    seconds: float | None = None,
    known: float | None = None,
    told: Callable[[Bound], None] | None = None,
) -> Bound:
    """A first-order method finds duals fast, and weak duality makes a bound of them; prices and interior points where it fails.

    seconds : a limit by the clock; known : what some roster leaves uncovered, which no bound can pass; told : of each step
    that is done, so that who interrupts keeps it
    """
    search = _BoundSearch(problem, time.monotonic(), seconds, known, told)
    small = len(search.built.model.index) <= SMALL
    if small and search.solved(0.3, solver="pdlp", pdlp_iteration_limit=4_000):
        return search.bound()
    if search.priced(0.6):
        return search.bound()
    if not small and search.solved(0.8, solver="pdlp", pdlp_iteration_limit=16_000):
        return search.bound()
    if len(search.built.model.index) <= MIDDLE:
        search.solved(1.0, solver="ipm", run_crossover="off", ipm_iteration_limit=200)
    return search.bound()


@dataclass
class _BoundSearch:
    problem: SlotProblem
    began: float
    seconds: float | None
    known: float | None
    told: Callable[[Bound], None] | None
    best: float = 0.0
    cut: bool = False

    def __post_init__(self) -> None:
        self._where = out_of_reach(self.problem)
        self._better(float(self._where.sum(axis=1) @ self.problem.weight), self._where)
        self.built = bound_model(self.problem)

    def bound(self) -> Bound:
        return Bound(rounded_up(self.problem, self.best), self._where, self.cut)

    def _left_s(self, share: float = 1.0) -> float:
        return 1e9 if self.seconds is None else max(share * self.seconds - (time.monotonic() - self.began), 0.0)

    def solved(self, share: float, **options: Any) -> bool:
        """By one method, until this share of the seconds is over; whether nothing more is to be had."""
        model = self.built.model
        if (left := self._left_s(share)) <= 0.0:
            self.cut = True
            return False
        found = Solver(model, time_limit=left, **options).solve()
        self.cut = self.cut or (not found.optimal and self._left_s(share) <= 0.0)
        if not len(found.values):
            return False
        value = safe_bound(model, found.duals)
        close = found.optimal and float(np.dot(found.values, model.cost)) - value < 0.1 * (granule(self.problem) or 1.0)
        if not close:
            value = max(value, priced_bound(self.problem, self.built.prices(found.duals, self.problem.weight)))
        cells, missing = np.nonzero(self.built.missing >= 0), np.zeros(self.problem.required.shape)
        missing[cells] = np.clip(found.values[self.built.missing[cells]], 0.0, None)
        self._better(value, missing)
        return close or self._reached()

    def priced(self, share: float) -> bool:
        """By better and better prices; whether nothing more is to be had."""
        if self._left_s(share) <= 0.0:
            self.cut = True
            return False
        target = float(self.problem.required.sum(axis=1) @ self.problem.weight) if self.known is None else self.known
        found = priced_ascent(self.problem, target, lambda: self._left_s(share) <= 0.0)
        self.cut = self.cut or self._left_s(share) <= 0.0
        self._better(found.value, found.missing)
        return self._reached()

    def _better(self, value: float, missing: Floats) -> None:
        rounding = 1e-3 * max(self.best, 1.0)
        if value >= self.best - rounding:  # where two agree the later method knows more places
            self.best, self._where = max(value, self.best), missing
            if self.told is not None:
                self.told(self.bound())

    def _reached(self) -> bool:
        return self.known is not None and rounded_up(self.problem, self.best) >= self.known - 1e-9


def out_of_reach(problem: SlotProblem) -> Floats:
    """(stations, slots) watchers missing although every vehicle that can be there stands there: at the start, above all."""
    n, slot = problem.slots, np.arange(problem.slots)
    most = np.zeros(problem.required.shape)
    for leg in problem.legs:
        change = np.zeros(n + 1)
        fit = leg.may_launch & (leg.arrive < n) & (leg.latest > leg.arrive)
        np.add.at(change, leg.arrive[fit], 1.0)
        np.add.at(change, np.minimum(leg.latest[fit], n), -1.0)
        there = (np.cumsum(change[:n]) > 0.5) & leg.sees
        most[leg.station] += there * int(problem.groups[leg.group].vehicles.max(initial=0))
    for one in problem.aloft:
        most[one.station] += (slot >= one.arrive) & (slot < one.latest)
    return np.clip(problem.required - most, 0.0, None)


def granule(problem: SlotProblem) -> float:
    """What the weighted station-slots uncovered are multiples of; 0 where no step is common to all weights."""
    positive = [float(weight) for weight in problem.weight if weight > 0]
    whole = [Fraction(weight).limit_denominator(1000) for weight in positive]
    if not whole or any(abs(float(f) - weight) > 1e-12 for f, weight in zip(whole, positive, strict=True)):
        return 0.0
    denominator = math.lcm(*(f.denominator for f in whole))
    return math.gcd(*(int(f * denominator) for f in whole)) / denominator


def rounded_up(problem: SlotProblem, value: float) -> float:
    """The least sum of weights that is not below a bound."""
    step = granule(problem)
    return max(value, 0.0) if step == 0.0 else max(math.ceil(value / step - 1e-6), 0) * step
