"""Plans made anew from where everybody is: they keep the rules, stand while all goes by plan, and fly the same everywhere."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from polars.testing import assert_frame_equal

from longwatch.rostering.check import check_stints, most_at_once
from longwatch.rostering.make import make_roster
from longwatch.scenario.plan import Stint
from longwatch.scenario.read import read_scenario
from longwatch.sim.fly import compile_roster, fly_roster
from longwatch.sim.live import live_problem
from longwatch.sim.reroster import Replanner, fly_anew, replanner_of
from longwatch.sim.state import BACK, LOST, OUT, PREPARING, READY, REPAIR
from longwatch.sim.timeline import Timeline
from longwatch.verifier import verify_roster

FRAMES = ("gaps", "sorties", "tallies", "cover")
BASE = """
schema = 1
name = "planned anew"
[period]
start = 2026-06-01T00:00:00Z
length = "6 d"
[[base]]
name = "Wallops"
kind = "airfield"
at = "37.940 N, 75.466 W"
runway = "2667 m"
HOURS
[[base]]
name = "Ship"
kind = "ship"
track = [{ at = "38.0 N, 73.5 W", time = "0 h" }, { at = "38.5 N, 73.5 W", time = "144 h" }]
[[control]]
name = "Dish"
at = "Wallops"
kind = "satellite"
channels = 3
[[control]]
name = "Mast"
at = "Ship"
kind = "line-of-sight"
antenna_height = "35 m"
channels = 2
[[area]]
name = "near"
polygon = ["38.9 N, 73.6 W", "38.9 N, 73.2 W", "39.2 N, 73.2 W", "39.2 N, 73.6 W"]
[[area]]
name = "far"
polygon = ["37.4 N, 72.6 W", "37.4 N, 72.3 W", "37.6 N, 72.3 W", "37.6 N, 72.6 W"]
[[watch]]
name = "near"
area = "near"
kind = "station"
sees = { class = "fishing-boat" }
limit = "30 min"
[[watch]]
name = "far"
area = "far"
kind = "station"
sees = { class = "fishing-boat" }
limit = "30 min"
[[fleet]]
name = "Guardians"
platform = "mq9b"
base = "Wallops"
control = "Dish"
count = 4
crews = 9
[[fleet]]
name = "Deck"
platform = "tb3"
base = "Ship"
control = "Mast"
count = 3
"""
FAULTY = """
[faults]
late = 0.3
grounding_rate = "20 /year"
grounding_mean = "1 d"
link_loss_rate = "1 /day"
[faults.platform.mq9b]
abort_rate = "40 /1000 h"
loss_rate = "5 /1000 h"
preflight_failure = 0.1
[faults.platform.tb3]
abort_rate = "40 /1000 h"
loss_rate = "5 /1000 h"
"""
LATE = """
[faults]
late = 0.5
late_mean = "3 h"
grounding_rate = "0 /year"
link_loss_rate = "0 /day"
[faults.platform.mq9b]
abort_rate = "0 /h"
loss_rate = "0 /h"
preflight_failure = 0.2
[faults.platform.tb3]
abort_rate = "0 /h"
loss_rate = "0 /h"
preflight_failure = 0.2
"""
NONE = "[faults]\nnone = true\n"
ANEW = 'reroster = "12 h"\nreroster_horizon = "36 h"\n'


@cache
def sea(faults=NONE, policy="", hours=""):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sea.toml"
        path.write_text(f"{BASE.replace('HOURS', hours)}\n{faults}\n[policy]\n{policy}", "utf-8")
        return read_scenario(path)


@cache
def planned(hours=""):
    return make_roster(sea(hours=hours)).roster


def test_while_all_goes_by_plan_the_plan_stands():
    roster = planned()
    as_planned, anew = (fly_roster(sea(policy=rules), roster, trials=2, seed=1) for rules in ("", ANEW))
    for name in FRAMES:
        assert_frame_equal(getattr(as_planned, name), getattr(anew, name), check_exact=True)


@pytest.mark.parametrize("more", ["", "shift = true", 'hold = false\nspare = "when due"'])
@pytest.mark.parametrize("hours", ["", 'hours = "05:00-22:00"'], ids=["always open", "hours"])
def test_plans_made_anew_keep_all_rules_and_send_nobody_who_is_not_there(monkeypatch, more, hours):
    scenario, roster = sea(FAULTY, ANEW + more, hours), planned(hours)
    compiled = compile_roster(scenario, roster)
    replanner = replanner_of(scenario, roster, compiled)
    plans, was = [], Replanner._fixed

    def watched(self, fixed, state, live, sorties, at_s):
        before = state.copy()
        new, row_of = was(self, fixed, state, live, sorties, at_s)
        check_plan(self.problem, fixed, before, new, live, at_s)
        plans.append(at_s)
        return new, row_of

    monkeypatch.setattr(Replanner, "_fixed", watched)
    for trial in range(12):
        fly_anew(compiled, replanner, 5, trial)
    assert len(plans) > 30


def check_plan(problem, fixed, state, new, live, at_s):
    """What a plan sends out is there by then; with those in the air it keeps to vehicles, crews, channels and hours."""
    assert np.all(np.diff(new.stints["takeoff_s"]) >= 0)
    ready = {i: at for pool in live.free for at, i in pool}
    ready |= {row.vehicle: one.ready_s for row, one in zip(live.rows, live.problem.under_way, strict=True)}
    fresh = [row for row in new.stints if row["takeoff_s"] >= at_s]
    stints, tails = [], {}
    for row in fresh:
        i, f = int(row["vehicle"]), int(row["fleet"])
        doing, p = state.vehicles[i]["doing"], new.pairings[row["pairing"]]
        assert fixed.vehicles[i]["fleet"] == f
        if i not in tails and doing in (READY, LOST, REPAIR, PREPARING):
            assert row["takeoff_s"] >= (
                at_s if doing in (READY, PREPARING) else state.vehicles[i]["ready_s"] * (doing == LOST)
            )
        if i not in tails and not OUT <= doing <= BACK:
            assert row["takeoff_s"] >= ready[i]
        tails[i] = problem.groups[f].name
        stints.append(Stint(int(row["takeoff_s"]), problem.lines[row["line"]].name, f"v{i}", problem.groups[f].name,
                            *(int(row[name]) for name in ("arrive_s", "leave_s", "land_s")),
                            int(row["land_s"]) + int(p["turnaround_s"])))  # fmt: skip
    groups = tuple(
        replace(group, count=live.problem.groups[f].count, aloft=()) for f, group in enumerate(problem.groups)
    )
    check_stints(replace(problem, groups=groups), sorted(stints))
    up = [
        (at_s, int(v["land_s"]), fixed.vehicles[i]["fleet"])
        for i, v in enumerate(state.vehicles)
        if OUT <= v["doing"] <= BACK
    ]
    up += [(int(row["takeoff_s"]), int(row["land_s"]), row["fleet"]) for row in fresh]
    for f, group in enumerate(problem.groups):
        own = [(a, b) for a, b, fleet in up if fleet == f]
        assert most_at_once(own) <= (group.crew_limit or len(own) or 1)
    for control, channels in problem.channels.items():
        own = [(a, b) for a, b, fleet in up if problem.groups[fleet].control == control]
        assert most_at_once(own) <= channels


def test_what_is_flown_passes_the_verifier():
    """Late launches and failed checks, but no sortie cut short: the flown sorties are a roster."""
    scenario, roster = sea(LATE, ANEW + "hold = false\nspare = false"), planned()
    compiled = compile_roster(scenario, roster)
    replanner = replanner_of(scenario, roster, compiled)
    n_moved = 0
    for trial in range(6):
        state = fly_anew(compiled, replanner, 2, trial).state
        stints = []
        for row in state.sorties[: state.clock["n_sorties"][0]]:
            i, line = int(row["vehicle"]), compiled.lines[row["line"]]
            turnaround_s = roster.pairing(compiled.vehicle_fleets[i], line).turnaround_s
            stints.append(Stint(int(row["takeoff_s"]), line, compiled.tails[i], compiled.vehicle_fleets[i],
                                *(int(row[name]) for name in ("arrive_s", "leave_s", "land_s")),
                                int(row["land_s"]) + turnaround_s, bool(row["takeoff_s"] < 0)))  # fmt: skip
        flown = replace(roster, stints=tuple(sorted(stints)))
        verdict = verify_roster(scenario, flown)
        assert verdict.ok, [str(one) for one in verdict.violations]
        n_moved += len(set(flown.stints) - set(roster.stints))
    assert n_moved > 6


def test_a_trial_planned_anew_is_the_same_on_any_workers_and_alone():
    scenario, roster = sea(FAULTY, ANEW), planned()
    whole = fly_roster(scenario, roster, trials=6, seed=4, workers=1)
    parts = fly_roster(scenario, roster, trials=6, seed=4, workers=2, chunk=1)
    alone = fly_roster(scenario, roster, trials=6, seed=4, only_trial=3)
    for name in FRAMES:
        assert_frame_equal(getattr(whole, name), getattr(parts, name), check_exact=True)
        if name != "sorties":
            one = getattr(whole, name)
            assert_frame_equal(one.filter(one["trial"] == 3), getattr(alone, name), check_exact=True)


def test_plans_made_anew_cover_more_after_losses():
    """Vehicles lost for good: the plan at hand goes on sending them, a new one shares the work among those left."""
    logs = [fly_roster(sea(FAULTY, rules), planned(), trials=60, seed=3) for rules in ("", ANEW)]
    fixed, anew = (log.cover["covered_s"].sum() / log.cover["demanded_s"].sum() for log in logs)
    assert anew > fixed


def test_live_problem_plans_with_no_more_vehicles_than_the_roster_may():
    scenario, roster = sea(policy=ANEW), planned()
    compiled = compile_roster(scenario, roster)
    replanner = replanner_of(scenario, roster, compiled)
    one = Timeline(compiled, 0, 0)
    one.advance(86_400 - 1)
    live = live_problem(replanner.problem, one.fixed, one.state, 86_400)
    for before, now in zip(replanner.problem.groups, live.problem.groups, strict=True):
        assert now.count <= before.count
    assert len(live.problem.under_way) == int(np.isin(one.state.vehicles["doing"], (OUT, 3, 4, BACK)).sum())
