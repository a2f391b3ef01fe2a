"""Synthetic lanes fitted to real ships: how many sail along each, of which class, how fast."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np

from longwatch.geo.ecef import to_ecef
from longwatch.geo.geodesic import Floats, direct, distance_m, inverse, points_along
from longwatch.scenario.models import Traffic
from longwatch.scenario.models.traffic import Lane
from longwatch.traffic.ships import Ints, Ships
from longwatch.units import DAY_S, KT_MPS

MOVING_MPS: Final = 3.0 * KT_MPS  # slower ships lie or drift: they are no passages
LEAST_SPEEDS: Final = 20  # of a class, to have a spread of its own
LEAST_SPAN_S: Final = 3600.0  # of a record, to make a rate of
OUTERMOST: Final = 2.0  # a gate reaches so many standard deviations to either side, as a lane does


@dataclass(frozen=True)
class Fit:
    """What a file of ships says about lanes. Ships that are marked SUSPECT are left out."""

    arrivals_per_s: tuple[float, ...]  # of each lane, both ways
    crossings: tuple[int, ...]
    mix: dict[str, float]  # class -> share of moving ships whose class is known; empty: none is
    speeds_mps: Floats  # one per moving ship, rising
    speeds_of: dict[str, Floats] = field(default_factory=dict)  # of classes with enough of them
    told: tuple[str, ...] = ()


def fit_lanes(traffic: Traffic, ships: Ships) -> Fit:
    """Arrivals from the ships that pass the gate of each lane, half-way along it and as wide as it; class and speed from all
    that move. Where no ship passes any gate, all moving ships are shared evenly among the lanes, and that is said."""
    first, last = _legs(ships)
    lon0, lon1 = ships.lon_deg[first], ships.lon_deg[last]
    leg_m = np.asarray(distance_m(ships.lat_deg[first], lon0, ships.lat_deg[last], lon1))
    leg_s = ships.t_s[last] - ships.t_s[first]
    track = np.searchsorted(ships.offsets, first, side="right") - 1
    of_leg = ships.ship[track]
    moving = (leg_m > MOVING_MPS * leg_s) & ~ships.is_suspect[of_leg]
    speed = _speed_of_ships(ships.n_ships, of_leg[moving], leg_m[moving], leg_s[moving])
    movers = np.flatnonzero(np.isfinite(speed))
    crossings = [_crossings(ships, lane, first[moving], last[moving]) for lane in traffic.lanes]
    span_s = max(_span_s(ships), LEAST_SPAN_S)
    told = [
        f"Fitted to {traffic.fitted_to}: {len(movers):,} moving ships in {span_s / 3600.0:.3g} h; through the lanes: "
        + ", ".join(f"{lane.name} {n}" for lane, n in zip(traffic.lanes, crossings, strict=True))
        + "."
    ]
    counts = [float(n) for n in crossings]
    if not any(crossings) and len(movers):
        counts = [len(np.unique(ships.mmsi[movers])) / len(traffic.lanes)] * len(traffic.lanes)
        told.append("No ship of that file passes any of the lanes: all its moving ships are shared evenly among them.")
    classes = [(ships.class_[k], speed[k]) for k in movers]
    known = [(name, mps) for name, mps in classes if name is not None]
    names = sorted({name for name, _ in known})
    by_class = {name: np.sort([mps for one, mps in known if one == name]) for name in names}
    if len(movers):
        low, mid, high = np.quantile(speed[movers], [0.1, 0.5, 0.9]) / KT_MPS
        told.append(f"Fitted speeds: a tenth below {low:.1f} kt, half below {mid:.1f} kt, a tenth above {high:.1f} kt.")
    return Fit(
        arrivals_per_s=tuple(n / span_s for n in counts),
        crossings=tuple(crossings),
        mix={name: len(by_class[name]) / len(known) for name in names},
        speeds_mps=np.sort(speed[movers]),
        speeds_of={name: values for name, values in by_class.items() if len(values) >= LEAST_SPEEDS},
        told=tuple(told),
    )


def _legs(ships: Ships) -> tuple[Ints, Ints]:
    is_leg = np.ones(len(ships.t_s), bool)
    is_leg[ships.offsets[1:] - 1] = False
    first = np.flatnonzero(is_leg)
    return first, first + 1


def _speed_of_ships(n: int, ship: Ints, leg_m: Floats, leg_s: Floats) -> Floats:
    """Way over time of each ship while it moves; NaN for those that never do."""
    way_m, time_s = np.bincount(ship, leg_m, n), np.bincount(ship, leg_s, n)
    return np.where(time_s > 0.0, way_m / np.where(time_s > 0.0, time_s, 1.0), np.nan)


def _span_s(ships: Ships) -> float:
    at_s = ships.t_s + np.repeat(ships.day[ships.ship], np.diff(ships.offsets)) * DAY_S
    return float(at_s.max() - at_s.min()) if len(at_s) else 0.0


def _crossings(ships: Ships, lane: Lane, first: Ints, last: Ints) -> int:
    """Legs that pass the gate of a lane. A leg and a gate cross where each has its ends on both sides of the other's plane."""
    a_m, b_m = gate_of(lane)
    p = to_ecef(ships.lat_deg[first], ships.lon_deg[first], 0.0)
    q = to_ecef(ships.lat_deg[last], ships.lon_deg[last], 0.0)
    across = np.cross(a_m, b_m)
    side_p, side_q = p @ across, q @ across
    normal = np.cross(p, q)
    near = np.einsum("ij,j->i", p, (a_m + b_m) / 2.0) > 0.0  # not on the other side of the Earth
    crossed = ((side_p > 0.0) != (side_q > 0.0)) & ((normal @ a_m) * (normal @ b_m) < 0.0) & near
    return int(crossed.sum())


def gate_of(lane: Lane) -> tuple[Floats, Floats]:
    """Both ends, in Earth-centred metres, of a line across the middle of a lane."""
    lengths = [float(distance_m(*a, *b)) for a, b in pairwise(lane.points)]
    half_m = sum(lengths) / 2.0
    leg = 0
    while leg < len(lengths) - 1 and half_m > lengths[leg]:
        half_m -= lengths[leg]
        leg += 1
    (lat0, lon0), (lat1, lon1) = lane.points[leg], lane.points[leg + 1]
    part = half_m / lengths[leg] if lengths[leg] > 0.0 else 0.0
    lat, lon = points_along(lat0, lon0, lat1, lon1, np.array([part]))
    course = float(inverse(lat[0], lon[0], lat1, lon1)[0]) if part < 1.0 else float(inverse(lat0, lon0, lat1, lon1)[0])
    reach_m = OUTERMOST * float(lane.width_m) / 2.0
    ends = [direct(lat[0], lon[0], course + turn, reach_m) for turn in (90.0, -90.0)]
    one, other = (to_ecef(end_lat, end_lon, 0.0)[0] for end_lat, end_lon in ends)
    return one, other
