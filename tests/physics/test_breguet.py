"""Closed forms of Breguet against the same aircraft integrated step by step."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from longwatch.physics.breguet import (
    best_glide,
    endurance_at_speed_s,
    endurance_s,
    endurance_under_load_s,
    range_m,
)

BSFC = 0.25 / 3.6e6
G0 = 9.80665
MASSES = st.tuples(st.floats(100.0, 8000.0), st.floats(0.3, 0.98)).map(lambda t: (t[0], t[0] * t[1]))


def integrated(rate_kg_s: Callable[[float], float], begin_kg: float, end_kg: float, per_s: float = 1.0) -> float:
    """`per_s` summed over the time until the mass is down, by Simpson's rule over mass."""
    mass = np.linspace(end_kg, begin_kg, 2001)
    weights = np.ones(2001)
    weights[1:-1:2], weights[2:-1:2] = 4.0, 2.0
    values = np.array([per_s / rate_kg_s(m) for m in mass])
    return float(np.sum(weights * values) * (mass[1] - mass[0]) / 3.0)


@given(MASSES, st.floats(8.0, 30.0), st.floats(0.3, 0.9))
def test_range_at_constant_lift_to_drag(masses: tuple[float, float], glide: float, propeller: float) -> None:
    begin, end = masses
    speed = 50.0
    twin = integrated(lambda m: BSFC * m * G0 / glide * speed / propeller, begin, end, speed)
    assert float(range_m(glide, begin, end, propeller, BSFC)) == pytest.approx(twin, rel=1e-6)


@given(MASSES, st.floats(8.0, 30.0), st.floats(0.2, 1.225))
def test_endurance_at_constant_lift(masses: tuple[float, float], factor: float, density: float) -> None:
    begin, end = masses
    wing = begin / 100.0

    def rate(m: float) -> float:
        return BSFC * (m * G0) ** 1.5 * np.sqrt(2.0 / (density * wing)) / factor / 0.8

    twin = integrated(rate, begin, end)
    assert float(endurance_s(factor, begin, end, wing, density, 0.8, BSFC)) == pytest.approx(twin, rel=1e-6)


@given(MASSES, st.floats(0.1, 10.0), st.one_of(st.just(0.0), st.floats(1e-3, 1e5)))
def test_endurance_with_a_load_on_the_shaft(masses: tuple[float, float], lifting: float, fixed: float) -> None:
    begin, end = masses
    twin = integrated(lambda m: BSFC * (lifting * m**1.5 + fixed), begin, end)
    assert float(endurance_under_load_s(begin, end, lifting, fixed, BSFC)) == pytest.approx(twin, rel=1e-6)


@given(MASSES, st.floats(10.0, 1e6), st.floats(1e-5, 0.1))
def test_endurance_at_constant_speed(masses: tuple[float, float], fixed: float, induced: float) -> None:
    begin, end = masses
    twin = integrated(lambda m: BSFC * (fixed + induced * m * m), begin, end)
    time_s = float(endurance_at_speed_s(begin, end, fixed, induced, BSFC))
    assert time_s == pytest.approx(twin, rel=1e-6)


def test_best_glide_is_the_best_of_the_polar() -> None:
    cl = np.linspace(0.1, 3.0, 20_001)
    best = np.max(cl / (0.03 + cl**2 / (np.pi * 0.8 * 15.0)))
    assert float(best_glide(0.03, 15.0, 0.8)) == pytest.approx(float(best), rel=1e-6)


def test_an_aircraft_that_gains_mass_is_refused() -> None:
    with pytest.raises(ValueError, match="no heavier"):
        range_m(18.0, 1000.0, 1001.0, 0.8, BSFC)
