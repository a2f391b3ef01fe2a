"""Many threads ask one prepared geometry at once, from its first question on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import shapely

from longwatch.geo.prepared import covers, intersects


def test_threads_get_the_answers_of_one() -> None:
    turn = np.linspace(0.0, 2.0 * np.pi, 4001)[:-1]
    radius = 1.0 + 0.3 * np.sin(40.0 * turn)
    ring = np.column_stack([radius * np.cos(turn), radius * np.sin(turn)])
    lines = [shapely.LineString([(0.0, 0.0), (1.5 * np.cos(a), 1.5 * np.sin(a))]) for a in np.linspace(0.0, 6.0, 40)]
    short = [shapely.LineString([(0.0, 0.0), (0.6 * np.cos(a), 0.6 * np.sin(a))]) for a in np.linspace(0.0, 6.0, 40)]
    for _ in range(20):
        shape = shapely.Polygon(ring)
        shapely.prepare(shape)
        with ThreadPoolExecutor(4) as pool:
            crossing = pool.map(intersects, [shape] * len(lines), lines)
            within = pool.map(covers, [shape] * len(lines + short), lines + short)
            assert all(crossing)
            assert list(within) == [False] * len(lines) + [True] * len(short)
