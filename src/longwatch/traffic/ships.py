"""Ships as the looks use them: tracks of knots in the time of a recorded day. Pure data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Ships:
    """A ship is one vessel on one recorded day (UTC); a track is a stretch of it without a silence.

    Between the tracks of a ship it is unknown, not absent. Track i has the knots offsets[i]:offsets[i + 1], straight
    lines (Earth-centred) between them. Ships are numbered 0 .. n_ships - 1; their tracks stand together, in order.
    """

    offsets: Ints  # (n_tracks + 1,)
    t_s: Floats  # (n_knots,) seconds of the recorded day, rising within a track
    lat_deg: Floats
    lon_deg: Floats
    ship: Ints  # (n_tracks,) which ship a track belongs to
    mmsi: Ints  # (n_ships,)
    day: Ints  # (n_ships,) recorded day, 0 is the first of its file
    source: Ints  # (n_ships,) which [[traffic]] of the scenario
    length_m: tuple[float | None, ...]  # (n_ships,) where the file has it
    class_: tuple[str | None, ...]  # (n_ships,) where the file lets it be known; None is drawn from the mix
    n_reports: int  # rows of the files
    drops: dict[str, int] = field(default_factory=dict)  # rows left out, by reason
    thin_error_m: float = 0.0  # no report left out as "on course" or "stationary" lies farther from its track

    @property
    def n_tracks(self) -> int:
        return len(self.offsets) - 1

    @property
    def n_ships(self) -> int:
        return len(self.mmsi)


def join_ships(parts: Sequence[Ships]) -> Ships:
    """Several files one after the other; counts add up, the largest thinning error holds."""
    if len(parts) == 1:
        return parts[0]
    knots = np.cumsum([0, *(len(part.t_s) for part in parts)])
    ships = np.cumsum([0, *(part.n_ships for part in parts)])
    drops: dict[str, int] = {}
    for part in parts:
        for reason, n in part.drops.items():
            drops[reason] = drops.get(reason, 0) + n
    return Ships(
        offsets=np.concatenate([[0], *(part.offsets[1:] + k for part, k in zip(parts, knots, strict=False))]),
        t_s=np.concatenate([part.t_s for part in parts]),
        lat_deg=np.concatenate([part.lat_deg for part in parts]),
        lon_deg=np.concatenate([part.lon_deg for part in parts]),
        ship=np.concatenate([part.ship + k for part, k in zip(parts, ships, strict=False)]),
        mmsi=np.concatenate([part.mmsi for part in parts]),
        day=np.concatenate([part.day for part in parts]),
        source=np.concatenate([part.source for part in parts]),
        length_m=tuple(length for part in parts for length in part.length_m),
        class_=tuple(name for part in parts for name in part.class_),
        n_reports=sum(part.n_reports for part in parts),
        drops=drops,
        thin_error_m=max(part.thin_error_m for part in parts),
    )
