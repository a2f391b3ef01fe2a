"""Radars of published cases, and what one sweep of theirs makes of a known reflector."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longwatch.catalog.radar_set import RadarSet
from longwatch.detection.radar import Met, echo_ratio, n_pulses
from longwatch.detection.radar_pulses import swerling_pd
from longwatch.geo.horizon import radar_horizon_m

_SHIP: Final = {
    "frequency": "9.41 GHz", "peak_power": "10 kW", "gain": "30 dB", "pulse": "0.25 us", "azimuth_beamwidth": "1.2 deg",
    "elevation_beamwidth": "22 deg", "losses": "17 dB", "clutter_suppression": "-15 dB",
}  # fmt: skip
_SHIP_S: Final = _SHIP | {
    "frequency": "3.05 GHz", "peak_power": "30 kW", "gain": "26 dB", "azimuth_beamwidth": "2.0 deg"
}  # fmt: skip
_SEARCH: Final = {
    "frequency": "9.75 GHz", "peak_power": "500 kW", "gain": "35 dB", "pulse": "0.5 us", "azimuth_beamwidth": "2.4 deg",
    "elevation_beamwidth": "4 deg", "range_resolution": "3 m", "prf": "1000 Hz", "scan_time": "10 s", "losses": "9.1 dB",
    "pfa": 1e-5, "confirm_hits": 3, "confirm_scans": 5, "clutter_suppression": "-8 dB",
}  # fmt: skip


def ship_set(band: str, **more: Any) -> RadarSet:
    """A least ship's radar, X or S band; losses and clutter suppression are fitted (`imo_radar`, `sea_visibility`)."""
    return RadarSet.model_validate((_SHIP if band == "X" else _SHIP_S) | more)


def search_set(**more: Any) -> RadarSet:
    """A sea search radar of the class of AN/APS-134; its losses are fitted (`aps134`)."""
    return RadarSet.model_validate(_SEARCH | more)


def echo_db(radar: RadarSet, range_m: ArrayLike, met: Met, height_m: float, sea_state: float) -> NDArray[np.float64]:
    """Echo of one pulse over noise and sea, in dB."""
    out: NDArray[np.float64] = 10.0 * np.log10(echo_ratio(radar, range_m, sea_state, met, height_m))
    return out


def scan_pd(
    radar: RadarSet, range_m: ArrayLike, met: Met, height_m: float, sea_state: float, *, clear: bool = False
) -> NDArray[np.float64]:
    """Probability of detection in one scan; `clear`: no clutter at all."""
    if clear:
        radar = radar.model_copy(update={"clutter_suppression_db": 400.0})
    ratio = echo_ratio(radar, range_m, sea_state, met, height_m)
    pd = swerling_pd(radar.fluctuation, ratio, float(radar.pfa), n_pulses(radar))
    return np.where(np.asarray(range_m) < radar_horizon_m(height_m, met.height_m), pd, 0.0)


def range_at_m(
    radar: RadarSet, met: Met, height_m: float, sea_state: float, *, pd: float, clear: bool = False
) -> float:
    """Greatest range at which one scan detects with pd, to 10 m; 0 where it never does."""
    range_m = np.arange(200.0, float(radar_horizon_m(height_m, met.height_m)), 10.0)
    met_there = range_m[scan_pd(radar, range_m, met, height_m, sea_state, clear=clear) >= pd]
    return float(met_there.max(initial=0.0))
