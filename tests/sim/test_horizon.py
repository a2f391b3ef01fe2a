"""Trials of years: the same as in one piece while the fleet stays as it is, and what renewal theory says when it does not."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from longwatch.rostering.make import make_roster
from longwatch.scenario.read import scenario_from_dict
from longwatch.sim import horizon as horizons
from longwatch.sim.fly import fly_chunk, fly_roster
from longwatch.sim.fly_years import KEPT_GAPS, longest_rows
from longwatch.sim.horizon import horizon_of
from longwatch.sim.years import fly_years, year_ends_s
from longwatch.units import DAY_S

FAULTS = {
    "preflight_failure": 0.05,
    "abort_rate": "10 /1000 h",
    "loss_rate": "0 /h",
    "repair": "30 h",
    "replacement": "30 d",
}


def scenario(length, count=3, watches=1, *, faults=None, faults_of=None, **more):
    place = ("38.5 N, 74.0 W", "38.0 N, 73.6 W")
    base = {"name": "B", "kind": "airfield", "at": "37.9 N, 75.5 W", "runway": "3 km"}
    return scenario_from_dict({
        "schema": 1, "name": "small sea", "period": {"start": "2026-06-01T00:00:00Z", "length": length},
        "base": [base],
        "control": [{"name": "C", "at": "B", "kind": "satellite", "channels": 4}],
        "area": [{"name": f"A{n}", "circle_at": place[n], "circle_radius": "30 km"} for n in range(watches)],
        "watch": [{"name": f"W{n}", "area": f"A{n}", "kind": "station", "limit": "1 h", "sees": {"class": "fishing-boat"}}
                  for n in range(watches)],
        "fleet": [{"name": "F", "platform": "mq9b", "base": "B", "control": "C", "count": count}],
        "faults": faults_of or {"platform": {"mq9b": FAULTS | (faults or {})}},
        "weather": {"closure": [{"of": "*", "rate": "0.2 /day", "mean_length": "6 h"}]},
        **more,
    })  # fmt: skip


def in_one_piece(horizon):
    """The whole period laid out at once."""
    one, roster, length_s = horizon.scenario, horizon.roster, horizon.scenario.length_s
    stints = horizons._numbered(roster, length_s + roster.tile_s)  # with the reliefs of those in the air at the end
    flat = replace(roster, lines=horizons._lines(one, roster, length_s), stints=stints, length_s=length_s)
    return horizons.fixed_of(horizon.processes, flat, lambda p: horizon.ways[p.fleet, p.line])


def by_trial(table):
    return table.drop("line", "fleet", strict=False).group_by("trial", maintain_order=True).sum()


@pytest.mark.parametrize(("count", "watches", "shift"), [(3, 1, False), (4, 2, False), (4, 2, True)])
def test_while_the_fleet_stays_as_it_is_a_trial_is_that_of_one_long_roster(count, watches, shift):
    one = scenario("400 d", count, watches, policy={"shift": shift})
    horizon = horizon_of(one, make_roster(one).roster)
    whole = in_one_piece(horizon)
    for trial in range(3):
        mine = fly_years(horizon, 5, trial, keep_sorties=True)
        gaps, sorties, tallies, cover = fly_chunk(whole, 5, trial, 1, trial + 1)
        names = ["vehicle", "line", "takeoff_s", "arrive_s", "leave_s", "land_s", "outcome"]
        assert len(gaps) > 20
        assert mine.gaps.tolist() == gaps.tolist()
        assert mine.sorties[names].tolist() == sorties[names].tolist()
        assert mine.tallies.tolist() == tallies.tolist()
        assert mine.cover.tolist() == cover.tolist()


def test_the_years_add_up_to_the_whole():
    one, roster = long_and_lossy()
    log = fly_roster(one, roster, trials=3, seed=2)
    years, tallies, cover = (by_trial(table) for table in (log.years, log.tallies, log.cover))
    for name in ("launches", "flown_s", "on_station_s", "losses"):
        assert years[name].to_list() == tallies[name].to_list()
    for name in ("demanded_s", "covered_s", "watcher_s"):
        assert years[name].to_list() == cover[name].to_list()
    assert log.years["year"].unique().to_list() == [1, 2, 3]
    assert year_ends_s(one.length_s)[-1] == one.length_s
    first = log.gaps.filter(log.gaps["trial"] == 0)
    assert int(years["gaps"][0]) == first.height > KEPT_GAPS
    assert log.causes.filter(log.causes["trial"] == 0)["missing_s"].sum() == first["missing_s"].sum()


@cache
def long_and_lossy():
    one = scenario("2.5 years", 3, faults={"loss_rate": "0.5 /1000 h"})
    return one, make_roster(one).roster


def test_any_chunks_and_a_trial_alone_give_the_same():
    one, roster = long_and_lossy()
    log = fly_roster(one, roster, trials=4, seed=9)
    small = fly_roster(one, roster, trials=4, seed=9, chunk=1, workers=2)
    alone = fly_roster(one, roster, trials=4, seed=9, only_trial=3)
    for name in ("gaps", "tallies", "cover", "years", "causes"):
        table = getattr(log, name)
        assert table.equals(getattr(small, name))
        own = getattr(alone, name)
        assert table.filter(table["trial"] == 3).equals(longest_rows(own) if name == "gaps" else own)


def test_losses_are_the_rate_times_the_hours_and_those_away_the_losses_times_the_lead_time():
    one, roster = long_and_lossy()
    trials = 60
    log = fly_roster(one, roster, trials=trials, seed=3)
    sums = by_trial(log.tallies)
    expected = sums["flown_s"].to_numpy() / 3600 / 2000
    off = sums["losses"].to_numpy() - expected  # a martingale: losses less the compensator
    assert abs(off.mean()) < 3 * off.std(ddof=1) / np.sqrt(trials)
    # Little's law: vehicles away, on average over time = losses a second x lead time; at the ends of years, so by sampling
    ends = log.years.filter(log.years["fleet"].is_not_null() & (log.years["year"] >= 2))
    away = 3 - ends["vehicles"].to_numpy()
    rate = log.years["losses"].sum() / (trials * one.length_s)
    assert abs(away.mean() - rate * 30 * DAY_S) < 3 * away.std(ddof=1) / np.sqrt(len(away))


def test_one_vehicle_one_line_alternating_renewal():
    """Up: flown hours to a loss over the share of time in the air. Down: lead time, and half a day to the next look."""
    one = scenario(
        "10 years", 1, faults={"loss_rate": "2 /1000 h", "abort_rate": "0 /h", "preflight_failure": 0.0}, weather={}
    )
    roster = make_roster(one).roster
    in_air, watched = (sum(getattr(s, b) - getattr(s, a) for s in roster.cycle) / roster.tile_s
                       for a, b in (("takeoff_s", "land_s"), ("arrive_s", "leave_s")))  # fmt: skip
    up_s, down_s = 500 * 3600 / in_air, 30.5 * DAY_S
    log = fly_roster(one, roster, trials=40, seed=1)
    covered = log.cover["covered_s"].to_numpy() / log.cover["demanded_s"].to_numpy()
    # a cycle of one vehicle: the stretch in the air in which it is lost is shorter, and the first one begins at any phase
    assert abs(covered.mean() - watched * up_s / (up_s + down_s)) < 3 * covered.std(ddof=1) / np.sqrt(40) + 0.004


def test_vehicles_that_come_later_are_planned_with():
    """With two more vehicles from day 200 on, the second line is held as well."""
    two = scenario("400 d", 4, 2, fleet=[{"name": "F", "platform": "mq9b", "base": "B", "control": "C", "count": 4,
                                          "delivery": [{"after": "200 d", "count": 3}]}], weather={})  # fmt: skip
    log = fly_roster(two, make_roster(two).roster, trials=3, seed=4)
    gaps = log.gaps.filter(log.gaps["trial"] == 0)
    early, late = (gaps.filter((gaps["start_s"] >= a * DAY_S) & (gaps["start_s"] < b * DAY_S))["missing_s"].sum()
                   for a, b in ((0, 198), (202, 400)))  # fmt: skip
    assert early > 0.4 * 198 * DAY_S
    assert late < 0.1 * 198 * DAY_S


def test_a_long_grounding_has_its_own_plan():
    """One type grounded for weeks: the other keeps the line, which it could not under the plan for both."""
    fleets = [{"name": "F", "platform": "mq9b", "base": "B", "control": "C", "count": 2},
              {"name": "G", "platform": "akinci", "base": "B", "control": "C", "count": 3}]  # fmt: skip
    none = {"preflight_failure": 0.0, "abort_rate": "0 /h", "loss_rate": "0 /h"}
    faults = {"platform": {"mq9b": none, "akinci": none}, "grounding_rate": "3 /year", "grounding_mean": "30 d"}
    one = scenario("400 d", fleet=fleets, faults_of=faults, weather={}, policy={"spare": False})
    horizon = horizon_of(one, make_roster(one).roster)
    covered = [fly_years(horizon, 8, trial, keep_sorties=False).cover for trial in range(4)]
    assert len(horizon._plans) >= 2
    shares = [float(c["covered_s"][0] / c["demanded_s"][0]) for c in covered]
    assert min(shares) > 0.8
