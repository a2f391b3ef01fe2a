"""What a turret's camera detects, recognises and identifies, how far, through which air and under which cloud.

Three things decide: how many cycles of the finest stripes that can be told in the apparent contrast lie on the target
(resolution and air together), how long a search through the field of regard takes, and whether cloud hides it all.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import pi, radians
from typing import Final, NamedTuple

import numpy as np

from longwatch.catalog.camera import Band, Camera
from longwatch.catalog.models import Sensor
from longwatch.detection import optics_air as air
from longwatch.detection.cloud import cloud_free, zenith_rad
from longwatch.detection.conditions import Given
from longwatch.detection.optics_mtf import NYQUIST, resolved_frequency
from longwatch.detection.optics_resolution import criterion_cycles, cycles_on_target, farthest_m, ttpf, ttpf_inverse
from longwatch.detection.optics_search import fields_of_view, search_hazard_per_s
from longwatch.detection.optics_shape import Floats, horizon_m, presented_size_m, standing_of
from longwatch.detection.sight import Sight
from longwatch.detection.targets import TargetClass

NEAR_M: Final = 1.0


class View(NamedTuple):
    """One camera of the turret on one class from one height, through given air."""

    camera: Camera
    target: TargetClass
    height_m: float
    ifov_rad: float
    extinction_per_m: float

    def cycles(self, range_m: Floats) -> Floats:
        """Cycles on target that can be told; they fall with range, to 0 at the horizon or where contrast is lost."""
        tall_m = standing_of(self.target, self.height_m, range_m)
        size_m = presented_size_m(self.target, tall_m, area=self.camera.criteria == "acquire")
        seen = float(self.camera.contrast) * air.transmission(self.extinction_per_m, range_m)
        share = float(self.camera.contrast_threshold) / np.maximum(seen, 1e-300)
        sharp = resolved_frequency(share, float(self.camera.optics_q)) / NYQUIST
        return cycles_on_target(size_m, self.ifov_rad, np.maximum(range_m, NEAR_M)) * sharp


def camera_sight(sensor: Sensor, target: TargetClass, task: str, given: Given, height_m: float) -> Sight | None:
    """The sight of a camera; None in the dark for what needs daylight, and where contrast is lost at once.

    To detect is a search: a hazard. To recognise and identify is a look at what others have found: a range for each p.
    """
    camera = sensor.camera
    if camera is None:
        return None
    search = task == "detect"
    views = _views(camera, target, given, height_m, search=search)
    needed = _cycles_needed(camera, task, given)
    ratio = partial(_ratio, views, needed)
    far_m = horizon_m(target, height_m)
    if not views or far_m <= NEAR_M or not ratio(np.asarray(NEAR_M)) > 0.0:
        return None
    reach_m = farthest_m(ratio, 0.0, far_m)
    half_m = farthest_m(ratio, 1.0, far_m)
    look_p = _line_of_sight(given, height_m, half_m)
    if not search:
        return Sight(None, reach_m, look_p, lambda p: farthest_m(ratio, float(ttpf_inverse(p)), far_m))
    fov_rad, dwell_s = float(camera.search_fov_rad), float(camera.search_dwell_s)
    # laid out as in clear air, so that haze never makes a search shorter
    clear_m = farthest_m(partial(_ratio, [view._replace(extinction_per_m=0.0) for view in views], needed), 1.0, far_m)
    fields = fields_of_view(width_rad(sensor), height_m, max(clear_m, NEAR_M), fov_rad)
    constant_s = float(given.sensing.search_constant_s)

    def hazard_per_s(range_m: Floats) -> Floats:
        return search_hazard_per_s(ttpf(ratio(range_m)), fields, dwell_s, constant_s)

    return Sight(hazard_per_s, reach_m, look_p)


def _ratio(views: Sequence[View], needed: float, range_m: Floats) -> Floats:
    """Cycles on target over those needed, by the better camera of the turret."""
    at = np.asarray(range_m, np.float64)
    return np.asarray(np.max([view.cycles(at) for view in views], axis=0) / needed)


def width_rad(sensor: Sensor) -> float:
    """Bearings that are searched: the sensor's sectors, or all."""
    if not sensor.sectors:
        return 2.0 * pi
    edges = [
        (float(one.from_rad) % (2 * pi), (float(one.to_rad) - float(one.from_rad)) % (2 * pi)) for one in sensor.sectors
    ]
    grid = np.linspace(0.0, 2.0 * pi, 7200, endpoint=False)
    inside = np.any([(grid - start) % (2 * pi) < width for start, width in edges], axis=0)
    return max(float(inside.mean()) * 2.0 * pi, radians(0.05))


def _views(camera: Camera, target: TargetClass, given: Given, height_m: float, *, search: bool) -> list[View]:
    """The cameras of the turret that see anything in this light; in a search all look through the wide field."""
    bands: list[tuple[Band, float]] = [(camera.band, float(camera.ifov_rad))]
    if camera.thermal_ifov_rad is not None:
        bands.append((camera.thermal_band, float(camera.thermal_ifov_rad)))
    wide_rad = float(camera.search_fov_rad) / float(camera.search_pixels)
    found = []
    for band, ifov_rad in bands:
        if given.conditions.dark and band in air.NEED_LIGHT:
            continue
        # a wide field never resolves better than the narrowest one
        angle_rad = max(wide_rad, ifov_rad) if search else ifov_rad
        found.append(View(camera, target, height_m, angle_rad, _extinction(band, given, height_m)))
    return found


def _extinction(band: Band, given: Given, height_m: float) -> float:
    """Mean extinction per metre of the way from the sea to the camera: the denser of haze and rain.

    A visibility reported in rain holds the rain already, so the two do not add.
    """
    sky, sensing = given.conditions, given.sensing
    if band in air.NEED_LIGHT:
        haze = air.haze_extinction_per_m(sky.visibility_m, air.BANDS_M[band])
    else:
        haze = air.thermal_extinction_per_m(sky.visibility_m, band, float(sensing.vapour_length_m))
    haze = haze * air.share_in_haze(height_m, float(sensing.haze_height_m))
    rain = air.rain_extinction_per_m(sky.rain_mm_h, float(sensing.rain_veil_factor))
    return float(np.maximum(haze, rain * air.share_in_rain(height_m, float(sensing.cloud_base_m))))


def _cycles_needed(camera: Camera, task: str, given: Given) -> float:
    own = camera.cycles.get(task)  # type: ignore[call-overload]
    return float(criterion_cycles(camera.criteria, task) if own is None else own) * float(given.sensing.cycles_factor)


def _line_of_sight(given: Given, height_m: float, range_m: float) -> float:
    """Free of cloud where the task is met with p = 0.5; below the cloud base always."""
    if height_m <= float(given.sensing.cloud_base_m):
        return 1.0
    zenith = zenith_rad(height_m, range_m)
    return float(cloud_free(given.conditions.cloud, zenith, float(given.sensing.cloud_factor)))
