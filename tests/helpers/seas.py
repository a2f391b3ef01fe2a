"""Made-up ships on a made-up sea."""

from __future__ import annotations

import numpy as np

from longwatch.traffic.ships import Ships


def some_ships(n=40, seed=1, lat=36.0, lon=-73.2, spread=1.0):
    """A recorded day of ships with one or two tracks each, on straight legs."""
    rng = np.random.default_rng(seed)
    offsets, t, lats, lons, ship = [0], [], [], [], []
    for k in range(n):
        for part in range(int(rng.integers(1, 3))):
            times = np.sort(rng.choice(np.arange(part * 40_000, part * 40_000 + 38_000), 5, replace=False))
            t.append(times.astype(float))
            lats.append(lat + rng.uniform(-spread, spread) + np.cumsum(rng.normal(0, 0.04, 5)))
            lons.append(lon + rng.uniform(-spread, spread) + np.cumsum(rng.normal(0, 0.04, 5)))
            offsets.append(offsets[-1] + 5)
            ship.append(k)
    zeros = np.zeros(n, np.int64)
    classes = tuple("merchant" if k % 3 == 0 else None for k in range(n))
    return Ships(np.array(offsets), np.concatenate(t), np.concatenate(lats), np.concatenate(lons), np.array(ship),
                 np.arange(n) + 366_000_000, zeros, zeros, (None,) * n, classes, len(ship) * 5)  # fmt: skip
