"""Sorties on a post that moves: on station they are where the post is, and their ways begin and end there."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.hand_roster import DAY, hand_roster, hand_scenario, ship_at
from helpers.hand_tour import post_at, tour_line, tour_points, tour_roster
from helpers.stepper import places
from longwatch.geo.ecef import to_ecef
from longwatch.geo.geodesic import distance_m
from longwatch.geo.track import Track
from longwatch.rostering.track import track_of_line
from longwatch.rostering.way import Way
from longwatch.sim.flights import Flyer
from longwatch.sim.tours import knots_between, tour_of, ways_along

CORNERS = tour_points(35.8, -73.4, 60_000.0, 30_000.0, 4)
LINE = tour_line("east.1", "east", CORNERS, 40.0, 3 * DAY)


@pytest.fixture(scope="module")
def tour():
    scenario, roster = tour_roster()
    return Flyer(scenario, roster), roster


def test_on_station_a_vehicle_is_where_the_post_is(tour):
    flyer, roster = tour
    for stint in roster.stints:
        path = flyer.path(stint.fleet, stint.line, stint.takeoff_s, stint.arrive_s, stint.leave_s, stint.land_s, "done")
        t_s = np.linspace(stint.arrive_s, stint.leave_s, 57)
        post = np.array([post_at(LINE, t) for t in t_s])
        assert np.linalg.norm(places(path, t_s) - to_ecef(*post.T, 3000.0), axis=1).max() < 10.5
        assert np.all(np.diff(path.t_s) > 0)
        assert (path.t_s[0], path.t_s[-1]) == (stint.takeoff_s, stint.land_s)
        field = to_ecef(36.0, -76.0, 3000.0)[0]
        assert np.linalg.norm(path.xyz_m[[0, -1]] - field, axis=1).max() < 1.0


def test_ways_meet_the_post_without_a_jump(tour):
    flyer, roster = tour
    for stint in roster.stints:
        path = flyer.path(stint.fleet, stint.line, stint.takeoff_s, stint.arrive_s, stint.leave_s, stint.land_s, "done")
        speed = np.linalg.norm(np.diff(path.xyz_m, axis=0), axis=1) / np.diff(path.t_s)
        assert speed.max() < 100 * 1852 / 3600 + 20 * 1852 / 3600 + 0.1  # airspeed and wind
        for time_s in (stint.arrive_s, stint.leave_s):
            at = np.flatnonzero(path.t_s == time_s)[0]
            assert np.linalg.norm(path.xyz_m[at] - to_ecef(*post_at(LINE, time_s), 3000.0)[0]) < 0.01


def test_corners_are_exact_and_the_successor_is_where_the_predecessor_left():
    whole = tour_of(track_of_line(LINE), 3000.0)
    t_s, xyz_m = knots_between(whole, 0.0, 5 * LINE.period_s + 100.0)
    for run in range(5):
        for time_s, lat, lon in LINE.path[1:]:
            at = np.argmin(np.abs(t_s - time_s - run * LINE.period_s))
            assert t_s[at] == pytest.approx(time_s + run * LINE.period_s, abs=1e-6)
            assert np.linalg.norm(xyz_m[at] - to_ecef(lat, lon, 3000.0)[0]) < 1e-3
    before = knots_between(whole, 10_000.0, 20_000.0)
    after = knots_between(whole, 20_000.0, 30_000.0)
    assert np.linalg.norm(before[1][-1] - after[1][0]) < 1e-6


@settings(max_examples=40)
@given(st.floats(-2e5, 4e5), st.floats(0.0, 3e5))
def test_any_stretch_of_a_tour_keeps_its_post(from_s, length_s):
    whole = tour_of(track_of_line(LINE), 500.0)
    t_s, xyz_m = knots_between(whole, from_s, from_s + length_s)
    assert (t_s[0], t_s[-1]) == (from_s, from_s + length_s)
    assert np.all(np.diff(t_s) >= 0)
    middle = 0.5 * (t_s[:-1] + t_s[1:])
    post = np.array([post_at(LINE, t) for t in middle])
    assert np.linalg.norm(0.5 * (xyz_m[:-1] + xyz_m[1:]) - to_ecef(*post.T, 500.0), axis=1).max() < 10.5


def test_a_path_without_a_period_is_still_before_and_after():
    once = tour_of(Track.of([(1000.0, 36.0, -73.0), (5000.0, 36.2, -73.0)]), 0.0)
    t_s, xyz_m = knots_between(once, 0.0, 9000.0)
    assert np.linalg.norm(xyz_m[0] - to_ecef(36.0, -73.0, 0.0)[0]) < 1e-6
    assert np.linalg.norm(xyz_m[-1] - to_ecef(36.2, -73.0, 0.0)[0]) < 1e-6
    assert t_s[1] == 1000.0
    assert t_s[-2] == 5000.0


def test_a_route_leads_to_the_first_knot_and_then_the_quicker_way_round():
    scenario, roster = tour_roster()
    route = ((36.0, -76.0), (35.5, -74.0), CORNERS[0])
    by_route = Flyer(scenario, replace(roster, pairings=(replace(roster.pairings[0], route=route),)))
    track, period_s = track_of_line(LINE), LINE.period_s
    whole_m = sum(distance_m(*a, *b) for a, b in pairwise(CORNERS))
    for time_s in np.linspace(0.0, period_s, 23):
        ways = ways_along(track, float(time_s))
        lengths_m = [sum(distance_m(*a, *b) for a, b in pairwise(way)) for way in ways]
        along_m = float(whole_m) * time_s / period_s
        for way in ways:
            assert way[0] == CORNERS[0]
            assert way[-1] == pytest.approx(post_at(LINE, float(time_s)), abs=1e-7)
        assert min(lengths_m) == pytest.approx(min(along_m, float(whole_m) - along_m), abs=2.0)
    pairing = replace(roster.pairings[0], route=route)
    for time_s in (500.0, 0.3 * period_s, 0.7 * period_s):
        way = Way(Track.of([(0.0, 36.0, -76.0)]), CORNERS[0], route, pairing.airspeed_mps, pairing.wind_east_mps,
                  pairing.wind_north_mps, post_track=track)  # fmt: skip
        assert by_route.seconds(pairing, True, 0.0, time_s) == pytest.approx(way.out_s(0.0, time_s), rel=1e-3)
        assert by_route.seconds(pairing, False, 0.0, time_s) == pytest.approx(way.back_s(0.0, time_s), rel=1e-3)
    path = by_route.path("planes", "east.1", 1000, 20_000, 40_000, 60_000, "done")
    for lat, lon in route:
        off_m = np.linalg.norm(path.xyz_m[path.t_s <= 20_000] - to_ecef(lat, lon, 3000.0)[0], axis=1)
        assert off_m.min() < 1.0


def test_a_ship_sends_out_from_where_it_is_to_where_the_post_will_be():
    scenario, roster = tour_roster()
    pairing = replace(roster.pairings[0], fleet="decked")
    flyer = Flyer(scenario, replace(roster, pairings=(pairing,)))
    path = flyer.path("decked", "east.1", 30_000, 40_000, 50_000, 61_000, "done")
    for end, time_s in ((0, 30_000), (-1, 61_000)):
        assert np.linalg.norm(path.xyz_m[end] - to_ecef(*ship_at(scenario, time_s), 3000.0)[0]) < 1.0


def test_an_abort_on_the_way_to_a_moving_post_turns_and_comes_home(tour):
    flyer, _ = tour
    path = flyer.path("planes", "east.1", 2000, None, None, 5000, "abort")
    field = to_ecef(36.0, -76.0, 3000.0)[0]
    away = np.linalg.norm(path.xyz_m - field, axis=1)
    assert (path.t_s[0], path.t_s[-1]) == (2000, 5000)
    assert away[[0, -1]].max() < 1.0
    assert 50_000 < away.max() < 100_000


@pytest.mark.parametrize("what", ["on time", "early", "late", "turned", "lost out", "lost home"])
def test_a_path_up_to_any_instant_is_the_one_that_was_foreseen_then(what):
    """What came later changes nothing that was flown before."""
    scenario = hand_scenario()
    roster = hand_roster(scenario)
    stint = next(s for s in roster.stints if s.fleet == "planes" and s.takeoff_s > 0)
    takeoff_s, arrive_s, leave_s, land_s = stint.takeoff_s, stint.arrive_s, stint.leave_s, stint.land_s
    due, back_s = {"due_arrive_s": arrive_s, "due_leave_s": leave_s}, land_s - leave_s
    flyer = Flyer(scenario, roster)
    foreseen = flyer.path("planes", "east", takeoff_s, arrive_s, leave_s, land_s, "airborne", **due, due_land_s=land_s)
    left_s = {"on time": leave_s, "early": leave_s - 5000, "late": leave_s + 4000}.get(what)
    if left_s is not None:
        times, turn_s, outcome = (arrive_s, left_s, left_s + back_s), min(left_s, leave_s), "done"
    elif what == "lost home":
        left_s, times, turn_s, outcome = (
            leave_s,
            (arrive_s, leave_s, leave_s + back_s // 2),
            leave_s + back_s // 2,
            "loss",
        )
    else:
        left_s = turn_s = takeoff_s + (arrive_s - takeoff_s) // 3
        land_s = left_s + (0 if what == "lost out" else back_s // 3)
        times, outcome = (None, None, land_s), "loss" if what == "lost out" else "abort"
    due_land_s = {"lost home": leave_s + back_s}.get(what, times[2])
    flown = flyer.path("planes", "east", takeoff_s, *times, outcome, **due, home_s=left_s, due_land_s=due_land_s)
    assert (flown.t_s[0], flown.t_s[-1]) == (takeoff_s, times[2])
    t_s = np.linspace(takeoff_s, turn_s - 1e-3, 300)  # the last knot lies on a chord of the circle
    assert np.abs(places(flown, t_s) - places(foreseen, t_s)).max() < 1e-3
    every_s = np.arange(takeoff_s, times[2], 1.0)
    step_m = np.linalg.norm(np.diff(places(flown, every_s), axis=0), axis=1)
    assert step_m.max() < 150.0  # no jump where it breaks off
