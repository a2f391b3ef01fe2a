"""The exact looks against a stepper of one second: straight legs, holds, altitude, the date line, the pole."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.circles import circle_knots
from helpers.stepper import common_seconds, distances, inside
from longwatch.geo.knots import geodesic_knots
from longwatch.scenario.plan import Line
from longwatch.sim.looks_kernels import in_range_s, watched_totals
from longwatch.sim.passes import sight, totals_of
from longwatch.sim.tracks import Path, hold_of, joined, knots_of, straight_knots

HOURS = 3600.0
CHORD_SLACK_M = 11.0  # a hold is flown along chords that leave the circle by 10 m at the most


def way(places, times, height_m=0.0):
    """Geodesic legs through (lat, lon) at times."""
    legs = []
    for (lat0, lon0), (lat1, lon1), t0, t1 in zip(places, places[1:], times, times[1:], strict=False):
        legs.append(Path(*geodesic_knots(lat0, lon0, lat1, lon1, t0, t1, height_m)))
    return joined(legs)


def hold(lat, lon, radius_m, t0, t1, height_m, laps):
    place = Line("a", "a", lat, lon, lat, lon, radius_m, 0.0, 1, ((0, 1),), 0, 0)
    one = hold_of(place, height_m, laps)
    post = one.centre_m + one.north_m
    return Path(np.array([t0, t1], float), np.stack([post, post]), ((0, one),))


def ships_near(rng, lat, lon, n=12, hours=8.0, spread_deg=1.2):
    """Ships that wander with a few turns and a stop."""
    out = []
    for _ in range(n):
        times = np.sort(rng.uniform(0, hours * HOURS, rng.integers(2, 9)))
        times = times[np.append(True, np.diff(times) > 60.0)]
        if len(times) < 2:
            times = np.array([0.0, hours * HOURS])
        places = [(lat + rng.uniform(-spread_deg, spread_deg), lon + rng.uniform(-2, 2) * spread_deg)]
        for span in np.diff(times):
            reach = 12.0 * span / 111_000.0 * rng.choice([0.0, 1.0, 1.0])
            angle = rng.uniform(0, 2 * np.pi)
            step = reach * np.cos(angle), reach * np.sin(angle) / max(np.cos(np.radians(lat)), 0.02)
            places.append((min(places[-1][0] + step[0], 89.99), places[-1][1] + step[1]))
        out.append(way(places, times))
    return out


def agree(vehicles, targets, range_m, slack_m):
    """Same side of the range at every second, but where the distance is within the slack of it; watched to 1e-3."""
    found = sight(knots_of(vehicles), knots_of(targets), np.full((len(vehicles), 1), range_m))
    n_seconds = n_exact = n_stepped = crossings = 0
    for i, vehicle in enumerate(vehicles):
        for j, target in enumerate(targets):
            t_s = common_seconds(vehicle, target)
            if not len(t_s):
                continue
            own = (found.vehicle == i) & (found.target == j)
            enter, leave = found.enter_s[own], found.leave_s[own]
            assert np.all(enter < leave)
            assert np.all(leave[:-1] < enter[1:])
            off_m = distances(vehicle, target, t_s) - range_m
            clear = np.abs(off_m) > slack_m
            exact = inside(enter, leave, t_s)
            assert np.array_equal(exact[clear], off_m[clear] < 0)
            n_seconds, n_exact, n_stepped = n_seconds + len(t_s), n_exact + exact.sum(), n_stepped + (off_m < 0).sum()
            crossings += len(enter)
    assert n_seconds > 0
    assert abs(n_exact - n_stepped) / n_seconds < 1e-3
    return crossings


PLACES = {"atlantic": (38.0, -73.0), "date line": (51.0, 179.8), "equator": (0.1, 10.0), "far north": (88.5, 40.0)}


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("height_m", [0.0, 6000.0])
def test_straight_legs_meet_the_stepper(where, height_m):
    lat, lon = PLACES[where]
    rng = np.random.default_rng(7)
    vehicles = []
    for k in range(3):
        corners = [(lat + 0.6 * a, lon + (0.5 + k) * b) for a, b in [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]]
        vehicles.append(way(corners, np.linspace(600.0 * k, 7 * HOURS, 5), height_m))
    assert agree(vehicles, ships_near(rng, lat, lon), 40_000.0, 1e-3) > 5


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("range_m", [3_000.0, 12_000.0, 60_000.0])  # hold smaller, as large, larger than the range
def test_holds_meet_the_stepper(where, range_m):
    lat, lon = PLACES[where]
    rng = np.random.default_rng(11)
    vehicles = [
        hold(lat, lon, 5_000.0, 100.0, 7.5 * HOURS, 500.0, 27),
        hold(lat + 0.3, lon - 0.4, 12_000.0, 0.0, 5 * HOURS, 1000.0, 9),
    ]
    spread_deg = max(0.06, range_m / 111_000.0)
    targets = [*ships_near(rng, lat, lon, n=20, spread_deg=spread_deg), hold_free_near(lat, lon)]
    assert agree(vehicles, targets, range_m, CHORD_SLACK_M) > 5


@pytest.mark.parametrize("where", PLACES)
def test_holds_beside_many_short_legs_meet_the_stepper(where):
    """Ships that keep their course for hours against a fleet of short legs and a hold: all in one sweep of blocks."""
    lat, lon = PLACES[where]
    rng = np.random.default_rng(13)
    zigzag = [(lat + 0.4 * (k % 2), lon - 0.8 + 0.4 * (k % 5)) for k in range(61)]
    vehicles = [
        hold(lat, lon, 9_000.0, 100.0, 6 * HOURS, 500.0, 19),
        way(zigzag, np.linspace(0.0, 7 * HOURS, 61), 3000.0),
    ]
    ships = [
        way([(lat + a, lon + b), (min(lat + c, 89.99), lon + d)], [0.0, 7 * HOURS])
        for a, b, c, d in rng.uniform(-0.6, 0.6, (12, 4))
    ]
    assert agree(vehicles, ships, 14_000.0, CHORD_SLACK_M) > 20


def hold_free_near(lat, lon):
    """A ship lying still inside the circle."""
    return way([(lat + 0.02, lon), (lat + 0.02, lon)], [0.0, 7 * HOURS])


def test_a_vehicle_flies_over_the_pole():
    over = way([(85.0, 20.0), (89.95, 20.0), (85.0, 200.0)], [0.0, 2 * HOURS, 5 * HOURS], 9000.0)
    targets = [
        way([(88.0, 15.0), (88.3, 30.0)], [0.0, 5 * HOURS]),
        way([(89.8, -150.0), (89.0, -160.0)], [0.0, 5 * HOURS]),
        way([(86.0, 200.0), (86.2, 205.0)], [0.0, 5 * HOURS]),
    ]
    assert agree([over], targets, 60_000.0, 1e-3) == 3


def test_a_way_with_transit_and_hold_is_one_mover():
    around = hold(38.0, -73.0, 5000.0, 2 * HOURS, 6 * HOURS, 3000.0, 16)
    out = Path(*geodesic_knots(37.0, -75.0, 38.0, -73.0, 0.0, 2 * HOURS, 3000.0))
    out = Path(out.t_s, np.vstack([out.xyz_m[:-1], around.xyz_m[:1]]))
    rng = np.random.default_rng(3)
    assert (
        agree([joined([out, around])], ships_near(rng, 37.8, -73.5, n=30, spread_deg=0.6), 30_000.0, CHORD_SLACK_M) > 5
    )


def test_what_a_hold_cannot_see_the_way_back_still_sees():
    """Ships that lie still, far from the hold and near the way out or back: nothing may be skipped beyond the hold."""
    around = hold(38.0, -73.0, 5000.0, 2 * HOURS, 6 * HOURS, 3000.0, 16)
    post = around.xyz_m[0]
    out = Path(*geodesic_knots(37.0, -75.0, 38.045, -73.0, 0.0, 2 * HOURS, 3000.0))
    back = Path(*geodesic_knots(38.045, -73.0, 38.9, -71.2, 6 * HOURS, 8 * HOURS, 3000.0))
    out.xyz_m[-1] = back.xyz_m[0] = post
    ships = [
        way([(lat, lon), (lat, lon)], [0.0, 8 * HOURS]) for lat, lon in [(37.2, -74.8), (38.9, -71.3), (38.7, -71.6)]
    ]
    assert agree([joined([out, around, back])], ships, 30_000.0, CHORD_SLACK_M) == 3


def test_chords_of_the_geo_room_give_the_same_hold():
    """A hold as one leg against the same circle as knots on the ellipsoid."""
    one = hold(38.0, -73.0, 8000.0, 0.0, 4 * HOURS, 3000.0, 10)
    t_s, xyz_m = circle_knots(38.0, -73.0, 8000.0, 0.0, 10, 0.0, 4 * HOURS, 3000.0, chord_error_m=0.1)
    ship = way([(38.2, -73.1), (38.0, -72.5)], [0.0, 4 * HOURS])
    a = sight(knots_of([one]), knots_of([ship]), np.array([[25_000.0]]))
    b = sight(knots_of([Path(t_s, xyz_m)]), knots_of([ship]), np.array([[25_000.0]]))
    assert len(a.enter_s) == len(b.enter_s) > 1
    assert np.allclose(a.enter_s, b.enter_s, atol=3.0)
    assert np.allclose(a.leave_s, b.leave_s, atol=3.0)


def test_a_pass_by_hand():
    """A ship lies still, a vehicle passes at 3 km at 100 m/s with a range of 5 km: 4 km either side, 40 s each."""
    vehicle = straight_knots(
        [0, 2], np.array([0.0, 1000.0]), np.array([[-50_000.0, 3000.0, 0.0], [50_000.0, 3000.0, 0.0]])
    )
    ship = straight_knots([0, 2], np.array([0.0, 1000.0]), np.zeros((2, 3)))
    found = sight(vehicle, ship, np.array([[5000.0]]))
    assert found.enter_s == pytest.approx([460.0])
    assert found.leave_s == pytest.approx([540.0])
    assert len(sight(vehicle, ship, np.array([[2999.0]])).enter_s) == 0
    later = sight(vehicle, ship, np.array([[5000.0]]), mover=np.array([0, 0]), shift_s=np.array([500.0, 0.0]),
                  to_s=np.array([520.0, 500.0]))  # fmt: skip
    assert later.target.tolist() == [0, 1]
    assert later.enter_s == pytest.approx([500.0, 460.0])
    assert later.leave_s == pytest.approx([520.0, 500.0])


def test_more_intervals_than_room_are_all_given():
    """A vehicle that shuttles over a still ship: more looks than the first buffer holds."""
    n = 3000
    t_s = np.arange(n, dtype=float) * 100.0
    x = np.where(np.arange(n) % 2 == 0, -10_000.0, 10_000.0)
    vehicle = straight_knots([0, n], t_s, np.stack([x, np.zeros(n), np.zeros(n)], axis=1))
    ship = straight_knots([0, 2], np.array([0.0, t_s[-1]]), np.zeros((2, 3)))
    found = sight(vehicle, ship, np.array([[1000.0]]))
    assert len(found.enter_s) == n - 1
    assert np.allclose(found.leave_s - found.enter_s, 10.0)


numbers = st.floats(-1e5, 1e5).filter(lambda v: abs(v) > 1e-3 or v == 0)
speeds = st.floats(-200, 200).filter(lambda v: abs(v) > 1e-3 or v == 0)


@settings(deadline=None)
@given(numbers, numbers, numbers, speeds, speeds, speeds, st.floats(0.1, 1e4), st.floats(10, 1e5))
def test_in_range_is_inside_and_nowhere_else(x, y, z, vx, vy, vz, duration, range_m):
    enter, leave = in_range_s(x, y, z, vx, vy, vz, duration, range_m)
    assert 0.0 <= enter <= leave <= duration
    t = np.linspace(0, duration, 200)
    off = np.sqrt((x + vx * t) ** 2 + (y + vy * t) ** 2 + (z + vz * t) ** 2) - range_m
    clear = np.abs(off) > 1e-2
    assert np.array_equal(((t >= enter) & (t <= leave) & (leave > enter))[clear], (off < 0)[clear])


@settings(max_examples=60, deadline=None)  # the first call may compile
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 90), st.integers(1, 40)), max_size=12))
def test_union_of_looks_meets_a_count_of_seconds(rows):
    """Three tracks of two ships, [0, 100) each; the intervals in whole seconds."""
    rows = sorted(rows)
    target = np.array([row[0] for row in rows], np.int64)
    enter = np.array([row[1] for row in rows], float)
    leave = np.minimum(np.array([row[1] + row[2] for row in rows], float), 100.0)
    ship = np.array([0, 0, 1])
    out = totals_of(2)
    watched_totals(ship, np.zeros(3), np.full(3, 100.0), target, enter, leave, *out)
    seconds = np.zeros((3, 100), bool)
    for j, a, n in rows:
        seconds[j, a : a + n] = True
    for m, tracks in ((0, seconds[:2]), (1, seconds[2:])):
        assert out[0][m] == 100 * len(tracks)
        assert out[1][m] == tracks.sum()
        seen = np.flatnonzero(tracks.any(axis=0))
        assert out[2][m] == (seen[0] if len(seen) else np.inf)
        assert out[3][m] == sum(int(np.sum(np.diff(np.concatenate([[0], one])) == 1)) for one in tracks.astype(int))
        assert out[4][m] == max(longest_false(one) for one in tracks)


def longest_false(flags):
    longest = run = 0
    for flag in flags:
        run = 0 if flag else run + 1
        longest = max(longest, run)
    return longest
