"""Ways against keep-out areas, corridors and deep water, on drawings; what moves is asked where it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from helpers.hand_roster import hand_roster, hand_scenario, sortie
from longwatch.geo.polygon import Polygon
from longwatch.scenario.plan import Line, Roster, Stint
from longwatch.scenario.scenario import Scenario
from longwatch.verifier.land import Land, land_of, of_rings
from longwatch.verifier.served import Served, served_pairs
from longwatch.verifier.verdict import Violation
from longwatch.verifier.ways import check_route
from longwatch.verifier.zones import Ground, closed_stretch, ground_of, merged, shallow_stretch_m, without


def area(south: float, west: float, north: float, east: float) -> tuple[Land, ...]:
    return (of_rings([np.array([(west, south), (east, south), (east, north), (west, north)], np.float64)]),)


def way(*points: tuple[float, float]) -> tuple[Any, Any]:
    lat, lon = np.array(points).T
    return lat, lon


def test_stretches_are_joined_and_cut() -> None:
    assert merged([(5.0, 7.0), (0.0, 2.0), (1.0, 3.0)]) == [(0.0, 3.0), (5.0, 7.0)]
    assert merged([(0.0, 2.0), (2.5, 4.0)], 1.0) == [(0.0, 4.0)]
    assert without([(0.0, 10.0)], [(2.0, 3.0), (9.0, 12.0)]) == [(0.0, 2.0), (3.0, 9.0)]
    assert without([(0.0, 1.0), (4.0, 5.0)], [(-1.0, 2.0)]) == [(4.0, 5.0)]


def test_a_way_in_a_keep_out_counts_but_for_its_corridor() -> None:
    closed, lane = area(1, 1, 2, 2), area(1.4, 0.9, 1.6, 2.1)
    ground = Ground((), (("square", closed),), (), None)
    name, length_m = closed_stretch(ground, *way((1.5, 0.0), (1.5, 3.0)))
    assert (name, length_m) == ("square", pytest.approx(111_300, rel=1e-3))
    gate = replace(ground, corridors=lane)
    assert closed_stretch(gate, *way((1.5, 0.0), (1.5, 3.0))) == ("", 0.0)
    assert closed_stretch(gate, *way((0.5, 1.5), (1.5, 1.5)))[1] == pytest.approx(0.4 * 110_574, rel=1e-3)
    assert closed_stretch(ground, *way((2.0001, 0.0), (2.0001, 3.0))) == ("", 0.0)  # 11 m off, or on it: a graze
    assert closed_stretch(ground, *way((1.9999, 1.0), (1.9999, 2.0))) == ("", 0.0)
    assert closed_stretch(ground, *way((1.999, 1.0), (1.999, 2.0)))[0] == "square"  # 111 m within
    assert closed_stretch(ground, *way((1.5, 360.0), (1.5, 363.0)))[0] == "square"


def test_deep_water_is_all_areas_together_and_a_harbour_is_forgiven_at_the_beginning() -> None:
    ground = Ground((), (), (), (*area(0, 0, 1, 1), *area(0, 1, 1, 2)))
    assert shallow_stretch_m(ground, *way((0.5, 0.1), (0.5, 1.9)), 0.0) == 0.0
    assert shallow_stretch_m(ground, *way((0.5, 0.1), (0.5, 2.5)), 0.0) == pytest.approx(0.5 * 111_320, rel=1e-3)
    start = way((0.5, -0.08), (0.5, 0.5))
    assert shallow_stretch_m(ground, *start, 10_500.0) == 0.0
    assert shallow_stretch_m(ground, *start, 0.0) == pytest.approx(0.08 * 111_320, rel=1e-3)
    assert shallow_stretch_m(Ground((), (), (), ()), *start, 0.0) > 60_000.0
    assert shallow_stretch_m(Ground((), (), (), None), *start, 0.0) == 0.0


def test_edges_of_areas_are_geodesics_and_caps_hold_their_pole() -> None:
    scenario = hand_scenario()
    wide = (Polygon(((50.0, -100.0), (50.0, -60.0), (40.0, -60.0), (40.0, -100.0))),)  # its north edge bulges to 51.75
    cap = (Polygon(tuple((80.0, float(lon)) for lon in range(-180, 180, 2))),)
    for polygons, inside, outside in ((wide, (51.65, -80.0), (51.85, -80.0)), (cap, (85.0, 10.0), (75.0, 10.0))):
        ground = ground_of(replace(scenario, areas=scenario.areas | {"range": polygons}), scenario.fleets[0], ())
        near = lambda at: way((at[0], at[1] - 0.1), (at[0], at[1] + 0.1))  # noqa: E731
        assert closed_stretch(ground, *near(inside))[0] == "range"
        assert closed_stretch(ground, *near(outside))[0] == ""


def moving(path: tuple[tuple[float, float, float], ...], **figures: Any) -> list[Violation]:
    """What is wrong with the ways of the planes to a post on a path, taking off from the field every twelve hours."""
    scenario = hand_scenario()
    roster = hand_roster(scenario)
    line: Line = replace(
        roster.lines[0], path=path, period_s=path[-1][0], post_lat_deg=path[0][1], post_lon_deg=path[0][2]
    )
    pairing = replace(roster.pairings[0], **figures)
    roster = replace(roster, lines=(line, *roster.lines[1:]), pairings=(pairing, *roster.pairings[1:]))
    own = stints(scenario, roster)
    return check_route(scenario, served(scenario, roster), ground(scenario), own, own)


def served(scenario: Scenario, roster: Roster) -> Served:
    return served_pairs(scenario, roster)[0]["planes", "east"]


def ground(scenario: Scenario) -> Ground:
    return ground_of(scenario, scenario.fleets[0], land_of(scenario))


def stints(scenario: Scenario, roster: Roster) -> list[Stint]:
    fixed = replace(roster, pairings=(replace(roster.pairings[0], route=((36.0, -76.0), (36.0, -73.0))),))
    return [sortie(scenario, fixed, "plane-1", 0, 43_200 * n, 20_000) for n in range(4)]


def test_straight_ways_lead_to_where_the_post_is() -> None:
    far = ((0.0, 35.95, -73.5), (36_000.0, 36.1, -73.5), (72_000.0, 35.95, -73.5))  # seen through the gate all along
    assert moving(far, route=()) == []
    south = (
        (0.0, 36.0, -73.5),
        (36_000.0, 35.0, -73.5),
        (72_000.0, 36.0, -73.5),
    )  # at times straight through the range
    assert {violation.rule for violation in moving(south, route=())} == {"keep-out"}
    by_route = ((36.0, -76.0), (36.0, -73.5))
    assert moving(south, route=by_route) == []
    assert {violation.rule for violation in moving(south, route=(by_route[0], (36.0, -73.0)))} == {"route"}


def test_a_path_through_a_keep_out_is_named() -> None:
    across = ((0.0, 36.3, -73.5), (36_000.0, 36.3, -74.5), (72_000.0, 36.3, -73.5))
    found = moving(across, route=((36.0, -76.0), (36.45, -74.1), (36.3, -73.5)))
    assert [violation.rule for violation in found] == ["keep-out"]
    assert "flies on station leads 18.0 km through the keep-out area 'range'" in str(found[0])
