"""Files of `budget vehicles`, then `x y score`: the start first, the end second."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from longwatch.routes.orienteering import Orienteering, Vehicle


def points_file(path: Path) -> Orienteering:
    """The problem in such a file."""
    first, *rest = path.read_text().splitlines()
    budget, vehicles = first.split()
    x, y, score = np.array([line.split() for line in rest if line.strip()], float).T
    order = [*range(2, len(x)), 0, 1]
    cost = np.hypot(x[order][:, None] - x[order], y[order][:, None] - y[order])
    n = len(x) - 2
    return Orienteering(score[2:], cost, (Vehicle(n, n + 1, float(budget)),) * int(vehicles))
