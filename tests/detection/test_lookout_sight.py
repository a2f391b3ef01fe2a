"""What look-outs see: the tables' widths again from the hazard, by day, within what is published."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ive

from longwatch.catalog.lookout import Lookout
from longwatch.catalog.models import Sensor
from longwatch.detection.conditions import Conditions, Given
from longwatch.detection.lookout_sight import (
    Scene,
    hull_of,
    inverse_cube_strength,
    lookout_sight,
    lookout_width_m,
)
from longwatch.detection.search_pass import exposure
from longwatch.detection.targets import target_class
from longwatch.units import FT_M, KT_MPS, NM_M

SHIPS = ("small-boat", "fishing-boat", "coaster", "merchant")
CALM: dict[str, Any] = {"wind_mps": 5.0, "sea_state": 2}


def eyes(looks_from: str = "fixed wing", **more: Any) -> Sensor:
    return Sensor.model_validate({"kind": "eyes", "lookout": {"from": looks_from, **more}})


def width_nm(sensor: Sensor, class_: str, height_ft: float, **sky: Any) -> float:
    assert sensor.lookout is not None
    found = lookout_width_m(sensor.lookout, target_class(class_), Given(Conditions(**sky)), height_ft * FT_M)
    assert found is not None
    return found / NM_M


def test_widths_by_the_tables() -> None:
    sky = {"visibility_m": 10 * NM_M, **CALM}
    assert [width_nm(eyes(), class_, 500.0, **sky) for class_ in SHIPS] == pytest.approx([3.6, 8.1, 11.1, 13.2])
    assert [width_nm(eyes("helicopter"), class_, 500.0, **sky) for class_ in SHIPS] == pytest.approx(
        [4.3, 9.2, 12.2, 14.3]
    )
    # from a ship's bridge as from 14 ft
    assert [width_nm(eyes("ship"), class_, 60.0, **sky) for class_ in SHIPS] == pytest.approx([4.3, 9.1, 12.0, 14.1])
    assert width_nm(eyes("small boat"), "small-boat", 8.0, **sky) == pytest.approx(3.3)
    assert width_nm(eyes("small boat"), "small-boat", 5.0, **sky) == pytest.approx(3.3)


def test_factors() -> None:
    sky = {"visibility_m": 10 * NM_M, "sea_state": 2}
    small = [width_nm(eyes(), "small-boat", 500.0, wind_mps=kt * KT_MPS, **sky) for kt in (15, 16, 25, 26)]
    assert small == pytest.approx([3.6, 1.8, 1.8, 0.9])
    other = [width_nm(eyes(small_below="6 m"), "small-boat", 500.0, wind_mps=kt * KT_MPS, **sky) for kt in (15, 16, 26)]
    assert other == pytest.approx([3.6, 3.24, 3.24])
    rough = width_nm(eyes(), "small-boat", 500.0, wind_mps=0.0, visibility_m=10 * NM_M, sea_state=4)
    assert rough == pytest.approx(0.9)  # 1.9 m: above 5 ft
    assert width_nm(eyes(tired=True), "small-boat", 500.0, wind_mps=0.0, **sky) == pytest.approx(3.24)
    by_speed = [
        width_nm(eyes(speed=f"{kt} kt"), "small-boat", 500.0, wind_mps=0.0, **sky) for kt in (100, 150, 165, 180, 250)
    ]
    assert by_speed == pytest.approx([3.96, 3.96, 3.78, 3.6, 3.24])


@pytest.mark.parametrize(
    ("length_m", "hull"),
    [
        (3.0, "Power Boat <= 15ft"),
        (8.0, "Power Boat 20ft"),
        (20.0, "Power Boat 53ft"),
        (60.0, "Ship 120ft"),
        (190.0, "Ship >= 300ft"),
    ],
)
def test_the_object_that_stands_for_a_hull(length_m: float, hull: str) -> None:
    assert hull_of(length_m) == hull


def test_far_from_the_horizon_it_is_koopmans_law() -> None:
    """W / h = pi u exp(-u/2) (I0(u/2) + I1(u/2)), u = 2 K / (v h^2): the integral of 1 - exp(-u / (1 + s^2)) over all s."""
    width_m, speed_mps, height_m = 6000.0, 90.0, 900.0
    strength = inverse_cube_strength(width_m, speed_mps, Scene(height_m, 1e7, 1e7, 1e8, 0.1))
    u = 2.0 * strength / (speed_mps * height_m**2)
    assert np.pi * u * (ive(0, u / 2) + ive(1, u / 2)) * height_m == pytest.approx(width_m, rel=2e-3)
    # from the surface: W = 2 sqrt(2 pi k h / v)
    flat = inverse_cube_strength(width_m, speed_mps, Scene(1.0, 1e7, 1e7, 1e8, 0.1))
    assert flat == pytest.approx(speed_mps * width_m**2 / (8 * np.pi), rel=5e-3)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(SHIPS),
    st.sampled_from(["fixed wing", "helicopter", "ship"]),
    st.floats(300.0, 3000.0),
    st.floats(1.0, 35.0),
)
def test_passes_sweep_the_width_of_the_tables(
    class_: str, looks_from: str, height_ft: float, visibility_nm: float
) -> None:
    sensor, target = eyes(looks_from), target_class(class_)
    given_ = Given(Conditions(visibility_m=visibility_nm * NM_M * 1.0000001, **CALM))
    height_m = height_ft * FT_M if looks_from != "ship" else 15.0
    found = lookout_sight(sensor, target, "detect", given_, height_m)
    assert sensor.lookout is not None
    width_m = lookout_width_m(sensor.lookout, target, given_, height_m)
    assert width_m is not None
    if found is None:
        assert width_m == 0.0 or min(given_.conditions.visibility_m, 1e9) <= height_m
        return
    hazard = found.hazard_per_s
    assert hazard is not None
    ground_m = np.sqrt(max(found.reach_m**2 - height_m**2, 1.0))
    speed_mps = {"fixed wing": 180.0, "helicopter": 90.0, "ship": 15.0}[looks_from] * KT_MPS
    side_m = np.geomspace(1.0, ground_m, 500)
    slant = lambda ground: hazard(np.hypot(ground, height_m))  # noqa: E731
    seen = -np.expm1(-exposure(slant, side_m, speed_mps, ground_m))
    swept_m = 2.0 * (np.trapezoid(seen, side_m) + seen[0])
    assert swept_m == pytest.approx(min(width_m, 0.9 * 2.0 * ground_m), rel=5e-3)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(SHIPS), st.floats(300.0, 3000.0), st.floats(2000.0, 80_000.0))
def test_the_hazard_falls_to_nothing_at_its_reach(class_: str, height_ft: float, visibility_m: float) -> None:
    found = lookout_sight(
        eyes(), target_class(class_), "detect", Given(Conditions(visibility_m=visibility_m, **CALM)), height_ft * FT_M
    )
    assert found is not None
    assert found.hazard_per_s is not None
    assert found.reach_m <= visibility_m
    at = found.hazard_per_s(np.linspace(0.0, 1.2 * found.reach_m, 600))
    assert np.isfinite(at).all()
    assert (np.diff(at) <= 0.0).all()
    assert (at[np.linspace(0.0, 1.2, 600) > 1.0] == 0.0).all()
    assert float(found.hazard_per_s(np.asarray(found.reach_m * (1 - 1e-9)))) < 1e-6


def test_outside_what_is_published_nothing_is_seen() -> None:
    ship = target_class("merchant")
    for sky, height_m in (({"dark": True}, 300.0), ({"visibility_m": 1800.0}, 300.0), ({}, 1000.0)):
        assert lookout_sight(eyes(), ship, "detect", Given(Conditions(**sky)), height_m) is None
    assert lookout_sight(eyes(), target_class("helicopter"), "detect", Given(), 300.0) is None
    assert lookout_sight(Sensor(kind="eyes"), ship, "detect", Given(), 300.0) is None
    assert lookout_sight(eyes(), ship, "identify", Given(Conditions(dark=True)), 300.0) is None


def test_the_eye_recognises_as_far_as_it_resolves() -> None:
    # one minute of arc, 3 cycles: square root of 2/pi x 20 m x 4 m
    found = lookout_sight(eyes(), target_class("fishing-boat"), "recognise", Given(), 300.0)
    assert found is not None
    assert found.range_at is not None
    assert found.range_at(0.5) == pytest.approx(np.sqrt(2 / np.pi * 80.0) / (2 * 2.9e-4 * 3.0), rel=1e-6)
    assert found.range_at(0.9) < found.range_at(0.5)
    hazy = lookout_sight(eyes(), target_class("merchant"), "recognise", Given(Conditions(visibility_m=2000.0)), 15.0)
    assert hazy is not None
    assert hazy.range_at is not None
    assert hazy.range_at(0.9) == 2000.0


@pytest.mark.parametrize(
    "lookout", [{"from": "balloon"}, {}, {"from": "ship", "acuity": "0 deg"}, {"from": "ship", "tired": 1}]
)
def test_a_lookout_that_is_none_is_refused(lookout: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"from|acuity|tired"):
        Lookout.model_validate(lookout)
