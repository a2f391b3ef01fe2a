"""Vehicles on and under the water: laws that hold whatever the figures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from longwatch.physics.usv import fed_by_sun_w, harvest_j, motor_endurance_s
from longwatch.physics.uuv import best_speed_mps, dive_energy_j, endurance_s, glider_power_w
from longwatch.units import DAY_S, HOUR_S


@given(st.floats(0.5, 500.0), st.floats(0.5, 500.0))
def test_no_speed_goes_farther_than_the_best(hotel_w: float, drag: float) -> None:
    best = float(best_speed_mps(hotel_w, drag))
    speeds = np.linspace(0.2, 3.0, 57) * best
    ways = endurance_s(1e6, hotel_w, drag, speeds) * speeds
    assert np.max(ways) <= float(endurance_s(1e6, hotel_w, drag, best)) * best * (1.0 + 1e-12)


def test_a_glider_pays_by_the_dive() -> None:
    """Half a litre against 8 MPa at half efficiency: 8 kJ; every three hours that is 0.75 W."""
    dive_j = float(dive_energy_j(0.5e-3, 800.0, 0.5))
    assert dive_j == pytest.approx(8043.0, rel=1e-3)
    assert float(glider_power_w(1.0, dive_j, 3 * HOUR_S)) == pytest.approx(1.745, rel=1e-3)


def test_sun_by_day_and_store_by_night() -> None:
    assert float(harvest_j(86.0, 4 * HOUR_S)) / HOUR_S == pytest.approx(344.0)
    assert float(fed_by_sun_w(86.0, 4 * HOUR_S, 665 * HOUR_S, 14 * HOUR_S)) == pytest.approx(344.0 / 24.0)
    assert float(fed_by_sun_w(86.0, 4 * HOUR_S, 70 * HOUR_S, 14 * HOUR_S)) == pytest.approx(
        5.0
    )  # the store is the limit


def test_a_heavier_boat_burns_more() -> None:
    light, heavy = (float(motor_endurance_s(200.0, 0.24 / 3.6e6, 5000.0, 500.0, ratio)) for ratio in (1.0, 1.3))
    assert light == pytest.approx(200.0 / (0.24 * 5.5) * HOUR_S)
    assert 0.8 < heavy / light < 0.9
    assert light < 10 * DAY_S
