"""The timeline: what it must do to the second in cases worked out by hand, stopping and going on, broken laws."""

from dataclasses import replace
from itertools import pairwise
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.plans import compiled, fleet_process, line, one_line, pairing, roster, stint
from longwatch.errors import InvariantError
from longwatch.jit import kernel
from longwatch.sim import transits_kernels
from longwatch.sim.fly import fly_chunk
from longwatch.sim.processes import Processes, SpellProcess
from longwatch.sim.timeline import Timeline
from longwatch.sim.watchlog import cover_frame, gaps_frame, sorties_frame, tallies_frame

LENGTH_S = 100_000
latest_leave_s, transit_s = kernel(transits_kernels.latest_leave_s), kernel(transits_kernels.transit_s)


def fly(processes, plan, n=1, seed=0, **more):
    """(gaps, sorties, tallies, cover) frames of n trials."""
    c = compiled(processes, plan, **more)
    frames = (gaps_frame, sorties_frame, tallies_frame, cover_frame)
    return [frame(rows, c) for frame, rows in zip(frames, fly_chunk(c, seed, 0, n, n), strict=True)]


def spells_that_matter(of, target, share=0.5, mean_s=4_000.0):
    return SpellProcess(of, target, mean_s / share * (1 - share), mean_s, True)


@pytest.mark.parametrize("hold", [True, False])
def test_without_faults_the_roster_is_flown_to_the_second(hold):
    processes, plan = one_line(3)
    gaps, sorties, tallies, cover = fly(replace(processes, hold=hold), plan)
    times = ["takeoff_s", "arrive_s", "leave_s", "land_s"]
    assert sorties.select("stint", "tail", *times).rows() == [
        (n, s.tail, s.takeoff_s, s.arrive_s, s.leave_s, s.land_s) for n, s in enumerate(plan.stints)
    ]
    assert gaps.drop("trial").rows() == [("north", 0, 2_000, "demand", 1, 2_000)]
    assert cover.row(0) == (0, "north", LENGTH_S, 98_000, 98_000)
    assert tallies["flown_s"][0] == sum(min(s.land_s, LENGTH_S) - s.takeoff_s for s in plan.stints)
    assert tallies["on_station_s"][0] == 98_000
    assert set(sorties["outcome"].to_list()) == {"done", "airborne"}


def test_a_vehicle_on_station_at_the_start_flies_on_and_its_time_before_does_not_count():
    stints = [
        stint("v-1", "f", "north", -7_000, 2_000, 10_000, 2_000, airborne=True),
        stint("v-2", "f", "north", 3_000, 2_000, 10_000, 2_000),
    ]
    plan = roster([line()], [pairing("f", "north")], stints)
    gaps, sorties, tallies, _ = fly(Processes(LENGTH_S, (fleet_process(),)), plan)
    assert sorties["takeoff_s"].to_list() == [-7_000, 3_000]
    assert tallies["flown_s"][0] == 7_000 + 14_000
    assert tallies["on_station_s"][0] == 5_000 + 10_000
    assert tallies["launches"][0] == 1
    assert gaps["start_s"].to_list() == [15_000]


def late_plan(stay_s=10_000, reserve_s=1_000, turnaround_s=3_000):
    """Two vehicles that relieve each other once, v-2 taking over from v-1 at 12,000 s."""
    stints = [
        stint("v-1", "f", "north", 0, 2_000, stay_s, 2_000, turnaround_s),
        stint("v-2", "f", "north", stay_s, 2_000, stay_s, 2_000, turnaround_s),
    ]
    pairings = [pairing("f", "north", endurance_s=stay_s + 4_000, reserve_s=reserve_s, turnaround_s=turnaround_s)]
    return roster([line()], pairings, stints)


def test_a_watcher_holds_until_relieved_within_its_reserve():
    processes = Processes(LENGTH_S, (fleet_process(count=2),), late=1.0, late_mean_s=600.0, late_limit_s=9_000)
    held, limit_reached = 0, 0
    gaps, sorties, *_ = fly(processes, late_plan(), n=200)
    for trial in range(200):
        first, second = sorties.filter(sorties["trial"] == trial).sort("takeoff_s").rows(named=True)
        planned_leave_s = 12_000
        wanted_s = max(planned_leave_s, second["arrive_s"])
        limit_s = first["takeoff_s"] + 14_000 + 1_000 - 2_000
        assert first["leave_s"] == max(planned_leave_s, min(wanted_s, limit_s))
        own = gaps.filter((gaps["trial"] == trial) & (gaps["start_s"] > 2_000) & (gaps["start_s"] < 20_000))
        if wanted_s > limit_s:  # the reserve did not last: a gap that the late launch opened
            assert own.select("start_s", "end_s", "cause").rows() == [(first["leave_s"], wanted_s, "late")]
            limit_reached += 1
        else:
            assert own.rows() == []
            held += first["leave_s"] > planned_leave_s
    assert held > 20
    assert limit_reached > 5  # the difference of two exponential times exceeds 1,000 s in 9 % of the trials


