"""Reception of AIS: clear slots, waits, heights, dark and flying targets."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.kit import payload
from helpers.laws import laws_of_payload
from longwatch.catalog.sensing import Sensing
from longwatch.detection.ais import (
    ais_hazard_per_s,
    clear_slot_p,
    overlap_seen,
    reception,
    reporting_interval_s,
    ships_in_view,
)
from longwatch.detection.conditions import FAIR, FAIR_GIVEN, Given
from longwatch.detection.laws import AT_ONCE_S
from longwatch.detection.targets import class_order, target_class
from longwatch.units import KT_MPS

SHIPS = tuple(id_ for id_ in class_order() if not target_class(id_).flies)


@given(st.floats(0.0, 20_000.0), st.floats(2.0, 360.0), st.floats(0.0, 7200.0), st.floats(0.0, 1.0))
def test_more_ships_and_overlap_hinder_and_time_helps(n: float, interval_s: float, time_s: float, s: float) -> None:
    p = float(reception(n, interval_s, time_s, s))
    assert 0.0 <= p <= 1.0
    assert float(reception(n + 100.0, interval_s, time_s, s)) <= p
    assert float(reception(n, interval_s, time_s + 60.0, s)) >= p
    assert float(reception(n, interval_s, time_s, 1.0)) <= p
    q = float(clear_slot_p(n, interval_s, s))
    assert p == pytest.approx(1.0 - (1.0 - q) ** (time_s / interval_s), abs=1e-9)


def test_drawn_slots_collide_as_the_formula_says() -> None:
    """Every ship picks one slot of one channel in each interval, as if by chance."""
    rng, n, interval_s = np.random.default_rng(7), 500, 10.0
    n_slots = int(2 * 37.5 * interval_s)
    clear = [np.sum(rng.integers(0, n_slots, n - 1) == rng.integers(0, n_slots)) == 0 for _ in range(4000)]
    assert np.mean(clear) == pytest.approx(float(clear_slot_p(n, interval_s)), abs=0.025)


def test_a_ship_that_reports_seldom_waits_longer() -> None:
    assert reception(500, 10.0, 60.0, own_interval_s=30.0) < reception(500, 10.0, 60.0)


@pytest.mark.parametrize(
    ("station", "state", "speed_kn", "interval_s"),
    [
        ("A", "at anchor", 0.0, 180.0),
        ("A", "under way", 0.0, 10.0),
        ("A", "under way", 14.0, 10.0),
        ("A", "under way", 20.0, 6.0),
        ("A", "under way", 30.0, 2.0),
        ("A", "turning", 12.0, 3.333),
        ("A", "turning", 20.0, 2.0),
        ("B-CS", "under way", 1.0, 180.0),
        ("B-CS", "under way", 2.1, 30.0),
    ],
)
def test_reporting_intervals(station: str, state: str, speed_kn: float, interval_s: float) -> None:
    assert float(reporting_interval_s(station, speed_kn * KT_MPS, state)) == interval_s


def test_what_the_table_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="at anchor"):
        reporting_interval_s("A", [0.0, 5.0 * KT_MPS], "at anchor")
    with pytest.raises(ValueError, match="negative"):
        clear_slot_p(-1.0, 10.0)
    with pytest.raises(ValueError, match="overlap"):
        clear_slot_p(10.0, 10.0, 1.5)
    with pytest.raises(ValueError, match="intervals"):
        clear_slot_p(10.0, [10.0, 0.0])


def test_what_is_in_view_grows_with_height() -> None:
    assert float(ships_in_view(3000.0, 400.0)) == pytest.approx(400.0)
    assert (np.diff(ships_in_view(np.array([0.0, 5.0, 500.0, 3000.0, 9000.0]), 400.0)) > 0.0).all()


def test_overlap_counts_only_where_ships_beyond_200_nm_are_in_view() -> None:
    assert overlap_seen([10.0, 3000.0, 7000.0], 1.0) == pytest.approx(0.0)
    assert 0.0 < float(overlap_seen(12_000.0, 1.0)) < 0.5


def test_the_hazard_of_a_ship_from_a_height() -> None:
    crowded = Given(FAIR, Sensing.model_validate({"ais_ships_in_view": 2000}))
    for class_ in SHIPS:
        target = target_class(class_)
        low, high = ais_hazard_per_s(10.0, target, given=FAIR_GIVEN), ais_hazard_per_s(6000.0, target, given=FAIR_GIVEN)
        assert low > high > ais_hazard_per_s(6000.0, target, given=crowded) > 0.0
    assert ais_hazard_per_s(3000.0, target_class("small-boat"), given=FAIR_GIVEN) < ais_hazard_per_s(
        3000.0, target_class("merchant"), given=FAIR_GIVEN
    )
    assert ais_hazard_per_s(100.0, target_class("merchant"), 500.0, given=FAIR_GIVEN) == pytest.approx(
        -np.log1p(-exp(-500.0 / 750.0)) / 10.0
    )
    late = Given(FAIR, Sensing.model_validate({"ais_overlap": 1}))
    assert ais_hazard_per_s(12_000.0, target_class("merchant"), given=late) < ais_hazard_per_s(
        12_000.0,
        target_class("merchant"),
        given=FAIR_GIVEN,
    )


def test_what_flies_carries_no_ais_and_alone_a_ship_is_heard_at_once() -> None:
    assert ais_hazard_per_s(3000.0, target_class("helicopter"), given=FAIR_GIVEN) == 0.0
    alone = ais_hazard_per_s(3000.0, target_class("merchant"), 0.0, given=FAIR_GIVEN)
    assert np.isfinite(alone)
    assert -np.expm1(-alone * 10.0) > 0.999


def test_in_crowded_seas_a_receiver_waits_for_a_clear_slot() -> None:
    fit = payload(sensors=[{"kind": "ais", "instrumented_range": "300 km"}])
    crowded = Given(FAIR, Sensing.model_validate({"ais_ships_in_view": 3000}))
    (quick,) = laws_of_payload(fit, "merchant", "detect", 3000.0, transmits=True, given=FAIR_GIVEN)
    (slow,) = laws_of_payload(fit, "merchant", "detect", 3000.0, transmits=True, given=crowded)
    assert quick is not None
    assert slow is not None
    assert quick.is_definite
    assert not slow.is_definite
    assert slow.hazard.reach_m == quick.hazard.reach_m
    assert slow.look_p == 1.0
    assert slow.hazard.hazard_per_s == (ais_hazard_per_s(3000.0, target_class("merchant"), given=crowded),)
    assert slow.hazard.hazard_per_s[0] < 1.0 / AT_ONCE_S
    own = payload(sensors=[{"kind": "ais", "look_p": 0.5}])
    (stated,) = laws_of_payload(own, "merchant", "detect", 3000.0, transmits=True, given=crowded)
    assert stated is not None
    assert stated.look_p == 0.5


def test_a_receiver_hears_no_dark_ship_aircraft_or_name() -> None:
    fit = payload(sensors=[{"kind": "ais"}])
    assert laws_of_payload(fit, "merchant", "detect", 3000.0, transmits=False, given=FAIR_GIVEN) == (None,)
    assert laws_of_payload(fit, "helicopter", "detect", 3000.0, transmits=True, given=FAIR_GIVEN) == (None,)
    assert laws_of_payload(fit, "merchant", "identify", 3000.0, transmits=True, given=FAIR_GIVEN) == (None,)
