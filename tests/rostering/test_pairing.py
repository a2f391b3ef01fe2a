"""Which fleet can hold which line, and the reason and radius where it can't."""

from __future__ import annotations

from typing import Any

import pytest

from longwatch.errors import BadInputError, ImpossibleError
from longwatch.geo.geodesic import direct, distance_m
from longwatch.patterns.lines import lines_of
from longwatch.rostering.make import make_roster
from longwatch.rostering.pairing import explain, pairings
from longwatch.rostering.problem_of import problem_of
from longwatch.rostering.warm_up import with_warm_up
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.scenario import Scenario
from longwatch.units import HOUR_S, NM_M, format_position
from longwatch.verifier import verify_roster
from longwatch.weather.planning import planning_wind_mps

BASE = (36.0, -70.0)  # open sea: an airfield there is off the map


def place(distance_m: float, azimuth_deg: float = 90.0) -> str:
    lat, lon = direct(*BASE, azimuth_deg, distance_m)
    return format_position(float(lat), float(lon))


def scenario(*, away_m: float = 100e3, **changes: Any) -> Scenario:
    """One plane (100 m/s, 10 h x 0.8 less 1 h: 7 h), one area round a post due east, one base."""
    plane = {
        "id": "plane", "name": "Plane", "domain": "air", "endurance": "10 h", "planning_factor": 0.8,
        "transit_speed": "100 m/s", "loiter_speed": "50 m/s", "altitude": "4000 m", "turnaround": "3 h",
        "reserve": "1 h", "preflight_failure": 0.0, "abort_rate": "0 /1000 h", "loss_rate": "0 /1000 h",
        "repair": "12 h", "replacement": "300 d", "crew_people": 2, "price": "5e6 USD 2025",
        "hour_cost": "1000 USD 2025 /h", "payloads": ["eyes"], "los_range": "250 km", "satellite": True,
    } | changes.pop("plane", {})  # fmt: skip
    table: dict[str, Any] = {
        "schema": 1,
        "name": "test",
        "period": {"start": "2026-03-01T00:00:00Z", "length": "48 h"},
        "base": [{"name": "field", "kind": "airfield", "at": place(0.0), "off_map": True}],
        "area": [{"name": "sea", "circle_at": place(away_m), "circle_radius": "20 km", "sea_only": False}],
        "watch": [
            {"name": "east", "area": "sea", "kind": "station", "sees": {"class": "merchant"}, "limit": "10 min"}
            | changes.pop("watch", {})
        ],
        "fleet": [{"name": "planes", "platform": "plane", "base": "field", "count": 2} | changes.pop("fleet", {}),
                  *changes.pop("more", [])],
        "platform": [plane],
        "payload": [
            {"id": "eyes", "name": "Eyes", "mass": "50 kg", "power": "500 W", "endurance_factor": 1.0,
             "sensors": [{"kind": "radar", "ranges": {"merchant": {"detect": "60 km"}}}]}
        ],
    } | changes  # fmt: skip
    return scenario_from_dict(table)


def verdict(s: Scenario) -> Any:
    (only,) = explain(s, lines_of(s))
    return only


