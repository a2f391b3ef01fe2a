"""A sparse linear programme for HiGHS, and a bound from its dual that no rounding error can make too good."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_UNIT_ROUNDOFF = 2.0**-53


@dataclass
class Model:
    """Minimise cost x with row_low <= A x <= row_high and col_low <= x <= col_high, column bounds finite."""

    cost: list[float] = field(default_factory=list)
    col_low: list[float] = field(default_factory=list)
    col_high: list[float] = field(default_factory=list)
    integer: list[bool] = field(default_factory=list)
    row_low: list[float] = field(default_factory=list)
    row_high: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    index: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)

    def column(self, low: float, high: float, cost: float = 0.0, *, integer: bool = False) -> int:
        """A new variable; returns its number."""
        self.cost.append(cost)
        self.col_low.append(low)
        self.col_high.append(high)
        self.integer.append(integer)
        return len(self.cost) - 1

    def row(self, terms: Sequence[tuple[int, float]], low: float = -math.inf, high: float = math.inf) -> None:
        """low <= sum of coefficient x variable <= high; a variable stands in it once."""
        self.starts.append(len(self.index))
        for column, coefficient in terms:
            self.index.append(column)
            self.value.append(coefficient)
        self.row_low.append(low)
        self.row_high.append(high)

    @property
    def n_columns(self) -> int:
        return len(self.cost)

    @property
    def n_rows(self) -> int:
        return len(self.row_low)


@dataclass(frozen=True)
class Solution:
    """What HiGHS says. `duals` are of the rows, however rough where it did not end; empty where there are none.

    dual_bound : of a mixed integer programme, what its search says no values can beat, to the solver's tolerance
    """

    values: Floats
    duals: Floats
    optimal: bool
    feasible: bool  # the values keep every row
    iterations: int
    dual_bound: float = -math.inf
    stopped: bool = False  # by `stop_after`


class Solver:
    """HiGHS with one model loaded; the cost may be changed between runs (warm start). One thread, no clock: repeatable."""

    def __init__(self, model: Model, **options: Any) -> None:
        import highspy

        self._model, self._checks, self._stopped = model, 0, False
        self._highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        self._highs.setOptionValue("output_flag", False)
        self._highs.setOptionValue("threads", 1)
        for name, value in options.items():
            self._highs.setOptionValue(name, value)
        self._highs.passModel(_lp(model))

    def start(self, values: Floats) -> None:
        """Values to begin with: of all columns, and keeping every row."""
        import highspy

        solution = highspy.HighsSolution()
        solution.col_value = values
        self._highs.setSolution(solution)

    def stop_after(self, checks: int, asked_to: Callable[[], bool] = lambda: False) -> None:
        """End a mixed integer programme when HiGHS has asked so often whether to go on: an effort that no clock counts.

        asked_to : whether somebody has asked it to stop before that
        """

        def asked(event: Any) -> None:
            self._checks += 1
            if self._checks > checks or asked_to():
                self._stopped = True
                event.interrupt()

        self._highs.cbMipInterrupt.subscribe(asked)

    def solve(self, cost: Sequence[float] | None = None) -> Solution:
        """Solve with the model's cost, or another one."""
        import highspy

        if cost is not None:
            n = self._model.n_columns
            self._highs.changeColsCost(n, np.arange(n, dtype=np.int32), np.asarray(cost, np.float64))
        self._highs.run()
        found = self._highs.getSolution()
        info = self._highs.getInfo()
        count = max(info.simplex_iteration_count, 0) + max(info.ipm_iteration_count, 0)
        return Solution(
            np.asarray(found.col_value, np.float64),
            np.zeros(0) if any(self._model.integer) else np.asarray(found.row_dual, np.float64),
            self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal,
            info.primal_solution_status == 2,  # kSolutionStatusFeasible
            int(count),
            float(info.mip_dual_bound) if any(self._model.integer) else -math.inf,
            self._stopped,
        )


def safe_bound(model: Model, duals: Floats, cost: Sequence[float] | None = None) -> float:
    """A number that the minimum is certainly not below: weak duality with the row duals alone, error margin taken off.

    For any y: min cost x >= sum_i (low_i y_i where y_i > 0, high_i y_i where y_i < 0) + sum_j min over the box of
    (cost - A'y)_j x_j. So duals of any quality give a valid bound (A. Neumaier, O. Shcherbina, Safe bounds in linear
    and mixed-integer linear programming, Math. Program. 99, 2004). Reduced costs carry the rounding error of their sum.
    """
    costs = np.asarray(model.cost if cost is None else cost, np.float64)
    low, high = np.asarray(model.row_low), np.asarray(model.row_high)
    y = np.array(duals, np.float64) if len(duals) else np.zeros(model.n_rows)
    y[~np.isfinite(y)] = 0.0
    y[(y > 0) & ~np.isfinite(low)] = 0.0  # a sign the row does not allow says nothing
    y[(y < 0) & ~np.isfinite(high)] = 0.0
    side = np.where(y > 0, np.where(np.isfinite(low), low, 0.0), np.where(np.isfinite(high), high, 0.0))
    row_terms = y * side
    reduced, error = _reduced_costs(model, costs, y)
    box_low, box_high = np.asarray(model.col_low), np.asarray(model.col_high)
    terms = np.minimum.reduce(
        [(reduced - error) * box_low, (reduced - error) * box_high, (reduced + error) * box_low,
         (reduced + error) * box_high]
    )  # fmt: skip
    total = math.fsum(row_terms) + math.fsum(terms)
    margin = 4.0 * _UNIT_ROUNDOFF * (math.fsum(np.abs(row_terms)) + math.fsum(np.abs(terms)) + abs(total))
    return total - margin


def _reduced_costs(model: Model, costs: Floats, y: Floats) -> tuple[Floats, Floats]:
    """cost - A'y and a bound on its rounding error."""
    index = np.asarray(model.index, np.int64)
    products = np.asarray(model.value, np.float64) * np.repeat(y, np.diff([*model.starts, len(model.index)]))
    n = model.n_columns
    reduced = costs - np.bincount(index, products, n)
    size: Floats = np.abs(costs) + np.bincount(index, np.abs(products), n)
    count = np.bincount(index, minlength=n) + 3
    error: Floats = 2.0 * count * _UNIT_ROUNDOFF * size
    return reduced, error


def _lp(model: Model) -> Any:
    import highspy

    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = model.n_columns, model.n_rows
    lp.col_cost_ = np.asarray(model.cost, np.float64)
    lp.col_lower_, lp.col_upper_ = np.asarray(model.col_low, np.float64), np.asarray(model.col_high, np.float64)
    infinite = highspy.kHighsInf
    lp.row_lower_ = np.clip(np.asarray(model.row_low, np.float64), -infinite, infinite)
    lp.row_upper_ = np.clip(np.asarray(model.row_high, np.float64), -infinite, infinite)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.asarray([*model.starts, len(model.index)], np.int32)
    lp.a_matrix_.index_ = np.asarray(model.index, np.int32)
    lp.a_matrix_.value_ = np.asarray(model.value, np.float64)
    if any(model.integer):
        lp.integrality_ = [
            highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous for whole in model.integer
        ]
    return lp
