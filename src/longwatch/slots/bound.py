"""What no roster in slots can beat: a linear programme over cumulative counts, and its safe dual value."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from longwatch.slots.bound_model import BoundModel, bound_model
from longwatch.slots.lp import Floats, Solution, Solver, safe_bound
from longwatch.slots.model import SlotProblem
from longwatch.slots.priced import improved_bound, priced_bound

SMALL = 150_000  # coefficients up to which interior points end in seconds
STEPS = 100  # towards better prices, where no method ended


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

    Where nothing ends, rough prices are made better step by step. seconds : a limit by the clock for the methods together;
    known : what some roster leaves uncovered, which no bound can pass
    """
    built, began = bound_model(problem), time.monotonic()
    best, where, cut = 0.0, np.zeros(problem.required.shape), False
    cells = np.nonzero(built.missing >= 0)
    duals = np.zeros(built.model.n_rows)
    for options in _methods(len(built.model.index)):
        left = 1e9 if seconds is None else max(seconds - (time.monotonic() - began), 0.0)
        found = Solver(built.model, time_limit=left, **options).solve()
        value, duals = _value(problem, built, found), found.duals if len(found.duals) else duals
        if value >= best and len(found.values):
            best = value
            where[cells] = np.clip(found.values[built.missing[cells]], 0.0, None)
        ended = found.optimal and float(np.dot(found.values, built.model.cost)) - value < 0.1 * (
            granule(problem) or 1.0
        )
        if ended or (known is not None and rounded_up(problem, best) >= known - 1e-9):
            return Bound(rounded_up(problem, best), where)
        cut = cut or (seconds is not None and time.monotonic() - began >= seconds)
        if cut:
            break
    target = float(problem.required.sum(axis=1) @ problem.weight) if known is None else known
    prices = built.prices(duals, problem.weight)
    return Bound(rounded_up(problem, max(best, improved_bound(problem, prices, target, STEPS))), where, cut)


def _methods(size: int) -> list[dict[str, Any]]:
    """In the order in which they are tried; `size` are the coefficients of the programme."""
    if size > SMALL:
        return [{"solver": "pdlp", "pdlp_iteration_limit": 16_000}]
    return [
        {"solver": "pdlp", "pdlp_iteration_limit": 4_000},
        {"solver": "ipm", "run_crossover": "off", "ipm_iteration_limit": 200},
    ]


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
