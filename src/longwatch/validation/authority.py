"""A published authority and what the models give for its figures: the ground of the validation page and of its tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

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
    kind: str = "published"  # "published", "formula" (worked out from the formula by others), "oracle"

    @property
    def error(self) -> float:
        return self.computed - self.published

    @property
    def holds(self) -> bool:
        """Whether the error is within the tolerance; NaN never is."""
        allowed = self.tolerance * (abs(self.published) if self.relative else 1.0)
        return bool(abs(self.error) <= allowed)


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

    statistics : figures over many cases, ("mean absolute error", 2.927, "dB"), which are shown and not judged one by one
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
