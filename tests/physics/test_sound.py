"""Underwater sound: limits, shapes and hand-worked figures; published tables stand in tests/validation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from longwatch.physics.sound_absorption import (
    ainslie_mccolm_db_km,
    francois_garrison_db_km,
    thorp_db_km,
    thorp_jkps_db_km,
)
from longwatch.physics.sound_noise import coates_db, knudsen_db, power_sum_db, shipping_db, wind_db
from longwatch.physics.sound_paths import sound_speed_mps, transmission_loss_db
from longwatch.physics.sound_ships import decidecade_db, jomopans_db, ship_kinds, wales_heitmeyer_db
from longwatch.units import KT_MPS


@pytest.mark.parametrize(
    "asked",
    [
        lambda: thorp_db_km(99.0),
        lambda: thorp_db_km(51e3),
        lambda: thorp_jkps_db_km([1000.0, 1e5]),
        lambda: francois_garrison_db_km(2e6, 10.0),
        lambda: francois_garrison_db_km(1000.0, 31.0),
        lambda: francois_garrison_db_km(1000.0, 10.0, 4.0),
        lambda: ainslie_mccolm_db_km(1000.0, 10.0, depth_m=8000.0),
        lambda: ainslie_mccolm_db_km(1000.0, 10.0, ph=9.0),
        lambda: coates_db(0.5, 5.0),
        lambda: coates_db(1000.0, -1.0),
        lambda: coates_db(1000.0, 5.0, 1.2),
        lambda: knudsen_db(500.0, 3.0),
        lambda: knudsen_db(1000.0, 6.0),
        lambda: jomopans_db(10.0, "tanker", 5.0, 100.0),
        lambda: jomopans_db(100.0, "tanker", 50.0, 100.0),
        lambda: jomopans_db(100.0, "tanker", 5.0, 1.0),
        lambda: jomopans_db(100.0, "tankre", 5.0, 100.0),
        lambda: wales_heitmeyer_db(29.0),
        lambda: wales_heitmeyer_db(1300.0),
        lambda: sound_speed_mps(40.0),
        lambda: sound_speed_mps(float("nan")),
        lambda: transmission_loss_db(-1.0, 0.1),
        lambda: transmission_loss_db(100.0, 0.1, 0.0),
    ],
)
def test_what_is_asked_beyond_a_limit_is_refused(asked: Callable[[], Any]) -> None:
    with pytest.raises(ValueError, match=r"the model holds from|has no class"):
        asked()


WATER = (
    st.floats(100.0, 1e6),
    st.floats(-2.0, 30.0),
    st.floats(5.0, 40.0),
    st.floats(0.0, 7000.0),
    st.floats(7.5, 8.3),
)


@given(*WATER)
def test_absorption_is_positive_and_grows_with_frequency(f: float, t: float, s: float, z: float, ph: float) -> None:
    for model in (francois_garrison_db_km, ainslie_mccolm_db_km):
        low, high = model([f, min(1.5 * f, 1e6)], t, s, z, ph)
        assert 0.0 < low <= high


@given(st.floats(10e3, 500e3), st.floats(0.0, 30.0), st.floats(0.0, 3500.0))
def test_the_short_form_is_within_15_percent_of_the_long_one(f: float, t: float, z: float) -> None:
    assert ainslie_mccolm_db_km(f, t, 35.0, z) == pytest.approx(francois_garrison_db_km(f, t, 35.0, z), rel=0.15)


@given(st.floats(100.0, 1e6))
def test_absorption_does_not_jump_at_20_degrees(f: float) -> None:
    below, above = francois_garrison_db_km(f, [20.0 - 1e-9, 20.0 + 1e-9])
    assert below == pytest.approx(above, rel=1e-3)  # the two fits of pure water meet to that


@given(st.floats(1.0, 1e6), st.floats(0.0, 30.0), st.floats(0.0, 1.0))
def test_noise_is_no_less_than_its_parts_and_grows_with_wind_and_ships(f: float, w: float, s: float) -> None:
    total = float(coates_db(f, w, s))
    assert total >= max(float(wind_db(f, w)), float(shipping_db(f, s))) - 1e-9
    assert float(coates_db(f, w + 1.0, s)) >= total
    assert float(coates_db(f, w, 1.0)) >= total


def test_two_equal_noises_are_3_db_more() -> None:
    assert power_sum_db(60.0, 60.0) == pytest.approx(63.0103, abs=1e-4)


def test_knudsen_falls_by_17_db_a_decade() -> None:
    assert float(knudsen_db(1000.0, 3.0) - knudsen_db(10_000.0, 3.0)) == pytest.approx(17.0)
    assert float(knudsen_db(1000.0, 3.5)) == pytest.approx((61.5 + 64.5) / 2.0)


@given(st.sampled_from(sorted(ship_kinds())), st.floats(20.0, 20e3), st.floats(1.0, 10.0), st.floats(10.0, 200.0))
def test_a_ship_twice_as_fast_or_long_is_louder_by_as_much(kind: str, f: float, v: float, length: float) -> None:
    level = float(jomopans_db(f, kind, v, length))
    assert float(jomopans_db(f, kind, 2.0 * v, length)) == pytest.approx(level + 60.0 * np.log10(2.0))
    assert float(jomopans_db(f, kind, v, 2.0 * length)) == pytest.approx(level + 20.0 * np.log10(2.0))
    assert float(decidecade_db(level, f)) == pytest.approx(level + 10.0 * np.log10(0.231 * f))


def test_only_cargo_ships_have_a_hump_below_100_hz() -> None:
    f = np.array([30.0, 50.0, 99.0, 101.0])
    tanker, tug = (jomopans_db(f, kind, ship_kinds()[kind].speed_ref_mps, 91.44) for kind in ("tanker", "tug"))
    assert tanker[1] > tanker[0]
    assert tanker[1] - tanker[2] > 5.0
    assert abs(tug[1] - tug[2]) < 2.0
    assert abs(tanker[2] - tanker[3]) < 5.0  # the published jump


def test_speeds_and_lengths_broadcast() -> None:
    levels = jomopans_db(np.array([63.0, 125.0]), "bulker", np.array([[5.0], [8.0]]) * KT_MPS * 2.0, 100.0)
    assert levels.shape == (2, 2)


@given(st.floats(1.0, 1e6), st.floats(0.0, 30.0), st.floats(1.0, 1e5))
def test_loss_grows_with_range_and_is_continuous_at_the_transition(r: float, a: float, transition: float) -> None:
    nearer, farther = transmission_loss_db([r, 1.1 * r], a, transition)
    assert 0.0 <= nearer < farther
    before, after = transmission_loss_db([transition * (1.0 - 1e-9), transition * (1.0 + 1e-9)], a, transition)
    assert before == pytest.approx(after, abs=1e-5)
    assert transmission_loss_db(r, a) >= nearer


def test_loss_at_a_metre_and_nearer_is_none() -> None:
    assert transmission_loss_db([0.0, 1.0], 0.0) == pytest.approx([0.0, 0.0])


@given(st.floats(2.0, 29.0), st.floats(25.0, 40.0), st.floats(0.0, 4000.0))
def test_sound_is_faster_in_warmer_and_deeper_water(t: float, s: float, z: float) -> None:
    speed = float(sound_speed_mps(t, s, z))
    assert 1400.0 < speed < 1650.0
    assert float(sound_speed_mps(t + 1.0, s, z)) > speed
    assert float(sound_speed_mps(t, s, z + 100.0)) > speed
