"""Ways in wind against closed forms and a plain sum; land against a drawing."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from helpers.hand_roster import hand_roster, hand_scenario, way_s
from longwatch.geo.polygon import Polygon
from longwatch.verifier.land import ashore, land_of
from longwatch.verifier.transit import leg_time_s


def test_wind_ahead_behind_and_across_on_the_equator() -> None:
    length_m = 6378137 * math.radians(3.0)

    def east(wind_east: float, wind_north: float) -> float:
        return float(leg_time_s(0.0, 10.0, 0.0, 13.0, 50.0, wind_east, wind_north))

    assert east(0, 0) == pytest.approx(length_m / 50, abs=1e-6)
    assert east(10, 0) == pytest.approx(length_m / 60, abs=1e-6)
    assert east(-10, 0) == pytest.approx(length_m / 40, abs=1e-6)
    assert east(0, 30) == pytest.approx(length_m / 40, abs=1e-6)  # 3-4-5 triangle
    assert math.isinf(east(-50, 0))
    assert math.isinf(east(0, 51))


@pytest.mark.parametrize("ends", [(36.0, -76.0, 36.1, -60.0), (80.0, 10.0, 85.0, 140.0), (-20.0, 179.0, -25.0, 183.0)])
def test_changing_course_against_a_plain_sum(ends: tuple[float, float, float, float]) -> None:
    pairing = replace(
        hand_roster(hand_scenario()).pairings[0], airspeed_mps=40.0, wind_east_mps=12.0, wind_north_mps=-9.0
    )
    slow_twin = way_s([ends[:2], ends[2:]], pairing, steps=20_000)
    assert float(leg_time_s(*ends, 40.0, 12.0, -9.0)) == pytest.approx(slow_twin, abs=0.02)


def test_many_ways_at_once_are_each_way_alone() -> None:
    lat = np.array([36.0, 36.0, 79.0])
    together = leg_time_s(lat, -76.0, lat + 1, -70.0, 40.0, 12.0, -9.0)
    alone = [float(leg_time_s(one, -76.0, one + 1, -70.0, 40.0, 12.0, -9.0)) for one in lat]
    assert together == pytest.approx(alone, abs=1e-3)


def stretches(*polygons: Polygon, way: list[tuple[float, float]], turn: float = 0.0) -> list[tuple[float, float]]:
    scenario = replace(hand_scenario(), land=polygons)
    lat, lon = np.array(way).T
    return ashore(land_of(scenario), lat, lon + turn)


ISLE = Polygon(((1, 1), (1, 2), (2, 2), (2, 1)), holes=(((1.4, 1.4), (1.4, 1.6), (1.6, 1.6), (1.6, 1.4)),))
DEG_M = 110_574.0  # a degree of latitude near the equator


def test_a_way_over_an_isle_with_a_lagoon_is_cut_in_two() -> None:
    found = stretches(ISLE, way=[(0, 1.5), (3, 1.5)])
    flat = [m / DEG_M for stretch in found for m in stretch]
    assert flat == pytest.approx([1.0, 1.4, 1.6, 2.0], abs=1e-3)


def test_a_way_round_it_a_way_inside_it_and_a_way_that_ends_on_it() -> None:
    assert stretches(ISLE, way=[(0.5, 0.5), (2.5, 0.5), (2.5, 2.5)]) == []
    ((begin, end),) = stretches(ISLE, way=[(1.1, 1.1), (1.1, 1.9)])
    assert begin == 0.0
    assert end == pytest.approx(0.8 * 111_300, rel=1e-3)
    ((begin, end),) = stretches(ISLE, way=[(0.5, 1.2), (1.3, 1.2)])
    assert (begin / DEG_M, end / DEG_M) == pytest.approx((0.5, 0.8), abs=1e-3)


@pytest.mark.parametrize("turn", [-720.0, -360.0, 360.0])
def test_whole_turns_of_longitude_change_nothing(turn: float) -> None:
    way = [(0.0, 1.5), (3.0, 1.5)]
    assert np.allclose(stretches(ISLE, way=way, turn=turn), stretches(ISLE, way=way))


def test_land_across_the_date_line() -> None:
    isle = Polygon(((1, 179), (1, 181), (2, 181), (2, 179)))
    for way in ([(0, -179.5), (3, -179.5)], [(0, 180.5), (3, 180.5)], [(0, 179.5), (3, 179.5)]):
        ((begin, end),) = stretches(isle, way=way)
        assert (end - begin) / DEG_M == pytest.approx(1.0, abs=1e-3)
