"""Ensembles against closed forms, geodesics and each other."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longwatch.geo.geodesic import distance_m, inverse
from longwatch.geo.land import is_land, load_land
from longwatch.physics.drift import LastKnown, Unresolved, degree_m, drift, moved
from longwatch.physics.drift_fields import series, steady
from longwatch.physics.drift_map import ellipse, grid_over, probability_map
from longwatch.physics.leeway import leeway_mps, leeway_of

RAFT = leeway_of("LIFE-RAFT-DB-11")
HOUR_S = 3600.0
START = LastKnown(35.0, 140.0)


def metres(ensemble, k=-1, lat0=35.0, lon0=140.0):
    """(east, north) off the start."""
    east_deg_m, north_deg_m = degree_m(0.5 * (ensemble.lat_deg[k] + lat0))
    return (ensemble.lon_deg[k] - lon0) * east_deg_m, (ensemble.lat_deg[k] - lat0) * north_deg_m


@settings(deadline=None)
@given(st.floats(-80.0, 80.0), st.floats(0.0, 360.0), st.floats(1.0, 20_000.0))
def test_a_small_way_is_a_geodesic_within_a_ten_thousandth(lat_deg, course_deg, length_m):
    course = math.radians(course_deg)
    there = moved(
        np.array([lat_deg]), np.array([179.99]), np.array([length_m * math.sin(course)]), np.array([length_m * math.cos(course)])
    )  # fmt: skip
    far = distance_m(lat_deg, 179.99, there[0][0], there[1][0])
    assert float(far) == pytest.approx(length_m, rel=1e-4)


def test_many_steps_in_one_direction_meet_the_loxodrome_in_length():
    """A steady current keeps its course, so the way is a rhumb line: compared leg by leg with geodesics of 1 km."""
    out = drift(None, LastKnown(60.0, 10.0), np.arange(1, 201) * 1000.0, current=steady(0.6, 0.8), n=1)
    lat, lon = np.append(60.0, out.lat_deg[:, 0]), np.append(10.0, out.lon_deg[:, 0])
    azimuth, _, length = inverse(lat[:-1], lon[:-1], lat[1:], lon[1:])
    assert length == pytest.approx(np.full(200, 1000.0), rel=1e-6)
    assert azimuth == pytest.approx(np.full(200, math.degrees(math.atan2(0.6, 0.8))), abs=0.02)


def test_mean_and_spread_in_a_steady_wind_meet_closed_form():
    n, wind_mps, t = 20_000, 8.0, 12 * HOUR_S
    out = drift(RAFT, START, [t], wind=steady(0.0, wind_mps), n=n, seed=1)  # blows to the north: right is east
    east, north = metres(out)
    along, _ = leeway_mps(RAFT, wind_mps)
    assert abs(north.mean() - float(along) * t) < 3.0 * north.std() / math.sqrt(n)
    spread = float(RAFT.downwind.spread_mps(wind_mps)) * t
    assert abs(north.std() - spread) < 3.0 * spread / math.sqrt(2.0 * n)
    # across the wind: two tacks with their own means and the same chance
    right, left = (float(leeway_mps(RAFT, wind_mps, tack)[1]) * t for tack in (True, False))
    r_std, l_std = (float(line.spread_mps(wind_mps)) * t for line in (RAFT.right, RAFT.left))
    mean, variance = 0.5 * (right + left), 0.5 * (r_std**2 + l_std**2) + 0.25 * (right - left) ** 2
    assert abs(east.mean() - mean) < 3.0 * math.sqrt(variance / n)
    assert east.var() == pytest.approx(variance, rel=0.05)


def test_start_in_place_and_time_spreads_as_it_should():
    n, u = 20_000, 0.5
    lkp = LastKnown(35.0, 140.0, 0.0, position_std_m=2_000.0, time_std_s=1_800.0)
    out = drift(None, lkp, [10 * HOUR_S], current=steady(u, 0.0), n=n, seed=2)
    east, north = metres(out)
    assert north.std() == pytest.approx(2_000.0, rel=3.0 / math.sqrt(2 * n))
    assert east.std() == pytest.approx(math.hypot(2_000.0, u * 1_800.0), rel=3.0 / math.sqrt(2 * n))
    assert abs(east.mean() - u * 10 * HOUR_S) < 3.0 * east.std() / math.sqrt(n)


@pytest.mark.parametrize("hours", [2.0, 24.0])
def test_an_unresolved_current_spreads_by_taylors_law(hours):
    std, lasts, t, n = 0.15, 3.0 * HOUR_S, hours * HOUR_S, 20_000
    out = drift(None, START, [t], unresolved=Unresolved(std, lasts), n=n, seed=3, step_s=1800.0)
    variance = 2.0 * std**2 * lasts * (t - lasts * -math.expm1(-t / lasts))
    for axis in metres(out):
        assert abs(axis.mean()) < 3.0 * math.sqrt(variance / n)
        assert axis.var() == pytest.approx(variance, rel=4.0 * math.sqrt(2.0 / n))


def test_halving_the_step_quarters_the_error():
    """A current that turns in time and shears in space; against a step of 40 s."""

    def swirl(t, lat, lon):
        turn = 2.0 * np.pi * t / (12.4 * HOUR_S)
        return 0.8 * np.cos(turn) + 2.0 * (lat - 35.0), 0.8 * np.sin(turn) - 2.0 * (lon - 140.0)

    def end(step_s):
        out = drift(None, START, [24 * HOUR_S], current=swirl, n=1, step_s=step_s)
        return np.array([out.lat_deg[-1, 0], out.lon_deg[-1, 0]])

    truth = end(40.0)
    errors = [float(np.abs(end(step_s) - truth).max()) for step_s in (2400.0, 1200.0, 600.0)]
    assert errors[0] / errors[1] == pytest.approx(4.0, rel=0.3)
    assert errors[1] / errors[2] == pytest.approx(4.0, rel=0.3)
    assert errors[2] * 111_000.0 < 150.0  # the usual step: metres after a day


def test_a_series_is_met_to_the_second():
    wind = series([0.0, 5_000.0, 12_345.0], [10.0, 0.0, -4.0], [0.0, 10.0, 0.0])
    coarse, fine = (
        drift(RAFT, START, [6_000.0, 20_000.0], wind=wind, n=50, seed=4, step_s=step_s) for step_s in (1e6, 60.0)
    )
    assert coarse.lat_deg == pytest.approx(fine.lat_deg, abs=1e-6)
    assert coarse.lon_deg == pytest.approx(fine.lon_deg, abs=1e-6)


def test_jibes_turn_two_clouds_into_one():
    """A tack that changes at a rate r is a telegraph: variance of its integral as Taylor's, with T = 1 / 2r."""
    thing, t, rate, n = leeway_of("FISHING-VESSEL-3"), 36 * HOUR_S, 1.0 / HOUR_S, 2_000
    kept, turned = (
        drift(thing, START, [t], wind=steady(0.0, 10.0), n=n, seed=5, jibes_per_s=jibes) for jibes in (0.0, rate)
    )
    speed, scatter = float(leeway_mps(thing, 10.0)[1]), float(thing.right.spread_mps(10.0)) * t
    lasts = 0.5 / rate
    telegraph = 2.0 * lasts * (t - lasts * -math.expm1(-t / lasts))
    assert metres(turned)[0].var() == pytest.approx(speed**2 * telegraph + scatter**2, rel=4.0 * math.sqrt(2.0 / n))
    assert metres(kept)[0].var() == pytest.approx((speed * t) ** 2 + scatter**2, rel=4.0 * math.sqrt(2.0 / n))


