"""A plot in plain characters: lines by their marks, the later over the earlier, on a frame of probabilities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
WIDTH, HEIGHT = 66, 10  # columns and steps of the frame


def plot(lines: Sequence[tuple[str, Floats, Floats]], x_high: float, x_unit: str) -> str:
    """(mark, x, y) of each line; x from 0 to `x_high`, y from 0 to 1."""
    frame = [[" "] * WIDTH for _ in range(HEIGHT + 1)]
    at = np.linspace(0.0, x_high, WIDTH)
    for mark, x, y in lines:
        rows = np.rint((1.0 - np.clip(np.interp(at, x, y), 0.0, 1.0)) * HEIGHT).astype(int)
        for column, row in enumerate(rows):
            frame[row][column] = mark
    names = {0: "1.0", HEIGHT // 2: "0.5", HEIGHT: "0.0"}
    drawn = [f"{names.get(i, ''):>4} |{''.join(row).rstrip()}" for i, row in enumerate(frame)]
    foot = "".join(f"{share * x_high:<{WIDTH // 4}.3g}" for share in (0.0, 0.25, 0.5, 0.75))
    return "\n".join([*drawn, f"     +{'-' * WIDTH}", f"      {foot}{x_high:.3g} {x_unit}"])
