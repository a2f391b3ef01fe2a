"""Fields of regard: the part of its range that a sensor looks at, in the axes of the vehicle that carries it.

A field is a shell between two ranges, cut by sectors of relative bearing. A sector runs clockwise from one bearing to another;
0 is ahead, 90 degrees abeam to starboard. It is bounded by two half-planes through the sensor that hold the vertical, so a
sector is as wide at the foot of the vehicle as at the horizon. Sensors of one field in a payload are one layer.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin
from typing import Final

import numpy as np

from longwatch.catalog.models import Payload, Sensor
from longwatch.geo.geodesic import Floats

LOW_M: Final = (
    60.0  # numerical: a sensor lower than this does not see over land; taller than masts, lower than what flies
)
TURN_RAD: Final = 2.0 * pi


@dataclass(frozen=True)
class Regard:
    """A field: nothing nearer than `range_min_m`; sectors (from, to) in radians, none for a full circle."""

    range_min_m: float = 0.0
    sectors: tuple[tuple[float, float], ...] = ()

    @property
    def is_whole(self) -> bool:
        return self.range_min_m <= 0.0 and not self.sectors


WHOLE: Final = Regard()


def regard_of(sensor: Sensor) -> Regard:
    """The field of one sensor. Sectors that leave nothing out are none."""
    sectors = tuple((float(one.from_rad), float(one.to_rad)) for one in sensor.sectors)
    return Regard(float(sensor.range_min_m or 0.0), () if any(_width(*one) >= TURN_RAD for one in sectors) else sectors)


def regards_of(payload: Payload) -> tuple[Regard, ...]:
    """The different fields in a payload, in the order of its sensors."""
    return tuple(dict.fromkeys(regard_of(sensor) for sensor in payload.sensors))


def part_of(payload: Payload, regard: Regard) -> Payload:
    """The payload with only those sensors that look at this field."""
    return payload.model_copy(update={"sensors": tuple(one for one in payload.sensors if regard_of(one) == regard)})


def bounds_of(regard: Regard) -> Floats:
    """(n_sectors, 5) for the kernels: cosine and sine of both bearings, and 1 where the sector is wider than half a turn."""
    rows = [
        [cos(begin), sin(begin), cos(end), sin(end), float(_width(begin, end) > pi)] for begin, end in regard.sectors
    ]
    return np.array(rows, np.float64).reshape(-1, 5)


def _width(begin_rad: float, end_rad: float) -> float:
    """How wide a sector is, clockwise from one bearing to the other; a whole turn or more is a whole turn."""
    wide = end_rad - begin_rad
    return TURN_RAD if wide >= TURN_RAD - 1e-9 else wide % TURN_RAD
