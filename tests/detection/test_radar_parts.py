"""The pieces of the radar: refusals at their limits, monotone where they must be, paths over a round earth."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from longwatch.detection.clutter import clutter_cell_m2, sea_clutter_db
from longwatch.detection.radar_echo import signal_to_noise
from longwatch.detection.radar_path import EARTH_M, grazing_rad, low_angle_factor, reflection_phase_rad
from longwatch.detection.radar_pulses import m_of_n, pulses_on_target, swerling_pd
from longwatch.detection.radar_rcs import at_frequency, ship_rcs_m2
from longwatch.detection.rain import rain_cell_m3, rain_coefficients, rain_db_per_km, rain_echo_per_m
from longwatch.geo.horizon import radar_horizon_m

HEIGHTS = st.floats(3.0, 15_000.0)


@pytest.mark.parametrize(
    ("f_hz", "deg", "state", "pol"),
    [
        (0.4e9, 1, 3, "H"), (36e9, 1, 3, "H"), (9e9, 0.09, 3, "H"), (9e9, 61, 3, "V"), (9e9, 1, 7, "V"), (9e9, 1, -1, "V"),
        (9e9, 1, 3, "C"),
    ],
)  # fmt: skip
def test_clutter_refuses_what_nobody_measured(f_hz: float, deg: float, state: float, pol: str) -> None:
    with pytest.raises(ValueError, match=r"outside|polarisation"):
        sea_clutter_db(f_hz, np.radians(deg), state, pol)


@given(st.floats(0.5, 35.0), st.floats(0.1, 60.0), st.sampled_from(["H", "V"]))
def test_clutter_grows_with_the_sea_and_is_finite_to_its_edges(f_ghz: float, deg: float, pol: str) -> None:
    db = sea_clutter_db(f_ghz * 1e9, np.radians(deg), np.linspace(0.0, 6.0, 25), pol)
    assert np.isfinite(db).all()
    assert (np.diff(db) > 0.0).all()


def test_a_cell_grows_with_range_and_beam() -> None:
    cell = clutter_cell_m2([[10e3], [20e3]], [0.02, 0.04], 3.0, 0.0)
    assert np.allclose(cell, [[600.0, 1200.0], [1200.0, 2400.0]])


@pytest.mark.parametrize(("f_hz", "pol"), [(0.9e9, "H"), (1.1e12, "H"), (9e9, "C")])
def test_rain_refuses_what_the_recommendation_leaves_out(f_hz: float, pol: str) -> None:
    with pytest.raises(ValueError, match=r"P\.838|polarisation"):
        rain_coefficients(f_hz, pol)


@given(st.floats(1.0, 34.9), st.sampled_from(["H", "V"]))
def test_rain_takes_and_returns_more_the_harder_it_falls(f_ghz: float, pol: str) -> None:
    rate = np.array([0.0, 0.5, 4.0, 16.0, 50.0, 150.0])
    taken, returned = rain_db_per_km(f_ghz * 1e9, rate, pol), rain_echo_per_m(f_ghz * 1e9, rate)
    assert taken[0] == returned[0] == 0.0
    assert (np.diff(taken) > 0.0).all()
    assert (np.diff(returned) > 0.0).all()


def test_rain_fills_the_beam_up_to_where_it_falls_from() -> None:
    near, far, farther = rain_cell_m3([10e3, 200e3, 400e3], 0.04, 0.07, 3.0)
    assert near == pytest.approx(np.pi / 4.0 * 400.0 * 350.0 * 3.0)
    assert farther == pytest.approx(2.0 * far)  # no longer with the square


@given(HEIGHTS, st.floats(1.0, 400e3))
def test_grazing_angle_is_that_of_the_triangle(height_m: float, range_m: float) -> None:
    """Law of cosines over the round earth: exact but for the square of the height over the radius."""
    psi = float(grazing_rad(height_m, range_m))
    assert -np.pi / 2.0 <= psi <= np.pi / 2.0
    if range_m > 1.001 * height_m:
        up = EARTH_M + height_m
        exact = np.arcsin(np.clip((up**2 - range_m**2 - EARTH_M**2) / (2.0 * EARTH_M * range_m), -1.0, 1.0))
        assert np.sin(psi) == pytest.approx(np.sin(exact), abs=1.01 * height_m**2 / (2.0 * EARTH_M * range_m) + 1e-9)


@given(HEIGHTS, st.floats(0.5, 3000.0))
def test_the_ray_off_the_sea_fades_to_nothing_at_the_horizon(height_m: float, target_m: float) -> None:
    horizon = float(radar_horizon_m(height_m, target_m))
    r = np.linspace(0.05, 1.2, 400) * horizon
    phase = reflection_phase_rad(height_m, target_m, r, 0.032)
    assert np.isfinite(phase).all()
    assert (np.diff(phase) <= 1e-9 * phase[:-1]).all()
    assert (phase[r > horizon] == 0.0).all()
    factor = low_angle_factor(height_m, target_m, r, 0.032)
    assert ((factor >= 0.0) & (factor <= 1.0)).all()
    assert float(low_angle_factor(height_m, target_m, (1.0 - 1e-9) * horizon, 0.032)) < 1e-4


def test_the_phase_is_that_of_a_flat_sea_where_the_earth_is_flat() -> None:
    """2 pi h1 h2 / (lambda d) for a mast and a boat a mile away; and the point of reflection mirrors the angles far off."""
    assert float(reflection_phase_rad(15.0, 2.0, 1852.0, 0.032)) == pytest.approx(
        2 * np.pi * 30.0 / (0.032 * 1852.0), rel=0.02
    )
    d, h1, h2 = 150e3, 2000.0, 300.0
    d1 = np.linspace(0.0, d, 2_000_001)[1:-1]
    at = np.argmin(np.abs((h1 / d1 - d1 / (2 * EARTH_M)) - (h2 / (d - d1) - (d - d1) / (2 * EARTH_M))))
    above = (h1 - d1[at] ** 2 / (2 * EARTH_M)) * (h2 - (d - d1[at]) ** 2 / (2 * EARTH_M))
    slant = np.hypot(d, h1 - h2)
    assert float(reflection_phase_rad(h1, h2, slant, 0.032)) == pytest.approx(2 * np.pi * above / (0.032 * d), rel=1e-3)


def test_echo_goes_with_the_fourth_power() -> None:
    of = {
        "peak_power_w": 1e4,
        "gain_db": 30.0,
        "frequency_hz": 9.4e9,
        "pulse_s": 1e-6,
        "noise_figure_db": 4.0,
        "losses_db": 8.0,
    }
    near, far = signal_to_noise([10e3, 20e3], [1.0, 16.0], **of)
    assert near == pytest.approx(far)


@given(st.sampled_from([0, 1, 2, 3, 4]), st.integers(1, 300), st.floats(1e-8, 1e-2))
def test_more_echo_is_never_worse(case: int, n: int, pfa: float) -> None:
    pd = swerling_pd(case, np.concatenate([[0.0], 10.0 ** np.linspace(-4.0, 6.0, 60)]), pfa, n)
    assert pd[0] == pytest.approx(pfa, rel=1e-6)
    assert (np.diff(pd) >= -1e-12).all()
    assert pd[-1] == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize(
    ("case", "pfa", "n"), [(5, 1e-6, 1), (1, 0.6, 1), (1, 1e-13, 1), (1, 1e-6, 0), (1, 1e-6, 9000)]
)
def test_detection_refuses_what_it_was_not_made_for(case: int, pfa: float, n: int) -> None:
    with pytest.raises(ValueError, match=r"Swerling|pulses"):
        swerling_pd(case, 1.0, pfa, n)


@given(st.floats(0.0, 1.0), st.integers(1, 12))
def test_asking_for_more_scans_is_harder(p: float, n: int) -> None:
    some = [float(m_of_n(p, m, n)) for m in range(1, n + 1)]
    assert all(a >= b - 1e-12 for a, b in pairwise(some))
    assert some[0] == pytest.approx(1.0 - (1.0 - p) ** n, abs=1e-12)
    assert some[-1] == pytest.approx(p**n, abs=1e-12)


def test_contacts_by_nothing_are_refused() -> None:
    for m, n in ((0, 3), (4, 3)):
        with pytest.raises(ValueError, match="cannot be met"):
            m_of_n(0.5, m, n)


def test_pulses_of_a_sweep() -> None:
    assert float(pulses_on_target(1000.0, np.radians(1.2), 2.5)) == pytest.approx(8.33, abs=0.01)
    assert float(pulses_on_target(10.0, np.radians(1.0), 1.0)) == 1.0


def test_cross_sections_of_other_bands_and_of_nothing() -> None:
    assert float(at_frequency(100.0, 9.4e9)) == 100.0
    assert float(at_frequency(100.0, 2.35e9)) == pytest.approx(50.0)
    with pytest.raises(ValueError, match=r"from 0\.5 to 100 thousand tons"):
        ship_rcs_m2(9.4e9, 0.0)
