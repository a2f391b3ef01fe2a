"""The timeline against its plain twin: the same sorties and the same gaps, to the second, on random small cases."""

import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from helpers.plain_timeline import PlainTimeline
from helpers.process_cases import with_more
from helpers.timeline_cases import LENGTH_S, flown, random_case, random_orders, relieved, tails_of
from longwatch.sim import transit_tables
from longwatch.sim.carry import remainder_of
from longwatch.sim.fly import fly_chunk
from longwatch.sim.state import CAUSES, OUTCOMES
from longwatch.sim.timeline import Timeline
from longwatch.sim.timeline_arrays import fixed_of
from longwatch.sim.transit_tables import Rhythm


def check_case(number, with_orders=False, more=False, shift_limit_s=None):
    processes, plan, transits = random_case(random.Random(number))
    if shift_limit_s is not None:
        processes = replace(processes, shift_limit_s=shift_limit_s)
        plan = replace(plan, stints=relieved(random.Random(f"relieved {number}"), processes, plan, transits))
    if more:
        processes = with_more(random.Random(f"more {number}"), processes, plan, unit_s=10)
    compiled = fixed_of(processes, plan, transits, lambda p: Rhythm(getattr(transits(p), "period_s", 0.0)))
    orders = random_orders(random.Random(-number), compiled.tails) if with_orders else ()
    sorties, gaps = flown(compiled, number, 3, orders)
    twin = PlainTimeline(processes, plan, transits, tails_of(processes, compiled), number, 3, orders)
    twin_sorties, twin_gaps = twin.run()
    assert sorties == twin_sorties, number
    assert sorted(gaps) == sorted(twin_gaps), number
    if more:
        _, _, tallies, _ = fly_chunk(compiled, number, 3, 1, 0)
        twin_tallies = twin.tallies | {
            "hand_overs": sum(pool.hand_overs for pool in twin.pools.values()),
            "duty_overruns": sum(pool.overruns for pool in twin.pools.values()),
        }
        if not orders:
            assert {name: int(tallies[name].sum()) for name in twin_tallies} == twin_tallies, number
        return sorties, gaps, twin_tallies
    return sorties, gaps


@pytest.fixture
def exact_tables(monkeypatch):
    """Transit tables with an entry for every second, so that the twin needs no interpolation."""
    monkeypatch.setattr(transit_tables, "TABLE_STEP_S", 1)


@pytest.mark.usefixtures("exact_tables")
def test_timeline_and_plain_twin_fly_the_same_sorties_and_gaps():
    causes, outcomes, spares = set(), set(), 0
    for number in range(60):
        sorties, gaps = check_case(number)
        causes |= {gap[3] for gap in gaps}
        outcomes |= {sortie[-1] for sortie in sorties}
        spares += sum(sortie[0] is None for sortie in sorties)
    assert causes == set(CAUSES[1:20]) - {"retask"}  # every process had its turn
    assert outcomes == set(OUTCOMES[:4])
    assert spares > 20


@pytest.mark.usefixtures("exact_tables")
def test_twins_agree_on_maintenance_crews_diverts_sensors_and_deliveries():
    causes, outcomes, tallies = set(), set(), Counter()
    for number in (301, 304, 405, *range(310, 340)):
        sorties, gaps, more = check_case(number, with_orders=number % 4 == 0, more=True)
        causes |= {gap[3] for gap in gaps}
        outcomes |= {sortie[-1] for sortie in sorties}
        tallies.update(more)
    assert {"maintenance", "crew", "sensor"} <= causes
    assert outcomes == set(OUTCOMES) - {"onward"}
    assert min(tallies.values()) > 5, tallies


@pytest.mark.usefixtures("exact_tables")
def test_twins_agree_when_reliefs_follow_their_watcher():
    moved = 0
    for number in range(400, 424):
        limit_s = (20, 60, 300)[number % 3]
        flown = check_case(number, number % 4 == 0, number % 2 == 0, limit_s)
        moved += flown != check_case(number, number % 4 == 0, number % 2 == 0, 0)
    assert moved > 12


@pytest.mark.usefixtures("exact_tables")
def test_twins_agree_when_vehicles_are_sent_away_by_order():
    causes = set()
    for number in range(200, 230):
        causes |= {gap[3] for gap in check_case(number, with_orders=True)[1]}
    assert "retask" in causes


def books(one):
    """Everything a finished trial has logged and counted, but the numbers of its stints."""
    state, clock = one.state, one.state.clock[0]
    sorties = state.sorties[: clock["n_sorties"]].copy()
    sorties["stint"] = np.minimum(sorties["stint"], 0)
    sums = state.lines[["demanded_s", "covered_s", "watcher_s"]]
    return [array.tolist() for array in (state.gaps[: clock["n_gaps"]], sorties, state.fleets, sums)]


def check_carried(number):
    rng = random.Random(number)
    processes, plan, transits = random_case(rng)
    if number % 2:
        processes = with_more(rng, processes, plan, unit_s=10)
    if number % 3 == 0:
        processes = replace(processes, shift_limit_s=rng.choice([20, 100]))
        plan = replace(plan, stints=relieved(rng, processes, plan, transits))
    compiled = fixed_of(processes, plan, transits, lambda p: Rhythm(getattr(transits(p), "period_s", 0.0)))
    whole, pieces, zero_s = Timeline(compiled, number, 3), Timeline(compiled, number, 3), 0
    whole.finish()
    for cut_s in sorted(rng.sample(range(LENGTH_S), rng.randint(1, 6))):
        pieces.carry(remainder_of(pieces.fixed, cut_s - zero_s), cut_s - zero_s)
        zero_s = cut_s
    pieces.finish()
    assert books(pieces) == books(whole), number


@pytest.mark.usefixtures("exact_tables")
def test_a_trial_carried_over_to_what_is_left_of_its_plan_is_the_same_trial():
    for number in range(5000, 5120):
        check_carried(number)


@pytest.mark.soak
@pytest.mark.usefixtures("exact_tables")
def test_a_trial_carried_over_is_the_same_trial_in_3000_cases():
    for number in range(6000, 9000):
        check_carried(number)


@pytest.mark.soak
@pytest.mark.usefixtures("exact_tables")
def test_timeline_and_plain_twin_fly_the_same_sorties_and_gaps_in_3000_cases():
    for number in range(1000, 4000):
        check_case(number, number % 4 == 0, number % 2 == 0, (None, None, 50, 300)[number % 7 % 4])
