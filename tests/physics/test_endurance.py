"""Planning endurance: worked out by hand, with origin and range; payloads that do not fit are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from helpers.kit import payload, platform
from longwatch.catalog.models import Payload, Platform
from longwatch.errors import BadInputError
from longwatch.physics.endurance import planning_endurance_s, share_left


def test_planning_endurance_by_hand():
    figure = planning_endurance_s(platform(), payload(endurance_factor=0.9))
    assert figure == int(24 * 3600 * 0.8 * 0.9 - 3600)  # 58608 s
    assert figure.unit == "s"
    assert figure.origin.kind == "computed"
    assert "endurance of plane" in figure.origin.of
    assert "endurance factor of eyes" in figure.origin.of


def test_it_is_rounded_down_but_not_for_the_last_bit():
    assert planning_endurance_s(platform(endurance="10 s", planning_factor=0.3, reserve="0 s"), payload()) == 3
    assert planning_endurance_s(platform(endurance="11 s", planning_factor=0.5, reserve="0 s"), payload()) == 5


def test_the_range_is_carried():
    endurance = {"low": "20 h", "likely": "24 h", "high": "27 h"}
    figure = planning_endurance_s(platform(endurance=endurance), payload())
    assert (figure.low, figure.high) == (20 * 2880 - 3600, 27 * 2880 - 3600)


def test_too_heavy_and_too_hungry_are_told_together():
    with pytest.raises(BadInputError) as error:
        planning_endurance_s(platform(payload_mass="40 kg", payload_power="400 W"), payload())
    assert [problem.what for problem in error.value.problems] == [
        "weighs 50 kg, more than the 40 kg that plane carries",
        "draws 500 W, more than the 400 W that plane carries",
    ]
    planning_endurance_s(platform(payload_mass="50 kg"), payload())  # just fits; power not known: not refused


def test_a_reserve_that_eats_the_flight_is_refused():
    with pytest.raises(BadInputError, match="leaves no flight time"):
        planning_endurance_s(platform(endurance="1 h"), payload())


# -- where physics say what is left with a payload

FLIGHT = {
    "fuel": "300 kg", "takeoff_mass": "1500 kg", "empty_mass": "900 kg", "wing_span": "16 m",
    "record": {"altitude": "6 km", "load": "100 kg", "load_power": "500 W", "load_drag": "0.03 m2"},
}  # fmt: skip
BATTERY = {"energy": "20 kWh", "speed": "2.5 kt", "propulsion": "100 W"}


def assumed_fit(mass: str = "100 kg", power: str = "500 W", drag: str = "0.03 m2") -> Payload:
    factor = {"value": "0.5", "kind": "assumed"}
    return payload(mass=mass, power=power, drag_area=drag, endurance_factor=factor)


def hours(platform: Platform, fit: Payload) -> float:
    return float(planning_endurance_s(platform, fit)) / 3600.0


def test_the_load_of_the_record_leaves_all_of_it() -> None:
    assert hours(platform(flight=FLIGHT), assumed_fit()) == pytest.approx(24 * 0.8 - 1, abs=1e-3)


def test_weight_power_and_drag_each_cost_time() -> None:
    plane, whole = platform(flight=FLIGHT), 24 * 0.8 - 1
    heavy, hungry, bluff = assumed_fit(mass="250 kg"), assumed_fit(power="3 kW"), assumed_fit(drag="0.2 m2")
    assert all(0.6 * whole < hours(plane, fit) < 0.97 * whole for fit in (heavy, hungry, bluff))


def test_nobody_is_promised_more_than_was_shown() -> None:
    assert hours(platform(flight=FLIGHT), assumed_fit("1 kg", "1 W", "0 m2")) == pytest.approx(24 * 0.8 - 1, abs=1e-3)


def test_fuel_gives_way_to_payload() -> None:
    """From 300 kg on each kilogram of payload takes one of fuel: the fall is steeper there."""
    plane = platform(flight=FLIGHT)
    at = [hours(plane, assumed_fit(mass=f"{kg} kg")) for kg in (200, 290, 310, 400)]
    assert (at[2] - at[3]) > 2.0 * (at[0] - at[1]) > 0.0


def test_a_stated_factor_stands() -> None:
    """Who writes an endurance factor of his own, or with a source, knows better than the model."""
    for factor in (0.5, {"value": "0.5", "kind": "press", "source": "a paper"}):
        figure = planning_endurance_s(platform(flight=FLIGHT), payload(endurance_factor=factor))
        assert figure == int(24 * 3600 * 0.8 * 0.5 - 3600)
        assert "endurance factor of eyes" in figure.origin.of


def test_the_origin_names_what_the_share_rests_on_and_the_range_is_theirs() -> None:
    wide = FLIGHT | {"fuel": {"low": "200 kg", "likely": "300 kg", "high": "350 kg"}}
    heavy = assumed_fit(mass="250 kg")
    narrow_one, wide_one = (planning_endurance_s(platform(flight=f), heavy) for f in (FLIGHT, wide))
    assert narrow_one == wide_one
    assert wide_one.low < narrow_one.low < narrow_one < narrow_one.high <= wide_one.high
    for part in ("fuel of plane", "record load of plane", "mass of eyes", "drag area of eyes", "reserve of plane"):
        assert part in wide_one.origin.of
    assert "endurance factor of eyes" not in wide_one.origin.of


def test_what_no_room_is_left_for_is_refused_with_what_would_fit() -> None:
    with pytest.raises(BadInputError) as error:
        planning_endurance_s(platform(flight=FLIGHT), assumed_fit(mass="650 kg"))
    (problem,) = error.value.problems
    assert "takes 600 kg of fuel and payload" in problem.what
    assert problem.hint == "up to 300 kg fit beside full tanks"


def test_an_engine_that_cannot_hold_the_height_is_told() -> None:
    weak = FLIGHT | {"rated_power": "30 kW"}
    with pytest.raises(BadInputError, match=r"its engines give 1[0-9] kW there"):
        planning_endurance_s(platform(flight=weak, altitude="8 km"), assumed_fit())


def test_a_payload_drinks_from_the_battery() -> None:
    """20 kWh in 24 h are 833 W; another 200 W leave 833 / 1033 of them."""
    swimmer = platform(domain="underwater", loiter_speed="2.5 kt", battery=BATTERY)
    left = 20_000 / 24 / (20_000 / 24 + 200)
    assert hours(swimmer, assumed_fit(power="200 W")) == pytest.approx(24 * 0.8 * left - 1, abs=1e-3)


def test_a_faster_loiter_costs_the_cube() -> None:
    swimmer = platform(domain="underwater", loiter_speed="5 kt", battery=BATTERY)
    left = 20_000 / 24 / (20_000 / 24 + 7 * 100 + 200)
    assert hours(swimmer, assumed_fit(power="200 W")) == pytest.approx(24 * 0.8 * left - 1, abs=1e-3)


def test_a_glider_dives_more_often_when_it_hurries() -> None:
    dives = {"energy": "5 kWh", "speed": "0.5 kt", "dive_energy": "8000 J", "dive_every": "4 h"}
    slow, fast = (
        platform(domain="underwater", endurance="60 d", loiter_speed=speed, battery=dives)
        for speed in ("0.5 kt", "1 kt")
    )
    known_w = 5000.0 / (60 * 24)
    assert hours(slow, assumed_fit(power="0 W")) == pytest.approx(60 * 24 * 0.8 - 1, abs=1e-3)
    left = known_w / (known_w + 8000.0 / (4 * 3600.0))
    assert hours(fast, assumed_fit(power="0 W")) == pytest.approx(60 * 24 * 0.8 * left - 1, abs=1e-3)


def test_sun_feeds_what_it_can_and_no_more() -> None:
    hull = {"displacement": "90 kg", "hotel": "1 W", "panel": "86 W", "sun": "4 h", "store": "665 Wh", "night": "14 h"}
    boat = platform(domain="surface", hull=hull)
    planning_endurance_s(boat, assumed_fit(power="13 W"))
    with pytest.raises(BadInputError, match=r"feed 13\.3 W besides its own 1 W"):
        planning_endurance_s(boat, assumed_fit(power="14 W"))


def test_a_motor_boat_goes_as_far_as_its_fuel() -> None:
    hull = {"displacement": "5 t", "hotel": "500 W", "motor": "10 kW", "fuel": "60 kg", "bsfc": "0.25 kg/kWh"}
    boat = platform(domain="surface", hull=hull)
    draws_kw = 10 * (5.1 / 5) ** (2 / 3) + 1.0
    assert hours(boat, assumed_fit()) == pytest.approx(60 / 0.25 / draws_kw * 0.8 - 1, abs=1e-3)


@given(st.floats(0.0, 590.0), st.floats(0.0, 20_000.0), st.floats(0.0, 2.0))
def test_a_share_is_a_share(mass_kg: float, power_w: float, drag_m2: float) -> None:
    fit = assumed_fit(f"{mass_kg} kg", f"{power_w} W", f"{drag_m2} m2")
    share = share_left(platform(flight=FLIGHT), fit)
    assert 0.0 <= share.low <= share <= share.high <= 1.0


def test_a_new_payload_needs_no_factor() -> None:
    """Mass, power and what it looks like are enough: another radar on another airframe."""
    table = {key: value for key, value in assumed_fit().model_dump(by_alias=True).items() if key != "endurance_factor"}
    fit = Payload(**table)
    assert fit.share_is_modelled(platform(flight=FLIGHT))
    assert hours(platform(flight=FLIGHT), fit) == pytest.approx(24 * 0.8 - 1, abs=1e-3)
    assert hours(platform(), fit) == pytest.approx(24 * 0.8 * 0.9 - 1, abs=1e-3)  # ASSUMED, where nothing is known


def test_blocks_that_contradict_themselves_are_refused() -> None:
    for block in (
        {"flight": FLIGHT | {"cd0": 0.03, "glide_ratio": 15}},
        {"flight": FLIGHT | {"empty_mass": "1600 kg"}},
        {"battery": {"energy": "1 kWh", "speed": "2 kt"}},
        {"battery": BATTERY | {"dive_energy": "1 Wh"}},
        {"hull": {"displacement": "1 t", "hotel": "1 W"}},
        {"hull": {"displacement": "1 t", "hotel": "1 W", "motor": "1 kW"}},
    ):
        with pytest.raises(ValidationError):
            platform(**block)


def test_a_glide_ratio_stands_in_for_drag() -> None:
    """Steeper glide, more drag: the share a bluff payload takes is smaller."""
    sleek, blunt = (platform(flight=FLIGHT | {"glide_ratio": ratio}) for ratio in (25, 10))
    assert (sleek.endurance_by, platform(flight=FLIGHT).endurance_by) == ("predicted", "fitted")
    assert share_left(sleek, assumed_fit(drag="0.2 m2")) < share_left(blunt, assumed_fit(drag="0.2 m2"))
