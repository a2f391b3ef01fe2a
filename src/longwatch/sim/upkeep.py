"""What vehicles and crews need from time to time: work after flown hours, rest after a duty, another base to land at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Maintenance:
    """Planned work on a vehicle after so much flown time, in one of a fleet's places."""

    every_s: int  # flown
    lasts_s: int
    places: int = 1
    tolerance_s: int = 0  # by so much more a vehicle may fly while no place is free


@dataclass(frozen=True)
class CrewPool:
    """Crews that share a duty: each flies one vehicle at a time, and rests after its duty."""

    name: str
    count: int
    duty_s: int
    rest_s: int
    resting: tuple[tuple[int, int], ...] = ()  # at the start: (rested_s, how many)


@dataclass(frozen=True)
class Alternate:
    """A base where the vehicles of a fleet may land instead of their own, and the ways between the two."""

    base: str
    to_s: int
    home_s: int
