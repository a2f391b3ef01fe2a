"""Flying whole scenarios: the same bytes on any workers, faults switched off, what a scenario's words become."""

import hashlib
import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import fields

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.hand_roster import hand_roster, hand_scenario
from longwatch.sim import fly
from longwatch.sim.fly import fly_roster
from longwatch.sim.processes import processes_of

FAULTS = {
    "late": "20 %",
    "grounding_rate": "3 /year",
    "link_loss_rate": "0.5 /day",
    "platform": {
        name: {"preflight_failure": "10 %", "abort_rate": "0.01 /h", "loss_rate": "0.002 /h", "repair": "20 h"}
        for name in ("plane", "drone", "boat")
    },
}
WEATHER = {"closure": [{"of": "*", "rate": "0.3 /day", "mean_length": "3 h"}]}


def stormy():
    return hand_scenario(faults=FAULTS, weather=WEATHER)


def digest(log):
    """A hash of every byte of every table."""
    sha = hashlib.sha256()
    for field in fields(log):
        value = getattr(log, field.name)
        if isinstance(value, pl.DataFrame):
            sha.update(str(value.schema).encode())
            for column in value:
                sha.update(repr(column.to_list()).encode())
    return sha.hexdigest()


def fly_stormy(**more):
    scenario = stormy()
    return fly_roster(scenario, hand_roster(scenario), trials=60, seed=5, keep_sorties=60, **more)


def test_one_seed_gives_the_same_bytes_twice_and_on_one_and_two_workers():
    one = digest(fly_stormy(workers=1, chunk=60))
    assert digest(fly_stormy(workers=1, chunk=60)) == one
    assert digest(fly_stormy(workers=2, chunk=7)) == one
    with ThreadPoolExecutor(2) as pool:
        assert digest(fly_stormy(executor=pool, chunk=1)) == one
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert digest(fly_stormy(executor=pool, chunk=20)) == one


def test_another_seed_is_another_story():
    scenario = stormy()
    plan = hand_roster(scenario)
    assert len({digest(fly_roster(scenario, plan, trials=5, seed=seed)) for seed in range(5)}) == 5


def test_one_trial_flown_again_alone_gives_its_rows_of_the_whole_run():
    scenario, whole = stormy(), fly_stormy()
    for trial in (0, 17, 59):
        alone = fly_roster(scenario, hand_roster(scenario), trials=60, seed=5, only_trial=trial)
        assert alone.trials == 1
        for name in ("gaps", "sorties", "tallies", "cover"):
            rows = getattr(whole, name).filter(pl.col("trial") == trial)
            assert getattr(alone, name).rows() == rows.rows()


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**63 - 1))
def test_without_faults_and_closures_flown_is_planned_to_the_second(seed):
    scenario = hand_scenario(faults={**FAULTS, "none": True})
    plan = hand_roster(scenario)
    log = fly_roster(scenario, plan, trials=3, seed=seed, keep_sorties=3)
    planned = [(n, s.tail, s.takeoff_s, s.arrive_s, s.leave_s, s.land_s) for n, s in enumerate(plan.stints)]
    for trial in range(3):
        flown = log.sorties.filter(pl.col("trial") == trial)
        rows = flown.select("stint", "tail", "takeoff_s", "arrive_s", "leave_s", "land_s").rows()
        assert sorted(rows) == planned
    assert set(log.gaps["cause"].to_list()) == {"demand"}
    on_station_s = sum(min(s.leave_s, plan.length_s) - max(0, s.arrive_s) for s in plan.stints)
    assert log.tallies["on_station_s"].sum() == 3 * on_station_s


def test_sorties_are_kept_of_the_first_trials_only():
    scenario = stormy()
    log = fly_roster(scenario, hand_roster(scenario), trials=20, seed=5, keep_sorties=3, chunk=2)
    assert set(log.sorties["trial"].to_list()) == {0, 1, 2}
    assert log.cover["trial"].n_unique() == 20
    for _, of_trial in log.sorties.group_by("trial"):
        assert of_trial["sortie"].to_list() == list(range(len(of_trial)))


def test_progress_is_told_in_order():
    told = []
    scenario = stormy()
    plan = hand_roster(scenario)
    fly_roster(scenario, plan, trials=25, seed=5, chunk=10, progress=lambda done, total: told.append((done, total)))
    assert told == [(10, 25), (20, 25), (25, 25)]


def test_ships_are_looked_at_in_the_first_trials_on_any_workers(monkeypatch):
    class Looker:
        def __init__(self, scenario, roster, ships):  # noqa: ARG002
            self.ships = ships

        def look(self, sorties, trials, seed, whole_below):  # noqa: ARG002
            assert set(sorties["trial"].to_list()) == set(trials)
            n = len(trials)
            return pl.DataFrame({"trial": list(trials), "ship": [self.ships] * n, "n": [seed + len(sorties)] * n})

    monkeypatch.setattr(fly, "Looker", Looker)
    scenario = stormy()
    plan = hand_roster(scenario)
    log = fly_roster(scenario, plan, trials=40, seed=5, look_trials=30, ships=7, workers=2)
    assert log.looks["trial"].to_list() == list(range(30))
    assert fly_roster(scenario, plan, trials=40, seed=5, look_trials=30, ships=7, only_trial=35).looks is None
    assert fly_roster(scenario, plan, trials=40, seed=5, look_trials=30, ships=7, only_trial=3).looks.height == 1


def test_faults_of_the_scenario_stand_over_those_of_the_platform():
    processes = processes_of(stormy())
    planes = next(fleet for fleet in processes.fleets if fleet.name == "planes")
    assert planes.preflight == pytest.approx(0.1)
    assert planes.abort_mean_s == pytest.approx(100 * 3600)
    assert planes.loss_mean_s == pytest.approx(500 * 3600)
    assert planes.repair_mean_s == pytest.approx(20 * 3600)
    assert planes.crews_at_once == 2  # six crews of eight hours a day
    own = processes_of(hand_scenario())
    assert own.fleets[0].preflight == float(hand_scenario().platforms["plane"].preflight_failure)
    none = processes_of(hand_scenario(faults={**FAULTS, "none": True}, weather=WEATHER))
    assert (none.fleets[0].preflight, none.late) == (0.0, 0.0)
    assert {spell.of for spell in none.spells} == {"base", "watch"}  # weather is no fault
    assert {spell.of for spell in processes.spells} == {"base", "watch", "platform", "link"}


def test_availability_by_the_ready_definition_leaves_the_faults_to_the_trials():
    fleets = [{"name": "planes", "platform": "plane", "base": "Field", "control": "Sat", "count": 4}]
    for definition, present in (("ready", 4), ("depot", 2)):
        fleets[0]["availability"] = {"share": "60 %", "definition": definition}
        assert processes_of(hand_scenario(fleet=fleets)).fleets[0].count == present
