"""Hours, shifts, weather and relays in trials: worked out by hand, in pieces, from a whole scenario."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from helpers.hand_roster import DAY, hand_roster, hand_scenario
from helpers.plans import compiled, fleet_process, line, one_line, pairing, roster, stint
from longwatch.errors import InvariantError
from longwatch.sim.fly import fly_chunk, fly_roster
from longwatch.sim.processes import Processes, processes_of
from longwatch.sim.schedule import Step
from longwatch.sim.state import CAUSES
from longwatch.sim.timeline import Timeline

LENGTH_S = 100_000


@dataclass(frozen=True)
class Gale:
    """Shuts one target from 10,000 s for as many thousand seconds as the trial's number says."""

    of: tuple
    targets: tuple = ()
    causes: tuple = ("sea", "wind")

    def __post_init__(self):
        object.__setattr__(self, "targets", (("base", "elsewhere", ""), self.of))

    def steps(self, trial, seed):  # noqa: ARG002
        return tuple(np.array([[10_000, 10_000 + 1_000 * trial], [1, 1], [1, -1], [1, 1]], np.int64))


def gaps_of(processes, plan, n=1):
    c = compiled(processes, plan)
    return [
        (int(g["trial"]), c.lines[g["line"]], int(g["start_s"]), int(g["end_s"]), CAUSES[g["cause"]])
        for g in fly_chunk(c, 0, 0, n, n)[0]
        if CAUSES[g["cause"]] != "demand"
    ]


def closed(of, target, from_s, to_s, cause, on=""):
    return Step(from_s, of, target, 1, cause, on), Step(to_s, of, target, -1, cause, on)


def test_the_sensor_of_a_fleet_on_a_line_is_shut_as_long_as_the_weather_of_the_trial_says():
    processes, plan = one_line(3)
    gaps = gaps_of(replace(processes, weather=Gale(("sensor", "f", "north"))), plan, n=4)
    assert gaps == [(n, "north", 10_000, 10_000 + 1_000 * n, "wind") for n in range(1, 4)]


def test_a_base_outside_its_hours_launches_late_and_lands_as_planned():
    processes, plan = one_line(3)
    shut = replace(processes, schedule=closed("base", "base", -1, 3_000, "hours"), hold=False)
    gaps = gaps_of(shut, plan)
    assert gaps == [(0, "north", 0, 5_000, "hours")]  # 2,000 s of it are the plan's own way out
    shut = replace(processes, schedule=closed("base", "base", 9_000, 13_000, "hours"), hold=False)
    assert gaps_of(shut, plan) == [(0, "north", 12_000, 15_000, "hours")]
    sorties = fly_chunk(compiled(shut, plan), 0, 0, 1, 1)[1]
    assert 14_000 in sorties["land_s"]


def test_the_cause_that_has_held_longest_is_named():
    processes, plan = one_line(3)
    steps = (
        *closed("base", "base", 8_000, 9_500, "icing"),
        *closed("base", "base", 9_000, 13_000, "wind"),
        *closed("base", "base", 9_100, 13_000, "hours"),
    )
    assert gaps_of(replace(processes, schedule=steps, hold=False), plan) == [(0, "north", 12_000, 15_000, "wind")]


def test_when_fewer_crews_come_on_duty_nobody_is_called_back_and_nobody_more_launched():
    _, plan = one_line(3)
    fleets = (fleet_process(crews_at_once=2),)
    steps = (Step(5_000, "crew", "f", 2, "crew"), Step(25_000, "crew", "f", -2, "crew"))
    run = Processes(LENGTH_S, fleets, schedule=steps, hold=False, spare=False)
    gaps, sorties, *_ = fly_chunk(compiled(run, plan), 0, 0, 1, 1)
    assert sorties[0]["leave_s"] == 12_000
    assert sorties[1]["takeoff_s"] == 25_000  # the second stint, due at 10,000, is of use until 22,000: given up
    assert [(CAUSES[g["cause"]], int(g["start_s"]), int(g["end_s"])) for g in gaps[1:]] == [("crew", 12_000, 27_000)]


def relayed():
    """North is linked through the watch of the line "link", on which somebody is from 0 to 50,000 s."""
    stints = [
        stint("n-1", "n", "north", -100, 50, LENGTH_S + 200, 50, airborne=True),
        stint("r-1", "r", "link", -100, 50, 50_050, 50, airborne=True),
    ]
    pairings = [
        replace(pairing("n", "north", endurance_s=10**6), relay="watch of link"),
        pairing("r", "link", endurance_s=10**6),
    ]
    lines = [line("north"), line("link", windows=((0, 50_000),), watch="watch of link")]
    fleets = (fleet_process("n", 1, control="c"), fleet_process("r", 1))
    return Processes(LENGTH_S, fleets, channels=(("c", 1),)), roster(lines, pairings, stints)


