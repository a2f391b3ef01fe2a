"""Transits to posts that move, against plain search over every second; rosters of random revisit watches, end to end."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from helpers.revisit_scenarios import random_sea
from longwatch.errors import ImpossibleError
from longwatch.geo.geodesic import direct, distance_m
from longwatch.geo.track import Track
from longwatch.patterns.revisit import revisit_facts
from longwatch.physics.transit import transit_time_s
from longwatch.rostering.make import make_roster
from longwatch.rostering.transit import SAFETY_S, Transits, Way
from longwatch.verifier import verify_roster


def _walk(dice: Random, at: tuple[float, float], speed_mps: float, legs: int, period_s: float = 0.0) -> Track:
    """Closed and flown again and again where a period is given."""
    places = [at]
    for _ in range(legs):
        to = direct(*places[-1], dice.uniform(0, 360), dice.uniform(3e3, 25e3))
        places.append((float(to[0]), float(to[1])))
    if period_s:
        places.append(at)
    knots = [(0.0, *at)]
    for one, other in pairwise(places):
        knots.append((knots[-1][0] + float(distance_m(*one, *other)) / speed_mps, *other))
    return Track.of(knots, knots[-1][0] if period_s else 0.0)


def _way(seed: int) -> Way:
    dice = Random(f"post {seed}")
    post_mps = dice.uniform(5.0, 25.0)
    wind = (dice.uniform(-6, 6), dice.uniform(-6, 6)) if seed % 3 == 2 else (0.0, 0.0)
    air_mps = post_mps + 9.0 + dice.choice([0.0, 20.0]) if any(wind) else post_mps + dice.choice([0.0, 0.0, 15.0])
    post = _walk(dice, (30.0, 179.95), post_mps, dice.randint(2, 6), dice.choice([0.0, 1.0, 1.0]))
    base = (30.0 + dice.uniform(-0.3, 0.3), 179.9)
    ship = _walk(dice, base, dice.uniform(1.0, 0.9 * post_mps), 3) if seed % 2 else Track.of([(0.0, *base)])
    route = (base, (30.05, 179.92), (30.0, 179.95)) if not seed % 2 and seed % 4 == 0 else ()
    return Way(ship, (30.0, 179.95), route, air_mps, *wind, post)


def _needed_s(way: Way, base_s: float, post_s: float, *, out: bool) -> float:
    """By hand: the route, then the path either way round, or straight."""
    assert way.post_track is not None
    track = way.post_track
    post = track.at(post_s)
    if not way.route:
        ways = [[way.track.at(base_s), post]]
    else:
        knots = list(zip(track.lats_deg, track.lons_deg, strict=True))
        phase = track.phase_s(post_s)
        passed = max(sum(1 for t in track.times_s if t <= phase), 1)
        ways = [[*way.route, *knots[1:passed], post]]
        if track.period_s:
            ways.append([*way.route, *knots[: passed - 1 : -1], post])
    times = []
    for points in ways:
        lats, lons = zip(*(points if out else points[::-1]), strict=True)
        times.append(transit_time_s(lats, lons, way.airspeed_mps, way.wind_east_mps, way.wind_north_mps))
    return min(times)


@pytest.mark.parametrize("seed", range(12))
def test_ways_to_a_post_that_moves_against_every_second(seed: int) -> None:
    way = _way(seed)
    times = Transits.on(way, (-20_000, 20_000))
    dice = Random(seed)
    for _ in range(4):
        takeoff = dice.randint(0, 12_000)
        arrive = takeoff + max(times.out_s(takeoff) - 60, 0)  # before that the way is longer still: posts are no faster
        assert arrive == takeoff or arrive - takeoff < _needed_s(way, takeoff, arrive, out=True)
        while arrive - takeoff < _needed_s(way, takeoff, arrive, out=True) + SAFETY_S - 1e-3:
            arrive += 1
        assert arrive <= takeoff + times.out_s(takeoff) <= arrive + 2
        assert times.out_min_s <= times.out_exact_s(takeoff)
        leave = takeoff
        land = leave + max(times.back_s(leave) - 60, 0)
        assert land == leave or land - leave < _needed_s(way, land, leave, out=False)
        while land - leave < _needed_s(way, land, leave, out=False) + SAFETY_S - 1e-3:
            land += 1
        assert land <= leave + times.back_s(leave) <= land + 2
        assert times.back_min_s <= times.back_exact_s(leave)


@pytest.mark.parametrize("seed", range(12))
def test_latest_take_offs_and_departures_are_the_latest(seed: int) -> None:
    way = _way(seed)
    times = Transits.on(way, (-20_000, 20_000))
    dice = Random(seed)
    for _ in range(6):
        by = dice.randint(4000, 14_000)
        takeoff = times.latest_takeoff(by)
        assert takeoff + times.out_s(takeoff) <= by
        assert all(t + times.out_s(t) > by for t in range(takeoff + 3, takeoff + 40))
        assert takeoff <= times.latest_takeoff_lower(by)
        leave = times.latest_leave(by)
        assert leave + times.back_s(leave) <= by
        assert all(t + times.back_s(t) > by for t in range(leave + 3, leave + 40))
        assert leave <= times.latest_leave_lower(by)


def _hold_a_roster_to_everything(seed: int) -> None:
    scenario = random_sea(seed)
    try:
        plan = make_roster(scenario)
    except ImpossibleError:
        return
    verdict = verify_roster(scenario, plan.roster)
    assert verdict.ok
    facts = revisit_facts(scenario, plan.roster.lines)["sweep"]
    cover = verdict.per_watch["sweep"]
    if facts.bound_gap_s is not None:
        assert facts.bound_gap_s <= cover.gap_max_s + 1e-6
    assert facts.bound_covered is not None
    assert cover.covered_fraction <= facts.bound_covered + 1e-9
    assert 0.0 <= cover.gap_mean_s <= cover.gap_max_s + 1e-6


@pytest.mark.parametrize("seed", range(8))
def test_random_revisit_watches_through_plan_verifier_and_bound(seed: int) -> None:
    _hold_a_roster_to_everything(seed)


@pytest.mark.soak
@pytest.mark.parametrize("first", range(100, 400, 20))
def test_many_random_revisit_watches(first: int) -> None:
    for seed in range(first, first + 20):
        _hold_a_roster_to_everything(seed)
