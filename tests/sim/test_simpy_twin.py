"""The timeline against the same model in SimPy: event for event on a shared list of faults, and in the mean on own luck."""

import random

import numpy as np
import pytest

from helpers.luck import OwnLuck, SharedLuck
from helpers.process_cases import long_case
from helpers.simpy_timeline import SimpyTimeline
from longwatch.sim.fly import fly_chunk
from longwatch.sim.state import CAUSES, OUTCOMES
from longwatch.sim.timeline_arrays import fixed_of

COUNTS = ("launches", "losses", "aborts", "preflight_failures", "cancelled", "flown_s", "on_station_s", "maintenances",
          "diverts", "forced_landings", "sensor_failures", "hand_overs", "duty_overruns", "duty_overrun_s")  # fmt: skip
MEANS = ("launches", "aborts", "cancelled", "flown_s", "on_station_s", "maintenances", "diverts", "sensor_failures")


def tails_of(processes, compiled):
    pairs = list(zip(compiled.tails, compiled.vehicle_fleets, strict=True))
    return [[tail for tail, name in pairs if name == fleet.name] for fleet in processes.fleets]


def flown(compiled, seed, trial):
    """Sorties, gaps and tallies of one trial, as the twin writes them."""
    gaps, sorties, tallies, _ = fly_chunk(compiled, seed, trial, 1, trial + 1)
    times = ("takeoff_s", "arrive_s", "leave_s", "land_s")
    rows = [
        (None if r["stint"] < 0 else int(r["stint"]), compiled.tails[r["vehicle"]], compiled.lines[r["line"]],
         *(int(r[name]) for name in times), OUTCOMES[r["outcome"]])
        for r in sorties
    ]  # fmt: skip
    missed = [
        (compiled.lines[r["line"]], int(r["start_s"]), int(r["end_s"]), CAUSES[r["cause"]], int(r["missing"]),
         int(r["missing_s"]))
        for r in gaps
    ]  # fmt: skip
    return rows, missed, {name: int(tallies[name].sum()) for name in COUNTS}


def check_events(number):
    """One random month: every sortie, gap and tally is the same."""
    processes, plan, transits = long_case(random.Random(number))
    compiled = fixed_of(processes, plan, transits)
    twin = SimpyTimeline(processes, plan, transits, tails_of(processes, compiled), SharedLuck(number, 3))
    sorties, gaps = twin.run()
    tallies = {name: sum(by[name] for by in twin.tallies.values()) for name in COUNTS}
    mine = flown(compiled, number, 3)
    assert mine[0] == sorties, number
    assert sorted(mine[1]) == sorted(gaps), number
    assert mine[2] == tallies, number
    return gaps, tallies


def test_the_same_faults_give_the_same_events_as_in_simpy():
    causes, total = set(), dict.fromkeys(COUNTS, 0)
    for number in range(24):
        gaps, tallies = check_events(number)
        causes |= {gap[3] for gap in gaps}
        total = {name: total[name] + tallies[name] for name in COUNTS}
    assert {"demand", "weather", "link", "hours", "fault", "loss", "grounding", "late", "sensor", "delivery"} <= causes
    assert min(total.values()) > 0, total


@pytest.mark.soak
def test_the_same_faults_give_the_same_events_as_in_simpy_in_1000_months():
    for number in range(100, 1100):
        check_events(number)


def check_means(number, n_twin, n_mine):
    """Means over trials of a random month, each with random numbers of its own, within three standard errors."""
    processes, plan, transits = long_case(random.Random(f"means {number}"))
    compiled = fixed_of(processes, plan, transits)
    tails, theirs = tails_of(processes, compiled), {name: [] for name in (*MEANS, "covered_s")}
    for trial in range(n_twin):
        twin = SimpyTimeline(processes, plan, transits, tails, OwnLuck(f"{number} {trial}"))
        twin.run()
        for name in MEANS:
            theirs[name].append(sum(by[name] for by in twin.tallies.values()))
        theirs["covered_s"].append(sum(twin.covered_s.values()))
    _, _, tallies, cover = fly_chunk(compiled, number, 0, n_mine, 0)
    mine = {name: np.bincount(tallies["trial"], tallies[name], n_mine) for name in MEANS}
    mine["covered_s"] = np.bincount(cover["trial"], cover["covered_s"], n_mine)
    for name, values in theirs.items():
        error = np.sqrt(np.var(values, ddof=1) / n_twin + np.var(mine[name], ddof=1) / n_mine)
        assert abs(np.mean(values) - np.mean(mine[name])) <= 3 * error, (
            number,
            name,
            np.mean(values),
            np.mean(mine[name]),
        )


def test_means_agree_with_simpy():
    for number in range(2):
        check_means(number, 60, 1000)


@pytest.mark.soak
def test_means_agree_with_simpy_on_20_random_scenarios():
    for number in range(20):
        check_means(number, 400, 10_000)
