"""How readily a radar detects: hazard per second over arrays of ranges, sea states and targets at once.

An echo competes with noise, sea clutter and rain, all taken as noise of their power: the spikes of real clutter (K distribution)
are left out, and counted by `clutter_suppression_db` of the set, which is ASSUMED. Scans are independent (Swerling); a contact is
m detections in n scans, so that hazard = -ln(1 - P) / (n scans), with P the chance of a contact beyond that of one by chance.

A ship keeps its aspect for a decorrelation time T, so that one seen bow-on is not made easier by waiting. Its hazard is
-ln(mean over aspects of exp(-h T)) / T with h the hazard at an aspect: one that stays T is met with the mean over aspects of
1 - exp(-h T). For passes much shorter than T that is pessimistic: their mean hazard over aspects is larger.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from longwatch.catalog.radar_set import RadarSet
from longwatch.catalog.sensing import SENSING, Sensing
from longwatch.detection.clutter import GRAZING_DEG, clutter_cell_m2, sea_clutter_db
from longwatch.detection.radar_echo import LIGHT_MPS, from_db, signal_to_noise
from longwatch.detection.radar_path import EARTH_M, grazing_rad, low_angle_factor
from longwatch.detection.radar_pulses import m_of_n, pulses_on_target, swerling_pd
from longwatch.detection.radar_rcs import aspect_db
from longwatch.detection.rain import rain_cell_m3, rain_db_per_km, rain_echo_per_m
from longwatch.geo.geodesic import Floats
from longwatch.geo.horizon import radar_horizon_m

P_MIN: Final = 1e-6  # a contact less likely than this within n scans is none
P_MAX: Final = 1.0 - 1e-6  # and none is surer, so that hazards are finite
_ASPECTS_RAD: Final = (np.arange(32) + 0.5) * np.pi / 64.0  # middles of equal parts from bow to abeam
_LEVELS_DB: Final = np.arange(-40.0, 70.0, 0.05)


class Met(NamedTuple):
    """What a radar looks at; each an array that broadcasts with ranges, sea states and the others."""

    rcs_m2: ArrayLike  # median over aspects, at the frequency of the radar
    height_m: ArrayLike  # over the sea
    flies: ArrayLike = False


def hazard_per_s(
    radar: RadarSet,
    range_m: ArrayLike,
    sea_state: ArrayLike,
    met: Met,
    sensor_height_m: ArrayLike,
    *,
    rain_mm_h: ArrayLike = 0.0,
    sensing: Sensing = SENSING,
    decorrelation_s: float | None = None,
) -> Floats:
    """Contacts per second that a radar makes of a target at a slant range; arguments broadcast.

    A ship keeps its aspect for `decorrelation_s` (none: that of `sensing`); what flies has none.
    Sea states 0 to 6, ValueError beyond. Nothing nearer than `blind_m`.
    Not negative; 0 beyond the horizon, which it approaches continuously. For ships it never
    rises again beyond the range at which the ray meets the sea at 0.1 deg; nearer, clutter lets it rise and fall. Typical error
    6 dB in the balance of echo and clutter, most of it of the cross-section: a fifth to a half of the range in a rough sea.
    """
    ratio = echo_ratio(radar, range_m, sea_state, met, sensor_height_m, rain_mm_h=rain_mm_h, sensing=sensing)
    held_s = float(sensing.decorrelation_s) if decorrelation_s is None else decorrelation_s
    of_ships = contact_p(radar, ratio, float(sensing.rcs_aspect_db), held_s)
    p = np.where(met.flies, contact_p(radar, ratio, 0.0, held_s), of_ships) if np.any(met.flies) else of_ships
    r = np.asarray(range_m, np.float64)
    seen = (p >= P_MIN) & (r >= blind_m(radar)) & (r < radar_horizon_m(sensor_height_m, met.height_m))
    out: Floats = np.where(seen, -np.log1p(-np.minimum(p, P_MAX)), 0.0)
    return out / (radar.confirm_scans * float(radar.scan_time_s))


def echo_ratio(
    radar: RadarSet,
    range_m: ArrayLike,
    sea_state: ArrayLike,
    met: Met,
    sensor_height_m: ArrayLike,
    *,
    rain_mm_h: ArrayLike = 0.0,
    sensing: Sensing = SENSING,
) -> Floats:
    """Mean echo of one pulse over noise, sea and rain together, a ratio of powers (not dB); arguments broadcast.

    Nearer than where the ray meets the sea at 60 degrees all is as it is there.
    """
    f = float(radar.frequency_hz)
    steep_m = np.asarray(sensor_height_m, np.float64) / np.sin(np.radians(GRAZING_DEG[1]))
    off_m = np.abs(np.asarray(sensor_height_m, np.float64) - np.asarray(met.height_m, np.float64))
    r = np.maximum(np.asarray(range_m, np.float64), np.where(met.flies, off_m, steep_m))
    rcs_m2 = np.asarray(met.rcs_m2, np.float64) * from_db(float(sensing.rcs_error_db))
    left = _left_by_rain(radar, r, rain_mm_h, sensing)
    unit = left * signal_to_noise(
        r,
        1.0,
        peak_power_w=float(radar.peak_power_w),
        gain_db=float(radar.gain_db),
        frequency_hz=f,
        pulse_s=float(radar.pulse_s),
        noise_figure_db=float(radar.noise_figure_db),
        losses_db=float(radar.losses_db),
    )
    echo = unit * rcs_m2 * low_angle_factor(sensor_height_m, met.height_m, r, LIGHT_MPS / f)
    sea = unit * _sea_m2(radar, r, sea_state, met, sensor_height_m, sensing)
    rain = unit * rain_echo_per_m(f, rain_mm_h) * rain_cell_m3(r, *_beam_rad(radar), resolution_m(radar))
    rain = rain * from_db(float(sensing.rain_echo_error_db))
    out: Floats = echo / (1.0 + sea + rain)
    return out


def contact_p(radar: RadarSet, ratio: ArrayLike, swing_db: float, held_s: float) -> Floats:
    """Probability of a contact within n scans, beyond that of one by chance, at a mean ratio of echo to all else.

    Of a ship that looks larger abeam than ahead by twice `swing_db` and keeps its aspect for `held_s`: that of the constant
    hazard which meets it as often within that time. From a table in steps of 0.05 dB: to 1e-4.
    """
    level_db = 10.0 * np.log10(np.maximum(np.asarray(ratio, np.float64), 1e-30))
    contact = (radar.fluctuation, float(radar.pfa), n_pulses(radar), radar.confirm_hits, radar.confirm_scans)
    tries = held_s / (radar.confirm_scans * float(radar.scan_time_s))
    out: Floats = np.interp(level_db, _LEVELS_DB, _held_table(contact, float(swing_db), tries))
    return out


def n_pulses(radar: RadarSet) -> int:
    """Pulses added in one sweep over a target."""
    return round(float(pulses_on_target(radar.prf_hz, radar.azimuth_beamwidth_rad, radar.scan_time_s)))


def blind_m(radar: RadarSet) -> float:
    """Half the length of the pulse as it is sent: from nearer, an echo comes back while the receiver is still shut.

    Sets that send short pulses in between see nearer: their `pulse` says only how much is sent, and no published set is held
    against this.
    """
    return LIGHT_MPS * float(radar.pulse_s) / 2.0


def resolution_m(radar: RadarSet) -> float:
    """Length of a cell in range: as stated, or that of the pulse as it is sent."""
    stated = radar.range_resolution_m
    return float(stated) if stated is not None else blind_m(radar)


@lru_cache(maxsize=256)
def _held_table(contact: tuple[int, float, int, int, int], swing_db: float, tries: float) -> Floats:
    """Probability of a contact by level of echo, for an aspect that is kept over so many tries at one."""
    p = _contact_table(*contact)
    if swing_db == 0.0:
        return p
    levels_db = _LEVELS_DB + aspect_db(_ASPECTS_RAD, swing_db)[:, None]
    gathered = -np.log1p(-np.minimum(np.interp(levels_db, _LEVELS_DB, p), P_MAX)) * tries
    least = gathered.min(axis=0)  # taken out, so that no exponential vanishes
    met = least - np.log1p(np.mean(np.expm1(least - gathered), axis=0))
    out: Floats = np.maximum.accumulate(-np.expm1(-met / tries))
    out.flags.writeable = False
    return out


@lru_cache(maxsize=256)
def _contact_table(case: int, pfa: float, n: int, hits: int, scans: int) -> Floats:
    by_chance = float(m_of_n(pfa, hits, scans))
    p = (m_of_n(swerling_pd(case, from_db(_LEVELS_DB), pfa, n), hits, scans) - by_chance) / (1.0 - by_chance)
    out: Floats = np.maximum.accumulate(np.maximum(p, 0.0))  # rounding
    out.flags.writeable = False
    return out


def _left_by_rain(radar: RadarSet, range_m: Floats, rain_mm_h: ArrayLike, sensing: Sensing) -> Floats:
    """Share of power that comes through the rain, there and back: it falls along the last part of the way, to the target."""
    wet_km = np.minimum(range_m, float(sensing.rain_extent_m)) / 1000.0
    f = max(float(radar.frequency_hz), 1e9)  # below, rain takes nothing worth a formula
    return from_db(-2.0 * rain_db_per_km(f, rain_mm_h, radar.polarisation) * wet_km)


def _beam_rad(radar: RadarSet) -> tuple[float, float]:
    """(azimuth, elevation) beamwidth; gain x both = 26 000 square degrees where the second is not stated (Skolnik)."""
    azimuth, elevation = float(radar.azimuth_beamwidth_rad), radar.elevation_beamwidth_rad
    if elevation is not None:
        return azimuth, float(elevation)
    return azimuth, min(26_000.0 * np.radians(1.0) ** 2 / (float(from_db(radar.gain_db)) * azimuth), np.pi / 2.0)


def _sea_m2(
    radar: RadarSet, r: Floats, sea_state: ArrayLike, met: Met, sensor_height_m: ArrayLike, sensing: Sensing
) -> Floats:
    """Cross-section of the sea that competes with a target, in square metres.

    At grazing angles below 0.1 deg, and as far as the target is in sight, the reflectivity is held at that of 0.1 deg, which
    overstates it. A target that flies stands off the beam's way to the sea (a Gaussian beam that points at the target), is told
    from the sea by Doppler, and has no sea behind it beyond the sea's horizon, where clutter fades out.
    """
    psi, flies = grazing_rad(sensor_height_m, r), np.asarray(met.flies, bool)
    held = np.clip(psi, *np.radians(GRAZING_DEG))
    level_db = sea_clutter_db(float(radar.frequency_hz), held, sea_state, radar.polarisation)
    level_db = level_db + float(sensing.clutter_error_db) - float(radar.clutter_suppression_db)
    azimuth, elevation = _beam_rad(radar)
    sea = from_db(level_db) * clutter_cell_m2(r, azimuth, resolution_m(radar), held)
    seen_m = np.minimum(r, radar_horizon_m(sensor_height_m))
    dip = np.asarray(sensor_height_m, float) / np.maximum(seen_m, 1e-3) + seen_m / (2.0 * EARTH_M)
    rise = (np.asarray(met.height_m, float) - np.asarray(sensor_height_m, float)) / np.maximum(r, 1e-3) - r / (
        2.0 * EARTH_M
    )
    off_beam = np.exp(-8.0 * np.log(2.0) * np.clip((rise + dip) / elevation, -9.0, 9.0) ** 2)
    fade = np.clip(psi / np.radians(GRAZING_DEG[0]), 0.0, 1.0) ** 2
    out: Floats = sea * np.where(flies, off_beam * fade * from_db(-float(radar.flying_suppression_db)), 1.0)
    return out
