"""What no roster and no pattern of a fleet can beat in a revisit watch.

Take any stretch of g seconds in which gaps count. If no gap is longer than g, every cell's centre was looked at in it. A
vehicle that moves along a path of length L sees no more than the points within its range R of the path; on a surface that
curves like the Earth that is at most 2 R L + pi R² (H. Hotelling, Tubes and spheres in n-spaces, Amer. J. Math. 61, 1939;
positive curvature only takes away). Every box whose centre is seen lies within R' = R + its half diagonal of the path, and
boxes don't overlap, so with B the size of all boxes, N_f the vehicles of fleet f, n_f those airborne at once, and v_f the
greatest speed over ground,

    B <= sum over f of N_f pi R'_f² + n_f 2 R'_f v_f g,  hence  g >= (B - sum N_f pi R'_f²) / sum n_f 2 R'_f v_f.

The path of a vehicle includes its transits, when it sees nothing: one that sits at a fixed base starts again where it landed, so
its path is one piece. On the deck of a ship it moves on: there N_f takes the place of n_f and the ship's speed that of v_f where
it is faster. Alternatively only paths on station are counted, at the speed on station: between two of them a vehicle is away for
at least the turnaround a, so that N_f (1 + g / a) pieces take the place of N_f. Of both rates each fleet has the smaller.

Where gaps count from the start, nobody sees anything before the first vehicle can be there: that time is added. A cell counts as
covered while its last look is no older than the limit: at any time later than the limit the covered boxes were seen within the
limit, so they are no more than the right side above with the limit for g; the first stretch of the limit is given away.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from longwatch.geo.cells import Cells

NAME: Final = "area that the fleet's paths can sweep, transits at no cost"
SOUND: Final = 1e-3  # of the area, for the flattening of the Earth and all roundings


@dataclass(frozen=True)
class Patroller:
    """One fleet, in the terms of the bound."""

    range_m: float
    usable: int
    at_once: int
    airborne_mps: float  # greatest speed over ground, in transit or on station
    on_station_mps: float
    turnaround_s: float
    base_mps: float = 0.0  # of its ship


@dataclass(frozen=True)
class RevisitBound:
    gap_s: float | None  # None where an open gap at the end does not count: a cell never seen has no gap then
    covered: float


def revisit_bound(
    cells: Cells,
    fleets: Sequence[Patroller],
    limit_s: float,
    windows: Sequence[tuple[int, int]],
    first_s: float,
    *,
    cut: bool,
) -> RevisitBound:
    """`windows` are the stretches in which gaps count, each by itself; before `first_s` no vehicle can see a cell."""
    discs_m2, rate_m2ps = growth(cells, fleets)
    left_m2 = max(cells.box_m2 * (1.0 - SOUND) - discs_m2, 0.0)
    swept_s = left_m2 / rate_m2ps if rate_m2ps > 0.0 else (math.inf if left_m2 > 0.0 else 0.0)
    gap_s = max((min(max(first_s - a, 0.0) + swept_s, b - a) for a, b in windows), default=0.0)
    return RevisitBound(gap_s if cut else None, _covered(cells, discs_m2 + rate_m2ps * limit_s, limit_s, windows))


def growth(cells: Cells, fleets: Sequence[Patroller]) -> tuple[float, float]:
    """(m² seen at one instant, m² more in each second) at the most, of boxes whose centres are seen."""
    spread = [(one, one.range_m + cells.box_radius_m) for one in fleets]
    discs_m2 = math.fsum(one.usable * math.pi * radius_m**2 for one, radius_m in spread)
    return discs_m2, math.fsum(_rate(one, radius_m) for one, radius_m in spread)


def _rate(one: Patroller, radius_m: float) -> float:
    """Greatest growth of what a fleet has seen, in m² per second."""
    if one.base_mps > 0.0:
        moving = one.usable * 2.0 * radius_m * max(one.airborne_mps, one.base_mps)
    else:
        moving = one.at_once * 2.0 * radius_m * one.airborne_mps
    if one.turnaround_s <= 0.0:
        return moving
    pieces = one.usable * math.pi * radius_m**2 / one.turnaround_s
    return min(moving, one.at_once * 2.0 * radius_m * one.on_station_mps + pieces)


def _covered(cells: Cells, seen_m2: float, limit_s: float, windows: Sequence[tuple[int, int]]) -> float:
    """Share of area and time; boxes stand for a little more or less than themselves, spots for all of themselves."""
    total_s = sum(b - a for a, b in windows)
    if total_s <= 0:
        return 1.0
    worth = (cells.total_m2 - cells.spots_m2) / cells.box_m2 if cells.box_m2 > 0.0 else 0.0
    later = min(1.0, (seen_m2 * worth + cells.spots_m2) / cells.total_m2 * (1.0 + SOUND))
    given_s = math.fsum(min(limit_s, b - a) for a, b in windows)
    return (given_s + later * (total_s - given_s)) / total_s
