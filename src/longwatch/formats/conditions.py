"""Wind, sea and sky over time at places: what a table and a grid of weather are both read into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# quantity -> (what it is called, least and largest value that can be true, in its own unit)
QUANTITIES: Final[dict[str, tuple[str, float, float]]] = {
    "wind_mps": ("wind", 0.0, 120.0),
    "wind_from_rad": ("wind direction", -100.0, 100.0),
    "hs_m": ("significant wave height", 0.0, 35.0),
    "visibility_m": ("visibility", 0.0, 500_000.0),
    "cloud": ("cloud", 0.0, 1.0),
    "rain_mm_h": ("rain", 0.0, 500.0),
    "icing": ("icing", 0.0, 1.0),
}
EVERYWHERE: Final = "*"


@dataclass(frozen=True)
class Conditions:
    """Conditions at even steps; each holds from its time until the next.

    values : quantity -> (n_places, n_times); a quantity that no place has is not in it. NaN where a gap was left open.
    places : names, "*" for one that stands for all
    """

    start_s: int  # Unix time of the first step
    step_s: int
    places: tuple[str, ...]
    values: dict[str, Floats]
    warnings: tuple[str, ...] = ()

    @property
    def n_times(self) -> int:
        return int(next(iter(self.values.values())).shape[1])

    @property
    def end_s(self) -> int:
        """Unix time until which the last step holds."""
        return self.start_s + self.step_s * self.n_times
