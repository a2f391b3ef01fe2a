"""What a formula holds for: asked beyond it, a public function refuses rather than guess."""

from __future__ import annotations

from math import inf

import numpy as np
from numpy.typing import ArrayLike, NDArray


def within(what: str, values: ArrayLike, low: float, high: float = inf, unit: str = "") -> NDArray[np.float64]:
    """The values as an array; ValueError where one is below `low`, above `high` or NaN."""
    found = np.asarray(values, dtype=np.float64)
    if not ((found >= low) & (found <= high)).all():
        _refuse(what, found[~((found >= low) & (found <= high))], f"from {low:g}", high, unit)
    return found


def above(what: str, values: ArrayLike, low: float = 0.0, high: float = inf, unit: str = "") -> NDArray[np.float64]:
    """The same where `low` itself is refused too."""
    found = np.asarray(values, dtype=np.float64)
    if not ((found > low) & (found <= high)).all():
        _refuse(what, found[~((found > low) & (found <= high))], f"above {low:g}", high, unit)
    return found


def _refuse(what: str, bad: NDArray[np.float64], begins: str, high: float, unit: str) -> None:
    ends = "" if high == inf else f" to {high:g}"
    unit = f" {unit}" if unit else ""
    raise ValueError(f"{what} of {bad.flat[0]:g}{unit}: the model holds {begins}{ends}{unit}")
