"""Synthetic traffic: a stock of passages for every lane, of which trials draw. Made up, and always called SYNTHETIC.

A passage keeps its speed and its distance from the middle of the lane. Both, and its class, are taken at evenly spread
quantiles (the additive recurrence of the plastic number: M. Roberts, The unreasonable effectiveness of quasirandom
sequences, 2018), so that a stock of a few hundred has the spread that was asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from scipy.special import ndtr, ndtri

from longwatch.detection.targets import default_mix, target_class
from longwatch.geo.beside import Point, land_beside, line_beside
from longwatch.geo.geodesic import Floats, distance_m
from longwatch.geo.knots import chord_ends
from longwatch.geo.land import crosses_land
from longwatch.geo.polygon import Polygon
from longwatch.origins import Figure
from longwatch.scenario.models import Traffic
from longwatch.scenario.models.traffic import Lane
from longwatch.traffic.fit import Fit, fit_lanes
from longwatch.traffic.ships import Flow, Ships
from longwatch.units import DAY_S, KT_MPS

N_PASSAGES: Final = 512  # of each lane
OUTERMOST: Final = 2.0  # standard deviations: nobody sails farther from the middle of a lane
USUAL_MPS: Final = (8.0 * KT_MPS, 12.0 * KT_MPS, 18.0 * KT_MPS)  # ASSUMED where nothing is said or fitted
PLASTIC: Final = 1.2207440846057596  # root of x^4 = x + 1: three numbers at once


def synthetic_ships(traffic: Traffic, fitted: Ships | None, source: int = 0) -> Ships:
    """The passages of all lanes of a [[traffic]], as ships of one source; `fitted` is what its `fitted_to` holds."""
    fit = fit_lanes(traffic, fitted) if fitted is not None else None
    mix = _mix(traffic, fit)
    legs: list[tuple[Floats, Floats, Floats]] = []
    classes: list[str] = []
    lane_of: list[int] = []
    for number, lane in enumerate(traffic.lanes):
        made, names = _passages(lane, mix, traffic.speed_mps, fit)
        legs += made
        classes += names
        lane_of += [number] * len(made)
    n = len(legs)
    rates = [_rate(lane, fit, number) for number, lane in enumerate(traffic.lanes)]
    return Ships(
        offsets=np.cumsum([0, *(len(t_s) for t_s, _, _ in legs)]),
        t_s=np.concatenate([t_s for t_s, _, _ in legs]),
        lat_deg=np.concatenate([lat for _, lat, _ in legs]),
        lon_deg=np.concatenate([lon for _, _, lon in legs]),
        ship=np.arange(n),
        mmsi=np.zeros(n, np.int64),
        day=np.zeros(n, np.int64),
        source=np.full(n, source, np.int64),
        length_m=(None,) * n,
        class_=tuple(classes),
        n_reports=0,
        kinds=("synthetic",),
        lane=np.array(lane_of, np.int64),
        flows=tuple(Flow(source, k, lane.name, rates[k]) for k, lane in enumerate(traffic.lanes)),
        notes=_notes(traffic, rates, mix, fit),
    )


def _mix(traffic: Traffic, fit: Fit | None) -> dict[str, float]:
    mix = {name: float(share) for name, share in traffic.mix.items()} or (fit.mix if fit else {}) or default_mix()
    for name in mix:
        target_class(name)
    total = sum(mix.values())
    return {name: share / total for name, share in mix.items() if share > 0.0}


def _rate(lane: Lane, fit: Fit | None, number: int) -> float:
    if lane.arrivals_per_s is not None:
        return float(lane.arrivals_per_s)
    return fit.arrivals_per_s[number] if fit is not None else 0.0


def _passages(
    lane: Lane, mix: dict[str, float], speed_mps: Figure | None, fit: Fit | None
) -> tuple[list[tuple[Floats, Floats, Floats]], list[str]]:
    """(times, latitudes, longitudes) of the knots of every passage, and its class."""
    even = (0.5 + np.arange(N_PASSAGES)[:, None] / PLASTIC ** np.arange(1, 4)) % 1.0
    names = list(mix)
    of_class = np.minimum(np.searchsorted(np.cumsum(list(mix.values())), even[:, 0], side="right"), len(names) - 1)
    sigma_m = float(lane.width_m) / 2.0
    low = ndtr(-OUTERMOST)
    offset_m = sigma_m * ndtri(low + even[:, 2] * (1.0 - 2.0 * low))
    land = land_beside(lane.points, float(lane.width_m))
    made, classes = [], []
    for k in range(N_PASSAGES):
        name = names[of_class[k]]
        line = _clear_line(lane, float(offset_m[k]), land)
        mps = _speed(float(even[k, 1]), name, speed_mps, fit)
        made.append(_sailed(line[::-1] if lane.both_ways and k % 2 else line, mps))
        classes.append(name)
    return made, classes


def _clear_line(lane: Lane, offset_m: float, land: tuple[Polygon, ...]) -> tuple[Point, ...]:
    """The way of a passage; one that would touch land comes nearer to the middle of the lane, which is checked clear."""
    for share in (1.0, 0.75, 0.5, 0.25):
        line = line_beside(lane.points, offset_m * share)
        if not any(crosses_land(land, *a, *b) for a, b in pairwise(line)):
            return line
    return tuple(lane.points)


def _sailed(line: Sequence[Point], speed_mps: float) -> tuple[Floats, Floats, Floats]:
    lats, lons, times = [np.array([line[0][0]])], [np.array([line[0][1]])], [np.zeros(1)]
    for (lat0, lon0), (lat1, lon1) in pairwise(line):
        lat, lon = chord_ends(lat0, lon0, lat1, lon1, 0.0)
        leg_s = float(distance_m(lat0, lon0, lat1, lon1)) / speed_mps
        lats.append(lat[1:])
        lons.append(lon[1:])
        times.append(times[-1][-1] + leg_s * np.arange(1, len(lat)) / (len(lat) - 1))
    return np.concatenate(times), np.concatenate(lats), np.concatenate(lons)


def _speed(quantile: float, class_: str, speed_mps: Figure | None, fit: Fit | None) -> float:
    if speed_mps is not None:
        return triangular(quantile, speed_mps.low, float(speed_mps), speed_mps.high)
    if fit is not None and len(fit.speeds_mps):
        return float(np.quantile(fit.speeds_of.get(class_, fit.speeds_mps), quantile))
    return triangular(quantile, *USUAL_MPS)


def triangular(quantile: float, low: float, likely: float, high: float) -> float:
    """The value below which a triangular distribution holds `quantile` of its cases."""
    if high <= low:
        return likely
    peak = (likely - low) / (high - low)
    if quantile < peak:
        return float(low + np.sqrt(quantile * (high - low) * (likely - low)))
    return float(high - np.sqrt((1.0 - quantile) * (high - low) * (high - likely)))


def _notes(traffic: Traffic, rates: Sequence[float], mix: dict[str, float], fit: Fit | None) -> tuple[str, ...]:
    """What the synthetic ships rest on, in sentences for the report."""
    flows = ", ".join(f"{lane.name} {rate * DAY_S:.3g}" for lane, rate in zip(traffic.lanes, rates, strict=True))
    shares = ", ".join(f"{name} {share:.0%}" for name, share in mix.items())
    asked = "as the scenario says" if traffic.mix else "fitted" if fit and fit.mix else "default, ASSUMED"
    out = [f"SYNTHETIC ships a day by lane: {flows}.", f"SYNTHETIC class mix ({asked}): {shares}."]
    if traffic.speed_mps is None and (fit is None or not len(fit.speeds_mps)):
        low, likely, high = (value / KT_MPS for value in USUAL_MPS)
        out.append(f"SYNTHETIC speeds: {low:.0f} to {high:.0f} kt, most often {likely:.0f} (ASSUMED).")
    return (*out, *(fit.told if fit is not None else ()))
