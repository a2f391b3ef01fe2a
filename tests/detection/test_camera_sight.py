"""What cameras see: against the formulas put together by hand, monotone where they must be, and beside the widths of eyes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longwatch.catalog.camera import Camera
from longwatch.catalog.models import Sensor
from longwatch.catalog.sensing import SENSING, Sensing
from longwatch.detection.camera_sight import camera_sight, width_rad
from longwatch.detection.conditions import Conditions, Given
from longwatch.detection.iamsar import sweep_width_m
from longwatch.detection.optics_mtf import mtf
from longwatch.detection.optics_resolution import ttpf
from longwatch.detection.optics_search import fields_of_view, search_hazard_per_s
from longwatch.detection.optics_shape import horizon_m, standing_of
from longwatch.detection.search_pass import exposure
from longwatch.detection.sight import Sight
from longwatch.detection.targets import target_class
from longwatch.units import FT_M, NM_M

SHIPS = ("small-boat", "fishing-boat", "coaster", "merchant")
HEIGHTS_M = st.floats(5.0, 15_000.0)
VISIBILITIES_M = st.floats(200.0, 80_000.0)
SPEED_MPS = 60.0


def turret(**camera: Any) -> Sensor:
    return Sensor.model_validate({"kind": "turret", "camera": {"ifov": "20 urad", **camera}})


def sight(
    sensor: Sensor, class_: str, task: str, height_m: float = 3000.0, sensing: Sensing = SENSING, **sky: Any
) -> Sight:
    found = camera_sight(sensor, target_class(class_), task, Given(Conditions(**sky), sensing), height_m)
    assert found is not None
    return found


def reaches_m(found: Sight, p: float = 0.9) -> float:
    assert found.range_at is not None
    return found.range_at(p)


def hazard(found: Sight, range_m: Any) -> Any:
    assert found.hazard_per_s is not None
    return found.hazard_per_s(np.asarray(range_m, float))


def test_in_air_without_haze_the_range_is_that_of_the_criteria() -> None:
    # Johnson: the smaller side of a fishing boat is its 4 m of height; 4 cycles for p = 0.5; two elements of 20 urad a cycle
    far = reaches_m(sight(turret(criteria="johnson"), "fishing-boat", "recognise", visibility_m=1e9), 0.5)
    assert far == pytest.approx(4.0 / (2 * 20e-6 * 4.0), rel=1e-6)
    # ACQUIRE: square root of mean breadth (2/pi of 20 m) times height, 6 cycles to identify
    far = reaches_m(sight(turret(), "fishing-boat", "identify", visibility_m=1e9), 0.5)
    assert far == pytest.approx(np.sqrt(2 / np.pi * 20.0 * 4.0) / (2 * 20e-6 * 6.0), rel=1e-6)


def test_at_its_range_resolution_and_contrast_together_give_p() -> None:
    """By hand: the stripes that show the contrast left, on the target, give p by the transfer function."""
    range_m = reaches_m(sight(turret(), "coaster", "identify", visibility_m=15_000.0), 0.8)
    thinned = (1 - np.exp(-3000.0 / 1500.0)) / 2.0
    seen = 0.3 * np.exp(-3.912 / 15_000.0 * (0.6 / 0.55) ** -1.3 * thinned * range_m)
    stripes = np.linspace(0.0, 0.5, 200_001)
    finest = stripes[mtf(stripes, 1.0) * seen >= 0.03].max()
    assert finest < 0.5  # contrast, not the elements, is the limit here
    size_m = np.sqrt(2 / np.pi * 60.0 * 5.0)
    assert float(ttpf(size_m / (range_m * 20e-6) * finest / 6.0)) == pytest.approx(0.8, abs=1e-4)


def test_own_cycles_and_their_doubt() -> None:
    plain = reaches_m(sight(turret(cycles={"identify": 5.0}), "small-boat", "identify", visibility_m=1e9))
    assert plain == pytest.approx(
        1.2 * reaches_m(sight(turret(), "small-boat", "identify", visibility_m=1e9)), rel=1e-6
    )
    strict = SENSING.model_copy(update={"cycles_factor": 1.5})
    assert reaches_m(sight(turret(), "small-boat", "identify", sensing=strict, visibility_m=1e9)) == pytest.approx(
        plain / 1.8
    )


def test_a_thermal_camera_sees_by_night_and_daylight_does_not() -> None:
    target, night = target_class("merchant"), Given(Conditions(dark=True))
    for band in ("visible", "swir"):
        assert camera_sight(turret(band=band), target, "detect", night, 3000.0) is None
        assert camera_sight(turret(band=band), target, "identify", night, 3000.0) is None
    both = turret(thermal_ifov="40 urad")
    by_day, by_night = (sight(both, "small-boat", "identify", dark=dark) for dark in (False, True))
    assert 0.0 < reaches_m(by_night) < reaches_m(by_day)
    assert reaches_m(by_night) == reaches_m(sight(turret(ifov="40 urad", band="mwir"), "small-boat", "identify"))
    assert reaches_m(by_day) >= reaches_m(sight(turret(), "small-boat", "identify"))


def test_haze_costs_daylight_more_than_thermal_light() -> None:
    lost = []
    for band in ("visible", "lwir"):
        far = [reaches_m(sight(turret(band=band), "coaster", "recognise", visibility_m=v)) for v in (40_000.0, 4000.0)]
        lost.append(far[1] / far[0])
    assert lost[0] < lost[1]


def test_cloud_hides_from_above_and_not_from_below() -> None:
    base_m = float(SENSING.cloud_base_m)
    assert sight(turret(), "merchant", "identify", base_m, cloud=0.9).look_p == 1.0
    above = [
        sight(turret(), "merchant", "identify", base_m + 1.0, cloud=share).look_p for share in (0.0, 0.3, 0.9, 1.0)
    ]
    assert above[0] == 1.0
    assert above[-1] == 0.0
    assert (np.diff(above) < 0.0).all()
    doubt = [SENSING.model_copy(update={"cloud_factor": factor}) for factor in (0.7, 1.0, 1.3)]
    free = [sight(turret(), "merchant", "identify", 5000.0, one, cloud=0.25).look_p for one in doubt]
    assert free == pytest.approx([free[1] ** 0.7, free[1], free[1] ** 1.3])
    assert sight(turret(), "merchant", "identify", 5000.0, doubt[0], cloud=1.0).look_p == 0.0


def test_rain_falls_below_the_cloud_and_does_not_add_to_haze() -> None:
    far = {
        rain: reaches_m(sight(turret(), "coaster", "identify", 500.0, rain_mm_h=rain))
        for rain in (0.0, 0.01, 5.0, 50.0)
    }
    assert far[0.0] == far[0.01] > far[5.0] > far[50.0] > 0.0
    high = reaches_m(sight(turret(), "coaster", "identify", 8000.0, rain_mm_h=20.0))
    low = reaches_m(sight(turret(), "coaster", "identify", 900.0, rain_mm_h=20.0))
    assert high > low


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SHIPS), HEIGHTS_M, VISIBILITIES_M, st.floats(0.0, 60.0), st.booleans())
def test_a_search_falls_with_range_to_nothing_at_its_reach(
    class_: str, height_m: float, visibility_m: float, rain_mm_h: float, dark: bool
) -> None:
    sky = {"visibility_m": visibility_m, "rain_mm_h": rain_mm_h, "dark": dark}
    found = sight(turret(thermal_ifov="30 urad"), class_, "detect", height_m, **sky)
    reach_m = found.reach_m
    assert 0.0 < reach_m <= horizon_m(target_class(class_), height_m)
    at = hazard(found, np.linspace(0.0, 1.2 * reach_m, 400))
    assert np.isfinite(at).all()
    assert (at >= 0.0).all()
    assert (np.diff(at) <= 1e-15).all()
    assert (at[np.linspace(0.0, 1.2, 400) > 1.0] == 0.0).all()
    # a search of one field of view lasts its constant at the least: nothing is found at once
    assert at[0] <= 1.0 / float(SENSING.search_constant_s)
    # continuous: nothing leaps at the end
    assert float(hazard(found, reach_m * (1 - 1e-6))) < 1e-3 * at[0] + 1e-9


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(SHIPS), HEIGHTS_M, VISIBILITIES_M, st.floats(0.0, 60.0), st.booleans())
def test_thicker_air_never_finds_sooner(
    class_: str, height_m: float, visibility_m: float, rain_mm_h: float, dark: bool
) -> None:
    camera, range_m = turret(thermal_ifov="30 urad"), np.linspace(10.0, 100_000.0, 200)
    clear = sight(camera, class_, "detect", height_m, visibility_m=visibility_m, rain_mm_h=rain_mm_h, dark=dark)
    for worse in ({"visibility_m": 0.6 * visibility_m}, {"rain_mm_h": rain_mm_h + 3.0}, {"dark": True}):
        sky = {"visibility_m": visibility_m, "rain_mm_h": rain_mm_h, "dark": dark} | worse
        thick = sight(camera, class_, "detect", height_m, **sky)
        assert (hazard(thick, range_m) <= hazard(clear, range_m) + 1e-15).all()
        assert thick.reach_m <= clear.reach_m * (1 + 1e-8)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(SHIPS), HEIGHTS_M, VISIBILITIES_M)
def test_ranges_are_in_order(class_: str, height_m: float, visibility_m: float) -> None:
    """A harder task, a surer look and thicker air never reach farther."""
    camera = turret()
    known, named = (
        sight(camera, class_, task, height_m, visibility_m=visibility_m) for task in ("recognise", "identify")
    )
    assert reaches_m(named) <= reaches_m(known) * (1 + 1e-9) <= known.reach_m * (1 + 1e-8)
    assert reaches_m(named, 0.95) <= reaches_m(named, 0.5) * (1 + 1e-9)
    hazy = sight(camera, class_, "identify", height_m, visibility_m=0.7 * visibility_m)
    assert reaches_m(hazy) <= reaches_m(named) * (1 + 1e-9)
    assert 0.0 <= named.look_p <= 1.0


def test_larger_classes_are_seen_farther() -> None:
    far = [reaches_m(sight(turret(), class_, "recognise")) for class_ in SHIPS]
    assert (np.diff(far) > 0.0).all()


def test_what_flies_is_seen_over_its_own_horizon() -> None:
    plane = target_class("light-aircraft")
    assert horizon_m(plane, 15.0) > 80_000.0
    found = sight(turret(), "light-aircraft", "identify", 15.0)
    assert 0.0 < reaches_m(found) < found.reach_m
    # its body, not its height over the sea, is what shows
    assert float(standing_of(plane, 15.0, 1000.0, SENSING)) == pytest.approx(0.25 * float(plane.length_m))


def test_a_ship_sinks_under_the_horizon_bit_by_bit() -> None:
    ship, height_m = target_class("merchant"), 20.0
    shows = standing_of(ship, height_m, np.linspace(0.0, 1.1 * horizon_m(ship, height_m), 500), SENSING)
    assert shows[0] == float(ship.height_m)
    assert shows[-1] == 0.0
    assert np.abs(np.diff(shows)).max() < 0.15


def test_a_wider_search_finds_later() -> None:
    ahead = Sensor.model_validate(
        {"kind": "turret", "camera": {"ifov": "20 urad"}, "sectors": [{"from": "-45 deg", "to": "45 deg"}]}
    )
    assert width_rad(ahead) == pytest.approx(np.pi / 2, rel=2e-3)
    assert width_rad(turret()) == 2 * np.pi
    all_round, quarter = (float(hazard(sight(one, "coaster", "detect"), 15_000.0)) for one in (turret(), ahead))
    assert quarter == pytest.approx(4 * all_round, rel=5e-3)


def test_fields_of_view() -> None:
    # from a mast: one row along the horizon
    assert fields_of_view(2 * np.pi, 10.0, 20_000.0, np.radians(10)) == pytest.approx(36.0, rel=1e-3)
    # from 3 km with 15 km: a belt of sines from 0.2 to 0.4
    assert fields_of_view(2 * np.pi, 3000.0, 15_000.0, 0.1) == pytest.approx(2 * np.pi * 0.2 / 0.01)
    assert fields_of_view(0.01, 10.0, 20_000.0, 0.5) == 1.0


def test_rounds_of_a_search_add_up_to_the_hazard() -> None:
    """Looks in turn, drawn out: after n rounds the same share is found as by the constant hazard."""
    p_inf, fields, dwell_s, rounds = 0.6, 30.0, 5.0, 7
    per_round = 0.6 * (1 - np.exp(-0.6 * 5.0 / 3.4))
    by_rounds = 1 - (1 - per_round) ** rounds
    rate = float(search_hazard_per_s(p_inf, fields, dwell_s, 3.4))
    assert 1 - np.exp(-rate * rounds * fields * dwell_s) == pytest.approx(by_rounds)


@pytest.mark.parametrize("class_", ["small-boat", "fishing-boat"])
def test_sweep_widths_are_of_the_order_of_those_of_eyes(class_: str) -> None:
    """From 1000 ft in 10 NM of visibility at the speed of the tables; a camera that searches is no miracle beside eyes."""
    hull = {"small-boat": "Power Boat 20ft", "fishing-boat": "Power Boat 53ft"}[class_]
    eyes_m = float(sweep_width_m("fixed_wing", hull, 1000.0 * FT_M, 10.0 * NM_M))
    found = sight(turret(), class_, "detect", 1000.0 * FT_M, visibility_m=10.0 * NM_M)
    assert found.hazard_per_s is not None
    side_m = np.linspace(1.0, found.reach_m, 400)
    seen = -np.expm1(-exposure(found.hazard_per_s, side_m, 180.0 * NM_M / 3600.0, found.reach_m))
    ratio = 2.0 * float(np.trapezoid(seen, side_m)) / eyes_m
    assert ratio == pytest.approx({"small-boat": 1.61, "fishing-boat": 1.14}[class_], abs=0.01)


def test_no_camera_no_sight() -> None:
    assert camera_sight(Sensor(kind="turret"), target_class("merchant"), "detect", Given(), 3000.0) is None


@pytest.mark.parametrize(
    ("camera", "told"),
    [
        ({"ifov": "0 urad"}, "ifov is an angle above zero"),
        ({"ifov": "20 urad", "search_fov": "-1 deg"}, "search_fov is an angle"),
        ({"ifov": "20 urad", "band": "lwir", "thermal_ifov": "30 urad"}, "no second one"),
        ({}, "ifov"),
        ({"ifov": "20 urad", "zoom": 3}, "zoom"),
    ],
)
def test_a_camera_that_is_none_is_refused(camera: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Camera.model_validate(camera)


def test_each_default_has_a_range_and_says_that_it_is_assumed() -> None:
    camera = Camera.model_validate({"ifov": "20 urad"})
    for name in ("optics_q", "contrast", "contrast_threshold", "search_fov_rad", "search_pixels", "search_dwell_s"):
        figure = getattr(camera, name)
        assert figure.low < float(figure) < figure.high, name
        assert figure.origin.is_assumed, name