def test_without_holding_a_late_relief_is_a_gap():
    processes = Processes(LENGTH_S, (fleet_process(count=2),), hold=False, late=1.0, late_mean_s=600.0)
    gaps, sorties, *_ = fly(processes, late_plan())
    second = sorties.sort("takeoff_s").row(1, named=True)
    assert second["takeoff_s"] > 10_000
    assert (12_000, second["arrive_s"], "late") in gaps.select("start_s", "end_s", "cause").rows()


def test_nobody_holds_into_the_reserve_where_the_plan_has_a_gap():
    stints = [stint("v-1", "f", "north", 0, 2_000, 10_000, 2_000)]
    plan = roster([line()], [pairing("f", "north", reserve_s=5_000)], stints)
    _, sorties, *_ = fly(Processes(LENGTH_S, (fleet_process(),)), plan)
    assert sorties["leave_s"].to_list() == [12_000]


def test_a_shut_base_delays_take_offs_but_no_landings():
    processes, plan = one_line(3)
    processes = replace(processes, spells=(spells_that_matter("base", "base"),), spare=False, late_limit_s=3_000)
    gaps, sorties, tallies, _ = fly(processes, plan, n=30)
    late = sorties.filter(sorties["takeoff_s"] % 10_000 != 0)
    assert len(late) > 10
    assert (late["takeoff_s"] % 10_000 <= 3_000).all()
    assert set(gaps["cause"].to_list()) == {"demand", "weather"}
    assert tallies["cancelled"].sum() > 10


@pytest.mark.parametrize(
    ("of", "target", "cause"), [("watch", "north", "weather"), ("link", "c", "link"), ("platform", "uav", "grounding")]
)
def test_each_closure_names_its_cause(of, target, cause):
    _, plan = one_line(3)
    fleet = fleet_process(control="c")
    processes = Processes(LENGTH_S, (fleet,), (spells_that_matter(of, target),), (("c", 2),))
    gaps, sorties, tallies, _ = fly(processes, plan, n=20)
    assert cause in set(gaps["cause"].to_list()) <= {"demand", cause}
    if of != "platform":  # what shuts the line or the link keeps nobody from flying
        assert tallies["launches"].to_list() == [len(plan.stints)] * 20
        assert sorties["leave_s"].sum() == 20 * sum(s.leave_s for s in plan.stints)


def test_crews_and_channels_at_once_are_respected_in_trials():
    _, plan = one_line(3)
    faults = {"abort_mean_s": 30_000.0, "repair_mean_s": 3_000.0, "preflight": 0.1}
    for fleet, channels in (
        (fleet_process(crews_at_once=2, count=5, **faults), ()),
        (fleet_process(control="c", count=5, **faults), (("c", 2),)),
    ):
        processes = Processes(LENGTH_S, (fleet,), channels=channels, late=0.3)
        gaps, _, tallies, _ = fly(processes, plan, n=100)
        assert tallies["max_airborne"].max() == 2
        assert "crew" in set(gaps["cause"].to_list())


def test_a_lost_vehicle_is_replaced_after_the_lead_time():
    plan = roster([line()], [pairing("f", "north")], [stint("v-1", "f", "north", t, 2_000, 4_000, 2_000)
                                                     for t in range(0, LENGTH_S - 11_000, 11_000)])  # fmt: skip
    fleet = fleet_process(count=1, loss_mean_s=20_000.0, replacement_s=25_000)
    _, sorties, tallies, _ = fly(Processes(LENGTH_S, (fleet,)), plan, n=50)
    assert tallies["losses"].sum() > 50
    for trial in range(50):
        rows = sorties.filter(sorties["trial"] == trial).rows(named=True)
        for row, after in pairwise(rows):
            if row["outcome"] == "loss":
                assert after["takeoff_s"] >= row["land_s"] + 25_000


def test_a_spare_is_sent_at_once_when_a_sortie_fails_and_goes_when_relieved():
    _, plan = one_line(3)
    faulty = fleet_process(count=5, abort_mean_s=60_000.0, repair_mean_s=3_000.0)
    _, sorties, *_ = fly(Processes(LENGTH_S, (faulty,)), plan, n=50)
    spares = sorties.filter(sorties["stint"] == -1)
    failed = sorties.filter(sorties["outcome"] == "abort")
    assert len(spares) > 50
    ends = {(s.leave_s) for s in plan.stints}
    relieved = spares.filter((spares["outcome"] == "done") & spares["leave_s"].is_in(list(ends)))
    assert len(relieved) > len(spares) // 2  # the next planned arrival is the planned end of the failed stint
    _, without, *_ = fly(Processes(LENGTH_S, (faulty,), spare=False), plan, n=50)
    assert (without["stint"] >= 0).all()
    assert len(failed) > 0


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**40), st.lists(st.integers(0, LENGTH_S), max_size=6))
def test_advancing_in_pieces_gives_the_same_bytes(seed, stops):
    _, plan = one_line(3)
    fleet = fleet_process(
        preflight=0.1, abort_mean_s=40_000.0, loss_mean_s=90_000.0, repair_mean_s=9_000.0, control="c"
    )
    spells = (spells_that_matter("base", "base", 0.1), spells_that_matter("link", "c", 0.1))
    c = compiled(Processes(LENGTH_S, (fleet,), spells, (("c", 2),), late=0.2), plan)
    whole, pieces = Timeline(c, seed, 5), Timeline(c, seed, 5)
    whole.finish()
    for stop_s in sorted(stops):
        pieces.advance(stop_s)
        pieces.state = pieces.state.copy()  # a bookmark is as good as the state itself
    pieces.finish()
    assert whole.state.tobytes() == pieces.state.tobytes()


