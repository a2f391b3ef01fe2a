"""Where bases are: an airfield or port stands still, a ship follows its track along geodesics, still before and after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from longwatch.scenario.models import Base, Control
from longwatch.scenario.plan import Line
from longwatch.scenario.scenario import Scenario
from longwatch.units import parse_position
from longwatch.verifier.geodesic import Array, direct, inverse


@dataclass(frozen=True)
class Place:
    """A track of n knots: where it is at each, and the geodesic to the next. One knot is a place that stands still."""

    time_s: Array
    lat_deg: Array
    lon_deg: Array
    length_m: Array  # n - 1
    azimuth_rad: Array
    period_s: float = 0.0  # above 0: run again and again, its last knot its first

    @property
    def moves(self) -> bool:
        return len(self.time_s) > 1

    def phase_s(self, time_s: Array) -> Array:
        """Times within the first run."""
        if self.period_s <= 0.0:
            return time_s
        first_s = float(self.time_s[0])
        return first_s + np.remainder(time_s - first_s, self.period_s)

    def at(self, time_s: ArrayLike) -> tuple[Array, Array]:
        """(lat_deg, lon_deg) at times from the start of the period."""
        time = np.asarray(time_s, np.float64)
        if not self.moves:
            return np.full(time.shape, self.lat_deg[0]), np.full(time.shape, self.lon_deg[0])
        time = self.phase_s(time)
        leg = np.clip(np.searchsorted(self.time_s, time, side="right") - 1, 0, len(self.length_m) - 1)
        took_s = np.diff(self.time_s)[leg]
        share = np.clip((time - self.time_s[leg]) / np.where(took_s > 0, took_s, 1.0), 0.0, 1.0)
        lat, lon, _ = direct(self.lat_deg[leg], self.lon_deg[leg], self.azimuth_rad[leg], share * self.length_m[leg])
        return lat, lon


def place_of_base(base: Base) -> Place:
    """The place of a base; where it has both a position and a track the track counts."""
    if base.track:
        knots = sorted((float(point.time_s), *point.at) for point in base.track)
    elif base.at is not None:
        knots = [(0.0, *base.at)]
    else:
        raise ValueError(f"base {base.name!r} has neither a position nor a track")
    return _place(knots)


def place_of_line(line: Line) -> Place:
    """Where the post of a line is."""
    return _place(list(line.path) or [(0.0, line.post_lat_deg, line.post_lon_deg)], line.period_s)


def place_of_control(scenario: Scenario, control: Control) -> Place:
    """A control station stands at a base, and moves with it, or at a position of its own."""
    for base in scenario.bases:
        if base.name == control.at:
            return place_of_base(base)
    return _place([(0.0, *parse_position(control.at))])


def _place(knots: list[tuple[float, float, float]], period_s: float = 0.0) -> Place:
    time, lat, lon = (np.array(column) for column in zip(*knots, strict=True))
    length, azimuth = inverse(lat[:-1], lon[:-1], lat[1:], lon[1:])
    return Place(time, lat, lon, length, azimuth, period_s)
