"""An aircraft from take-off to dry tanks, against the same flown in small steps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from longwatch.physics.air import density_kg_m3
from longwatch.physics.flight import (
    Aircraft,
    Level,
    Load,
    airborne_s,
    climb,
    fitted,
    fuel_aboard_kg,
    mission_s,
    rated_power_w,
    shaft_power_w,
    slowest_mps,
)


def craft(**more: float) -> Aircraft:
    figures = {
        "fuel_kg": 300.0, "takeoff_kg": 1500.0, "empty_kg": 900.0, "span_m": 16.0, "aspect_ratio": 15.0, "oswald": 0.8,
        "cd0": 0.03, "cl_loiter": 1.0, "bsfc_kg_j": 0.25 / 3.6e6, "propeller": 0.78, "generator": 0.75, "avionics_w": 400.0,
        "rated_w": 120e3, "rated_to_m": 3000.0, "climb_mps": 3.0,
    }  # fmt: skip
    return Aircraft(**{name: np.asarray(value) for name, value in (figures | more).items()})


def load(mass_kg: float = 100.0, power_w: float = 1000.0, drag_m2: float = 0.04) -> Load:
    return Load(np.asarray(mass_kg), np.asarray(power_w), np.asarray(drag_m2))


def level(height_m: float = 6000.0, speed_mps: float | None = None) -> Level:
    return Level(np.asarray(height_m), None if speed_mps is None else np.asarray(speed_mps))


def stepped_s(plane: Aircraft, fit: Load, mass_kg: float, dry_kg: float, height_m: float, speed_mps: float) -> float:
    """Level flight in 4,000 steps of fuel, each at the power of its middle; never slower than it can."""
    density, total = density_kg_m3(height_m), 0.0
    step_kg = (mass_kg - dry_kg) / 4000
    for n in range(4000):
        mass = np.asarray(mass_kg - (n + 0.5) * step_kg)
        speed = np.maximum(speed_mps, slowest_mps(plane, mass, density))
        total += step_kg / float(plane.bsfc_kg_j * shaft_power_w(plane, fit, mass, density, speed))
    return total


@pytest.mark.parametrize("speed_mps", [30.0, 45.0, 52.0, 70.0])  # slower than it can all along, for a part, never
def test_level_flight_against_steps(speed_mps: float) -> None:
    plane, fit = craft(), load()
    climb_s, climb_kg = (float(x) for x in climb(plane, fit, level(6000.0, speed_mps)))
    begin_kg = 900.0 + 100.0 + 300.0 - climb_kg
    twin = climb_s + stepped_s(plane, fit, begin_kg, 1000.0, 6000.0, speed_mps)
    assert float(airborne_s(plane, fit, level(6000.0, speed_mps))) == pytest.approx(twin, rel=1e-6)


def test_least_power_is_the_least() -> None:
    """No constant speed stays longer than the speed of least power, held as fuel burns, where nothing limits lift."""
    plane, fit = craft(cl_loiter=9.0), load()
    best = float(airborne_s(plane, fit, level()))
    others = [float(airborne_s(plane, fit, level(6000.0, speed))) for speed in np.linspace(25.0, 80.0, 56)]
    assert max(others) < best < 1.02 * max(others)


def flown(plane: Aircraft, fit: Load, transit_mps: float, out_s: float, back_s: float, loiter: Level) -> float:
    ways = np.asarray(transit_mps), np.asarray(out_s), np.asarray(back_s)
    return float(mission_s(plane, fit, loiter, *ways))


@pytest.mark.parametrize("transit_mps", [30.0, 50.0, 65.0])  # slower than it can all along, while heavy, never
def test_a_mission_against_steps(transit_mps: float) -> None:
    """Out and back at one speed, loiter at another: masses at both ends by steps."""
    plane, fit, out_s, back_s = craft(), load(), 9000.0, 6000.0
    climb_s, climb_kg = (float(x) for x in climb(plane, fit, level(6000.0, 48.0)))
    density = density_kg_m3(6000.0)

    def after(mass_kg: float, time_s: float) -> float:
        for _ in range(4_000):
            mass = np.asarray(mass_kg)
            speed = np.maximum(transit_mps, slowest_mps(plane, mass, density))
            mass_kg -= float(plane.bsfc_kg_j * shaft_power_w(plane, fit, mass, density, speed)) * time_s / 4_000
        return mass_kg

    begin_kg, end_kg = after(1300.0 - climb_kg, out_s - climb_s), after(1000.0, -back_s)
    twin = out_s + stepped_s(plane, fit, begin_kg, end_kg, 6000.0, 48.0) + back_s
    found = flown(plane, fit, transit_mps, out_s, back_s, level(6000.0, 48.0))
    assert found == pytest.approx(twin, rel=1e-5)


def test_without_a_way_it_is_loiter_and_far_enough_it_is_transit() -> None:
    plane, fit = craft(), load()
    for loiter in (level(6000.0, 50.0), level()):
        assert flown(plane, fit, 65.0, 0.0, 0.0, loiter) == pytest.approx(
            float(airborne_s(plane, fit, loiter)), rel=1e-12
        )
        all_transit = float(airborne_s(plane, fit, level(6000.0, 65.0)))
        for far_s in (all_transit, 1e6, np.inf):
            assert flown(plane, fit, 65.0, far_s, far_s, loiter) == pytest.approx(all_transit, rel=1e-9)
        barely = flown(plane, fit, 65.0, 0.5 * all_transit - 1e-3, 0.5 * all_transit - 1e-3, loiter)
        assert barely == pytest.approx(all_transit, rel=1e-6)
    assert flown(plane, load(600.0), 65.0, 0.0, 0.0, level()) == 0.0


@given(st.floats(20.0, 90.0), st.floats(0.0, 60e3), st.floats(0.0, 60e3), st.floats(0.0, 20e3))
def test_a_longer_way_stays_up_no_longer_than_least_power(
    transit_mps: float, out_s: float, back_s: float, more_s: float
) -> None:
    plane, fit = craft(), load()
    near = flown(plane, fit, transit_mps, out_s, back_s, level())
    for ways_s in ((out_s + more_s, back_s), (out_s, back_s + more_s)):
        far = flown(plane, fit, transit_mps, *ways_s, level())
        assert 0.0 < far <= near + 1e-3


@given(st.floats(0.0, 500.0), st.floats(0.0, 500.0), st.floats(0.0, 5000.0), st.floats(0.0, 0.3))
def test_more_of_anything_stays_shorter(mass_kg: float, more_kg: float, power_w: float, drag_m2: float) -> None:
    plane, least = craft(), float(airborne_s(craft(), load(mass_kg), level()))
    for heavier in (load(mass_kg + more_kg), load(mass_kg, 1000.0 + power_w), load(mass_kg, drag_m2=0.04 + drag_m2)):
        assert 0.0 <= float(airborne_s(plane, heavier, level())) <= least + 1e-6


def test_fuel_gives_way_to_payload_within_take_off_mass() -> None:
    assert float(fuel_aboard_kg(craft(), load(300.0))) == 300.0
    assert float(fuel_aboard_kg(craft(), load(400.0))) == 200.0
    assert float(fuel_aboard_kg(craft(), load(700.0))) == 0.0
    assert float(airborne_s(craft(), load(600.0), level())) == 0.0


def test_power_falls_above_the_rated_height() -> None:
    plane = craft()
    assert float(rated_power_w(plane, np.asarray(2000.0))) == 120e3
    fall = float(density_kg_m3(6000.0) / density_kg_m3(3000.0))
    assert float(rated_power_w(plane, np.asarray(6000.0))) == pytest.approx(120e3 * fall)


def test_a_weak_engine_climbs_slowly() -> None:
    strong, _ = climb(craft(), load(), level())
    weak, fuel_kg = climb(craft(rated_w=60e3), load(), level())
    assert float(strong) == pytest.approx(6000.0 / 3.0)
    assert float(weak) > 1.5 * float(strong)
    assert float(fuel_kg) > 0.0


@given(st.floats(0.012, 0.09), st.floats(0.2, 0.4), st.floats(10.0, 22.0))
def test_a_fit_finds_the_drag_that_was_there(cd0: float, bsfc: float, aspect: float) -> None:
    plane = craft(cd0=cd0, bsfc_kg_j=bsfc / 3.6e6, aspect_ratio=aspect)
    time_s = airborne_s(plane, load(), level())
    found = fitted(replace(plane, cd0=np.asarray(0.03)), load(), level(), 0.0, time_s)
    assert float(airborne_s(found, load(), level())) == pytest.approx(float(time_s), rel=1e-8)
    assert float(found.cd0) == pytest.approx(cd0, rel=1e-4)


def test_many_variants_in_one_call() -> None:
    masses = np.array([0.0, 100.0, 250.0])
    together = airborne_s(craft(), Load(masses, np.asarray(500.0), np.asarray(0.02)), level())
    apart = [float(airborne_s(craft(), load(mass, 500.0, 0.02), level())) for mass in masses]
    assert together == pytest.approx(apart, rel=1e-14)
