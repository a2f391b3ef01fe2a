"""What way, speeds and height leave of a known endurance, worked out by hand where that is possible."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.kit import payload, platform
from longwatch.catalog.models import Payload
from longwatch.errors import BadInputError
from longwatch.physics.endurance import longest_planned_s, mission_endurance_s, mission_left_s, planning_endurance_s
from longwatch.physics.missions import Mission, knows_missions, mission_share
from longwatch.units import HOUR_S

RECORD_M = 6000.0
FLIGHT = {
    "fuel": "300 kg", "takeoff_mass": "1500 kg", "empty_mass": "900 kg", "wing_span": "16 m",
    "record": {"altitude": "6 km", "speed": "50 m/s", "load": "100 kg", "load_power": "500 W", "load_drag": "0.03 m2"},
}  # fmt: skip
BATTERY = {"energy": "20 kWh", "speed": "2.5 kt", "propulsion": "100 W"}
WHOLE_S = 24 * HOUR_S * 0.8 - HOUR_S
STAYS = Mission(RECORD_M, 65.0, 50.0)


def fit(mass: str = "100 kg", power: str = "500 W", drag: str = "0.03 m2") -> Payload:
    factor = {"value": "0.5", "kind": "assumed"}
    return payload(mass=mass, power=power, drag_area=drag, endurance_factor=factor)


PLANE = platform(flight=FLIGHT)
DIVER = platform(domain="underwater", battery=BATTERY)


def hours(mission: Mission, carried: Payload | None = None) -> float:
    return mission_endurance_s(PLANE, carried or fit(), mission) / HOUR_S


def test_the_record_is_the_record() -> None:
    """Its load, height and speed, and no way: nothing is lost."""
    assert mission_endurance_s(PLANE, fit(), STAYS) == pytest.approx(WHOLE_S, abs=1.0)


def test_way_height_speed_and_payload_each_cost_time() -> None:
    whole = WHOLE_S / HOUR_S
    for worse in (
        replace(STAYS, out_s=2 * HOUR_S, back_s=2 * HOUR_S),
        replace(STAYS, height_m=9000.0),
        replace(STAYS, loiter_mps=60.0),
    ):
        assert 0.5 * whole < hours(worse) < 0.98 * whole
        assert hours(worse, fit(mass="250 kg")) < 0.95 * hours(worse)


def test_a_slow_way_costs_nothing_a_fast_one_more_than_a_slower() -> None:
    ways = {"out_s": 3 * HOUR_S, "back_s": 3 * HOUR_S}
    at = [hours(replace(STAYS, transit_mps=mps, **ways)) for mps in (50.0, 60.0, 75.0)]
    assert at[0] == pytest.approx(WHOLE_S / HOUR_S, abs=1e-3)
    assert at[0] > at[1] > at[2]


def test_nobody_is_promised_more_than_was_shown() -> None:
    """Low and slow lasts longer in the model; it was not flown."""
    low = Mission(1000.0, 45.0, 40.0)
    assert mission_share(PLANE, fit("1 kg", "1 W", "0 m2"), low) == 1.0
    assert mission_endurance_s(PLANE, fit("1 kg", "1 W", "0 m2"), low) == longest_planned_s(PLANE, fit()) == WHOLE_S


def test_all_transit_leaves_what_ways_of_that_length_take() -> None:
    """Ways are counted in planned hours: where they take all of it, no loiter is left, and nothing else changes."""
    far_s = mission_endurance_s(PLANE, fit(), replace(STAYS, out_s=math.inf, back_s=math.inf)) + HOUR_S  # the reserve
    for scale, same in ((1.001, True), (0.9, False)):
        half_s = 0.5 * far_s * scale
        found_s = mission_endurance_s(PLANE, fit(), replace(STAYS, out_s=half_s, back_s=half_s)) + HOUR_S
        assert (found_s == far_s) is same
        assert found_s >= far_s


@given(st.floats(0.0, 1e5), st.floats(0.0, 1e5), st.floats(0.0, 12e3), st.floats(1.0, 120.0), st.floats(1.0, 120.0))
def test_a_share_is_a_share(out_s: float, back_s: float, height_m: float, transit: float, loiter: float) -> None:
    mission = Mission(height_m, transit, loiter, out_s, back_s)
    for vehicle in (PLANE, DIVER):
        assert 0.0 <= mission_share(vehicle, fit(), mission) <= 1.0


def test_a_diver_pays_the_cube_on_its_way() -> None:
    """20 kWh are 833 W over the 24 h. The way takes 6 of the 19.2 planned hours at twice the speed, 700 W more."""
    kt = 1852.0 / 3600.0
    swims = Mission(0.0, 5.0 * kt, 2.5 * kt, 3 * HOUR_S, 3 * HOUR_S)
    known_w = 20_000 / 24
    rest_h = (known_w * 19.2 - (known_w + 700.0 + 200.0) * 6.0) / (known_w + 200.0)
    found = mission_endurance_s(DIVER, fit(power="200 W"), swims)
    assert found == pytest.approx((6.0 + rest_h - 1.0) * HOUR_S, abs=1.0)
    all_way_h = 19.2 * known_w / (known_w + 900.0)
    far = replace(swims, out_s=math.inf)
    assert mission_endurance_s(DIVER, fit(power="200 W"), far) == pytest.approx((all_way_h - 1.0) * HOUR_S, abs=1.0)


def test_where_the_way_does_not_matter_it_is_the_planning_endurance() -> None:
    far = replace(STAYS, out_s=1e4, back_s=1e4)
    stated = payload(endurance_factor=0.9)
    hull = {"displacement": "5 t", "hotel": "500 W", "motor": "10 kW", "fuel": "60 kg", "bsfc": "0.25 kg/kWh"}
    for vehicle, carried in ((platform(), fit()), (PLANE, stated), (platform(domain="surface", hull=hull), fit())):
        assert not knows_missions(vehicle, carried)
        assert mission_endurance_s(vehicle, carried, far) == planning_endurance_s(vehicle, carried)
        assert mission_endurance_s(vehicle, carried, far) <= longest_planned_s(vehicle, carried)


def test_what_leaves_nothing_is_refused_but_a_way_too_long_is_not() -> None:
    reserved = platform(flight=FLIGHT, reserve="19 h", planning_factor=0.8)
    assert mission_endurance_s(reserved, fit(), replace(STAYS, out_s=9e4, back_s=9e4)) == 0
    with pytest.raises(BadInputError, match="leaves no flight time"):
        mission_endurance_s(reserved, fit(mass="200 kg", drag="0.2 m2"), STAYS)


def test_the_height_of_the_fleet_is_what_its_engine_must_hold() -> None:
    weak = platform(flight=FLIGHT | {"rated_power": "50 kW"}, altitude="1 km")
    assert mission_endurance_s(weak, fit(), replace(STAYS, height_m=1000.0)) > 0
    with pytest.raises(BadInputError, match="at 9000 m"):
        mission_endurance_s(weak, fit(), replace(STAYS, height_m=9000.0))
    assert mission_left_s(weak, fit(), replace(STAYS, height_m=9000.0)) > 0  # what is aboard is flown
