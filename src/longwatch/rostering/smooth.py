"""A dear function of time, smooth between known instants, by polynomials made where they are asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence

import numpy as np

from longwatch.geo.geodesic import Floats

_DEGREE = 8
_ERROR = 5e-4  # seconds of a transit, a tenth of the safety that rounding has
_LEAST_S = 60.0  # a piece shorter than this is not worth a polynomial
_CHECKS = (-0.97, -0.61, -0.18, 0.33, 0.79)


class Smooth:
    """`function(t)` to half a millisecond: Chebyshev pieces between `breaks`, halved until they fit at five more points.

    Constant before the first break and after the last. Where no piece fits, the function itself is called: with instants of
    shape (n,), because many in one call are much cheaper.
    """

    def __init__(self, function: Callable[[Floats], Floats], breaks: Sequence[float]) -> None:
        self._function = function
        self._breaks = list(breaks)
        first, last = function(np.array([breaks[0], breaks[-1]], np.float64))
        self._ends = (float(first), float(last))
        self._pieces: dict[tuple[float, float], tuple[float, ...] | None] = {}

    def __call__(self, t: float) -> float:
        if t <= self._breaks[0]:
            return self._ends[0]
        if t >= self._breaks[-1]:
            return self._ends[1]
        leg = bisect_right(self._breaks, t) - 1
        a, b = self._breaks[leg], self._breaks[leg + 1]
        while b - a > _LEAST_S:
            piece = self._piece(a, b)
            if piece is not None:
                return _clenshaw(piece, (2.0 * t - a - b) / (b - a))
            middle = 0.5 * (a + b)
            a, b = (a, middle) if t < middle else (middle, b)
        return float(self._function(np.array([t]))[0])

    def _piece(self, a: float, b: float) -> tuple[float, ...] | None:
        if (a, b) not in self._pieces:
            self._pieces[a, b] = self._fit(a, b)
        return self._pieces[a, b]

    def _fit(self, a: float, b: float) -> tuple[float, ...] | None:
        nodes = np.cos(np.pi * (np.arange(_DEGREE + 1) + 0.5) / (_DEGREE + 1))
        x = np.array([*nodes, *_CHECKS])
        values = self._function(0.5 * (a + b) + 0.5 * x * (b - a))
        if not np.all(np.isfinite(values)):
            return None
        fit = tuple(float(c) for c in np.polynomial.chebyshev.chebfit(nodes, values[: len(nodes)], _DEGREE))
        checked = zip(_CHECKS, values[len(nodes) :].tolist(), strict=True)
        return fit if all(abs(_clenshaw(fit, at) - value) < _ERROR for at, value in checked) else None


def _clenshaw(c: tuple[float, ...], x: float) -> float:
    """Value of a Chebyshev series."""
    one = two = 0.0
    for k in range(len(c) - 1, 0, -1):
        one, two = c[k] + 2.0 * x * one - two, one
    return c[0] + x * one - two
