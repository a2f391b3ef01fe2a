"""What a turret's camera detects, recognises and identifies, how far, through which air and under which cloud.

Three things decide: how many cycles of the finest stripes that can be told in the apparent contrast lie on the target
(resolution and air together), how long a search through the field of regard takes, and whether cloud hides it all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import inf, log, pi, radians
from typing import Final, NamedTuple

import numpy as np

from longwatch.catalog.camera import Band, Camera
from longwatch.catalog.models import Sensor
from longwatch.catalog.sensing import Sensing
from longwatch.detection import optics_air as air
from longwatch.detection.cloud import cloud_free, zenith_rad
from longwatch.detection.conditions import Given
from longwatch.detection.optics_mtf import NYQUIST, resolved_frequency
from longwatch.detection.optics_resolution import criterion_cycles, cycles_on_target, farthest_m, ttpf, ttpf_inverse
from longwatch.detection.optics_search import fields_of_view, search_hazard_per_s
from longwatch.detection.optics_shape import Floats, body_m, horizon_m, presented_size_m, standing_m
from longwatch.detection.sight import Sight
from longwatch.detection.targets import TargetClass

NEAR_M: Final = 1.0
KEPT: Final = 8192  # ranges of views: classes, tasks and air of a scenario, many times over


class View(NamedTuple):
    """The cameras of a turret on one class from one height: numbers alone, so that what is equal is worked out once."""

    length_m: float
    top_m: float
    body_m: float
    far_m: float  # of the horizon
    height_m: float
    by_area: bool
    breadth_share: float
    contrast: float
    threshold: float
    optics_q: float
    needed: float  # cycles for p = 0.5
    cameras: tuple[tuple[float, float], ...]  # (angle of an element in rad, extinction per metre) of each

    def ratio(self, range_m: Floats) -> Floats:
        """Cycles on target that can be told over those needed, by the better camera.

        They fall with range, to 0 at the horizon or where contrast is lost.
        """
        at_m = np.asarray(range_m, np.float64)
        near_m, best = np.maximum(at_m, NEAR_M), np.asarray(0.0)
        tall_m = standing_m(self.height_m, self.top_m, self.body_m, at_m)
        size_m = presented_size_m(self.length_m, tall_m, self.breadth_share, area=self.by_area)
        for ifov_rad, extinction_per_m in self.cameras:
            seen = self.contrast * air.transmission(extinction_per_m, at_m)
            sharp = resolved_frequency(self.threshold / np.maximum(seen, 1e-300), self.optics_q) / NYQUIST
            best = np.maximum(best, cycles_on_target(size_m, ifov_rad, near_m) * sharp)
        return np.asarray(best / self.needed)

    @property
    def reach_m(self) -> float:
        """Where nothing of it stands over the horizon, or even the better camera has lost its contrast."""
        if self.contrast <= self.threshold:
            return 0.0
        depth = log(self.contrast / self.threshold)
        least_per_m = min(extinction_per_m for _, extinction_per_m in self.cameras)
        return min(self.far_m, depth / least_per_m if least_per_m > 0.0 else inf)

    @property
    def in_clear_air(self) -> View:
        return self._replace(cameras=tuple((ifov_rad, 0.0) for ifov_rad, _ in self.cameras))


@dataclass(frozen=True)
class Searched:
    """The hazard of a search with a view, in fields of view looked at in turn; equal to another one of equal numbers."""

    view: View
    fields: float
    dwell_s: float
    constant_s: float

    def __call__(self, range_m: Floats) -> Floats:
        return search_hazard_per_s(ttpf(self.view.ratio(range_m)), self.fields, self.dwell_s, self.constant_s)


@dataclass(frozen=True)
class Resolved:
    """Out to which range what a view is pointed at is made out with p; equal to another one of equal numbers."""

    view: View

    def __call__(self, p: float) -> float:
        return _range_m(self.view, _ratio_for(p))


def camera_sight(sensor: Sensor, target: TargetClass, task: str, given: Given, height_m: float) -> Sight | None:
    """The sight of a camera; None in the dark for what needs daylight, and where contrast is lost at once.

    To detect is a search: a hazard. To recognise and identify is a look at what others have found: a range for each p.
    """
    camera = sensor.camera
    if camera is None:
        return None
    search = task == "detect"
    view = _view(camera, target, task, given, height_m, search=search)
    if view is None or view.reach_m <= NEAR_M:
        return None
    look_p = _line_of_sight(given, height_m, _range_m(view, 1.0))
    if not search:
        return Sight(None, view.reach_m, look_p, Resolved(view))
    # laid out as in clear air, so that haze never makes a search shorter
    clear_m = max(_range_m(view.in_clear_air, 1.0), NEAR_M)
    fields = fields_of_view(width_rad(sensor), height_m, clear_m, float(camera.search_fov_rad))
    hazard = Searched(view, fields, float(camera.search_dwell_s), float(given.sensing.search_constant_s))
    return Sight(hazard, view.reach_m, look_p)


@lru_cache(maxsize=KEPT)
def _range_m(view: View, ratio: float) -> float:
    return farthest_m(view.ratio, ratio, view.far_m)


@lru_cache(maxsize=KEPT)
def _ratio_for(p: float) -> float:
    return float(ttpf_inverse(p))


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


def _view(
    camera: Camera, target: TargetClass, task: str, given: Given, height_m: float, *, search: bool
) -> View | None:
    """Of the cameras of the turret that see anything in this light; in a search all look through the wide field."""
    bands: list[tuple[Band, float]] = [(camera.band, float(camera.ifov_rad))]
    if camera.thermal_ifov_rad is not None:
        bands.append((camera.thermal_band, float(camera.thermal_ifov_rad)))
    wide_rad = float(camera.search_fov_rad) / float(camera.search_pixels)
    sky, sensing = given.conditions, _of_air(given.sensing)
    cameras = tuple(
        # a wide field never resolves better than the narrowest one
        (
            max(wide_rad, ifov_rad) if search else ifov_rad,
            _extinction_per_m(band, sky.visibility_m, sky.rain_mm_h, height_m, sensing),
        )
        for band, ifov_rad in bands
        if not (sky.dark and band in air.NEED_LIGHT)
    )
    if not cameras:
        return None
    return View(
        float(target.length_m), float(target.height_m), body_m(target, given.sensing), horizon_m(target, height_m),
        height_m, camera.criteria == "acquire", float(given.sensing.breadth_share),
        float(camera.contrast), float(camera.contrast_threshold),
        float(camera.optics_q), _cycles_needed(camera, task, given), cameras,
    )  # fmt: skip


@lru_cache(maxsize=KEPT)
def _extinction_per_m(
    band: Band, visibility_m: float, rain_mm_h: float, height_m: float, sensing: tuple[float, ...]
) -> float:
    """Mean extinction per metre of the way from the sea to the camera: the denser of haze and rain.

    A visibility reported in rain holds the rain already, so the two do not add.
    sensing : `_of_air`
    """
    vapour_length_m, haze_height_m, rain_veil_factor, cloud_base_m, wavelength_factor = sensing
    length_m = air.BANDS_M[band] * wavelength_factor
    if band in air.NEED_LIGHT:
        haze = air.haze_extinction_per_m(visibility_m, length_m)
    else:
        haze = air.thermal_extinction_per_m(visibility_m, length_m, vapour_length_m)
    haze = haze * air.share_in_haze(height_m, haze_height_m)
    rain = air.rain_extinction_per_m(rain_mm_h, rain_veil_factor)
    return float(np.maximum(haze, rain * air.share_in_rain(height_m, cloud_base_m)))


def _of_air(sensing: Sensing) -> tuple[float, ...]:
    """What of [sensing] thins light."""
    return (
        float(sensing.vapour_length_m), float(sensing.haze_height_m), float(sensing.rain_veil_factor),
        float(sensing.cloud_base_m), float(sensing.wavelength_factor),
    )  # fmt: skip


def _cycles_needed(camera: Camera, task: str, given: Given) -> float:
    own = camera.cycles.get(task)  # type: ignore[call-overload]
    return float(criterion_cycles(camera.criteria, task) if own is None else own) * float(given.sensing.cycles_factor)


def _line_of_sight(given: Given, height_m: float, range_m: float) -> float:
    """Free of cloud where the task is met with p = 0.5; below the cloud base always."""
    if height_m <= float(given.sensing.cloud_base_m):
        return 1.0
    zenith = zenith_rad(height_m, range_m)
    return float(cloud_free(given.conditions.cloud, zenith, float(given.sensing.cloud_factor)))
