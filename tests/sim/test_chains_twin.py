"""Sorties of several lines and ferries against the plain twin on random cases, and laws that hold in every trial."""

import random
from collections import Counter
from dataclasses import replace

import pytest

from helpers.chained_cases import chained
from helpers.plain_timeline import PlainTimeline
from helpers.process_cases import with_more
from helpers.timeline_cases import LENGTH_S, flown, random_case, random_orders, tails_of
from longwatch.sim import transit_tables
from longwatch.sim.fly import fly_chunk
from longwatch.sim.state import GONE_ON, LANDED_ELSEWHERE, VEHICLE_LOST
from longwatch.sim.timeline_arrays import fixed_of
from longwatch.sim.transit_tables import Rhythm


@pytest.fixture(autouse=True)
def exact_tables(monkeypatch):
    """Transit tables with an entry for every second, so that the twin needs no interpolation."""
    monkeypatch.setattr(transit_tables, "TABLE_STEP_S", 1)


def random_chains(number):
    """(processes, plan, transits): as for the other twins, with stints of its own."""
    rng = random.Random(f"chained {number}")
    processes, plan, transits = random_case(random.Random(number))
    if number % 3 == 0:
        processes = replace(processes, shift_limit_s=rng.choice([20, 100]))
    if number % 2:
        processes = with_more(rng, processes, plan, unit_s=10)
    return *chained(rng, processes, plan, transits), transits


def compiled_of(processes, plan, transits):
    return fixed_of(processes, plan, transits, lambda p: Rhythm(getattr(transits(p), "period_s", 0.0)))


def check_twins(number):
    processes, plan, transits = random_chains(number)
    compiled = compiled_of(processes, plan, transits)
    orders = random_orders(random.Random(-number), compiled.tails) if number % 4 == 0 else ()
    sorties, gaps = flown(compiled, number, 3, orders)
    twin_sorties, twin_gaps = PlainTimeline(
        processes, plan, transits, tails_of(processes, compiled), number, 3, orders
    ).run()
    assert sorties == twin_sorties, number
    assert sorted(gaps) == sorted(twin_gaps), number
    return sorties, gaps


def check_laws(number):
    """Fuel is held by the kernel itself, which stops where it runs out. The number of sorties looked at."""
    processes, plan, transits = random_chains(number)
    compiled = compiled_of(processes, plan, transits)
    _, sorties, tallies, _ = fly_chunk(compiled, number, 0, 5, 5)
    for trial in range(5):
        own, counted = sorties[sorties["trial"] == trial], tallies[tallies["trial"] == trial]
        at = {i: {fleet} for i, fleet in enumerate(compiled.fixed.vehicles["fleet"].tolist())}
        for row in own:  # in order of take-off
            assert row["fleet"] in at[row["vehicle"]], number  # it takes off where it landed
            if row["prior"] >= 0:
                before = own[row["prior"]]
                assert before["outcome"] == GONE_ON
                assert before["vehicle"] == row["vehicle"]
                assert before["leave_s"] == before["land_s"] == row["takeoff_s"]
            if row["outcome"] not in (GONE_ON, VEHICLE_LOST):  # a new one comes where the lost one was of
                lost_later = {row["fleet"]} if row["outcome"] == LANDED_ELSEWHERE and counted["losses"].sum() else set()
                at[row["vehicle"]] = {row["lands_with"]} | lost_later  # on its way to the alternate
        begun = own[(own["prior"] < 0) & (own["from_line"] < 0) & (own["takeoff_s"] >= 0)]
        assert counted["launches"].sum() <= len(begun), number  # those aloft at 0 are not launches
        if not counted["diverts"].sum():
            aloft_s = own["land_s"].clip(0, LENGTH_S) - own["takeoff_s"].clip(0)
            assert counted["flown_s"].sum() == aloft_s.sum(), number  # hours once
    assert len(compiled.tails) == sum(max(fleet.count, n) for fleet, n in fleet_sizes(processes, compiled))
    return len(sorties)


def fleet_sizes(processes, compiled):
    return [(fleet, compiled.vehicle_fleets.count(fleet.name)) for fleet in processes.fleets]


def test_twins_agree_on_sorties_of_several_lines_and_ferries():
    causes, outcomes = Counter(), Counter()
    for number in range(60):
        sorties, gaps = check_twins(number)
        causes.update(gap[3] for gap in gaps)
        outcomes.update(sortie[-1] for sortie in sorties)
    assert {"fault", "loss", "sensor", "crew", "late", "retask", "wind"} <= set(causes)
    assert outcomes["onward"] > 60
    assert min(outcomes.values()) > 3


def test_vehicles_take_off_where_they_landed_and_hours_are_counted_once():
    assert sum(check_laws(number) for number in range(100, 160)) > 500


@pytest.mark.soak
def test_twins_agree_and_laws_hold_in_3000_cases():
    for number in range(1000, 4000):
        check_twins(number)
        check_laws(number)
