"""A linear programme that grows: rows are added and columns fixed between runs, the basis is kept."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from longwatch.slots.lp import Floats, Model, Solver, safe_bound


class Programme(Solver):
    """HiGHS with a model of which rows and column bounds change. Minimises."""

    def __init__(self, model: Model, **options: Any) -> None:
        super().__init__(model, **options)
        self._duals: Floats = np.zeros(0)

    def add(self, terms: Sequence[tuple[int, float]], low: float = -math.inf, high: float = math.inf) -> None:
        """One more row."""
        import highspy

        self._model.row(terms, low, high)
        columns = np.array([column for column, _ in terms], np.int32)
        values = np.array([value for _, value in terms], np.float64)
        infinite = highspy.kHighsInf
        self._highs.addRow(max(low, -infinite), min(high, infinite), len(terms), columns, values)

    def limit(self, column: int, low: float, high: float) -> None:
        """Other bounds of a column."""
        self._model.col_low[column], self._model.col_high[column] = low, high
        self._highs.changeColBounds(column, low, high)

    def relaxed(self) -> tuple[Floats, float] | None:
        """(values, a number that the minimum is certainly not below); None where no values keep all rows."""
        import highspy

        found = self.solve()
        if self._highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            return None
        return found.values, safe_bound(self._model, found.duals) if found.optimal else -math.inf

    def whole(self) -> tuple[Floats, float] | None:
        """The same of a mixed integer programme: the bound is that of the search tree."""
        found = self.solve()
        if not found.feasible:
            return None
        return found.values, float(self._highs.getInfo().mip_dual_bound)
