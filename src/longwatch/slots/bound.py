"""What no roster in slots can beat: a linear programme over cumulative counts, and its safe dual value."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from longwatch.slots.bound_blocks import prices_of_blocks
from longwatch.slots.bound_model import BoundModel, bound_model
from longwatch.slots.lp import Floats, Solution, Solver, safe_bound
from longwatch.slots.model import SlotProblem
from longwatch.slots.priced import improved_bound, priced_bound

SMALL = 60_000  # coefficients up to which interior points end in seconds
BLOCK = 22_000  # of a stretch, beside what is solved with it on either side
MIDDLE = 150_000  # and in half a minute or so
STEPS = 60  # towards better prices, where no method ended


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


def lower_bound(problem: SlotProblem, *, seconds: float | None = None, known: float | None = None) -> Bound:
    """A first-order method finds duals fast, and weak duality makes a bound of them; interior points where it does not end.

    Large problems get prices from stretches of their period instead, made better step by step. seconds : a limit by the
    clock; known : what some roster leaves uncovered, which no bound can pass
    """
    search = _BoundSearch(problem, bound_model(problem), time.monotonic(), seconds, known)
    size = len(search.built.model.index)
    if search.solved(0.3, solver="pdlp", pdlp_iteration_limit=16_000 if size > SMALL else 4_000):
        return search.bound()
    if size > SMALL:
        search.priced(max(round(problem.slots * BLOCK / size), 8))
    if size <= MIDDLE:
        search.solved(1.0, solver="ipm", run_crossover="off", ipm_iteration_limit=200)
    return search.bound()


@dataclass
class _BoundSearch:
    problem: SlotProblem
    built: BoundModel
    began: float
    seconds: float | None
    known: float | None
    best: float = 0.0
    cut: bool = False

    def __post_init__(self) -> None:
        self._where = np.zeros(self.problem.required.shape)

    def bound(self) -> Bound:
        return Bound(rounded_up(self.problem, self.best), self._where, self.cut)

    def _left_s(self, share: float = 1.0) -> float:
        return 1e9 if self.seconds is None else max(share * self.seconds - (time.monotonic() - self.began), 0.0)

    def solved(self, share: float, **options: Any) -> bool:
        """By one method, until this share of the seconds is over; whether nothing more is to be had."""
        problem, model = self.problem, self.built.model
        if (left := self._left_s(share)) <= 0.0:
            self.cut = True
            return False
        found = Solver(model, time_limit=left, **options).solve()
        value = _value(problem, self.built, found)
        if value >= self.best and len(found.values):
            cells = np.nonzero(self.built.missing >= 0)
            self.best = value
            self._where[cells] = np.clip(found.values[self.built.missing[cells]], 0.0, None)
        self.cut = self.cut or (not found.optimal and self._left_s(share) <= 0.0)
        close = found.optimal and float(np.dot(found.values, model.cost)) - value < 0.1 * (granule(problem) or 1.0)
        return close or (self.known is not None and rounded_up(problem, self.best) >= self.known - 1e-9)

    def priced(self, width: int) -> None:
        """By prices of stretches so many slots wide."""
        problem = self.problem
        prices = prices_of_blocks(problem, width, self._left_s(0.9))
        self.cut = self.cut or self._left_s(0.9) <= 0.0
        target = float(problem.required.sum(axis=1) @ problem.weight) if self.known is None else self.known
        self.best = max(self.best, improved_bound(problem, prices, target, STEPS))


def _value(problem: SlotProblem, built: BoundModel, found: Solution) -> float:
    if not len(found.duals):
        return 0.0
    prices = built.prices(found.duals, problem.weight)
    return max(safe_bound(built.model, found.duals), priced_bound(problem, prices))


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
