"""Wind and current for drift: functions of (time in s, latitude and longitude in degrees) -> (east, north) in m/s.

Both say the way in which air or water *moves* (a westerly wind has east > 0). Any function of arrays will do, a grid's included;
those here are the plain ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
Field: TypeAlias = Callable[[Floats, Floats, Floats], tuple[Floats, Floats]]


@dataclass(frozen=True)
class Series:
    """The same everywhere, constant from each time to the next; before the first and after the last time as there."""

    time_s: Floats  # (n,) rising
    east_mps: Floats  # (n,) from time_s[i] until time_s[i + 1]
    north_mps: Floats

    def __post_init__(self) -> None:
        shapes = {np.shape(self.time_s), np.shape(self.east_mps), np.shape(self.north_mps)}
        if len(shapes) != 1 or len(shapes.pop()) != 1 or len(self.time_s) == 0:
            raise ValueError("a series has as many times as values, one at least")
        if not all(np.isfinite(x).all() for x in (self.time_s, self.east_mps, self.north_mps)):
            raise ValueError("a series holds finite numbers only")
        if (np.diff(self.time_s) <= 0.0).any():
            raise ValueError("times of a series rise")

    def __call__(self, time_s: Floats, lat_deg: Floats, lon_deg: Floats) -> tuple[Floats, Floats]:  # noqa: ARG002
        at = np.maximum(np.searchsorted(self.time_s, time_s, side="right") - 1, 0)
        return self.east_mps[at], self.north_mps[at]


def series(time_s: ArrayLike, east_mps: ArrayLike, north_mps: ArrayLike) -> Series:
    """A series from anything like arrays."""
    return Series(*(np.asarray(x, np.float64) for x in (time_s, east_mps, north_mps)))


def steady(east_mps: float = 0.0, north_mps: float = 0.0) -> Series:
    """The same everywhere and always."""
    return series([0.0], [east_mps], [north_mps])
