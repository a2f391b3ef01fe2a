"""A planned roster under another truth: cut so that all are home in time, never longer; the plan itself where nothing changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from longwatch.measures.by_trial import trial_values
from longwatch.rostering.make import make_roster
from longwatch.scenario.read import read_scenario
from longwatch.sim.fly import compile_roster, fly_chunk
from longwatch.sim.inputs import draw_shares, inputs_of
from longwatch.sim.sampled import compile_truth, planned_watchers, reaching, truth_of
from longwatch.sim.watchlog import cover_frame, gaps_frame, sorties_frame, tallies_frame

EXAMPLE = Path(__file__).parents[2] / "examples" / "us-coast" / "us-coast.toml"
ONE_DAY = ("period.length='30 h'", "run.slot='2 h'")


@pytest.fixture(scope="module")
def scenario():
    return read_scenario(EXAMPLE, ONE_DAY)


@pytest.fixture(scope="module")
def roster(scenario):
    return make_roster(scenario).roster


@pytest.fixture(scope="module")
def calm(scenario):
    """The same without faults and closures."""
    weather = scenario.file.weather.model_copy(update={"closure": ()})
    faults = scenario.file.faults.model_copy(update={"none": True})
    return replace(scenario, file=scenario.file.model_copy(update={"weather": weather, "faults": faults}))


@pytest.fixture(scope="module")
def planned(scenario, roster):
    return planned_watchers(scenario, roster)


def keys(scenario):
    return {one.name: one.key for one in inputs_of(scenario)}


def flown(compiled, trials=4):
    gaps, sorties, tallies, cover = fly_chunk(compiled, 0, 0, trials, trials)
    tables = (gaps_frame(gaps, compiled), cover_frame(cover, compiled), tallies_frame(tallies, compiled))
    return (*tables, sorties_frame(sorties, compiled))


def test_likely_inputs_are_the_plan_itself(scenario, roster, planned):
    compiled, plain = compile_truth(roster, truth_of(scenario, roster, {}), planned), compile_roster(scenario, roster)
    for name, one, other in zip(plain.fixed._fields, compiled.fixed, plain.fixed, strict=True):
        assert np.array_equal(one, other), name


def test_every_truth_is_flown_home_in_time_and_nobody_longer_than_planned(scenario, roster, planned):
    inputs = inputs_of(scenario)
    plan = {(s.takeoff_s, s.fleet, s.line): s for s in roster.stints}
    for row in draw_shares(inputs, 6, seed=1):
        truth = truth_of(scenario, roster, {one.key: one.at(share) for one, share in zip(inputs, row, strict=True)})
        compiled = compile_truth(roster, truth, planned)
        endurance_s = {(p.fleet, p.line): p.endurance_s for p in truth.pairings}
        for stint in compiled.fixed.stints:
            pair = compiled.fleets[stint["fleet"]], compiled.lines[stint["line"]]
            was = plan[int(stint["takeoff_s"]), *pair]
            assert was.arrive_s <= stint["arrive_s"] < stint["leave_s"] <= was.leave_s
            assert stint["land_s"] - stint["takeoff_s"] <= endurance_s[pair]
        fly_chunk(compiled, 0, 0, 3, 0)  # a vehicle that flies beyond endurance and reserve would stop it


def test_less_endurance_cuts_stints_and_slower_vehicles_arrive_later(scenario, roster, planned):
    of = keys(scenario)
    likely = compile_truth(roster, truth_of(scenario, roster, {}), planned).fixed.stints
    short = truth_of(scenario, roster, {of["planning factor of Bluebottle USV"]: 0.05})
    cut = compile_truth(roster, short, planned).fixed.stints
    assert (
        len(cut) < len(likely)
        or (cut["leave_s"] - cut["arrive_s"]).sum() < (likely["leave_s"] - likely["arrive_s"]).sum()
    )
    speed = float(scenario.platforms["mq9b"].transit_speed_mps)
    slow = compile_truth(
        roster, truth_of(scenario, roster, {of["transit speed of MQ-9B SeaGuardian"]: 0.8 * speed}), planned
    )
    ours = [i for i, fleet in enumerate(slow.fixed.stints["fleet"]) if slow.fleets[fleet] == "MQ-9B ashore"]
    assert (slow.fixed.stints["arrive_s"][ours] > likely["arrive_s"][ours]).all()
    assert (slow.fixed.stints["leave_s"] <= likely["leave_s"]).all()


def test_who_is_late_is_held_for(calm, roster, planned):
    """The plan's watchers decide who holds: a relief five per cent slower leaves no gap that the reserve can close."""
    speed = float(calm.platforms["mq9b"].transit_speed_mps)
    key = keys(calm)["transit speed of MQ-9B SeaGuardian"]
    compiled = compile_truth(roster, truth_of(calm, roster, {key: 0.95 * speed}), planned)
    gaps, *_ = flown(compiled, 1)
    exact, *_ = flown(compile_truth(roster, truth_of(calm, roster, {}), planned), 1)
    reliefs = [s for s in roster.stints if s.fleet == "MQ-9B ashore" and s.arrive_s > roster.line(s.line).count_from_s]
    assert len(gaps) - len(exact) <= len(
        roster.lines
    )  # the first arrival of a line comes later; reliefs are waited for
    assert reliefs


