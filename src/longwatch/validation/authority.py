"""A published authority and what the models give for its figures: the ground of the validation page and of its tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import copysign, inf

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Check:
    """One published figure beside the computed one. A tolerance of its own unit, or a share of the published figure."""

    what: str  # "Pd 0.9, Pfa 1e-6, one pulse"
    published: float
    computed: float
    unit: str
    tolerance: float
    relative: bool = False
    kind: str = "published"  # "published", "formula" (worked out from the formula by others), "oracle", "UNVERIFIED"

    @property
    def error(self) -> float:
        return self.computed - self.published

    @property
    def allowed(self) -> float:
        """The tolerance in the unit of the figure."""
        return self.tolerance * (abs(self.published) if self.relative else 1.0)

    @property
    def share(self) -> float:
        """The error as a share of what is allowed; infinite where nothing is."""
        if self.allowed > 0.0:
            return self.error / self.allowed
        return 0.0 if self.error == 0.0 else copysign(inf, self.error)

    @property
    def holds(self) -> bool:
        """Whether the error is within the tolerance; NaN never is."""
        return bool(abs(self.error) <= self.allowed)


@dataclass(frozen=True)
class Statistic:
    """A figure over many cases: shown beside what was published of it, judged where it has a tolerance (in its unit)."""

    name: str  # "mean absolute error, H"
    value: float
    unit: str = ""
    published: float | None = None
    tolerance: float | None = None
    n: int | None = None  # cases it is over

    @property
    def holds(self) -> bool:
        """Whether it is within its tolerance; true where it has none."""
        if self.published is None or self.tolerance is None:
            return True
        return bool(abs(self.value - self.published) <= self.tolerance)


@dataclass(frozen=True)
class Curve:
    """What a plot of an authority shows: a computed line and, where there are any, published points."""

    name: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    points_x: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    points_y: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))


@dataclass(frozen=True)
class Authority:
    """One model against one source.

    checks, statistics, curves : functions without arguments, so that naming an authority computes nothing
    statistics : figures over many cases, like a mean absolute error whose cases are not judged one by one
    not_validated : what no published case speaks for
    """

    name: str  # "Sea clutter, NRL model"
    model: str  # "longwatch.detection.radar_clutter.sigma0_db"
    source: str
    checks: Callable[[], tuple[Check, ...]]
    not_validated: str
    curves: Callable[[], tuple[Curve, ...]] = tuple
    x_label: str = ""
    y_label: str = ""
    limits: str = ""  # where the model holds
    statistics: Callable[[], tuple[Statistic, ...]] = tuple
    x_log: bool = False  # axes of the curves
    y_log: bool = False
