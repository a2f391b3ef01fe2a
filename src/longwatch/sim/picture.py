"""What the watch knows at an instant: contacts and its own vehicles, frozen. Nothing here is the truth.

A contact is what reports have been put together to be; its number says nothing about which ship it is. Between reports it is
carried on with its last measured course and speed, and the error of its place grows.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, atan2, cos, degrees, radians, sin, sqrt
from typing import Any, Final

EARTH_RADIUS_M: Final = 6_371_008.8  # mean radius; places are carried on along great circles of it
FORGET_S: Final = 43_200.0  # a contact that nobody has reported for so long leaves the picture


@dataclass(frozen=True)
class Contact:
    """One contact, as last reported."""

    number: int
    first_report_s: float
    seen_s: float  # when it was last measured, by what has been reported
    lat_deg: float  # where it was then …
    lon_deg: float
    speed_mps: float  # … and how it moved
    course_rad: float
    ais: int | None  # its AIS identity (MMSI), if any was heard
    class_: str | None  # from AIS, or once it was recognised
    recognised: bool
    identified: bool
    error_m: float  # radius of the error of its place when it was measured …
    error_growth_mps: float  # … and its growth since
    sought_s: float | None  # as measured when a vehicle last went to it and did not find it
    sought_by: str | None  # the vehicle on its way to it, or with it

    def age_s(self, at_s: float) -> float:
        return max(at_s - self.seen_s, 0.0)

    def error_at_m(self, at_s: float) -> float:
        return self.error_m + self.error_growth_mps * self.age_s(at_s)

    def place_at(self, at_s: float) -> tuple[float, float]:
        """(lat_deg, lon_deg) by dead reckoning."""
        return carried_on(self.lat_deg, self.lon_deg, self.course_rad, self.speed_mps * (at_s - self.seen_s))


@dataclass(frozen=True)
class OwnVehicle:
    """A vehicle of the watch. Times that only chance knows (repairs, late launches) are None."""

    tail: str
    fleet: str
    doing: (
        str  # ready, preparing, out, on, away, back, turnaround, repair, lost, ordered, maintenance, queued, diverted
    )
    line: str | None  # of its sortie
    lat_deg: float | None  # in the air
    lon_deg: float | None
    arrive_s: int | None  # as foreseen
    leave_s: int | None
    land_s: int | None
    ready_s: int | None
    transit_mps: float | None  # airspeed in transit
    task_ranges_m: tuple[tuple[str, float], ...] = ()  # how near it does the task, by class that it can do it for


@dataclass(frozen=True)
class WatchedLine:
    """A line, and how it stands."""

    name: str
    watch: str
    demanded: int
    on: int  # vehicles on it
    counted: int  # of these, those that count
    gap_from_s: int | None


@dataclass(frozen=True)
class Picture:
    """All of it, at one instant."""

    now_s: int
    contacts: tuple[Contact, ...]
    vehicles: tuple[OwnVehicle, ...]
    lines: tuple[WatchedLine, ...]
    refused: frozenset[tuple[str, int]] = frozenset()  # (vehicle, contact): sent in vain, since the vehicle's take-off

    def contact(self, number: int) -> Contact:
        """Raises KeyError for a number that is not in the picture."""
        return next((one for one in self.contacts if one.number == number), None) or _missing(number)

    def vehicle(self, tail: str) -> OwnVehicle:
        return next((one for one in self.vehicles if one.tail == tail), None) or _missing(tail)

    def line(self, name: str) -> WatchedLine:
        return next((one for one in self.lines if one.name == name), None) or _missing(name)


def _missing(what: object) -> Any:
    raise KeyError(what)


def distance_on_sphere_m(lat1_deg: float, lon1_deg: float, lat2_deg: float, lon2_deg: float) -> float:
    """Great-circle distance; off the ellipsoid's by half a per cent at the most."""
    a, b = radians(lat1_deg), radians(lat2_deg)
    half = sin((b - a) / 2.0) ** 2 + cos(a) * cos(b) * sin(radians(lon2_deg - lon1_deg) / 2.0) ** 2
    return 2.0 * EARTH_RADIUS_M * asin(sqrt(min(half, 1.0)))


def carried_on(lat_deg: float, lon_deg: float, course_rad: float, run_m: float) -> tuple[float, float]:
    """(lat_deg, lon_deg) after so many metres along a great circle."""
    a, angle = radians(lat_deg), run_m / EARTH_RADIUS_M
    sine = sin(a) * cos(angle) + cos(a) * sin(angle) * cos(course_rad)
    turn = atan2(sin(course_rad) * sin(angle) * cos(a), cos(angle) - sin(a) * sine)
    return degrees(asin(max(-1.0, min(1.0, sine)))), (lon_deg + degrees(turn) + 180.0) % 360.0 - 180.0
