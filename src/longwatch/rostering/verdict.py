"""Can a fleet hold a line, and if it can't, what binds and how far off it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """Can this fleet hold this line? `binding` names what binds, `largest_radius_m` how far it would let a line lie.

    Radii: endurance and wind from the base to the post, link from the control station to the far side of the hold,
    sensor from the centre of the hold to the far end of the area; `needed_radius_m` is how far this line lies by the
    same measure. Both are 0 where no distance binds. Times are the least of the period for a moving base.
    """

    fleet: str
    line: str
    feasible: bool
    reason: str
    distance_m: float  # from the base to the post, along the permitted route
    largest_radius_m: float
    binding: str  # "endurance", "link", "sensor", "route", "wind", "deck", "crew", "count", "lines", "base", "relay"
    transit_out_s: int
    transit_back_s: int
    on_station_s: int  # longest stint; not positive where endurance binds
    cycle_s: int
    needed_radius_m: float = 0.0
    endurance_s: int = 0  # planned, from take-off to landing
    endurance_for: str = ""  # what it was worked out for, where way, speeds and height matter