def test_luck_is_keyed_and_does_not_know_how_many_there_are():
    asked = {"wind": steady(3.0, 4.0), "unresolved": Unresolved(0.1), "seed": 6, "jibes_per_s": 1e-5}
    lkp = LastKnown(35.0, 140.0, 0.0, 500.0, 600.0)
    few, many, again, other = (
        drift(RAFT, lkp, [HOUR_S, 9 * HOUR_S], n=n, trial=trial, **asked)
        for n, trial in ((20, 0), (100, 0), (100, 0), (100, 1))
    )
    assert (few.lat_deg == many.lat_deg[:, :20]).all()
    assert (few.lon_deg == many.lon_deg[:, :20]).all()
    assert (many.lat_deg == again.lat_deg).all()
    assert not (many.lat_deg == other.lat_deg).any()


def test_land_stops_who_reaches_it_only_when_it_is_asked_for():
    asked = {"current": steady(1.0, 0.0), "unresolved": Unresolved(0.2), "n": 200, "seed": 7}
    times = np.arange(1, 13) * HOUR_S
    shore = drift(None, START, times, on_land=lambda _lat, lon: lon > 140.2, **asked)
    open_sea = drift(None, START, times, **asked)
    assert not open_sea.aground.any()
    assert shore.aground[-1].all()
    assert (shore.aground[1:] >= shore.aground[:-1]).all()
    stood = shore.aground[:-1]
    assert (shore.lon_deg[1:][stood] == shore.lon_deg[:-1][stood]).all()
    assert (shore.lon_deg[~shore.aground] == open_sea.lon_deg[~shore.aground]).all()