def test_a_short_log_grows_without_changing_anything():
    _, plan = one_line(3)
    fleet = fleet_process(control="c", abort_mean_s=5_000.0, repair_mean_s=10.0)
    spells = (SpellProcess("link", "c", 50.0, 50.0),)  # some thousand gaps where some dozen are expected
    c = compiled(Processes(LENGTH_S, (fleet,), spells, (("c", 2),)), plan)
    one = Timeline(c, 1, 0)
    one.finish()
    n = int(one.state.clock["n_gaps"][0])
    assert n > 700
    gaps, sorties, _, _ = fly_chunk(c, 1, 0, 4, 4)
    assert (gaps[gaps["trial"] == 0] == one.state.gaps[:n]).all()
    assert (sorties[sorties["trial"] == 0] == one.state.sorties[: int(one.state.clock["n_sorties"][0])]).all()


def test_fuel_below_zero_stops_the_run_with_seed_and_trial():
    _, plan = one_line(3)
    plan = replace(plan, pairings=(replace(plan.pairings[0], endurance_s=13_000, reserve_s=999),))
    with pytest.raises(InvariantError, match="trial 7 of seed 42: a vehicle flew longer than its endurance"):
        fly_chunk(compiled(Processes(LENGTH_S, (fleet_process(),)), plan), 42, 7, 3, 0)


def test_a_vehicle_in_two_places_stops_the_run():
    stints = [stint("v-1", "f", on, -500, 200, 4_000, 200, airborne=True) for on in ("north", "south")]
    plan = roster([line(), line("south")], [pairing("f", "north"), pairing("f", "south")], stints)
    with pytest.raises(InvariantError, match="trial 0 of seed 1: a vehicle was in two places"):
        fly_chunk(compiled(Processes(LENGTH_S, (fleet_process(),)), plan), 1, 0, 1, 0)


def test_transits_between_samples_are_rounded_up_and_the_latest_leave_is_the_last_that_lands_in_time():
    class Ship:
        moves = True

        def out_s(self, t):
            return 2_000 + t // 10

        def back_s(self, t):
            return 3_000 - t // 20

    processes, plan = one_line(3)
    c = compiled(processes, plan, transits=lambda _: Ship())
    fixed, p = c.fixed, c.fixed.pairings[0]
    for t in (0, 1, 17, 1_799, 1_800, 54_321):
        exact = 2_000 + t / 10
        assert transit_s(fixed.transits, p["out_at"], p["out_n"], 0.0, t) == int(np.ceil(exact))
    for land_by_s in (5_000, 60_001):
        leave_s = latest_leave_s(fixed.transits, fixed.pairings[0], 0, land_by_s)
        back = [transit_s(fixed.transits, p["back_at"], p["back_n"], 0.0, leave_s + i) for i in (0, 1)]
        assert leave_s + back[0] <= land_by_s < leave_s + 1 + back[1]


def test_more_of_one_fleet_changes_no_luck_of_another():
    """Common random numbers: the aborts of v-1 come at the same flown hours whoever else flies."""
    _, plan = one_line(1, stay_s=20_000)
    flown = []
    for count in (1, 4):
        fleets = (fleet_process("other", count), fleet_process(count=1, abort_mean_s=30_000.0, repair_mean_s=1_000.0))
        c = compiled(Processes(LENGTH_S, fleets, spare=False), plan)
        one = Timeline(c, 3, 0)
        flown.append([int(v["abort_at_s"]) for v in one.state.vehicles if v["abort_at_s"] < 2**50])
    assert flown[0] == flown[1]
    assert len(flown[0]) == 1


def test_nothing_fails_at_an_infinite_mean():
    _, plan = one_line(3)
    fleet = fleet_process(abort_mean_s=inf, loss_mean_s=inf)
    _, _, tallies, _ = fly(Processes(LENGTH_S, (fleet,)), plan, n=20)
    assert tallies.select("losses", "aborts", "preflight_failures", "cancelled").sum().row(0) == (0, 0, 0, 0)