def test_a_feasible_pairing_carries_the_figures_of_its_sorties() -> None:
    s = scenario()
    (line,) = lines_of(s)
    (pairing,) = pairings(s, (line,))
    assert (pairing.endurance_s, pairing.reserve_s, pairing.turnaround_s) == (7 * 3600, 3600, 3 * 3600)
    assert (pairing.airspeed_mps, pairing.hold_speed_mps, pairing.height_m) == (100.0, 50.0, 4000.0)
    assert pairing.sensor_range_m == 60e3
    found = verdict(s)
    assert found.feasible
    way_m = float(distance_m(*pairing.route[0], *pairing.route[1]))
    assert found.transit_out_s == found.transit_back_s == -(-way_m // 100)
    assert found.on_station_s == 7 * 3600 - 2 * found.transit_out_s
    assert found.cycle_s == 10 * 3600


def test_endurance_of_twice_the_transit_is_refused_with_the_largest_radius() -> None:
    s = scenario(away_m=1400e3)
    found = verdict(s)
    assert (found.feasible, found.binding) == (False, "endurance")
    assert found.largest_radius_m == pytest.approx(100.0 * 7 * HOUR_S / 2, rel=1e-6)  # V E / 2 in still air: 1260 km
    assert "no number of vehicles holds the line" in found.reason
    assert f"1260.0 km ({1260e3 / NM_M:.0f} NM)" in found.reason


@pytest.mark.parametrize(("away_m", "feasible"), [(1240e3, True), (1280e3, False)])
def test_the_largest_radius_is_where_it_turns(away_m: float, feasible: bool) -> None:
    assert verdict(scenario(away_m=away_m)).feasible is feasible


def _masts(kind: str) -> dict[str, Any]:
    control = {"name": "mast", "at": "field", "kind": kind, "antenna_height": "20 m"}
    return {"control": [control], "fleet": {"control": "mast"}}


def test_a_line_beyond_the_link_is_refused_with_the_radius_of_the_station() -> None:
    found = verdict(scenario(away_m=246e3, **_masts("line-of-sight")))
    assert (found.feasible, found.binding, found.largest_radius_m) == (False, "link", 250e3)
    assert "'mast' reaches 250.0 km (135 NM)" in found.reason
    assert verdict(scenario(away_m=244e3, **_masts("line-of-sight"))).feasible  # its hold ends at 249 km
    assert verdict(scenario(away_m=246e3, **_masts("satellite"))).feasible
    dumb = scenario(plane={"satellite": False}, **_masts("satellite"))
    assert (verdict(dumb).binding, verdict(dumb).reason) == ("link", "plane carries no satellite link")


def test_a_sensor_that_does_not_cover_the_area_is_refused() -> None:
    wide = [{"name": "sea", "circle_at": place(100e3), "circle_radius": "56 km", "sea_only": False}]
    found = verdict(scenario(area=wide))
    assert (found.feasible, found.binding) == (False, "sensor")
    assert found.largest_radius_m == 55e3  # 60 km less the 5 km of the hold
    unseen = verdict(scenario(watch={"sees": {"class": "small-boat"}}))
    assert (unseen.feasible, unseen.binding) == (False, "sensor")


def test_wind_enters_as_where_it_blows_to_and_can_forbid() -> None:
    s = scenario(weather={"wind": "20 m/s", "wind_from": "90 deg"})
    assert planning_wind_mps(s, lines_of(s)[0], 4000.0) == pytest.approx((-20.0, 0.0), abs=1e-12)
    found = verdict(s)
    assert found.transit_out_s > 1.4 * found.transit_back_s  # 80 against 120 m/s
    storm = verdict(scenario(weather={"wind": "101 m/s", "wind_from": "90 deg"}))
    assert (storm.feasible, storm.binding) == (False, "wind")


def test_crews_that_cannot_keep_one_vehicle_up_are_refused() -> None:
    masts = _masts("line-of-sight")
    few = scenario(control=masts["control"], fleet={"control": "mast", "crews": 2})  # 2 x 8 h of 24 h
    assert (verdict(few).feasible, verdict(few).binding) == (False, "crew")
    assert verdict(scenario(control=masts["control"], fleet={"control": "mast", "crews": 3})).feasible


def test_fleets_of_a_station_share_its_crews() -> None:
    def shared(crews: int, **figures: Any) -> Scenario:
        (mast,) = _masts("line-of-sight")["control"]
        mast |= {"channels": 9, "crews": crews, "crew_duty": "8 h"} | figures
        other = {"name": "others", "platform": "plane", "base": "field", "count": 2, "control": "mast"}
        return scenario(control=[mast], watch={"k": 4}, fleet={"control": "mast", "count": 2}, more=[other])

    few = shared(2)
    assert [(one.feasible, one.binding) for one in explain(few, lines_of(few))] == [(False, "crew")] * 2
    three = shared(9)  # 3 at once of both fleets together
    plan = make_roster(three)
    assert verify_roster(three, plan.roster).ok
    assert len({stint.fleet for stint in plan.roster.stints}) == 2
    assert max(sum(s.takeoff_s <= t < s.land_s for s in plan.roster.stints) for t in range(0, 172_800, 600)) == 3
    assert plan.bound.covered_fraction < 0.75
    assert make_roster(shared(9, crew_rest="4 h")).covered_fraction > plan.covered_fraction  # 9 x 8 / 12 at once


@pytest.mark.parametrize("hard", [True, False])
def test_a_line_out_of_reach_ends_the_run_and_names_the_radius(hard: bool) -> None:
    s = scenario(away_m=1400e3, watch={"hard": hard})
    with pytest.raises(ImpossibleError, match=r"watch east.*'east'.*1260.0 km") as caught:
        make_roster(s)
    assert caught.value.exit_code == 3
    assert ("marked hard" in str(caught.value)) is hard
    ways = "base within 1260.0 km (680 NM) of the post, or an endurance of more than 7 h 46 min"  # 2 x 1399.2 km at 100 m/s
    assert f"hint: planes comes nearest: a {ways}" in str(caught.value)


def test_a_line_out_of_reach_is_left_uncovered_where_that_is_allowed() -> None:
    plan = make_roster(scenario(away_m=1400e3), allow_unreached=True)
    assert (plan.covered_fraction, plan.bound.covered_fraction, plan.roster.stints) == (0.0, 0.0, ())


def _hint(s: Scenario) -> str:
    with pytest.raises(ImpossibleError) as caught:
        make_roster(s)
    (problem,) = caught.value.problems
    return problem.hint


def test_the_way_out_is_the_cheapest_of_the_nearest_fleet() -> None:
    link = "a control station within 250.0 km (135 NM) of the far side of the hold (55.0 km are missing)"
    far = scenario(away_m=300e3, **_masts("line-of-sight"))
    relay = "a relay between them (`relays` of the station)"
    assert _hint(far) == f"planes comes nearest: a satellite link, which its platform carries, {link}, or {relay}"
    dumb: dict[str, Any] = {"plane": {"satellite": False}, **_masts("line-of-sight")}
    only = f"planes comes nearest: {link}, {relay}, or a platform with a satellite link"
    assert _hint(scenario(away_m=300e3, **dumb)) == only
    tired = {"name": "tired", "platform": "plane", "base": "field", "count": 1, "control": "mast", "crews": 2}
    assert (
        _hint(scenario(away_m=300e3, more=[tired], **dumb)) == only
    )  # a missing distance counts as nearer than a rule
    few = {"fleet": tired, "control": _masts("line-of-sight")["control"]}
    assert _hint(scenario(**few)) == "tired comes nearest: give it more crews"
    wide = [{"name": "sea", "circle_at": place(100e3), "circle_radius": "56 km", "sea_only": False}]
    assert "an area that reaches no more than 55.0 km" in _hint(scenario(area=wide))
    assert "a payload that sees what the watch asks for" in _hint(scenario(watch={"sees": {"class": "small-boat"}}))


def test_warm_up_counts_from_the_first_possible_arrival() -> None:
    period = {"start": "2026-03-01T00:00:00Z", "length": "48 h", "warm_up": "first-arrival"}
    s = scenario(period=period)
    (line,) = with_warm_up(s, lines_of(s), pairings(s, lines_of(s)))
    assert line.count_from_s == verdict(s).transit_out_s
    state = {"airborne": [{"fleet": "planes", "watch": "east", "flown": "2 h"}]}
    aloft = scenario(period=period, state=state)
    (line,) = with_warm_up(aloft, lines_of(aloft), pairings(aloft, lines_of(aloft)))
    assert line.count_from_s == 0
    stated = scenario(period=period | {"warm_up": "90 min"})
    assert lines_of(stated)[0].count_from_s == 5400


def test_those_aloft_have_flown_at_least_their_way_out_and_must_get_home() -> None:
    s = scenario(state={"airborne": [{"fleet": "planes", "watch": "east"}]})
    lines = lines_of(s)
    (aloft,) = problem_of(s, lines, pairings(s, lines)).groups[0].aloft
    assert aloft.takeoff_s == -verdict(s).transit_out_s
    assert aloft.arrive_s == 0
    tired = scenario(state={"airborne": [{"fleet": "planes", "watch": "east", "flown": "6.9 h"}]})
    with pytest.raises(BadInputError, match="get back"):
        make_roster(tired)


def test_plan_of_a_small_scenario_is_verified_and_repeats() -> None:
    masts = _masts("line-of-sight")
    s = scenario(control=[masts["control"][0] | {"channels": 2}], fleet=masts["fleet"])
    one, two = make_roster(s), make_roster(s)
    assert one == two
    assert verify_roster(s, one.roster).ok
    assert one.uncovered_s >= one.bound.uncovered_s
    # 7 h less twice the way: about 6.4 h on station of a cycle of 10 h, so two planes hold the line once they are there.
    assert one.gap_max_s["east"] == one.uncovered_s == verdict(s).transit_out_s
    assert 0 <= verdict(s).transit_out_s - one.bound.gap_min_s["east"] <= 1  # the bound's transit is rounded down
    assert {stint.tail for stint in one.roster.stints} == {"plane-1", "plane-2"}
