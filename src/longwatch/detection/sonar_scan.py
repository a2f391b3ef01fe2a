"""What a side-scan sonar draws of the bottom: swath, resolution, coverage, and how likely it shows an object of a size.

Geometry of any text on it (P. Blondel, The Handbook of Sidescan Sonar): a flat bottom, straight rays, one ping in the water at a
time. It sees no ship at the surface; it is the ground for surveys of the bottom. How many pixels an object needs is ASSUMED.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from longwatch.catalog.hydrophone import SideScan
from longwatch.physics.sound_paths import sound_speed_mps

Floats = NDArray[np.float64]

WATER_C: Final = 10.0  # fixed by choice: 10 degrees change the speed of sound by 2 %
PIXELS_SURE: Final = (
    3.0  # fixed by choice: pixels across an object both ways for all there is to have (usual practice: three pings)
)


def half_swath_m(scan: SideScan) -> float:
    """Reach over the bottom to each side; 0 where the sonar flies too high to touch it."""
    return float(np.sqrt(max(float(scan.range_m) ** 2 - float(scan.altitude_m) ** 2, 0.0)))


def half_gap_m(scan: SideScan) -> float:
    """Half the strip below that shows nothing, at most half the swath."""
    return min(float(scan.altitude_m) * float(np.tan(float(scan.nadir_rad))), half_swath_m(scan))


def along_track_m(scan: SideScan, across_m: ArrayLike, speed_mps: ArrayLike) -> Floats:
    """Size of a pixel along the track: the width of the beam there, or the way between two pings where that is longer."""
    slant = np.hypot(np.asarray(across_m, np.float64), float(scan.altitude_m))
    out: Floats = np.maximum(float(scan.beam_rad) * slant, np.asarray(speed_mps, np.float64) * ping_interval_s(scan))
    return out


def across_track_m(scan: SideScan, across_m: ArrayLike) -> Floats:
    """Size of a pixel across the track: half a pulse, drawn out towards the strip below; infinite straight below."""
    across = np.abs(np.asarray(across_m, np.float64))
    slant = np.hypot(across, float(scan.altitude_m))
    half_pulse_m = float(sound_speed_mps(WATER_C)) * float(scan.pulse_s) / 2.0
    with np.errstate(divide="ignore"):
        out: Floats = half_pulse_m * slant / across
    return out


def ping_interval_s(scan: SideScan) -> float:
    """To the end of its range and back."""
    return 2.0 * float(scan.range_m) / float(sound_speed_mps(WATER_C))


def lateral_range_p(scan: SideScan, across_m: ArrayLike, size_m: ArrayLike, speed_mps: ArrayLike) -> Floats:
    """Chance that one pass shows an object of a size, by its distance from the track; 0 in the strip below and beyond the swath.

    `detect_p` with three pixels each way or more, nothing with one, linear between.
    """
    across = np.abs(np.asarray(across_m, np.float64))
    pixel_m = np.maximum(along_track_m(scan, across, speed_mps), across_track_m(scan, across))
    enough = np.clip((np.asarray(size_m, np.float64) / pixel_m - 1.0) / (PIXELS_SURE - 1.0), 0.0, 1.0)
    seen = (across >= half_gap_m(scan)) & (across <= half_swath_m(scan)) & (half_gap_m(scan) < half_swath_m(scan))
    out: Floats = np.where(seen, float(scan.detect_p) * enough, 0.0)
    return out


def sweep_width_m(scan: SideScan, size_m: float, speed_mps: float, n: int = 2001) -> float:
    """Integral of the lateral-range curve over both sides."""
    across = np.linspace(half_gap_m(scan), half_swath_m(scan), n)
    return float(2.0 * np.trapezoid(lateral_range_p(scan, across, size_m, speed_mps), across))


def line_spacing_m(scan: SideScan) -> float:
    """Spacing of parallel lines whose strips below are all shown from the lines beside.

    A line shows what lies between gap g and swath G to each side. For G >= 2g the widest spacing is G: both neighbours then
    show a strip between them. A narrower swath goes on by its width to one side, G - g. Without a gap it is 2G.
    """
    gap, swath = half_gap_m(scan), half_swath_m(scan)
    if gap == 0.0:
        return 2.0 * swath
    return swath if swath >= 2.0 * gap else swath - gap


def coverage_rate_m2_s(scan: SideScan, speed_mps: ArrayLike, *, closed: bool = True) -> Floats:
    """New bottom per second, turns aside: on lines so close that no strip stays blind, or (not closed) on one line by itself."""
    width_m = line_spacing_m(scan) if closed else 2.0 * (half_swath_m(scan) - half_gap_m(scan))
    out: Floats = np.asarray(speed_mps, np.float64) * width_m
    return out
