"""Keep-out areas, corridors, depth and hours in whole scenarios: the routes of a plan, and the verifier's word on them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longwatch.errors import ImpossibleError
from longwatch.geo.geodesic import distance_m
from longwatch.patterns.lines import lines_of
from longwatch.rostering.make import make_roster
from longwatch.rostering.pairing import explain
from longwatch.rostering.routes import obstacles_of, permitted_route
from longwatch.scenario.plan import Line
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.scenario import Scenario
from longwatch.verifier import verify_roster

FIELD, POST = (30.0, -60.0), (30.0, -57.0)


def corners(south: float, west: float, north: float, east: float) -> list[str]:
    """Of a box in degrees north and east."""
    return [f"{lat} N, {-lon} W" for lat, lon in ((south, west), (south, east), (north, east), (north, west))]


WALL = {"name": "wall", "polygon": corners(29.0, -58.6, 31.0, -58.4), "keep_out": ["air", "underwater"]}
GATE = {"name": "gate", "polygon": corners(30.2, -58.7, 30.3, -58.3), "corridor": ["air"]}


def sea(areas: list[dict[str, Any]], domain: str = "air", base: dict[str, Any] | None = None, **keys: Any) -> Scenario:
    """One fleet in mid-Atlantic for a post three degrees to the east."""
    vehicle = {
        "id": "vehicle", "name": "Vehicle", "domain": domain, "endurance": "40 h", "planning_factor": 1.0,
        "transit_speed": "50 m/s", "loiter_speed": "30 m/s", "altitude": "3 m", "turnaround": "1 h", "reserve": "0 h",
        "preflight_failure": 0.0, "abort_rate": "0 /1000 h", "loss_rate": "0 /1000 h", "repair": "12 h",
        "replacement": "300 d", "crew_people": 2, "price": "5e6 USD 2025", "hour_cost": "100 USD 2025 /h",
        "payloads": ["eyes"], "ship_capable": True,
    }  # fmt: skip
    sees = [{"kind": "radar", "ranges": {"merchant": {"detect": "25 km"}}}]
    fixed = {"kind": "airfield" if domain == "air" else "port", "at": "30 N, 60 W", "off_map": True}
    table: dict[str, Any] = {
        "schema": 1,
        "name": "sea",
        "period": {"start": "2026-03-04T00:00:00Z", "length": "36 h"},  # a Wednesday
        "base": [{"name": "home", **(base or fixed)}],
        "area": [{"name": "sea", "circle_at": "30 N, 57 W", "circle_radius": "5 km", "sea_only": False}, *areas],
        "watch": [{"name": "line", "area": "sea", "kind": "station", "sees": {"class": "merchant"}, "limit": "1 h",
                   "hold_radius": "1 km"}],
        "fleet": [{"name": "fleet", "platform": "vehicle", "base": "home", "count": 2, **keys}],
        "platform": [vehicle],
        "payload": [{"id": "eyes", "name": "Eyes", "mass": "5 kg", "power": "50 W", "endurance_factor": 1.0,
                     "sensors": sees}],
    }  # fmt: skip
    return scenario_from_dict(table)


def route(scenario: Scenario, **moved: Any) -> tuple[tuple[float, float], ...]:
    (line,) = lines_of(scenario)
    return permitted_route(scenario, scenario.fleets[0], replace(line, **moved))


def length_m(points: tuple[tuple[float, float], ...]) -> float:
    lat, lon = np.array(points).T
    return float(np.sum(distance_m(lat[:-1], lon[:-1], lat[1:], lon[1:])))


def test_an_aircraft_goes_round_a_keep_out_through_a_corridor_and_straight_without_one() -> None:
    straight = route(sea([]))
    assert len(straight) == 2
    round_it, through = route(sea([WALL])), route(sea([WALL, GATE]))
    assert length_m(straight) < length_m(through) < length_m(round_it)
    assert length_m(straight) == length_m(route(sea([WALL], domain="surface")))  # it keeps out aircraft
    assert length_m(route(sea([WALL, GATE], domain="underwater"))) == pytest.approx(length_m(round_it), rel=1e-4)


@pytest.mark.parametrize("areas", [[WALL], [WALL, GATE]])
def test_a_roster_round_a_keep_out_passes_the_verifier_and_a_straight_one_does_not(areas: list[dict[str, Any]]) -> None:
    scenario = sea(areas)
    roster = make_roster(scenario).roster
    assert verify_roster(scenario, roster).violations == ()
    (pairing,) = roster.pairings
    straight = replace(roster, pairings=(replace(pairing, route=(pairing.route[0], pairing.route[-1])),))
    broken = {violation.rule: violation for violation in verify_roster(scenario, straight).violations}
    assert set(broken) == {"keep-out"}
    assert broken["keep-out"].by == pytest.approx(19_300.0, rel=0.01)  # a fifth of a degree at 30 N
    assert "'wall'" in str(broken["keep-out"])


def test_hours_that_never_close_it_in_the_period_open_it_and_any_other_hours_close_it() -> None:
    weekend, noon = {"hours": "Sat-Sun 06:00-18:00"}, {"hours": "Thu 12:00-12:30", "zone": "Asia/Tokyo"}
    assert len(route(sea([WALL | weekend]))) == 2
    assert len(route(sea([WALL | noon]))) > 2
    assert verify_roster(sea([WALL | weekend]), make_roster(sea([WALL | weekend])).roster).ok
    early = {"hours": "Tue 23:00-23:30"}  # before the period begins, but who is on station then took off before
    assert len(route(sea([WALL | early]))) > 2


def test_a_hold_in_a_keep_out_and_one_that_reaches_into_it_are_refused() -> None:
    within = {"name": "range", "polygon": corners(29.9, -57.1, 30.1, -56.9), "keep_out": ["air"]}
    beside = {"name": "range", "polygon": corners(29.9, -56.995, 30.1, -56.9), "keep_out": ["air"]}
    for area, words in ((within, "the post at 30.0.* lies in the keep-out area 'range'"),
                        (beside, "the hold of 1.0 km round its post crosses the keep-out area 'range'")):  # fmt: skip
        scenario = sea([area])
        (verdict,) = explain(scenario, lines_of(scenario))
        assert (verdict.feasible, verdict.binding) == (False, "route")
        with pytest.raises(ImpossibleError, match=words):
            route(scenario)


def ship(*waypoints: tuple[str, str]) -> dict[str, Any]:
    return {"kind": "ship", "track": [{"at": at, "time": time} for at, time in waypoints]}


def test_from_a_ship_the_straight_way_must_be_free_all_along() -> None:
    past = ship(("30 N, 59 W", "0 h"), ("30 N, 58 W", "36 h"))
    away = ship(("30 N, 56 W", "0 h"), ("30 N, 55 W", "36 h"))
    assert route(sea([], base=past)) == route(sea([WALL], base=away)) == ()
    with pytest.raises(
        ImpossibleError, match=r"from 30.*the keep-out area 'wall' lies in the straight way to the post"
    ):
        route(sea([WALL], base=past))
    post = {"name": "spot", "polygon": corners(30.26, -57.41, 30.28, -57.39), "keep_out": ["air"]}
    abeam = ship(("30.5 N, 58 W", "0 h"), ("30.5 N, 57.5 W", "24 h"), ("30.5 N, 57 W", "36 h"))
    with pytest.raises(ImpossibleError, match=r"between 30\.5000 N, 58\.0000 W and 30\.5000 N, 57\.5000 W"):
        route(sea([post], base=abeam))


def test_the_verifier_finds_the_sorties_that_cross_it_from_a_ship() -> None:
    base = ship(("30.5 N, 58 W", "0 h"), ("30.5 N, 57 W", "36 h"))
    free = sea([], base=base)
    roster = make_roster(free).roster
    spot = {"name": "spot", "polygon": corners(30.2, -58.0, 30.3, -57.05), "keep_out": ["air"]}
    assert {violation.rule for violation in verify_roster(sea([spot], base=base), roster).violations} == {"keep-out"}


def on_a_path(scenario: Scenario, *knots: tuple[float, float], leg_s: float = 7200.0, closed: bool = True) -> Line:
    (line,) = lines_of(scenario)
    points = (*knots, knots[0]) if closed else knots
    path = tuple((leg_s * n, *point) for n, point in enumerate(points))
    period_s = leg_s * (len(points) - 1) if closed else 0.0
    return replace(line, path=path, period_s=period_s, post_lat_deg=knots[0][0], post_lon_deg=knots[0][1], kind="tour")


def test_a_path_is_reached_straight_where_all_ways_are_free_else_by_its_first_place() -> None:
    scenario = sea([WALL])
    fleet = scenario.fleets[0]
    near = on_a_path(scenario, (29.5, -59.0), (30.5, -59.0), (30.0, -58.8))
    assert permitted_route(scenario, fleet, near) == ()
    far = on_a_path(scenario, (30.0, -57.0), (30.5, -57.0), (30.0, -56.5))
    found = permitted_route(scenario, fleet, far)
    assert len(found) > 2 and found[0] == FIELD and found[-1] == POST  # noqa: PT018
    assert not obstacles_of(scenario, fleet).cross_any(found)
    across = on_a_path(scenario, (30.0, -59.0), (30.0, -57.0))
    with pytest.raises(ImpossibleError, match="its path crosses the keep-out area 'wall'"):
        permitted_route(scenario, fleet, across)


def test_depth_keeps_a_boat_in_its_channel() -> None:
    channel = [
        {"name": "west", "polygon": corners(29.8, -60.2, 31.0, -59.8), "depth": "30 m"},
        {"name": "north", "polygon": corners(30.8, -59.8, 31.0, -57.2), "depth": "20 m"},
        {"name": "east", "polygon": corners(29.8, -57.2, 31.0, -56.8), "depth": "10 m"},
    ]
    deep = sea(channel, domain="surface", depth_min="8 m")
    found = route(deep)
    assert len(found) > 2 and max(lat for lat, _ in found) > 30.79  # noqa: PT018
    roster = make_roster(deep).roster
    assert verify_roster(deep, roster).ok
    straight = replace(roster, pairings=(replace(roster.pairings[0], route=(FIELD, found[-1])),))
    assert {violation.rule for violation in verify_roster(deep, straight).violations} >= {"depth"}
    with pytest.raises(ImpossibleError, match="water that is not known to be deep enough"):
        route(sea(channel, domain="surface", depth_min="15 m"))  # the east is too shallow for its post
    assert len(route(sea(channel, domain="surface"))) == 2
    assert any("depth has no effect" in warning for warning in sea(channel, domain="surface").warnings)


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 1_000_000))
def test_any_plan_round_random_areas_passes_the_verifier(seed: int) -> None:
    rng = np.random.default_rng(seed)
    areas = []
    for n in range(int(rng.integers(1, 7))):
        south, west = rng.uniform(28.5, 30.8), rng.uniform(-59.8, -57.3)
        box = corners(south, west, south + rng.uniform(0.05, 1.0), west + rng.uniform(0.05, 1.0))
        areas.append({"name": f"area {n}", "polygon": box, "keep_out": ["air"]})
    try:
        scenario = sea([*areas, GATE] if rng.random() < 0.5 else areas)
        roster = make_roster(scenario).roster
    except ImpossibleError:
        return  # the post itself is closed
    assert verify_roster(scenario, roster).violations == ()
