"""Links from scenario to verified roster, on the catalog's TB2, against radii worked out by hand.

TB2: 27.05 h x 0.8 (planning) x 0.95 (turret, as stated here) less 1 h of reserve = 19.558 h at 37.04 m/s, so a base may lie
37.04 m/s x 19.558 h / 2 = 1,304 km from its line; its data link reaches 150 km.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from longwatch.errors import BadInputError, ImpossibleError
from longwatch.geo.geodesic import direct, distance_m
from longwatch.patterns.lines import lines_of
from longwatch.rostering.coverage import cover
from longwatch.rostering.make import Plan, make_roster
from longwatch.rostering.pairing import explain, pairings
from longwatch.scenario.plan import Pairing, Stint
from longwatch.scenario.read import scenario_from_dict
from longwatch.scenario.scenario import Scenario
from longwatch.units import format_position
from longwatch.verifier import verify_roster

BASE = (36.0, -70.0)  # open sea: an airfield there is off the map
PER_ROOT_M = 4121.8  # of the radio horizon: sqrt(2 x 4/3 x 6371 km), for a height of 1 m
ENDURANCE_M = 37.04 * 3600 * (27.05 * 0.8 * 0.95 - 1.0) / 2
LINK_M = 150e3


def at(away_m: float, azimuth_deg: float = 90.0) -> tuple[float, float]:
    lat, lon = direct(*BASE, azimuth_deg, away_m)
    return float(lat), float(lon)


def place(away_m: float, azimuth_deg: float = 90.0) -> str:
    return format_position(*at(away_m, azimuth_deg))


def ground(away_m: float, half_m: float, height: str, name: str = "rock") -> dict[str, Any]:
    """A square of ground due east."""
    middle = at(away_m)
    corners = (direct(*middle, turn, half_m * np.sqrt(2.0)) for turn in (315.0, 225.0, 135.0, 45.0))
    ring = [format_position(float(lat), float(lon)) for lat, lon in corners]
    return {"name": name, "polygon": ring, "height": height}


def scenario(away_m: float, **changes: Any) -> Scenario:
    """TB2s at a field with a mast of 30 m, a line due east with a hold of 5 km."""
    fleet = {"name": "tb2s", "platform": "tb2", "base": "field", "control": "mast", "count": 6} | changes.pop(
        "fleet", {}
    )
    mast = {"name": "mast", "at": "field", "kind": "line-of-sight", "antenna_height": "30 m", "channels": 12}
    table: dict[str, Any] = {
        "schema": 1,
        "name": "links",
        "period": {"start": "2026-03-01T00:00:00Z", "length": "72 h", "warm_up": "first-arrival"},
        "base": [{"name": "field", "kind": "airfield", "at": place(0.0), "off_map": True}, *changes.pop("bases", [])],
        "control": [mast | changes.pop("mast", {}), *changes.pop("controls", [])],
        "area": [
            {"name": "sea", "circle_at": place(away_m), "circle_radius": "10 km", "sea_only": False},
            *changes.pop("areas", []),
        ],
        "watch": [
            {"name": "east", "area": "sea", "kind": "station", "sees": {"class": "merchant"}, "limit": "10 min",
             "post": place(away_m)},
            *changes.pop("watches", []),
        ],
        "payload": [  # stated, so that radii can be worked out by hand
            {"id": "turret_ais", "endurance_factor": 0.95,
             "sensors": [{"kind": "turret", "ranges": {"merchant": {"detect": "40 km"}}}]},
        ],
        "fleet": [fleet, *changes.pop("fleets", [])],
    }  # fmt: skip
    return scenario_from_dict(table | changes)


def verdict(s: Scenario) -> Any:
    return next(one for one in explain(s, lines_of(s)) if (one.fleet, one.line) == ("tb2s", "east"))


def planned(s: Scenario) -> Plan:
    plan = make_roster(s)
    assert verify_roster(s, plan.roster).ok
    return plan


SATELLITE: dict[str, Any] = {
    "platform": [{"id": "tb2-sat", "base": "tb2", "satellite": True}],
    "fleet": {"platform": "tb2-sat", "control": "sat"},
    "controls": [{"name": "sat", "at": "field", "kind": "satellite", "channels": 12, "delay": "0.6 s"}],
}


def relay_ship(away_m: float) -> dict[str, Any]:
    ship = {"name": "tender", "kind": "ship", "track": [{"at": place(away_m), "time": "0 h"}]}
    return {"bases": [ship], "mast": {"relays": ["tender"]}}


RELAY_AIRCRAFT: dict[str, Any] = {
    "mast": {"relays": ["bridge"]},
    "watches": [{"name": "bridge", "kind": "relay", "post": place(100e3), "limit": "10 min"}],
    "fleets": [
        {"name": "bridges", "platform": "tb2", "base": "field", "control": "mast", "count": 4, "lines": ["bridge"]}
    ],
}


def test_a_line_beyond_the_data_link_is_refused_with_its_radius() -> None:
    found = verdict(scenario(200e3))
    assert (found.feasible, found.binding) == (False, "link")
    assert found.largest_radius_m == LINK_M
    assert found.needed_radius_m == pytest.approx(205e3, abs=60.0)  # positions are written to a thousandth of a degree
    assert "reaches 150.0 km (81 NM), the far side of the hold lies 205.0 km away" in found.reason
    with pytest.raises(ImpossibleError, match="a relay between them"):
        make_roster(scenario(200e3))


def test_a_line_beyond_the_horizon_is_refused_with_its_radius() -> None:
    found = verdict(scenario(120e3, fleet={"altitude": "500 m"}))
    assert (found.feasible, found.binding) == (False, "link")
    assert found.largest_radius_m == pytest.approx(PER_ROOT_M * (30.0**0.5 + 500.0**0.5), rel=1e-4)  # 114.7 km


def test_a_line_beyond_endurance_is_refused_with_its_radius_whatever_its_link() -> None:
    found = verdict(scenario(1400e3, **SATELLITE))
    assert (found.feasible, found.binding) == (False, "endurance")
    assert found.largest_radius_m == pytest.approx(ENDURANCE_M, abs=37.04 / 2)  # whole seconds of endurance
    assert "no number of vehicles holds the line" in found.reason


def test_a_satellite_makes_the_link_bound_line_feasible() -> None:
    plan = planned(scenario(200e3, **SATELLITE))
    assert plan.covered_fraction > 0.99
    assert {(one.relay, one.report_delay_s) for one in plan.roster.pairings} == {("", 1)}  # 0.6 s, in whole seconds


def test_a_relay_ship_makes_it_feasible_as_far_as_it_reaches() -> None:
    # Mast and ship of 30 m see each other over 2 x 22.6 km; from 40 km on the TB2's link reaches to 190 km.
    plan = planned(scenario(184e3, **relay_ship(40e3)))
    assert plan.covered_fraction > 0.99
    assert {one.relay for one in plan.roster.pairings} == {"tender"}
    beyond = verdict(scenario(186e3, **relay_ship(40e3)))
    assert (beyond.feasible, beyond.binding) == (False, "link")
    assert "the relay 'tender' reaches 150.0 km (81 NM), the far side of the hold lies 151.0 km away" in beyond.reason
    unseen = verdict(scenario(184e3, **relay_ship(46e3)))
    assert not unseen.feasible
    assert "control station 'mast' reaches 45.2 km (24 NM), its relay 'tender' lies 46.0 km away" in unseen.reason
    near = scenario(100e3, **relay_ship(40e3))
    assert {one.relay for one in pairings(near, lines_of(near))} == {""}  # it is linked directly


def test_a_relay_aircraft_makes_it_feasible_while_it_is_there() -> None:
    s = scenario(200e3, **RELAY_AIRCRAFT)
    plan = planned(s)
    of = {(one.fleet, one.line): one.relay for one in plan.roster.pairings}
    assert of["tb2s", "east"] == "bridge"
    assert of["bridges", "bridge"] == ""
    assert plan.per_line["east"].uncovered_s < 0.02 * plan.per_line["east"].demand_s
    # Without whoever holds the relay nobody on the line counts, for planner and verifier alike.
    alone = replace(plan.roster, stints=tuple(one for one in plan.roster.stints if one.line == "east"))
    assert verify_roster(s, alone).per_line["east"].covered_fraction == 0.0
    (east, _) = cover(alone.lines, alone.stints, s.length_s, alone.pairings)
    assert (east.line, east.uncovered_s) == ("east", east.demand_s)
    # From the relay's circle of 5 km to the far side of the hold: 150 km less 10 km.
    assert verdict(scenario(239e3, **RELAY_AIRCRAFT)).feasible
    assert not verdict(scenario(241e3, **RELAY_AIRCRAFT)).feasible


def test_planner_and_verifier_subtract_the_relays_absence_alike() -> None:
    s = scenario(200e3, **RELAY_AIRCRAFT)
    plan = planned(s)
    kept = [one for n, one in enumerate(plan.roster.stints) if one.line == "east" or n % 3]
    broken = replace(plan.roster, stints=tuple(kept))
    by_planner = {one.line: one for one in cover(broken.lines, broken.stints, s.length_s, broken.pairings)}
    by_verifier = verify_roster(s, broken).per_line
    for line in broken.lines:
        if line.count_from_s == 0:
            assert by_planner[line.name].uncovered_s == by_verifier[line.name].missing_s
        assert by_planner[line.name].uncovered_s >= by_verifier[line.name].missing_s
    assert by_verifier["east"].missing_s > verify_roster(s, plan.roster).per_line["east"].missing_s


def test_cover_through_a_relay_by_hand() -> None:
    s = scenario(200e3, **RELAY_AIRCRAFT)
    lines = tuple(replace(line, count_from_s=0) for line in lines_of(s))
    found = pairings(s, lines)

    def one(line: str, fleet: str, arrive_s: int, leave_s: int) -> Stint:
        return Stint(arrive_s - 10, line, "x", fleet, arrive_s, leave_s, leave_s + 10, leave_s + 20)

    stints = [one("east", "tb2s", 0, 1000), one("bridge", "bridges", 100, 400), one("bridge", "bridges", 300, 500),
              one("bridge", "bridges", 900, 2000)]  # fmt: skip
    east = next(c for c in cover(lines, stints, 2000, found) if c.line == "east")
    demand_s = east.demand_s
    assert demand_s - east.uncovered_s == 400 + 100
    assert [gap for gap in east.gaps if gap[1] <= 1000] == [(0, 100), (500, 900)]


def test_ground_in_between_hides_the_hold() -> None:
    # Antenna 30 m, TB2 at 5,486 m: 60 km off, the ray to the far side (125 km) passes at
    # 30 + 5,456 x 60 / 125 less 60 x 65 km² / 2kR: 2,420 m.
    free = verdict(scenario(120e3, areas=[ground(60e3, 1e3, "2300 m")]))
    assert free.feasible
    hidden = verdict(scenario(120e3, areas=[ground(60e3, 1e3, "2700 m")]))
    assert (hidden.feasible, hidden.binding) == (False, "link")
    assert "'rock' rises to 2700 m in between" in hidden.reason
    # Near edge at 59 km under an angle of 2,670 / 59,000 - 59,000 / 2kR: seen as far as 113.5 km, and so much is told.
    angle, b = 2670 / 59e3 - 59e3 / (2 * 4 / 3 * 6371e3), 4 / 3 * 6371e3
    by_hand_m = b * (-angle + (angle**2 + 2 * (5486.4 - 30) / b) ** 0.5)
    assert hidden.largest_radius_m == pytest.approx(by_hand_m, rel=0.01)
    assert verdict(scenario(by_hand_m - 7e3, areas=[ground(60e3, 1e3, "2700 m")])).feasible
    # A rock wholly to the side of all rays hides nothing.
    lat, lon = at(60e3)
    aside = [format_position(lat + dy, lon + dx) for dy, dx in ((0.1, 0), (0.1, 0.1), (0.2, 0.1), (0.2, 0))]
    assert verdict(scenario(120e3, areas=[{"name": "rock", "polygon": aside, "height": "5000 m"}])).feasible


def test_a_relay_beside_the_ground_sees_round_it() -> None:
    rock = ground(60e3, 1e3, "2700 m")
    lat, lon = direct(*at(60e3), 0.0, 40e3)
    aside = {
        **RELAY_AIRCRAFT,
        "watches": [RELAY_AIRCRAFT["watches"][0] | {"post": format_position(float(lat), float(lon))}],
    }
    assert not verdict(scenario(120e3, areas=[rock])).feasible
    s = scenario(120e3, areas=[rock], **aside)
    assert {one.relay for one in pairings(s, lines_of(s)) if one.line == "east" and one.fleet == "tb2s"} == {"bridge"}
    planned(s)


def test_an_unmanned_aircraft_must_be_linked_on_the_way_there() -> None:
    """The base lies 160 km west of the station: the line is in its reach, but nobody can fly the aircraft there."""
    off = {"name": "mast", "at": place(0.0), "kind": "line-of-sight", "antenna_height": "30 m", "channels": 12}
    west = {"name": "west", "kind": "airfield", "at": place(160e3, 270.0), "off_map": True}
    found = verdict(scenario(100e3, control=[off], bases=[west], fleet={"base": "west"}))
    assert (found.feasible, found.binding) == (False, "link")
    assert "the way there lies 160.0 km away" in found.reason
    assert verdict(
        scenario(100e3, control=[off], bases=[west | {"at": place(149e3, 270.0)}], fleet={"base": "west"})
    ).feasible
    # Ground across the way hides it too, though the hold itself is in sight.
    lat, lon = at(75e3, 270.0)
    wall = [format_position(lat + dy, lon + dx) for dy, dx in ((-0.2, -0.05), (-0.2, 0.05), (0.2, 0.05), (0.2, -0.05))]
    walled = scenario(
        100e3, control=[off], bases=[west | {"at": place(149e3, 270.0)}], fleet={"base": "west"},
        areas=[{"name": "wall", "polygon": wall, "height": "4500 m"}],
    )  # fmt: skip
    assert "the way there is hidden at" in verdict(walled).reason


def test_a_footprint_holds_the_whole_circle() -> None:
    def beam(radius_m: float) -> Scenario:
        area = {"name": "beam", "circle_at": place(200e3), "circle_radius": f"{radius_m} m", "sea_only": False}
        sat = SATELLITE["controls"][0] | {"footprint": "beam"}
        return scenario(200e3, areas=[area], **(SATELLITE | {"controls": [sat]}))

    assert verdict(beam(5.2e3)).feasible
    planned(beam(5.2e3))
    found = verdict(beam(4.9e3))
    assert (found.feasible, found.binding) == (False, "link")
    assert found.reason == "the hold leaves the footprint 'beam' of the satellite 'sat'"
    with pytest.raises(ImpossibleError, match="a satellite whose footprint holds it"):
        make_roster(beam(4.9e3))


def test_a_glider_reports_when_it_surfaces() -> None:
    quay = {"name": "quay", "kind": "port", "at": place(195e3), "off_map": True}
    glider = {"id": "glider", "base": "slocum_g3", "report_every": "6 h"}
    s = scenario(
        200e3, bases=[quay], platform=[glider],
        fleets=[{"name": "gliders", "platform": "glider", "base": "quay", "count": 2}],
    )  # fmt: skip
    (line,) = lines_of(s)
    from longwatch.rostering.pairing import judge

    found: list[Pairing] = [one for one, _ in judge(s, (line,)) if one is not None and one.fleet == "gliders"]
    assert [one.report_every_s for one in found] == [6 * 3600]


def test_a_relay_is_planted_wrong() -> None:
    s = scenario(184e3, **relay_ship(40e3))
    plan = planned(s)

    def with_pairing(**changes: Any) -> set[str]:
        roster = replace(plan.roster, pairings=tuple(replace(one, **changes) for one in plan.roster.pairings))
        return {one.rule for one in verify_roster(s, roster).violations}

    assert with_pairing(relay="") == {"link"}  # 184 km and more from the mast itself
    assert with_pairing(relay="field") == {"relay", "link"}
    far = scenario(184e3, **relay_ship(46e3))
    roster = replace(plan.roster, scenario_sha256="")
    assert "relay" in {one.rule for one in verify_roster(far, roster).violations}


def test_masked_and_left_beams_are_planted() -> None:
    s = scenario(120e3)
    roster = planned(s).roster
    rocky = scenario(120e3, areas=[ground(60e3, 1e3, "2700 m")])
    found = verify_roster(rocky, roster)
    assert {one.rule for one in found.violations} == {"link"}
    assert "behind ground" in str(found.violations[0])
    low = scenario(120e3, areas=[ground(60e3, 1e3, "2300 m")])
    assert verify_roster(low, roster).ok


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mast": {"relays": ["nobody"]}}, "no base or watch is called 'nobody'"),
        ({"mast": {"relays": ["east"]}}, "'east' is no relay"),
        ({"mast": {"footprint": "sea"}}, "belongs to a satellite station"),
        ({"controls": [SATELLITE["controls"][0] | {"relays": ["field"]}]}, "belong to a line-of-sight station"),
        ({"controls": [SATELLITE["controls"][0] | {"footprint": "moon"}]}, "no area is called 'moon'"),
        ({"watches": [{"name": "bridge", "kind": "relay", "limit": "1 h"}]}, "is held at a post"),
        (RELAY_AIRCRAFT | {"watches": [RELAY_AIRCRAFT["watches"][0] | {"k": 2}]}, "one aircraft at a time"),
        (RELAY_AIRCRAFT | {"watches": [RELAY_AIRCRAFT["watches"][0] | {"area": "sea"}]}, "watches no area"),
        ({"areas": [ground(0.0, 4e3, "300 m")]}, "rises to 300 m: it sees nothing"),
    ],
)
def test_bad_links_earn_their_message(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInputError) as caught:
        scenario(100e3, **changes)
    assert words in str(caught.value)


def test_a_station_on_a_ship_that_sails_behind_an_island() -> None:
    """It passes an island once in the period: then the hold is hidden, and the line is not served."""
    away = 100e3
    knots = [direct(*at(30e3), azimuth, 30e3) for azimuth in (180.0, 0.0)]
    track = [
        {"at": format_position(float(lat), float(lon)), "time": f"{36 * n} h"} for n, (lat, lon) in enumerate(knots)
    ]
    ship = {"name": "tender", "kind": "ship", "track": track}
    mast = {"name": "mast", "at": "tender", "kind": "line-of-sight", "antenna_height": "30 m", "channels": 12}
    free = scenario(away, control=[mast], bases=[ship])
    assert verdict(free).feasible
    planned(free)
    isle = ground(50e3, 1e3, "3000 m", "isle")
    found = verdict(scenario(away, control=[mast], bases=[ship], areas=[isle]))
    assert (found.feasible, found.binding) == (False, "link")
    assert "'isle' rises to 3000 m" in found.reason
    assert float(distance_m(*at(30e3), *at(50e3))) == pytest.approx(20e3, rel=1e-6)