def test_a_sensor_that_does_not_reach_counts_for_nobody(calm, roster, planned):
    of = [one.key for one in inputs_of(calm) if one.key[:2] == ("payload", "usv_radar_ais") and "gain" in one.key]
    assert of
    blind = truth_of(calm, roster, dict.fromkeys(of, 0.0))
    assert ("Bluebottle", "southern line", "demand") in blind.blind
    gaps, cover, *_ = flown(compile_truth(roster, blind, planned), 1)
    only = {s.line for s in roster.stints if s.fleet == "Bluebottle"} - {
        s.line for s in roster.stints if s.fleet != "Bluebottle"
    }
    for line in only:
        assert cover.filter(line=line)["watcher_s"].sum() == 0
    assert set(gaps.filter(line="southern line")["cause"]) <= {"demand", "late"}


def test_a_link_that_does_not_reach_counts_for_nobody(calm, roster):
    reach = keys(calm)["los range of Bayraktar TB3"]
    cut = truth_of(calm, roster, {reach: 1000.0})
    assert ("TB3 aboard", "northern line", "link") in cut.blind


def test_vehicles_that_are_not_there_are_not_flown(scenario, roster, planned):
    fleets = tuple(
        fleet.model_copy(update={"count": 1}) if fleet.name == "MQ-9B ashore" else fleet for fleet in scenario.fleets
    )
    truth = truth_of(replace(scenario, fleets=fleets), roster, {})
    compiled = compile_truth(roster, truth, planned)
    assert sum(name == "MQ-9B ashore" for name in compiled.vehicle_fleets) == 1
    fly_chunk(compiled, 0, 0, 3, 0)


def test_what_reaches_the_trials_is_found_by_what_it_changes(scenario, calm, roster):
    some = (
        "endurance of Bay",
        "abort rate of MQ",
        "closures of Wallops",
        "runway",
        "loss rate of TCG",
        "link loss mean",
    )
    yes, no = reaching(scenario, roster, [one for one in inputs_of(scenario) if any(name in one.name for name in some)])
    reached, idle = {one.name for one in yes}, {one.name for one in no}
    assert {"endurance of Bayraktar TB3", "abort rate of MQ-9B SeaGuardian", "rate of closures of Wallops"} <= reached
    assert {"runway of MQ-9B SeaGuardian", "loss rate of TCG Anadolu"} <= idle
    rates = [one for one in inputs_of(calm) if "loss rate" in one.name]
    assert reaching(calm, roster, rates)[0] == ()  # without faults no rate of faults can matter


def test_more_faults_cover_less(scenario, roster, planned):
    inputs = [one for one in inputs_of(scenario) if "abort rate" in one.name or "repair" in one.name]
    covered = []
    for share in (0.0, 1.0):
        truth = truth_of(scenario, roster, {one.key: one.at(share) * (1 + 20 * share) for one in inputs})
        gaps, cover, tallies, _ = flown(compile_truth(roster, truth, planned), 60)
        covered.append(trial_values(roster.lines, gaps, cover, tallies, range(60))["covered"].mean())
    assert covered[1] < covered[0]
