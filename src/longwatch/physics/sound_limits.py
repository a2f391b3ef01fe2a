"""What a formula holds for: asked beyond it, a public function refuses rather than guess."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def within(what: str, values: ArrayLike, low: float, high: float, unit: str) -> NDArray[np.float64]:
    """The values as an array; ValueError where one is below `low`, above `high` or NaN."""
    found = np.asarray(values, dtype=np.float64)
    bad = ~((found >= low) & (found <= high))
    if bad.any():
        worst = float(found[bad].flat[0])
        raise ValueError(f"{what} of {worst:g} {unit}: the model holds from {low:g} to {high:g} {unit}")
    return found
