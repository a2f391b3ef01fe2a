"""A revisit watch as patrolled zones, and what can be said of them before anything is flown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RevisitFacts:
    """What stands beside the measures of a revisit watch; the formula is never one of them."""

    area_m2: float
    n_cells: int
    sweep_width_m: float  # twice the sensor range the pattern was laid for
    speed_mps: float  # over ground along the tracks
    zones: int
    lap_s: tuple[float, ...]  # of each zone
    formula_gap_s: float  # largest zone: area / (sweep width x speed) + the way from track to track
    count_from_s: int  # gaps of all its cells count from here: the first of its lines
    bound_gap_s: float | None = None  # no roster of this fleet has a shorter longest gap; None: none is known
    bound_covered: float | None = None  # and none covers more
    bound_name: str = ""  # in words