def test_a_pairing_counts_only_while_its_relay_does():
    processes, plan = relayed()
    assert gaps_of(processes, plan) == [(0, "north", 50_000, 100_000, "relay")]
    blind = replace(processes, schedule=closed("sensor", "r", 20_000, 30_000, "cloud", "link"))
    assert gaps_of(blind, plan) == [
        (0, "north", 20_000, 30_000, "relay"), (0, "link", 20_000, 30_000, "cloud"),
        (0, "north", 50_000, 100_000, "relay"),
    ]  # fmt: skip
    ship = replace(plan, pairings=tuple(replace(p, relay="a ship") for p in plan.pairings))
    assert gaps_of(processes, ship) == []


def test_a_relay_of_a_relay_is_refused():
    processes, plan = relayed()
    loop = replace(plan, pairings=tuple(replace(p, relay="watch of link") for p in plan.pairings))
    with pytest.raises(InvariantError, match="itself needs a relay"):
        compiled(processes, loop)


def test_weather_that_opens_what_nothing_shut_stops_the_run():
    processes, plan = one_line(3)
    broken = replace(processes, schedule=(Step(500, "base", "base", -1, "wind"),))
    with pytest.raises(InvariantError, match="a count fell below zero"):
        fly_chunk(compiled(broken, plan), 0, 0, 1, 1)


def test_trials_with_weather_are_the_same_bytes_in_any_pieces():
    processes, plan = one_line(3)
    processes = replace(
        processes, weather=Gale(("base", "base", "")), schedule=closed("path", "f", 0, 500, "sea", "north")
    )
    c = compiled(processes, plan)
    whole = fly_chunk(c, 3, 0, 12, 12)
    parts = [fly_chunk(c, 3, first, n, 12) for first, n in ((0, 1), (1, 7), (8, 4))]
    for log, pieces in zip(whole, zip(*parts, strict=True), strict=True):
        assert log.tobytes() == np.concatenate(pieces).tobytes()
    one, two = Timeline(c, 3, 9), Timeline(c, 3, 9)
    one.finish()
    for stop_s in (0, 9_999, 10_000, 10_001, 19_000, 80_000):
        two.advance(stop_s)
        two.state = two.state.copy()
    two.finish()
    assert one.state.tobytes() == two.state.tobytes()


def test_hours_and_shifts_of_a_scenario_become_steps_and_hold_in_trials():
    """The field works from 06:00 to 18:00 UTC, its crews are two by day and one by night. Both stay without faults."""
    scenario = hand_scenario()
    bases = [base.model_dump(by_alias=True, exclude_unset=True) for base in scenario.file.base]
    fleets = [fleet.model_dump(by_alias=True, exclude_unset=True) for fleet in scenario.file.fleet]
    del fleets[0]["crews"]
    fleets[0]["shifts"] = [{"hours": "06:00-18:00", "crews": 2}, {"hours": "18:00-06:00", "crews": 1}]
    field = type(scenario.file.base[0]).model_validate(bases[0] | {"hours": "06:00-18:00"})
    planes = type(scenario.file.fleet[0]).model_validate(fleets[0] | {"payload": "eyes"})
    scenario = replace(
        hand_scenario(faults={"none": True}),
        bases=(field, *scenario.bases[1:]), fleets=(planes, *scenario.fleets[1:]),
    )  # fmt: skip
    processes = processes_of(scenario)
    hours = [(step.time_s, step.change) for step in processes.schedule if step.of == "base"]
    assert [one for one in hours if 0 < one[0] <= DAY] == [(21_600, -1), (64_800, 1)]
    assert sum(change for time_s, change in hours if time_s <= 0) == 1  # shut at midnight
    assert processes.fleets[0].crews_at_once == 2
    crews = [(step.time_s, step.change) for step in processes.schedule if step.of == "crew"]
    assert crews[:3] == [(0, 1), (21_600, -1), (64_800, 1)]
    log = fly_roster(scenario, hand_roster(scenario), trials=1, seed=1, keep_sorties=1)
    takeoffs_s = log.sorties.filter(log.sorties["fleet"] == "planes")["takeoff_s"].to_numpy()
    assert len(takeoffs_s) > 2
    assert ((takeoffs_s % DAY >= 21_600) & (takeoffs_s % DAY < 64_800)).all()
    assert "hours" in set(log.gaps["cause"].to_list())