def test_the_packaged_coast_stops_a_raft():
    """Off Choshi with wind and water to the west: ashore on Kanto, none of it inland by more than a step."""
    land = load_land(34.0, 138.0, 38.0, 142.0)
    times = np.arange(1, 25) * HOUR_S
    lkp = LastKnown(35.5, 140.8, 0.0, 1_000.0)
    out = drift(
        RAFT,
        lkp,
        times,
        wind=steady(-10.0, 0.0),
        current=steady(-0.5, 0.0),
        n=200,
        seed=9,
        on_land=partial(is_land, land),
    )
    ashore = out.aground[-1]
    assert ashore.mean() > 0.9
    assert is_land(land, out.lat_deg[-1], out.lon_deg[-1]).tolist() == ashore.tolist()
    east_m, _ = metres(out, lat0=35.5, lon0=140.8)
    assert east_m.min() > -45_000.0  # the coast bends back that far at Kujukuri


def test_across_the_date_line_longitudes_go_on():
    out = drift(None, LastKnown(0.0, 179.99), [10 * HOUR_S], current=steady(1.0, 0.0), n=3)
    assert (out.lon_deg > 180.0).all()
    east, _ = metres(out, lat0=0.0, lon0=179.99)
    assert east == pytest.approx(np.full(3, 36_000.0), rel=1e-9)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32), st.floats(100.0, 50_000.0), st.floats(0.0, 360.0), st.floats(1.0, 8.0))
def test_an_ellipse_contains_its_share_and_is_gausss_own(seed, minor_m, course_deg, slender):
    rng, n, course = np.random.default_rng(seed), 4_000, math.radians(course_deg)
    along, across = rng.standard_normal((2, n)) * [[minor_m * slender], [minor_m]]
    east = along * math.sin(course) + across * math.cos(course)
    north = along * math.cos(course) - across * math.sin(course)
    lat, lon = moved(np.full(n, 40.0), np.full(n, -179.9), east, north)
    for share in (0.5, 0.9):
        found = ellipse(lat, lon, share)
        assert found.contains(lat, lon).mean() == pytest.approx(share, abs=2.0 / n)
        size = math.sqrt(-2.0 * math.log1p(-share))
        assert found.minor_m == pytest.approx(size * minor_m, rel=0.1)
        assert found.major_m == pytest.approx(size * minor_m * slender, rel=0.12)
    if slender > 2.0:
        turn = (found.course_deg - course_deg + 90.0) % 180.0 - 90.0
        assert abs(turn) < 6.0


def test_a_map_holds_every_particle_and_no_more():
    out = drift(RAFT, START, [24 * HOUR_S], wind=steady(5.0, 5.0), unresolved=Unresolved(0.1), n=3_000, seed=8)
    lat, lon = out.lat_deg[-1], out.lon_deg[-1]
    grid = grid_over(lat, lon, 1_000.0)
    poc = probability_map(lat, lon, grid)
    assert poc.shape == (len(grid.lat_deg) - 1, len(grid.lon_deg) - 1)
    assert poc.sum() == pytest.approx(1.0, abs=1e-12)
    south = probability_map(lat, lon, type(grid)(grid.lat_deg[: len(grid.lat_deg) // 2], grid.lon_deg))
    assert south.sum() == pytest.approx(float((lat <= grid.lat_deg[len(grid.lat_deg) // 2 - 1]).mean()), abs=1e-9)
    height_m, width_m = (
        float(distance_m(grid.lat_deg[0], grid.lon_deg[0], grid.lat_deg[1], grid.lon_deg[0])),
        float(distance_m(grid.lat_deg[-1], grid.lon_deg[0], grid.lat_deg[-1], grid.lon_deg[1])),
    )
    assert (height_m, width_m) == pytest.approx((1_000.0, 1_000.0), rel=0.01)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: drift(None, START, []),
        lambda: drift(None, START, [2.0, 1.0]),
        lambda: drift(None, START, [-1.0]),
        lambda: drift(None, START, [1.0], n=0),
        lambda: drift(None, START, [1.0], seed=-1),
        lambda: drift(None, START, [1.0], current=lambda *_: (np.nan, 0.0)),
        lambda: drift(None, LastKnown(84.99, 0.0), [1e6], current=steady(0.0, 1.0)),
        lambda: drift(RAFT, START, [1.0], wind=steady(50.0, 0.0)),
        lambda: series([0.0, 0.0], [1.0, 1.0], [0.0, 0.0]),
        lambda: series([0.0], [1.0, 1.0], [0.0]),
        lambda: ellipse([0.0, 1.0, 2.0], [0.0, 1.0, 2.0], 1.0),
        lambda: ellipse([0.0], [0.0], 0.5),
        lambda: Unresolved(-1.0),
    ],
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError):
        wrong()
