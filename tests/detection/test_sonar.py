"""The sonar equation: its terms, its chain, the chance of a decision."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from longwatch.detection.sonar import (
    band_level_db,
    decision_hazard_per_s,
    received_db,
    signal_excess_db,
    slices,
)
from longwatch.physics.sound_absorption import thorp_db_km
from longwatch.physics.sound_noise import coates_db
from longwatch.physics.sound_paths import transmission_loss_db
from longwatch.physics.sound_ships import jomopans_db
from longwatch.units import KT_MPS


def test_a_fishing_boat_at_250_hz_stands_out_at_1_km_and_not_at_5() -> None:
    source = jomopans_db(250.0, "fishing", 8.0 * KT_MPS, 20.0)
    noise = coates_db(250.0, 5.0, 0.5)
    loss = transmission_loss_db([1000.0, 5000.0], thorp_db_km(250.0))
    assert (float(source), float(noise)) == pytest.approx((134.5, 63.5), abs=0.05)
    assert signal_excess_db(source, loss, noise) == pytest.approx([11.0, -3.0], abs=0.05)


@given(st.floats(20.0, 5000.0), st.floats(1.1, 3.0), st.floats(-50.0, 150.0))
def test_an_even_spectrum_has_the_level_of_its_width(low_hz: float, ratio: float, level_db: float) -> None:
    band = slices(low_hz, low_hz * ratio)
    assert band.width_hz.sum() == pytest.approx(low_hz * (ratio - 1.0))
    level = band_level_db(np.full(band.frequency_hz.shape, level_db), band)
    assert level == pytest.approx(level_db + 10.0 * np.log10(low_hz * (ratio - 1.0)), abs=1e-9)


def test_each_slice_of_a_band_loses_what_its_own_frequency_loses() -> None:
    band = slices(1000.0, 10_000.0, 2)
    flat = np.array([120.0, 120.0])
    at_40_km = received_db(40_000.0, flat, np.array([0.0, 10.0]), np.inf, band)
    left = 10.0 * np.log10(band.width_hz[0]) + 120.0 - 20.0 * np.log10(40_000.0)
    assert at_40_km == pytest.approx(left, abs=1e-6)


@given(st.floats(-60.0, 60.0), st.floats(1.0, 15.0), st.floats(1.0, 3600.0))
def test_the_hazard_of_a_decision_is_that_of_a_normal_excess(
    excess_db: float, fluctuation_db: float, decision_s: float
) -> None:
    hazard = float(decision_hazard_per_s(excess_db, fluctuation_db, decision_s))
    assert np.isfinite(hazard)
    assert -np.expm1(-hazard * decision_s) == pytest.approx(norm.cdf(excess_db / fluctuation_db), abs=1e-12)


@pytest.mark.parametrize(("fluctuation_db", "decision_s"), [(0.0, 60.0), (-1.0, 60.0), (7.0, 0.0), (np.nan, 60.0)])
def test_a_fluctuation_or_a_time_of_nothing_is_refused(fluctuation_db: float, decision_s: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        decision_hazard_per_s(0.0, fluctuation_db, decision_s)
