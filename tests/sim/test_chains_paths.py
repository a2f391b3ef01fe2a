"""Sorties of several lines and ferries of a real scenario: flown as planned, and their paths from base to base."""

from itertools import pairwise

import numpy as np
import pytest

from helpers.hand_sorties import HOME, good_sorties, two_fields
from longwatch.geo.ecef import to_ecef
from longwatch.sim.flights import Flyer
from longwatch.sim.fly import compile_roster, fly_roster
from longwatch.sim.setting import setting_of
from longwatch.sim.trial import Trial

FAULTS = {"late": 0.0, "platform": {"plane": {"abort_rate": "50 /1000 h", "loss_rate": "5 /1000 h"}}}


def quiet(**faults):
    scenario = two_fields(faults=faults or {"none": True})
    return scenario, good_sorties(scenario)


def base_m(fleet, height_m=3000.0):
    return to_ecef(*HOME["North" if fleet == "Northern" else "South"], height_m)


def path_of(flyer, row):
    names = ("fleet", "line", "takeoff_s", "arrive_s", "leave_s", "land_s", "outcome", "due_arrive_s", "due_leave_s", "home_s",
             "due_land_s", "from_line", "to_fleet")  # fmt: skip
    return flyer.path(**{name: row[name] for name in names})


def test_without_faults_flown_is_planned_to_the_second():
    scenario, roster = quiet()
    log = fly_roster(scenario, roster, trials=1, seed=1)
    flown = log.sorties.sort("takeoff_s", "sortie")
    planned = {(s.tail, s.line, s.arrive_s, s.leave_s) for s in roster.stints}
    assert set(flown.select("tail", "line", "arrive_s", "leave_s").iter_rows()) == planned
    ends = {(s.tail, s.takeoff_s): (s.land_s, s.lands_with) for s in roster.stints}
    home = flown.filter(flown["outcome"] == "done").select("land_s", "to_fleet")
    assert sorted(home.iter_rows()) == sorted(ends.values())
    assert log.tallies["launches"].sum() == len(ends)


@pytest.mark.parametrize("trials", [1, 40])
def test_paths_lead_from_base_to_base_without_a_jump(trials):
    """Each part begins where the one before it ended; nobody is faster than the wind lets it be."""
    scenario, roster = quiet(**FAULTS) if trials > 1 else quiet()
    log = fly_roster(scenario, roster, trials=trials, seed=4, keep_sorties=trials)
    flyer, parts = Flyer(scenario, roster), 0
    for trial in range(trials):
        rows = log.sorties.filter(log.sorties["trial"] == trial).rows(named=True)
        for tail in {row["tail"] for row in rows}:
            own = [row for row in rows if row["tail"] == tail]
            paths = [path_of(flyer, row) for row in own]
            for row, path in zip(own, paths, strict=True):
                assert path.t_s[0] == row["takeoff_s"]
                assert np.all(np.diff(path.t_s) >= 0.0)
                if row["from_line"] is None:
                    assert np.linalg.norm(path.xyz_m[0] - base_m(row["fleet"])) < 1.0
                if row["outcome"] not in ("onward", "loss", "airborne"):
                    assert path.t_s[-1] == row["land_s"]
                    assert np.linalg.norm(path.xyz_m[-1] - base_m(row["to_fleet"])) < 1.0
            for (row, path), (after, next_path) in pairwise(zip(own, paths, strict=True)):
                if row["outcome"] == "onward":
                    parts += 1
                    assert after["from_line"] == row["line"]
                    assert np.linalg.norm(path.xyz_m[-1] - next_path.xyz_m[0]) < 1.0
    assert parts >= 4 if trials == 1 else parts > 60
    ends = {row["outcome"] for row in log.sorties.rows(named=True)}
    assert ends >= ({"onward", "done"} if trials == 1 else {"onward", "done", "abort", "loss"})


def test_a_trial_with_feedback_flies_the_same_sorties_and_tells_who_goes_on():
    scenario, roster = quiet(**FAULTS)
    compiled = compile_roster(scenario, roster)
    log = fly_roster(scenario, roster, trials=6, seed=4, keep_sorties=6)
    setting = setting_of(scenario, roster, compiled, None)
    for n in range(6):
        trial = Trial(setting, 4, n)
        told = trial.finish()
        rows = log.sorties.filter(log.sorties["trial"] == n)
        flown = trial.state.sorties[: trial.state.clock["n_sorties"][0]]
        assert flown["takeoff_s"].tolist() == rows["takeoff_s"].to_list()
        assert flown["land_s"].tolist() == rows["land_s"].to_list()
        began = rows.filter(rows["from_line"].is_null())
        assert sum(event.kind == "launch" for event in told) == len(began)
        onward = rows.filter(rows["outcome"] == "onward")
        departed = {(event.time_s, event.vehicle, event.line) for event in told if event.kind == "depart"}
        assert set(onward.select("leave_s", "tail", "line").iter_rows()) <= departed
